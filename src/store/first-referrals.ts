import { execute, query, sql, type Statement, type Tx } from './database.ts';

/** A counted referral of a partner, at the moment from which it counts. */
export type CountedReferral = {
  readonly partnerId: string;
  readonly referralId: string;
  readonly at: string;
};

/** The account (top of a partner's tree, or the partner itself) and the referral it is about. */
export type AccountReferral = { readonly accountId: string; readonly referralId: string };

/**
 * The first counted referral of each partner and of its account, exactly once: returns the accounts whose first it is. Branches and
 * people roll up to their account; a target or contacted one becomes active, and cold outreach to it stops until a person resumes
 * it. `referrals` in the order they count. Index: primary key.
 */
export async function claimFirstReferrals(
  tx: Tx,
  referrals: readonly CountedReferral[],
): Promise<readonly AccountReferral[]> {
  if (referrals.length === 0) return [];
  const rows = await query<AccountReferral & { readonly isAccount: boolean }>(
    tx,
    sql`with said as (
          select * from unnest(${referrals.map((one) => one.partnerId)}::uuid[], ${referrals.map((one) => one.referralId)}::uuid[],
            ${referrals.map((one) => one.at)}::timestamptz[]) with ordinality as n (partner_id, referral_id, at, nr)),
        meant as (
          select s.partner_id as id, s.referral_id, s.at, s.nr from said s
          union all
          select p.root_id, s.referral_id, s.at, s.nr from said s join partner p on p.id = s.partner_id where p.root_id is not null),
        firsts as (select distinct on (id) id, referral_id, at from meant order by id, nr)
        update partner p set first_referral_id = f.referral_id, first_referral_at = f.at,
          ${standingAfterFirst(sql`true`)}
        from firsts f where p.id = f.id and p.first_referral_id is null and not p.is_own
        returning p.id as "accountId", f.referral_id as "referralId", coalesce(p.root_id, p.id) = p.id as "isAccount"`,
    { name: 'claim-first-referrals' },
  );
  return rows.filter((row) => row.isAccount).map(({ accountId, referralId }) => ({ accountId, referralId }));
}

/** What a first referral changes in how the practice stands with an entry (`p`), where `isFirst` holds. */
export function standingAfterFirst(isFirst: Statement): Statement {
  const isCourted = sql`(${isFirst} and p.stage in ('target', 'contacted'))`;
  const becomesActive = sql`(${isFirst} and p.stage in ('unknown', 'target', 'contacted', 'lapsed'))`;
  return sql`stage_before_first = case when ${becomesActive} then p.stage else p.stage_before_first end,
    stage = case when ${becomesActive} then 'active' else p.stage end,
    stage_at = case when ${becomesActive} then now() else p.stage_at end,
    outreach_stopped_at = case when ${isCourted} then now() else p.outreach_stopped_at end,
    outreach_stopped_because = case when ${isCourted} then 'They sent their first referral.' else p.outreach_stopped_because end`;
}

/** A person said how the practice stands with this entry: no referral that turns out to be none takes that back. */
export async function keepStage(tx: Tx, partnerId: string): Promise<void> {
  await execute(tx, sql`update partner set stage_before_first = null where id = ${partnerId}`);
}

/**
 * These referrals are not their partner's any more: the earliest other counted one is its first. Where there is none, the stage
 * goes back to what it was; outreach stays stopped until a person resumes it. An account keeps one that went from one of its doctors
 * to another. Returns the accounts that have no first any more. Indexes: primary key, partner_of_first_referral, partner_of_root, referral_of_partner.
 */
export async function releaseFirstReferrals(
  tx: Tx,
  referrals: readonly { readonly partnerId: string; readonly referralId: string }[],
): Promise<readonly AccountReferral[]> {
  if (referrals.length === 0) return [];
  const rows = await query<AccountReferral & { readonly isAccount: boolean }>(
    tx,
    sql`with said as (
          select * from unnest(${referrals.map((one) => one.partnerId)}::uuid[], ${referrals.map((one) => one.referralId)}::uuid[])
            as n (partner_id, referral_id)),
        -- Whoever has it: also an account the partner has left since.
        meant as (select distinct p.id, s.referral_id from said s join partner p on p.first_referral_id = s.referral_id),
        heirs as (
          select p.id, m.referral_id as former_id, next.id as next_id, next.received_at as next_at
          from meant m join partner p on p.id = m.id and p.first_referral_id = m.referral_id
            and not exists (select from referral own join partner member on member.id = own.referrer_partner_id
              where own.id = m.referral_id and own.is_counted and own.merged_into is null and p.id in (member.id, member.root_id))
          left join lateral (
            select r.id, r.received_at from referral r
            where r.referrer_partner_id = any(array(select member.id from partner member where member.id = p.id or member.root_id = p.id))
              and r.is_counted and r.merged_into is null and r.id <> m.referral_id
            order by r.received_at, r.id limit 1) next on true),
        changed as (
          update partner p set first_referral_id = h.next_id, first_referral_at = h.next_at,
            stage = case when h.next_id is null and p.stage = 'active' then coalesce(p.stage_before_first, p.stage) else p.stage end,
            stage_before_first = case when h.next_id is null then null else p.stage_before_first end
          from heirs h where p.id = h.id
          returning p.id, h.former_id, p.first_referral_id, coalesce(p.root_id, p.id) = p.id as is_account)
        select id as "accountId", former_id as "referralId", is_account as "isAccount" from changed where first_referral_id is null`,
  );
  return rows.filter((row) => row.isAccount).map(({ accountId, referralId }) => ({ accountId, referralId }));
}
