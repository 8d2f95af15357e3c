import { z } from 'zod';

/**
 * A fax number as gateways dial it: E.164, `+` and 8 to 15 digits. What is written as people write it, with brackets, dots and hyphens,
 * is understood when it has the ten digits of North America, with or without the 1 before them.
 */
export function toE164(text: string): string | undefined {
  const bare = text.trim().replaceAll(/[\s().-]/g, '');
  if (/^\+[1-9]\d{7,14}$/.test(bare))
    return isNorthAmerican(bare) || !bare.startsWith('+1') ? bare : undefined;
  const ten = /^1?([2-9]\d{9})$/.exec(bare)?.[1];
  return ten !== undefined && isNorthAmerican(`+1${ten}`) ? `+1${ten}` : undefined;
}

/** Neither area code nor exchange begins with 0 or 1 (NANP). Invented numbers (555-01xx) are numbers. */
function isNorthAmerican(number: string): boolean {
  return /^\+1[2-9]\d{2}[2-9]\d{6}$/.test(number);
}

export const faxNumber = z.string().transform((text, context) => {
  const number = toE164(text);
  if (number !== undefined) return number;
  context.addIssue({
    code: 'custom',
    message:
      'write the fax number with its area code, such as +1 312 555 0142; elsewhere with + and the country code',
  });
  return z.NEVER;
});

/** A partner's fax machine. There is nothing to set beside its number. */
export const faxEndpoint = z.strictObject({ address: faxNumber, settings: z.strictObject({}) });

/** Only numbers of North America, for gateways that dial nowhere else. */
export const northAmericanEndpoint = faxEndpoint.refine(({ address }) => address.startsWith('+1'), {
  path: ['address'],
  message: 'this gateway dials only North America: a number with ten digits',
});

/** Ten digits of a North American number. */
export function tenDigits(number: string): string {
  return number.replace(/^\+1/, '');
}
