import type { Fact, Link } from '../domain/fact.ts';
import { query, sql, type Queryable } from './database.ts';

/** One statement a referral rests on, as people point at it. */
export type ReferralFact = {
  readonly fingerprint: string;
  readonly kind: Fact['kind'];
  readonly links: readonly Link[];
  readonly channel: string;
  readonly messageId: string | null;
};

/** The statements in force that a referral was assembled from, in the sender's order. Index: fact_of_referral. */
export function listReferralFacts(db: Queryable, referralId: string): Promise<ReferralFact[]> {
  return query<ReferralFact>(
    db,
    sql`select fingerprint, kind, body -> 'links' as links, channel, message_id as "messageId"
        from fact where referral_id = ${referralId} and retired_at is null order by effective_at, fingerprint`,
  );
}
