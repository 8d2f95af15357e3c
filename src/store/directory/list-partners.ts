import { foldName } from '../../domain/names.ts';
import { query, sql, type Queryable, type Statement } from '../database.ts';
import type { PartnerStage } from '../partners.ts';
import { missingNeeds, type EntryNeed } from './completeness.ts';

/** Which partners a list shows. Everything given must hold. */
export type PartnerFilter = {
  /** Absent: everybody the practice deals with. `unknown` is the rest of what files say exists: give a place, specialty or text too. */
  readonly stages?: readonly PartnerStage[];
  readonly kind?: 'person' | 'organisation';
  /** E-mail address of the liaison; null: nobody's. */
  readonly owner?: string | null;
  /** Lacks one of name, location, phone and fax. */
  readonly isIncomplete?: boolean;
  /** NUCC taxonomy code, or the beginning of one (`207R`). */
  readonly specialty?: string;
  /** Any of these: codes, beginnings of codes, or `text:<word>` whatever its case. */
  readonly specialties?: readonly string[];
  readonly city?: string;
  readonly state?: string;
  /** ZIP, or the beginning of one. */
  readonly zip?: string;
  /** Words of the name in any order, each from its beginning. */
  readonly text?: string;
};

/** Where the next page begins: after this line, by name. */
export type PartnerPlace = { readonly nameKey: string; readonly id: string };

export type PartnerLine = {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly nameKey: string;
  readonly npi: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly stage: PartnerStage;
  readonly stageAt: string | null;
  readonly owner: string | null;
  readonly parentId: string | null;
  readonly parentName: string | null;
  /** Primary specialty: taxonomy code or `text:<word>`. */
  readonly specialty: string | null;
  readonly missing: readonly EntryNeed[];
  readonly version: number;
};

/**
 * A page of partners by name; own doctors, merged and retired entries are none. Indexes: partner_in_order, partner_by_stage,
 * partner_by_zip, partner_by_words, partner_specialty_by_taxonomy.
 */
export function listPartners(
  db: Queryable,
  filter: PartnerFilter,
  page: { readonly after?: PartnerPlace; readonly limit: number },
): Promise<PartnerLine[]> {
  return query<PartnerLine>(db, partnerListStatement(filter, page));
}

function partnerListStatement(
  filter: PartnerFilter,
  page: { readonly after?: PartnerPlace; readonly limit: number },
): Statement {
  return sql`select p.id, p.kind, p.name, p.name_key as "nameKey", i.value as npi, p.phone, p.fax, p.city, p.state, p.zip, p.stage,
      p.stage_at as "stageAt", p.liaison_email as owner, p.parent_id as "parentId", o.name as "parentName", s.taxonomy as specialty,
      ${missingNeeds} as missing, p.version
    from (select * from partner p where ${sql.join(conditions(filter, page.after), sql` and `)}
      order by p.name_key, p.id limit ${page.limit}) p
    left join lateral (select value from partner_identifier where partner_id = p.id and system = 'npi' limit 1) i on true
    left join lateral (select taxonomy from partner_specialty where partner_id = p.id and is_primary and retired_at is null limit 1) s on true
    left join partner o on o.id = p.parent_id
    order by p.name_key, p.id`;
}

function conditions(filter: PartnerFilter, after: PartnerPlace | undefined): readonly Statement[] {
  const { stages, kind, owner, specialty, city, state, zip, text } = filter;
  const all = [sql`p.alias_of is null`, sql`p.retired_at is null`, sql`not p.is_own`];
  const isKnown = !(stages ?? []).includes('unknown');
  if (isKnown) all.push(sql`p.stage <> 'unknown'`);
  if (stages !== undefined) all.push(sql`p.stage = any(${stages}::text[])`);
  if (kind !== undefined) all.push(sql`p.kind = ${kind}`);
  if (owner !== undefined)
    all.push(owner === null ? sql`p.liaison_email is null` : sql`p.liaison_email = ${owner}`);
  if (filter.isIncomplete) all.push(sql`cardinality(${missingNeeds}) > 0`);
  if (specialty !== undefined)
    all.push(sql`exists (select from partner_specialty t where t.partner_id = p.id and t.retired_at is null
      and starts_with(t.taxonomy, ${specialty}))`);
  if (filter.specialties !== undefined)
    all.push(sql`exists (select from partner_specialty t where t.partner_id = p.id and t.retired_at is null
      and lower(t.taxonomy) ^@ any(${filter.specialties.map((one) => one.toLowerCase())}::text[]))`);
  if (city !== undefined) all.push(begun(wordsOf(city)), sql`lower(p.city) = lower(${city})`);
  if (state !== undefined) all.push(sql`p.state = upper(${state})`);
  if (zip !== undefined) all.push(sql`p.zip like ${`${zip.replaceAll(/\D/g, '')}%`}`);
  if (text !== undefined) all.push(...named(text));
  if (after) all.push(sql`(p.name_key, p.id) > (${after.nameKey}, ${after.id}::uuid)`);
  return all;
}

function named(text: string): readonly Statement[] {
  const words = wordsOf(text);
  return [begun(words), ...words.map((word) => sql`' ' || p.name_key like ${`% ${word}%`}`)];
}

function wordsOf(text: string): readonly string[] {
  return foldName(text)
    .split(' ')
    .filter((word) => word !== '');
}

/** The index has a word's first five letters (0008-partner-search.sql), of names and towns; the rest is compared. */
function begun(words: readonly string[]): Statement {
  if (words.length === 0) return sql`false`;
  return sql`p.search_words @@ ${words.map((word) => `'^${word.slice(0, 5)}'`).join(' & ')}::tsquery`;
}
