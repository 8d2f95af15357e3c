import type { PartyClaim, PersonName } from './fact.ts';
import { nameKey } from './names.ts';
import { fullNamesOf } from './nicknames.ts';
import { organisationWords, personWords, placeWords, type Place } from './partner-names.ts';
import { commonWords } from './partner-words.ts';
import { skeleton } from './spelling.ts';

/** What of a partner its keys are made of. */
export type PartnerNames = {
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly family?: string;
  readonly given?: string;
  readonly organisation?: string;
  /** Other names it goes by. */
  readonly otherNames?: readonly string[];
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  /** Places beside the first one. */
  readonly otherPlaces?: readonly Place[];
};

/**
 * What a partner is found by when no number is known: few, selective texts that survive misspelling. The same function makes the
 * keys of a directory entry (stored in `partner.match_keys`) and those of a claim (`claimKeys`); they meet when one key is equal.
 *
 * `n:` whole name · `c:` family name by its skeleton with the town · `g:` given name by its skeleton with the town · `z:` both
 * skeletons with the state · `o:` words of an organisation · `t:` one telling word of it with the town.
 */
export function partnerKeys(partner: PartnerNames): readonly string[] {
  const places = [partner, ...(partner.otherPlaces ?? [])];
  const keys =
    partner.kind === 'person'
      ? personKeys(partner, places)
      : [partner.name, ...(partner.otherNames ?? [])].flatMap((name) => officeKeys(name, places));
  return [...new Set(keys)];
}

/** The keys of whoever a claim may mean: the person, and the organisation it names. */
export function claimKeys(claim: PartyClaim, otherPlaces: readonly Place[] = []): readonly string[] {
  const places = [claim, ...otherPlaces];
  const person =
    claim.name === undefined ? [] : spellings(claim.name).flatMap((name) => personKeys(name, places));
  const office = claim.organisation === undefined ? [] : officeKeys(claim.organisation, places);
  return [...new Set([...person, ...office])];
}

/** The name as said, with its parts in each other’s place, and with the full names a short one may stand for. */
function spellings(
  name: PersonName,
): readonly { readonly name: string; readonly family: string; readonly given: string }[] {
  const { family, given } = personWords(name);
  const full = fullNamesOf(given).filter((one) => one !== given);
  return [
    { family, given },
    ...(given.length > 1 ? [{ family: given, given: family }] : []),
    ...full.map((one) => ({ family, given: one })),
  ].map((one) => ({ name: '', ...one }));
}

function personKeys(
  person: { readonly name: string; readonly family?: string; readonly given?: string },
  places: readonly Place[],
): readonly string[] {
  const isApart = (person.family ?? '') !== '' || (person.given ?? '') !== '';
  const { family, given } = personWords(isApart ? person : { family: person.name });
  if (family === '') return [];
  const keys = [`n:${nameKey({ family, given })}`];
  const [tail, first] = [skeleton(family), skeleton(given)];
  for (const { city, state } of places.map(placeWords)) {
    if (city !== '') keys.push(`c:${tail} ${given.charAt(0)}@${city}`);
    if (city !== '' && given.length > 1) keys.push(`g:${first} ${family.charAt(0)}@${city}`);
    if (state !== '' && given.length > 1) keys.push(`z:${tail} ${first}@${state}`);
  }
  return keys;
}

/** Telling words that get a key of their own; a name of common words alone has its two longest. */
const TELLING = 2;

function officeKeys(name: string, places: readonly Place[]): readonly string[] {
  const words = organisationWords(name);
  if (words.length === 0) return [];
  const telling = words.filter((word) => !commonWords.has(word));
  const chosen = (telling.length > 0 ? telling : words)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, TELLING);
  const keys = [`o:${words.join(' ')}`];
  for (const { city } of places.map(placeWords))
    if (city !== '') for (const word of chosen) keys.push(`t:${skeleton(word)}@${city}`);
  return keys;
}
