import { createHash } from 'node:crypto';
import { encodeMessage, segment } from '../../formats/hl7v2/encode.ts';
import type { ComponentValue, FieldValue, SegmentValue } from '../../formats/hl7v2/encode.ts';
import { formatTimestamp } from '../../formats/hl7v2/time.ts';
import type { Parcel, ParcelSubject } from '../../sdk/destination.ts';
import type { MllpSettings } from './config.ts';

/** A message around a document: the document's base64 stands between head and tail and is never put together with them. */
export type DocumentMessage = {
  readonly controlId: string;
  readonly head: Uint8Array;
  readonly document: Uint8Array;
  readonly tail: Uint8Array;
};

/** The length MSH-10 has in every version before 2.7 (section 2.15.9.10). */
const CONTROL_ID_LENGTH = 20;
const NPI_OID = '2.16.840.1.113883.4.6';

/** Table 0211. */
const CHARSETS = { 'utf-8': 'UNICODE UTF-8', 'iso-8859-1': '8859/1', 'us-ascii': 'ASCII' } as const;

const NOTICES: Readonly<Record<Exclude<Parcel['purpose'], 'note'>, readonly [code: string, text: string]>> = {
  no_show: ['NO-SHOW', 'No-show notice'],
  cancellation: ['CANCELLATION', 'Cancellation notice'],
  correction: ['CORRECTION', 'Correction notice'],
  liaison_alert: ['ALERT', 'Alert'],
  request: ['REQUEST', 'Request'],
};

type Subjects = { readonly about: ParcelSubject; readonly document: Uint8Array };

/**
 * MDM^T02, or T10/T08 for an amended note: MSH EVN PID PV1 TXA OBX (v2.5.1 section 9.6.2); where the receiver wants results,
 * ORU^R01: MSH PID PV1 ORC OBR OBX (7.3.1). Everything in it follows from the parcel, so that a repeat is the same message byte for byte.
 */
export function buildDocumentMessage(
  parcel: Parcel,
  { about, document }: Subjects,
  settings: MllpSettings,
): DocumentMessage {
  const controlId = controlIdOf(parcel.key);
  const { note } = about;
  const isResult = settings.message === 'ORU^R01';
  const trigger = note?.isAmendment ? settings.amendmentTrigger : 'T02';
  const time = (instant: string | undefined): string | undefined => writeTime(instant, settings.zone);
  const composedAt = time(parcel.composedAt);
  // Stands for the document while the rest is encoded; holds no character that would be escaped.
  const gap = `@${controlId}@`;
  const encoded = asBuffer(
    encodeMessage([
      segment('MSH', {
        3: settings.sendingApplication,
        4: settings.sendingFacility,
        5: settings.receivingApplication,
        6: settings.receivingFacility,
        7: composedAt,
        9: isResult ? ['ORU', 'R01', 'ORU_R01'] : ['MDM', trigger, 'MDM_T02'],
        10: controlId,
        11: settings.processingId,
        12: '2.5.1',
        18: CHARSETS[settings.charset],
      }),
      ...(isResult ? [] : [segment('EVN', { 1: trigger, 2: composedAt, 6: time(note?.signedAt) })]),
      patientSegment(about.patient),
      segment('PV1', { 1: '1', 2: 'O', 8: person(about.referrer), 44: time(note?.serviceAt) }),
      ...(isResult
        ? resultSegments(parcel, about, settings, controlId)
        : [segment('TXA', transcription(parcel, about, settings, controlId))]),
      segment('OBX', {
        1: '1',
        2: 'ED',
        3: observation(parcel, about),
        5: [undefined, 'application', 'pdf', 'Base64', gap],
        11: isResult ? resultStatus(about) : 'F',
        14: time(note?.serviceAt),
        ...(isResult && { 16: person(note?.author) }),
      }),
    ]),
  );
  const at = encoded.lastIndexOf(gap);
  return {
    controlId,
    head: inCharset(encoded.subarray(0, at), settings.charset),
    document,
    tail: inCharset(encoded.subarray(at + gap.length), settings.charset),
  };
}

/** Stable over repeats, and short enough for every receiver. */
export function controlIdOf(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex').toUpperCase();
  return `RL${hash.slice(0, CONTROL_ID_LENGTH - 2)}`;
}

function patientSegment(patient: ParcelSubject['patient']): SegmentValue {
  const identifiers = patient.identifiers.map(({ system, value, type }): readonly ComponentValue[] => [
    value,
    undefined,
    undefined,
    authority(system),
    type,
  ]);
  return segment('PID', {
    1: '1',
    3: { repetitions: identifiers },
    5: [patient.family, patient.given, undefined, undefined, undefined, undefined, 'L'],
    7: patient.birthDate?.replaceAll('-', ''),
    8: patient.sex,
  });
}

/** TXA (section 9.7.1). The document is authenticated and available: nothing else is ever delivered. */
function transcription(
  parcel: Parcel,
  { note, placerOrder, referrer }: ParcelSubject,
  settings: MllpSettings,
  controlId: string,
): Readonly<Record<number, FieldValue>> {
  const time = (instant: string | undefined): string | undefined => writeTime(instant, settings.zone);
  const application = settings.sendingApplication;
  const signedAt = time(note?.signedAt);
  const isNote = parcel.purpose === 'note' && note !== undefined;
  // Where an amended note keeps its number, the one it replaces has the same.
  const parent = isNote && note.isAmendment ? (note.replaces ?? note.documentId) : undefined;
  return {
    1: '1',
    2: settings.documentType,
    3: 'AP',
    4: time(note?.serviceAt) ?? time(parcel.composedAt),
    5: person(note?.author),
    6: time(parcel.composedAt),
    9: person(note?.author),
    12: [isNote ? note.documentId : controlId, application],
    13: parent === undefined ? undefined : [parent, application],
    14: placerOrder && [placerOrder.value, ...entityAuthority(placerOrder.system)],
    16: `${controlId}.pdf`,
    17: 'AU',
    19: 'AV',
    22: signedAt === undefined ? undefined : authenticator(note?.author, signedAt),
    23: person(referrer),
  };
}

/** ORC and OBR (sections 4.5.1 and 7.4.1): the document is the result of the referrer's own order. */
function resultSegments(
  parcel: Parcel,
  about: ParcelSubject,
  settings: MllpSettings,
  controlId: string,
): readonly SegmentValue[] {
  const { note, placerOrder, referrer } = about;
  const time = (instant: string | undefined): string | undefined => writeTime(instant, settings.zone);
  const isNote = parcel.purpose === 'note' && note !== undefined;
  const placer = placerOrder && [placerOrder.value, ...entityAuthority(placerOrder.system)];
  const filler = [isNote ? note.documentId : controlId, settings.sendingApplication];
  const author = note?.author;
  return [
    segment('ORC', { 1: 'RE', 2: placer, 3: filler, 12: person(referrer) }),
    segment('OBR', {
      1: '1',
      2: placer,
      3: filler,
      4: observation(parcel, about),
      7: time(note?.serviceAt) ?? time(parcel.composedAt),
      16: person(referrer),
      22: time(note?.signedAt) ?? time(parcel.composedAt),
      25: resultStatus(about),
      // NDL: who is its first component, in subcomponents.
      32: author && [[author.npi, author.family, author.given]],
    }),
  ];
}

/** Table 0123: an amended note corrects what was final. */
function resultStatus({ note }: ParcelSubject): 'F' | 'C' {
  return note?.isAmendment ? 'C' : 'F';
}

function observation(parcel: Parcel, { note }: ParcelSubject): FieldValue {
  if (parcel.purpose === 'note') return ['11488-4', 'Consult note', 'LN', undefined, note?.title];
  return [...NOTICES[parcel.purpose], 'L'];
}

type Person = NonNullable<ParcelSubject['note']>['author'];

/** XCN: an NPI with its authority, or a name alone. */
function person(who: Person): readonly ComponentValue[] | undefined {
  if (!who) return undefined;
  const name = [who.npi, who.family, who.given] as const;
  if (who.npi === undefined) return name;
  const blank = Array.from({ length: 5 }, () => undefined);
  return [...name, ...blank, [undefined, NPI_OID, 'ISO'], 'L', undefined, undefined, 'NPI'];
}

/** PPN is XCN with the time of the signature as component 15. */
function authenticator(who: Person, signedAt: string): readonly ComponentValue[] {
  const named = person(who) ?? [];
  return [...named, ...Array.from({ length: 14 - named.length }, () => undefined), signedAt];
}

/** HD of an identifier's system: `urn:oid:…` is world-wide, `<sender>:<namespace>` is the sender's own name for it. */
function authority(system: string): ComponentValue {
  if (system === 'npi') return [undefined, NPI_OID, 'ISO'];
  if (system.startsWith('urn:oid:')) return [undefined, system.slice('urn:oid:'.length), 'ISO'];
  return system.slice(system.indexOf(':') + 1);
}

/** EI components 2 to 4. */
function entityAuthority(system: string): readonly (string | undefined)[] {
  const issuer = authority(system);
  return typeof issuer === 'string' ? [issuer] : [...(issuer ?? [])];
}

/** A day stays a day; an instant carries its offset. What is neither is left out: an invented time would be worse. */
function writeTime(instant: string | undefined, zone: string | undefined): string | undefined {
  if (instant === undefined) return undefined;
  if (/^\d{4}(-\d\d){0,2}$/.test(instant)) return instant.replaceAll('-', '');
  return Number.isNaN(Date.parse(instant)) ? undefined : formatTimestamp(instant, zone);
}

/** Accents are dropped where the charset has no letter for them; what still has none becomes a question mark. */
function inCharset(utf8: Buffer, charset: MllpSettings['charset']): Uint8Array {
  if (charset === 'utf-8') return utf8;
  const last = charset === 'us-ascii' ? 0x7f : 0xff;
  const fits = (text: string): boolean =>
    Array.from(text).every((letter) => (letter.codePointAt(0) ?? 0) <= last);
  const letters = Array.from(utf8.toString('utf8'), (letter) => {
    if (fits(letter)) return letter;
    const plain = letter.normalize('NFKD').replace(/\p{M}/gu, '');
    return plain !== '' && fits(plain) ? plain : '?';
  });
  return Buffer.from(letters.join(''), 'latin1');
}

/** The same memory, with the methods of a Buffer. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
