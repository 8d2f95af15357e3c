import { query, sql, type Queryable } from './database.ts';

/** What of a row without an NPI of ours can tell whom it means. */
export type Wanted = {
  /** Folded `family given`, or the organisation. */
  readonly nameKey: string;
  readonly lines: readonly string[];
  /** Five digits. */
  readonly zip?: string;
};

export type Found = {
  /** Place of the wanted one in the list. */
  readonly nr: number;
  readonly id: string;
  readonly sharesLine: boolean;
  readonly sharesZip: boolean;
  readonly npis: readonly string[];
};

/** Bearers of one name that are looked at: of the commonest names there are a few thousand in the country. */
const SAME_NAME = 5_000;

/**
 * Partners of exactly these names, with what they share. Index: partner_by_name_key; of each found partner partner_location (partner_id, place_key) and
 * partner_identifier_of.
 */
export function findByNames(db: Queryable, wanted: readonly Wanted[]): Promise<Found[]> {
  if (wanted.length === 0) return Promise.resolve([]);
  return query<Found>(
    db,
    sql`select w.nr::int as nr, p.id,
          coalesce(p.phone = any(w.lines) or p.fax = any(w.lines), false) or coalesce(l.shares_line, false) as "sharesLine",
          coalesce(left(p.zip, 5) = w.zip, false) or coalesce(l.shares_zip, false) as "sharesZip",
          array(select i.value from partner_identifier i where i.partner_id = p.id and i.system = 'npi') as npis
        from (select n.name_key, string_to_array(n.lines, ' ') as lines, n.zip, n.nr - 1 as nr
              from unnest(${wanted.map((one) => one.nameKey)}::text[], ${wanted.map((one) => one.lines.join(' '))}::text[],
                ${wanted.map((one) => one.zip ?? null)}::text[]) with ordinality as n (name_key, lines, zip, nr)) w
        cross join lateral (
          select id, phone, fax, zip from partner where name_key = w.name_key and alias_of is null and name_key <> '' limit ${SAME_NAME}) p
        left join lateral (
          select bool_or(phone = any(w.lines) or fax = any(w.lines)) as shares_line, bool_or(left(zip, 5) = w.zip) as shares_zip
          from partner_location where partner_id = p.id and retired_at is null) l on true`,
    { name: 'find-by-names' },
  );
}
