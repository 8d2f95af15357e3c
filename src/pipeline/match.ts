import type { Fact, Identifier, PartyClaim, PatientClaim } from '../domain/fact.ts';
import { withNameNumber } from '../domain/match-partner.ts';
import type { Subject } from '../sdk/mapping.ts';
import type { Tx } from '../store/database.ts';
import { findPartnerCandidates, toPartnerRecord } from '../store/partners.ts';
import { findPatientCandidates } from '../store/patients.ts';
import { openPartners } from './known-partners.ts';
import { openPatients, type Decided, type Preset } from './known-patients.ts';

/** Who the people of a batch are: found with two queries for the whole batch, then decided message by message in memory. */
export type Matching = {
  /** Decides, and enters a patient nobody knew. `preset`: who it is was settled already. */
  readonly patient: (claim: PatientClaim, preset?: Preset) => Decided;
  /** For a merge: who holds one of these numbers already. The message itself says that they are one person's. */
  readonly holder: (identifiers: readonly Identifier[]) => string | undefined;
  /** The partner a party means, entered as *discovered* when unknown; undefined for self-referred and nobody. */
  readonly partner: (claim: PartyClaim, sender?: string) => string | undefined;
  /** The prior record of a merge becomes the survivor's, with everybody who held one of its numbers. */
  readonly merge: (survivorId: string, prior: PatientClaim) => void;
  /** Who a patient is now, after the merges of this batch. */
  readonly survivor: (patientId: string) => string;
  /** Patients somebody was merged into. */
  readonly survivors: () => readonly string[];
  /** How often something was learnt of anybody, and of whom since such a turn. */
  readonly turn: () => number;
  readonly learntSince: (turn: number) => ReadonlySet<string>;
  /** Does all of `work`, or nothing of it when its result is not kept. */
  readonly attempt: <Result>(work: () => Result, isKept: (result: Result) => boolean) => Result;
  /** Writes what was entered and merged, and returns the patients of whom more is known now. Facts refer to it: call it first. */
  readonly flush: () => Promise<readonly string[]>;
};

/** A subject and the system that speaks of it; a name without a number means something only inside that system. */
export type Heard = { readonly subject: Subject; readonly sender?: string };

export async function openMatching(tx: Tx, heard: readonly Heard[]): Promise<Matching> {
  const claims = heard.flatMap(({ subject }) => [subject.patient, ...subject.facts.flatMap(priorOf)]);
  const parties = heard.flatMap(({ subject, sender }) =>
    subject.facts.flatMap(partyOf).map((party) => withNameNumber(party, sender)),
  );
  const patients = openPatients(await findPatientCandidates(tx, claims));
  const partners = openPartners(
    parties.length === 0 ? [] : (await findPartnerCandidates(tx, parties)).map(toPartnerRecord),
  );
  return {
    patient: patients.decide,
    merge: patients.merge,
    holder: patients.holder,
    survivor: patients.survivor,
    survivors: patients.survivors,
    turn: patients.turn,
    learntSince: patients.learntSince,
    partner: partners.decide,
    attempt: (work, isKept) => {
      const undo = [patients.mark(), partners.mark()];
      const result = work();
      if (!isKept(result)) undo.forEach((back) => back());
      return result;
    },
    flush: async () => {
      await partners.flush(tx);
      return patients.flush(tx);
    },
  };
}

/** The party a fact names, if it names one. */
function partyOf(fact: Fact): readonly PartyClaim[] {
  return fact.kind === 'party_named' && fact.party ? [fact.party] : [];
}

function priorOf(fact: Fact): readonly PatientClaim[] {
  return fact.kind === 'patient_merged' ? [fact.prior] : [];
}
