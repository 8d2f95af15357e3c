/**
 * What composing costs: a cover and a note of three pages as PDF, and the same pages as fax. `node --import tsx bench/compose.ts [rounds]`.
 * CPU time of this process, so that other work on the machine does not count; children are not used. Beside each stands a reference
 * measured in the same rounds: pdfkit writing the same words without any layout, and libtiff (sharp) coding the same pages in Group 4.
 */
import { createRequire } from 'node:module';
import PdfKit from 'pdfkit';
import sharp from 'sharp';
import { assemblePacket } from '../src/pipeline/packet/assemble.ts';
import { drawFax } from '../src/pipeline/packet/fax-pages.ts';
import type { PacketInput } from '../src/pipeline/packet/packet-input.ts';

const LINES = 132;
const WARM_UP = 5;

/** CPU milliseconds of one run. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function noteText(): string {
  const sentence =
    'Anterior chamber deep and quiet, lens clear, optic nerve sharp and pink, cup to disc 0.3.';
  return Array.from({ length: LINES }, (_, line) => (line % 11 === 10 ? '' : `${line}. ${sentence}`)).join(
    '\n',
  );
}

function inputOf(): PacketInput {
  const signer = { family: 'Zztestman', given: 'Ruth', credential: 'MD' };
  return {
    practice: { name: 'Lakeside Eye Associates', phone: '+15555550100', fax: '5555550101' },
    recipient: { organisation: 'Northside Family Medicine', fax: '5555550142', role: 'referrer' },
    patient: { name: { family: 'Zztest', given: 'Anna' }, birthDate: '1961-03-05' },
    note: { serviceDate: '2026-03-05', signer, signedAt: '2026-03-06T22:12:00Z', isAmendment: false },
    referral: { reference: 'R-1', orderNumber: 'ORD-1', reason: 'Blurred vision' },
    content: { mediaType: 'text/plain', bytes: Buffer.from(noteText()) },
    composedAt: '2026-03-06T23:00:00Z',
    zone: 'America/Chicago',
  };
}

/** The same words on as many pages, by pdfkit alone. */
async function barePdf(): Promise<void> {
  const require = createRequire(import.meta.url);
  const document = new PdfKit({ autoFirstPage: false });
  const done = new Promise((resolve) => document.on('end', resolve));
  document.on('data', () => undefined);
  document.registerFont('regular', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'));
  const lines = noteText().split('\n');
  for (let page = 0; page < 4; page += 1) {
    document
      .addPage({ size: [612, 792], margin: 0 })
      .font('regular')
      .fontSize(10.5);
    lines
      .slice(page * 44 - 44, page * 44)
      .forEach((line, at) => document.text(line, 50, 90 + at * 14.5, { lineBreak: false }));
  }
  document.end();
  await done;
}

async function codedBySharp(pages: readonly Buffer[]): Promise<void> {
  for (const page of pages)
    await sharp(page)
      .toColourspace('b-w')
      .tiff({ compression: 'ccittfax4', bitdepth: 1, miniswhite: true })
      .toBuffer();
}

async function run(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 30);
  const input = inputOf();
  const packet = await assemblePacket(input);
  const fax = await drawFax(packet.bytes);
  if (packet.pages !== 4 || fax.pages !== 4) throw new Error(`expected 4 pages, not ${packet.pages}`);
  const pages = await Promise.all(
    Array.from({ length: fax.pages }, (_, page) => sharp(fax.bytes, { page }).greyscale().png().toBuffer()),
  );
  const works = {
    'cover and 3 pages as PDF': () => assemblePacket(input),
    'pdfkit alone, the same words': barePdf,
    'the 4 pages as fax (draw, black and white, Group 4)': () => drawFax(packet.bytes),
    'sharp alone, the 4 drawn pages in Group 4': () => codedBySharp(pages),
  };
  const spent = new Map(Object.keys(works).map((name) => [name, [] as number[]]));
  for (let round = -WARM_UP; round < rounds; round += 1)
    for (const [name, work] of Object.entries(works)) {
      const cpu = await cpuOf(work);
      if (round >= 0) spent.get(name)?.push(cpu);
    }
  for (const [name, times] of spent)
    console.log(`| ${name} | ${median(times).toFixed(1)} | ${Math.max(...times).toFixed(1)} |`);
  console.log(`PDF ${packet.bytes.length} bytes, fax ${fax.bytes.length} bytes, ${rounds} rounds`);
}

await run();
