import type { DirectoryEntry, EntryLocation } from '../../domain/directory/entry.ts';
import type { FieldSource } from '../../domain/directory/provenance.ts';
import { specialtyOf } from '../../domain/taxonomy.ts';
import type { CsvRecord } from '../../formats/csv/scan.ts';
import { undoInert } from '../../lib/csv.ts';
import { storableText } from '../../lib/storable-text.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import { readDate, readGender, readNpi, readPhone, readState, readZip, type Cell } from './cells.ts';
import { defined } from './nppes-entry.ts';
import { outreachColumns, type SheetField, type SheetPlan } from './sheet-fields.ts';

/** A cell as it was written. */
export type SheetCell = {
  readonly header: string;
  readonly field?: SheetField;
  readonly value: string;
};

/** A row that can be taken. */
export type SheetRow = {
  readonly row: number;
  readonly cells: readonly SheetCell[];
  readonly entry: DirectoryEntry;
  readonly lastContact?: string;
};

/** Names, places and numbers are found by indexes, which hold no novels. */
const LONGEST_CELL = 500;
const anyLength: ReadonlySet<SheetField> = new Set([
  'remarks',
  'nextStep',
  'outcome',
  'agent',
  'plan',
  'specialty',
]);

function tooLong(cells: readonly SheetCell[], row: number): RowProblem | undefined {
  const long = cells.find(
    ({ field, value }) => field !== undefined && !anyLength.has(field) && value.length > LONGEST_CELL,
  );
  return (
    long && {
      row,
      column: long.header,
      what: `The cell has ${long.value.length} characters, and at most ${LONGEST_CELL} fit`,
      whatToDo: 'Shorten it, or say that the column is another one.',
    }
  );
}

/** What the row says, and what is wrong with cells it is taken without. It cannot be taken when it names nobody, or its NPI is none. */
export function readSheetRow(
  plan: SheetPlan,
  record: CsvRecord,
  from: FieldSource,
): { readonly taken?: SheetRow; readonly problems: readonly RowProblem[] } {
  const cells = plan.header.map((header, index): SheetCell => {
    const field = plan.fields[index];
    const value = undoInert(storableText(record.fields[index] ?? ''));
    return { header, value, ...(field === undefined ? {} : { field }) };
  });
  const long = tooLong(cells, record.row);
  if (long) return { problems: [long] };
  const problems: RowProblem[] = [];
  const reader = makeReader(cells, record.row, problems);
  const npi = reader.read('npi', readNpi);
  if (problems.length > 0) return { problems };
  const names = readNames(reader.text);
  if (names === undefined && npi === undefined)
    return {
      problems: [
        {
          row: record.row,
          what: 'The row names nobody',
          whatToDo: 'Give a last name, a practice or an NPI.',
        },
      ],
    };
  const place = readPlace(reader);
  const lastContact = reader.read('lastContact', readDate);
  const gender = reader.read('gender', readGender);
  const entry: DirectoryEntry = {
    ...names,
    identifiers: npi === undefined ? [] : [{ system: 'npi', value: npi }],
    ...defined({ gender, email: emailOf(reader.text('email')) }),
    otherNames: [],
    locations: place ? [place] : [],
    specialties: readSpecialties(reader.text('specialty')),
    insurances: [],
    isWhole: false,
    from,
  };
  return { taken: { row: record.row, cells, entry, ...defined({ lastContact }) }, problems };
}

type Reader = {
  readonly text: (field: SheetField) => string | undefined;
  /** What the cell says; nothing, and a problem, when it cannot be read. */
  readonly read: <Value>(field: SheetField, how: (text: string) => Cell<Value>) => Value | undefined;
};

function makeReader(cells: readonly SheetCell[], row: number, problems: RowProblem[]): Reader {
  const text = (field: SheetField): string | undefined => {
    const value = cells.find((cell) => cell.field === field)?.value.trim();
    return value === '' ? undefined : value;
  };
  return {
    text,
    read: (field, how) => {
      const value = text(field);
      const cell = value === undefined ? undefined : how(value);
      if (cell === undefined || 'value' in cell) return cell?.value;
      const column = cells.find((one) => one.field === field)?.header ?? field;
      problems.push({ row, column, ...cell.problem });
      return undefined;
    },
  };
}

type Names = Pick<
  DirectoryEntry,
  'kind' | 'family' | 'given' | 'middle' | 'suffix' | 'credential' | 'organisation'
>;

/** Family and given name make a person; a whole name does when it has a comma or stands beside a practice; else it is an organisation. */
function readNames(text: Reader['text']): Names | undefined {
  const organisation = text('organisation');
  const rest = defined({ middle: text('middle'), suffix: text('suffix'), credential: text('credential') });
  const [family, given, whole] = [text('family'), text('given'), text('name')];
  if (family !== undefined) return { kind: 'person', family, ...defined({ given, organisation }), ...rest };
  if (whole !== undefined) {
    const split = splitName(whole, organisation !== undefined);
    return split
      ? { kind: 'person', ...split, ...rest, ...defined({ organisation }) }
      : { kind: 'organisation', organisation: whole };
  }
  return organisation === undefined ? undefined : { kind: 'organisation', organisation };
}

/** `Ortiz, Carlos, MD`; beside a practice also `Carlos Ortiz`. */
function splitName(whole: string, isPerson: boolean): Names | undefined {
  const [first = '', second = '', ...more] = whole.split(',').map((part) => part.trim());
  const isOrganisation =
    /\b(?:inc|llc|pc|pllc|corp|ltd|clinic|center|group|associates|hospital|pharmacy)\b/i.test(whole);
  if (second !== '' && !isOrganisation) {
    const [given = '', ...middle] = second.split(/\s+/);
    return defined({
      kind: 'person' as const,
      family: first,
      given,
      middle: middle.join(' ') || undefined,
      credential: more.join(', ') || undefined,
    });
  }
  const words = whole.split(/\s+/);
  if (!isPerson || words.length < 2) return undefined;
  return { kind: 'person', family: words.at(-1) ?? whole, given: words.slice(0, -1).join(' ') };
}

function readPlace({ text, read }: Reader): EntryLocation | undefined {
  const state = read('state', readState);
  const zip = read('zip', (value) => readZip(value, state));
  const phone = read('phone', readPhone);
  const fax = read('fax', readPhone);
  const place = defined({
    line1: text('line1'),
    line2: text('line2'),
    city: text('city'),
    state,
    zip,
    phone: phone?.number,
    extension: phone?.extension ?? text('extension'),
    fax: fax?.number,
  });
  return Object.keys(place).length === 0 ? undefined : { ...place, isPrimary: true };
}

function readSpecialties(text: string | undefined): DirectoryEntry['specialties'] {
  const found = (text ?? '').split(/[;|]/).map(specialtyOf);
  return [...new Set(found)].flatMap((taxonomy, index) =>
    taxonomy === undefined ? [] : [{ taxonomy, isPrimary: index === 0 }],
  );
}

/** RFC 5321 section 4.5.3.1.3, without the brackets. */
const LONGEST_EMAIL = 254;

function emailOf(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= LONGEST_EMAIL && /^\S+@\S+\.\S+$/.test(text)
    ? text.toLowerCase()
    : undefined;
}

/** Whether a field is one of the sixteen of the outreach sheet. */
export function isOutreachColumn(field: SheetField | undefined): boolean {
  return outreachColumns.some(([one]) => one === field);
}
