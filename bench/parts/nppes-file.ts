import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { npi } from '../../test/support/npi.ts';

export type NppesFileOptions = {
  readonly rows: number;
  /** Number of the first row: files of other numbers have other providers. */
  readonly first?: number;
  readonly seed?: number;
  /** MM/DD/YYYY. */
  readonly updatedOn?: string;
  /** Share of rows that say something else than with another revision. */
  readonly revision?: number;
};

/** One invented provider: what the generated row says, for whoever has to find it again. */
export type InventedProvider = {
  readonly npi: string;
  readonly isPerson: boolean;
  readonly isDeactivated: boolean;
  readonly family: string;
  readonly given: string;
  readonly credential: string;
  readonly organisation: string;
  readonly line1: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly phone: string;
  readonly fax: string;
  readonly taxonomies: readonly string[];
  readonly isSubpart: boolean;
  readonly parent: string;
};

/** All 330 headers of the dissemination file (version 2), in its order. */
export const nppesHeader: readonly string[] = [
  'NPI',
  'Entity Type Code',
  'Replacement NPI',
  'Employer Identification Number (EIN)',
  'Provider Organization Name (Legal Business Name)',
  'Provider Last Name (Legal Name)',
  'Provider First Name',
  'Provider Middle Name',
  'Provider Name Prefix Text',
  'Provider Name Suffix Text',
  'Provider Credential Text',
  'Provider Other Organization Name',
  'Provider Other Organization Name Type Code',
  'Provider Other Last Name',
  'Provider Other First Name',
  'Provider Other Middle Name',
  'Provider Other Name Prefix Text',
  'Provider Other Name Suffix Text',
  'Provider Other Credential Text',
  'Provider Other Last Name Type Code',
  ...addressHeaders('Mailing'),
  ...addressHeaders('Practice Location'),
  'Provider Enumeration Date',
  'Last Update Date',
  'NPI Deactivation Reason Code',
  'NPI Deactivation Date',
  'NPI Reactivation Date',
  'Provider Sex Code',
  'Authorized Official Last Name',
  'Authorized Official First Name',
  'Authorized Official Middle Name',
  'Authorized Official Title or Position',
  'Authorized Official Telephone Number',
  ...groups(15, (n) => [
    `Healthcare Provider Taxonomy Code_${n}`,
    `Provider License Number_${n}`,
    `Provider License Number State Code_${n}`,
    `Healthcare Provider Primary Taxonomy Switch_${n}`,
  ]),
  ...groups(50, (n) => [
    `Other Provider Identifier_${n}`,
    `Other Provider Identifier Type Code_${n}`,
    `Other Provider Identifier State_${n}`,
    `Other Provider Identifier Issuer_${n}`,
  ]),
  'Is Sole Proprietor',
  'Is Organization Subpart',
  'Parent Organization LBN',
  'Parent Organization TIN',
  'Authorized Official Name Prefix Text',
  'Authorized Official Name Suffix Text',
  'Authorized Official Credential Text',
  ...groups(15, (n) => [`Healthcare Provider Taxonomy Group_${n}`]),
  'Certification Date',
];

function addressHeaders(kind: 'Mailing' | 'Practice Location'): readonly string[] {
  const address = `Provider Business ${kind} Address`;
  return [
    `Provider First Line Business ${kind} Address`,
    `Provider Second Line Business ${kind} Address`,
    `${address} City Name`,
    `${address} State Name`,
    `${address} Postal Code`,
    `${address} Country Code (If outside U.S.)`,
    `${address} Telephone Number`,
    `${address} Fax Number`,
  ];
}

function groups(count: number, names: (n: number) => readonly string[]): readonly string[] {
  return Array.from({ length: count }, (_, index) => names(index + 1)).flat();
}

const place = new Map(nppesHeader.map((name, index) => [name, index]));

/** A row of the file: given values by header, all else empty. */
export function nppesLine(values: Readonly<Record<string, string>>): string {
  const cells = Array.from({ length: nppesHeader.length }, () => '');
  for (const [name, value] of Object.entries(values)) {
    const column = place.get(name);
    if (column === undefined) throw new Error(`NPPES has no column ${name}`);
    cells[column] = value;
  }
  return `"${cells.map((cell) => cell.replaceAll('"', '""')).join('","')}"\n`;
}

export function nppesHeaderLine(): string {
  return `"${nppesHeader.join('","')}"\n`;
}

const syllables = [
  'BA',
  'LO',
  'RI',
  'MEN',
  'TA',
  'SO',
  'KER',
  'VI',
  'DAN',
  'HOL',
  'PE',
  'GRA',
  'NU',
  'FEL',
  'OR',
  'WIN',
];
const givens = [
  'ANNA',
  'BRUNO',
  'CARLA',
  'DAVID',
  'ELENA',
  'FRANK',
  'GRETA',
  'HUGO',
  'IRENE',
  'JONAS',
  'KARIN',
  'LEO',
  'MARTA',
  'NILS',
  'OLGA',
  'PAUL',
  'QUENTIN',
  'ROSA',
  'SIMON',
  'TANIA',
];
const towns: readonly (readonly [string, string, string])[] = [
  ['CHICAGO', 'IL', '606'],
  ['AURORA', 'IL', '605'],
  ['PEORIA', 'IL', '616'],
  ['GARY', 'IN', '464'],
  ['HAMMOND', 'IN', '463'],
  ['FLUSHING', 'NY', '113'],
  ['ALBANY', 'NY', '122'],
  ['NEWARK', 'NJ', '071'],
  ['BOSTON', 'MA', '021'],
  ['DALLAS', 'TX', '752'],
  ['HOUSTON', 'TX', '770'],
  ['MIAMI', 'FL', '331'],
  ['TAMPA', 'FL', '336'],
  ['PHOENIX', 'AZ', '850'],
  ['SEATTLE', 'WA', '981'],
];
const taxonomies = [
  '207Q00000X',
  '207R00000X',
  '363LF0000X',
  '152W00000X',
  '207W00000X',
  '183500000X',
  '122300000X',
  '213E00000X',
  '207RC0000X',
  '208000000X',
];
const officeTaxonomies = ['261QP2300X', '261QF0400X', '3336C0003X'];
const streets = ['MAIN ST', 'OAK AVE', 'LAKE DR', 'PARK BLVD', 'RIVER RD'];

/** Numbers from 0 to below 1, the same for the same seed and row (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The provider of a row number. Three of four are people; one of five organisations is a subpart of an earlier one in its state. */
export function inventProvider(number: number, seed = 1): InventedProvider {
  const random = randomOf(Math.imul(number + 1, 2_654_435_761) ^ seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const [city, state, zip3] = pick(towns);
  const isPerson = number % 4 !== 0;
  const area = 200 + Math.floor(random() * 789);
  const line = `${area}55501${String(Math.floor(random() * 100)).padStart(2, '0')}`;
  const isSubpart = !isPerson && number % 20 === 0 && number > 0;
  return {
    npi: npi(number),
    isPerson,
    isDeactivated: number % 100 === 99,
    family: `ZZTEST${pick(syllables)}${pick(syllables)}${random() < 0.4 ? pick(syllables) : ''}`,
    given: pick(givens),
    credential: pick(['MD', 'DO', 'NP', 'OD', '']),
    organisation: organisationOf(number),
    line1: `${1 + Math.floor(random() * 9_000)} ${pick(streets)}`,
    city,
    state,
    zip: `${zip3}${String(Math.floor(random() * 100)).padStart(2, '0')}${String(1000 + Math.floor(random() * 9_000))}`,
    phone: line,
    fax: random() < 0.7 ? `${area}55501${String(Math.floor(random() * 100)).padStart(2, '0')}` : '',
    taxonomies: isPerson
      ? [pick(taxonomies), ...(random() < 0.3 ? [pick(taxonomies)] : [])]
      : [pick(officeTaxonomies)],
    isSubpart,
    parent: isSubpart ? organisationOf(number - 4) : '',
  };
}

function organisationOf(number: number): string {
  const random = randomOf(number ^ 0x5eed);
  const pick = (): string => syllables[Math.floor(random() * syllables.length)] as string;
  return `ZZTEST ${pick()}${pick()}${pick()} ${number % 3 === 0 ? 'MEDICAL GROUP' : 'CLINIC'} ${number} LLC`;
}

/** The file’s row of a provider. */
export function providerLine(one: InventedProvider, updatedOn: string, revision = 0): string {
  if (one.isDeactivated)
    return nppesLine({ NPI: one.npi, 'NPI Deactivation Date': '01/15/2026', 'Last Update Date': updatedOn });
  const practice = 'Provider Business Practice Location Address';
  const phone =
    revision === 0
      ? one.phone
      : `${one.phone.slice(0, 8)}${String((Number(one.phone.slice(8)) + revision) % 100).padStart(2, '0')}`;
  return nppesLine({
    NPI: one.npi,
    'Entity Type Code': one.isPerson ? '1' : '2',
    ...(one.isPerson
      ? {
          'Provider Last Name (Legal Name)': one.family,
          'Provider First Name': one.given,
          'Provider Credential Text': one.credential,
          'Provider Sex Code': one.given.endsWith('A') ? 'F' : 'M',
        }
      : {
          'Provider Organization Name (Legal Business Name)': one.organisation,
          'Authorized Official Last Name': one.family,
          'Authorized Official First Name': one.given,
          'Authorized Official Telephone Number': one.phone,
          'Is Organization Subpart': one.isSubpart ? 'Y' : 'N',
          'Parent Organization LBN': one.parent,
        }),
    'Provider First Line Business Practice Location Address': one.line1,
    [`${practice} City Name`]: one.city,
    [`${practice} State Name`]: one.state,
    [`${practice} Postal Code`]: one.zip,
    [`${practice} Country Code (If outside U.S.)`]: 'US',
    [`${practice} Telephone Number`]: phone,
    [`${practice} Fax Number`]: one.fax,
    'Provider Enumeration Date': '05/23/2005',
    'Last Update Date': updatedOn,
    ...Object.fromEntries(
      one.taxonomies.flatMap((code, index) => [
        [`Healthcare Provider Taxonomy Code_${index + 1}`, code],
        [`Provider License Number_${index + 1}`, `L${one.npi.slice(2, 8)}`],
        [`Provider License Number State Code_${index + 1}`, one.state],
        [`Healthcare Provider Primary Taxonomy Switch_${index + 1}`, index === 0 ? 'Y' : 'N'],
      ]),
    ),
    'Is Sole Proprietor': 'X',
    'Certification Date': '05/23/2020',
  });
}

/** Writes a file in the shape of `npidata_pfile_*.csv`: the same options, the same bytes. Returns its size. */
export async function writeNppesFile(path: string, options: NppesFileOptions): Promise<number> {
  const { rows, first = 0, seed = 1, updatedOn = '01/05/2026', revision = 0 } = options;
  const out = createWriteStream(path, { highWaterMark: 4 * 1024 * 1024 });
  let bytes = 0;
  const write = async (text: string): Promise<void> => {
    bytes += text.length;
    if (!out.write(text)) await once(out, 'drain');
  };
  await write(nppesHeaderLine());
  for (let number = first; number < first + rows; number += 1)
    await write(providerLine(inventProvider(number, seed), updatedOn, revision));
  out.end();
  await once(out, 'close');
  return bytes;
}
