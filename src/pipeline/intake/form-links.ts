import type { Fact, Link } from '../../domain/fact.ts';
import { statementLink } from '../../domain/threads.ts';
import type { Queryable } from '../../store/database.ts';
import { listReferralFacts } from '../../store/referral-facts.ts';

/** What a referral is made of: the rest hangs on it. */
const anchors: ReadonlySet<Fact['kind']> = new Set([
  'referral_requested',
  'appointment_stated',
  'visit_stated',
]);

/**
 * Links that tie a form to referrals. `one`: to a statement a referral rests on, which is enough to belong to it. `every`: all numbers
 * and statements of them, for what shall never join them.
 */
export async function linksForForm(
  db: Queryable,
  referralIds: readonly string[],
  which: 'one' | 'every',
): Promise<readonly Link[]> {
  const links = new Map<string, Link>();
  for (const id of referralIds) {
    const facts = await listReferralFacts(db, id);
    const rested = facts.filter(({ kind }) => anchors.has(kind));
    const chosen = which === 'every' ? facts : rested.slice(0, 1);
    for (const { fingerprint, links: own } of chosen)
      for (const link of which === 'every'
        ? [...own, statementLink(fingerprint)]
        : [statementLink(fingerprint)])
        links.set(`${link.kind}|${link.system}|${link.value}`, link);
  }
  return [...links.values()];
}
