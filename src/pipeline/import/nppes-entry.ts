import type { DirectoryEntry, EntryLocation, EntryName } from '../../domain/directory/entry.ts';
import { foldName, phoneKey } from '../../domain/names.ts';
import { nppesDate, type NppesRow } from '../../formats/nppes/rows.ts';
import type { NppesOrganisation } from '../../store/nppes.ts';
import type { ImportOptions } from '../../store/imports.ts';

/** The specialty partners are picked by: only the primary switch counts (DOMAIN 6.2). */
export function pitchSpecialty(row: NppesRow): string | undefined {
  return row.taxonomies.find((one) => one.isPrimary)?.code;
}

/** An active row of the main file. `today` dates a row that says no date of its own. */
export function nppesEntry(row: NppesRow, options: ImportOptions, today: string): DirectoryEntry {
  const isPerson = row.entity === '1';
  const place = nppesPlace(row);
  return {
    kind: isPerson ? 'person' : 'organisation',
    identifiers: [{ system: 'npi', value: row.npi }],
    ...(isPerson ? personNames(row) : { organisation: row.text('legalName') ?? row.npi }),
    otherNames: isPerson ? personOtherNames(row) : organisationOtherNames(row),
    locations: place ? [place] : [],
    specialties: row.taxonomies.map(({ code, isPrimary, license, licenseState }) => ({
      taxonomy: code,
      isPrimary,
      ...(license === undefined ? {} : { licenseNumber: license }),
      ...(licenseState === undefined ? {} : { licenseState }),
    })),
    insurances: [],
    deactivatedOn: null,
    isWhole: true,
    from: { source: 'nppes', at: nppesDate(row.text('updatedOn')) ?? today },
    ...(options.stage === undefined ? {} : { stage: options.stage }),
  };
}

function personNames(row: NppesRow): Partial<DirectoryEntry> {
  return defined({
    family: row.text('family'),
    given: row.text('given'),
    middle: row.text('middle'),
    suffix: row.text('suffix'),
    credential: row.text('credential'),
    gender: row.text('sex'),
  });
}

/** Name types of NPPES: 1 former, 2 professional, 3 doing business as, 4 former legal business name, 5 other. */
const nameKinds: Readonly<Record<string, EntryName['kind']>> = { '1': 'former', '3': 'dba', '4': 'former' };

export function nameKind(type: string | undefined): EntryName['kind'] {
  return nameKinds[type ?? ''] ?? 'other';
}

function personOtherNames(row: NppesRow): readonly EntryName[] {
  const family = row.text('otherFamily');
  if (family === undefined) return [];
  const name = [row.text('otherGiven') ?? row.text('given'), family].filter(Boolean).join(' ');
  return [{ name, kind: nameKind(row.text('otherFamilyType')) }];
}

function organisationOtherNames(row: NppesRow): readonly EntryName[] {
  const name = row.text('otherOrganisation');
  return name === undefined ? [] : [{ name, kind: nameKind(row.text('otherOrganisationType')) }];
}

function nppesPlace(row: NppesRow): EntryLocation | undefined {
  const place = placeOf((column) => row.text(column), true);
  return place.line1 === undefined && place.city === undefined ? undefined : place;
}

/** Columns of a place have the same names in the main file and in that of practice locations. */
export function placeOf(
  text: (
    column: 'line1' | 'line2' | 'city' | 'state' | 'zip' | 'country' | 'phone' | 'fax',
  ) => string | undefined,
  isPrimary: boolean,
  extension?: string,
): EntryLocation {
  return {
    ...defined({
      line1: text('line1'),
      line2: text('line2'),
      city: text('city'),
      state: text('state'),
      zip: zipOf(text('zip')),
      country: text('country'),
      phone: phoneKey(text('phone')),
      extension,
      fax: phoneKey(text('fax')),
    }),
    isPrimary,
  };
}

/** Nine digits without a hyphen, in NPPES. */
function zipOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{9}$/.test(text) ? `${text.slice(0, 5)}-${text.slice(5)}` : text;
}

/** What only NPPES knows of an organisation. */
export function nppesOrganisation(row: NppesRow): NppesOrganisation {
  const official = foldName(
    [row.text('officialFamily'), row.text('officialGiven')].filter(Boolean).join(' '),
  );
  const parent = foldName(row.text('parentName') ?? '');
  return {
    npi: row.npi,
    legalKey: foldName(row.text('legalName') ?? ''),
    isSubpart: row.text('subpart') === 'Y',
    parentKey: parent === '' ? null : parent,
    state: row.text('state') ?? null,
    officialKey: official === '' ? null : official,
    officialPhone: phoneKey(row.text('officialPhone')) ?? null,
  };
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
export function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
