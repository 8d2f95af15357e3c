import { stateCodes } from '../../partner-words.ts';
import type { Part } from './name-parts.ts';
import type { PersonParts } from './person.ts';

/** `Lakemont, NY` is a town in its state. */
export function isTown({ family, given, middle }: PersonParts, used: readonly Part[]): boolean {
  const last = used.at(-1)?.text ?? '';
  return (
    middle === '' &&
    family !== family.toUpperCase() &&
    last === given &&
    states.has(given) &&
    used.at(-2)?.endsInComma === true
  );
}

/** `Vale Crossing, GA 30047` */
export function isInAddress(text: string, end: number): boolean {
  return /^,? ?[A-Z]{2},? [\dOIlSBZ/]{4,6}(?![\p{L}\d])/u.test(text.slice(end));
}

export const states: ReadonlySet<string> = new Set(
  [...stateCodes.values()].map((code) => code.toUpperCase()),
);
