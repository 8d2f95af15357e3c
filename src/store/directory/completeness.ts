import { query, sql, type Queryable } from '../database.ts';

/** What every partner entry needs before anybody can work with it: NLPF. */
export const entryNeeds = ['name', 'location', 'phone', 'fax'] as const;
export type EntryNeed = (typeof entryNeeds)[number];

/**
 * Which of name, location, phone and fax `partner p` lacks, as `text[]`. A person has what one of their practices has: its line for
 * them, the line of the place, or the office's. An entry named by its number only has no name.
 * Indexes: practice_role_once, partner_location (partner_id, place_key), primary keys.
 */
export const missingNeeds = sql`(select array_remove(array[
    case when p.name_key = '' or p.name_key !~ '[[:alpha:]]' then 'name' end,
    case when coalesce(p.city, p.zip) is null and not coalesce(has.place, false)
      and not exists (select from partner_location l where l.partner_id = p.id and l.retired_at is null) then 'location' end,
    case when p.phone is null and not coalesce(has.phone, false) then 'phone' end,
    case when p.fax is null and not coalesce(has.fax, false) then 'fax' end], null)
  from (
    select bool_or(coalesce(l.city, l.zip, o.city, o.zip) is not null) as place,
      bool_or(coalesce(r.phone, l.phone, o.phone) is not null) as phone,
      bool_or(coalesce(r.fax, l.fax, o.fax) is not null) as fax
    from practice_role r join partner o on o.id = r.organisation_id
    left join partner_location l on l.id = r.location_id and l.retired_at is null
    where r.person_id = p.id and (r.ends_on is null or r.ends_on > current_date)) has)`;

/** Which of the four this partner lacks. */
export async function listMissing(db: Queryable, partnerId: string): Promise<readonly EntryNeed[]> {
  const rows = await query<{ readonly missing: readonly EntryNeed[] }>(
    db,
    sql`select ${missingNeeds} as missing from partner p where p.id = ${partnerId}`,
  );
  return rows[0]?.missing ?? [];
}
