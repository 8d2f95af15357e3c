import { foldName } from '../../names.ts';
import { foldShapes } from '../../spelling.ts';

/** Shapes that faxes confuse, beyond those of `foldShapes`; each text is one class. */
const shapes = [
  '0oqdcg9',
  '1ilt7j',
  '5s',
  '8b36',
  '2z7',
  'ec',
  'nhru',
  'uv',
  'a4',
  'gq9',
  'ft',
  'kx',
  'wvy',
  'mn',
];
/** What a confusion of like shapes costs, against 1 for any other letter. */
const LIKE = 0.4;

/** A bit for each class a sign is of, by its code. */
const classesOf = new Uint32Array(128);
for (const [at, letters] of shapes.entries())
  for (const letter of letters) {
    const code = letter.charCodeAt(0);
    classesOf[code] = (classesOf[code] ?? 0) | (1 << at);
  }

/**
 * How far apart two texts are as a reader of faxes would confuse them: letters more, less or other, where like shapes cost less than
 * half. Case, accents and punctuation do not count. 0: the same.
 */
export function slipsBetween(a: string, b: string): number {
  const [first, second] = [foldName(a), foldName(b)];
  if (first === second) return 0;
  const straight = weightedDistance(first, second);
  const folded = weightedDistance(foldShapes(first), foldShapes(second));
  return Math.min(straight, folded + LIKE);
}

function weightedDistance(a: string, b: string): number {
  const row = Float64Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const one = a.charCodeAt(i - 1);
    const classes = classesOf[one] ?? 0;
    let diagonal = row[0] ?? 0;
    row[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const other = b.charCodeAt(j - 1);
      const cost = one === other ? 0 : (classes & (classesOf[other] ?? 0)) === 0 ? 1 : LIKE;
      const above = row[j] ?? 0;
      row[j] = Math.min(above + 1, (row[j - 1] ?? 0) + 1, diagonal + cost);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}

/** Whether one text may be the other, misread: one letter of five at most, and not the same. */
export function isMisread(a: string, b: string): boolean {
  const slips = slipsBetween(a, b);
  return slips > 0 && slips <= Math.max(LIKE, Math.min(foldName(a).length, foldName(b).length) / 5);
}

/** Numbers as faxes confuse them: of each figure the likeliest others. */
const figures: Readonly<Record<string, string>> = {
  '0': '869',
  '1': '74',
  '2': '7',
  '3': '859',
  '4': '19',
  '5': '638',
  '6': '058',
  '7': '12',
  '8': '0365',
  '9': '043',
};

/** Every number one likely misread figure away. Of ten figures about thirty. */
export function misreadNumbers(number: string): readonly string[] {
  return number
    .split('')
    .flatMap((digit, at) =>
      (figures[digit] ?? '').split('').map((other) => number.slice(0, at) + other + number.slice(at + 1)),
    );
}

/** Figures that differ between two numbers; undefined: they are not of one length. */
export function wrongFigures(a: string, b: string): number | undefined {
  if (a.length !== b.length) return undefined;
  return a.split('').filter((digit, at) => digit !== b.charAt(at)).length;
}
