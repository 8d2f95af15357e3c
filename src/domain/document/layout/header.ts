import { findPhones } from '../values/phone.ts';

/** What the sending machine printed along the upper edge. */
export type FaxHeader = {
  /** Ten digits. */
  readonly number?: string;
  readonly name?: string;
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  readonly page?: number;
  readonly of?: number;
};

/** Reads a header line: number, name and page, in whatever order the machine has them. */
export function readFaxHeader(line: string | undefined): FaxHeader {
  const text = (line ?? '').slice(0, 300);
  const [phone] = findPhones(
    text.replaceAll(/\d{1,2}[/-]\d{1,2}[/-]\d{2,4}/g, (date) => ' '.repeat(date.length)),
  );
  const page = /(?:\bp(?:age|g)?|\bfage)[.:#\s]{0,3}(?<page>\d{1,3})(?:\s?(?:\/|of)\s?(?<of>\d{1,3}))?/i.exec(
    text,
  )?.groups;
  const date = /(?<!\d)(?<month>\d{1,2})[/-](?<day>\d{1,2})[/-](?<year>\d{4})(?!\d)/.exec(text)?.groups;
  const name = nameIn(text);
  return {
    ...(phone === undefined ? {} : { number: phone.value }),
    ...(name === undefined ? {} : { name }),
    ...(date === undefined
      ? {}
      : { date: `${date['year'] ?? ''}-${two(date['month'])}-${two(date['day'])}` }),
    ...(page?.['page'] === undefined ? {} : { page: Number(page['page']) }),
    ...(page?.['of'] === undefined ? {} : { of: Number(page['of']) }),
  };
}

function two(figures: string | undefined): string {
  return (figures ?? '').padStart(2, '0');
}

/** The longest run of words that are not the machine's own. */
function nameIn(text: string): string | undefined {
  const runs = text
    .replaceAll(
      /\b(?:from|to|fax|page|fage|pg|am|pm|of|tel|p|id|time|date|received|sent|via|est|edt|cst|pst)\b[:.#]?/gi,
      '|',
    )
    .split(/[|\d:/>]{1,}|\s{3,}|->/)
    .map((run) => run.replaceAll(/^[\s.,()+-]+|[\s.,()+-]+$/g, ''))
    .filter((run) => /\p{L}{3}/u.test(run));
  return runs.toSorted((a, b) => b.length - a.length)[0];
}
