import type { Mark, ReadPage, Word } from '../../src/domain/document/page.ts';
import type { Transport } from '../../src/domain/document/understanding.ts';

/** Pixels of a letter and of a row, at 200 dpi about ten points. */
const LETTER = 16;
const ROW = 50;
const HEIGHT = 26;

/** A row of a page: texts with the column of letters they begin at; `[x]` and `[ ]` become marks. */
export type PrintedRow = string | readonly (readonly [column: number, text: string])[];

/** A page printed in one fixed-width font, one row under the other; an empty text is an empty row. */
export function printPage(rows: readonly PrintedRow[], changes: Partial<ReadPage> = {}): ReadPage {
  const words: Word[] = [];
  const marks: Mark[] = [];
  for (const [line, row] of rows.entries())
    for (const [column, text] of typeof row === 'string' ? ([[0, row]] as const) : row)
      for (const match of text.matchAll(/\[[x ]\]|\S+/g)) {
        const box = {
          x: 100 + (column + match.index) * LETTER,
          y: 150 + line * ROW,
          width: match[0].length * LETTER - 3,
          height: HEIGHT,
        };
        if (/^\[[x ]\]$/.test(match[0])) marks.push({ box, isMarked: match[0] === '[x]', confidence: 0.9 });
        else words.push({ text: match[0], box, confidence: 0.95, line });
      }
  return {
    number: 1,
    width: 1700,
    height: 2200,
    dpi: 200,
    words,
    marks,
    sourceDpiY: 196,
    origin: 'ocr',
    problems: [],
    ...changes,
  };
}

export const someFax: Transport = { kind: 'fax', receivedAt: '2026-06-15T15:00:00.000Z' };

/** The practice whose faxes these are. */
export const ownPractice = {
  ownNames: ['Larkspur Specialty Associates'],
  ownNumbers: ['2125550190', '2125550191'],
  ownNpis: ['1234567893'],
  today: '2026-06-15',
};
