/** An invented number that passes the check digit of NPIs (ISO 7812 over the prefix 80840 and the first nine digits). */
export function npi(number: number): string {
  const stem = String(120_000_000 + number * 37);
  const digits = `80840${stem}`.split('').toReversed().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${stem}${(10 - (sum % 10)) % 10}`;
}
