import type { ContactAttempted, Fact, Link } from '../domain/fact.ts';
import { statementLink } from '../domain/threads.ts';
import { now } from '../lib/clock.ts';
import type { Tx } from '../store/database.ts';
import { findReferral, type ReferralRow } from '../store/ledger.ts';
import { listReferralFacts, type ReferralFact } from '../store/referral-facts.ts';
import { answerReviewsByKey } from '../store/reviews.ts';
import type { Hub } from './hub.ts';
import { said, withReferral, type Answered, type Made } from './person-statement.ts';

/** Two referrals of one patient are one: the evidence of both is assembled together from now on. */
export async function joinReferrals(
  hub: Hub,
  referralId: string,
  otherId: string,
  person: string,
): Promise<Answered> {
  return withBoth(hub, referralId, otherId, person, (one, other) => {
    // All of them, so that an earlier "these are two" is lifted whatever it was about.
    return {
      kind: 'threads_joined',
      effectiveAt: now(),
      lineage: [],
      links: everyLink([...one, ...other]),
    };
  });
}

/** Two referrals of one patient are two, whatever looks alike: they are never joined, and nobody is asked again. */
export async function keepApart(
  hub: Hub,
  referralId: string,
  otherId: string,
  person: string,
): Promise<Answered> {
  return withBoth(hub, referralId, otherId, person, (one, other) => partedFact(one, other));
}

/**
 * One referral is two: what these messages said (and what hangs on their numbers) becomes a referral of its own. The first keeps
 * its id and history. `not_found` when the messages said all of it, or nothing.
 */
export async function splitReferral(
  hub: Hub,
  referralId: string,
  messageIds: readonly string[],
  person: string,
): Promise<Answered> {
  return withReferral(hub, referralId, person, async (tx, referral) => {
    const facts = await listReferralFacts(tx, referral.id);
    const away = facts.filter((one) => one.messageId !== null && messageIds.includes(one.messageId));
    const rest = facts.filter((one) => !away.includes(one));
    if (away.length === 0 || rest.length === 0) return undefined;
    return { fact: partedFact(rest, away) };
  });
}

/** A person looked at a doubtful referral: it is one. */
export async function confirmReferral(hub: Hub, referralId: string, person: string): Promise<Answered> {
  return aboutReferral(hub, referralId, person, { kind: 'referral_confirmed' });
}

/** Puts a referral on hold, or takes it off. */
export async function holdReferral(
  hub: Hub,
  referralId: string,
  hold: { readonly isOnHold: boolean; readonly reason?: string },
  person: string,
): Promise<Answered> {
  return aboutReferral(hub, referralId, person, { kind: 'referral_held', ...hold });
}

/** Writes down an attempt to reach the patient. */
export async function logContact(
  hub: Hub,
  referralId: string,
  outcome: ContactAttempted['outcome'],
  person: string,
): Promise<Answered> {
  return aboutReferral(hub, referralId, person, { kind: 'contact_attempted', outcome });
}

type Said =
  | { readonly kind: 'referral_confirmed' }
  | { readonly kind: 'referral_held'; readonly isOnHold: boolean; readonly reason?: string }
  | { readonly kind: 'contact_attempted'; readonly outcome: ContactAttempted['outcome'] };

function aboutReferral(hub: Hub, referralId: string, person: string, fact: Said): Promise<Answered> {
  return withReferral(hub, referralId, person, async (tx, referral) => ({
    fact: { ...(await said(tx, referral)), ...fact },
  }));
}

/** Of two referrals of one patient, that are not one already. */
function withBoth(
  hub: Hub,
  referralId: string,
  otherId: string,
  person: string,
  make: (one: readonly ReferralFact[], other: readonly ReferralFact[]) => Fact,
): Promise<Answered> {
  return withReferral(
    hub,
    referralId,
    person,
    async (tx, referral): Promise<Made | 'already_answered' | undefined> => {
      const other = await otherReferral(tx, referral, otherId);
      if (other === undefined) return undefined;
      if (other.id === referral.id) return 'already_answered';
      const key = `same_referral|${[referral.id, other.id].toSorted().join('|')}`;
      const fact = make(await listReferralFacts(tx, referral.id), await listReferralFacts(tx, other.id));
      await answerReviewsByKey(tx, [key], { isSame: fact.kind === 'threads_joined' }, person);
      return { fact };
    },
  );
}

async function otherReferral(
  tx: Tx,
  referral: ReferralRow,
  otherId: string,
): Promise<ReferralRow | undefined> {
  const other = await findReferral(tx, otherId);
  return other?.patientId === referral.patientId ? other : undefined;
}

function partedFact(one: readonly ReferralFact[], other: readonly ReferralFact[]): Fact {
  return {
    kind: 'threads_parted',
    effectiveAt: now(),
    lineage: [],
    links: [],
    one: everyLink(one),
    other: everyLink(other),
  };
}

/** Said by nobody but the hub: they go where their document goes. */
const aboutDocument: ReadonlySet<Fact['kind']> = new Set(['note_delivered', 'note_released']);

/** By its numbers, which later messages carry too, and by itself, for what has none. */
function everyLink(facts: readonly ReferralFact[]): readonly Link[] {
  const links = new Map<string, Link>();
  for (const { links: own, fingerprint } of facts.filter((one) => !aboutDocument.has(one.kind)))
    for (const link of [...own, statementLink(fingerprint)])
      links.set(`${link.kind}|${link.system}|${link.value}`, link);
  return [...links.values()];
}
