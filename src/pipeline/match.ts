import type { Fact, Identifier, PartyClaim, PatientClaim } from '../domain/fact.ts';
import { isIdentityFact, otherNumbers } from '../domain/same-patient.ts';
import type { Subject } from '../sdk/mapping.ts';
import type { Tx } from '../store/database.ts';
import { findPatientCandidates } from '../store/patients.ts';
import { findKnownPartners, type DecidedPartner } from './known-partners.ts';
import { openPatients, type Decided, type Preset } from './known-patients.ts';

/** Who the people of a batch are: found with two queries for the whole batch, then decided message by message in memory. */
export type Matching = {
  /** Decides, and enters a patient nobody knew. `preset`: who it is was settled already. */
  readonly patient: (claim: PatientClaim, preset?: Preset) => Decided;
  /** For a merge: who holds one of these numbers already. The message itself says that they are one person's. */
  readonly holder: (identifiers: readonly Identifier[]) => string | undefined;
  /** The partner a party means, entered as *discovered* when unknown; undefined for self-referred and nobody. */
  readonly partner: (claim: PartyClaim, sender?: string) => string | undefined;
  /** The same with the office of a doctor who has several, when it is known. */
  readonly party: (claim: PartyClaim, sender?: string) => DecidedPartner | undefined;
  /** Enters numbers nobody holds as a record of their own that is this patient's for now: the prior one of a merge. */
  readonly enter: (patientId: string, prior: PatientClaim) => void;
  /** How often something was learnt of anybody, and of whom since such a turn. */
  readonly turn: () => number;
  readonly learntSince: (turn: number) => ReadonlySet<string>;
  /** Does all of `work`, or nothing of it when its result is not kept. */
  readonly attempt: <Result>(work: () => Result, isKept: (result: Result) => boolean) => Result;
  /** Writes the partners that were entered. Facts refer to them: call it first. */
  readonly flushPartners: () => Promise<void>;
  /** Writes the new numbers of these patients, who are entered already. */
  readonly flushNumbers: (of: ReadonlySet<string>) => Promise<void>;
  /** Writes the patients that were entered and their numbers, and returns those of whom more is known now. Facts refer to them, too. */
  readonly flushPatients: (described: ReadonlySet<string>) => Promise<readonly string[]>;
};

/** A subject and the system that speaks of it; a name without a number means something only inside that system. */
export type Heard = { readonly subject: Subject; readonly sender?: string };

export async function openMatching(tx: Tx, heard: readonly Heard[]): Promise<Matching> {
  const claims = heard.flatMap(({ subject }) => [subject.patient, ...subject.facts.flatMap(priorOf)]);
  const parties = heard.flatMap(({ subject, sender }) =>
    subject.facts.flatMap(partyOf).map((claim) => ({ claim, ...(sender === undefined ? {} : { sender }) })),
  );
  const patients = openPatients(await findPatientCandidates(tx, claims));
  const partners = await findKnownPartners(tx, parties);
  return {
    patient: patients.decide,
    enter: patients.enter,
    holder: patients.holder,
    turn: patients.turn,
    learntSince: patients.learntSince,
    partner: (claim, sender) => partners.decide(claim, sender)?.partnerId,
    party: partners.decide,
    attempt: (work, isKept) => {
      const undo = [patients.mark(), partners.mark()];
      const result = work();
      if (!isKept(result)) undo.forEach((back) => back());
      return result;
    },
    flushPartners: () => partners.flush(tx),
    flushNumbers: (of) => patients.flushNumbers(tx, of),
    flushPatients: (described) => patients.flush(tx, described),
  };
}

/** The party a fact names, if it names one. */
function partyOf(fact: Fact): readonly PartyClaim[] {
  return fact.kind === 'party_named' && fact.party ? [fact.party] : [];
}

/** The other patient of a statement about two. */
function priorOf(fact: Fact): readonly PatientClaim[] {
  return isIdentityFact(fact) ? [{ identifiers: otherNumbers(fact) }] : [];
}
