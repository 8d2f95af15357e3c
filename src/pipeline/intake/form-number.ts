import { randomBytes } from 'node:crypto';

/** Without letters that are mistaken for figures (Crockford's base 32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The number of one form, given out with the empty form: handed in twice it is one form, and people can say it on the phone. */
export function newFormNumber(): string {
  const text = [...randomBytes(10)].map((byte) => letters[byte % 32]).join('');
  return `F-${text.slice(0, 5)}-${text.slice(5)}`;
}

export function isFormNumber(text: string | undefined): text is string {
  return text !== undefined && /^F-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/.test(text);
}
