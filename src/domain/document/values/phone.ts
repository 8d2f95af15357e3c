import { changesBetween, doubtOf, changeDoubt, mendFigures, type Found } from './found.ts';

/** Ten figures as Americans write them, with what scans put between. The country's 1 and an extension are left off. */
const pattern =
  /(?<![\d-])(?:\+?1[\s.-]{1,2}|\+1)?[([{]?\s?(?<area>\d ?\d ?\d)\s?[)\]}]?(?:[\s./:–-]{0,3}|,)(?<exchange>\d ?\d ?\d)(?:[\s./:–—-]{0,3}|, ?)(?<line>\d ?\d ?\d ?\d)(?!\d)/g;
/** The closing bracket read as a figure: `(4773498-7117`. */
const closed = /[([](?<area>\d{3})[13790](?<exchange>\d{3})[\s.-]{1,2}(?<line>\d{4})(?!\d)/g;
const eleven = /(?<!\d)1(?<area>\d{3})(?<exchange>\d{3})(?<line>\d{4})(?!\d)/g;

/** Phone and fax numbers of North America: canonical are ten figures. */
export function findPhones(text: string): readonly Found[] {
  const mended = mendFigures(text);
  const found: Found[] = [];
  for (const match of [...mended.matchAll(pattern), ...mended.matchAll(eleven), ...mended.matchAll(closed)]) {
    const { area = '', exchange = '', line = '' } = match.groups ?? {};
    const value = `${area}${exchange}${line}`.replaceAll(/\D/g, '');
    const from = match.index;
    const to = from + match[0].length;
    if (found.some((other) => from < other.to && other.from < to)) continue;
    const before = text.slice(from, to);
    const isValid = isNanp(value);
    found.push({
      value,
      from,
      to,
      fit: (isValid ? 1 : 0.6) * (/\D/.test(match[0].trim()) ? 1 : 0.9),
      repaired: changesBetween(before, match[0]) / 10,
      isValid,
      ...doubtOf(changeDoubt(before, match[0]), isValid ? undefined : 'no American number begins so'),
    });
  }
  return found.toSorted((a, b) => a.from - b.from);
}

/** Area code and exchange of the North American plan: neither begins with 0 or 1, and 911-like codes are none. */
export function isNanp(digits: string): boolean {
  return /^[2-9](?!11)\d{2}[2-9](?!11)\d{6}$/.test(digits);
}

/** `(212) 555-0143`; other texts as they are. */
export function showPhone(value: string): string {
  return /^\d{10}$/.test(value) ? `(${value.slice(0, 3)}) ${value.slice(3, 6)}-${value.slice(6)}` : value;
}
