import type { Address, Identifier, PersonName } from '#hub';
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

/** A member number means something only with its payer. */
export function memberIdentifier(
  payer: string | undefined,
  value: string | undefined,
): readonly Identifier[] {
  const scope = payer?.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return value === undefined || scope === undefined ? [] : [{ system: `payer:${scope}`, value, type: 'MB' }];
}

function withoutSuffix(family: string) {
  const [, name = family, suffix] = /^(.*\S)\s+(JR|SR|II|III|IV)\.?$/i.exec(family) ?? [];
  return { name, suffix };
}

function emptyToAbsent(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
