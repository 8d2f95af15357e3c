import { deliveryColumns, type Delivery } from './deliveries.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/**
 * Deliveries that these destinations took over and nobody has confirmed, or whose end nobody knows: those not asked after for longest, up to `limit` of each
 * destination. Taking them counts as asking, so that every one has its turn. Index: delivery_to_ask.
 */
export function takeUnconfirmed(
  db: Queryable,
  destinations: readonly string[],
  limit: number,
): Promise<Delivery[]> {
  return query<Delivery>(
    db,
    sql`update delivery set last_asked_at = now() where id in (
          select d.id from unnest(${destinations}::text[]) as n (destination) cross join lateral (
            select id from delivery where destination = n.destination and status in ('sent', 'ambiguous') and not is_final
              and purpose <> 'liaison_alert'
            order by last_asked_at nulls first, sent_at limit ${limit} for update skip locked) d)
        returning ${deliveryColumns}`,
    { name: 'take-unconfirmed' },
  );
}

/**
 * Everything that should be on its way and has no worker, after a crash or because its job was lost. Taking one gives whoever
 * handles it some minutes before it is taken again. Indexes: delivery_sending, delivery_active.
 */
export function takeStranded(
  db: Queryable,
  limit: number,
): Promise<{ readonly id: string; readonly destination: string; readonly address: string }[]> {
  return query(
    db,
    sql`update delivery set updated_at = now(), alive_until = null where id in (
          select id from delivery
          where (status = 'sending' and alive_until < now())
             or (status in ('queued', 'sending', 'failed_transient') and updated_at < now() - interval '5 minutes'
                 and coalesce(next_attempt_at < now() - interval '2 minutes', true) and coalesce(alive_until < now(), true))
          order by updated_at limit ${limit} for update skip locked)
        returning id, destination, address`,
    { name: 'take-stranded' },
  );
}

/** A lane where something is due and nothing has happened for so long is looked after again. */
const quiet = sql`interval '30 seconds'`;

/**
 * The first of each lane that waits although nobody is on the line and nothing moves: its hub died between two turns, after its job was
 * done. Taking it counts as movement. Indexes: delivery_active, delivery_lane.
 */
export function takeQuietLanes(tx: Tx, limit: number): Promise<(Lane & { readonly id: string })[]> {
  return query(
    tx,
    sql`update delivery set updated_at = now() where updated_at < now() - ${quiet} and id in (
          select distinct on (c.destination, c.address) c.id from delivery c
          where c.status in ('queued', 'failed_transient') and c.purpose <> 'liaison_alert' and c.updated_at < now() - ${quiet}
            and coalesce(c.next_attempt_at <= now(), true)
            and not exists (select from delivery b where b.destination = c.destination and b.address = c.address and b.purpose <> 'liaison_alert'
              and b.status in ('queued', 'sending', 'failed_transient') and (b.updated_at > now() - ${quiet} or b.alive_until > now()))
          order by c.destination, c.address, c.id limit ${limit})
        returning id, destination, address`,
    { name: 'take-quiet-lanes' },
  );
}

/** What lines up behind one another: parcels to one address by one destination. */
export type Lane = { readonly destination: string; readonly address: string };

/** So many tries a busy line holds up everything behind; after that only what is about the same referral waits. */
const LANE_PATIENCE = 5;

/** `b` is on the line, or the line failed it a moment ago. */
const holdsLane = sql`(b.status = 'sending' and b.alive_until > now() and b.id <> c.id)
  or (b.id < c.id and b.status = 'failed_transient' and b.attempts <= ${LANE_PATIENCE} and b.next_attempt_at > now())`;

/** Of what one office is told of one referral nothing overtakes what was said before, whatever way it goes: no correction before its note. */
const isToldLater = sql`exists (select from delivery b where b.referral_id = c.referral_id and b.partner_id = c.partner_id and b.id < c.id
  and b.status in ('queued', 'sending', 'failed_transient') and b.purpose <> 'liaison_alert')`;

const isDue = sql`((c.status = 'queued' and coalesce(c.next_attempt_at <= now(), true)) or (c.status = 'failed_transient' and c.next_attempt_at <= now())
  or (c.status = 'sending' and coalesce(c.alive_until < now(), true)))`;

const ofLane = (lane: Lane, alias: 'b' | 'c') => {
  const row = alias === 'b' ? sql`b` : sql`c`;
  return sql`${row}.destination = ${lane.destination} and ${row}.address = ${lane.address} and ${row}.purpose <> 'liaison_alert'
    and ${row}.status in ('queued', 'sending', 'failed_transient')`;
};

/**
 * The one of a lane whose turn it is, oldest first; `undefined`: none waits, or all wait for one that is on the line, pauses, or has to go
 * before them. What waits for an office to open holds up only its own referral. Indexes: delivery_lane, delivery_of_referral.
 */
export async function nextOfLane(db: Queryable, lane: Lane): Promise<string | undefined> {
  const [row] = await query<{ readonly id: string }>(
    db,
    sql`select c.id from delivery c where ${ofLane(lane, 'c')} and ${isDue}
          and not ${isToldLater} and not exists (select from delivery b where ${ofLane(lane, 'b')} and (${holdsLane})) order by c.id limit 1`,
    { name: 'next-of-lane' },
  );
  return row?.id;
}

/** Whether it still is this one's turn; nobody else can take the lane's turn until the transaction ends. Index: delivery_lane. */
export async function takeTurn(tx: Tx, lane: Lane, id: string): Promise<boolean> {
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(hashtextextended(${`lane|${lane.destination}|${lane.address}`}, 0))`,
  );
  return (await nextOfLane(tx, lane)) === id;
}

/** What waited for this one in another lane. Index: delivery_of_referral. */
export function listFollowers(
  db: Queryable,
  one: Pick<Delivery, 'id' | 'referralId' | 'partnerId'> & Lane,
): Promise<(Lane & { readonly id: string })[]> {
  return query(
    db,
    sql`select c.id, c.destination, c.address from delivery c where c.referral_id = ${one.referralId} and c.partner_id = ${one.partnerId}
          and c.id > ${one.id} and c.status = 'queued' and (c.destination, c.address) <> (${one.destination}, ${one.address}) order by c.id limit 1`,
    { name: 'list-followers' },
  );
}
