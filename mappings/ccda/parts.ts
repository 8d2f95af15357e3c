import {
  isNpi,
  parseTimestamp,
  toDate,
  localDateOf,
  type Address,
  type CcdaAddress,
  type CcdaDocument,
  type CcdaId,
  type CcdaName,
  type CcdaParty,
  type CcdaTelecom,
  type Identifier,
  type MappingContext,
  type PartyClaim,
  type PatientClaim,
  type PersonName,
} from '#hub';
import { notPersonWord, standardNotPeople } from '../shared/not-people.ts';
import { present } from '../shared/present.ts';
import { phoneNumber } from '../shared/telecom.ts';

/** OIDs that are the same everywhere (HL7 OID registry). */
const NPI_ROOT = '2.16.840.1.113883.4.6';
/** Shared by people who borrow cards, and nobody's business: never a patient's number here. */
const SSN_ROOT = '2.16.840.1.113883.4.1';
/** RFC 3986: an id that is unique by itself, as FHIR writes it. */
const URI_SYSTEM = 'urn:ietf:rfc:3986';

/** An authority's number, or an OID or UUID that is the number itself. The systems are those of HL7 v2 authorities of type ISO. */
export function identifierOf({ root, extension }: CcdaId): Identifier {
  if (extension !== undefined) return { system: `urn:oid:${root}`, value: extension };
  return {
    system: URI_SYSTEM,
    value: /^[\d.]+$/.test(root) ? `urn:oid:${root}` : `urn:uuid:${root.toLowerCase()}`,
  };
}

export function patientOf(patient: CcdaDocument['patient'], context: MappingContext): PatientClaim {
  const { phones, email } = telecomsOf(patient.telecoms);
  const ids = patient.ids.filter(({ root }) => root !== SSN_ROOT);
  return {
    identifiers: ids.map((id) =>
      id.extension === undefined ? { system: `${context.sender}:patient`, value: id.root } : identifierOf(id),
    ),
    ...present({
      name: nameOf(patient.name),
      birthDate: patient.birthTime === undefined ? undefined : toDate(patient.birthTime),
      sex: SEXES[patient.sex ?? ''],
      phones: phones.length === 0 ? undefined : phones,
      email,
      address: addressOf(patient.addresses[0]),
    }),
  };
}

export function partyOf(party: CcdaParty | undefined): PartyClaim | undefined {
  if (party === undefined) return undefined;
  const name = nameOf(party.name);
  const word = notPersonWord(standardNotPeople, name?.family, name?.given);
  if (word !== undefined) return { kind: word, identifiers: [] };
  const npi = party.ids.find((id) => id.root === NPI_ROOT && isNpi(id.extension ?? ''))?.extension;
  const others = party.ids.filter((id) => id.root !== NPI_ROOT && id.root !== SSN_ROOT && id.extension);
  const { phones, fax, email } = telecomsOf(party.telecoms);
  const organisation = party.organisation?.name;
  if (name === undefined && organisation === undefined && npi === undefined) return undefined;
  return {
    kind: name === undefined && npi === undefined ? 'organisation' : 'person',
    identifiers: [...(npi === undefined ? [] : [{ system: 'npi', value: npi }]), ...others.map(identifierOf)],
    ...present({
      npiCertainty: npi === undefined ? undefined : ('certain' as const),
      name,
      organisation,
      phone: phones[0],
      fax,
      email,
      city: party.address?.city,
      state: party.address?.state,
      zip: party.address?.zip,
    }),
  };
}

function nameOf(name: CcdaName | undefined): PersonName | undefined {
  if (name === undefined) return undefined;
  const [given, ...others] = name.given;
  if (name.family === undefined && given === undefined) return fromText(name.text);
  return present({
    family: name.family,
    given,
    middle: others.length === 0 ? undefined : others.join(' '),
    prefix: name.prefix,
    suffix: name.suffix,
  });
}

/** `YYYY-MM-DD` as the document writes it. */
export function dayOf(text: string | undefined): string | undefined {
  const timestamp = text === undefined ? undefined : parseTimestamp(text);
  return timestamp && localDateOf(timestamp);
}

/** A name nobody took apart: `Last, First` or `First Last`. */
function fromText(text: string | undefined): PersonName | undefined {
  if (text === undefined) return undefined;
  const [family, given] = text.split(',').map((part) => part.trim());
  if (family && given) return { family, given };
  const words = text.split(' ');
  const last = words.at(-1);
  return last === undefined || words.length < 2
    ? { family: text }
    : { family: last, given: words.slice(0, -1).join(' ') };
}

const SEXES: Readonly<Record<string, PatientClaim['sex']>> = { F: 'F', M: 'M', UN: 'O', O: 'O', U: 'U' };

function addressOf(address: CcdaAddress | undefined): Address | undefined {
  if (address === undefined) return undefined;
  const [line1, line2] = address.lines;
  return present({
    line1,
    line2,
    city: address.city,
    state: address.state,
    zip: address.zip,
    country: address.country,
  });
}

function telecomsOf(telecoms: readonly CcdaTelecom[]): {
  readonly phones: readonly string[];
  readonly fax?: string;
  readonly email?: string;
} {
  const numbers = telecoms.flatMap(({ value, use }) => {
    const number = /^(?:tel:|fax:|\+?[\d(])/i.test(value)
      ? phoneNumber(value.replace(/^(?:tel|fax):/i, ''))
      : undefined;
    return number === undefined ? [] : [{ number, isFax: /^fax:/i.test(value) || use === 'FAX' }];
  });
  const mail = telecoms.find(({ value }) => /^mailto:/i.test(value))?.value.slice('mailto:'.length);
  return {
    phones: [...new Set(numbers.filter(({ isFax }) => !isFax).map(({ number }) => number))],
    ...present({ fax: numbers.find(({ isFax }) => isFax)?.number, email: mail }),
  };
}
