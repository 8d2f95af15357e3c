import { isNpi } from '../../domain/npi.ts';
import { headerKey } from '../../formats/csv/sniff.ts';
import { Failure } from '../../lib/failure.ts';

/** What a column of a payer directory or an outreach sheet can hold. */
export const sheetFields = [
  'agent',
  'lastContact',
  'outcome',
  'remarks',
  'nextStep',
  'given',
  'family',
  'gender',
  'specialty',
  'phone',
  'fax',
  'line1',
  'line2',
  'city',
  'state',
  'zip',
  'npi',
  'name',
  'organisation',
  'middle',
  'suffix',
  'credential',
  'email',
  'extension',
  'payer',
  'plan',
] as const;
export type SheetField = (typeof sheetFields)[number];
export type SheetKind = 'payer' | 'outreach';

/** The sixteen columns of the outreach sheet, as they are exported. */
export const outreachColumns: readonly (readonly [SheetField, string])[] = [
  ['agent', 'Agent'],
  ['lastContact', 'Last Contact'],
  ['outcome', 'Outcome'],
  ['remarks', 'Remarks'],
  ['nextStep', 'Next step'],
  ['given', 'First Name'],
  ['family', 'Last Name'],
  ['gender', 'Gender'],
  ['specialty', 'Specialty'],
  ['phone', 'Phone'],
  ['fax', 'Fax'],
  ['line1', 'Address'],
  ['line2', 'Address2'],
  ['city', 'City'],
  ['state', 'State'],
  ['zip', 'Zip Code'],
];

/** What headers usually mean, compared without case, blanks and punctuation. */
const synonyms: Readonly<Record<SheetField, readonly string[]>> = {
  agent: ['agent', 'caller', 'liaison', 'rep'],
  lastContact: ['last contact', 'last contacted', 'last contact date', 'contacted on'],
  outcome: ['outcome', 'result', 'call outcome'],
  remarks: ['remarks', 'remark', 'notes', 'comments'],
  nextStep: ['next step', 'next steps', 'follow up', 'reminder'],
  given: ['first name', 'firstname', 'given name', 'provider first name', 'fname'],
  family: ['last name', 'lastname', 'family name', 'surname', 'provider last name', 'lname'],
  gender: ['gender', 'sex', 'provider gender'],
  specialty: [
    'specialty',
    'speciality',
    'primary specialty',
    'provider specialty',
    'specialties',
    'taxonomy',
    'taxonomy code',
  ],
  phone: ['phone', 'phone number', 'telephone', 'office phone', 'tel', 'telephone number', 'work phone'],
  fax: ['fax', 'fax number', 'office fax'],
  line1: [
    'address',
    'address 1',
    'address1',
    'address line 1',
    'street',
    'street address',
    'practice address',
  ],
  line2: ['address 2', 'address2', 'address line 2', 'suite', 'unit'],
  city: ['city', 'town', 'practice city'],
  state: ['state', 'practice state', 'st'],
  zip: ['zip', 'zip code', 'zipcode', 'postal code', 'practice zip'],
  npi: ['npi', 'npi number', 'provider npi', 'individual npi', 'national provider identifier'],
  name: ['name', 'provider name', 'full name', 'doctor', 'physician', 'provider'],
  organisation: [
    'organization',
    'organisation',
    'practice',
    'practice name',
    'group',
    'group name',
    'office name',
    'clinic',
    'facility name',
    'facility',
    'organization name',
  ],
  middle: ['middle name', 'middle', 'middle initial', 'mi'],
  suffix: ['suffix', 'name suffix'],
  credential: ['credential', 'credentials', 'degree', 'title'],
  email: ['email', 'e mail', 'email address'],
  extension: ['ext', 'extension', 'phone extension'],
  payer: ['payer', 'payor', 'insurance', 'carrier', 'health plan'],
  plan: ['plan', 'network', 'product', 'plan name', 'networks'],
};

export type ColumnProposal = {
  /** Field by header. */
  readonly columns: Readonly<Record<string, SheetField>>;
  /** Headers that mean nothing to us: kept with outreach rows, passed over in directories. */
  readonly unknown: readonly string[];
  /** What the kind cannot be without, and no column holds. */
  readonly lacking: readonly string[];
};

/** Which column is what, by header, and an NPI also by what the column holds. A person corrects it. Pure. */
export function proposeColumns(
  kind: SheetKind,
  header: readonly string[],
  samples: readonly (readonly string[])[],
): ColumnProposal {
  const columns: Record<string, SheetField> = {};
  const taken = new Set<SheetField>();
  const assign = (name: string, field: SheetField | undefined): void => {
    if (field === undefined || taken.has(field) || columns[name] !== undefined) return;
    columns[name] = field;
    taken.add(field);
  };
  for (const name of header) assign(name, fieldOf(name));
  header.forEach((name, index) => {
    const values = samples.map((row) => row[index]?.trim() ?? '').filter((value) => value !== '');
    if (values.length > 0 && values.every(isNpi)) assign(name, 'npi');
  });
  return {
    columns,
    unknown: header.filter((name) => columns[name] === undefined),
    lacking: lackingOf(kind, new Set(Object.values(columns))),
  };
}

function fieldOf(header: string): SheetField | undefined {
  const key = plainKey(header);
  return sheetFields.find((field) => synonyms[field].some((one) => plainKey(one) === key));
}

function plainKey(text: string): string {
  return headerKey(text).replace(/[^a-z0-9]/g, '');
}

function lackingOf(kind: SheetKind, fields: ReadonlySet<SheetField>): readonly string[] {
  const has = (...any: readonly SheetField[]): boolean => any.some((field) => fields.has(field));
  const lacking: string[] = [];
  if (!has('family', 'name', 'organisation', 'npi'))
    lacking.push('a name (Last Name, Name or Practice) or an NPI');
  if (kind === 'payer' && !has('npi', 'phone', 'fax', 'zip'))
    lacking.push('NPI, phone, fax or ZIP code: something to tell people of one name apart');
  if (kind === 'outreach' && !has('agent', 'lastContact', 'outcome', 'remarks', 'nextStep'))
    lacking.push('one of Agent, Last Contact, Outcome, Remarks, Next step');
  return lacking;
}

/** What each column of a file is. */
export type SheetPlan = {
  readonly header: readonly string[];
  /** Field of each column; undefined: not ours. */
  readonly fields: readonly (SheetField | undefined)[];
};

/**
 * The columns of a sheet as a person mapped them, else as they are proposed. Throws (permanent) `not-a-sheet`, naming what was seen and what is missing, and
 * `mapping-unfit` for a mapping of other columns.
 */
export function planSheet(
  kind: SheetKind,
  header: readonly string[],
  mapped?: Readonly<Record<string, string>>,
): SheetPlan {
  const columns = mapped ? checkMapping(header, mapped) : proposeColumns(kind, header, []).columns;
  const fields = header.map((name) => columns[name]);
  const lacking = lackingOf(kind, new Set(fields.filter((field) => field !== undefined)));
  if (lacking.length === 0) return { header, fields };
  const seen = header.slice(0, 20).join(', ');
  const wanted =
    kind === 'outreach'
      ? `an outreach sheet (${outreachColumns.map(([, label]) => label).join(', ')})`
      : 'a payer’s provider directory';
  throw new Failure(
    'permanent',
    'not-a-sheet',
    `Wanted is ${wanted}; this table has the columns ${seen}. It lacks ${lacking.join(', and ')}. If a column has it under another name, map it.`,
  );
}

function checkMapping(
  header: readonly string[],
  mapped: Readonly<Record<string, string>>,
): Readonly<Record<string, SheetField>> {
  const columns: Record<string, SheetField> = {};
  const taken = new Set<string>();
  for (const [name, field] of Object.entries(mapped)) {
    const column = header.find((one) => plainKey(one) === plainKey(name));
    const known = sheetFields.find((one) => one === field);
    if (known === undefined)
      return refuseMapping(`"${field}" is no field. Fields are ${sheetFields.join(', ')}.`);
    if (taken.has(field)) refuseMapping(`Two columns are mapped to "${field}".`);
    // A saved mapping may name a column that this month's file does without.
    if (column === undefined) continue;
    columns[column] = known;
    taken.add(field);
  }
  if (taken.size === 0) refuseMapping('The file has none of the mapped columns.');
  return columns;
}

function refuseMapping(sentence: string): never {
  throw new Failure('permanent', 'mapping-unfit', `The column mapping does not fit: ${sentence}`);
}
