import type { PartyClaim, PatientClaim } from '../../fact.ts';
import { decidePartner, type WeighedParty } from './decide-partner.ts';
import { decidePatient, patientClaim } from './decide-patient.ts';
import {
  senderKeyOf,
  type DocumentEvidence,
  type EvidenceWanted,
  type PartnerDecision,
  type PatientDecision,
} from './evidence.ts';
import { personOf } from '../canonical.ts';
import type { FieldName } from '../fields.ts';
import { misreadNumbers } from '../knowledge/ocr-slips.ts';
import { knownName, mended, repairParty, withNameByNpi } from './repair-party.ts';
import { repairPatient } from './repair-patient.ts';
import { claimOfSaid, saidParty, type SaidParty } from './said-party.ts';
import type { RawReading } from '../signals.ts';
import type { RawDocument, Transport } from '../understanding.ts';
import { weighPartners } from './weigh-partners.ts';

/** Whom and what the directory and the index are to be asked for all documents of one arrival at once. */
export function evidenceWanted(documents: readonly RawDocument[], transport: Transport): EvidenceWanted {
  const senderKey = senderKeyOf(transport);
  return {
    senderKeys: senderKey === undefined ? [] : [senderKey],
    parties: documents.flatMap(({ fields }) => partiesOf(fields, transport)),
    patients: documents.flatMap(({ fields }) => patientsOf(fields)),
  };
}

function partiesOf(fields: readonly RawReading[], transport: Transport): readonly PartyClaim[] {
  const parties = (['referrer', 'pcp'] as const).map((group) => saidParty(fields, group, transport));
  const provider = fields.find(({ field, value }) => field === 'requested_provider' && value !== '');
  const requested: readonly PartyClaim[] = provider
    ? [{ kind: 'person', identifiers: [], name: personOf(provider.value) }]
    : [];
  const { fromNumber } = transport;
  return [
    ...parties.map(claimOfSaid).filter(isAskable),
    // The line it was sent from is asked for itself when the document names another.
    ...(fromNumber === undefined ? [] : [lineClaim(fromNumber)]),
    ...parties.flatMap(misreadLines),
    ...requested,
  ];
}

/** The lines that were read, one likely misread figure off. */
function misreadLines({ fax, phone }: SaidParty): readonly PartyClaim[] {
  return [fax, phone].flatMap((line) => (line === undefined ? [] : misreadNumbers(line).map(lineClaim)));
}

function lineClaim(line: string): PartyClaim {
  return { kind: 'organisation', identifiers: [], fax: line };
}

function isAskable({ identifiers, name, organisation, phone, fax }: PartyClaim): boolean {
  return identifiers.length > 0 || [name, organisation, phone, fax].some((one) => one !== undefined);
}

/** The patient as read, and with the likeliest other readings of the name. */
function patientsOf(fields: readonly RawReading[]): readonly PatientClaim[] {
  const claim = patientClaim(fields);
  if (claim === undefined) return [];
  const others = fields.find(({ field }) => field === 'patient_name')?.others ?? [];
  return [claim, ...others.slice(0, 2).map(({ value }) => ({ ...claim, name: personOf(value) }))];
}

export type RepairedDocument = {
  readonly document: RawDocument;
  readonly partner: PartnerDecision;
  readonly patient: PatientDecision;
};

/** The readings with what the directory and the index say of them, whom the document is from and whose it is. */
export function repairWithEvidence(
  document: RawDocument,
  evidence: DocumentEvidence,
  transport: Transport,
): RepairedDocument {
  const referrer = decidePartner(saidParty(document.fields, 'referrer', transport), evidence);
  const pcp = decidePartner(saidParty(document.fields, 'pcp', transport), evidence);
  const patient = decidePatient(patientClaim(document.fields), evidence.patients);
  const mendedFields = repairParty(repairParty(document.fields, 'referrer', referrer), 'pcp', pcp);
  const byDirectory = withStrangers(
    withStrangers(withNameByNpi(mendedFields, referrer), ['referrer_name'], referrer),
    ['pcp_name', 'pcp_npi'],
    pcp,
  );
  const fields = repairPatient(byDirectory, patient).map((reading) => knownProvider(reading, evidence));
  return { document: { ...document, fields }, partner: referrer.decision, patient: patient.decision };
}

/** Whom the directory does not know at all may be the patient, or a word of the form. */
function withStrangers(
  fields: readonly RawReading[],
  names: readonly FieldName[],
  { decision }: WeighedParty,
): readonly RawReading[] {
  if (decision.outcome !== 'open' || decision.candidates.length > 0) return fields;
  return fields.map((reading) =>
    names.includes(reading.field) ? { doubt: 'Nobody like this is in the directory.', ...reading } : reading,
  );
}

/** The doctor asked for is one of the practice's own: the one whose name is that, or nearly that. */
function knownProvider(reading: RawReading, { partners }: DocumentEvidence): RawReading {
  if (reading.field !== 'requested_provider') return reading;
  const own = partners.filter(({ isOwn }) => isOwn).map((partner) => ({ ...partner, isOwn: false }));
  const named = weighPartners(
    { person: personOf(reading.value) },
    { partners: own, senders: [], patients: [] },
  ).filter(({ name }) => name === 'same' || name === 'close' || name === 'rough');
  const [only, other] = named;
  if (!only && own.length > 0) return { doubt: 'No doctor of this practice has this name.', ...reading };
  return only && !other ? mended(reading, knownName(reading, only.partner, true), true) : reading;
}
