const SIGNS = [
  /\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .]+\d{1,2}\b/i,
  /\b\d{1,2}[:;.]\d{2}(?:[:;.]\d{2})?\s*(?:[ap]\.?m\b|\b)/i,
  /\bp(?:age|g|\.)?[:. ]*\d{1,3}\b|\b\d{1,3}\s*(?:of|\/)\s*\d{1,3}\b/i,
  /\b(?:from|to|fax|tel|id|csid|tsi|remote)\b/i,
  /(?:\d[ ().+-]*){7,}/,
];

/** What a sending machine prints: at least three of date, time, page, from or to, and a number. */
export function looksLikeFaxHeader(text: string): boolean {
  return SIGNS.filter((sign) => sign.test(text)).length >= 3;
}
