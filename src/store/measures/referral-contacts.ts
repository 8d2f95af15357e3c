import { query, sql, type Queryable } from '../database.ts';

/** The person at an office who sends its referrals. */
export type ReferralContact = {
  /** The account: an organisation with its members, or a person. */
  readonly accountId: string;
  readonly name: string;
  readonly phone: string | null;
  readonly extension: string | null;
};

/**
 * Who sends the referrals of these accounts, one person each: of the organisation before those of its members, with a number before
 * without. Indexes: partner_of_root, contact_affiliation_of_partner; contact by primary key.
 */
export async function loadReferralContacts(
  db: Queryable,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, ReferralContact>> {
  if (accountIds.length === 0) return new Map();
  const rows = await query<ReferralContact>(
    db,
    sql`with members as (
          select id as account_id, id as partner_id from unnest(${accountIds}::uuid[]) as a (id)
          union select p.root_id, p.id from partner p where p.root_id = any(${accountIds}::uuid[]))
        select distinct on (m.account_id) m.account_id as "accountId", c.name, f.phone, f.extension
        from members m join contact_affiliation f on f.partner_id = m.partner_id join contact c on c.id = f.contact_id
        where c.retired_at is null and (f.ended_on is null or f.ended_on > current_date)
          and exists (select from unnest(f.roles) as role where role ilike '%referral%')
        order by m.account_id, m.partner_id <> m.account_id, f.phone is null, c.name, c.id`,
    { name: 'referral-contacts' },
  );
  return new Map(rows.map((row) => [row.accountId, row]));
}
