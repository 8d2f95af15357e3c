import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export type FeedFileOptions = {
  readonly rows: number;
  readonly layout: 'csv' | 'ndjson';
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

const given = ['Ann', 'Boris', 'Clara', 'Dmitri', 'Edith', 'Farid', 'Gloria', 'Hugo', 'Ines', 'Jorge'];

/** An invented export, written while it is made: any size. Each row is another patient; a thousand offices refer. */
export async function writeFeedFile(
  path: string,
  { rows, layout, changed = 0 }: FeedFileOptions,
): Promise<void> {
  const out = createWriteStream(path);
  const write = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  if (layout === 'csv') await write(`${header.join(',')}\r\n`);
  let text = '';
  for (let n = 0; n < rows; n += 1) {
    const cells = cellsOf(n, changed);
    text +=
      layout === 'csv'
        ? `${cells.join(',')}\r\n`
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
  const office = n % 1000;
  const isChanged = n % 100 < changed;
  const day = (shift: number) => `${((n + shift) % 12) + 1}/${((n * 7 + shift) % 28) + 1}`;
  return [
    `R-${n}`,
    isChanged ? 'In progress' : 'Pending',
    isChanged ? '11/14/2026 10:00 AM' : '11/12/2026 9:15 AM',
    '11/10/2026',
    `Zztest${letters(n)}`,
    given[n % 10] ?? '',
    `${day(3)}/${1935 + (n % 80)}`,
    n % 2 === 0 ? 'F' : 'M',
    `(${201 + (Math.floor(n / 100) % 700)}) 555-01${String(n % 100).padStart(2, '0')}`,
    `zztest${n}@mail.example`,
    `${n} Example Way`,
    'Madison',
    'WI',
    '53703',
    `M-${n}`,
    'Example Health',
    `Zztestdoc${letters(office)} Omar MD`,
    '',
    `Practice ${office}`,
    `312-556-${String(office).padStart(4, '0')}`,
    `312-557-${String(office).padStart(4, '0')}`,
    n % 9 === 0 ? 'Urgent' : 'Routine',
    'Ophthalmology',
    'Blurred vision of the left eye since spring; please see and treat',
    'H53.8; E11.9',
    'Prefers mornings. Interpreter not needed.',
  ];
}

function letters(n: number): string {
  return [...n.toString(26)].map((digit) => String.fromCodePoint(97 + Number.parseInt(digit, 26))).join('');
}
