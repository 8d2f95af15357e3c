/** How near two spellings are, as a tired person or a scanned fax would confuse them. All texts are folded (`foldName`). */

/** Shapes that scanning confuses become one: 0/o, 1/l/i, 5/s, 8/b, 2/z, rn/m, vv/w, cl/d. */
export function foldShapes(text: string): string {
  return text
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('cl', 'd')
    .replaceAll('0', 'o')
    .replaceAll(/[1i|]/g, 'l')
    .replaceAll('5', 's')
    .replaceAll('8', 'b')
    .replaceAll('2', 'z');
}

/**
 * What is left of a word without vowels, doubled letters and `l` (which scans as `i`): most slips leave it as it was. The first
 * letter stays.
 */
export function skeleton(text: string): string {
  const shapes = foldShapes(text.replaceAll(' ', ''));
  const rest = shapes
    .slice(1)
    .replaceAll('ph', 'f')
    .replaceAll(/[aeouylhw]/g, '');
  return (shapes.slice(0, 1) + rest).replaceAll(/(.)\1+/g, '$1');
}

/** Insertions, deletions, changes and swaps of neighbours that make one text of the other; `most + 1` when there are more. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a.charAt(i - 1) === b.charAt(j - 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1))
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, most + 1);
}

/**
 * One slip apart at most, not in the first letter: words under five letters must have the same shapes, from eight letters two slips
 * are allowed. Words with figures are never alike unless equal.
 */
export function isAlike(a: string, b: string): boolean {
  if (a === b) return true;
  const [first, second] = [foldShapes(a), foldShapes(b)];
  if (first === second) return /[a-z]/.test(a) && /[a-z]/.test(b);
  if (/\d/.test(first) || /\d/.test(second)) return false;
  const shorter = Math.min(first.length, second.length);
  // The first letter is what people get right, and what tells Arnold from Barnold.
  if (shorter < 5 || first.charAt(0) !== second.charAt(0)) return false;
  const most = shorter >= 8 ? 2 : 1;
  return editDistance(first, second, most) <= most || editDistance(a, b, most) <= most;
}

/** Looser, for names that a number says are one: a slip in a word of three letters, two from seven. */
export function isRoughly(a: string, b: string): boolean {
  if (isAlike(a, b)) return true;
  const most = Math.min(a.length, b.length) >= 7 ? 2 : 1;
  return Math.min(a.length, b.length) >= 3 && editDistance(a, b, most) <= most;
}
