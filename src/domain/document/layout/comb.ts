import type { Piece } from './pieces.ts';

/** Fewer cells are no comb. */
const FEWEST = 4;
const FEWEST_BESIDE = 2;
/** The middles of cells side by side lie apart as far as the first two do, give or take this share. */
const UNEVEN = 0.3;

/** `Z|Z|T|E|S|T`: what is written into combs, one letter to a cell, are words; an empty cell is a blank. Row by row. */
export function withoutCombs(
  rows: readonly (readonly Piece[])[],
  unit: number,
): readonly (readonly Piece[])[] {
  const pitches = rows.flatMap((row) => combsOf(row, unit, FEWEST).map(({ from }) => gapAt(row, from)));
  if (pitches.length === 0) return rows;
  return rows.map((row) => {
    // Beside a long comb a short name is one too.
    const combs = combsOf(row, unit, FEWEST_BESIDE).filter(
      ({ from, to }) =>
        to - from >= FEWEST || pitches.some((pitch) => Math.abs(pitch - gapAt(row, from)) < UNEVEN * pitch),
    );
    let at = 0;
    const joined = combs.flatMap(({ from, to }) => {
      const before = row.slice(at, from);
      at = to;
      return [...before, ...wordsOf(row.slice(from, to))];
    });
    return [...joined, ...row.slice(at)];
  });
}

/** `02` `11` `1959` in three cells side by side: a date. A cell may be read as two figures. */
export function withoutDateCells(pieces: readonly Piece[], unit: number): readonly Piece[] {
  const joined: Piece[] = [];
  for (let at = 0; at < pieces.length;) {
    const end = dateEnd(pieces, at, unit);
    const cells = pieces.slice(at, end);
    const [first, last] = [cells[0], cells.at(-1)];
    if (!first || !last || cells.length === 0) {
      joined.push(...pieces.slice(at, at + 1));
      at += 1;
      continue;
    }
    const figures = cells.map(({ text }) => text).join('');
    joined.push({
      ...first,
      text: `${figures.slice(0, 2)}/${figures.slice(2, 4)}/${figures.slice(4)}`,
      box: { ...first.box, width: last.box.x + last.box.width - first.box.x },
      confidence: Math.min(...cells.map(({ confidence }) => confidence)),
      isBorderBefore: true,
    });
    at = end;
  }
  return joined;
}

/** Behind the last of the cells that make up two, two and four figures; `from` if they do not. */
function dateEnd(pieces: readonly Piece[], from: number, unit: number): number {
  let figures = '';
  let isParted = false;
  for (let at = from; at < pieces.length && figures.length < 8; at += 1) {
    const piece = pieces[at];
    const gap = at === from || !piece ? 0 : piece.box.x - rightEdge(pieces[at - 1]);
    if (!piece || piece.hasColon || !/^(?:\d{1,2}|(?:19|20)\d{2})$/.test(piece.text) || gap > 6 * unit)
      return from;
    if (piece.text.length === 4 && figures.length !== 4) return from;
    isParted ||= gap > unit;
    figures += piece.text;
    if (figures.length === 8) return isParted && isCellDate.test(figures) ? at + 1 : from;
  }
  return from;
}

function rightEdge(piece: Piece | undefined): number {
  return piece ? piece.box.x + piece.box.width : 0;
}

const isCellDate = /^(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d{2}$/;

type Run = { readonly from: number; readonly to: number };

function combsOf(pieces: readonly Piece[], unit: number, fewest: number): readonly Run[] {
  const combs: Run[] = [];
  for (let from = 0; from < pieces.length;) {
    const to = combEnd(pieces, from, unit);
    if (to - from >= fewest && !isCount(pieces.slice(from, to))) combs.push({ from, to });
    from = Math.max(to, from + 1);
  }
  return combs;
}

function combEnd(pieces: readonly Piece[], from: number, unit: number): number {
  const pitch = gapAt(pieces, from);
  // Letters that stand no further apart than those of a word are spaced print.
  if (pitch < 1.2 * unit || pitch > 5 * unit) return from;
  let end = from;
  while (isCell(pieces[end]) && (end === from || isNext(gapAt(pieces, end - 1), pitch))) end += 1;
  return end;
}

function isCell(piece: Piece | undefined): boolean {
  return piece !== undefined && !piece.hasColon && /^[\p{Lu}\d/-]$/u.test(piece.text);
}

/** From the middle of a piece to that of the next. */
function gapAt(pieces: readonly Piece[], at: number): number {
  const [one, next] = [pieces[at], pieces[at + 1]];
  return one && next ? next.box.x + next.box.width / 2 - one.box.x - one.box.width / 2 : 0;
}

/** The next cell, or the one behind an empty one. */
function isNext(gap: number, pitch: number): boolean {
  return Math.abs(gap - pitch) < UNEVEN * pitch || Math.abs(gap - 2 * pitch) < UNEVEN * pitch;
}

/** `1 2 3 4 5`: numbers to choose from. */
function isCount(cells: readonly Piece[]): boolean {
  return cells.every(
    ({ text }, at) => at === 0 || text.charCodeAt(0) === (cells[at - 1]?.text.charCodeAt(0) ?? 0) + 1,
  );
}

function wordsOf(cells: readonly Piece[]): readonly Piece[] {
  const pitch = gapAt(cells, 0);
  const words: Piece[] = [];
  for (const [at, cell] of cells.entries()) {
    const last = words.at(-1);
    if (!last || gapAt(cells, at - 1) > (1 + UNEVEN) * pitch) {
      words.push({ ...cell, isBorderBefore: at === 0 });
      continue;
    }
    words[words.length - 1] = {
      ...last,
      text: last.text + cell.text,
      box: { ...last.box, width: cell.box.x + cell.box.width - last.box.x },
      confidence: Math.min(last.confidence, cell.confidence),
    };
  }
  return words.map((word, at) => withWidth(word, words[at + 1]));
}

/** Cells are wider than their letters: an empty one is a blank, and no gap. */
function withWidth(word: Piece, next: Piece | undefined): Piece {
  return next === undefined ? word : { ...word, box: { ...word.box, width: next.box.x - word.box.x - 1 } };
}
