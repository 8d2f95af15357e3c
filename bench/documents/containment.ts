/**
 * What hostile files cost: time until they are refused, the highest resident size of the child, how much the hub itself grows, and how
 * soon the next good file is read. `node --import tsx bench/documents/containment.ts`; writes bench/results/containment.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFillSync } from 'node:crypto';
import { sharedUnpacking, unpack } from '../../src/pipeline/document/unpack.ts';
import {
  deepMail,
  doubleFlatePdf,
  hugeDocx,
  hugeImagePdf,
  hugePagePdf,
  hugePng,
  hugeTiff,
  manyPagesPdf,
  manyPartsMail,
  nestedFormsPdf,
  nestedZip,
  pageLoopPdf,
  zipBomb,
} from '../../test/support/bombs.ts';
import { drawPdf } from '../../test/support/pdfs.ts';
import { writeReport } from '../parts/report.ts';

const MEGABYTE = 1024 * 1024;
const POLL_MS = 5;

type Row = {
  readonly name: string;
  readonly bytes: number;
  readonly ms: number;
  readonly childMegabytes: number;
  readonly hubGrewMegabytes: number;
  readonly nextMs: number;
  readonly outcome: string;
};

const hostile: readonly (readonly [string, () => Uint8Array])[] = [
  ['PDF, content packed twice: 2 GB', () => doubleFlatePdf(2)],
  ['PDF, CCITT picture 60,000 × 60,000', () => hugeImagePdf(60_000)],
  ['PDF, forms in forms: 10⁹ drawings', () => nestedFormsPdf(9)],
  ['PDF, tree of pages in a circle', pageLoopPdf],
  ['PDF, page 200,000 pt wide', () => hugePagePdf(200_000)],
  ['PDF, 1,000 pages', () => manyPagesPdf(1000)],
  ['TIFF, G4, 60,000 × 60,000', () => hugeTiff(60_000)],
  ['TIFF, G4, 100 megapixels', () => hugeTiff(10_000)],
  ['TIFF, pages in a circle', () => hugeTiff(1728, true)],
  ['PNG, 30,000 × 30,000 RGB', () => hugePng(30_000)],
  ['DOCX, 300 MB of XML', () => hugeDocx(300)],
  ['DOCX, 300 MB of XML that says 1 MB', () => hugeDocx(300, true)],
  ['ZIP, 10 files of 1 GB', () => zipBomb(10, 1000)],
  ['ZIP, 10 files of 1 GB that say 1 kB', () => zipBomb(10, 1000, true)],
  ['ZIP in ZIP, 8 deep', () => nestedZip(8, Buffer.from('Referral'))],
  ['mail, 10,000 parts', () => manyPartsMail(10_000)],
  ['mail, 5,000 levels', () => deepMail(5000)],
  ['noise that begins like a PDF, 25 MB', () => noise('%PDF-1.7\n', 25)],
  ['noise that begins like a TIFF, 25 MB', () => noise('II*\0\x08\0\0\0', 25)],
];

async function measure(): Promise<void> {
  const good = await drawPdf((page) => {
    page
      .text('Referral for Anna Zztest, cataract evaluation')
      .addPage()
      .text('Second page with some more words.');
  });
  await readOne(good);
  const rows: Row[] = [];
  for (const [name, make] of hostile) rows.push(await measureOne(name, make(), good));
  sharedUnpacking.close();
  report(rows);
}

async function measureOne(name: string, bytes: Uint8Array, good: Uint8Array): Promise<Row> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let hub = before;
  let child = 0;
  const poll = setInterval(() => {
    hub = Math.max(hub, process.memoryUsage().rss);
    child = Math.max(child, childBytes());
  }, POLL_MS);
  const started = performance.now();
  const outcome = await readOne(bytes);
  const ms = performance.now() - started;
  clearInterval(poll);
  const next = performance.now();
  const read = await readOne(good);
  if (!read.startsWith('2 pages')) throw new Error(`The next file was not read: ${read}`);
  return {
    name,
    bytes: bytes.length,
    ms,
    childMegabytes: child / MEGABYTE,
    hubGrewMegabytes: (hub - before) / MEGABYTE,
    nextMs: performance.now() - next,
    outcome,
  };
}

async function readOne(bytes: Uint8Array): Promise<string> {
  const said: string[] = [];
  const { pages } = await unpack(
    { bytes },
    {
      file: async ({ code }) => void (code !== undefined && !said.includes(code) && said.push(code)),
      page: async () => undefined,
    },
  );
  return `${pages} pages${said.length === 0 ? '' : `, ${said.join(', ')}`}`;
}

function noise(start: string, megabytes: number): Uint8Array {
  const bytes = randomFillSync(Buffer.alloc(megabytes * MEGABYTE));
  bytes.write(start, 'latin1');
  return bytes;
}

/** The resident size of all children of this process. */
function childBytes(): number {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(join('/proc', pid, 'stat'), 'latin1');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) !== process.pid) continue;
      sum += Number(readFileSync(join('/proc', pid, 'statm'), 'latin1').split(' ')[1]) * 4096;
    } catch {
      // It has ended in between.
    }
  }
  return sum;
}

function report(rows: readonly Row[]): void {
  const most = (pick: (row: Row) => number): string => Math.max(...rows.map(pick)).toFixed(0);
  writeReport('containment', {
    title: 'Hostile files',
    command: 'node --expose-gc --import tsx bench/documents/containment.ts',
    words: [
      'Each file is given to the child process that opens files (`src/pipeline/document/unpack.ts`), then a good PDF of two pages. Sizes are resident; the child has about 130 MB before any work and is stopped above 600 MB or after 10 s of work without a page. "0 pages" with a code means refused, with the reason kept for a person.',
      `Largest child ${most((row) => row.childMegabytes)} MB, the hub grew by at most ${most((row) => row.hubGrewMegabytes)} MB, the next good file was read after at most ${most((row) => row.nextMs)} ms (bar: 5,000).`,
    ],
    head: ['File', 'kB', 'Until refused, ms', 'Child, MB', 'Hub grew, MB', 'Next good file, ms', 'Outcome'],
    rows: rows.map((row) => [
      row.name,
      (row.bytes / 1024).toFixed(1),
      ...[row.ms, row.childMegabytes, row.hubGrewMegabytes, row.nextMs].map((value) => value.toFixed(0)),
      row.outcome,
    ]),
  });
}

await measure();
