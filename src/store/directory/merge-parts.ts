import { execute, query, sql, type Statement, type Tx } from '../database.ts';

/** What a merge moved, by table: ids, or keys where a table has no ids. Enough to move it back by hand. */
export type MovedRows = Readonly<Record<string, readonly string[]>>;

type Pair = { readonly from: string; readonly into: string };

/**
 * Gives everything that belongs to one partner to another. What the survivor has already (the same name, place, role, address,
 * specialty or plan) stays with the merged entry, retired, and what pointed at it points at the survivor's. Indexes: those by partner.
 */
export async function moveParts(tx: Tx, pair: Pair): Promise<MovedRows> {
  const moved: Record<string, readonly string[]> = {};
  const move = async (name: string, statement: Statement): Promise<void> => {
    const rows = await query<{ readonly id: string }>(tx, statement);
    if (rows.length > 0) moved[name] = rows.map((row) => row.id);
  };
  const { from, into } = pair;
  await move(
    'identifiers',
    sql`update partner_identifier set partner_id = ${into} where partner_id = ${from} returning system || '|' || value as id`,
  );
  await move(
    'names',
    sql`update partner_name n set partner_id = ${into} where partner_id = ${from}
        and not exists (select from partner_name o where o.partner_id = ${into} and o.name_key = n.name_key) returning name_key as id`,
  );
  await move(
    'specialties',
    sql`update partner_specialty n set partner_id = ${into}, is_primary = n.is_primary and not exists (
          select from partner_specialty o where o.partner_id = ${into} and o.is_primary and o.retired_at is null)
        where partner_id = ${from}
          and not exists (select from partner_specialty o where o.partner_id = ${into} and o.taxonomy = n.taxonomy) returning taxonomy as id`,
  );
  await move(
    'insurances',
    sql`update partner_insurance n set partner_id = ${into} where partner_id = ${from} and not exists (
          select from partner_insurance o where o.partner_id = ${into} and o.payer = n.payer and o.plan = n.plan)
        returning payer || '|' || plan as id`,
  );
  await moveLocations(tx, pair, move);
  await moveEndpoints(tx, pair, move);
  await moveRoles(tx, pair, move, sql`person_id`, sql`organisation_id`);
  await moveRoles(tx, pair, move, sql`organisation_id`, sql`person_id`);
  await move(
    'affiliations',
    sql`update contact_affiliation set partner_id = ${into} where partner_id = ${from} returning id`,
  );
  await moveLeftovers(tx, pair, move);
  return moved;
}

type Move = (name: string, statement: Statement) => Promise<void>;

async function moveLocations(tx: Tx, { from, into }: Pair, move: Move): Promise<void> {
  const twins = sql`partner_location o join partner_location t on t.partner_id = ${into} and t.place_key = o.place_key where o.partner_id = ${from}`;
  for (const table of [sql`practice_role`, sql`contact_affiliation`])
    await execute(
      tx,
      sql`update ${table} u set location_id = n.twin_id from (select o.id, t.id as twin_id from ${twins}) n where u.location_id = n.id
          ${
            table.text === 'practice_role'
              ? sql`and not exists (select from practice_role s where s.person_id = u.person_id
            and s.organisation_id = u.organisation_id and s.location_id = n.twin_id)`
              : sql.empty
          }`,
    );
  await move(
    'retiredLocations',
    sql`update partner_location set retired_at = coalesce(retired_at, now()), is_primary = false
        where id in (select o.id from ${twins}) returning id`,
  );
  await move(
    'locations',
    sql`update partner_location n set partner_id = ${into}, is_primary = false where partner_id = ${from}
        and not exists (select from partner_location o where o.partner_id = ${into} and o.place_key = n.place_key) returning id`,
  );
}

async function moveEndpoints(tx: Tx, { from, into }: Pair, move: Move): Promise<void> {
  const twins = sql`delivery_endpoint o join delivery_endpoint t on t.partner_id = ${into} and t.destination = o.destination
    and t.address = o.address where o.partner_id = ${from}`;
  await execute(
    tx,
    sql`update practice_role r set preferred_endpoint_id = n.twin_id from (select o.id, t.id as twin_id from ${twins}) n
        where r.preferred_endpoint_id = n.id`,
  );
  // The address is in use if either entry uses it.
  await execute(
    tx,
    sql`update delivery_endpoint e set retired_at = null from (select t.id from ${twins} and o.retired_at is null) n where e.id = n.id`,
  );
  await move(
    'retiredEndpoints',
    sql`update delivery_endpoint set retired_at = coalesce(retired_at, now()) where id in (select o.id from ${twins}) returning id`,
  );
  await move(
    'endpoints',
    sql`update delivery_endpoint n set partner_id = ${into} where partner_id = ${from} and not exists (
          select from delivery_endpoint o where o.partner_id = ${into} and o.destination = n.destination and o.address = n.address)
        returning id`,
  );
}

/** `side` is the partner that is merged, `other` who it worked with. */
async function moveRoles(
  tx: Tx,
  { from, into }: Pair,
  move: Move,
  side: Statement,
  other: Statement,
): Promise<void> {
  const twins = sql`practice_role o join practice_role t on t.${side} = ${into} and t.${other} = o.${other}
    and t.location_id is not distinct from o.location_id where o.${side} = ${from}`;
  await execute(
    tx,
    sql`update practice_role r set phone = coalesce(r.phone, n.phone), extension = coalesce(r.extension, n.extension), fax = coalesce(r.fax, n.fax),
          preferred_endpoint_id = coalesce(r.preferred_endpoint_id, n.preferred_endpoint_id),
          roles = array(select distinct unnest(r.roles || n.roles)), version = r.version + 1
        from (select t.id, o.phone, o.extension, o.fax, o.preferred_endpoint_id, o.roles from ${twins}) n where r.id = n.id`,
  );
  await execute(
    tx,
    sql`update delivery_endpoint e set role_id = n.twin_id from (select o.id, t.id as twin_id from ${twins}) n where e.role_id = n.id`,
  );
  await move(
    `ended roles by ${side.text}`,
    sql`update practice_role set ends_on = coalesce(ends_on, current_date), is_primary = false where id in (select o.id from ${twins}) returning id`,
  );
  await move(
    `roles by ${side.text}`,
    sql`update practice_role n set ${side} = ${into} where ${side} = ${from} and not exists (
          select from practice_role o where o.${side} = ${into} and o.${other} = n.${other} and o.location_id is not distinct from n.location_id)
        returning id`,
  );
}

/** What imports, sheets and suggestions keep of a partner. */
async function moveLeftovers(tx: Tx, { from, into }: Pair, move: Move): Promise<void> {
  for (const side of [sql`child_id`, sql`parent_id`]) {
    const other = side.text === 'child_id' ? sql`parent_id` : sql`child_id`;
    await move(
      `proposals by ${side.text}`,
      sql`update hierarchy_proposal n set ${side} = ${into} where ${side} = ${from} and ${other} <> ${into} and not exists (
            select from hierarchy_proposal o where o.${side} = ${into} and o.${other} = n.${other}) returning id`,
    );
  }
  await move(
    'settledProposals',
    sql`update hierarchy_proposal set state = 'refused', decided_by = 'merge', decided_at = now()
        where ${from} in (child_id, parent_id) and state = 'open' returning id`,
  );
  await move(
    'conflicts',
    sql`update directory_conflict set partner_id = ${into} where partner_id = ${from} returning id`,
  );
  await move(
    'outreach',
    sql`update partner_outreach set partner_id = ${into} where partner_id = ${from} returning id`,
  );
  await move(
    'places',
    sql`update practice_place_proposal set organisation_id = ${into} where organisation_id = ${from} returning id`,
  );
  await move(
    'documents',
    sql`update document set partner_id = ${into} where partner_id = ${from} returning id`,
  );
  await moveSenders(tx, { from, into });
  await execute(tx, sql`delete from partner_suggestion where partner_id = ${from}`);
  await execute(
    tx,
    sql`update partner_suggestion set candidates = replace(candidates::text, ${from}::text, ${into}::text)::jsonb
        where candidates @> jsonb_build_array(jsonb_build_object('partnerId', ${from}::text))`,
  );
  await execute(tx, sql`delete from partner_refold where partner_id = ${from}`);
}

/** Whose numbers and addresses faxes and mails came from: what was confirmed of both counts together. */
async function moveSenders(tx: Tx, { from, into }: Pair): Promise<void> {
  await execute(
    tx,
    sql`insert into sender_partner (sender_key, partner_id, confirmed, last_at)
        select sender_key, ${into}::uuid, confirmed, last_at from sender_partner where partner_id = ${from}
        on conflict (sender_key, partner_id) do update
        set confirmed = sender_partner.confirmed + excluded.confirmed, last_at = greatest(sender_partner.last_at, excluded.last_at)`,
  );
  await execute(tx, sql`delete from sender_partner where partner_id = ${from}`);
}
