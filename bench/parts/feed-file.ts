import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { writeCsv } from '../../src/formats/csv/write.ts';
import { npi } from '../../test/support/npi.ts';
import { seededRandom } from '../../test/support/random.ts';
import { familyName, givenName } from './people-names.ts';
import { makeHome, makePhone } from './people.ts';

export type FeedFileOptions = {
  readonly rows: number;
  readonly layout: 'csv' | 'ndjson';
  /** Number of the first row; 0. */
  readonly from?: number;
  /** Of how many rows in a hundred the status is another than in revision 0. */
  readonly changed?: number;
};

const header = [
  'Referral ID',
  'Status',
  'Last updated',
  'Date referred',
  'Patient last name',
  'Patient first name',
  'DOB',
  'Sex',
  'Patient phone',
  'Patient email',
  'Address',
  'City',
  'State',
  'ZIP',
  'Member ID',
  'Payer',
  'Referring provider',
  'Referring NPI',
  'Referring practice',
  'Referring phone',
  'Referring fax',
  'Urgency',
  'Specialty',
  'Reason',
  'ICD-10',
  'Comments',
];

/** An invented export, written while it is made: any size. Each row is another patient of a small region; a thousand offices refer. */
export async function writeFeedFile(
  path: string,
  { rows, layout, from = 0, changed = 0 }: FeedFileOptions,
): Promise<void> {
  const out = createWriteStream(path);
  const write = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  if (layout === 'csv') await write(`${header.join(',')}\r\n`);
  let text = '';
  for (let n = from; n < from + rows; n += 1) {
    const cells = cellsOf(n, changed);
    text +=
      layout === 'csv'
        ? writeCsv([cells])
        : `${JSON.stringify(Object.fromEntries(header.map((name, index) => [name, cells[index]])))}\n`;
    if (text.length < 256 * 1024) continue;
    await write(text);
    text = '';
  }
  await write(text);
  out.end();
  await once(out, 'close');
}

function cellsOf(n: number, changed: number): readonly string[] {
  const random = seededRandom(n + 1);
  const office = n % 1000;
  const officeRandom = seededRandom(1_000_000 + office);
  const doctor = `${familyName(officeRandom)}, ${givenName(officeRandom, 'F')}, MD`;
  const sex = n % 2 === 0 ? 'F' : 'M';
  const { address: home } = makeHome(random);
  const isChanged = n % 100 < changed;
  return [
    `R-${n}`,
    isChanged ? 'In progress' : 'Pending',
    isChanged ? '11/14/2026 10:00 AM' : '11/12/2026 9:15 AM',
    '11/10/2026',
    familyName(random),
    givenName(random, sex),
    `${1 + Math.floor(random() * 12)}/${1 + Math.floor(random() * 28)}/${1935 + Math.floor(random() * 80)}`,
    sex,
    makePhone(random),
    `person${n}@mail.example`,
    home.line1 ?? '',
    home.city ?? '',
    home.state ?? '',
    home.zip ?? '',
    `M-${n}`,
    'Example Health',
    doctor,
    npi(office),
    `${familyName(officeRandom)} Family Practice`,
    makePhone(officeRandom),
    makePhone(officeRandom),
    n % 9 === 0 ? 'Urgent' : 'Routine',
    'Ophthalmology',
    'Blurred vision of the left eye since spring; please see and treat',
    'H53.8; E11.9',
    'Prefers mornings. Interpreter not needed.',
  ];
}
