import type { Identifier, JsonObject, MappingWarning, PartyClaim, PersonName } from '#hub';
import { standardNotPeople, notPersonWord } from './not-people.ts';
import { nameOf, readNpi } from './people.ts';
import { present } from './present.ts';
import { textOf } from './referral-record-columns.ts';
import { phoneNumber } from './telecom.ts';

/** Which columns hold one party of the referral. */
type PartyColumns = {
  readonly npi: string;
  readonly name: string;
  readonly org: string;
  readonly phone?: string;
  readonly fax?: string;
};

export type PartyReading = {
  readonly party?: PartyClaim;
  readonly warnings: readonly MappingWarning[];
};

/** Who sent the patient: a person, an office, the patient, or nobody the sender could name. */
export function readReferrer(record: JsonObject, sender: string): PartyReading {
  const columns = {
    npi: 'referringNpi',
    name: 'referringName',
    org: 'referringOrgName',
    phone: 'referringPhone',
    fax: 'referringFax',
  } as const;
  const parts = nameOf({
    family: textOf(record, 'referringLast'),
    given: textOf(record, 'referringFirst'),
    middle: undefined,
    suffix: undefined,
    prefix: undefined,
    credential: textOf(record, 'referringCredential'),
  });
  const read = readParty(record, columns, sender, parts);
  if (read.party === undefined || read.party.kind === 'self' || read.party.kind === 'unknown') return read;
  const orgNpi = textOf(record, 'referringOrgNpi');
  const isOffice = read.party.kind === 'organisation' && read.party.identifiers.length === 0;
  const office = isOffice && orgNpi !== undefined ? npiOf(orgNpi, 'referringOrgNpi', sender) : undefined;
  return {
    party: {
      ...read.party,
      ...office?.claim,
      ...present({
        email: textOf(record, 'referringEmail'),
        city: textOf(record, 'referringCity'),
        state: textOf(record, 'referringState'),
        zip: textOf(record, 'referringZip'),
      }),
    },
    warnings: [...read.warnings, ...(office?.warnings ?? [])],
  };
}

export function readPcp(record: JsonObject, sender: string): PartyReading {
  const columns = {
    npi: 'pcpNpi',
    name: 'pcpName',
    org: 'pcpOrgName',
    phone: 'pcpPhone',
    fax: 'pcpFax',
  } as const;
  return readParty(record, columns, sender);
}

export function readReferredTo(record: JsonObject, sender: string): PartyReading {
  const columns = { npi: 'referredToNpi', name: 'referredToName', org: 'referredToLocation' } as const;
  return readParty(record, columns, sender);
}

/** Who sees the patient, in lists of appointments. */
export function readProvider(record: JsonObject, sender: string): PartyReading {
  const columns = { npi: 'providerNpi', name: 'providerName', org: 'providerOrgName' } as const;
  return readParty(record, columns, sender);
}

/** The person in the referrer's office to talk to. */
export function readContactPerson(record: JsonObject): PartyReading {
  const text = textOf(record, 'referringContactName');
  const name = text === undefined ? undefined : writtenName(text);
  return {
    ...(name === undefined ? {} : { party: { kind: 'person', identifiers: [], name } }),
    warnings: [],
  };
}

/** `Family, Given Middle, MD`, `Given Middle Family, MD` or `Dr. Given Family`: whichever a person typed. */
export function writtenName(text: string): PersonName | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const credentials = parts.slice(1).filter((part) => credentialShape.test(part));
  const [first = '', second] = parts.filter((part, index) => index === 0 || !credentialShape.test(part));
  const words = first.replace(/^(?:dr|doctor|mr|mrs|ms)\.?\s+/i, '').split(/\s+/);
  const tail =
    words.length > 2 ? words.findIndex((word, index) => index > 1 && credentialShape.test(word)) : -1;
  const plain = tail < 0 ? words : words.slice(0, tail);
  const credential = [...(tail < 0 ? [] : words.slice(tail)), ...credentials].join(' ');
  const givens = second === undefined ? plain.slice(0, -1) : second.split(/\s+/);
  return nameOf({
    family: second === undefined ? plain.at(-1) : first,
    given: givens[0],
    middle: givens.length > 1 ? givens.slice(1).join(' ') : undefined,
    suffix: undefined,
    prefix: undefined,
    credential: credential === '' ? undefined : credential,
  });
}

const credentialShape =
  /^(?:M\.?D|D\.?O|N\.?P|P\.?A(?:-C)?|FNP(?:-C|-BC)?|APRN|ARNP|CNP|CNM|DPM|DDS|DMD|OD|DC|RN|PhD|PsyD|FACP|FAAP)\.?$/i;

function readParty(
  record: JsonObject,
  columns: PartyColumns,
  sender: string,
  parts?: PersonName,
): PartyReading {
  const written = textOf(record, columns.name);
  const word = notPersonWord(standardNotPeople, written ?? parts?.family, written ? undefined : parts?.given);
  if (word !== undefined) return { party: { kind: word, identifiers: [] }, warnings: [] };
  const name = parts ?? (written === undefined ? undefined : writtenName(written));
  const organisation = textOf(record, columns.org);
  const npi = textOf(record, columns.npi);
  const numbered = npi === undefined ? undefined : npiOf(npi, columns.npi, sender);
  if (name === undefined && organisation === undefined && numbered === undefined) return { warnings: [] };
  const phone = columns.phone && textOf(record, columns.phone);
  const fax = columns.fax && textOf(record, columns.fax);
  return {
    party: {
      kind: name === undefined && numbered === undefined ? 'organisation' : 'person',
      identifiers: [],
      ...numbered?.claim,
      ...present({
        name,
        organisation,
        phone: phone === undefined ? undefined : phoneNumber(phone),
        fax: fax === undefined ? undefined : phoneNumber(fax),
      }),
    },
    warnings: numbered?.warnings ?? [],
  };
}

/** A number that fails the check digit is kept as the sender's own, so that a person can see what was meant. */
function npiOf(text: string, column: string, sender: string) {
  const npi = readNpi(text, true);
  const identifiers: readonly Identifier[] = [
    npi === undefined ? { system: `${sender}:not-npi`, value: text } : { system: 'npi', value: npi.value },
  ];
  if (npi !== undefined) return { claim: { identifiers, npiCertainty: 'certain' as const }, warnings: [] };
  const text2 = 'What is called an NPI fails the check: kept as a number of the sender.';
  return { claim: { identifiers }, warnings: [{ code: 'npi-check', path: column, text: text2 }] };
}
