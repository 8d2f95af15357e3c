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
