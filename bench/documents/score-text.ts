/**
 * How well pages were read: what stands on the paper against the words a reader gave, assigned by place, so that nothing hangs on the
 * order they were read in. Handwriting, earlier fax lines and the line of the sending machine are counted apart.
 */
import type { Box, ReadPage, Word } from '../../src/domain/document/page.ts';
import type { TruthPage, TruthRun } from './generate/truth.ts';

/** Letters printed, letters wrong, words printed, words read exactly (punctuation around them forgiven). */
export type Tally = {
  readonly letters: number;
  readonly edits: number;
  readonly words: number;
  readonly exact: number;
};

export type TextScore = {
  readonly print: Tally;
  readonly hand: Tally;
  readonly header: Tally;
  /** Letters read where nothing is printed. */
  readonly spurious: number;
  readonly pages: number;
};

const nothing: Tally = { letters: 0, edits: 0, words: 0, exact: 0 };
export const noText: TextScore = { print: nothing, hand: nothing, header: nothing, spurious: 0, pages: 0 };

export const errorRate = ({ letters, edits }: Tally): number => (letters === 0 ? 0 : edits / letters);
export const recallOf = ({ words, exact }: Tally): number => (words === 0 ? 1 : exact / words);

export function addText(a: TextScore, b: TextScore): TextScore {
  return {
    print: addTally(a.print, b.print),
    hand: addTally(a.hand, b.hand),
    header: addTally(a.header, b.header),
    spurious: a.spurious + b.spurious,
    pages: a.pages + b.pages,
  };
}

function addTally(a: Tally, b: Tally): Tally {
  return {
    letters: a.letters + b.letters,
    edits: a.edits + b.edits,
    words: a.words + b.words,
    exact: a.exact + b.exact,
  };
}

export function scoreText(truth: TruthPage, read: ReadPage): TextScore {
  const { found, spurious } = assigned(truth, read);
  let [print, hand] = [nothing, nothing];
  for (const run of truth.runs) {
    if (run.isHeader) continue;
    const tally = tallyOf(run.text, found.get(run) ?? []);
    if (run.isHandwriting) hand = addTally(hand, tally);
    else print = addTally(print, tally);
  }
  const header =
    truth.faxHeader === undefined ? nothing : tallyOf(truth.faxHeader, (read.faxHeader ?? '').split(' '));
  return { print, hand, header, spurious, pages: 1 };
}

/** The words read at each run, from left to right, and how many letters were read where nothing stands. */
export function assigned(
  truth: TruthPage,
  read: ReadPage,
): { readonly found: ReadonlyMap<TruthRun, readonly string[]>; readonly spurious: number } {
  const words = new Map<TruthRun, PlacedWord[]>();
  let spurious = 0;
  for (const word of placed(truth, read)) {
    const run = runAt(truth.runs, word.box);
    if (run) words.set(run, [...(words.get(run) ?? []), word]);
    else spurious += plain(word.text).length;
  }
  const inOrder = (some: readonly PlacedWord[]): readonly string[] =>
    some.toSorted((a, b) => a.box.x - b.box.x).map(({ text }) => text);
  return { found: new Map([...words].map(([run, some]) => [run, inOrder(some)])), spurious };
}

export function tallyOf(printed: string, read: readonly string[]): Tally {
  const [meant, got] = [plain(printed), plain(read.join(' '))];
  const left = new Map<string, number>();
  for (const word of bare(got)) left.set(word, (left.get(word) ?? 0) + 1);
  const words = bare(meant);
  const exact = words.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count > 0;
  });
  return { letters: meant.length, edits: editDistance(meant, got), words: words.length, exact: exact.length };
}

/** Words without the punctuation around them: `(M54.5),` is `M54.5`. What is nothing else is no word. */
function bare(text: string): readonly string[] {
  return text
    .split(' ')
    .map((word) => word.replaceAll(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, ''))
    .filter((word) => word !== '');
}

/** One kind of quotation mark and dash, one blank; rows of dots, stars and lines are drawing, not text. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[‘’‚`´]/g, "'")
    .replaceAll(/[“”„]/g, '"')
    .replaceAll(/[‐-―−]/g, '-')
    .replaceAll(/([._*=-])[\s._*=-]*\1[\s._*=-]*\1/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

type PlacedWord = { readonly text: string; readonly box: Box };

/** Words in points of the truth. The middle of the page stays where it is; what is left is told by words that stand there once. */
function placed(truth: TruthPage, read: ReadPage): readonly PlacedWord[] {
  const scale = 72 / read.dpi;
  const words = read.words.map(({ text, box }: Word): PlacedWord => ({
    text,
    box: {
      x: (box.x - read.width / 2) * scale + truth.width / 2,
      y: (box.y - read.height / 2) * scale + truth.height / 2,
      width: box.width * scale,
      height: box.height * scale,
    },
  }));
  const [right, down] = offsetOf(truth.runs, words);
  return words.map(({ text, box }) => ({ text, box: { ...box, x: box.x + right, y: box.y + down } }));
}

function offsetOf(runs: readonly TruthRun[], words: readonly PlacedWord[]): readonly [number, number] {
  const meant = onceOnly(runs.flatMap((run) => run.words));
  const got = onceOnly(words);
  const pairs = [...meant].flatMap(([text, a]) => {
    const b = got.get(text);
    return b
      ? [[a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2] as const]
      : [];
  });
  if (pairs.length < 5) return [0, 0];
  return [middle(pairs.map(([x]) => x)), middle(pairs.map(([, y]) => y))];
}

function onceOnly(words: readonly PlacedWord[]): ReadonlyMap<string, Box> {
  const counts = new Map<string, number>();
  for (const { text } of words) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map(
    words.filter(({ text }) => text.length > 3 && counts.get(text) === 1).map(({ text, box }) => [text, box]),
  );
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** The run most of the word lies on; none nearer than a few points: the word stands nowhere. */
function runAt(runs: readonly TruthRun[], box: Box): TruthRun | undefined {
  let best: TruthRun | undefined;
  let most = 0;
  for (const run of runs) {
    const over = overlap(grown(run.box), box) / Math.max(1, box.width * box.height);
    if (over > most) [best, most] = [run, over];
  }
  return most > 0.3 ? best : undefined;
}

const grown = ({ x, y, width, height }: Box): Box => ({
  x: x - 3,
  y: y - 2.5,
  width: width + 6,
  height: height + 5,
});

export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Levenshtein's, letter by letter. */
export function editDistance(a: string, b: string): number {
  const [left, right] = [a.split(''), b.split('')];
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  left.forEach((letter, down) => {
    const next = [down + 1];
    right.forEach((other, across) => {
      const change = (row[across] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[across + 1] ?? 0) + 1, (next[across] ?? 0) + 1));
    });
    row = next;
  });
  return row.at(-1) ?? 0;
}
