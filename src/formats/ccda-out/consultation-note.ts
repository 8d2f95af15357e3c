import { sha256Hex } from '../../lib/sha256.ts';
import { element, writeXml, type Node } from './xml.ts';

/** What a consultation note says in its head. Instants are ISO 8601; `system` is `urn:oid:…`, `urn:ietf:rfc:3986` or an authority's name. */
export type ConsultationNote = {
  /** UUID of the document (`uuidOf`): the same note sent again is the same document. */
  readonly id: string;
  readonly title: string;
  readonly composedAt: string;
  /** Of the note, so that an amendment is known as its next version. */
  readonly documentId?: string | undefined;
  readonly replaces?: string | undefined;
  readonly patient: {
    readonly identifiers: readonly Id[];
    readonly family?: string | undefined;
    readonly given?: string | undefined;
    /** `YYYY-MM-DD`. */
    readonly birthDate?: string | undefined;
    readonly sex?: string | undefined;
  };
  readonly author?: Person | undefined;
  readonly signer?: Person | undefined;
  readonly signedAt?: string | undefined;
  readonly referrer?: (Person & { readonly organisation?: string | undefined }) | undefined;
  readonly practice: { readonly name: string; readonly phone: string };
  /** The referrer's own number of the order this document answers: the loop key. */
  readonly placerOrder?: Id | undefined;
  /** `YYYY-MM-DD` or an instant. */
  readonly serviceAt?: string | undefined;
  readonly pdf: Uint8Array;
};

type Id = { readonly system: string; readonly value: string; readonly type?: string | undefined };
type Person = {
  readonly npi?: string | undefined;
  readonly family?: string | undefined;
  readonly given?: string | undefined;
};

/**
 * A consultation note (LOINC 11488-4) as C-CDA R2.1 Unstructured Document: the head for machines, the pages as PDF in `nonXMLBody`
 * (HL7 CDA R2 section 4.3.1.1; C-CDA R2.1, templates 2.16.840.1.113883.10.20.22.1.1 and .10). The sections that a structured note must
 * have are nobody's to invent. `inFulfillmentOf` holds the order number exactly as the referrer wrote it.
 */
export function writeConsultationNote(note: ConsultationNote): Uint8Array {
  const root = element(
    'ClinicalDocument',
    { xmlns: 'urn:hl7-org:v3', 'xmlns:sdtc': 'urn:hl7-org:sdtc' },
    headOf(note),
    peopleOf(note),
    contextOf(note),
    element('component', {}, element('nonXMLBody', {}, bodyOf(note.pdf))),
  );
  return Buffer.from(writeXml(root), 'utf8');
}

/** Order is that of the schema (CDA R2, POCD_MT000040). */
function headOf(note: ConsultationNote): readonly (Node | undefined)[] {
  return [
    element('realmCode', { code: 'US' }),
    element('typeId', { root: '2.16.840.1.113883.1.3', extension: 'POCD_HD000040' }),
    ...['2.16.840.1.113883.10.20.22.1.1', '2.16.840.1.113883.10.20.22.1.10'].map((root) =>
      element('templateId', { root, extension: '2015-08-01' }),
    ),
    element('id', { root: note.id }),
    element('code', {
      code: '11488-4',
      codeSystem: '2.16.840.1.113883.6.1',
      codeSystemName: 'LOINC',
      displayName: 'Consult note',
    }),
    element('title', {}, note.title),
    element('effectiveTime', { value: timestamp(note.composedAt) }),
    element('confidentialityCode', { code: 'N', codeSystem: '2.16.840.1.113883.5.25' }),
    element('languageCode', { code: 'en-US' }),
    note.documentId === undefined ? undefined : element('setId', { root: uuidOf(note.documentId) }),
    note.documentId === undefined
      ? undefined
      : element('versionNumber', { value: note.replaces === undefined ? '1' : '2' }),
  ];
}

function peopleOf(note: ConsultationNote): readonly (Node | undefined)[] {
  const { patient, practice, referrer } = note;
  const who = note.author ?? note.signer;
  const ids = patient.identifiers.filter((id) => id.type !== 'SS' && id.system !== `urn:oid:${SSN}`);
  return [
    element(
      'recordTarget',
      {},
      element(
        'patientRole',
        {},
        ids.length === 0 ? unknown('id') : ids.map(idOf),
        unknown('addr'),
        unknown('telecom'),
        element(
          'patient',
          {},
          nameOf(patient, 'L'),
          element('administrativeGenderCode', genderOf(patient.sex)),
          patient.birthDate === undefined
            ? unknown('birthTime')
            : element('birthTime', { value: patient.birthDate.replaceAll('-', '') }),
        ),
      ),
    ),
    element(
      'author',
      {},
      element('time', { value: timestamp(note.signedAt ?? note.composedAt) }),
      element('assignedAuthor', {}, assigned(who, practice, 'assignedPerson')),
    ),
    element('custodian', {}, element('assignedCustodian', {}, custodianOf(practice))),
    referrer === undefined
      ? undefined
      : element('informationRecipient', {}, element('intendedRecipient', {}, recipientOf(referrer))),
    note.signer === undefined || note.signedAt === undefined
      ? undefined
      : element(
          'legalAuthenticator',
          {},
          element('time', { value: timestamp(note.signedAt) }),
          element('signatureCode', { code: 'S' }),
          element('assignedEntity', {}, assigned(note.signer, practice, 'assignedPerson')),
        ),
    // Whom to ask back (C-CDA R2.1, Consultation Note: participant CALLBCK).
    element(
      'participant',
      { typeCode: 'CALLBCK' },
      element(
        'associatedEntity',
        { classCode: 'ASSIGNED' },
        unknown('id'),
        unknown('addr'),
        telecomOf(practice.phone),
        element('scopingOrganization', {}, element('name', {}, practice.name)),
      ),
    ),
  ];
}

function contextOf(note: ConsultationNote): readonly (Node | undefined)[] {
  const at = note.serviceAt === undefined ? undefined : timestamp(note.serviceAt);
  const time =
    at === undefined ? unknown('effectiveTime') : element('effectiveTime', {}, element('low', { value: at }));
  return [
    note.placerOrder === undefined
      ? undefined
      : element('inFulfillmentOf', {}, element('order', {}, idOf(note.placerOrder))),
    element('documentationOf', {}, element('serviceEvent', { classCode: 'PCPR' }, time)),
    note.replaces === undefined
      ? undefined
      : element(
          'relatedDocument',
          { typeCode: 'RPLC' },
          element(
            'parentDocument',
            {},
            element('id', { root: uuidOf(note.replaces) }),
            element('setId', { root: uuidOf(note.replaces) }),
          ),
        ),
    element(
      'componentOf',
      {},
      element('encompassingEncounter', {}, element('id', { root: uuidOf(`${note.id}|visit`) }), time),
    ),
  ];
}

function bodyOf(pdf: Uint8Array): Node {
  const base64 = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('base64');
  return element('text', { mediaType: 'application/pdf', representation: 'B64' }, base64);
}

function assigned(
  who: Person | undefined,
  practice: ConsultationNote['practice'],
  person: string,
): readonly (Node | undefined)[] {
  return [
    who?.npi === undefined ? unknown('id') : element('id', { root: NPI, extension: who.npi }),
    unknown('addr'),
    telecomOf(practice.phone),
    who?.family === undefined ? undefined : element(person, {}, nameOf(who)),
    element('representedOrganization', {}, element('name', {}, practice.name)),
  ];
}

function custodianOf({ name, phone }: ConsultationNote['practice']): Node {
  return element(
    'representedCustodianOrganization',
    {},
    element('id', { root: uuidOf(`practice|${name}`) }),
    element('name', {}, name),
    telecomOf(phone),
    unknown('addr'),
  );
}

function recipientOf(referrer: NonNullable<ConsultationNote['referrer']>): readonly (Node | undefined)[] {
  return [
    referrer.npi === undefined ? undefined : element('id', { root: NPI, extension: referrer.npi }),
    referrer.family === undefined ? undefined : element('informationRecipient', {}, nameOf(referrer)),
    referrer.organisation === undefined
      ? undefined
      : element('receivedOrganization', {}, element('name', {}, referrer.organisation)),
  ];
}

function nameOf({ family, given }: Person, use?: string): Node {
  return element(
    'name',
    { use },
    given === undefined ? undefined : element('given', {}, given),
    family === undefined ? undefined : element('family', {}, family),
  );
}

/** An id as its owner wrote it. One that has no OID of its own gets a root made of its system's name, always the same. */
function idOf({ system, value }: Id): Node {
  const oid = /^urn:oid:([\d.]+)$/.exec(system)?.[1];
  if (oid !== undefined) return element('id', { root: oid, extension: value });
  const itself = system === URI_SYSTEM ? /^urn:(?:oid|uuid):(.+)$/.exec(value)?.[1] : undefined;
  if (itself !== undefined) return element('id', { root: itself });
  return element('id', { root: uuidOf(system), extension: value, assigningAuthorityName: system });
}

/** A UUID of a text, always the same (RFC 9562 version 8: made by our own rule). */
export function uuidOf(text: string): string {
  const hex = sha256Hex(Buffer.from(text));
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** HL7 TS in UTC; a day stays a day. */
function timestamp(at: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(at)) return at.replaceAll('-', '');
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
}

function genderOf(sex: string | undefined): Readonly<Record<string, string>> {
  const code = { F: 'F', M: 'M', female: 'F', male: 'M', U: 'UN', other: 'UN' }[sex ?? ''];
  return code === undefined ? { nullFlavor: 'UNK' } : { code, codeSystem: '2.16.840.1.113883.5.1' };
}

function telecomOf(phone: string): Node {
  return element('telecom', { use: 'WP', value: `tel:${phone.replace(/[^\d+]/g, '')}` });
}

function unknown(name: string): Node {
  return element(name, { nullFlavor: 'UNK' });
}

const NPI = '2.16.840.1.113883.4.6';
const SSN = '2.16.840.1.113883.4.1';
const URI_SYSTEM = 'urn:ietf:rfc:3986';
