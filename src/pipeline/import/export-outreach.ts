import { placeKey } from '../../domain/directory/entry.ts';
import { specialtyName, specialtyOf } from '../../domain/taxonomy.ts';
import { writeCsv } from '../../formats/csv/write.ts';
import { inert } from '../../lib/csv.ts';
import type { Database } from '../../store/database.ts';
import { listExtraHeaders, listOutreach, type OutreachExport } from '../../store/outreach.ts';
import { readDate, readGender, readPhone, readState, readZip, type Cell } from './cells.ts';
import { outreachColumns, type SheetField } from './sheet-fields.ts';
import { isOutreachColumn } from './sheet-row.ts';

const PAGE = 1_000;

/**
 * The outreach sheet again, as CSV text in pieces: the sixteen columns, then all others the imported sheets had. A cell is as it was written while the directory says
 * the same; what was changed since then is as it is now. A text that a spreadsheet would run has an apostrophe before it, which an import takes off again.
 */
export async function* exportOutreach(db: Database): AsyncGenerator<string> {
  const headers = await listExtraHeaders(db);
  const extra = headers.flatMap(({ header, field }) =>
    isOutreachColumn(field as SheetField) ? [] : [header],
  );
  yield writeCsv([[...outreachColumns.map(([, label]) => label), ...extra.map(inert)]]);
  let after: string | undefined;
  for (;;) {
    const page = await listOutreach(db, after, PAGE);
    yield writeCsv(page.map((row) => toCells(row, extra).map(inert)));
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

function toCells(row: OutreachExport, extra: readonly string[]): readonly string[] {
  const written = new Map(row.cells.map((cell) => [cell.field, cell.value]));
  const known = outreachColumns.map(([field]) => cellOf(row, field, written.get(field) ?? '', written));
  const others = extra.map((header) => row.cells.find((cell) => cell.header === header)?.value ?? '');
  return [...known, ...others];
}

type Written = ReadonlyMap<string | undefined, string>;

function cellOf(row: OutreachExport, field: SheetField, text: string, written: Written): string {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others are of the place
  switch (field) {
    case 'agent':
    case 'outcome':
    case 'remarks':
    case 'nextStep':
      return sameText(text, row[field]);
    case 'lastContact':
      return keep(text, readDate, row.lastContact, usDate);
    case 'gender':
      return keep(text, readGender, row.partner['gender']);
    case 'specialty':
      return specialtyCell(text, row.specialties);
    case 'given':
    case 'family':
      return sameText(text, row.partner[field]);
    default:
      return placeCell(row, field, text, written);
  }
}

/** The place the row is of; moved or never said: the primary one. */
function placeCell(row: OutreachExport, field: SheetField, text: string, written: Written): string {
  const said = (name: SheetField): string => written.get(name)?.trim() ?? '';
  const state = valueOf(readState(said('state')));
  const zip = valueOf(readZip(said('zip'), state));
  const key = placeKey({
    ...(said('line1') === '' ? {} : { line1: said('line1') }),
    ...(said('city') === '' ? {} : { city: said('city') }),
    ...(zip === undefined ? {} : { zip }),
  });
  const place = row.locations.find((one) => one['placeKey'] === key) ?? row.locations[0] ?? row.partner;
  const now = place[field] ?? null;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others are plain text
  switch (field) {
    case 'phone':
      return keep(
        text,
        (value) => numberOf(value, said('extension') === ''),
        withExtension(place, said('extension') === ''),
      );
    case 'fax':
      return keep(text, (value) => numberOf(value, false), now);
    case 'state':
      return keep(text, readState, now);
    case 'zip':
      return keep(text, (value) => readZip(value, state), now);
    default:
      return sameText(text, now);
  }
}

/** A number with its extension as one text, to compare. */
function numberOf(text: string, hasExtension: boolean): Cell<string> {
  const cell = readPhone(text);
  if ('problem' in cell) return cell;
  const { number, extension } = cell.value;
  return { value: hasExtension && extension !== undefined ? `${number} x${extension}` : number };
}

function withExtension(place: Readonly<Record<string, string | null>>, isOne: boolean): string | null {
  const { phone = null, extension = null } = place;
  return phone !== null && extension !== null && isOne ? `${phone} x${extension}` : phone;
}

/** As it was written while it means what is held, or when it could never be read and nothing is held instead. */
function keep(
  text: string,
  read: (text: string) => Cell<string>,
  now: string | null | undefined,
  show: (value: string) => string = (value) => value,
): string {
  if (now === null || now === undefined) return text;
  return text.trim() !== '' && valueOf(read(text.trim())) === now ? text : show(now);
}

function sameText(text: string, now: string | null | undefined): string {
  return now === null || now === undefined || text.trim() === now ? text : now;
}

function specialtyCell(text: string, held: readonly string[]): string {
  const said = text.split(/[;|]/).map(specialtyOf);
  const isHeld = said.every((one) => one === undefined || held.includes(one));
  const [primary] = held;
  return (text.trim() !== '' && isHeld) || primary === undefined ? text : specialtyName(primary);
}

function valueOf<Value>(cell: Cell<Value>): Value | undefined {
  return 'value' in cell ? cell.value : undefined;
}

function usDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${Number(month)}/${Number(day)}/${year}`;
}
