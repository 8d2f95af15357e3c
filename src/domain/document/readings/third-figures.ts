/** What stands in front of figures alone: Aetna's W and the three letters of a Blue plan before nine of them, names of numbers. */
const heads = /^(?<head>W(?=[A-Z\d]{9}$)|(?!AUTH)[A-Z]{3}(?=[A-Z\d]{9}$)|MRN?|REF|PA)-?(?<tail>[A-Z\d]{5,})$/;

/** Whether a letter stands where the number has figures: `WY75158064`, `MRY32221`. */
export function hasLettersForFigures(value: string): boolean {
  return /[A-Z]/.test(heads.exec(value)?.groups?.['tail'] ?? '');
}

/**
 * Such a number with the figures that a reader read there which could say nothing else: one that may say letters takes a figure behind a
 * letter for another letter. Absent: what it read are not its figures.
 */
export function withFigures(value: string, said: string): string | undefined {
  const tail = heads.exec(value)?.groups?.['tail'] ?? '';
  const figures = said.replaceAll(/\D/g, '').slice(-tail.length);
  const isSame = tail.split('').every((sign, at) => !/\d/.test(sign) || sign === figures[at]);
  return isSame && figures.length === tail.length ? value.slice(0, -tail.length) + figures : undefined;
}
