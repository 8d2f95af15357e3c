import type { Address, FhirEntry, JsonObject, JsonValue, PartyClaim, PatientClaim, PersonName } from '#hub';
import { isOwn } from '../shared/parties.ts';
import { nameOf } from '../shared/people.ts';
import { notPersonWord } from '../shared/not-people.ts';
import { present } from '../shared/present.ts';
import { phoneNumber } from '../shared/telecom.ts';
import type { FhirRun } from './fhir-mapping.ts';
import { logicalId, ownId, partyIdentifiers, patientIdentifiers } from './identifiers.ts';
import { codingsOf, objectOf, objectsIn, textAt, textOf } from './values.ts';

/** What a Patient says of the person. */
export function patientClaim(entry: FhirEntry, run: FhirRun): PatientClaim {
  const { resource } = entry;
  const own = ownId(entry, run);
  const numbers = patientIdentifiers(resource['identifier'], run);
  // What came before described the patient with all numbers; what refers to it means the record of that id.
  const identifiers = own === undefined ? numbers : entry.isTold ? [own] : [own, ...numbers];
  const { phones, email } = telecomOf(resource['telecom']);
  const isProtected = codingsOf(objectOf(resource.meta)?.['security']).some(
    ({ code }) => code === 'R' || code === 'V',
  );
  return {
    identifiers,
    ...present({
      name: humanName(resource['name']),
      birthDate: textOf(resource['birthDate']),
      sex: sexes[textOf(resource['gender']) ?? ''],
      phones: phones.length === 0 ? undefined : phones,
      email,
      address: addressOf(resource['address']),
      isProtected: isProtected ? true : undefined,
    }),
  };
}

const sexes: Readonly<Record<string, NonNullable<PatientClaim['sex']>>> = {
  female: 'F',
  male: 'M',
  other: 'O',
  unknown: 'U',
};

/**
 * Whoever a Reference names: a doctor, a role at an office, an office, the patient. Where it leads nowhere, its own identifier and
 * display say who; the message is read again when the resource comes.
 */
export function partyOf(
  value: JsonValue | undefined,
  from: FhirEntry,
  run: FhirRun,
  path: string,
): PartyClaim | undefined {
  const reference = objectOf(value);
  if (reference === undefined) return undefined;
  const target = run.fhir.resolve(reference, from);
  if (target !== undefined) return targetClaim(target, run) ?? namedOnly(reference, from, run, path);
  return namedOnly(reference, from, run, path);
}

function targetClaim(target: FhirEntry, run: FhirRun): PartyClaim | undefined {
  switch (target.resource.resourceType) {
    case 'Practitioner':
      return practitionerClaim(target, run);
    case 'PractitionerRole':
      return roleClaim(target, run);
    case 'Organization':
      return organisationClaim(target, run);
    case 'Patient':
    case 'RelatedPerson':
      return { kind: 'self', identifiers: [] };
    default:
      return undefined;
  }
}

function practitionerClaim(entry: FhirEntry, run: FhirRun): PartyClaim {
  const { resource, path } = entry;
  const name = humanName(resource['name']);
  const word = notPersonWord(run.rules.notPeople, name?.family, name?.given);
  if (word !== undefined) return { kind: word, identifiers: [] };
  const { identifiers, npiCertainty } = partyIdentifiers(resource['identifier'], `${path}.identifier`, run);
  return {
    kind: 'person',
    identifiers: withOwn(identifiers, entry, run),
    ...present({ npiCertainty, name }),
    ...officeOf(resource['telecom'], resource['address']),
  };
}

/** The doctor at this office: the role's own fax is the one of this office. */
function roleClaim(role: FhirEntry, run: FhirRun): PartyClaim {
  const { resource, path } = role;
  const doctor = partyOf(resource['practitioner'], role, run, `${path}.practitioner`);
  const office = partyOf(resource['organization'], role, run, `${path}.organization`);
  const place = run.fhir.resolve(objectsIn(resource['location'])[0], role)?.resource;
  const { identifiers, npiCertainty } = partyIdentifiers(resource['identifier'], `${path}.identifier`, run);
  const offices = {
    ...(office === undefined ? {} : contactOf(office)),
    ...officeOf(place?.['telecom'], place?.['address']),
    ...officeOf(resource['telecom'], undefined),
  };
  if (doctor === undefined || doctor.kind !== 'person')
    return office ?? { kind: 'unknown', identifiers: withOwn(identifiers, role, run) };
  return {
    ...doctor,
    ...offices,
    identifiers: [...doctor.identifiers, ...identifiers],
    ...present({
      npiCertainty: doctor.npiCertainty ?? npiCertainty,
      organisation: office?.organisation,
    }),
  };
}

function organisationClaim(entry: FhirEntry, run: FhirRun): PartyClaim {
  const { resource, path } = entry;
  const { identifiers, npiCertainty } = partyIdentifiers(resource['identifier'], `${path}.identifier`, run);
  return {
    kind: 'organisation',
    identifiers: withOwn(identifiers, entry, run),
    ...present({ npiCertainty, organisation: textOf(resource['name']) }),
    ...officeOf(resource['telecom'], resource['address']),
  };
}

/** The resource is not known: its id, the logical identifier and the display of the reference are all there is. */
function namedOnly(
  reference: JsonObject,
  from: FhirEntry,
  run: FhirRun,
  path: string,
): PartyClaim | undefined {
  const key = run.fhir.keyOf(reference, from);
  const type =
    key?.type ??
    textOf(reference['type']) ??
    textAt(reference, 'reference')?.match(/([A-Z][A-Za-z]+)\/[^/]+$/)?.[1];
  if (type === 'Patient' || type === 'RelatedPerson') return { kind: 'self', identifiers: [] };
  const said = partyIdentifiers(reference['identifier'], `${path}.identifier`, run);
  const own = key === undefined ? [] : [logicalId(key.type, key.id, run)];
  const display = textOf(reference['display']);
  const identifiers = [...said.identifiers, ...own];
  if (identifiers.length === 0 && display === undefined) return undefined;
  const ids = { identifiers, ...present({ npiCertainty: said.npiCertainty }) };
  if (type === 'Organization') return { kind: 'organisation', ...ids, ...present({ organisation: display }) };
  const name = display === undefined ? undefined : nameFromDisplay(display);
  const word = display === undefined ? undefined : notPersonWord(run.rules.notPeople, display, undefined);
  if (word !== undefined) return { kind: word, identifiers: [] };
  return { kind: 'person', ...ids, ...present({ name }) };
}

/** What is said of a referrer: `isInternal` where it is one of the practice's own. */
export function referrerFlags(party: PartyClaim, run: FhirRun): { readonly isInternal?: true } {
  return isOwn(party, run.rules.own) ? { isInternal: true } : {};
}

/** The official name, else the usual, else the first that is not old or a nickname. */
export function humanName(value: JsonValue | undefined): PersonName | undefined {
  const names = objectsIn(value);
  const named = (use: string) => names.find((name) => name['use'] === use);
  const other = names.find(
    (name) => !['old', 'nickname', 'maiden', 'anonymous'].includes(textOf(name['use']) ?? ''),
  );
  const name = named('official') ?? named('usual') ?? other ?? names[0];
  if (name === undefined) return undefined;
  const [given, ...middle] = textsIn(name['given']);
  const suffixes = textsIn(name['suffix']);
  const read = nameOf({
    family: textOf(name['family']),
    given,
    middle: middle.length === 0 ? undefined : middle.join(' '),
    suffix: suffixes.find(isGeneration),
    prefix: textsIn(name['prefix'])[0],
    credential: suffixes.filter((one) => !isGeneration(one)).join(' ') || undefined,
  });
  const text = textOf(name['text']);
  return read ?? (text === undefined ? undefined : nameFromDisplay(text));
}

/** `Dr. Ann Zztestdoc, MD` or `ZZTESTDOC, ANN`. */
export function nameFromDisplay(display: string): PersonName | undefined {
  const [whole = '', ...rest] = display
    .replace(/^(?:dr|doctor)\.?\s+/i, '')
    .split(',')
    .map((part) => part.trim());
  const isFamilyFirst = rest.length > 0 && !whole.includes(' ') && !isCredential(rest[0] ?? '');
  const words = isFamilyFirst ? (rest.shift() ?? '').split(/\s+/) : whole.split(/\s+/);
  const family = isFamilyFirst ? whole : words.pop();
  const [given, ...middle] = words.filter((word) => word !== '');
  return nameOf({
    family,
    given,
    middle: middle.length === 0 ? undefined : middle.join(' '),
    suffix: undefined,
    prefix: undefined,
    credential: rest.join(' ') || undefined,
  });
}

function isCredential(text: string): boolean {
  return /^(?:[A-Z]\.?){2,5}(?:-[A-Z]+)?$/.test(text.trim());
}

function isGeneration(text: string): boolean {
  return /^(?:jr|sr|ii|iii|iv|v)\.?$/i.test(text);
}

export function telecomOf(value: JsonValue | undefined) {
  const points = objectsIn(value).filter((point) => point['use'] !== 'old');
  const of = (system: string) =>
    points.flatMap((point) => (point['system'] === system ? (textOf(point['value']) ?? []) : []));
  const phones = [...of('phone'), ...of('sms')].flatMap((text) => phoneNumber(text) ?? []);
  const fax = of('fax').flatMap((text) => phoneNumber(text) ?? [])[0];
  return { phones: [...new Set(phones)], ...present({ fax, email: of('email')[0] }) };
}

export function addressOf(value: JsonValue | undefined): Address | undefined {
  const usable = objectsIn(value).find((one) => one['use'] !== 'old');
  if (usable === undefined) return undefined;
  const [line1, line2] = textsIn(usable['line']);
  const address = present({
    line1,
    line2,
    city: textOf(usable['city']),
    state: textOf(usable['state']),
    zip: textOf(usable['postalCode']),
    country: textOf(usable['country']),
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

function officeOf(telecom: JsonValue | undefined, address: JsonValue | undefined) {
  const { phones, fax, email } = telecomOf(telecom);
  const { city, state, zip } = addressOf(address) ?? {};
  return present({ phone: phones[0], fax, email, city, state, zip });
}

function contactOf({ phone, fax, email, city, state, zip }: PartyClaim) {
  return present({ phone, fax, email, city, state, zip });
}

function withOwn(
  identifiers: PartyClaim['identifiers'],
  entry: FhirEntry,
  run: FhirRun,
): PartyClaim['identifiers'] {
  const own = ownId(entry, run);
  return own === undefined ? identifiers : [...identifiers, own];
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return list.flatMap((one) => textOf(one) ?? []);
}
