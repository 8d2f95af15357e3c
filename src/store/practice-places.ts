import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from './database.ts';

/** Fewer people at one telephone may share a building by chance. */
const FEWEST_PEOPLE = 3;

/** People who take part: in force, of the directory, and without a practice. Alias `p`. */
const placeable = sql`p.kind = 'person' and p.alias_of is null and p.retired_at is null and p.deactivated_on is null and not p.is_own
  and not exists (select from practice_role r where r.person_id = p.id and (r.ends_on is null or r.ends_on > current_date))`;

/** Whose primary place and telephone these are. Alias `l`. */
const shared = sql`l.is_primary and l.retired_at is null and l.phone is not null and l.line1 is not null`;

/**
 * Asks a person "do these people work in one practice?" for each street address and telephone that three or more people without a practice share. The
 * practice is the organisation that is there too, the top of a tree before its parts; else a new one. What was decided is not asked again. Reads the
 * primary places once, then partner_location_by_phone. Returns how many groups are open.
 */
export function proposePracticePlaces(db: Queryable): Promise<number> {
  return execute(
    db,
    sql`with place as materialized (
          select l.place_key, l.phone from partner_location l where ${shared} group by l.place_key, l.phone having count(*) >= ${FEWEST_PEOPLE}),
        team as (
          select g.place_key, g.phone, count(*)::int as people from place g
          join partner_location l on l.phone = g.phone and l.place_key = g.place_key and ${shared} join partner p on p.id = l.partner_id
          where ${placeable} group by g.place_key, g.phone having count(*) >= ${FEWEST_PEOPLE})
        insert into practice_place_proposal (id, place_key, phone, people, organisation_id)
        select gen_random_uuid(), t.place_key, t.phone, t.people, o.id from team t
        left join lateral (select p.id from partner_location l join partner p on p.id = l.partner_id
          where l.phone = t.phone and l.place_key = t.place_key and l.retired_at is null and ${isOffice}
          order by p.parent_id is not null, p.id limit 1) o on true
        on conflict (place_key, phone) do update set people = excluded.people, organisation_id = excluded.organisation_id
          where practice_place_proposal.state = 'open'`,
  );
}

const isOffice: Statement = sql`p.kind = 'organisation' and p.alias_of is null and p.retired_at is null and p.deactivated_on is null`;

export type PracticePlace = {
  readonly id: string;
  readonly phone: string;
  readonly line1: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  /** Absent in the directory: null, accepting enters a new organisation. */
  readonly organisationId: string | null;
  readonly organisationName: string | null;
  readonly people: readonly { readonly id: string; readonly name: string }[];
};

/** People named with a proposal; all of them are bound. */
const SHOWN_PEOPLE = 50;

function placeStatement(which: Statement): Statement {
  return sql`select d.id, d.phone, m.line1, m.city, m.state, m.zip, o.id as "organisationId", o.name as "organisationName", m.people
    from (${which}) d left join partner o on o.id = d.organisation_id and o.alias_of is null and o.retired_at is null
    cross join lateral (
      select min(n.line1) as line1, min(n.city) as city, min(n.state) as state, min(n.zip) as zip,
        jsonb_agg(jsonb_build_object('id', n.id, 'name', n.name) order by n.name_key, n.id) as people
      from (select p.id, p.name, p.name_key, l.line1, l.city, l.state, l.zip from partner_location l join partner p on p.id = l.partner_id
        where l.phone = d.phone and l.place_key = d.place_key and ${shared} and ${placeable} order by p.name_key, p.id limit ${SHOWN_PEOPLE}) n) m
    where m.people is not null`;
}

/** Open proposals, the largest group first. Indexes: practice_place_proposal_open, partner_location_by_phone. */
export function listPracticePlaces(db: Queryable, limit: number): Promise<PracticePlace[]> {
  const open = sql`select * from practice_place_proposal where state = 'open' order by people desc, id limit ${limit}`;
  return query<PracticePlace>(db, sql`${placeStatement(open)} order by d.people desc, d.id`);
}

/** An open proposal; undefined when it was decided, or nobody without a practice is there any more. */
export function findPracticePlace(db: Queryable, id: string): Promise<PracticePlace | undefined> {
  return queryOne<PracticePlace>(
    db,
    placeStatement(sql`select * from practice_place_proposal where id = ${id} and state = 'open'`),
  );
}

/** Decides a proposal once. False: somebody did before. */
export async function decidePlaceProposal(
  tx: Tx,
  id: string,
  decision: {
    readonly state: 'accepted' | 'refused';
    readonly organisationId?: string;
    readonly person: string;
  },
): Promise<boolean> {
  const changed = await execute(
    tx,
    sql`update practice_place_proposal set state = ${decision.state}, organisation_id = coalesce(${decision.organisationId}::uuid, organisation_id),
          decided_by = ${decision.person}, decided_at = now()
        where id = ${id} and state = 'open'`,
  );
  return changed > 0;
}

export type BoundRole = { readonly id: string; readonly personId: string };

/**
 * Gives each of the people at a proposed place a role at the organisation, at its location there, as their primary practice. Index:
 * partner_location_by_phone. The caller holds the lock of the tree and refreshes the roots.
 */
export function insertPlaceRoles(
  tx: Tx,
  proposalId: string,
  organisationId: string,
  from: { readonly source: string; readonly at: string },
): Promise<BoundRole[]> {
  return query<BoundRole>(
    tx,
    sql`insert into practice_role (id, person_id, organisation_id, location_id, is_primary, source, provenance)
        select gen_random_uuid(), p.id, ${organisationId}, (select x.id from partner_location x
            where x.partner_id = ${organisationId} and x.place_key = d.place_key and x.retired_at is null), true, ${from.source},
          jsonb_build_object('organisationId', ${sql.json(from)}::jsonb)
        from practice_place_proposal d join partner_location l on l.phone = d.phone and l.place_key = d.place_key
        join partner p on p.id = l.partner_id
        where d.id = ${proposalId} and ${shared} and ${placeable}
        on conflict (person_id, organisation_id, coalesce(location_id, '00000000-0000-0000-0000-000000000000')) do update set ends_on = null,
          is_primary = true, version = practice_role.version + 1, updated_at = now()
        returning id, person_id as "personId"`,
  );
}
