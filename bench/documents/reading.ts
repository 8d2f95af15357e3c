/**
 * How well and at what cost pages are read: `npx tsx bench/documents/reading.ts --seed=3 --pages=24 --set=both --reader=tesseract`.
 * One process reads one page after the other; its CPU time and memory are the system's own figures (Linux).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { PageReading } from '../../src/sdk/reader.ts';
import { drawFax, sendFax } from './generate/fax.ts';
import { pngOf } from './generate/picture.ts';
import { setNames, type Resolution, type SetName, type TruthPage } from './generate/truth.ts';
import { makeWorld } from './generate/world.ts';
import { textOption } from './options.ts';
import { openReader } from './read-fax.ts';
import { addText, assigned, errorRate, noText, recallOf, scoreText } from './score-text.ts';

const seed = Number(textOption('seed', '3'));
const count = Number(textOption('pages', '24'));
const set = textOption('set', ['both', ...setNames] as const);
const sets: readonly SetName[] = set === 'both' ? ['seen', 'unseen'] : [set];
const wear = textOption('wear', ['usual', 'worn']);
const readerName = textOption('reader', 'tesseract');
const bars = {
  fine: { errors: 0.016, recall: 0.97 },
  standard: { errors: 0.065, recall: 0.87 },
  cpuSeconds: 2,
};

type Sums = {
  text: typeof noText;
  pages: number;
  upright: number;
  cpuSeconds: number[];
  imageBytes: number;
  hand: number;
  handFlagged: number;
  print: number;
  printFlagged: number;
  marks: number;
  marksFound: number;
  marksRight: number;
  rings: number;
  ringsFound: number;
  ringsFalse: number;
};

const world = makeWorld(seed);
const reader = await openReader(readerName, 1);
const rows: string[] = [];
let peak = 0;
const FLAG = '\u0000';
for (const one of sets) {
  for (const resolution of ['fine', 'standard'] as const) rows.push(await measure(one, resolution));
}
await reader.close();

const command = `npx tsx bench/documents/reading.ts ${process.argv.slice(2).join(' ')}`.trim();
const report = `# Reading pages

Command: \`${command}\`

${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}. Load average at the end ${loadavg()
  .map((load) => load.toFixed(1))
  .join(
    ', ',
  )}. Pages of the generator (seed ${seed}; what reads was tuned on other seeds of the set \`seen\`, the layouts and the noise of \`unseen\` are held out), a quarter of the faxes filled in by hand. CPU is the reading process alone, all of it: decoding, straightening, reading, the picture for the screen. Its largest resident size was ${peak} MB.

Reached: at 204x196 at most ${bars.fine.errors * 100} % wrong letters and ${bars.fine.recall * 100} % of words exact, at 204x98 ${bars.standard.errors * 100} % and ${bars.standard.recall * 100} %, at most ${bars.cpuSeconds} s.

| Set | Resolution | Pages | Wrong letters | Words exact | Letters where nothing is | Upright | CPU s mean (worst) | Picture kB | Handwritten words flagged (wrong letters) | Printed words flagged | Tick boxes found (told right) | Rings found (where none is) | Bars |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
console.log(report);
writeFileSync(join(import.meta.dirname, '..', 'results', 'reading.md'), report);

async function measure(one: SetName, resolution: Resolution): Promise<string> {
  const sums: Sums = {
    text: noText,
    pages: 0,
    upright: 0,
    cpuSeconds: [],
    imageBytes: 0,
    hand: 0,
    handFlagged: 0,
    print: 0,
    printFlagged: 0,
    marks: 0,
    marksFound: 0,
    marksRight: 0,
    rings: 0,
    ringsFound: 0,
    ringsFalse: 0,
  };
  for (let number = 0; sums.pages < count; number += 1) {
    const drawn = drawFax(world, number, { set: one, resolution, wear, handwriting: 0.25 });
    for (const [at, bits] of (await sendFax(drawn)).entries()) {
      const truth = drawn.truth.pages[at];
      if (!truth || sums.pages >= count) break;
      const { width, height, dpiX, dpiY } = bits;
      const before = childCost().cpuSeconds;
      const reading = await reader.read(
        { bytes: await pngOf(bits), mediaType: 'image/png', width, height, dpiX, dpiY },
        {},
      );
      const cost = childCost();
      peak = Math.max(peak, cost.peakMegabytes);
      // The first page pays for the start of the process.
      if (cost.cpuSeconds > before && before > 0) sums.cpuSeconds.push(cost.cpuSeconds - before);
      add(sums, truth, reading, dpiY);
    }
  }
  return rowOf(one, resolution, sums);
}

function add(sums: Sums, truth: TruthPage, reading: PageReading, sourceDpiY: number): void {
  const { image, words, marks, faxHeader } = reading;
  const page = {
    number: 1,
    width: image.width,
    height: image.height,
    dpi: image.dpiX,
    words,
    marks,
    sourceDpiY,
    origin: 'ocr' as const,
    problems: reading.problems,
    ...(faxHeader !== undefined && { faxHeader }),
  };
  sums.pages += 1;
  sums.text = addText(sums.text, scoreText(truth, page));
  sums.upright += (reading.turn + truth.turn) % 360 === 0 ? 1 : 0;
  sums.imageBytes += image.bytes.byteLength;
  addFlags(sums, truth, page);
  const scale = 72 / image.dpiX;
  addRings(sums, truth, marks, scale);
  for (const mark of truth.marks) {
    const near = (one: number, other: number): boolean => Math.abs(one * scale - other) < 5;
    const found = marks.find(
      ({ box, isRing }) => isRing !== true && near(box.x, mark.box.x) && near(box.y, mark.box.y),
    );
    sums.marks += 1;
    if (!found) continue;
    sums.marksFound += 1;
    const isTicked = mark.isMarked && !mark.isCircled;
    if (found.isMarked === isTicked) sums.marksRight += 1;
  }
}

/** A ring is found where the middle of one lies near its own. */
function addRings(sums: Sums, { rings = [] }: TruthPage, marks: PageReading['marks'], scale: number): void {
  const found = marks.filter(({ isRing }) => isRing === true).map(({ box }) => box);
  const middleOf = (start: number, size: number): number => start + size / 2;
  const isAt = (ring: TruthPage['marks'][number]['box'], box: (typeof found)[number]): boolean =>
    Math.abs(middleOf(box.x, box.width) * scale - middleOf(ring.x, ring.width)) < 8 &&
    Math.abs(middleOf(box.y, box.height) * scale - middleOf(ring.y, ring.height)) < 8;
  sums.rings += rings.length;
  sums.ringsFound += rings.filter(({ box: ring }) => found.some((box) => isAt(ring, box))).length;
  sums.ringsFalse += found.filter((box) => !rings.some(({ box: ring }) => isAt(ring, box))).length;
}

/** The same assignment as the score's, once with the flagged words and once with all. */
function addFlags(sums: Sums, truth: TruthPage, page: Parameters<typeof assigned>[1]): void {
  const all = assigned(truth, page).found;
  const rest = assigned(truth, {
    ...page,
    words: page.words.map((word) => (word.isHandwriting ? { ...word, text: FLAG } : word)),
  }).found;
  for (const [run, texts] of all) {
    const flagged = (rest.get(run) ?? []).filter((text) => text === FLAG).length;
    if (run.isHandwriting) {
      sums.hand += texts.length;
      sums.handFlagged += flagged;
    } else {
      sums.print += texts.length;
      sums.printFlagged += flagged;
    }
  }
}

function rowOf(one: SetName, resolution: Resolution, sums: Sums): string {
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const { print, hand, spurious } = sums.text;
  const mean =
    sums.cpuSeconds.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, sums.cpuSeconds.length);
  const { errors, recall } = bars[resolution];
  const isReached =
    errorRate(print) <= errors &&
    recallOf(print) >= recall &&
    mean <= bars.cpuSeconds &&
    sums.upright === sums.pages;
  return `| ${[
    one,
    resolution,
    sums.pages,
    percent(errorRate(print)),
    percent(recallOf(print)),
    percent(spurious / print.letters),
    `${sums.upright}/${sums.pages}`,
    `${mean.toFixed(2)} (${Math.max(...sums.cpuSeconds).toFixed(2)})`,
    (sums.imageBytes / sums.pages / 1000).toFixed(0),
    `${sums.handFlagged}/${sums.hand} (${percent(errorRate(hand))})`,
    `${sums.printFlagged}/${sums.print}`,
    `${sums.marksFound}/${sums.marks} (${sums.marksRight})`,
    `${sums.ringsFound}/${sums.rings} (${sums.ringsFalse})`,
    isReached ? 'reached' : 'NOT reached',
  ].join(' | ')} |`;
}

/** Clock ticks are a hundredth of a second on every Linux. */
function childCost(): { readonly cpuSeconds: number; readonly peakMegabytes: number } {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1')
    .trim()
    .split(' ')
    .filter(Boolean);
  let [cpuSeconds, peakMegabytes] = [0, 0];
  for (const child of children) {
    const stat = readFileSync(`/proc/${child}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    if (stat[0] === 'Z') continue;
    cpuSeconds += (Number(stat[11]) + Number(stat[12])) / 100;
    const status = readFileSync(`/proc/${child}/status`, 'latin1');
    peakMegabytes += Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }
  return { cpuSeconds, peakMegabytes };
}
