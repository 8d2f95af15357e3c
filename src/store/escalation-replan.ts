import type { ReferralView } from '../domain/referral.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';

/** Whether clocks are still to be made anew by these rules. */
export async function isReplanned(db: Queryable, rulesSha256: string): Promise<boolean> {
  const row = await queryOne<{ readonly done: boolean }>(
    db,
    sql`select rules_sha256 = ${rulesSha256} and done_up_to is null as done from escalation_rules`,
    { name: 'is-replanned' },
  );
  return row?.done ?? false;
}

/** Begins anew when the rules are others than before; locks the place until the transaction ends. */
export async function takeReplanPlace(tx: Tx, rulesSha256: string): Promise<string | undefined> {
  await execute(
    tx,
    sql`update escalation_rules set done_up_to = ${FIRST}, rules_sha256 = ${rulesSha256} where rules_sha256 <> ${rulesSha256}`,
  );
  const row = await queryOne<{ readonly place: string | null }>(
    tx,
    sql`select done_up_to as place from escalation_rules for update`,
  );
  return row?.place ?? undefined;
}

/** `undefined`: the end was reached. */
export async function keepReplanPlace(tx: Tx, place: string | undefined): Promise<void> {
  await execute(tx, sql`update escalation_rules set done_up_to = ${place ?? null}`);
}

/** Referrals after a place, by id. Index: primary key. */
export function pageOfReferrals(
  tx: Tx,
  after: string,
  limit: number,
): Promise<{ readonly id: string; readonly view: ReferralView | null }[]> {
  return query(
    tx,
    // What an older version folded waits for its rebuild.
    sql`select id, case when view -> 'milestones' is not null and merged_into is null then view end as view
        from referral where id > ${after} order by id limit ${limit}`,
  );
}
