import { areaOf, type Layout } from '../finding/areas.ts';
import { candidateOf, type Candidate } from '../finding/candidate.ts';
import { fieldFor } from '../labels/contexts.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import type { Label } from '../labels/labels.ts';
import type { Row, Token } from '../layout/lines.ts';
import { findPersons } from '../values/person.ts';
import { findValues, type ValueContext } from '../values/find.ts';

/** A list of patients: what stands in each of its rows, and what the page says besides, for all of them. */
export type PatientList = {
  readonly entries: readonly (readonly Candidate[])[];
  readonly common: readonly Candidate[];
};

type Column = {
  readonly label: Label;
  readonly field: FieldName;
  readonly left: number;
  readonly right: number;
};

/** Rows further apart than this many units end the list. */
const ROW_REACH = 6;

/** The list a page holds: a row of headings with a name among them, and at least two rows of values under it. */
export function patientListOf(
  layout: Layout,
  found: readonly Candidate[],
  values: ValueContext,
): PatientList | undefined {
  for (const [row, labels] of layout.byRow) {
    const columns = columnsOf(labels, layout);
    if (columns.length < 3 || !columns.some(({ field }) => field === 'patient_name')) continue;
    // `Role | Name | NPI | Phone`: a table of those who care for one patient.
    if (labels.some(({ meaning }) => meaning.endsWith('npi')) && !columns.some(isOfPatient)) continue;
    const entries = entriesUnder(layout, row, columns);
    const read = entries.map((cells) => cells.flatMap((cell) => ofCell(layout, cell, values)));
    if (!isList(read)) continue;
    const top = layout.sheet.rows[row]?.top ?? 0;
    return { entries: read, common: found.filter((one) => isCommon(one, top)) };
  }
  return undefined;
}

/** Several people, nearly all with a date, number or code of their own: a form has them once. */
function isList(entries: readonly (readonly Candidate[])[]): boolean {
  const names = new Set(
    entries.flatMap((entry) =>
      entry.filter(({ field }) => field === 'patient_name').map(({ value }) => value),
    ),
  );
  const whole = entries.filter((entry) => {
    const isSound = (one: Candidate): boolean =>
      strict.has(one.field) && one.isValid !== false && one.score > 0.6;
    return entry.some(({ field, score }) => field === 'patient_name' && score > 0.6) && entry.some(isSound);
  });
  return names.size >= 2 && whole.length >= 2 && whole.length >= entries.length * 0.6;
}

const strict: ReadonlySet<FieldName> = new Set(['birth_date', 'patient_phone', 'diagnosis']);

/** What stands over the list is said for all its rows, if it is not about a patient. */
function isCommon({ field, box }: Candidate, top: number): boolean {
  const { group } = fieldOf(field);
  if (group === 'patient' || group === 'insurance') return false;
  return (
    (group === 'referrer' ||
      field === 'ordered_on' ||
      field === 'requested_provider' ||
      field === 'urgency') &&
    (box === undefined || box.y < top || group === 'referrer')
  );
}

function columnsOf(labels: readonly Label[], { sheet }: Layout): readonly Column[] {
  const heads = labels.filter(({ isAlone, hasColon }) => isAlone && !hasColon);
  return heads.flatMap((label, at) => {
    const subject = label.subject ?? 'patient';
    const field = fieldFor(label.meaning, subject) ?? (label.meaning === 'name' ? 'patient_name' : undefined);
    if (field === undefined) return [];
    const next = heads[at + 1];
    return [
      {
        label,
        field,
        left: label.box.x - 1.5 * sheet.unit,
        right: next ? next.box.x - 1.5 * sheet.unit : Infinity,
      },
    ];
  });
}

/** Whose the name is, the heading itself or a date of birth beside it says. */
function isOfPatient({ label, field }: Column): boolean {
  return field === 'birth_date' || field === 'sex' || label.subject === 'patient';
}

type Cell = { readonly field: FieldName; readonly label: Label; readonly lines: (readonly Token[])[] };

/** A row begins where a name stands in the column of names; rows without one go on with the one above. */
function entriesUnder(
  { sheet, byRow }: Layout,
  head: number,
  columns: readonly Column[],
): readonly (readonly Cell[])[] {
  const entries: Cell[][] = [];
  let edge = sheet.rows[head]?.bottom ?? 0;
  for (let index = head + 1; index < sheet.rows.length; index += 1) {
    const row = sheet.rows[index];
    const labels = byRow.get(index) ?? [];
    if (!row || row.top - edge > ROW_REACH * sheet.unit || labels.some(({ hasColon }) => hasColon)) break;
    if (row.tokens.length === 0) continue;
    if (labels.length > 0 && isOnlyLabels(row, labels)) break;
    const cells = columns.map((column) => inside(row, column));
    const at = columns.findIndex(({ field }) => field === 'patient_name');
    const [person] = findPersons(areaOf('below', [cells[at] ?? []]).text);
    const last = entries.at(-1);
    if (person)
      entries.push(
        columns.map(({ field, label }, column) => ({ field, label, lines: [cells[column] ?? []] })),
      );
    else if (last) for (const [column, cell] of last.entries()) cell.lines.push(cells[column] ?? []);
    else break;
    edge = row.bottom;
  }
  return entries;
}

/** The next part of a form: a list has its headings once. */
function isOnlyLabels({ tokens }: Row, labels: readonly Label[]): boolean {
  const rest = tokens.filter(({ at }) => !labels.some(({ from, to }) => at >= from && at < to));
  return labels.every(({ isAlone }) => isAlone) && rest.every(({ text }) => /^\d{1,2}\W$/.test(text));
}

function inside({ tokens }: Row, { left, right }: Column): readonly Token[] {
  return tokens.filter(({ box }) => box.x >= left && box.x < right);
}

function ofCell(
  { sheet }: Layout,
  { field, label, lines }: Cell,
  values: ValueContext,
): readonly Candidate[] {
  const area = areaOf(
    'below',
    lines.filter((line) => line.length > 0),
  );
  const found = findValues(field, area.text, { ...values, place: 'labelled' });
  const kept = fieldOf(field).isMany === true ? found : found.slice(0, 1);
  return kept.map((one) =>
    candidateOf(field, one, area, sheet.page.number, {
      score: 0.95 * label.match * one.fit,
      labelMatch: label.match,
      evidence: `in the column “${label.text}”`,
      origin: 'label',
    }),
  );
}
