import type { Provenance } from '../../domain/directory/provenance.ts';
import { query, queryOne, sql, type Queryable } from '../database.ts';
import type { PartnerStage } from '../partners.ts';

export type TreeRelation = 'subpart' | 'branch' | 'group' | 'department';

/** A partner as the directory holds it, without its parts. */
export type DirectoryEntry = {
  readonly id: string;
  /** Where it went when it was merged away. */
  readonly aliasOf: string | null;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly suffix: string | null;
  readonly credential: string | null;
  /** As a message named the office; practice roles are what counts. */
  readonly organisation: string | null;
  /** The five below are copies of the primary location when there is one. Lines are ten digits. */
  readonly phone: string | null;
  readonly fax: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly email: string | null;
  readonly parentId: string | null;
  readonly parentRelation: TreeRelation | null;
  /** Top of the tree; null: itself. */
  readonly rootId: string | null;
  readonly stage: PartnerStage;
  readonly stageAt: string | null;
  readonly liaisonEmail: string | null;
  readonly territory: string | null;
  readonly motivator: string | null;
  readonly importantDates: readonly { readonly on: string; readonly what: string }[];
  readonly notes: string | null;
  readonly isOwn: boolean;
  readonly source: string;
  readonly provenance: Provenance;
  readonly deactivatedOn: string | null;
  readonly retiredAt: string | null;
  readonly firstReferralId: string | null;
  readonly firstReferralAt: string | null;
  readonly outreachStoppedAt: string | null;
  readonly outreachStoppedBecause: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Of `partner p`. */
const entryColumns = sql`p.id, p.alias_of as "aliasOf", p.kind, p.name, p.family, p.given, p.middle, p.suffix, p.credential,
  p.organisation, p.phone, p.fax, p.city, p.state, p.zip, p.email, p.parent_id as "parentId", p.parent_relation as "parentRelation",
  p.root_id as "rootId", p.stage, p.stage_at as "stageAt", p.liaison_email as "liaisonEmail", p.territory, p.motivator,
  p.important_dates as "importantDates", p.notes, p.is_own as "isOwn", p.source, p.provenance, p.deactivated_on as "deactivatedOn",
  p.retired_at as "retiredAt", p.first_referral_id as "firstReferralId", p.first_referral_at as "firstReferralAt",
  p.outreach_stopped_at as "outreachStoppedAt", p.outreach_stopped_because as "outreachStoppedBecause", p.version,
  p.created_at as "createdAt", p.updated_at as "updatedAt"`;

/** Merges of merges are followed; more than this would be a circle. */
const MOST_ALIASES = 20;

/** An entry; one that was merged away gives its survivor. Index: primary key. */
export function findEntry(db: Queryable, id: string): Promise<DirectoryEntry | undefined> {
  return queryOne<DirectoryEntry>(
    db,
    sql`with recursive chain as (
          select id, alias_of, 0 as depth from partner where id = ${id}
          union all select n.id, n.alias_of, c.depth + 1 from chain c join partner n on n.id = c.alias_of where c.depth < ${MOST_ALIASES})
        select ${entryColumns} from partner p where p.id = (select id from chain where alias_of is null)`,
    { name: 'find-directory-entry' },
  );
}

/** One step of a tree as a page shows it. */
export type TreeStep = {
  readonly id: string;
  readonly name: string;
  readonly relation: TreeRelation | null;
  readonly stage: PartnerStage;
  readonly city: string | null;
};

/** What a partner is part of, top first, without itself. Index: primary key. */
export function listAncestors(db: Queryable, id: string): Promise<TreeStep[]> {
  return query<TreeStep>(
    db,
    sql`with recursive above as (
          select parent_id as id, 1 as depth from partner where id = ${id} and parent_id is not null
          union all select p.parent_id, a.depth + 1 from above a join partner p on p.id = a.id where p.parent_id is not null)
        cycle id set is_cycle using path
        select p.id, p.name, p.parent_relation as relation, p.stage, p.city
        from above a join partner p on p.id = a.id where not a.is_cycle order by a.depth desc`,
  );
}

/** The parts directly below. Index: partner_children. */
export function listChildren(db: Queryable, id: string): Promise<TreeStep[]> {
  return query<TreeStep>(
    db,
    sql`select p.id, p.name, p.parent_relation as relation, p.stage, p.city from partner p
        where p.parent_id = ${id} and p.alias_of is null and p.retired_at is null order by p.name_key, p.id limit 500`,
  );
}
