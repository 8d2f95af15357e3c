/** Paper to print on, which remembers what was printed where. Points, y down; text stands on its base line. */
import PdfKit from 'pdfkit';
import type { FieldName } from '../../../src/domain/document/fields.ts';
import type { Box } from '../../../src/domain/document/page.ts';
import type { Face } from './fonts.ts';
import { penLoop } from './pen-loop.ts';
import type { TruthField, TruthMark, TruthRing, TruthRun, TruthWord } from './truth.ts';

export const pageWidth = 612;
export const pageHeight = 792;

export type Style = {
  readonly face: Face;
  readonly size: number;
  readonly isBold?: boolean;
  readonly isHand?: boolean;
};

/** What a piece of text says of the referral. */
export type Tag = { readonly field: FieldName; readonly value: string };

/** A part of a paragraph: plain words, or a value of a field. */
export type Part = string | (Tag & { readonly text: string });

/** What stands on a page. The document a field belongs to is told by `part`: 0 unless a page lists several patients. */
export type Printed = {
  readonly runs: readonly TruthRun[];
  readonly marks: readonly TruthMark[];
  readonly rings: readonly TruthRing[];
  readonly fields: readonly (Omit<TruthField, 'page'> & { readonly part: number })[];
};

export type Sheet = {
  readonly text: (x: number, y: number, text: string, style: Style, tag?: Tag) => Box;
  /** Right edge at `x`. */
  readonly textEndingAt: (x: number, y: number, text: string, style: Style) => Box;
  readonly centred: (y: number, text: string, style: Style, tag?: Tag) => Box;
  /** Words wrapped into `width`; answers the base line after the last one. */
  readonly paragraph: (
    x: number,
    y: number,
    width: number,
    parts: readonly Part[],
    style: Style,
    leading?: number,
  ) => number;
  readonly widthOf: (text: string, style: Style) => number;
  readonly tick: (
    x: number,
    y: number,
    label: string,
    isMarked: boolean,
    style: Style,
    options?: TickOptions,
  ) => Box;
  /** A ring of a pen around words that were printed there. */
  readonly ring: (around: Box, label: string) => void;
  readonly line: (x1: number, y1: number, x2: number, y2: number, width?: number) => void;
  readonly box: (x: number, y: number, width: number, height: number, lineWidth?: number) => void;
  /** Filled: 0 black to 1 white. */
  readonly fill: (x: number, y: number, width: number, height: number, grey: number) => void;
  /** White letters on black. */
  readonly inverse: (x: number, y: number, width: number, height: number, text: string, style: Style) => void;
  readonly note: (field: Tag, box: Box, text: string) => void;
  /** Which document the fields that follow belong to. */
  readonly turnToPart: (part: number) => void;
  /** Something lies there that is no part of what was written. */
  readonly ignore: (box: Box, words: string) => void;
  readonly pdf: PDFKit.PDFDocument;
  readonly printed: () => Printed;
};

export type TickOptions = {
  readonly tag?: Tag;
  readonly mark?: 'cross' | 'check' | 'fill' | 'circle';
  readonly shape?: 'square' | 'round' | 'brackets' | 'blank';
};

export type Paper = {
  readonly addSheet: () => Sheet;
  readonly finish: () => Promise<Uint8Array>;
};

export function openPaper(): Paper {
  const pdf = new PdfKit({
    size: [pageWidth, pageHeight],
    margin: 0,
    autoFirstPage: false,
    info: { CreationDate: new Date('2026-06-15T12:00:00Z') },
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<Uint8Array>((resolve, reject) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  return {
    addSheet: () => {
      pdf.addPage({ size: [pageWidth, pageHeight], margin: 0 });
      return openSheet(pdf);
    },
    finish: () => {
      pdf.end();
      return ended;
    },
  };
}

type Metrics = { readonly ascender: number; readonly descender: number; readonly capHeight: number };

function openSheet(pdf: PDFKit.PDFDocument): Sheet {
  const runs: TruthRun[] = [];
  const marks: TruthMark[] = [];
  const rings: TruthRing[] = [];
  const fields: Printed['fields'][number][] = [];
  let part = 0;

  const use = ({ face, size, isBold }: Style): Metrics => {
    pdf.font(isBold ? face.bold : face.regular).fontSize(size);
    // The measures of the font in use are no part of the published types.
    return (pdf as unknown as { readonly _font: Metrics })._font;
  };
  const widthOf = (text: string, style: Style): number => {
    use(style);
    return pdf.widthOfString(text);
  };
  const draw = (x: number, y: number, text: string, style: Style): TruthRun => {
    const metrics = use(style);
    pdf.fillColor('black').text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
    const run = measure(x, y, text, style, metrics);
    runs.push(run);
    return run;
  };
  const measure = (x: number, y: number, text: string, style: Style, metrics: Metrics): TruthRun => {
    const words: TruthWord[] = [];
    for (const match of text.matchAll(/\S+/g)) {
      const before = text.slice(0, match.index);
      const left = pdf.widthOfString(before);
      const width = pdf.widthOfString(before + match[0]) - left;
      words.push({ text: match[0], box: inkBox(x + left, y, width, match[0], style.size, metrics) });
    }
    return {
      text: text.trim(),
      box: unionOf(words.map((word) => word.box)),
      words,
      ...(style.isHand ? { isHandwriting: true as const } : {}),
    };
  };
  const note = (tag: Tag, box: Box, text: string, isHand = false): void => {
    fields.push({
      field: tag.field,
      value: tag.value,
      text,
      box,
      part,
      ...(isHand ? { isHandwriting: true as const } : {}),
    });
  };
  const text: Sheet['text'] = (x, y, words, style, tag) => {
    if (words.trim() === '') return { x, y, width: 0, height: 0 };
    const run = draw(x, y, words, style);
    if (tag) note(tag, run.box, words, style.isHand);
    return run.box;
  };

  const paragraph: Sheet['paragraph'] = (x, y, width, parts, style, leading = 1.25) => {
    const words = parts.flatMap((one, at) =>
      (typeof one === 'string' ? one : one.text).split(/(?<=\s)|(?=\n)/).map((word) => ({ word, at })),
    );
    const boxes = new Map<number, Box[]>();
    let line: typeof words = [];
    let base = y;
    const flush = (): void => {
      const whole = line.map(({ word }) => word).join('');
      if (whole.trim() !== '') collect(draw(x, base, whole.trimEnd(), style), line, parts, boxes);
      line = [];
      base += style.size * leading;
    };
    for (const one of words) {
      if (one.word.startsWith('\n')) flush();
      const next = [...line, one]
        .map(({ word }) => word)
        .join('')
        .trimEnd();
      if (line.length > 0 && widthOf(next, style) > width) flush();
      if (one.word.trim() !== '' || line.length > 0) line.push({ ...one, word: one.word.replace('\n', '') });
    }
    flush();
    for (const [at, found] of boxes) {
      const tag = parts[at];
      if (typeof tag !== 'string' && tag) note(tag, unionOf(found), tag.text.trim(), style.isHand);
    }
    return base;
  };

  const ring: Sheet['ring'] = (around, label) => {
    rings.push({ box: rounded(penLoop(pdf, around, 5 + around.width * 0.04, 4.5)), label });
  };

  const tick: Sheet['tick'] = (
    x,
    y,
    label,
    isMarked,
    style,
    { tag, mark = 'cross', shape = 'square' } = {},
  ) => {
    const size = style.size * 0.95;
    const box = { x, y: y - size * 0.88, width: size, height: size };
    drawTickBox(pdf, box, shape);
    const words = text(x + size * 1.5, y, label, { ...style, isHand: false });
    const isCircled = isMarked && mark === 'circle';
    if (isCircled) ring(words, label);
    else if (isMarked) drawMark(pdf, box, mark);
    marks.push({ box, isMarked, label, ...(isCircled ? { isCircled } : {}) });
    if (isMarked && tag) note(tag, unionOf([box, words]), label);
    return unionOf([box, words]);
  };

  return {
    text,
    textEndingAt: (x, y, words, style) => text(x - widthOf(words, style), y, words, style),
    centred: (y, words, style, tag) => text((pageWidth - widthOf(words, style)) / 2, y, words, style, tag),
    paragraph,
    widthOf,
    tick,
    ring,
    line: (x1, y1, x2, y2, width = 0.7) => {
      pdf.lineWidth(width).moveTo(x1, y1).lineTo(x2, y2).stroke('black');
    },
    box: (x, y, width, height, lineWidth = 0.7) => {
      pdf.lineWidth(lineWidth).rect(x, y, width, height).stroke('black');
    },
    fill: (x, y, width, height, grey) => {
      const level = Math.round(grey * 255);
      pdf.rect(x, y, width, height).fill(greyOf(level));
    },
    inverse: (x, y, width, height, words, style) => {
      pdf.rect(x, y, width, height).fill('black');
      const metrics = use(style);
      pdf
        .fillColor('white')
        .text(words, x + 4, y + height * 0.72, { lineBreak: false, baseline: 'alphabetic' });
      runs.push(measure(x + 4, y + height * 0.72, words, style, metrics));
    },
    note,
    turnToPart: (next) => {
      part = next;
    },
    ignore: (box, words) => {
      runs.push({ text: words, box, words: [], isHeader: true });
    },
    pdf,
    printed: () => ({ runs, marks, rings, fields }),
  };
}

/** The boxes of the words of tagged parts of a line. */
function collect(
  run: TruthRun,
  line: readonly { readonly word: string; readonly at: number }[],
  parts: readonly Part[],
  boxes: Map<number, Box[]>,
): void {
  // A value may stand against the word before or behind it: what it ends in counts as its own.
  const starts: number[] = [];
  let isOpen = false;
  for (const { word, at } of line) {
    if (word.trim() !== '' && !isOpen) starts.push(at);
    if (word.trim() !== '' && isOpen && typeof parts[at] !== 'string') starts[starts.length - 1] = at;
    isOpen = word !== '' && !/\s$/.test(word);
  }
  run.words.forEach((word, number) => {
    const at = starts[number];
    if (at === undefined || typeof parts[at] === 'string') return;
    boxes.set(at, [...(boxes.get(at) ?? []), word.box]);
  });
}

/** Where the ink of a word is: capitals and figures above the line, tails below. */
function inkBox(x: number, y: number, width: number, text: string, size: number, metrics: Metrics): Box {
  const up = (metrics.capHeight || 700) / 1000;
  const down = /[gjpqyQ,;()[\]]/.test(text) ? Math.min(0.22, Math.abs(metrics.descender) / 1000) : 0;
  return rounded({ x, y: y - up * size, width, height: (up + down) * size });
}

/** A shade as the printer takes it: 0 black to 255 white. */
export function greyOf(level: number): string {
  return `#${Math.round(level).toString(16).padStart(2, '0').repeat(3)}`;
}

export function unionOf(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return rounded({
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  });
}

const rounded = (box: Box): Box => ({
  x: Math.round(box.x * 100) / 100,
  y: Math.round(box.y * 100) / 100,
  width: Math.round(box.width * 100) / 100,
  height: Math.round(box.height * 100) / 100,
});

function drawTickBox(pdf: PDFKit.PDFDocument, box: Box, shape: string): void {
  const { x, y, width, height } = box;
  pdf.lineWidth(0.8);
  if (shape === 'square') pdf.rect(x, y, width, height).stroke('black');
  if (shape === 'round') pdf.circle(x + width / 2, y + height / 2, width / 2).stroke('black');
  if (shape === 'blank')
    pdf
      .moveTo(x - width * 0.5, y + height)
      .lineTo(x + width * 1.1, y + height)
      .stroke('black');
  if (shape !== 'brackets') return;
  for (const [edge, inward] of [
    [x, 1],
    [x + width, -1],
  ] as const)
    pdf
      .moveTo(edge + inward * 2, y)
      .lineTo(edge, y)
      .lineTo(edge, y + height)
      .lineTo(edge + inward * 2, y + height)
      .stroke('black');
}

function drawMark(pdf: PDFKit.PDFDocument, { x, y, width, height }: Box, mark: string): void {
  pdf.lineWidth(1.3);
  if (mark === 'cross')
    pdf
      .moveTo(x, y)
      .lineTo(x + width, y + height)
      .moveTo(x + width, y)
      .lineTo(x, y + height)
      .stroke('black');
  if (mark === 'check')
    pdf
      .lineWidth(1.6)
      .moveTo(x + width * 0.1, y + height * 0.5)
      .lineTo(x + width * 0.4, y + height)
      .lineTo(x + width * 1.2, y - height * 0.25)
      .stroke('black');
  if (mark === 'fill')
    pdf.rect(x + width * 0.18, y + height * 0.18, width * 0.64, height * 0.64).fill('black');
}
