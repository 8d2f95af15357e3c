import { Failure } from '../../lib/failure.ts';
import { headerKey } from '../csv/sniff.ts';

/** The files of the monthly dissemination, and the weekly ones of the same shape. */
export type NppesFile = 'nppes' | 'nppes_locations' | 'nppes_names' | 'nppes_endpoints';

/** Columns of the main file by our name. Several headers: the file was changed over the years. */
const main = {
  npi: ['NPI'],
  entity: ['Entity Type Code'],
  replacement: ['Replacement NPI'],
  legalName: ['Provider Organization Name (Legal Business Name)'],
  family: ['Provider Last Name (Legal Name)'],
  given: ['Provider First Name'],
  middle: ['Provider Middle Name'],
  suffix: ['Provider Name Suffix Text'],
  credential: ['Provider Credential Text'],
  otherOrganisation: ['Provider Other Organization Name'],
  otherOrganisationType: ['Provider Other Organization Name Type Code'],
  otherFamily: ['Provider Other Last Name'],
  otherGiven: ['Provider Other First Name'],
  otherFamilyType: ['Provider Other Last Name Type Code'],
  line1: ['Provider First Line Business Practice Location Address'],
  line2: ['Provider Second Line Business Practice Location Address'],
  city: ['Provider Business Practice Location Address City Name'],
  state: ['Provider Business Practice Location Address State Name'],
  zip: ['Provider Business Practice Location Address Postal Code'],
  country: ['Provider Business Practice Location Address Country Code (If outside U.S.)'],
  phone: ['Provider Business Practice Location Address Telephone Number'],
  fax: ['Provider Business Practice Location Address Fax Number'],
  updatedOn: ['Last Update Date'],
  deactivatedOn: ['NPI Deactivation Date'],
  reactivatedOn: ['NPI Reactivation Date'],
  sex: ['Provider Gender Code', 'Provider Sex Code'],
  officialFamily: ['Authorized Official Last Name'],
  officialGiven: ['Authorized Official First Name'],
  officialPhone: ['Authorized Official Telephone Number'],
  subpart: ['Is Organization Subpart'],
  parentName: ['Parent Organization LBN'],
} as const;

const locations = {
  npi: ['NPI'],
  line1: ['Provider Secondary Practice Location Address- Address Line 1'],
  line2: ['Provider Secondary Practice Location Address- Address Line 2'],
  city: ['Provider Secondary Practice Location Address - City Name'],
  state: ['Provider Secondary Practice Location Address - State Name'],
  zip: ['Provider Secondary Practice Location Address - Postal Code'],
  country: ['Provider Secondary Practice Location Address - Country Code (If outside U.S.)'],
  phone: ['Provider Secondary Practice Location Address - Telephone Number'],
  extension: ['Provider Secondary Practice Location Address - Telephone Extension'],
  fax: ['Provider Practice Location Address - Fax Number'],
} as const;

const otherNames = {
  npi: ['NPI'],
  name: ['Provider Other Organization Name'],
  type: ['Provider Other Organization Name Type Code'],
} as const;

const endpoints = {
  npi: ['NPI'],
  type: ['Endpoint Type'],
  address: ['Endpoint'],
  description: ['Endpoint Description'],
  use: ['Use Code'],
} as const;

const files = {
  nppes: main,
  nppes_locations: locations,
  nppes_names: otherNames,
  nppes_endpoints: endpoints,
};

export type MainColumn = keyof typeof main;

/** What a file of this kind cannot be without; all else may be missing in old or cut files. */
const needed: Readonly<Record<NppesFile, readonly string[]>> = {
  nppes: ['npi', 'entity', 'legalName', 'family', 'given', 'state', 'zip'],
  nppes_locations: ['npi', 'line1', 'city'],
  nppes_names: ['npi', 'name'],
  nppes_endpoints: ['npi', 'type', 'address'],
};

/** Four columns a group, fifteen groups. */
export const TAXONOMY_GROUPS = 15;
const taxonomyParts = [
  'Healthcare Provider Taxonomy Code_',
  'Healthcare Provider Primary Taxonomy Switch_',
  'Provider License Number_',
  'Provider License Number State Code_',
];

export type NppesPlan = {
  /** Columns to cut out of each record, in the order the row readers want them. */
  readonly pick: readonly number[];
  /** Slot of each named column among the picked; absent: the file has no such column. */
  readonly slots: Readonly<Record<string, number | undefined>>;
  /** Slot of the first taxonomy code; each group has four: code, switch, license, state. -1: none. */
  readonly taxonomies: readonly (readonly (number | undefined)[])[];
  /** Fields each record must have. */
  readonly width: number;
};

/**
 * Where the columns of an NPPES file are, by name: blanks, case and blanks around hyphens do not matter, order neither. Throws `not-nppes`
 * (permanent) naming the file and what it lacks.
 */
export function planNppes(file: NppesFile, header: readonly string[]): NppesPlan {
  const places = new Map(header.map((name, index) => [headerKey(name), index]));
  const pick: number[] = [];
  const slotOf = (names: readonly string[]): number | undefined => {
    const column = names.map((name) => places.get(headerKey(name))).find((place) => place !== undefined);
    return column === undefined ? undefined : pick.push(column) - 1;
  };
  const wanted: Readonly<Record<string, readonly string[]>> = files[file];
  const slots: Record<string, number | undefined> = {};
  for (const [column, names] of Object.entries(wanted)) slots[column] = slotOf(names);
  const lacking = needed[file].filter((column) => slots[column] === undefined);
  if (lacking.length > 0)
    refuse(
      file,
      lacking.map((column) => wanted[column]?.[0] ?? column),
      header,
    );
  const taxonomies =
    file === 'nppes'
      ? Array.from({ length: TAXONOMY_GROUPS }, (_, group) =>
          taxonomyParts.map((part) => slotOf([`${part}${group + 1}`])),
        )
      : [];
  return { pick, slots, taxonomies, width: header.length };
}

/** Which of the files a header is of; undefined: none. */
export function recogniseNppes(header: readonly string[]): NppesFile | undefined {
  const names = new Set(header.map(headerKey));
  const has = (name: string): boolean => names.has(headerKey(name));
  if (!has('NPI')) return undefined;
  if (has('Entity Type Code')) return 'nppes';
  if (has(locations.line1[0])) return 'nppes_locations';
  if (has('Endpoint Type')) return 'nppes_endpoints';
  return has(otherNames.name[0]) ? 'nppes_names' : undefined;
}

function refuse(file: NppesFile, lacking: readonly string[], header: readonly string[]): never {
  const is = recogniseNppes(header);
  const seen = is === undefined ? `a table of ${header.length} columns` : `the file "${labels[is]}"`;
  throw new Failure(
    'permanent',
    'not-nppes',
    `Wanted is the NPPES file "${labels[file]}"; this is ${seen}, without the column${lacking.length > 1 ? 's' : ''} ${lacking.map((name) => `"${name}"`).join(', ')}.`,
  );
}

const labels: Readonly<Record<NppesFile, string>> = {
  nppes: 'npidata_pfile',
  nppes_locations: 'pl_pfile',
  nppes_names: 'othername_pfile',
  nppes_endpoints: 'endpoint_pfile',
};
