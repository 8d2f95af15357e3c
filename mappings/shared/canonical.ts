import type { Address, PersonName } from '#hub';
import { present } from './present.ts';

/** `FAMILY, Given Middle` with a credential as `, MD` behind: how documents' fields hold people. */
export function nameFromCanonical(value: string): PersonName {
  const [family = '', givens = '', credential] = value.split(',').map((part) => part.trim());
  const [given, ...middle] = givens.split(/\s+/);
  const { name, suffix } = withoutSuffix(family);
  return present({
    family: emptyToAbsent(name),
    given: emptyToAbsent(given),
    middle: emptyToAbsent(middle.join(' ')),
    suffix,
    credential: emptyToAbsent(credential),
  });
}

/** `line1; line2; city; ST; ZIP`, parts left empty where unknown. */
export function addressFromCanonical(value: string): Address {
  const [line1, line2, city, state, zip] = value.split(';').map((part) => emptyToAbsent(part.trim()));
  return present({ line1, line2, city, state, zip });
}

function withoutSuffix(family: string) {
  const [, name = family, suffix] = /^(.*\S)\s+(JR|SR|II|III|IV)\.?$/i.exec(family) ?? [];
  return { name, suffix };
}

function emptyToAbsent(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
