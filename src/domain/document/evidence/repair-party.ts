import { foldName } from '../../names.ts';
import { organisationWords } from '../../partner-names.ts';
import { personOf, personText } from '../canonical.ts';
import type { WeighedParty } from './decide-partner.ts';
import type { KnownPartner } from './evidence.ts';
import { isMisread, slipsBetween, wrongFigures } from '../knowledge/ocr-slips.ts';
import { partyFields, type PartyGroup } from './said-party.ts';
import { notRead, type RawReading } from '../signals.ts';
import { isUsual } from '../values/usual-names.ts';
import { nameOfPartner, type WeighedPartner } from './weigh-partners.ts';

/** What the directory says in place of a reading; `isSame`: it says what was read. */
type Known = { readonly value: string; readonly evidence: string; readonly isSame: boolean };

/**
 * Readings of one party as the directory knows them, where the party leads: what is the same is supported, what is one slip away is
 * mended with the reading kept among the others, what contradicts is doubted.
 */
export function repairParty(
  fields: readonly RawReading[],
  group: PartyGroup,
  { leading, isCertain }: WeighedParty,
): readonly RawReading[] {
  if (!leading) return fields;
  const names = partyFields(group);
  return fields.map((reading) => {
    const { field } = reading;
    if (field === names.npi)
      return mended(
        reading,
        leading.npi === 'near' ? npiOf(reading, leading) : sameNpi(reading, leading),
        isCertain,
      );
    if (field === names.person)
      return mended(reading, knownName(reading, leading.partner, isCertain), isCertain);
    if (field === names.fax)
      return mended(reading, knownLine(reading, faxesOf(leading), 'fax number'), isCertain);
    if (field === names.phone)
      return mended(reading, knownLine(reading, phonesOf(leading), 'phone number'), isCertain);
    return field === names.practice ? mended(reading, knownPractice(reading, leading), isCertain) : reading;
  });
}

/** Where nobody's name was read, that of the doctor whose NPI was: to be looked at, for the page may mean somebody else of the office. */
export function withNameByNpi(fields: readonly RawReading[], { byNpi }: WeighedParty): readonly RawReading[] {
  if (!byNpi) return fields;
  const { partner } = byNpi;
  const { credential } = partner;
  const value = personText({
    ...nameOfPartner(partner),
    ...(credential === undefined ? {} : { credential }),
  });
  const words = `not found on these pages; the directory: ${byNpi.evidence.join(', ')}`;
  const doubt = 'The name was not read; the NPI is that of this doctor.';
  return [...fields, { ...notRead('referrer_name', value, words, LEADING), doubt }];
}

/** Support of what agrees with a partner who leads, and with one who is certain. */
const LEADING = 0.7;
/** A mended reading is never as well supported as one that was read right. */
const MENDED = 0.5;

export function mended(reading: RawReading, known: Known | undefined, isCertain: boolean): RawReading {
  if (!known) return reading;
  const { signals, evidence, others, doubt: _, ...rest } = reading;
  if (known.isSame) {
    const support = Math.max(signals.support, isCertain ? 1 : LEADING);
    const agreed = {
      ...reading,
      value: known.value,
      signals: { ...signals, support },
      evidence: [...evidence, known.evidence],
    };
    // What the reader was in doubt of, the directory settles where the partner is certain.
    return isCertain ? withoutDoubt(agreed) : agreed;
  }
  const length = Math.max(1, foldName(reading.value).length);
  const repaired = signals.repaired + slipsBetween(reading.value, known.value) / length;
  const { isValid: __, ...kept } = signals;
  return {
    ...rest,
    value: known.value,
    evidence: [...evidence, known.evidence],
    others: [{ value: reading.value, evidence: ['as it was read'] }, ...others],
    signals: {
      ...kept,
      isValid: true,
      repaired: Math.min(1, repaired),
      support: Math.max(signals.support, isCertain ? LEADING : MENDED),
    },
  };
}

function withoutDoubt(doubted: RawReading): RawReading {
  const { doubt: _, ...reading } = doubted;
  return reading;
}

function npisOf({ identifiers }: KnownPartner): readonly string[] {
  return identifiers.filter(({ system }) => system === 'npi').map(({ value }) => value);
}

function sameNpi(reading: RawReading, { partner, npi }: WeighedPartner): Known | undefined {
  const value = npisOf(partner).find((held) => held === reading.value) ?? npisOf(partner)[0];
  if (npi !== 'same' || value === undefined) return undefined;
  return { value, evidence: 'the NPI of this doctor in the directory', isSame: true };
}

function npiOf(reading: RawReading, { partner }: WeighedPartner): Known | undefined {
  const nearest = npisOf(partner).toSorted(
    (a, b) => slipsBetween(reading.value, a) - slipsBetween(reading.value, b),
  )[0];
  if (nearest === undefined) return undefined;
  return { value: nearest, evidence: 'one slip from the NPI of this doctor in the directory', isSame: false };
}

function faxesOf({ partner, practice }: WeighedPartner): readonly string[] {
  const places = practice ? [practice] : partner.practices;
  return [...partner.faxes, ...places.flatMap(({ faxes }) => faxes)];
}

function phonesOf({ partner, practice }: WeighedPartner): readonly string[] {
  const places = practice ? [practice] : partner.practices;
  return [...partner.phones, ...places.flatMap(({ phones }) => phones)];
}

function knownLine({ value }: RawReading, lines: readonly string[], words: string): Known | undefined {
  if (lines.includes(value)) return { value, evidence: `their ${words} in the directory`, isSame: true };
  const near = [...new Set(lines)].filter((line) => isMisreadLine(value, line));
  const [only, other] = near;
  if (only === undefined || other !== undefined) return undefined;
  return { value: only, evidence: `misread from their ${words} in the directory`, isSame: false };
}

/** Two figures at most, and those as faxes confuse them. */
function isMisreadLine(read: string, line: string): boolean {
  return (wrongFigures(read, line) ?? Infinity) <= 2 && slipsBetween(read, line) <= 1;
}

/**
 * Each part is mended for itself. `isWhole`: it is certain who is meant, so what the page leaves out or the reader lost (a middle name) is
 * taken from the directory.
 */
export function knownName(reading: RawReading, partner: KnownPartner, isWhole: boolean): Known | undefined {
  const said = personOf(reading.value);
  const known = nameOfPartner(partner);
  if (known.family === undefined || known.given === undefined) return undefined;
  const family = partOf(said.family, known.family);
  const given = partOf(said.given, known.given);
  if (family === undefined || given === undefined) return undefined;
  const middle = middleOf(said.middle, known.middle, isWhole);
  const { middle: _, ...rest } = said;
  const value = personText({ ...rest, family, given, ...(middle === undefined ? {} : { middle }) });
  const isSaid = foldName(personText({ ...said, family, given })) === foldName(reading.value);
  return isSaid
    ? { value, evidence: 'the name of this doctor in the directory', isSame: true }
    : { value, evidence: 'spelt as in the directory', isSame: false };
}

function middleOf(said: string | undefined, known: string | undefined, isWhole: boolean): string | undefined {
  // What was read behind the given name and is nobody's: a degree or dirt, where it is certain who is meant.
  if (known === undefined)
    return isWhole && said !== undefined && foldName(said).length > 2 && !isUsual('given', foldName(said))
      ? undefined
      : said;
  if (said === undefined) return isWhole ? known : undefined;
  return isMisread(said, known) ? known : said;
}

/** As it is known when it was misread; as it was said when it is the same; undefined: another name. */
function partOf(said: string | undefined, known: string | undefined): string | undefined {
  if (said === undefined || known === undefined) return undefined;
  if (foldName(said) === foldName(known)) return said;
  if (foldName(said).length === 1 && foldName(known).startsWith(foldName(said))) return said;
  return isMisread(said, known) ? known : undefined;
}

/** Only letters are mended: a practice that writes itself `Assoc.` is left so. */
function knownPractice(reading: RawReading, leading: WeighedPartner): Known | undefined {
  const names = (leading.practice ? [leading.practice] : leading.partner.practices).flatMap(
    (one) => one.names,
  );
  const wordsOf = (name: string): string => organisationWords(name).join(' ');
  const read = wordsOf(reading.value);
  if (names.some((name) => wordsOf(name) === read))
    return { value: reading.value, evidence: 'their practice in the directory', isSame: true };
  const near = names.find((name) => {
    const isCounted = foldName(name).split(' ').length === foldName(reading.value).split(' ').length;
    return isCounted && isMisread(reading.value, name);
  });
  return near === undefined
    ? undefined
    : { value: near, evidence: 'spelt as their practice in the directory', isSame: false };
}
