/**
 * Whether a text is a well-formed NPI: ten digits, the first 1 or 2, and a check digit by the Luhn formula over `80840` and the
 * ten digits (CMS, 45 CFR 162.406). Luhn does not see adjacent 0 and 9 swapped, so this never proves who it is.
 */
export function isNpi(text: string): boolean {
  if (!/^[12]\d{9}$/.test(text)) return false;
  let sum = 24; // what the card prefix 80840 adds
  for (let index = 0; index < 10; index += 1) {
    const digit = Number(text.charAt(index));
    const weighted = index % 2 === 0 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** NPIs that stand in a text, with blanks or dashes inside or as the 15 digits of a card (`80840…`), each once. */
export function npisIn(text: string): readonly string[] {
  const runs = text.match(/(?<![\dA-Za-z])\d(?:[ -]?\d){9,14}(?![\dA-Za-z])/g) ?? [];
  const numbers = runs
    .map((run) => run.replaceAll(/\D/g, ''))
    .map((run) => /^80840(\d{10})$/.exec(run)?.[1] ?? run);
  return [...new Set(numbers.filter(isNpi))];
}

/** The NPI without what people and scanners put in it: `NPI: 1234567893`, letters for figures; undefined: not ten figures. */
export function npiFigures(text: string): string | undefined {
  const figures = text
    .replace(/^\W*npi\W*/i, '')
    .replaceAll(/[oOQD]/g, '0')
    .replaceAll(/[iIlL|]/g, '1')
    .replaceAll(/[sS]/g, '5')
    .replaceAll('B', '8')
    .replaceAll(/[zZ]/g, '2')
    .replaceAll(/[\s.-]/g, '');
  return /^\d{10}$/.test(figures) ? figures : undefined;
}

/**
 * Other well-formed NPIs this one may have been: neighbours swapped, one figure misread, and the doubled figures the check digit
 * does not tell apart. A valid one has few (0 and 9 swapped, 22 for 55, 33 for 66, 44 for 77), a broken one a handful.
 */
export function npiTwins(text: string): readonly string[] {
  const figures = npiFigures(text);
  if (figures === undefined) return [];
  const found = new Set<string>(isNpi(figures) ? [figures] : []);
  // One wrong figure never passes the check, nor do swapped neighbours other than 0 and 9.
  const isValid = isNpi(figures);
  for (let index = 0; index < figures.length; index += 1) {
    const [digit, next] = [figures.charAt(index), figures.charAt(index + 1)];
    const put = (insert: string): unknown =>
      found.add(figures.slice(0, index) + insert + figures.slice(index + insert.length));
    if (next === digit) for (const other of doubled[digit] ?? []) put(other + other);
    if (next !== '' && (!isValid || digit + next === '09' || digit + next === '90')) put(next + digit);
    if (!isValid) for (const other of '0123456789') put(other);
  }
  found.delete(text);
  return [...found].filter(isNpi);
}

const doubled: Readonly<Record<string, readonly string[]>> = {
  '2': ['5'],
  '5': ['2'],
  '3': ['6'],
  '6': ['3'],
  '4': ['7'],
  '7': ['4'],
};
