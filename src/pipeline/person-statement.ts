import type { Fact, Link, PatientClaim } from '../domain/fact.ts';
import { statementLink } from '../domain/threads.ts';
import { now } from '../lib/clock.ts';
import type { Tx } from '../store/database.ts';
import { findReferral, takePen, type ReferralRow } from '../store/ledger.ts';
import { listReferralFacts } from '../store/referral-facts.ts';
import { loadPatient } from '../store/patients.ts';
import { transaction } from '../store/transaction.ts';
import { apply, type Statement } from './apply.ts';
import type { Hub } from './hub.ts';

/** What became of an answer. */
export type Answered = 'done' | 'already_answered' | 'not_found';

/** What a person says: a fact, and whom it names. */
export type Made = { readonly fact: Fact; readonly partnerId?: string };

/** Adds what a person says about a referral, in one transaction under the pen; without a person the hub itself says it. */
export async function withReferral(
  hub: Hub,
  referralId: string,
  person: string | undefined,
  make: (tx: Tx, referral: ReferralRow) => Promise<Made | 'already_answered' | undefined>,
): Promise<Answered> {
  return changing<Answered>(hub, async (tx) => {
    await takePen(tx);
    const referral = await findReferral(tx, referralId);
    const patient = referral && (await loadPatient(tx, referral.patientId));
    const made = referral && patient && (await make(tx, referral));
    if (!referral || !patient || !made) return 'not_found';
    if (made === 'already_answered') return made;
    const claim: PatientClaim = { identifiers: patient.identifiers };
    const statement: Statement = {
      patientId: referral.patientId,
      claim,
      facts: [made],
      ...(person === undefined
        ? { channel: 'hub', sender: 'hub' }
        : { channel: 'console', sender: 'console', person }),
    };
    await apply(tx, [statement], hub.policy);
    return 'done';
  });
}

const numbered: readonly Link['kind'][] = ['referral', 'appointment', 'visit', 'order'];
/** What a referral is made of; the rest hangs on it. */
const anchors: ReadonlySet<Fact['kind']> = new Set([
  'referral_requested',
  'appointment_stated',
  'visit_stated',
]);

/**
 * A decision is about the referral, and stays with it whatever is assembled later: it points at a statement it rests on (a number may
 * be of both halves of a split), and at the number of that one, which outlives its being said again.
 */
export async function said(tx: Tx, referral: ReferralRow) {
  const facts = await listReferralFacts(tx, referral.id);
  const found = numbered.flatMap((kind) =>
    facts.flatMap(({ links, fingerprint }) =>
      links.filter((link) => link.kind === kind).map((link) => [statementLink(fingerprint), link]),
    ),
  );
  const bare = facts.find(({ kind }) => anchors.has(kind)) ?? facts[0];
  const links: readonly Link[] = found[0] ?? (bare === undefined ? [] : [statementLink(bare.fingerprint)]);
  return { effectiveAt: now(), links, lineage: [] };
}

/** A change that effects and events may follow from. */
export async function changing<T>(hub: Hub, work: (tx: Tx) => Promise<T>): Promise<T> {
  const result = await transaction(hub.db, work);
  hub.wake('effects');
  hub.wake('events');
  return result;
}
