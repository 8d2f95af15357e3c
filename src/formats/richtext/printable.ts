/**
 * Text as it may stand on paper: line ends become `\n`, and everything that prints nothing but can hide or reorder
 * words (control characters, zero-width and bidirectional marks, soft hyphens, lone surrogates) is dropped. Tabs and
 * form feeds stay: they mean something. Composed to NFC, because fonts carry `é` and seldom `e` + accent.
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '')
    .normalize('NFC');
}

/** The same for a single line: breaks and tabs become one space. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

/** Bidirectional overrides are dropped too: they can turn `1 mg` and `10 mg` around on the page. */
const INVISIBLE =
  /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
