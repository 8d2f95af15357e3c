import { createHash, randomBytes } from 'node:crypto';

/** Without letters that are mistaken for figures (Crockford's base 32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The number of one form, given out with the empty form: handed in twice it is one form, and people can say it on the phone. */
export function newFormNumber(): string {
  return toNumber(randomBytes(10));
}

/** The number of what a form said when it was handed in once more with other words: of the same words always the same. */
export function changedFormNumber(number: string, words: string): string {
  return toNumber(createHash('sha256').update(`${number}\n${words}`).digest().subarray(0, 10));
}

function toNumber(bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => letters[byte % 32]).join('');
  return `F-${text.slice(0, 5)}-${text.slice(5)}`;
}

export function isFormNumber(text: string | undefined): text is string {
  return text !== undefined && /^F-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/.test(text);
}
