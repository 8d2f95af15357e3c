import type { Fact } from '../domain/fact.ts';
import { query, sql, type Queryable } from './database.ts';

/** One fact with where it came from. */
export type StoredFact = {
  readonly fingerprint: string;
  readonly fact: Fact;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly channel: string;
  readonly messageId: string | null;
  readonly person: string | null;
  readonly partnerId: string | null;
  readonly mapping: string | null;
};

/** The facts in force of one referral, in the order they happened. Index: fact_of_referral. */
export function listFactsOf(db: Queryable, referralId: string, limit: number): Promise<StoredFact[]> {
  return query<StoredFact>(
    db,
    sql`select fingerprint, body as fact, effective_at as "effectiveAt", recorded_at as "recordedAt", channel, message_id as "messageId",
          person, partner_id as "partnerId", mapping
        from fact where referral_id = ${referralId} and retired_at is null order by effective_at, recorded_at, fingerprint limit ${limit}`,
  );
}
