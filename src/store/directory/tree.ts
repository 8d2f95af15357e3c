import { execute, query, queryOne, sql, type Tx } from '../database.ts';
import { standingAfterFirst } from '../first-referrals.ts';
import { takePen } from '../ledger.ts';
import type { TreeRelation } from './entry.ts';

/**
 * One at a time changes the tree: two moves that are each right alone may make a circle together, and accounts take over first
 * referrals while the ledger counts others. So it is the pen that is taken, until the transaction ends.
 */
export async function lockTree(tx: Tx): Promise<void> {
  await takePen(tx);
}

/** Organisations from this one up to the top, itself first. Index: primary key. */
async function chainAbove(tx: Tx, id: string): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    tx,
    sql`with recursive above as (
          select id, parent_id, 0 as depth from partner where id = ${id}
          union all select p.id, p.parent_id, a.depth + 1 from above a join partner p on p.id = a.parent_id)
        cycle id set is_cycle using path
        select id from above where not is_cycle order by depth`,
  );
  return rows.map((row) => row.id);
}

/** Whether making `parentId` the parent of `childId` would close a circle. The caller holds the lock of the tree. */
export async function isCircle(tx: Tx, childId: string, parentId: string): Promise<boolean> {
  return (await chainAbove(tx, parentId)).includes(childId);
}

/**
 * Before one organisation becomes another: what is below `fromId` goes below `intoId`, which takes its place in the tree where it has
 * none or was itself below. The caller holds the lock and refreshes the roots. Index: partner_children.
 */
export async function placeBelow(tx: Tx, fromId: string, intoId: string): Promise<void> {
  const isBelow = (await chainAbove(tx, intoId)).includes(fromId);
  const isAbove = (await chainAbove(tx, fromId)).includes(intoId);
  if (!isAbove)
    await execute(
      tx,
      sql`update partner p set parent_id = f.parent_id, parent_relation = f.parent_relation from partner f
          where p.id = ${intoId} and f.id = ${fromId} and (p.parent_id is null or ${isBelow})`,
    );
  await execute(tx, sql`update partner set parent_id = ${intoId} where parent_id = ${fromId}`);
}

/** Writes parent and relation (null: a top of its own) and the roots of everything below. The caller holds the lock and asked `isCircle`. */
export async function placeInTree(
  tx: Tx,
  childId: string,
  place: { readonly parentId: string; readonly relation: TreeRelation } | null,
): Promise<void> {
  await execute(
    tx,
    sql`update partner set parent_id = ${place?.parentId}, parent_relation = ${place?.relation} where id = ${childId}`,
  );
  await refreshRoots(tx, childId);
}

/**
 * Writes the root of an organisation, of everything below it, and of the people whose primary practice is there. Returns the root.
 * Indexes: partner_children, practice_role_of_organisation. The caller holds the lock of the tree.
 */
export async function refreshRoots(tx: Tx, organisationId: string): Promise<string> {
  const root = (await chainAbove(tx, organisationId)).at(-1) ?? organisationId;
  await execute(
    tx,
    sql`with recursive office as (
          select id from partner where id = ${organisationId}
          union all select p.id from office o join partner p on p.parent_id = o.id)
        cycle id set is_cycle using path,
        member as (
          select id from office where not is_cycle
          union select r.person_id from office o join practice_role r on r.organisation_id = o.id
            where r.is_primary and (r.ends_on is null or r.ends_on > current_date))
        update partner p set root_id = nullif(${root}::uuid, p.id)
        from member m where p.id = m.id and p.root_id is distinct from nullif(${root}::uuid, p.id)`,
  );
  return root;
}

/**
 * The root of a person is that of the primary practice, and none without one. What they sent before, their account has been sent.
 * Index: practice_role_once.
 */
export async function refreshRootOfPerson(tx: Tx, personId: string): Promise<void> {
  const row = await queryOne<{ readonly rootId: string | null }>(
    tx,
    sql`update partner p set root_id = (
          select coalesce(o.root_id, o.id) from practice_role r join partner o on o.id = r.organisation_id
          where r.person_id = p.id and r.is_primary and (r.ends_on is null or r.ends_on > current_date) limit 1)
        where p.id = ${personId} returning root_id as "rootId"`,
  );
  if (row?.rootId) await adoptFirstReferral(tx, row.rootId);
}

/** The primary role moves: at most one of a person's current roles is it. Index: practice_role_once. */
export async function makePrimaryRole(tx: Tx, personId: string, roleId: string): Promise<void> {
  await execute(
    tx,
    sql`update practice_role set is_primary = (id = ${roleId}) where person_id = ${personId} and is_primary <> (id = ${roleId})`,
  );
  await refreshRootOfPerson(tx, personId);
}

/** A person with current roles and none of them primary: the first entered is it. */
export async function ensurePrimaryRole(tx: Tx, personId: string): Promise<void> {
  const first = await queryOne<{ readonly id: string }>(
    tx,
    sql`select id from practice_role where person_id = ${personId} and (ends_on is null or ends_on > current_date)
        order by is_primary desc, id limit 1`,
  );
  if (first) return makePrimaryRole(tx, personId, first.id);
  await execute(
    tx,
    sql`update practice_role set is_primary = false where person_id = ${personId} and is_primary`,
  );
  await refreshRootOfPerson(tx, personId);
}

/** People who work at this organisation and have no primary practice get one. Index: practice_role_of_organisation. */
export async function ensurePrimaryRoles(tx: Tx, organisationId: string): Promise<void> {
  const people = await query<{ readonly id: string }>(
    tx,
    sql`select distinct person_id as id from practice_role r where organisation_id = ${organisationId}
          and not exists (select from practice_role o where o.person_id = r.person_id and o.is_primary)`,
  );
  for (const { id } of people) await ensurePrimaryRole(tx, id);
}

/**
 * What is part of an account now has sent referrals before: the account's next one is not its first, and it is courted no more.
 * Indexes: partner_of_root, primary key.
 */
export async function adoptFirstReferral(tx: Tx, rootId: string): Promise<void> {
  await execute(
    tx,
    sql`update partner p set first_referral_id = f.first_referral_id, first_referral_at = f.first_referral_at,
          ${standingAfterFirst(sql`p.first_referral_at is null and not p.is_own`)}
        from (select first_referral_id, first_referral_at from partner
          where (root_id = ${rootId} or id = ${rootId}) and first_referral_at is not null order by first_referral_at, first_referral_id limit 1) f
        where p.id = ${rootId} and (p.first_referral_at is null or p.first_referral_at > f.first_referral_at)`,
  );
}
