import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type DeliveryStatus =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'failed_transient'
  | 'ambiguous'
  | 'dead'
  | 'cancelled';

export type Delivery = {
  readonly id: string;
  readonly effectKey: string;
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly purpose: string;
  readonly destination: string;
  readonly address: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly deadlineAt: string;
  readonly reference: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly documentKey: string | null;
  readonly contentSha256: string | null;
  readonly packetPages: number | null;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  /** Somebody there has it in hand, and how that is known. */
  readonly acknowledgedAt: string | null;
  readonly acknowledged: string | null;
  readonly updatedAt: string;
  readonly createdAt: string;
  readonly createdBy: string | null;
  /** The office it goes to, when it has to wait for its hours. */
  readonly office: { readonly zone: string | null; readonly hours: unknown } | null;
};

/** A delivery as it stands, by the clock of the database: hubs may disagree about the time. */
export type DeliveryNow = Delivery & {
  /** A hub is sending it, and was alive a moment ago. */
  readonly isUnderWay: boolean;
  /** It failed and its pause is not over, or it waits for the office to open. */
  readonly isPausing: boolean;
};

export type NewDelivery = Pick<
  Delivery,
  | 'id'
  | 'effectKey'
  | 'referralId'
  | 'partnerId'
  | 'purpose'
  | 'destination'
  | 'address'
  | 'settings'
  | 'documentKey'
  | 'contentSha256'
  | 'deadlineAt'
> & {
  readonly createdBy?: string;
  readonly office?: Delivery['office'];
  /** Not before this instant, and why. */
  readonly waits?: { readonly until: string; readonly code: string; readonly detail: string };
};

export const deliveryColumns = sql`id, effect_key as "effectKey", referral_id as "referralId", partner_id as "partnerId", purpose, destination, address, settings,
  status, attempts, next_attempt_at as "nextAttemptAt", deadline_at as "deadlineAt", reference, code, detail, document_key as "documentKey",
  content_sha256 as "contentSha256", packet_pages as "packetPages", sent_at as "sentAt", delivered_at as "deliveredAt",
  acknowledged_at as "acknowledgedAt", acknowledged, updated_at as "updatedAt", created_at as "createdAt", created_by as "createdBy", office`;

const columnsNow = sql`${deliveryColumns}, coalesce(status = 'sending' and alive_until > now(), false) as "isUnderWay",
  coalesce(status in ('failed_transient', 'queued') and next_attempt_at > now(), false) as "isPausing"`;

/** How long a sender that is not heard of counts as alive: three times the pause between its signs of life. */
const lease = sql`interval '15 seconds'`;

export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const text = (pick: (delivery: NewDelivery) => string | null | undefined) =>
    deliveries.map((one) => pick(one) ?? null);
  await execute(
    tx,
    sql`insert into delivery (id, effect_key, referral_id, partner_id, purpose, destination, address, settings, status, document_key,
          content_sha256, deadline_at, created_by, office, next_attempt_at, code, detail)
        select n.id, n.effect_key, n.referral_id, n.partner_id, n.purpose, n.destination, n.address, n.settings, 'queued', n.document_key,
          n.content_sha256, n.deadline_at, n.created_by, n.office, n.next_attempt_at, n.code, n.detail
        from unnest(${text((one) => one.id)}::uuid[], ${text((one) => one.effectKey)}::text[], ${text((one) => one.referralId)}::uuid[],
          ${text((one) => one.partnerId)}::uuid[], ${text((one) => one.purpose)}::text[], ${text((one) => one.destination)}::text[],
          ${text((one) => one.address)}::text[], ${text((one) => JSON.stringify(one.settings))}::jsonb[], ${text((one) => one.documentKey)}::text[],
          ${text((one) => one.contentSha256)}::text[], ${text((one) => one.deadlineAt)}::timestamptz[], ${text((one) => one.createdBy)}::text[],
          ${text((one) => (one.office ? JSON.stringify(one.office) : null))}::jsonb[], ${text((one) => one.waits?.until)}::timestamptz[],
          ${text((one) => one.waits?.code)}::text[], ${text((one) => one.waits?.detail)}::text[])
          as n (id, effect_key, referral_id, partner_id, purpose, destination, address, settings, document_key, content_sha256, deadline_at,
            created_by, office, next_attempt_at, code, detail)`,
    { name: 'insert-deliveries' },
  );
}

/** One delivery, locked until the transaction ends. Index: primary key. */
export function lockDelivery(tx: Tx, id: string): Promise<DeliveryNow | undefined> {
  return queryOne<DeliveryNow>(tx, sql`select ${columnsNow} from delivery where id = ${id} for update`, {
    name: 'lock-delivery',
  });
}

/** Index: primary key. */
export function findDelivery(db: Queryable, id: string): Promise<DeliveryNow | undefined> {
  return queryOne<DeliveryNow>(db, sql`select ${columnsNow} from delivery where id = ${id}`, {
    name: 'find-delivery',
  });
}

/** The newest parcel of a destination that the other side knows by this number. Index: delivery_by_reference. */
export function findDeliveryByReference(
  db: Queryable,
  destination: string,
  reference: string,
): Promise<DeliveryNow | undefined> {
  return queryOne<DeliveryNow>(
    db,
    sql`select ${columnsNow} from delivery where destination = ${destination} and reference = ${reference} order by id desc limit 1`,
    { name: 'find-delivery-by-reference' },
  );
}

/** Somebody there has it in hand. False: that was known. */
export async function acknowledge(db: Queryable, id: string, how: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update delivery set acknowledged_at = now(), acknowledged = ${how} where id = ${id} and acknowledged_at is null`,
  );
  return count > 0;
}

/** Index: delivery_of_referral. */
export function listDeliveriesOf(db: Queryable, referralId: string): Promise<Delivery[]> {
  return query<Delivery>(
    db,
    sql`select ${deliveryColumns} from delivery where referral_id = ${referralId} order by id limit 200`,
  );
}

export type DeliveryChange = {
  readonly status: DeliveryStatus;
  readonly attempts?: number;
  readonly nextAttemptAt?: string | null;
  readonly deadlineAt?: string;
  readonly reference?: string;
  readonly code?: string | null;
  readonly detail?: string | null;
  readonly packet?: { readonly sha256: string; readonly bytes: number; readonly pages: number };
  readonly sentAt?: string;
  readonly deliveredAt?: string;
  readonly isFinal?: boolean;
};

/**
 * `sending` begins a lease, which `keepAlive` prolongs, and says as whose it goes; everything else ends it. It also forgets the other
 * side's number of the try before: that one is over, and news of it is none of this.
 */
export async function changeDelivery(tx: Tx, id: string, change: DeliveryChange): Promise<void> {
  await execute(
    tx,
    sql`update delivery set status = ${change.status}, attempts = coalesce(${change.attempts}::int, attempts),
          next_attempt_at = ${change.nextAttemptAt ?? null}::timestamptz, reference = coalesce(${change.reference}::text, case when ${change.status} <> 'sending' then reference end),
          code = ${change.code ?? null}::text, detail = ${change.detail ?? null}::text,
          packet_sha256 = coalesce(${change.packet?.sha256}::text, packet_sha256), packet_bytes = coalesce(${change.packet?.bytes}::int, packet_bytes),
          packet_pages = coalesce(${change.packet?.pages}::int, packet_pages), sent_at = coalesce(${change.sentAt}::timestamptz, sent_at),
          delivered_at = coalesce(${change.deliveredAt}::timestamptz, delivered_at), is_final = ${change.isFinal ?? false},
          alive_until = case when ${change.status} = 'sending' then now() + ${lease} end, updated_at = now(),
          deadline_at = coalesce(${change.deadlineAt}::timestamptz, deadline_at),
          patient_id = case when ${change.status} = 'sending' then (select r.patient_id from referral r where r.id = delivery.referral_id) else patient_id end
        where id = ${id}`,
    { name: 'change-delivery' },
  );
}

/** The hub that sends it is still there. */
export async function keepAlive(db: Queryable, id: string, attempts: number): Promise<void> {
  await execute(
    db,
    sql`update delivery set alive_until = now() + ${lease} where id = ${id} and status = 'sending' and attempts = ${attempts}`,
  );
}

export type Attempt = {
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: string | null;
  readonly code: string | null;
  readonly detail: string | null;
};

/** Written before anything is sent: after a crash it says that something may have been. */
export async function startAttempt(tx: Tx, id: string, deliveryId: string): Promise<void> {
  await execute(
    tx,
    sql`insert into delivery_attempt (id, delivery_id, started_at) values (${id}, ${deliveryId}, now())`,
  );
}

export async function endAttempt(
  tx: Tx,
  id: string,
  outcome: string,
  code: string | undefined,
  detail: string | undefined,
): Promise<void> {
  await execute(
    tx,
    sql`update delivery_attempt set ended_at = now(), outcome = ${outcome}, code = ${code}, detail = ${detail} where id = ${id}`,
  );
}

/** Index: delivery_attempt_of. */
export function listAttempts(
  db: Queryable,
  deliveryIds: readonly string[],
): Promise<(Attempt & { readonly deliveryId: string })[]> {
  return query(
    db,
    sql`select id, delivery_id as "deliveryId", started_at as "startedAt", ended_at as "endedAt", outcome, code, detail
        from delivery_attempt where delivery_id = any(${deliveryIds}::uuid[]) order by id limit 500`,
  );
}

export type Endpoint = {
  readonly id: string;
  readonly partnerId: string;
  readonly destination: string;
  readonly address: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rank: number;
  readonly health: 'ok' | 'suspect' | 'bad';
  readonly verifiedAt: string | null;
};

const endpointColumns = sql`id, partner_id as "partnerId", destination, address, settings, rank, health, verified_at as "verifiedAt"`;

/** Where an effect has been sent, or was to be sent. Index: delivery_of_effect. */
export function listTried(
  db: Queryable,
  effectKey: string,
): Promise<{ readonly destination: string; readonly address: string }[]> {
  return query(db, sql`select distinct destination, address from delivery where effect_key = ${effectKey}`);
}

/**
 * Where a partner itself takes things, best first; which of them something is sent to says directory/endpoint-choice.ts. As there: no address of a
 * registry that nobody verified, none of a deactivated number.
 */
export function listEndpoints(db: Queryable, partnerIds: readonly string[]): Promise<Endpoint[]> {
  return query<Endpoint>(
    db,
    sql`select ${endpointColumns} from delivery_endpoint where partner_id = any(${partnerIds}::uuid[]) and health <> 'bad' and retired_at is null
          and (verified_at is not null or source <> 'nppes')
          and not exists (select from partner d where d.id = delivery_endpoint.partner_id and d.deactivated_on is not null)
        order by rank, created_at limit 1000`,
    { name: 'list-endpoints' },
  );
}

/** What became of the last parcel, of whoever's endpoint it was: the partner's, its practices' or what they are part of. */
export async function setEndpointHealth(
  tx: Tx,
  delivery: Pick<Delivery, 'partnerId' | 'destination' | 'address'>,
  health: 'ok' | 'suspect',
): Promise<void> {
  await execute(
    tx,
    sql`with recursive office as (
          select ${delivery.partnerId}::uuid as id
          union select organisation_id from practice_role where person_id = ${delivery.partnerId}
          union select p.parent_id from office o join partner p on p.id = o.id where p.parent_id is not null)
        update delivery_endpoint set health = ${health}, last_success_at = case when ${health} = 'ok' then now() else last_success_at end
        where destination = ${delivery.destination} and address = ${delivery.address} and partner_id in (select id from office)`,
  );
}
