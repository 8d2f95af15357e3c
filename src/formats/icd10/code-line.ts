/** One code of ICD-10-CM. */
export type DiagnosisCode = {
  /** With its point: `M54.50`. */
  readonly code: string;
  readonly title: string;
  /** A code that may stand on a claim; the others are headings. */
  readonly isBillable: boolean;
};

/**
 * One line of the files CMS publishes each October: `icd10cm_order_YYYY.txt` (number, code, 0 for a heading or 1, short and long title in
 * fixed columns) or `icd10cm_codes_YYYY.txt` (code and title). Undefined: an empty line. Throws a RangeError for any other.
 */
export function readCodeLine(line: string): DiagnosisCode | undefined {
  if (line.trim() === '') return undefined;
  const ordered = /^\d{5} ([A-Z][0-9A-Z]{2,6}) +([01]) (.{60}) (.+)$/.exec(line);
  if (ordered) {
    const [, code = '', flag, short = '', long = ''] = ordered;
    return { code: withPoint(code), title: titleOf(short, long), isBillable: flag === '1' };
  }
  const plain = /^([A-Z][0-9A-Z]{2,6}) +(\S.*)$/.exec(line);
  if (!plain) throw new RangeError('This is no line of an ICD-10-CM code file.');
  const [, code = '', title = ''] = plain;
  return { code: withPoint(code), title: title.trim(), isBillable: true };
}

function titleOf(short: string, long: string): string {
  return long.trim() === '' ? short.trim() : long.trim();
}

function withPoint(code: string): string {
  return code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code;
}
