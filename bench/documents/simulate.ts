/** Words as a reader of pages would have read them, without reading: quick, and alike enough to build on. Never a measure. */
import type { Box, Mark, ReadPage, Word } from '../../src/domain/document/page.ts';
import { luckOf, type Luck } from './generate/luck.ts';
import { unionOf } from './generate/sheet.ts';
import type { FaxTruth, TruthPage, TruthRun } from './generate/truth.ts';

const dpi = 300;
const scale = dpi / 72;

/** Share of five-letter words with a slip, and of marks seen wrongly or not at all. */
type Rates = {
  readonly slip: number;
  readonly hand: number;
  readonly dirt: number;
  readonly wrongMark: number;
  readonly lostMark: number;
};

const rates: Readonly<Record<TruthPage['resolution'], Rates>> = {
  fine: { slip: 0.035, hand: 0.3, dirt: 0.01, wrongMark: 0.005, lostMark: 0.03 },
  standard: { slip: 0.14, hand: 0.5, dirt: 0.025, wrongMark: 0.03, lostMark: 0.1 },
};

const confusions: Readonly<Record<string, readonly string[]>> = {
  '0': ['O', '6', '8'],
  '1': ['l', 'I', '7'],
  '2': ['Z', '7'],
  '3': ['8', '5'],
  '4': ['A', '9'],
  '5': ['S', '6'],
  '6': ['8', 'G', '0'],
  '7': ['1', '/'],
  '8': ['3', 'B', '6'],
  '9': ['g', '4'],
  a: ['o', 'e'],
  b: ['h', '6'],
  c: ['e', 'o'],
  d: ['cl', 'a'],
  e: ['c', 'o'],
  f: ['t'],
  g: ['q', '9'],
  h: ['b', 'n'],
  i: ['l', '1', 'j'],
  j: ['i'],
  k: ['x'],
  l: ['1', 'I', 'i'],
  m: ['rn', 'nn'],
  n: ['ri', 'h', 'u'],
  o: ['a', 'e', '0'],
  p: ['n'],
  q: ['g'],
  r: ['t', 'n'],
  s: ['5', 'a'],
  t: ['f', 'l'],
  u: ['n', 'v'],
  v: ['y', 'u'],
  w: ['vv', 'v'],
  x: ['k'],
  y: ['v'],
  z: ['2'],
  A: ['4', 'R'],
  B: ['8', 'R'],
  C: ['G', 'O'],
  D: ['O', '0'],
  E: ['F', 'B'],
  F: ['P', 'E'],
  G: ['6', 'C'],
  H: ['N', 'M'],
  I: ['l', '1'],
  J: ['I'],
  K: ['X'],
  L: ['I'],
  M: ['N', 'H'],
  N: ['H', 'M'],
  O: ['0', 'Q', 'D'],
  P: ['F', 'R'],
  Q: ['O'],
  R: ['K', 'B'],
  S: ['5', '8'],
  T: ['I', 'Y'],
  U: ['V', 'O'],
  V: ['Y', 'U'],
  W: ['VV'],
  X: ['K'],
  Y: ['V'],
  Z: ['2', '7'],
  '.': [',', ''],
  ',': ['.', ''],
  ':': ['.', ';', ''],
  '-': ['~', '', '.'],
  '(': ['{', '['],
  ')': [']', '}'],
  '#': ['f', '%'],
  '/': ['1', 'I'],
  '&': ['8'],
};

/** Words and boxes exactly as printed. */
export function printedPage(page: TruthPage): ReadPage {
  const exact = ({ x, y, width, height }: Box): Box => ({
    x: Math.round(x * scale),
    y: Math.round(y * scale),
    width: Math.max(2, Math.round(width * scale)),
    height: Math.max(2, Math.round(height * scale)),
  });
  return {
    number: page.number,
    width: Math.round(page.width * scale),
    height: Math.round(page.height * scale),
    dpi,
    words: inLines(page.runs).flatMap(({ run, line }) =>
      run.words.map(({ text, box }) => ({ text, box: exact(box), confidence: 0.96, line })),
    ),
    marks: [
      ...page.marks.map((mark) => ({
        box: exact(mark.box),
        isMarked: mark.isMarked && mark.isCircled !== true,
        confidence: 0.95,
      })),
      ...(page.rings ?? []).map((ring) => ({
        box: exact(ring.box),
        isMarked: true,
        confidence: 0.95,
        isRing: true as const,
      })),
    ],
    sourceDpiY: page.resolution === 'fine' ? 196 : 98,
    origin: 'ocr',
    problems: [],
  };
}

export function simulatePage(truth: FaxTruth, page: TruthPage): ReadPage {
  const luck = luckOf(truth.seed, 'read', truth.id, page.number);
  const rate = rates[page.resolution];
  // Some pages come through badly, most do not: the slips are not spread evenly.
  const badness = luck.pick([0.3, 0.5, 0.7, 1, 1.2, 2.3]);
  const words = inLines(page.runs).flatMap(({ run, line }) => readRun(run, line, rate, badness, luck));
  return {
    number: page.number,
    width: Math.round(page.width * scale),
    height: Math.round(page.height * scale),
    dpi,
    words: [...words, ...dirt(words.length * rate.dirt * badness, page, luck)],
    marks: [
      ...page.marks.flatMap((mark) => (luck.chance(rate.lostMark) ? [] : [readMark(mark, rate, luck)])),
      ...readRings(page.rings ?? [], rate, luck),
    ],
    sourceDpiY: page.resolution === 'fine' ? 196 : 98,
    ...(page.faxHeader === undefined ? {} : { faxHeader: slipped(page.faxHeader, rate.slip, luck) }),
    origin: 'ocr',
    problems: [],
  };
}

/** Runs on one base line with no wide gap between them share a line; from above to below, from left to right. */
function inLines(runs: readonly TruthRun[]): readonly { readonly run: TruthRun; readonly line: number }[] {
  const rows: TruthRun[][] = [];
  const bottom = ({ box }: TruthRun): number => box.y + box.height;
  for (const run of runs.filter(({ words }) => words.length > 0).toSorted((a, b) => bottom(a) - bottom(b))) {
    const row = rows.at(-1);
    if (row?.[0] && bottom(run) - bottom(row[0]) < 4) row.push(run);
    else rows.push([run]);
  }
  let line = -1;
  return rows.flatMap((row) => {
    let end = -100;
    return row
      .toSorted((a, b) => a.box.x - b.box.x)
      .map((run) => {
        if (run.box.x - end > 24) line += 1;
        end = run.box.x + run.box.width;
        return { run, line };
      });
  });
}

function readRun(run: TruthRun, line: number, rate: Rates, badness: number, luck: Luck): readonly Word[] {
  const slip = run.isHandwriting ? rate.hand : rate.slip * badness;
  const words: Word[] = [];
  for (const { text, box } of run.words) {
    const isBad = luck.chance(1 - (1 - Math.min(0.9, slip)) ** (text.length / 5));
    const hand = run.isHandwriting && luck.chance(0.9) ? { isHandwriting: true as const } : {};
    const last = words.at(-1);
    const luckOfBad = isBad ? luck.next() : 1;
    if (luckOfBad < 0.05 && last) {
      words[words.length - 1] = {
        ...last,
        text: last.text + text,
        box: unionOf([last.box, pixels(box, luck)]),
        confidence: luck.between(0.3, 0.9),
      };
    } else if (luckOfBad < 0.11 && text.length > 4) {
      words.push(...split(text, box, line, luck).map((word) => ({ ...word, ...hand })));
    } else if (luckOfBad > 0.15) {
      const read = isBad ? misread(text, run.isHandwriting ? 3 : 2, luck) : text;
      if (read !== '')
        words.push({
          text: read,
          box: pixels(box, luck),
          confidence: confidenceOf(read === text, luck),
          line,
          ...hand,
        });
    }
  }
  return words;
}

function split(text: string, box: Box, line: number, luck: Luck): readonly Word[] {
  const at = luck.whole(2, text.length - 2);
  const width = (box.width * at) / text.length;
  const halves = [
    { text: text.slice(0, at), box: { ...box, width } },
    { text: text.slice(at), box: { ...box, x: box.x + width + 1, width: box.width - width - 1 } },
  ];
  return halves.map((half) => ({
    text: half.text,
    box: pixels(half.box, luck),
    confidence: luck.between(0.3, 0.92),
    line,
  }));
}

function misread(text: string, slips: number, luck: Luck): string {
  const letters = text.split('');
  const count = luck.chance(0.6) ? 1 : luck.whole(1, slips);
  for (let number = 0; number < count; number += 1) {
    const at = luck.whole(0, letters.length - 1);
    const likely = confusions[letters[at] ?? ''];
    const fate = luck.next();
    if (fate < 0.8 && likely) letters[at] = luck.pick(likely);
    else if (fate < 0.9) letters[at] = '';
    else letters[at] = `${letters[at] ?? ''}${luck.pick(['.', "'", 'i', ',', '1'])}`;
  }
  return letters.join('');
}

function slipped(text: string, slip: number, luck: Luck): string {
  return text.replaceAll(/\S+/g, (word) => (luck.chance(slip) ? misread(word, 2, luck) : word));
}

/** Right words are mostly read with trust, wrong ones mostly without; neither always. */
function confidenceOf(isRight: boolean, luck: Luck): number {
  if (isRight) return luck.chance(0.93) ? luck.between(0.88, 0.97) : luck.between(0.5, 0.9);
  return luck.chance(0.8) ? luck.between(0.15, 0.85) : luck.between(0.85, 0.95);
}

function dirt(expected: number, page: TruthPage, luck: Luck): readonly Word[] {
  return Array.from({ length: Math.round(expected * luck.between(0, 2)) }, (_, at) => ({
    text: luck.pick(['.', ',', '-', '|', "'", '~', '_', ':', 'i', '—']),
    box: pixels(
      { x: luck.between(0, page.width - 10), y: luck.between(20, page.height - 10), width: 3, height: 4 },
      luck,
    ),
    confidence: luck.between(0.05, 0.6),
    line: 1_000 + at,
  }));
}

function readMark(mark: TruthPage['marks'][number], rate: Rates, luck: Luck): Mark {
  const isWrong = luck.chance(rate.wrongMark);
  return {
    box: pixels(mark.box, luck),
    isMarked: (mark.isMarked && !mark.isCircled) !== isWrong,
    confidence: isWrong ? luck.between(0.1, 0.6) : luck.between(0.55, 1),
  };
}

/** A ring that is not seen takes nothing else with it here; on paper it may. */
function readRings(rings: NonNullable<TruthPage['rings']>, rate: Rates, luck: Luck): readonly Mark[] {
  return rings.flatMap(({ box }) =>
    luck.chance(rate.lostMark)
      ? []
      : [{ box: pixels(box, luck), isMarked: true, confidence: luck.between(0.8, 1), isRing: true as const }],
  );
}

function pixels({ x, y, width, height }: Box, luck: Luck): Box {
  const off = (): number => luck.between(-1.5, 1.5);
  return {
    x: Math.max(0, Math.round(x * scale + off())),
    y: Math.max(0, Math.round(y * scale + off())),
    width: Math.max(2, Math.round(width * scale + off())),
    height: Math.max(2, Math.round(height * scale + off())),
  };
}
