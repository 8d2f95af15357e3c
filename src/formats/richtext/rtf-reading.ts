import type { RtfFont } from './rtf-fonts.ts';
import type { Style, Writing } from './writing.ts';
import { PLAIN, startWriting } from './writing.ts';

/** Mutable on purpose; lives as long as one call of readRtf. */
export type RtfReading = {
  readonly writing: Writing;
  readonly outer: RtfGroup[];
  group: RtfGroup;
  readonly fonts: Map<number, RtfFont>;
  /** The entry of the font table under way. */
  font: { index: number; charset: number | undefined; name: string };
  codePage: number;
  /** Bytes of one code page waiting for their neighbours: a character can take two. */
  pending: { bytes: number[]; isRaw: boolean };
  /** Characters to ignore after `\u`: the replacement for readers without Unicode. */
  skip: number;
  /** `\*` or the opening brace was just seen: the next word may name a destination. */
  isGroupStart: boolean;
  isStarred: boolean;
  /** Between `\trowd` and `\row`. */
  isInRow: boolean;
  isHeaderRow: boolean;
  /** Marker of the list item under way (`\listtext`, `\pntext`). */
  marker: string;
};

export type RtfGroup = {
  readonly destination: 'body' | 'skipped' | 'fonts' | 'marker';
  readonly style: Style;
  readonly isHidden: boolean;
  readonly font: number;
  /** How many characters stand in for one `\u` (`\uc`). */
  readonly unicodeSkip: number;
  readonly isInTable: boolean;
  /** The paragraph asks for space around it, so it is not a line of its neighbour. */
  readonly isSpaced: boolean;
};

export function startReading(): RtfReading {
  const group: RtfGroup = {
    destination: 'body',
    style: PLAIN,
    isHidden: false,
    font: -1,
    unicodeSkip: 1,
    isInTable: false,
    isSpaced: false,
  };
  return {
    writing: startWriting(),
    outer: [],
    group,
    fonts: new Map(),
    font: { index: -1, charset: undefined, name: '' },
    codePage: 1252,
    pending: { bytes: [], isRaw: false },
    skip: 0,
    isGroupStart: false,
    isStarred: false,
    isInRow: false,
    isHeaderRow: false,
    marker: '',
  };
}
