import { icd10cmCategory } from '../../lib/icd-10-cm.ts';
import { headerKey } from '../csv/sniff.ts';
import { minimumColumns, referralColumns, referralHeaders, type ReferralColumn } from './referral-columns.ts';

/** What the values of a column look like. */
export type ValueKind =
  | 'birthday'
  | 'npi'
  | 'day'
  | 'moment'
  | 'phone'
  | 'email'
  | 'icd10'
  | 'state'
  | 'zip'
  | 'sex'
  | 'text'
  | 'empty';

export type ProposedColumn = {
  readonly header: string;
  readonly column?: ReferralColumn;
  /** `header`: by its name; `values`: by what stands in it, so a person should look. */
  readonly by?: 'header' | 'values';
  readonly looksLike: ValueKind;
  /** Why name and values do not agree, in words. */
  readonly doubt?: string;
  readonly sample: string;
};

export type ColumnProposals = {
  readonly columns: readonly ProposedColumn[];
  /** What no referral can be without, and no column holds. */
  readonly lacking: readonly ReferralColumn[];
};

/** Which column of a file is which of ours: by its header, else by what stands in it. A person corrects it. Pure. */
export function proposeReferralColumns(
  header: readonly string[],
  samples: readonly (readonly string[])[],
  isNpi: (text: string) => boolean,
): ColumnProposals {
  const taken = new Set<ReferralColumn>();
  const seen = header.map((name, index) => {
    const values = samples.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '');
    return { name, looksLike: kindOf(values, isNpi), sample: values[0] ?? '', column: byHeader(name) };
  });
  const named = seen.map((one) =>
    one.column !== undefined && take(taken, one.column) ? one.column : undefined,
  );
  const columns = seen.map(({ name, looksLike, sample }, index): ProposedColumn => {
    const known = named[index];
    const guessed = known === undefined ? firstFree(taken, byValues[looksLike] ?? []) : undefined;
    const column = known ?? guessed;
    const doubt = column === undefined ? undefined : doubtOf(column, looksLike);
    return {
      header: name,
      looksLike,
      sample,
      ...(column === undefined ? {} : { column, by: known === undefined ? 'values' : 'header' }),
      ...(doubt === undefined ? {} : { doubt }),
    };
  });
  return { columns, lacking: minimumColumns.filter((column) => !taken.has(column)) };
}

/** As a choice is stored: our column by header; an empty text where it is nothing of ours. */
export function columnsByHeader(proposals: ColumnProposals): Readonly<Record<string, string>> {
  return Object.fromEntries(proposals.columns.map(({ header, column }) => [header, column ?? '']));
}

function take(taken: Set<ReferralColumn>, column: ReferralColumn): boolean {
  if (taken.has(column)) return false;
  taken.add(column);
  return true;
}

function firstFree(
  taken: Set<ReferralColumn>,
  wanted: readonly ReferralColumn[],
): ReferralColumn | undefined {
  const free = wanted.find((column) => !taken.has(column));
  if (free !== undefined) taken.add(free);
  return free;
}

const columnsByName = new Map(
  referralColumns.flatMap((column) =>
    [column, ...referralHeaders[column]].map((name) => [fold(name), column] as const),
  ),
);

/** Members of nested JSON are known by their last name too: `patient.birthDate`. */
function byHeader(header: string): ReferralColumn | undefined {
  return columnsByName.get(fold(header)) ?? columnsByName.get(fold(header.split('.').at(-1) ?? ''));
}

function fold(name: string): string {
  return headerKey(name).replaceAll(/[^a-z0-9#]/g, '');
}

/** Guessed only where values tell much by themselves. */
const byValues: Readonly<Partial<Record<ValueKind, readonly ReferralColumn[]>>> = {
  birthday: ['patientDob'],
  npi: ['referringNpi'],
  icd10: ['icd10'],
  email: ['patientEmail'],
};

const wantedKinds: Readonly<Partial<Record<ReferralColumn, readonly ValueKind[]>>> = {
  referringNpi: ['npi'],
  referringOrgNpi: ['npi'],
  pcpNpi: ['npi'],
  referredToNpi: ['npi'],
  patientDob: ['birthday', 'day', 'moment'],
  createdAt: ['day', 'moment'],
  eventAt: ['day', 'moment'],
  appointmentAt: ['day', 'moment'],
  expiresAt: ['day', 'moment'],
  patientPhone: ['phone'],
  referringPhone: ['phone'],
  referringFax: ['phone'],
  patientEmail: ['email'],
  icd10: ['icd10'],
  patientState: ['state'],
  patientZip: ['zip'],
  patientSex: ['sex'],
};

const kindWords: Readonly<Record<ValueKind, string>> = {
  birthday: 'days of many years',
  npi: 'NPIs',
  day: 'days',
  moment: 'days with a time',
  phone: 'phone numbers',
  email: 'e-mail addresses',
  icd10: 'diagnosis codes',
  state: 'states',
  zip: 'ZIP codes',
  sex: 'F and M',
  text: 'text',
  empty: 'nothing',
};

function doubtOf(column: ReferralColumn, kind: ValueKind): string | undefined {
  const wanted = wantedKinds[column];
  if (wanted === undefined || kind === 'empty' || wanted.includes(kind)) return undefined;
  return `holds ${kindWords[kind]}, not ${kindWords[wanted[0] ?? 'text']}`;
}

const diagnosisCode = String.raw`${icd10cmCategory}(?:\.?[\dA-Z]{1,4})?`;

const shapes: readonly (readonly [ValueKind, RegExp])[] = [
  ['email', /^[^@\s]+@[^@\s]+\.[^@\s]+$/],
  ['day', /^(?:\d{4}-\d\d-\d\d|\d{8}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})$/],
  ['moment', /^(?:\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})[T ,]+\d/],
  ['phone', /^\+?1?[\s.-]?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?:\s*(?:x|ext\.?)\s*\d+)?$/i],
  ['zip', /^\d{5}(?:-\d{4})?$/],
  ['icd10', new RegExp(String.raw`^${diagnosisCode}(?:\s*[;,|]\s*${diagnosisCode})*$`)],
  ['sex', /^(?:f|m|female|male|o|other|u|unknown|x)$/i],
  ['state', /^[A-Z]{2}$/],
];

/** Nine of ten values must have the shape: one typing error does not hide a column. */
function kindOf(values: readonly string[], isNpi: (text: string) => boolean): ValueKind {
  if (values.length === 0) return 'empty';
  const most = (test: (value: string) => boolean) => values.filter(test).length >= values.length * 0.9;
  if (most(isNpi)) return 'npi';
  const kind = shapes.find(([, shape]) => most((value) => shape.test(value)))?.[0] ?? 'text';
  return kind === 'day' && yearsBetween(values) >= 15 ? 'birthday' : kind;
}

/** Birth dates lie decades apart; all other days of an export lie within a few years. */
function yearsBetween(values: readonly string[]): number {
  const years = values.flatMap((value) => /(?:19|20)\d\d/.exec(value)?.map(Number) ?? []);
  return years.length < 2 ? 0 : Math.max(...years) - Math.min(...years);
}
