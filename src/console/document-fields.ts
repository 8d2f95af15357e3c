import { fieldNames, fieldOf, type FieldName } from '../domain/document/fields.ts';
import { neededFields } from '../domain/document/certainty/hold-reasons.ts';
import { showValue } from '../domain/document/show.ts';
import type { DeskDocument, DeskField, DeskProblems } from '../pipeline/document/desk-types.ts';
import type { PartnerChoice } from '../store/partner-search.ts';
import type { Form } from './form-values.ts';

/** How a field stands, for the word and the icon beside it. */
export type FieldState = 'sure' | 'look' | 'missing' | 'changed';

export const fieldStateWords: Readonly<Record<FieldState, { readonly icon: string; readonly word: string }>> =
  {
    sure: { icon: '✓', word: 'Sure' },
    look: { icon: '?', word: 'Please look' },
    missing: { icon: '○', word: 'Missing' },
    changed: { icon: '✎', word: 'Changed' },
  };

/** One input of the screen. */
export type FieldView = {
  /** `birth_date:0`: of the input, its box and its problem. */
  readonly key: string;
  readonly name: FieldName;
  readonly label: string;
  /** As the reader proposes it; absent: a line for one more value. */
  readonly read: DeskField | undefined;
  /** What stands in the input, as people write it. */
  readonly text: string;
  /** What stood there when the page was made. */
  readonly was: string;
  readonly state: FieldState;
  /** The keys go there: a person has to look. */
  readonly isAsked: boolean;
  readonly problem?: string;
  /** It was typed over, and reads differently now: what it reads. */
  readonly now?: string;
};

/** What the page shows beside the document: what was typed before, and what was wrong with it. */
export type DeskLook = {
  readonly typed: Form;
  readonly problems: DeskProblems;
  /** Partners of the directory that fit what was typed where no script offers them. */
  readonly found?: readonly PartnerChoice[];
};

/** All inputs of a document in their order; of a field with several values one more than it has. */
export function viewFields(document: DeskDocument, look: DeskLook): readonly FieldView[] {
  return fieldNames.flatMap((name) => {
    const reads = document.fields
      .filter((one) => one.field === name)
      .toSorted((a, b) => a.position - b.position);
    const isMany = fieldOf(name).isMany === true;
    const typed = Object.keys(look.typed).filter((key) => key.startsWith(`v:${name}:`)).length;
    const count = isMany ? Math.max(reads.filter((one) => valueOf(one) !== '').length + 1, typed) : 1;
    return Array.from({ length: count }, (_, position) =>
      viewField(name, position, reads[position], document.fields, look),
    );
  });
}

/** Settled by a person, else as proposed. */
function valueOf(read: DeskField | undefined): string {
  return read?.finalValue ?? read?.value ?? '';
}

export function shownText(read: DeskField | undefined): string {
  const value = valueOf(read);
  return read === undefined || value === '' ? '' : showValue(read.field, value);
}

function viewField(
  name: FieldName,
  position: number,
  read: DeskField | undefined,
  all: readonly DeskField[],
  look: DeskLook,
): FieldView {
  const key = `${name}:${position}`;
  const current = shownText(read);
  const typed = look.typed[`v:${key}`];
  const before = look.typed[`w:${key}`] ?? current;
  const isTyped = typed !== undefined && typed !== before;
  const text = isTyped ? typed : current;
  const problem = look.problems.find(
    (one) => one.field === key || (position === 0 && one.field === name),
  )?.problem;
  const state = stateOf(read, text, current);
  const isDoubtful = state === 'look' || (state === 'missing' && position === 0 && isMissed(name, read, all));
  return {
    key,
    name,
    label: fieldOf(name).label + (position === 0 ? '' : ` ${position + 1}`),
    read,
    text,
    was: current,
    state,
    isAsked: problem !== undefined || isDoubtful,
    ...(problem === undefined ? {} : { problem }),
    ...(isTyped && current !== before && current !== typed ? { now: current } : {}),
  };
}

function stateOf(read: DeskField | undefined, text: string, current: string): FieldState {
  const isCorrected = read?.finalValue !== undefined && read.finalValue !== read.value;
  if (text !== current || isCorrected) return 'changed';
  if (text === '') return 'missing';
  return read?.isAccepted === true || read?.finalValue !== undefined ? 'sure' : 'look';
}

/** Missing is asked about where something on the page speaks of it, or where no referral can be filed without it. */
function isMissed(name: FieldName, read: DeskField | undefined, all: readonly DeskField[]): boolean {
  const any = neededFields.find(([first]) => first === name) ?? [];
  const isThere = all.some((one) => any.includes(one.field) && valueOf(one) !== '');
  return read?.doubt !== undefined || (any.length > 0 && !isThere);
}
