import type { RtfGroup, RtfReading } from './rtf-reading.ts';
import type { Style } from './writing.ts';
import {
  closeTable,
  endBlock,
  endCell,
  endOfText,
  endRow,
  openTable,
  PLAIN,
  writeBlock,
  writeText,
} from './writing.ts';

/** Carries out one control word of the body. Words without an entry change nothing on the page. */
export function applyRtfWord(
  reading: RtfReading,
  name: string,
  parameter: number | undefined,
  write: WriteCharacters,
): void {
  const text = CHARACTERS.get(name);
  if (text !== undefined) return write(reading, text);
  const style = STYLES[name];
  if (style) return setGroup(reading, { style: { ...reading.group.style, ...style(parameter !== 0) } });
  const group = GROUP_WORDS[name];
  if (group) return setGroup(reading, group(reading.group, parameter));
  if (CODE_PAGES.has(name)) reading.codePage = CODE_PAGES.get(name) ?? (parameter || 1252);
  if (reading.group.destination !== 'body') return;
  BODY_WORDS[name]?.(reading, parameter);
}

export type WriteCharacters = (reading: RtfReading, text: string) => void;

/** Destinations whose text does not belong to the note. */
export const SKIPPED_DESTINATIONS: ReadonlySet<string> = new Set(
  (
    'colortbl stylesheet info pict nonshppict object header headerl headerr headerf footer footerl footerr footerf ' +
    'themedata colorschememapping latentstyles datastore listtable listoverridetable rsidtbl generator xmlnstbl filetbl ' +
    'revtbl fldinst bkmkstart bkmkend xe tc tcn private mmathPr wgrffmtfilter pgptbl docvar comment'
  ).split(' '),
);

function setGroup(reading: RtfReading, change: Partial<RtfGroup>): void {
  reading.group = { ...reading.group, ...change };
}

/**
 * Most notes end every line with `\par` and part paragraphs by an empty line; word processors ask for space around
 * paragraphs instead (`\sa`, `\sb`). Both come out as the paragraphs the author saw.
 */
function endParagraph(reading: RtfReading): void {
  const { writing, group } = reading;
  if (writing.table && !reading.isInRow && !group.isInTable) closeTable(writing);
  if (writing.table) return writeText(writing, '\n', PLAIN);
  if (group.isSpaced || writing.shape.kind !== 'paragraph' || endOfText(writing).endsWith('\n'))
    return endBlock(writing);
  writeText(writing, '\n', PLAIN);
}

const BODY_WORDS: Readonly<Record<string, (reading: RtfReading, parameter: number | undefined) => void>> = {
  par: endParagraph,
  sect: endParagraph,
  line: ({ writing }) => writeText(writing, '\n', PLAIN),
  page: ({ writing }) => writeBlock(writing, { kind: 'page_break' }),
  trowd: (reading) => {
    if (!reading.writing.table) openTable(reading.writing);
    reading.isInRow = true;
    reading.isHeaderRow = false;
  },
  trhdr: (reading) => {
    reading.isHeaderRow = true;
  },
  cell: ({ writing }) => {
    writing.table ??= { rows: [], cells: [] };
    endCell(writing);
  },
  row: (reading) => {
    endRow(reading.writing, reading.isHeaderRow);
    reading.isInRow = false;
  },
  nestcell: ({ writing }) => writeText(writing, ' | ', PLAIN),
  nestrow: ({ writing }) => writeText(writing, '\n', PLAIN),
  ilvl: ({ writing }, parameter) => {
    const { shape } = writing;
    if (shape.kind !== 'list_item') return;
    writing.shape = { ...shape, level: Math.min(Math.max(parameter ?? 0, 0), MAX_LEVEL) + 1 };
  },
};

const GROUP_WORDS: Readonly<
  Record<string, (group: RtfGroup, parameter: number | undefined) => Partial<RtfGroup>>
> = {
  plain: () => ({ style: PLAIN, isHidden: false }),
  pard: () => ({ isInTable: false, isSpaced: false }),
  intbl: () => ({ isInTable: true }),
  sa: (group, parameter = 0) => ({ isSpaced: group.isSpaced || parameter > SPACED_TWIPS }),
  sb: (group, parameter = 0) => ({ isSpaced: group.isSpaced || parameter > SPACED_TWIPS }),
  v: (_group, parameter) => ({ isHidden: parameter !== 0 }),
  f: (_group, parameter) => ({ font: parameter ?? 0 }),
  uc: (_group, parameter) => ({ unicodeSkip: Math.min(Math.max(parameter ?? 1, 0), MAX_UNICODE_SKIP) }),
};

const STYLES: Readonly<Record<string, (isOn: boolean) => Partial<Style>>> = {
  b: (isOn) => ({ bold: isOn }),
  i: (isOn) => ({ italic: isOn }),
  ul: (isOn) => ({ underline: isOn }),
  uld: (isOn) => ({ underline: isOn }),
  uldb: (isOn) => ({ underline: isOn }),
  ulw: (isOn) => ({ underline: isOn }),
  ulnone: () => ({ underline: false }),
  strike: (isOn) => ({ strike: isOn }),
  striked: (isOn) => ({ strike: isOn }),
  deleted: (isOn) => ({ strike: isOn }),
  super: (isOn) => ({ script: isOn ? 'super' : undefined }),
  sub: (isOn) => ({ script: isOn ? 'sub' : undefined }),
  nosupersub: () => ({ script: undefined }),
};

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['bullet', '•'],
  ['endash', '–'],
  ['emdash', '—'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
  ['enspace', ' '],
  ['emspace', ' '],
  ['qmspace', ' '],
]);

/** `\ansicpg` names its own number. */
const CODE_PAGES: ReadonlyMap<string, number | undefined> = new Map([
  ['ansi', 1252],
  ['mac', 10_000],
  ['pc', 437],
  ['pca', 850],
  ['ansicpg', undefined],
]);

const MAX_LEVEL = 8;
const MAX_UNICODE_SKIP = 16;
/** 3 points: less is a fine adjustment of lines, not a paragraph. */
const SPACED_TWIPS = 60;
