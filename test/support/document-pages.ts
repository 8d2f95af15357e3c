import type { FieldName } from '../../src/domain/document/fields.ts';
import { builtInDiagnoses } from '../../src/domain/document/knowledge/diagnoses.ts';
import type { Mark, ReadPage, Word } from '../../src/domain/document/page.ts';
import { understandPages } from '../../src/domain/document/understand.ts';
import type { RawDocument, Transport } from '../../src/domain/document/understanding.ts';

/** Pixels of a letter and of a row, at 200 dpi about ten points. */
const LETTER = 16;
const ROW = 50;
const HEIGHT = 26;

/** A row of a page: texts with the column of letters they begin at; `[x]` and `[ ]` become marks. */
export type PrintedRow = string | readonly (readonly [column: number, text: string])[];

type Piece = Pick<Word, 'text' | 'box' | 'line'>;

function piecesOf(row: PrintedRow, line: number): readonly Piece[] {
  const texts = typeof row === 'string' ? ([[0, row]] as const) : row;
  return texts.flatMap(([column, text]) =>
    [...text.matchAll(/\[[x ]\]|\S+/g)].map((match) => ({
      text: match[0],
      line,
      box: {
        x: 100 + (column + match.index) * LETTER,
        y: 150 + line * ROW,
        width: match[0].length * LETTER - 3,
        height: HEIGHT,
      },
    })),
  );
}

/** A page printed in one fixed-width font, one row under the other; an empty text is an empty row. */
export function printPage(rows: readonly PrintedRow[], changes: Partial<ReadPage> = {}): ReadPage {
  const pieces = rows.flatMap((row, line) => piecesOf(row, line));
  const isBox = ({ text }: Piece): boolean => /^\[[x ]\]$/.test(text);
  const marks = pieces
    .filter(isBox)
    .map(({ text, box }): Mark => ({ box, isMarked: text === '[x]', confidence: 0.9 }));
  const words = pieces
    .filter((piece) => !isBox(piece))
    .map(({ text, box, line }): Word => ({ text, box, line, confidence: 0.95 }));
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

/** The documents of a fax of one page, as they are understood before anything else is asked. */
export function understood(page: ReadPage): readonly RawDocument[] {
  return understandPages([page], { own: ownPractice, transport: someFax, diagnoses: builtInDiagnoses });
}

/** What is found for a field on a page; absent: nothing. */
export function valueIn(page: ReadPage, field: FieldName): string | undefined {
  return understood(page)
    .flatMap(({ fields }) => fields)
    .find((one) => one.field === field)?.value;
}

/** As `valueIn`, on a page printed with these rows. */
export function valueOf(rows: readonly PrintedRow[], field: FieldName): string | undefined {
  return valueIn(printPage(rows), field);
}

/** The codes found on a page printed with these rows, each with what makes it doubtful. */
export function codesOf(
  rows: readonly PrintedRow[],
): readonly (readonly [code: string, doubt: string | undefined])[] {
  return understood(printPage(rows))
    .flatMap(({ fields }) => fields)
    .filter(({ field }) => field === 'diagnosis')
    .map(({ value, doubt }) => [value, doubt]);
}
