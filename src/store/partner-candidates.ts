import type { Identifier, PartyClaim } from '../domain/fact.ts';
import { numbersOf, type Office, type PartnerRecord } from '../domain/match-partner.ts';
import { foldName, phoneKey } from '../domain/names.ts';
import type { Place } from '../domain/partner-names.ts';
import { query, sql, type Queryable, type Statement } from './database.ts';

/** A partner a claim may mean, with what of it is compared. */
export type PartnerCandidateRow = {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly suffix: string | null;
  readonly organisation: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly identifiers: readonly Identifier[] | null;
  readonly offices: readonly Office[] | null;
  /** Of the lines that were asked for, those that are its own in some place. */
  readonly lines?: readonly string[] | null;
  /** These only when the partner was found by a key. */
  readonly match_keys?: readonly string[];
  readonly other_names?: readonly string[];
  readonly other_places?: readonly Place[] | null;
};

/** Holders of one fax or telephone line that are looked at: the line of a whole hospital is no evidence. */
const HOLDERS_OF_LINE = 60;
/** Partners of one key that are looked at: a key so many share finds nobody. */
const HOLDERS_OF_KEY = 50;

/**
 * Every partner the claims could mean by number or by line: those of partners, their places, practice roles and endpoints. Numbers
 * of a merged partner lead to who it is now. `also`: numbers beside those of the claims.
 * Indexes: partner_identifier primary key; partner_by_phone, partner_by_fax, partner_location_by_phone, partner_location_by_fax,
 * practice_role_by_phone, practice_role_by_fax, delivery_endpoint_by_line; practice_role_once. Ids go through arrays, and `offset 0` keeps
 * the planner from joining what is to be looked up one by one: a few hundred ids would read the whole directory.
 */
export function findPartnerCandidates(
  db: Queryable,
  claims: readonly PartyClaim[],
  also: readonly Identifier[] = [],
): Promise<PartnerCandidateRow[]> {
  const identifiers = unique([...claims.flatMap(numbersOf), ...also], (id) => `${id.system}|${id.value}`);
  const lines = [...new Set(claims.flatMap((claim) => [phoneKey(claim.phone), phoneKey(claim.fax)]))].filter(
    (line) => line !== undefined,
  );
  return query<PartnerCandidateRow>(
    db,
    sql`with by_line as (
          select h.id, w.line from unnest(${lines}::text[]) as w (line) cross join lateral (${holdersOfLine}) h),
        hit as (
          select i.partner_id as id
          from unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[]) as w (system, value)
          cross join lateral (select partner_id from partner_identifier i where i.system = w.system and i.value = w.value offset 0) i
          union all select id from by_line),
        ${moved}
        select ${columns}, l.lines
        from ${hitPartners} left join (select id, array_agg(distinct line) as lines from by_line group by id) l on l.id = p.id
        where ${isHit}`,
    { name: 'find-partner-candidates' },
  );
}

const holdersOfLine = sql`
  (select id from partner where phone = w.line and alias_of is null limit ${HOLDERS_OF_LINE}::int)
  union all (select id from partner where fax = w.line and alias_of is null limit ${HOLDERS_OF_LINE}::int)
  union all (select partner_id from partner_location where phone = w.line and retired_at is null limit ${HOLDERS_OF_LINE}::int)
  union all (select partner_id from partner_location where fax = w.line and retired_at is null limit ${HOLDERS_OF_LINE}::int)
  union all (select person_id from practice_role where phone = w.line and ends_on is null limit ${HOLDERS_OF_LINE}::int)
  union all (select person_id from practice_role where fax = w.line and ends_on is null limit ${HOLDERS_OF_LINE}::int)
  union all (select partner_id from delivery_endpoint where line = w.line and retired_at is null limit ${HOLDERS_OF_LINE}::int)`;

/**
 * Every partner with one of these keys, and `ids` in full: with other names, other places. For claims that numbers do not settle.
 * Indexes: partner_by_keys (one look per key, so that a common key cannot crowd out a rare one), primary keys.
 */
export function findPartnersByKeys(
  db: Queryable,
  keys: readonly string[],
  ids: readonly string[],
): Promise<PartnerCandidateRow[]> {
  return query<PartnerCandidateRow>(
    db,
    sql`with hit as (
          select h.id from unnest(${[...new Set(keys)]}::text[]) as w (key)
          cross join lateral (select id from partner where match_keys @> array[w.key] and alias_of is null limit ${HOLDERS_OF_KEY}::int) h
          union select unnest(${ids}::uuid[])),
        ${moved}
        select ${columns}, p.match_keys, ${details} from ${hitPartners} where ${isHit}`,
    { name: 'find-partners-by-keys' },
  );
}

const hits = sql`array(select id from hit)`;

/** Merged partners that still hold a number, with who they are now. */
const moved = sql`moved as (select a.id, a.alias_of from partner a where a.id = any(${hits}) and a.alias_of is not null)`;

/** Those found with all their numbers and practices: each read once for all of them. */
const hitPartners: Statement = sql`partner p
  left join (select coalesce(m.alias_of, i.partner_id) as partner_id, jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value)) as identifiers
    from partner_identifier i left join moved m on m.id = i.partner_id where i.partner_id = any(${hits}) group by 1) n on n.partner_id = p.id
  left join (select r.person_id, jsonb_agg(jsonb_build_object('id', o.id,
        'names', array[o.name, o.organisation] || array(select x.name from partner_name x where x.partner_id = o.id),
        'lines', array_remove(array[r.phone, r.fax, l.phone, l.fax, o.phone, o.fax], null)) order by o.id) as offices
    from practice_role r join partner o on o.id = r.organisation_id left join partner_location l on l.id = r.location_id
    where r.person_id = any(${hits}) and (r.ends_on is null or r.ends_on >= current_date) group by r.person_id) w on w.person_id = p.id`;

/** Whoever was merged is the one it was merged into. */
const isHit: Statement = sql`p.alias_of is null and p.id = any(array(select id from hit union select alias_of from moved))`;

const columns: Statement = sql`p.id, p.kind, p.name, p.family, p.given, p.middle, p.suffix, p.organisation, p.phone, p.fax, p.city, p.state, p.zip,
  n.identifiers, w.offices`;

const details: Statement = sql`array(select n.name from partner_name n where n.partner_id = p.id) as other_names,
  (select jsonb_agg(jsonb_build_object('city', l.city, 'state', l.state, 'zip', l.zip))
    from partner_location l where l.partner_id = p.id and l.retired_at is null) as other_places`;

function unique<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

export function toPartnerRecord(row: PartnerCandidateRow): PartnerRecord {
  const { id, kind, name } = row;
  const place = given({ city: row.city, state: row.state, zip: row.zip });
  return {
    id,
    kind,
    name,
    identifiers: row.identifiers ?? [],
    lines: row.lines ?? [],
    nameKey: foldName([row.family, row.given].filter(Boolean).join(' ') || name),
    otherNames: row.other_names ?? [],
    keys: row.match_keys ?? [],
    places: [place, ...(row.other_places ?? []).map(given)],
    offices: officesOf(row),
    ...(row.organisation === null ? {} : { organisationKey: foldName(row.organisation) }),
    ...given({
      family: row.family,
      given: row.given,
      middle: row.middle,
      suffix: row.suffix,
      phone: row.phone,
      fax: row.fax,
    }),
  };
}

/** A practice with several roles of one doctor (two places) is one office. */
function officesOf({ offices }: PartnerCandidateRow): readonly Office[] {
  const found = new Map<string, Office>();
  for (const office of offices ?? []) {
    const known = found.get(office.id);
    const names = office.names.filter((name) => name !== null);
    found.set(office.id, { id: office.id, names, lines: [...(known?.lines ?? []), ...office.lines] });
  }
  return [...found.values()];
}

function given<T extends Readonly<Record<string, string | null | undefined>>>(
  values: T,
): { readonly [Key in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? '') !== '')) as {
    readonly [Key in keyof T]?: string;
  };
}
