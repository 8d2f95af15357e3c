import type { Identifier, PartyClaim } from './fact.ts';
import { foldName, nameKey, phoneKey } from './names.ts';
import { npiFigures, npisIn, npiTwins } from './npi.ts';
import {
  areRoughlyOne,
  compareOffices,
  comparePeople,
  personWords,
  placeWords,
  type Agreement,
  type OfficeAgreement,
  type PersonWords,
  type Place,
} from './partner-names.ts';

/** What the directory holds of one partner: as much as matching needs. */
export type PartnerRecord = {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  readonly nameKey: string;
  readonly organisationKey?: string;
  readonly phone?: string;
  readonly fax?: string;
  readonly kind?: 'person' | 'organisation';
  /** As shown; absent: `nameKey` is all there is. */
  readonly name?: string;
  readonly family?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly suffix?: string;
  readonly otherNames?: readonly string[];
  /** Of its other places, practice roles and endpoints: those that were asked for. Ten digits. */
  readonly lines?: readonly string[];
  readonly places?: readonly Place[];
  readonly keys?: readonly string[];
  /** Where a person practises. */
  readonly offices?: readonly Office[];
};

export type Office = {
  readonly id: string;
  readonly names: readonly string[];
  readonly lines: readonly string[];
};

/** A claim as it is compared: NPIs out of texts, names taken apart. */
export type ReadClaim = {
  readonly claim: PartyClaim;
  readonly npis: readonly string[];
  /** Well-formed NPIs one slip away from what was written. */
  readonly twins: readonly string[];
  readonly locals: readonly Identifier[];
  readonly person?: PersonWords;
  readonly organisation?: string;
  readonly lines: readonly string[];
  readonly place: ReturnType<typeof placeWords>;
};

const claimsRead = new WeakMap<PartyClaim, ReadClaim>();

/** A claim is compared with many records, more than once: it is taken apart once. */
export function readClaim(claim: PartyClaim): ReadClaim {
  const known = claimsRead.get(claim);
  if (known) return known;
  const name = claim.name && withoutNumbers(claim.name);
  const organisation = claim.organisation?.replaceAll(numberText, ' ').trim();
  const read: ReadClaim = {
    claim,
    ...readNumbers(claim),
    lines: [phoneKey(claim.fax), phoneKey(claim.phone)].filter((line) => line !== undefined),
    place: placeWords(claim),
    ...(name === undefined || nameKey(name) === '' ? {} : { person: personWords(name) }),
    ...(organisation === undefined || organisation === '' ? {} : { organisation }),
  };
  claimsRead.set(claim, read);
  return read;
}

function readNumbers(claim: PartyClaim): Pick<ReadClaim, 'npis' | 'twins' | 'locals'> {
  const said = claim.identifiers.filter((id) => id.system === 'npi').map((id) => id.value);
  const texts = [claim.name?.family, claim.name?.given, claim.name?.credential, claim.organisation];
  const written = texts.flatMap((text) => npisIn(text ?? ''));
  const misread = claim.identifiers.filter(isMisreadNpi).map((id) => id.value);
  const cleaned = misread.flatMap((text) => npisIn(npiFigures(text) ?? ''));
  const npis = [...new Set([...said, ...written, ...cleaned])];
  return {
    npis,
    twins: [...new Set([...npis, ...misread].flatMap(npiTwins))].filter((one) => !npis.includes(one)),
    locals: claim.identifiers.filter((id) => id.system !== 'npi'),
  };
}

/** The numbers a claim may be held under: as said, and one slip away. */
export function numbersOf(claim: PartyClaim): readonly Identifier[] {
  const { npis, twins, locals } = readClaim(claim);
  return [...locals, ...[...npis, ...twins].map((value) => ({ system: 'npi', value }))];
}

/** What a sender calls an NPI and is none (`<sender>:not-npi`), or a local number written as `NPI…`. */
function isMisreadNpi(id: Identifier): boolean {
  return id.system !== 'npi' && (id.system.endsWith(':not-npi') || /^\W*npi\b/i.test(id.value));
}

const numberText = /\bnpi\b\W*|\d(?:[ -]?\d){9,14}/gi;

function withoutNumbers(name: NonNullable<PartyClaim['name']>): NonNullable<PartyClaim['name']> {
  const clean = (text: string | undefined): string => (text ?? '').replaceAll(numberText, ' ').trim();
  return { ...name, family: clean(name.family), given: clean(name.given) };
}

/** Compares the name a claim gives with a record: people with people, offices with offices. */
export function agreementWith(read: ReadClaim, record: PartnerRecord): Agreement {
  if (record.kind === 'organisation') return officeToPerson(officeAgreement(read.organisation, record));
  if (read.person) return comparePeople(read.person, personOf(record));
  if (record.organisationKey === undefined) return 'unknown';
  const agreement =
    read.organisation === undefined ? 'unknown' : compareOffices(read.organisation, record.organisationKey);
  return agreement === 'same' || agreement === 'close' ? agreement : 'unknown';
}

/** For a partner the claim's NPI names: whether the names could still be one. */
export function isRoughlyNamed(read: ReadClaim, record: PartnerRecord): boolean {
  if (record.kind === 'organisation' || !read.person) return false;
  return areRoughlyOne(read.person, personOf(record));
}

function officeToPerson(agreement: OfficeAgreement): Agreement {
  return agreement === 'partly' ? 'family' : agreement;
}

/** The best of all names an organisation goes by. */
export function officeAgreement(organisation: string | undefined, record: PartnerRecord): OfficeAgreement {
  if (organisation === undefined) return 'unknown';
  return bestOf([record.name ?? record.nameKey, ...(record.otherNames ?? [])], organisation);
}

export function bestOf(names: readonly string[], organisation: string): OfficeAgreement {
  const found = new Set(names.map((name) => compareOffices(organisation, name)));
  return ranked.find((one) => found.has(one)) ?? 'unknown';
}

const ranked = ['same', 'close', 'partly', 'different'] as const;

const parsed = new WeakMap<PartnerRecord, PersonWords>();

/** A record is compared with many claims and taken apart once. */
function personOf(record: PartnerRecord): PersonWords {
  const known = parsed.get(record);
  if (known) return known;
  const { family, given, middle, suffix } = record;
  const [first = '', ...others] = record.nameKey.split(' ');
  const name =
    family === undefined && given === undefined
      ? { family: first, given: others.join(' ') }
      : { family: family ?? '', given: given ?? '', middle: middle ?? '', suffix: suffix ?? '' };
  const words = personWords(name);
  parsed.set(record, words);
  return words;
}

function linesOf(record: PartnerRecord): readonly string[] {
  return [record.phone, record.fax, ...(record.lines ?? [])].filter((line) => line !== undefined);
}

/** Whether a place of the record is the claim’s. `state`: only the state is said and agrees. */
export function placeAgreement(
  read: ReadClaim,
  record: PartnerRecord,
): 'town' | 'state' | 'other' | 'unknown' {
  const { city, state, zip } = read.place;
  if (city === '' && zip === '' && state === '') return 'unknown';
  const places = (record.places ?? []).map(placeWords).filter((one) => one.city + one.state + one.zip !== '');
  if (places.length === 0) return 'unknown';
  const inState = places.filter((one) => state === '' || one.state === '' || one.state === state);
  if (inState.some((one) => isSameTown(one, { city, zip }))) return 'town';
  if (state !== '' && inState.some((one) => one.state === state)) return 'state';
  return state !== '' && inState.length > 0 ? 'unknown' : 'other';
}

function isSameTown(
  one: { readonly city: string; readonly zip: string },
  said: { readonly city: string; readonly zip: string },
): boolean {
  return (said.city !== '' && one.city === said.city) || (said.zip.length === 5 && one.zip === said.zip);
}

/** Folded name of a party: the person's, else the organisation's. */
export function partyNameKey(claim: PartyClaim): string {
  return nameKey(claim.name) || foldName(claim.organisation ?? '');
}

export function isSure(agreement: Agreement | OfficeAgreement): boolean {
  return agreement === 'same' || agreement === 'close';
}

export function holds(record: PartnerRecord, id: Identifier): boolean {
  return record.identifiers.some((known) => known.system === id.system && known.value === id.value);
}

export function holdsNpi(record: PartnerRecord, value: string): boolean {
  return holds(record, { system: 'npi', value });
}

export function hasOtherNpi(record: PartnerRecord, { npis }: ReadClaim): boolean {
  const held = record.identifiers.filter((known) => known.system === 'npi');
  return npis.length > 0 && held.length > 0 && !held.some((known) => npis.includes(known.value));
}

export function sharesLine(read: ReadClaim, record: PartnerRecord): boolean {
  return read.lines.length > 0 && linesOf(record).some((line) => read.lines.includes(line));
}
