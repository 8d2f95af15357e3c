import type { Identifier, PartyClaim } from './fact.ts';
import { foldName, nameKey, phoneKey } from './names.ts';
import { partyNameKey } from './partner-record.ts';

/**
 * Gives a party that is named without any number or line one of its own, which means something only inside its sender: whom one
 * system always calls by the same bare name is the same bare name, so that its messages do not enter somebody new each time.
 *
 * Nobody else is ever found by it. A claim with an NPI or a local number is not the bare name, however alike: two doctors of one
 * name stand in every large directory, and a guess here would send notes to the wrong one. A person decides whether they are one.
 */
export function withNameNumber(claim: PartyClaim, sender: string | undefined): PartyClaim {
  if (sender === undefined || claim.kind === 'self' || claim.kind === 'unknown') return claim;
  const isBare =
    claim.identifiers.length === 0 &&
    phoneKey(claim.phone) === undefined &&
    phoneKey(claim.fax) === undefined;
  const value = isBare ? spokenKey(claim) : '';
  return value === '' ? claim : { ...claim, identifiers: [{ system: `${sender}${nameSystem}`, value }] };
}

/**
 * The number of a claim that nothing settled, inside its sender. Whoever was entered for it, or whoever a person said it is, holds
 * it: the same words with the same numbers again mean the same partner.
 */
export function doubtNumber(claim: PartyClaim, sender: string | undefined): Identifier | undefined {
  const numbers = claim.identifiers.filter((id) => !isNameNumber(id)).map((id) => `${id.system}|${id.value}`);
  const lines = [phoneKey(claim.phone), phoneKey(claim.fax)].filter((line) => line !== undefined);
  const name = spokenKey(claim);
  const said = [...numbers, ...lines].toSorted();
  if (sender === undefined || said.length === 0 || name === '') return undefined;
  return { system: `${sender}${nameSystem}`, value: [...said, name].join(' ') };
}

const spoken = new WeakMap<PartyClaim, string>();

/** The name with the practice and town it is said with: the same name elsewhere is somebody else. Folded once for each claim. */
function spokenKey(claim: PartyClaim): string {
  const known = spoken.get(claim);
  if (known !== undefined) return known;
  const key = foldSpoken(claim);
  spoken.set(claim, key);
  return key;
}

function foldSpoken(claim: PartyClaim): string {
  const name = partyNameKey(claim);
  if (name === '') return '';
  const organisation = nameKey(claim.name) === '' ? undefined : claim.organisation;
  const rest = [organisation, claim.city, claim.state].map((text) => foldName(text ?? ''));
  return [name, ...rest.filter((text) => text !== '')].join(', ');
}

/** A name that stands in for a number: not something to show or to tell. */
export function isNameNumber(id: Identifier): boolean {
  return id.system.endsWith(nameSystem);
}

const nameSystem = ':name';
