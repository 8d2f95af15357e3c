import type { Fact, Identifier, PartyClaim, PatientClaim } from '../domain/fact.ts';
import { matchPartner, partyNameKey, type PartnerRecord } from '../domain/match-partner.ts';
import { matchPatient, type PatientMatch, type PatientRecord } from '../domain/match-patient.ts';
import { nameKey, phoneKey } from '../domain/names.ts';
import { newId } from '../lib/ids.ts';
import type { Subject } from '../sdk/mapping.ts';
import type { Tx } from '../store/database.ts';
import {
  findPartnerCandidates,
  insertPartnerIdentifiers,
  insertPartners,
  toPartnerRecord,
} from '../store/partners.ts';
import {
  findPatientCandidates,
  insertIdentifiers,
  mergePatients,
  upsertPatients,
} from '../store/patients.ts';

/** A patient who was new has been entered and is certain. */
export type Decided = Exclude<PatientMatch, { readonly outcome: 'new' }>;

/** Who the people of a batch are: found with two queries for the whole batch, then decided message by message in memory. */
export type Matching = {
  /** Decides, and enters a patient nobody knew. `presetId` and `isNew`: a person already decided who it is, or that nobody knows them. */
  readonly patient: (claim: PatientClaim, presetId?: string, isNew?: boolean) => Decided;
  /** For a merge: who holds one of these numbers already. The message itself says that they are one person's. */
  readonly holder: (identifiers: readonly Identifier[]) => string | undefined;
  /** The partner a party means, entered as *discovered* when unknown; undefined for self-referred and nobody. */
  readonly partner: (claim: PartyClaim) => string | undefined;
  /** The prior record of a merge becomes the survivor's; returns the id that ceased, if two were known. */
  readonly merge: (survivorId: string, prior: PatientClaim) => string | undefined;
  /** Writes what was entered and merged, and returns the patients of whom more is known now. Facts refer to it: call it first. */
  readonly flush: () => Promise<readonly string[]>;
};

export async function openMatching(tx: Tx, subjects: readonly Subject[]): Promise<Matching> {
  const claims = subjects.flatMap((subject) => [subject.patient, ...subject.facts.flatMap(priorOf)]);
  const parties = subjects.flatMap((subject) => subject.facts.flatMap(partyOf));
  const patients = openPatients(await findPatientCandidates(tx, claims));
  const partners = openPartners(
    parties.length === 0 ? [] : (await findPartnerCandidates(tx, parties)).map(toPartnerRecord),
  );
  return {
    patient: patients.decide,
    merge: patients.merge,
    holder: patients.holder,
    partner: partners.decide,
    flush: async () => {
      await partners.flush(tx);
      return patients.flush(tx);
    },
  };
}

/** The party a fact names, if it names one. */
export function partyOf(fact: Fact): readonly PartyClaim[] {
  return fact.kind === 'party_named' && fact.party ? [fact.party] : [];
}

function priorOf(fact: Fact): readonly PatientClaim[] {
  return fact.kind === 'patient_merged' ? [fact.prior] : [];
}

function openPatients(found: readonly PatientRecord[]) {
  const { byId, byIdentifier, byBirth, index } = indexPatients(found);
  const news: PatientNews = { created: [], added: [], merges: [] };

  const candidates = (claim: PatientClaim): readonly PatientRecord[] => {
    const ids = new Set(claim.identifiers.map((id) => byIdentifier.get(keyOf(id))));
    for (const id of byBirth.get(birthKey(claim.birthDate, claim.name) ?? '') ?? []) ids.add(id);
    return [...ids].flatMap((id) => (id === undefined ? [] : (byId.get(id) ?? [])));
  };

  const learn = (patientId: string, claim: PatientClaim): void => {
    const fresh = claim.identifiers.filter((id) => !byIdentifier.has(keyOf(id)));
    for (const id of fresh) news.added.push({ ...id, patientId });
    index(mergeRecord(patientId, byId.get(patientId), claim, fresh));
  };

  return {
    decide: (claim: PatientClaim, presetId?: string, isNew = false): Decided => {
      const match =
        presetId === undefined && !isNew ? matchPatient(claim, candidates(claim)) : decided(presetId);
      if (match.outcome === 'ask') return match;
      const patientId = match.outcome === 'certain' ? match.patientId : newId();
      if (match.outcome === 'new') news.created.push(patientId);
      learn(patientId, claim);
      return { outcome: 'certain', patientId, reasons: match.reasons };
    },
    holder: (identifiers: readonly Identifier[]): string | undefined =>
      identifiers.map((id) => byIdentifier.get(keyOf(id))).find((id) => id !== undefined),
    merge: (survivorId: string, prior: PatientClaim): string | undefined => {
      const priorIds = new Set(prior.identifiers.flatMap((id) => byIdentifier.get(keyOf(id)) ?? []));
      const [loserId] = [...priorIds].filter((id) => id !== survivorId);
      const loser = loserId === undefined ? undefined : byId.get(loserId);
      if (loser) {
        news.merges.push({ loserId: loser.id, survivorId });
        byId.delete(loser.id);
        for (const [key, id] of byIdentifier) if (id === loser.id) byIdentifier.set(key, survivorId);
        for (const ids of byBirth.values()) if (ids.includes(loser.id)) ids.splice(ids.indexOf(loser.id), 1);
      }
      learn(survivorId, { identifiers: [...(loser?.identifiers ?? []), ...prior.identifiers] });
      return loser?.id;
    },
    flush: (tx: Tx) => writePatients(tx, news),
  };
}

/** Records as they are known while a batch works on them, by what a claim can be compared with. */
function indexPatients(found: readonly PatientRecord[]) {
  const byId = new Map<string, PatientRecord>();
  const byIdentifier = new Map<string, string>();
  const byBirth = new Map<string, string[]>();
  const index = (record: PatientRecord): void => {
    byId.set(record.id, record);
    for (const id of record.identifiers) byIdentifier.set(keyOf(id), record.id);
    const birth = birthKey(record.birthDate, record);
    if (birth && !byBirth.get(birth)?.includes(record.id))
      byBirth.set(birth, [...(byBirth.get(birth) ?? []), record.id]);
  };
  for (const record of found) index(record);
  return { byId, byIdentifier, byBirth, index };
}

type PatientNews = {
  readonly created: string[];
  readonly added: (Identifier & { readonly patientId: string })[];
  readonly merges: { readonly loserId: string; readonly survivorId: string }[];
};

async function writePatients(tx: Tx, { created, added, merges }: PatientNews): Promise<readonly string[]> {
  await upsertPatients(
    tx,
    created.map((id) => ({ id, demographics: {} })),
  );
  const ceased = new Map(merges.map((one) => [one.loserId, one.survivorId]));
  await insertIdentifiers(
    tx,
    added.map((id) => ({ ...id, patientId: ceased.get(id.patientId) ?? id.patientId })),
  );
  for (const { loserId, survivorId } of merges) await mergePatients(tx, loserId, survivorId);
  const known = merges.flatMap((one) => [one.loserId, one.survivorId]);
  return [...new Set([...added.map((id) => id.patientId), ...known])];
}

function openPartners(found: readonly PartnerRecord[]) {
  const byId = new Map<string, PartnerRecord>();
  const byIdentifier = new Map<string, string>();
  const byLine = new Map<string, Set<string>>();
  const entered: { readonly id: string; readonly claim: PartyClaim }[] = [];
  const added: (Identifier & { readonly partnerId: string })[] = [];

  const index = (record: PartnerRecord): void => {
    byId.set(record.id, record);
    for (const id of record.identifiers) byIdentifier.set(keyOf(id), record.id);
    for (const line of [record.phone, record.fax])
      if (line !== undefined) byLine.set(line, (byLine.get(line) ?? new Set()).add(record.id));
  };
  for (const record of found) index(record);

  // A batch names hundreds of partners: only those that share a number or a line with the claim can be meant.
  const candidates = (claim: PartyClaim): readonly PartnerRecord[] => {
    const ids = new Set(claim.identifiers.map((id) => byIdentifier.get(keyOf(id))));
    for (const line of [phoneKey(claim.phone), phoneKey(claim.fax)])
      for (const id of byLine.get(line ?? '') ?? []) ids.add(id);
    return [...ids].flatMap((id) => (id === undefined ? [] : (byId.get(id) ?? [])));
  };

  return {
    decide: (claim: PartyClaim): string | undefined => {
      const match = matchPartner(claim, candidates(claim));
      if (match.outcome === 'none') return undefined;
      const partnerId = match.outcome === 'certain' ? match.partnerId : newId();
      if (match.outcome === 'new') entered.push({ id: partnerId, claim });
      const fresh = claim.identifiers.filter((id) => !byIdentifier.has(keyOf(id)));
      const known = byId.get(partnerId);
      if (known && fresh.length === 0) return partnerId;
      for (const id of fresh) added.push({ ...id, partnerId });
      index({
        ...(known ?? partnerNamed(partnerId, claim)),
        identifiers: [...(known?.identifiers ?? []), ...fresh],
      });
      return partnerId;
    },
    flush: async (tx: Tx): Promise<void> => {
      await insertPartners(
        tx,
        entered.map((one) => ({ ...one, stage: 'discovered' as const })),
      );
      await insertPartnerIdentifiers(tx, added);
    },
  };
}

function partnerNamed(id: string, claim: PartyClaim): Omit<PartnerRecord, 'identifiers'> {
  const phone = phoneKey(claim.phone);
  const fax = phoneKey(claim.fax);
  return { id, nameKey: partyNameKey(claim), ...(phone ? { phone } : {}), ...(fax ? { fax } : {}) };
}

function decided(patientId: string | undefined): Exclude<PatientMatch, { readonly outcome: 'ask' }> {
  const reasons = ['a person decided'];
  return patientId === undefined ? { outcome: 'new', reasons } : { outcome: 'certain', patientId, reasons };
}

function mergeRecord(
  id: string,
  known: PatientRecord | undefined,
  claim: PatientClaim,
  fresh: readonly Identifier[],
): PatientRecord {
  const family = claim.name?.family ?? known?.family;
  const given = claim.name?.given ?? known?.given;
  const birthDate = claim.birthDate ?? known?.birthDate;
  const address = claim.address ?? known?.address;
  return {
    id,
    identifiers: [...(known?.identifiers ?? []), ...fresh],
    phones: [...new Set([...(known?.phones ?? []), ...(claim.phones ?? [])])],
    ...(family === undefined ? {} : { family }),
    ...(given === undefined ? {} : { given }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(address === undefined ? {} : { address }),
  };
}

function keyOf(id: Identifier): string {
  return `${id.system}|${id.value}`;
}

function birthKey(
  birthDate: string | undefined,
  name: { readonly family?: string; readonly given?: string } | undefined,
): string | undefined {
  const folded = nameKey(name);
  return birthDate?.length === 10 && folded !== '' ? `${birthDate}|${folded}` : undefined;
}
