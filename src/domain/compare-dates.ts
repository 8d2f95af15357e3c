export type BirthDateLevel = 'same' | 'swapped' | 'digit' | 'partial' | 'near' | 'different' | 'missing';

export type BirthDateComparison = {
  readonly level: BirthDateLevel;
  readonly weight: number;
  readonly a?: string;
  readonly b?: string;
  /** Whole years between the two. */
  readonly years: number;
};

/** The best agreement between any birth date said of one and any said of the other. */
export function compareBirthDates(a: readonly string[], b: readonly string[]): BirthDateComparison {
  let best: BirthDateComparison | undefined;
  for (const one of a)
    for (const other of b) {
      const compared = compareTwo(one, other);
      if (best === undefined || compared.weight > best.weight) best = compared;
    }
  return best ?? { level: 'missing', weight: 0, years: 0, ...withDates(a[0], b[0]) };
}

/** One in 22,000 pairs of patients shares a birth date, taken over the ages of a practice. */
const SAME = Math.log2(0.94 * 22_000);
/** Where nobody knew the day, 1 January is written. */
const NEW_YEAR = Math.log2(0.94 * 22_000) - 3;

function compareTwo(a: string, b: string): BirthDateComparison {
  const said = { a, b, years: Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4))) };
  if (a.length === 10 && a === b)
    return { level: 'same', weight: a.endsWith('-01-01') ? NEW_YEAR : SAME, ...said };
  if (a.length < 10 || b.length < 10) return { ...comparePartial(a, b), ...said };
  if (exchanged(a) === b) return { level: 'swapped', weight: 8, ...said };
  if (isOneSlip(a, b)) return { level: 'digit', weight: 4, ...said };
  if (a.slice(0, 7) === b.slice(0, 7)) return { level: 'near', weight: 1, ...said };
  if (a.slice(4) === b.slice(4)) return { level: 'near', weight: 0.5, ...said };
  return { level: 'different', weight: -6, ...said };
}

/** As far as the less precise one goes. */
function comparePartial(a: string, b: string): Pick<BirthDateComparison, 'level' | 'weight'> {
  const length = Math.min(a.length, b.length);
  if (a.slice(0, length) !== b.slice(0, length)) return { level: 'different', weight: -6 };
  return { level: 'partial', weight: length >= 7 ? 9 : 5.5 };
}

/** Day and month in each other's place; undefined when that is no date or the same one. */
export function exchanged(date: string): string | undefined {
  const [year, month, day] = date.split('-');
  return month === day || Number(day) > 12 ? undefined : `${year}-${day}-${month}`;
}

/** One digit other, two neighbours exchanged, or the wrong century. */
function isOneSlip(a: string, b: string): boolean {
  const [one, other] = [a.replaceAll('-', ''), b.replaceAll('-', '')];
  const wrong = one.split('').flatMap((digit, at) => (digit === other[at] ? [] : [at]));
  const [first = 0, second = 0] = wrong;
  if (wrong.length === 1) return true;
  if (wrong.length !== 2 || second !== first + 1) return false;
  const isExchanged = one[first] === other[second] && one[second] === other[first];
  return isExchanged || (first === 0 && /^(?:19|20)/.test(one) && /^(?:19|20)/.test(other));
}

/** Why, as the front desk would say it. Empty: nothing to compare. */
export function birthDateReason({ level, a = '', b = '' }: BirthDateComparison): string {
  switch (level) {
    case 'same':
      return 'same birth date';
    case 'swapped':
      return 'day and month of the birth date swapped';
    case 'digit':
      return `one slip in the birth date (${spokenDate(a)} and ${spokenDate(b)})`;
    case 'partial':
      return `same birth date as far as it is known (${a.length < b.length ? a : b})`;
    case 'near':
      return a.slice(0, 7) === b.slice(0, 7)
        ? 'born in the same month, other day'
        : 'born on the same day of another year';
    case 'different':
      return 'other birth date';
    case 'missing':
      return '';
  }
}

/** `MM/DD/YYYY`, as it is read at an American desk. */
function spokenDate(date: string): string {
  return `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)}`;
}

function withDates(a: string | undefined, b: string | undefined) {
  return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}
