/**
 * Text lines of a page as Tesseract finds and cuts them out, with what is printed there: a network learns best from pictures cut the way it
 * will be given them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as textOf } from 'node:stream/consumers';
import type { Grey, Rectangle } from '../../../src/formats/raster/bits.ts';
import { crop } from '../../../src/formats/raster/bits.ts';
import type { Printed } from '../generate/sheet.ts';
import { tallyOf } from '../score-text.ts';

export const READING_DPI = 300;

/** Left, top, right, bottom in pixels. */
type Placed = {
  readonly text: string;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
};

type FoundLine = Omit<Placed, 'text'> & {
  /** Where capitals end and where tails do. */
  readonly top: number;
  readonly bottom: number;
  readonly words: Placed[];
};

export type TrainingLine = { readonly picture: Grey; readonly text: string; readonly edits: number };

export async function linesOf(
  sheet: Grey,
  printed: Printed,
  models: string,
): Promise<readonly TrainingLine[]> {
  const found = await findLines(sheet, models);
  const words = placedWords(
    sheet,
    printed,
    found.flatMap((line) => line.words),
  );
  return found.flatMap((line) => {
    const text = textWithin(line, words);
    if (text === undefined) return [];
    const { edits, letters } = tallyOf(
      text,
      line.words.map((word) => word.text),
    );
    const area = areaOf(line);
    // What was read quite differently is more likely put beside the wrong words than misread.
    const isDoubtful = edits > 0.55 * Math.max(2, letters);
    const isLine = area.height >= 12 && area.height <= 140 && area.width >= 12 && area.width <= 2400;
    return isDoubtful || !isLine ? [] : [{ picture: crop(sheet, area), text, edits }];
  });
}

/** What Tesseract leaves around a line it has found. */
const PADDING = 4;

function areaOf({ x0, x1, top, bottom }: FoundLine): Rectangle {
  const [x, y] = [Math.max(0, x0 - PADDING), Math.max(0, Math.round(top) - PADDING)];
  return { x, y, width: x1 + PADDING - x, height: Math.round(bottom) + PADDING - y };
}

async function findLines(sheet: Grey, models: string): Promise<readonly FoundLine[]> {
  const options = [
    '-',
    '-',
    '--tessdata-dir',
    models,
    '-l',
    'eng',
    '--psm',
    '3',
    '--dpi',
    String(READING_DPI),
  ];
  const run = spawn('tesseract', [...options, '-c', 'tessedit_do_invert=0', '-c', 'tessedit_create_hocr=1'], {
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [ended, told] = [once(run, 'close'), textOf(run.stdout)];
  run.stdin.end(Buffer.concat([Buffer.from(`P5 ${sheet.width} ${sheet.height} 255\n`), sheet.data]));
  const [code] = await ended;
  if (code !== 0) throw new Error(`tesseract ended with ${code}`);
  return linesIn(await told);
}

const LINE =
  /class='ocr_(?:line|caption|header|textfloat)'.*bbox (\d+) (\d+) (\d+) (\d+); baseline (\S+) (\S+); x_size (\S+); x_descenders (\S+);/;
const WORD = /class='ocrx_word'.*?bbox (\d+) (\d+) (\d+) (\d+);[^>]*>(.*)<\/span>/;
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' };

function linesIn(hocr: string): readonly FoundLine[] {
  const lines: FoundLine[] = [];
  for (const row of hocr.split('\n')) {
    const line = LINE.exec(row)?.slice(1).map(Number);
    if (line) lines.push(lineOf(line));
    const word = WORD.exec(row);
    if (!word) continue;
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = word.slice(1, 5).map(Number);
    const text = (word[5] ?? '')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/&([^;]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
    lines.at(-1)?.words.push({ text, x0, y0, x1, y1 });
  }
  return lines;
}

function lineOf([
  x0 = 0,
  y0 = 0,
  x1 = 0,
  y1 = 0,
  slope = 0,
  offset = 0,
  size = 0,
  tails = 0,
]: readonly number[]): FoundLine {
  const base = y1 + offset + (slope * (x1 - x0)) / 2;
  return {
    x0,
    y0,
    x1,
    y1,
    top: Math.min(y0, base - (size - tails)),
    bottom: Math.max(y1, base + tails),
    words: [],
  };
}

type Shift = { readonly dx: number; readonly dy: number; readonly x: number; readonly y: number };

/** The printed words in pixels of the sheet: moved as words nearby that stand there once were. */
function placedWords(sheet: Grey, printed: Printed, read: readonly Placed[]): readonly Placed[] {
  const scale = READING_DPI / 72;
  const [left, up] = [sheet.width / 2 - 306 * scale, sheet.height / 2 - 396 * scale];
  const meant = printed.runs.flatMap(({ words }) =>
    words.map(({ text, box }): Placed => ({
      text,
      x0: box.x * scale + left,
      y0: box.y * scale + up,
      x1: (box.x + box.width) * scale + left,
      y1: (box.y + box.height) * scale + up,
    })),
  );
  const got = onceOnly(read);
  const shifts = [...onceOnly(meant)].flatMap(([text, a]): readonly Shift[] => {
    const b = got.get(text);
    if (!b) return [];
    const [x, y] = [(a.x0 + a.x1) / 2, (a.y0 + a.y1) / 2];
    return [{ dx: (b.x0 + b.x1) / 2 - x, dy: (b.y0 + b.y1) / 2 - y, x, y }];
  });
  if (shifts.length < 5) return [];
  const usual = { dx: middle(shifts.map(({ dx }) => dx)), dy: middle(shifts.map(({ dy }) => dy)) };
  const likely = shifts.filter(({ dx, dy }) => Math.abs(dx - usual.dx) < 40 && Math.abs(dy - usual.dy) < 40);
  return meant.map((word) => moved(word, likely, usual));
}

function moved(word: Placed, shifts: readonly Shift[], usual: Pick<Shift, 'dx' | 'dy'>): Placed {
  const [x, y] = [(word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2];
  const away = (shift: Shift): number => Math.hypot(shift.x - x, (shift.y - y) * 3);
  const near = shifts.toSorted((a, b) => away(a) - away(b)).slice(0, 5);
  const dx = near.length >= 3 ? middle(near.map((shift) => shift.dx)) : usual.dx;
  const dy = near.length >= 3 ? middle(near.map((shift) => shift.dy)) : usual.dy;
  return { text: word.text, x0: word.x0 + dx, x1: word.x1 + dx, y0: word.y0 + dy, y1: word.y1 + dy };
}

function onceOnly(words: readonly Placed[]): ReadonlyMap<string, Placed> {
  const counts = new Map<string, number>();
  for (const { text } of words) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map(
    words.filter(({ text }) => text.length > 3 && counts.get(text) === 1).map((word) => [word.text, word]),
  );
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** What is printed in a line; nothing where a word is cut through or two lie on one another. */
function textWithin(line: FoundLine, words: readonly Placed[]): string | undefined {
  const within: Placed[] = [];
  for (const word of words) {
    const high = Math.min(word.y1, line.y1) - Math.max(word.y0, line.y0);
    if (high < 0.35 * Math.min(word.y1 - word.y0, line.y1 - line.y0)) continue;
    const wide = Math.min(word.x1, line.x1 + 8) - Math.max(word.x0, line.x0 - 8);
    if (wide <= 4) continue;
    if (wide < 0.85 * (word.x1 - word.x0)) return undefined;
    within.push(word);
  }
  const inOrder = within.toSorted((a, b) => a.x0 - b.x0);
  const overlaps = inOrder.some((word, at) => word.x0 < (inOrder[at - 1]?.x1 ?? -Infinity) - 6);
  return inOrder.length === 0 || overlaps ? undefined : inOrder.map((word) => word.text).join(' ');
}
