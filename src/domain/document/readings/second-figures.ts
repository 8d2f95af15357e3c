/**
 * Of two readings of a number of one length, sign by sign: a figure that the second reader read goes before one that was put in for a letter
 * of the first. `text`: the first as it stands on the page. Anything else stays.
 */
export function betterFigures(value: string, text: string, other: string): string {
  const [raw, first, second] = [text, value, other].map((one) =>
    one.toUpperCase().replaceAll(/[^A-Z\d]/g, ''),
  );
  if (raw === undefined || first?.length !== raw.length || second?.length !== raw.length) return value;
  if (first !== value.toUpperCase()) return value;
  return first
    .split('')
    .map((sign, at) => {
      const isPutIn = /\d/.test(sign) && /[A-Z]/.test(raw.charAt(at));
      return isPutIn && /\d/.test(second.charAt(at)) ? second.charAt(at) : sign;
    })
    .join('');
}
