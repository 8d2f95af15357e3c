import type { Delivery } from './deliveries.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';
import type { EffectState } from './effects.ts';

/** One note of a bundle. */
export type BundleNote = {
  readonly noteKey: string;
  readonly rank: number;
  readonly deliveryId: string | null;
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly documentKey: string | null;
  readonly contentSha256: string | null;
  /** Of its effect: `released` as long as it is to go in the bundle. */
  readonly state: EffectState;
};

/** In the order they lie in the parcel. Index: primary key of bundle_note. */
export function listBundleNotes(db: Queryable, bundleKey: string): Promise<readonly BundleNote[]> {
  return query<BundleNote>(
    db,
    sql`select b.note_key as "noteKey", b.rank, b.delivery_id as "deliveryId", e.referral_id as "referralId", e.partner_id as "partnerId",
          e.document_key as "documentKey", e.content_sha256 as "contentSha256", e.state
        from bundle_note b join effect e on e.key = b.note_key where b.bundle_key = ${bundleKey} order by b.rank`,
  );
}

export async function insertBundleNotes(
  tx: Tx,
  bundleKey: string,
  noteKeys: readonly string[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into bundle_note (bundle_key, note_key, rank)
        select ${bundleKey}, n.key, n.nr from unnest(${noteKeys}::text[]) with ordinality as n (key, nr)`,
  );
}

export async function deleteBundleNotes(tx: Tx, bundleKey: string): Promise<void> {
  await execute(tx, sql`delete from bundle_note where bundle_key = ${bundleKey}`);
}

/** The parcels of several notes that these records of single notes went in. Indexes: bundle_note_of_note, delivery_of_effect. */
export async function listBundlesOf(
  db: Queryable,
  deliveryIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select distinct p.id from delivery d join bundle_note b on b.note_key = d.effect_key and b.delivery_id = d.id
          join delivery p on p.effect_key = b.bundle_key where d.id = any(${deliveryIds}::uuid[])`,
    { name: 'list-bundles-of' },
  );
  return rows.map((row) => row.id);
}

/** The record of one note that went, or failed, in a bundle: as it stands, never waiting for anybody. */
export async function insertBundledDelivery(
  tx: Tx,
  bundle: Delivery,
  note: BundleNote,
  delivery: { readonly id: string; readonly createdBy: string },
): Promise<void> {
  const { id, createdBy } = delivery;
  await execute(
    tx,
    sql`insert into delivery (id, effect_key, referral_id, partner_id, purpose, destination, address, settings, status, attempts, document_key,
          content_sha256, deadline_at, created_by)
        select ${id}, ${note.noteKey}, ${note.referralId}, ${note.partnerId}, 'note', destination, address, settings, 'cancelled', attempts,
          ${note.documentKey}, ${note.contentSha256}, deadline_at, ${createdBy} from delivery where id = ${bundle.id}`,
  );
  await execute(
    tx,
    sql`update bundle_note set delivery_id = ${id} where bundle_key = ${bundle.effectKey} and note_key = ${note.noteKey}`,
  );
}

/** What a person may put into a bundle: notes that an effect is there for, whatever became of them. */
export type NoteToBundle = {
  /** Of the effect, for other systems: the key holds the sender's own document number. */
  readonly id: string;
  readonly key: string;
  readonly state: string;
  /** Why it is held, while it is (`blocked`). */
  readonly hold: string | null;
  readonly referralId: string;
  readonly partnerId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly title: string | null;
  readonly serviceDate: string | null;
  /** Of its newest delivery. */
  readonly status: string | null;
};

const columns = sql`e.id, e.key, e.state, e.hold, e.referral_id as "referralId", e.partner_id as "partnerId", p.family, p.given, p.birth_date as "birthDate",
  n ->> 'title' as title, n ->> 'serviceDate' as "serviceDate",
  (select d.status from delivery d where d.effect_key = e.key order by d.id desc limit 1) as status`;

const source = sql`from effect e join referral r on r.id = e.referral_id join patient p on p.id = r.patient_id
  left join lateral (select x as n from jsonb_array_elements(r.view -> 'notes') x
    where (x #>> '{documentId,system}') || '|' || (x #>> '{documentId,value}') = e.document_key limit 1) v on true`;

/** Newest first. Indexes: practice_role_of_organisation, effect_notes_of_partner. */
export function listNotesToBundle(
  db: Queryable,
  partnerId: string,
  limit: number,
): Promise<readonly NoteToBundle[]> {
  return query<NoteToBundle>(
    db,
    sql`select ${columns} ${source}
        where e.kind = 'deliver_note' and e.state in ('planned', 'blocked', 'released') and e.partner_id = any(array(select ${partnerId}::uuid
          union select x.person_id from practice_role x where x.organisation_id = ${partnerId} and (x.ends_on is null or x.ends_on > current_date)))
        order by e.created_at desc, e.key limit ${limit}`,
    { name: 'list-notes-to-bundle' },
  );
}

/** Index: primary key of effect. */
export function loadNotesToBundle(db: Queryable, keys: readonly string[]): Promise<readonly NoteToBundle[]> {
  return query<NoteToBundle>(
    db,
    sql`select ${columns} ${source} where e.key = any(${keys}::text[]) and e.kind in ('deliver_note', 'copy_note', 'offer_note')`,
  );
}

/** The keys of notes by their ids, in the order of these; null: there is no such note. Index: effect_by_id. */
export async function listNoteKeys(
  db: Queryable,
  ids: readonly string[],
): Promise<readonly (string | null)[]> {
  const rows = await query<{ readonly key: string | null }>(
    db,
    sql`select e.key from unnest(${ids}::uuid[]) with ordinality as n (id, nr)
          left join effect e on e.id = n.id and e.kind = 'deliver_note' order by n.nr`,
  );
  return rows.map((row) => row.key);
}
