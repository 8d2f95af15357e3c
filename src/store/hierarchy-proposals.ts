import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** A subpart, and an organisation that bears the name of its parent. */
export type ParentCandidate = {
  readonly childId: string;
  readonly parentId: string;
  readonly isSameState: boolean;
  readonly sharesOfficial: boolean;
  readonly sharesPhone: boolean;
};

/** The next subparts without a parent, by NPI. Index: nppes_organisation_subparts. */
export function listSubparts(
  db: Queryable,
  afterNpi: string,
  limit: number,
): Promise<{ readonly npi: string; readonly partnerId: string; readonly parentKey: string | null }[]> {
  return query(
    db,
    sql`select o.npi, p.id as "partnerId", o.parent_key as "parentKey" from nppes_organisation o
        join partner_identifier i on i.system = 'npi' and i.value = o.npi join partner p on p.id = i.partner_id
        where o.is_subpart and o.settled_at is null and o.npi > ${afterNpi} and p.parent_id is null and p.alias_of is null and p.deactivated_on is null
        order by o.npi limit ${limit}`,
  );
}

/** More organisations of one name and state are no help to anybody. */
const MOST_CANDIDATES = 20;

/**
 * Who bears the legal name these subparts name as their parent's: in force, itself no subpart, and in the same state.
 * Index: nppes_organisation_by_name.
 */
export function findParentCandidates(db: Queryable, npis: readonly string[]): Promise<ParentCandidate[]> {
  return query<ParentCandidate>(
    db,
    sql`select i.partner_id as "childId", c.*
        from unnest(${npis}::text[]) as n (npi) join nppes_organisation o on o.npi = n.npi
        join partner_identifier i on i.system = 'npi' and i.value = o.npi join partner p on p.id = i.partner_id
        cross join lateral (
          select m.id as "parentId", true as "isSameState", coalesce(x.official_key = o.official_key, false) as "sharesOfficial",
            coalesce(x.official_phone = o.official_phone or m.phone = p.phone, false) as "sharesPhone"
          from nppes_organisation x join partner_identifier j on j.system = 'npi' and j.value = x.npi join partner m on m.id = j.partner_id
          where x.legal_key = o.parent_key and not x.is_subpart and x.state = o.state and m.id <> p.id and m.alias_of is null and m.deactivated_on is null
          order by "sharesOfficial" desc, "sharesPhone" desc, x.npi limit ${MOST_CANDIDATES}) c`,
  );
}

export type NewProposal = {
  readonly childId: string;
  readonly parentId: string;
  readonly relation: string;
  readonly reasons: readonly string[];
};

/** One that was made before stays as it was decided. Returns how many are new. */
export async function insertProposals(db: Queryable, proposals: readonly NewProposal[]): Promise<number> {
  if (proposals.length === 0) return 0;
  return execute(
    db,
    sql`insert into hierarchy_proposal (id, child_id, parent_id, relation, reasons)
        select n.id, n.child_id, n.parent_id, n.relation, n.reasons::jsonb from unnest(${proposals.map(() => newId())}::uuid[],
          ${proposals.map((one) => one.childId)}::uuid[], ${proposals.map((one) => one.parentId)}::uuid[], ${proposals.map((one) => one.relation)}::text[],
          ${proposals.map((one) => JSON.stringify(one.reasons))}::text[]) as n (id, child_id, parent_id, relation, reasons)
        on conflict (child_id, parent_id) do nothing`,
  );
}

export type Proposal = {
  readonly id: string;
  readonly childId: string;
  readonly childName: string;
  readonly parentId: string;
  readonly parentName: string;
  readonly relation: string;
  readonly reasons: readonly string[];
  readonly state: 'open' | 'accepted' | 'refused';
  readonly decidedBy: string | null;
  readonly createdAt: string;
};

const columns = sql`h.id, h.child_id as "childId", c.name as "childName", h.parent_id as "parentId", p.name as "parentName", h.relation, h.reasons, h.state,
  h.decided_by as "decidedBy", h.created_at as "createdAt"`;

/** Questions that wait for a person, oldest first; those about one office together. Index: hierarchy_proposal_open. */
export function listOpenProposals(db: Queryable, limit: number): Promise<Proposal[]> {
  return query<Proposal>(
    db,
    sql`select ${columns} from hierarchy_proposal h join partner c on c.id = h.child_id join partner p on p.id = h.parent_id
        where h.state = 'open' order by h.created_at, h.child_id, h.id limit ${limit}`,
  );
}

export function findProposal(db: Queryable, id: string): Promise<Proposal | undefined> {
  return queryOne<Proposal>(
    db,
    sql`select ${columns} from hierarchy_proposal h join partner c on c.id = h.child_id join partner p on p.id = h.parent_id where h.id = ${id}`,
  );
}

/** Decides a proposal once. False: somebody did before. */
export async function decideProposal(
  tx: Tx,
  id: string,
  state: 'accepted' | 'refused',
  person: string,
): Promise<boolean> {
  const changed = await execute(
    tx,
    sql`update hierarchy_proposal set state = ${state}, decided_by = ${person}, decided_at = now() where id = ${id} and state = 'open'`,
  );
  return changed > 0;
}

/** The office has a parent now, or was said to have none: its other candidates are no question any more. */
export async function refuseOthers(tx: Tx, childId: string, person: string): Promise<void> {
  await execute(
    tx,
    sql`update hierarchy_proposal set state = 'refused', decided_by = ${person}, decided_at = now() where child_id = ${childId} and state = 'open'`,
  );
}

/** None of the directory is the parent of this office: not asked again until NPPES names another. */
export async function settleWithoutParent(tx: Tx, childId: string, person: string): Promise<boolean> {
  const changed = await execute(
    tx,
    sql`update nppes_organisation o set settled_by = ${person}, settled_at = now() from partner_identifier i
        where i.system = 'npi' and i.value = o.npi and i.partner_id = ${childId} and o.is_subpart`,
  );
  return changed > 0;
}

/** Subparts whose parent nobody bears the name of. */
export function listUnplaced(
  db: Queryable,
  limit: number,
): Promise<{ readonly partnerId: string; readonly name: string; readonly parentName: string | null }[]> {
  return query(
    db,
    sql`select p.id as "partnerId", p.name, o.parent_key as "parentName" from nppes_organisation o
        join partner_identifier i on i.system = 'npi' and i.value = o.npi join partner p on p.id = i.partner_id
        where o.is_subpart and o.settled_at is null and p.parent_id is null and p.alias_of is null and p.deactivated_on is null
          and not exists (select 1 from hierarchy_proposal h where h.child_id = p.id and h.state = 'open')
        order by o.npi limit ${limit}`,
  );
}
