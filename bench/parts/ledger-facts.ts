import { createHash } from 'node:crypto';
import type {
  AppointmentStatus,
  Fact,
  Link,
  PartyClaim,
  PartyRole,
  PatientClaim,
} from '../../src/domain/fact.ts';
import { npi } from '../../test/support/npi.ts';

/** Single facts as the HL7 mappings make them, with their usual fields and paths. */

export const PARTNERS = 2_000;
export const DAY_MS = 86_400_000;
export const FIRST_DAY = Date.UTC(2024, 0, 8, 15);
export const npis = Array.from({ length: PARTNERS }, (_, index) => npi(index));

/** An id whose order is that of `number` within its kind, like those the hub makes. */
export function idOf(kind: 'patient' | 'partner' | 'message', number: number): string {
  const time = (FIRST_DAY + number).toString(16).padStart(12, '0');
  const node = { patient: '8aaa', partner: '8bbb', message: '8ccc' }[kind];
  const tail = createHash('sha256').update(`${kind}${number}`).digest('hex').slice(0, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-${node}-${tail}`;
}

const clinician: PartyClaim = {
  kind: 'person',
  identifiers: [{ system: 'npi', value: '2000000002' }],
  npiCertainty: 'certain',
  name: { family: 'ZZTESTOWN', given: 'OLIVE', credential: 'MD' },
};

export function claimOf(number: number): PatientClaim {
  const birth = new Date(Date.UTC(1936 + (number % 70), number % 12, 1 + (number % 28)));
  return {
    identifiers: [{ system: 'urn:oid:1.2.840.99999.1', value: `TEST-${number}`, type: 'MR' }],
    name: { family: `ZZTEST${lettersOf(number)}`, given: number % 2 === 0 ? 'ALMA' : 'BEN', middle: 'B' },
    birthDate: birth.toISOString().slice(0, 10),
    sex: number % 2 === 0 ? 'F' : 'M',
    phones: [`+121755501${String(number % 100).padStart(2, '0')}`],
    address: { line1: `${number % 900} Test Way`, city: 'Springfield', state: 'IL', zip: '62701' },
  };
}

/** A number in letters: names have no digits. */
function lettersOf(number: number): string {
  const rest = Math.floor(number / 26);
  return (rest === 0 ? '' : lettersOf(rest)) + String.fromCharCode(65 + (number % 26));
}

export function described(at: number): Fact {
  return {
    kind: 'patient_described',
    patient: claimOf(1),
    effectiveAt: instant(at),
    links: [],
    lineage: paths(
      'PID-3.1 PID-3.5 PID-3.4.1 PID-3.4.2 PID-3.4.3 PID-5.7 PID-5.1.1 PID-5.2 PID-13.6 PID-13.7 PID-7.1 PID-8.1 PID-11.1.1 MSH-7.1',
    ),
  };
}

export function requested(at: number, order: Link): Fact {
  return {
    kind: 'referral_requested',
    priority: 'routine',
    reason: 'Blurred vision',
    diagnoses: ['E11.319'],
    service: 'Referral to Ophthalmology',
    orderedAt: instant(at - 600_000),
    expiresOn: instant(at + 180 * DAY_MS).slice(0, 10),
    effectiveAt: instant(at),
    links: [order],
    lineage: paths(
      'DG1-3.1 ORC-7.6 ORC-1 OBR-31.2 OBR-4.2 ORC-9.1 MSH-7.1 ORC-2.1 ORC-2.2 OBR-2.1 OBR-2.2 MSH-9.1',
    ),
  };
}

export function named(
  at: number,
  role: PartyRole,
  partner: number,
  links: readonly Link[],
  segment: string,
): Fact {
  return {
    kind: 'party_named',
    role,
    party: {
      kind: 'person',
      identifiers: [{ system: 'npi', value: npis[partner] ?? '' }],
      npiCertainty: 'certain',
      name: { family: `ZZTEST${lettersOf(partner)}`, given: 'RUTH', credential: 'MD' },
      organisation: `ZZTEST Clinic ${partner}`,
      phone: '+12175550142',
      fax: '+12175550143',
      city: 'Springfield',
    },
    effectiveAt: instant(at),
    links,
    lineage: paths(
      `${segment}-12.1 ${segment}-12.2.1 ${segment}-12.3 ${segment}-12.7 ${segment}-12.13 PV1-19.1 SCH-2.1 MSH-7.1`,
    ),
  };
}

export function booked(at: number, status: AppointmentStatus, start: number, links: readonly Link[]): Fact {
  return {
    kind: 'appointment_stated',
    status,
    statusText: status.toUpperCase(),
    start: instant(start),
    end: instant(start + 1_800_000),
    localDate: instant(start).slice(0, 10),
    provider: clinician,
    location: 'Eye Clinic North',
    service: 'Comprehensive eye exam',
    reason: 'Diabetic eye exam',
    effectiveAt: instant(at),
    links,
    lineage: paths(
      'SCH-25.1 MSH-9.2 SCH-11.4 AIS-4.1 AIS-7.1 AIP-3.1 AIP-3.2.1 AIP-3.3 AIL-3.9 AIS-3.2 SCH-7.2 MSH-7.1 SCH-2.1 PV1-19.1',
    ),
  };
}

export function visited(at: number, status: 'arrived' | 'finished', links: readonly Link[]): Fact {
  return {
    kind: 'visit_stated',
    status,
    startedAt: instant(at - 2_700_000),
    ...(status === 'finished' ? { endedAt: instant(at) } : {}),
    localDate: instant(at).slice(0, 10),
    provider: clinician,
    location: 'EYE CLINIC',
    effectiveAt: instant(at),
    links,
    lineage: paths('MSH-9.2 PV1-44 PV1-45 PV1-7.1 PV1-7.2.1 PV1-7.3 PV1-7.13 PV1-3.1 EVN-2 PV1-19.1'),
  };
}

export function noted(at: number, status: 'draft' | 'final', key: string, links: readonly Link[]): Fact {
  const document = { system: 'st-anne:EMR', value: `DOC-${key}` };
  return {
    kind: 'note_stated',
    documentId: document,
    status,
    isAmendment: false,
    title: 'Consultation',
    serviceAt: instant(at - 3_600_000),
    serviceDate: instant(at).slice(0, 10),
    author: clinician,
    signer: clinician,
    signedAt: instant(at),
    content: [
      {
        path: 'OBX-5[1].5',
        slices: [
          { offset: 563, length: 48_000 },
          { offset: 48_627, length: 10_400 },
        ],
        joiner: '',
        encoding: 'base64',
        mediaType: 'application/pdf',
        sha256: contentOf(key, status),
      },
    ],
    effectiveAt: instant(at),
    links: [link('document', document.value, document.system), ...links],
    lineage: paths(
      'TXA-19 MSH-9.2 OBX-11 TXA-17 TXA-4.1 MSH-7.1 TXA-22.15 TXA-2.1 TXA-12.1 TXA-12.2 TXA-5.1 TXA-5.2.1 TXA-22.1 TXA-18 OBX-2 OBX-5.5 OBX-5.4 PV1-19.1',
    ),
  };
}

export function delivered(at: number, partner: number, key: string): Fact {
  return {
    kind: 'note_delivered',
    documentId: { system: 'st-anne:EMR', value: `DOC-${key}` },
    contentSha256: contentOf(key, 'final'),
    partnerId: idOf('partner', partner),
    deliveryId: idOf('message', partner),
    effectiveAt: instant(at),
    links: [],
    lineage: [],
  };
}

function contentOf(key: string, status: string): string {
  return createHash('sha256').update(`${key}|${status}`).digest('hex');
}

export function link(kind: Link['kind'], value: string, system = `st-anne:${kind}`): Link {
  return { kind, system, value };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** A fresh list each time: facts that come from a database share nothing. */
function paths(words: string): readonly string[] {
  return words.split(' ');
}
