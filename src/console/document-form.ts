import { fieldNames, type FieldName } from '../domain/document/fields.ts';
import { parseValue } from '../domain/document/show.ts';
import type { DeskAnswer, DeskDocument, DeskProblems } from '../pipeline/document/desk-types.ts';
import { shownText } from './document-fields.ts';
import type { Form } from './form-values.ts';
import { isId } from './missing-page.tsx';

const inputName = /^v:([a-z_]+):(\d{1,2})$/;
const LONGEST = 2_000;

type Typed = { readonly name: FieldName; readonly position: number; readonly text: string };

/** The version a form was made on; a form without one was made on none. */
export function versionOf(form: Form): number {
  return Number.parseInt(form['version'] ?? '', 10) || 0;
}

/** `today`: `YYYY-MM-DD`. What a form answers: canonical values, whose patient, who sent it. Or what is wrong with it, at the field. */
export function answerOf(
  document: DeskDocument,
  form: Form,
  today: string,
): { readonly answer: DeskAnswer } | { readonly problems: DeskProblems } {
  const read = typedOf(form).map((typed) => ({ ...typed, ...valueOf(document, typed, today) }));
  const patient = choiceOf(document.patients, form['patient']);
  const partner = partnerOf(form);
  const problems = [
    ...read.flatMap((one) =>
      one.problem === undefined ? [] : [{ field: `${one.name}:${one.position}`, problem: one.problem }],
    ),
    ...(patient === 'unknown' ? [{ field: 'patient', problem: 'Choose one of the patients.' }] : []),
    ...(partner === 'unknown'
      ? [{ field: 'partner', problem: 'Choose one of the offices, or take it as a new one.' }]
      : []),
  ];
  if (problems.length > 0) return { problems };
  return {
    answer: {
      version: versionOf(form),
      values: valuesOf(read),
      ...(patient === undefined ? {} : { patientId: patient }),
      ...(partner === undefined ? {} : { partnerId: partner }),
    },
  };
}

function typedOf(form: Form): readonly Typed[] {
  return Object.entries(form).flatMap(([key, text]) => {
    const [, field, position] = inputName.exec(key) ?? [];
    const name = fieldNames.find((one) => one === field);
    return name === undefined
      ? []
      : [{ name, position: Number(position), text: text.trim().slice(0, LONGEST) }];
  });
}

/** What was left as it stood keeps the value it was shown for. */
function valueOf(
  document: DeskDocument,
  { name, position, text }: Typed,
  today: string,
): { readonly value: string; readonly problem?: string } {
  const read = document.fields.find((one) => one.field === name && one.position === position);
  if (text === '') return { value: '' };
  if (read !== undefined && text === shownText(read)) return { value: read.finalValue ?? read.value };
  const parsed = parseValue(name, text, { today });
  return 'problem' in parsed ? { value: '', problem: parsed.problem } : { value: parsed.value };
}

function valuesOf(
  read: readonly (Typed & { readonly value: string })[],
): Partial<Record<FieldName, readonly string[]>> {
  const said = read.filter((one) => one.value !== '').toSorted((a, b) => a.position - b.position);
  return Object.fromEntries(
    fieldNames.flatMap((name) => {
      const values = said.filter((one) => one.name === name).map((one) => one.value);
      return values.length === 0 ? [] : [[name, [...new Set(values)]] as const];
    }),
  );
}

/** Any office of the directory can be picked: whether it is there is looked up when it is settled. */
function partnerOf({ partner, partnerPicked }: Form): string | undefined {
  if (partner === undefined || partner === '') return undefined;
  const said = partner === 'other' ? partnerPicked : partner;
  return said === 'new' || isId(said) ? said : 'unknown';
}

/** One of those that were offered, `new`, or nothing said. */
function choiceOf(offered: readonly { readonly id: string }[], said: string | undefined): string | undefined {
  if (said === undefined || said === '') return undefined;
  return said === 'new' || offered.some((one) => one.id === said) ? said : 'unknown';
}
