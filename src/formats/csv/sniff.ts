import { Failure } from '../../lib/failure.ts';
import { createScanner } from './scan.ts';

export type SniffedFile = {
  /** Bytes of a byte order mark: not part of the first header. */
  readonly skip: number;
  readonly delimiter: string;
  readonly header: readonly string[];
  /** Bytes up to the end of the header line. */
  readonly headerEnd: number;
  /** Row of the header: blank rows may stand before it. */
  readonly headerRow: number;
  /** The first rows, to show and to look at. */
  readonly samples: readonly (readonly string[])[];
};

const signatures: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'a ZIP archive or an Excel workbook (.xlsx)'],
  ['PK\u0005\u0006', 'an empty ZIP archive'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel workbook (.xls)'],
  ['%PDF', 'a PDF document'],
  ['\u001f\u008b', 'a gzip archive'],
  ['\u0089PNG', 'a picture'],
  ['\u00ff\u00d8\u00ff', 'a picture'],
  ['\u00ff\u00fe', 'UTF-16 text ("Unicode text" of Excel)'],
  ['\u00fe\u00ff', 'UTF-16 text'],
  ['MSH|', 'an HL7 message'],
  ['{', 'JSON'],
  ['[', 'JSON'],
  ['<', 'XML or a web page'],
];

/** A first line that is longer is no header, and no table has so many columns. */
const LONGEST_HEADER = 256 * 1024;
const MOST_COLUMNS = 2_000;

const BOM = '\u00ef\u00bb\u00bf';
const delimiters = [',', ';', '\t', '|'] as const;

/**
 * What the first bytes of a file (as latin1) say of it: delimiter, header, samples. Throws `not-a-table` (permanent), saying what was seen and what is
 * wanted, when it is none; `header-repeats` when two columns have one name.
 */
export function sniffTable(head: string): SniffedFile {
  const seen = signatures.find(([start]) => head.startsWith(start))?.[1];
  if (seen !== undefined) refuse(seen);
  if (head.trim() === '' || head === BOM) refuse('an empty file');
  // NUL and other control characters have no place in a table.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(head)) refuse('a binary file');
  const skip = head.startsWith(BOM) ? BOM.length : 0;
  const body = head.slice(skip);
  const delimiter = pickDelimiter(body);
  const scanner = createScanner({ delimiter, start: { offset: skip, row: 0 } });
  const first = scanner.push(body);
  // A short file may end without a line break; of a long one the last line is cut.
  const records = first.length === 0 ? scanner.end() : first;
  const [headerRecord, ...rest] = records;
  const isHeader = headerRecord && !headerRecord.problem && headerRecord.end <= LONGEST_HEADER;
  if (!isHeader || headerRecord.count > MOST_COLUMNS) return refuse('a first line that is no header');
  const header = headerRecord.fields.map((name) => name.trim());
  assertNames(header);
  return {
    skip,
    delimiter,
    header,
    headerEnd: headerRecord.end,
    headerRow: headerRecord.row,
    samples: rest.slice(0, 20).map((record) => record.fields),
  };
}

function refuse(seen: string): never {
  throw new Failure(
    'permanent',
    'not-a-table',
    `This is ${seen}. Wanted is a table as text: comma, semicolon or tab separated, with a header line (in Excel: "CSV UTF-8").`,
  );
}

/** The one that cuts the header line into most fields, quoted ones counted once. */
function pickDelimiter(body: string): string {
  const line = body.split(/\r\n|\n|\r/, 1)[0]?.replace(/"[^"]*"/g, '""') ?? '';
  const counts = delimiters.map((one) => ({ one, count: line.split(one).length }));
  const best = counts.reduce((left, right) => (right.count > left.count ? right : left));
  return best.one;
}

function assertNames(header: readonly string[]): void {
  const names = header.filter((name) => name !== '').map(headerKey);
  if (names.length === 0) refuse('a first line without names of columns');
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice === undefined) return;
  throw new Failure(
    'permanent',
    'header-repeats',
    `Two columns are called "${twice}". Give each column a name of its own and import the file again.`,
  );
}

/** A header for comparing: lower case, one blank where there are several, none around hyphens; a byte order mark is not part of it. */
export function headerKey(name: string): string {
  return name
    .replace(/^\uFEFF/, '')
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .replace(/\s*-\s*/g, '-')
    .trim();
}
