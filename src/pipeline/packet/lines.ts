import type { Run } from '../../formats/richtext/block.ts';
import type { Face, Mark, Measure } from './paper.ts';

/** A stretch of one line in one face. `x` counts from the line's left end. */
export type Piece = {
  readonly x: number;
  readonly text: string;
  readonly width: number;
  readonly face: Face;
  readonly underline: boolean;
  readonly strike: boolean;
};

export type Line = { readonly pieces: readonly Piece[] };

export type LineOptions = {
  readonly width: number;
  readonly size: number;
  readonly measure: Measure;
  readonly isFixedWidth?: boolean;
  readonly isBold?: boolean;
};

/**
 * Breaks runs into lines no wider than `width` points: between words, inside a word only when it fits no line. A line
 * that began with blanks keeps its indentation when it wraps. One at a time, so that a hostile note can be stopped.
 */
export function* breakLines(runs: readonly Run[], options: LineOptions): Generator<Line, void, undefined> {
  const setting: Setting = {
    options,
    pieces: [],
    x: 0,
    hang: 0,
    isLineStart: true,
    isAfterMarker: false,
    word: [],
    wordWidth: 0,
  };
  for (const run of runs) {
    for (const [token] of run.text.matchAll(TOKENS)) yield* addToken(setting, run, token);
  }
  yield* placeWord(setting);
  if (setting.pieces.length > 0) yield endLine(setting, true);
}

/** The marks of a line whose baseline is at `y`. */
export function marksOfLine(line: Line, x: number, y: number, size: number): readonly Mark[] {
  return line.pieces.flatMap((piece) => {
    const left = x + piece.x;
    const rule = (height: number): Mark => ({
      kind: 'line',
      from: { x: left, y: y + height },
      to: { x: left + piece.width, y: y + height },
      weight: 0.6,
    });
    return [
      { kind: 'text' as const, x: left, y, text: piece.text, face: piece.face, size },
      ...(piece.underline ? [rule(1.6)] : []),
      ...(piece.strike ? [rule(-size * 0.28)] : []),
    ];
  });
}

type Setting = {
  readonly options: LineOptions;
  pieces: Piece[];
  x: number;
  /** Indentation of the lines this one wraps into. */
  hang: number;
  /** Only blanks so far, since the last line break of the text itself. */
  isLineStart: boolean;
  /** `-` or `1.` began the line: it wraps under the text after it. */
  isAfterMarker: boolean;
  /** Stretches without a blank between them: a word may change its face midway. */
  word: Omit<Piece, 'x'>[];
  wordWidth: number;
};

const TOKENS = /\n|\t| +|[^\n\t ]{1,2000}/g;
const MARKER = /^(?:[-–•*+]|\d{1,2}[.)]|[A-Za-z][.)])$/;
const TAB_POINTS = 36;
const TAB_COLUMNS = 8;

function* addToken(setting: Setting, run: Run, token: string): Generator<Line, void, undefined> {
  const isBlank = token === '\n' || token === '\t' || token.startsWith(' ');
  if (!isBlank) addToWord(setting, run, token);
  // A word that fills lines is cut as it comes, or megabytes without a blank would be held at once.
  if (isBlank || setting.wordWidth > setting.options.width * 4) yield* placeWord(setting);
  if (token === '\n') yield endLine(setting, true);
  else if (isBlank) addBlank(setting, run, token);
}

function addToWord(setting: Setting, run: Run, text: string): void {
  const { measure, size } = setting.options;
  const face = faceOf(run, setting.options);
  const width = measure(text, face, size);
  setting.word.push({ text, width, face, underline: run.underline === true, strike: run.strike === true });
  setting.wordWidth += width;
}

function* placeWord(setting: Setting): Generator<Line, void, undefined> {
  const { word, options } = setting;
  if (word.length === 0) return;
  if (setting.isLineStart || setting.isAfterMarker) setting.hang = Math.min(setting.x, options.width / 3);
  setting.isAfterMarker = setting.isLineStart && MARKER.test(word[0]?.text ?? '');
  setting.isLineStart = false;
  if (setting.x + setting.wordWidth > options.width + SLACK && setting.x > setting.hang)
    yield endLine(setting, false);
  const isTooWide = setting.x + setting.wordWidth > options.width + SLACK;
  setting.word = [];
  setting.wordWidth = 0;
  for (const piece of word) {
    if (isTooWide) yield* placeLetters(setting, piece);
    else place(setting, piece);
  }
}

function* placeLetters(setting: Setting, piece: Omit<Piece, 'x'>): Generator<Line, void, undefined> {
  const { measure, size, width } = setting.options;
  for (const text of piece.text) {
    const letter = { ...piece, text, width: measure(text, piece.face, size) };
    if (setting.x + letter.width > width + SLACK && setting.x > setting.hang) yield endLine(setting, false);
    place(setting, letter);
  }
}

/** Stretches of one face become one piece: fewer marks on the page, and text that can be searched. */
function place(setting: Setting, piece: Omit<Piece, 'x'>): void {
  const last = setting.pieces.at(-1);
  const joins =
    last !== undefined &&
    last.face === piece.face &&
    last.underline === piece.underline &&
    last.strike === piece.strike &&
    Math.abs(last.x + last.width - setting.x) < SLACK;
  if (joins) {
    setting.pieces[setting.pieces.length - 1] = {
      ...last,
      text: last.text + piece.text,
      width: last.width + piece.width,
    };
  } else {
    setting.pieces.push({ ...piece, x: setting.x });
  }
  setting.x += piece.width;
}

function addBlank(setting: Setting, run: Run, token: string): void {
  const { measure, size, isFixedWidth, width } = setting.options;
  // Blanks where a line was wrapped are the wrap itself.
  if (!setting.isLineStart && setting.x <= setting.hang) return;
  const face = faceOf(run, setting.options);
  if (token === '\t') {
    const stop = isFixedWidth ? measure(' ', face, size) * TAB_COLUMNS : TAB_POINTS;
    setting.x = Math.min((Math.floor(setting.x / stop + SLACK) + 1) * stop, width);
    return;
  }
  const blankWidth = measure(' ', face, size) * token.length;
  // At a line's start blanks move the text; inside it they are drawn, so that an underline runs through.
  if (setting.isLineStart) setting.x = Math.min(setting.x + blankWidth, width / 2);
  else
    place(setting, {
      text: token,
      width: blankWidth,
      face,
      underline: run.underline === true,
      strike: run.strike === true,
    });
}

function endLine(setting: Setting, isHard: boolean): Line {
  const last = setting.pieces.at(-1);
  if (last && last.text.trimEnd() === '') setting.pieces.pop();
  const line = { pieces: setting.pieces };
  setting.pieces = [];
  if (isHard) setting.hang = 0;
  setting.isLineStart = isHard;
  setting.x = setting.hang;
  return line;
}

function faceOf(run: Run, options: LineOptions): Face {
  const isBold = run.bold === true || options.isBold === true;
  if (options.isFixedWidth) return isBold ? 'fixedBold' : 'fixed';
  if (run.italic) return isBold ? 'boldItalic' : 'italic';
  return isBold ? 'bold' : 'regular';
}

/** Widths are sums of fractions. */
const SLACK = 0.01;
