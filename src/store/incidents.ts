import type { IncidentState, RecipientState } from '../domain/incident.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** A note as it stands in a chart that was just folded. */
export type NotePlace = {
  readonly patientId: string;
  readonly documentKey: string;
  /** Its author says that it is another patient's. */
  readonly isWrong: boolean;
};

/** A parcel that took a note to somebody as another patient's than whose it is. */
export type Misdirected = {
  readonly deliveryId: string;
  readonly referralId: string;
  readonly documentKey: string;
  /** As whose it was sent. */
  readonly patientId: string;
  /** Whose it is, as far as that is known. */
  readonly belongsTo: string | null;
  readonly reason: 'note_moved' | 'note_wrong';
};

/**
 * Parcels that went out, or may have, as one patient's, of notes that are now in another patient's chart and no more in theirs, or that
 * are nobody's they were sent as. Records that are one patient are one. Those an incident knows are not found again. Indexes:
 * delivery_of_document, referral_of_patient, incident_recipient_of_delivery; the rest by primary keys.
 */
export function findMisdirected(tx: Tx, notes: readonly NotePlace[]): Promise<Misdirected[]> {
  if (notes.length === 0) return Promise.resolve([]);
  return query<Misdirected>(
    tx,
    sql`select distinct on (d.id) d.id as "deliveryId", d.referral_id as "referralId", d.document_key as "documentKey", s.id as "patientId",
          case when s.is_here then null else n.patient_id end as "belongsTo", case when s.is_here then 'note_wrong' else 'note_moved' end as reason
        from unnest(${notes.map((one) => one.documentKey)}::text[], ${notes.map((one) => one.patientId)}::uuid[],
          ${notes.map((one) => one.isWrong)}::boolean[]) as n (document_key, patient_id, is_wrong)
        join delivery d on d.document_key = n.document_key and d.purpose = 'note' and d.status in ('sending', 'sent', 'delivered', 'ambiguous')
        join referral r on r.id = d.referral_id
        cross join lateral (select coalesce(p.alias_of, p.id) as id, coalesce(p.alias_of, p.id) = n.patient_id as is_here
          from patient p where p.id = coalesce(d.patient_id, r.patient_id)) s
        where (s.is_here and n.is_wrong or not s.is_here and not exists (
            select from referral o where o.patient_id = s.id and o.merged_into is null
              and o.view -> 'notes' @> jsonb_build_array(jsonb_build_object('key', n.document_key))))
          and not exists (select from incident_recipient i where i.delivery_id = d.id)
        order by d.id`,
    { name: 'find-misdirected' },
  );
}

/** Opens an incident, or adds to the open one about this document. Returns its id and whether it is new. Index: incident_once. */
export async function openIncident(
  tx: Tx,
  { patientId, belongsTo, referralId, documentKey, reason }: Misdirected,
  deliveryIds: readonly string[],
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const fresh = newId();
  await execute(
    tx,
    sql`insert into incident (id, kind, reason, state, patient_id, belongs_to, referral_id, document_key)
        values (${fresh}, 'wrong_patient', ${reason}, 'open', ${patientId}, ${belongsTo}, ${referralId}, ${documentKey})
        on conflict (document_key, patient_id) where state <> 'closed' do nothing`,
  );
  const row = await queryOne<{ readonly id: string }>(
    tx,
    sql`select id from incident where document_key = ${documentKey} and patient_id = ${patientId} and state <> 'closed'`,
  );
  const id = row?.id ?? fresh;
  await execute(
    tx,
    sql`insert into incident_recipient (incident_id, delivery_id) select ${id}::uuid, n.id from unnest(${deliveryIds}::uuid[]) as n (id) on conflict do nothing`,
  );
  await addEntry(tx, id, 'hub', id === fresh ? 'opened' : 'recipient_added', undefined);
  // Contained says that everybody was asked: whoever is added was not.
  await execute(
    tx,
    sql`update incident set state = 'open', contained_at = null, version = version + 1 where id = ${id} and state = 'contained'`,
  );
  return { id, isNew: id === fresh };
}

export type Incident = {
  readonly id: string;
  readonly kind: 'wrong_patient';
  readonly reason: Misdirected['reason'];
  readonly state: IncidentState;
  readonly patientId: string;
  readonly belongsTo: string | null;
  readonly referralId: string;
  readonly documentKey: string;
  readonly version: number;
  readonly openedAt: string;
  readonly containedAt: string | null;
  readonly closedAt: string | null;
};

/** Who got it, when and by what. */
export type IncidentRecipient = {
  readonly deliveryId: string;
  readonly state: RecipientState;
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  readonly destination: string;
  readonly address: string;
  /** As far as the delivery got: `ambiguous` may not have arrived. */
  readonly status: string;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  readonly pages: number | null;
  readonly askedAt: string | null;
  readonly askedBy: string | null;
  readonly settledAt: string | null;
  readonly settledBy: string | null;
};

export type IncidentEntry = {
  readonly at: string;
  readonly person: string;
  readonly what: string;
  readonly note: string | null;
};

const columns = sql`id, kind, reason, state, patient_id as "patientId", belongs_to as "belongsTo", referral_id as "referralId", document_key as "documentKey",
  version, opened_at as "openedAt", contained_at as "containedAt", closed_at as "closedAt"`;

/** Newest first. Index: incident_in_order. */
export function listIncidents(
  db: Queryable,
  { state, limit = 100 }: { readonly state?: IncidentState; readonly limit?: number } = {},
): Promise<Incident[]> {
  const ofState = state === undefined ? sql.empty : sql`where state = ${state}`;
  return query<Incident>(
    db,
    sql`select ${columns} from incident ${ofState} order by opened_at desc, id desc limit ${limit}`,
  );
}

/** With everybody who got it and all that was done. Indexes: primary keys, incident_entry_of. */
export async function findIncident(
  db: Queryable,
  id: string,
): Promise<
  | (Incident & {
      readonly recipients: readonly IncidentRecipient[];
      readonly entries: readonly IncidentEntry[];
    })
  | undefined
> {
  const incident = await queryOne<Incident>(db, sql`select ${columns} from incident where id = ${id}`);
  if (!incident) return undefined;
  const recipients = await query<IncidentRecipient>(
    db,
    sql`select i.delivery_id as "deliveryId", i.state, d.partner_id as "partnerId", p.name as "partnerName", d.destination, d.address, d.status,
          d.sent_at as "sentAt", d.delivered_at as "deliveredAt", d.packet_pages as pages, i.asked_at as "askedAt", i.asked_by as "askedBy",
          i.settled_at as "settledAt", i.settled_by as "settledBy"
        from incident_recipient i join delivery d on d.id = i.delivery_id left join partner p on p.id = d.partner_id
        where i.incident_id = ${id} order by i.delivery_id`,
  );
  const entries = await query<IncidentEntry>(
    db,
    sql`select at, person, what, note from incident_entry where incident_id = ${id} order by id limit 500`,
  );
  return { ...incident, recipients, entries };
}

/** Locked until the transaction ends. Index: primary key. */
export function lockIncident(tx: Tx, id: string): Promise<Incident | undefined> {
  return queryOne<Incident>(tx, sql`select ${columns} from incident where id = ${id} for update`);
}

export async function listRecipientStates(tx: Tx, id: string): Promise<readonly RecipientState[]> {
  const rows = await query<{ readonly state: RecipientState }>(
    tx,
    sql`select state from incident_recipient where incident_id = ${id}`,
  );
  return rows.map((row) => row.state);
}

export async function setIncidentState(tx: Tx, id: string, state: IncidentState): Promise<void> {
  await execute(
    tx,
    sql`update incident set state = ${state}, version = version + 1,
          contained_at = case ${state} when 'contained' then now() when 'open' then null else contained_at end,
          closed_at = case when ${state} = 'closed' then now() end where id = ${id}`,
  );
}

/** `false`: this parcel is not part of the incident. */
export async function setRecipientState(
  tx: Tx,
  id: string,
  deliveryId: string,
  state: Exclude<RecipientState, 'to_ask'>,
  person: string,
): Promise<boolean> {
  const change =
    state === 'asked'
      ? sql`asked_at = coalesce(asked_at, now()), asked_by = coalesce(asked_by, ${person})`
      : sql`settled_at = now(), settled_by = ${person}`;
  const count = await execute(
    tx,
    sql`update incident_recipient set state = ${state}, ${change} where incident_id = ${id} and delivery_id = ${deliveryId}`,
  );
  return count > 0;
}

export async function addEntry(
  tx: Tx,
  incidentId: string,
  person: string,
  what: string,
  note: string | undefined,
): Promise<void> {
  await execute(
    tx,
    sql`insert into incident_entry (id, incident_id, person, what, note) values (${newId()}, ${incidentId}, ${person}, ${what}, ${note})`,
  );
}
