import type { Hl7Repetition, Hl7Segment, Identifier, PartyClaim, PersonName } from '#hub';
import { distinct, npiDigits, readAuthority, systemOf } from './identifiers.ts';
import { isPlaceholderId, notPersonWord } from './not-people.ts';
import { present } from './present.ts';
import type { CommonReading } from './rules.ts';

/**
 * Whoever an XCN field names (PV1-8, PD1-4, ORC-12, AIP-3, TXA-9 …). `null`: the sender deletes it with `""`; `undefined`: it
 * says nothing. Repetitions of one name are one person with several ids (DOMAIN 1.6 A); of several persons the first counts.
 */
export function readPerson(
  segment: Hl7Segment | undefined,
  field: number,
  reading: CommonReading,
): PartyClaim | null | undefined {
  if (segment === undefined) return undefined;
  const repetitions = segment.repetitions(field);
  const people = groupByName(repetitions.filter(isSpoken));
  const [first, second] = people;
  if (first === undefined) return repetitions.some(isDeleted) ? null : undefined;
  if (second !== undefined) {
    const path = repetitions[0]?.path.replace(/\[1\]$/, '');
    reading.warn('several-people', path, 'Several people stand in one field; the first one was taken.');
  }
  return claimOf(first, reading);
}

/** XPN: PRD-2, PID-5, MRG-7. */
export function readName(repetition: Hl7Repetition | undefined): PersonName | undefined {
  if (repetition === undefined) return undefined;
  return nameOf({
    family: repetition.at('1.1'),
    given: repetition.at('2'),
    middle: repetition.at('3'),
    suffix: repetition.at('4'),
    prefix: repetition.at('5'),
    credential: repetition.at('6'),
  });
}

/** Self, nobody, or a person with these ids. */
export function claimWith(
  name: PersonName | undefined,
  ids: { readonly identifiers: readonly Identifier[]; readonly npiCertainty?: 'certain' | 'probable' },
  reading: CommonReading,
): PartyClaim {
  const word = notPersonWord(reading.rules.notPeople, name?.family, name?.given);
  if (word !== undefined) return { kind: word, identifiers: [] };
  if (name === undefined && ids.identifiers.length === 0) return { kind: 'unknown', identifiers: [] };
  return { kind: 'person', ...ids, ...present({ name }) };
}

/** An id that may be an NPI: said to be one, or ten digits that pass the check. */
export function readNpi(
  value: string,
  isSaid: boolean,
): { readonly value: string; readonly certainty: 'certain' | 'probable' } | undefined {
  const digits = npiDigits(value);
  if (digits === undefined) return undefined;
  return { value: digits, certainty: isSaid ? 'certain' : 'probable' };
}

export function nameOf(parts: { readonly [Part in keyof PersonName]: string | undefined }):
  | PersonName
  | undefined {
  const name = present(parts);
  return name.family === undefined && name.given === undefined ? undefined : name;
}

function isSpoken(repetition: Hl7Repetition): boolean {
  return ['1', '2.1', '3'].some((component) => repetition.at(component) !== undefined);
}

function isDeleted(repetition: Hl7Repetition): boolean {
  return repetition.isNull() || repetition.isNull('1') || repetition.isNull('2');
}

/** A repetition without a name belongs to the one before it: `1234^ZZTESTDOC^ANN~1234567893^^^^^^^^NPI`. */
function groupByName(repetitions: readonly Hl7Repetition[]): readonly (readonly Hl7Repetition[])[] {
  const groups: Hl7Repetition[][] = [];
  for (const repetition of repetitions) {
    const group =
      groups.find((known) => isSameName(known, repetition)) ??
      (hasName(repetition) ? undefined : groups.at(-1));
    if (group) group.push(repetition);
    else groups.push([repetition]);
  }
  return groups;
}

function hasName(repetition: Hl7Repetition): boolean {
  return repetition.at('2.1') !== undefined || repetition.at('3') !== undefined;
}

function isSameName(group: readonly Hl7Repetition[], other: Hl7Repetition): boolean {
  const named = group.find(hasName);
  // Ids came first, the name after them: still one person.
  if (named === undefined) return true;
  if (!hasName(other)) return false;
  const [givenA, givenB] = [folded(named.at('3')), folded(other.at('3'))];
  const isSameGiven = givenA === givenB || givenA.startsWith(givenB) || givenB.startsWith(givenA);
  return folded(named.at('2.1')) === folded(other.at('2.1')) && isSameGiven;
}

function folded(text: string | undefined): string {
  return (text ?? '').toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function claimOf(repetitions: readonly Hl7Repetition[], reading: CommonReading): PartyClaim {
  const named = repetitions.find(hasName);
  const name =
    named &&
    nameOf({
      family: named.at('2.1'),
      given: named.at('3'),
      middle: named.at('4'),
      suffix: named.at('5'),
      prefix: named.at('6'),
      credential: named.at('7') ?? named.at('21'),
    });
  const word = wordInId(repetitions, name, reading);
  if (word !== undefined) return { kind: word, identifiers: [] };
  const read = repetitions.map((repetition) => readXcnId(repetition, reading));
  const certainties = read.map((one) => one.certainty);
  const certainty =
    certainties.find((one) => one === 'certain') ?? certainties.find((one) => one === 'probable');
  const identifiers = onlyCertain(read);
  return claimWith(
    name,
    { identifiers: distinct(identifiers), ...present({ npiCertainty: certainty }) },
    reading,
  );
}

/**
 * Some senders write the word, or its first half, where the id belongs: `SELF^^^`, `SELF^REFERRED`. An id that says nobody beside a
 * real name is only a missing id.
 */
function wordInId(
  repetitions: readonly Hl7Repetition[],
  name: PersonName | undefined,
  reading: CommonReading,
): 'self' | 'unknown' | undefined {
  const id = repetitions[0]?.at('1');
  if (id === undefined || /\d/.test(id)) return undefined;
  const { notPeople } = reading.rules;
  const alone = notPersonWord(notPeople, id, undefined);
  if (name === undefined || alone === 'self') return alone;
  return name.given === undefined ? notPersonWord(notPeople, id, name.family) : undefined;
}

type XcnId = { readonly identifiers: readonly Identifier[]; readonly certainty?: 'certain' | 'probable' };

function readXcnId(repetition: Hl7Repetition, reading: CommonReading): XcnId {
  const value = repetition.at('1')?.trim();
  if (value === undefined || value === '' || isPlaceholderId(value)) return { identifiers: [] };
  const authority = readAuthority(repetition, 9);
  const isSaid = isNpiAuthority(repetition);
  const npi = readNpi(value, isSaid);
  if (isSaid && npi === undefined) {
    reading.warn(
      'npi-check',
      `${shortPath(repetition)}.1`,
      'What is called an NPI fails the check: kept as a local id.',
    );
  }
  const local = { system: systemOf(authority, reading, 'provider'), value };
  if (npi === undefined)
    return { identifiers: [isSaid ? { ...local, system: `${reading.context.sender}:not-npi` } : local] };
  const identifier = { system: 'npi', value: npi.value };
  // A local number passes the check one time in ten: the sender's own number is kept beside the guess.
  return {
    identifiers: npi.certainty === 'certain' ? [identifier] : [identifier, local],
    certainty: npi.certainty,
  };
}

/** A guess is dropped when another repetition says for certain which number the NPI is. */
function onlyCertain(read: readonly XcnId[]): readonly Identifier[] {
  const isCertain = read.some((one) => one.certainty === 'certain');
  return read.flatMap((one) =>
    one.identifiers.filter((id) => !(isCertain && one.certainty === 'probable' && id.system === 'npi')),
  );
}

function isNpiAuthority(repetition: Hl7Repetition): boolean {
  const isNamed = [repetition.at('13'), repetition.at('9.1'), repetition.at('8')].some(
    (text) => text?.trim().toUpperCase() === 'NPI',
  );
  return isNamed || repetition.at('9.2') === npiOid;
}

const npiOid = '2.16.840.1.113883.4.6';

function shortPath(repetition: Hl7Repetition): string {
  return repetition.path.replace(/\[1\]$/, '');
}
