import { execute, query, sql, type Queryable, type Tx } from './database.ts';

export type FhirKey = { readonly sender: string; readonly type: string; readonly id: string };

/** One version of a resource, as far as it is kept. */
export type ToldResource<Body = unknown> = FhirKey & {
  /** `meta.lastUpdated`, else when the message came (ISO instant). */
  readonly versionAt: string;
  /** `meta.versionId` where it is a number, else 0. */
  readonly version: number;
  readonly body: Body;
  /** Hash of what others' meaning depends on. */
  readonly used: string;
  readonly messageId: string;
};

/** That a resource is no more, since when (ISO instant). */
export type DeletedResource = FhirKey & { readonly at: string };

/** What a message looked up; `seen` is the `used` of what it found, null where nothing was known. */
export type FhirReference = FhirKey & { readonly messageId: string; readonly seen: string | null };

/** The newest of each of these, where anything was told. One query for a whole batch. Index: fhir_resource primary key. */
export function findResources<Body>(
  db: Queryable,
  keys: readonly FhirKey[],
): Promise<readonly ToldResource<Body>[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return query<ToldResource<Body>>(
    db,
    sql`select r.sender, r.type, r.id, r.version_at as "versionAt", r.version, r.body, r.used, r.message_id as "messageId"
        from ${keyRows(keys)} join fhir_resource r on r.sender = k.sender and r.type = k.type and r.id = k.id`,
    { name: 'find-fhir-resources' },
  );
}

/** Keeps the newest version of each; of versions of one time the larger, so that the order of arrival decides nothing. Index: primary key. */
export async function keepResources(tx: Tx, told: readonly ToldResource[]): Promise<void> {
  const newest = newestOf(told);
  if (newest.length === 0) return;
  await execute(
    tx,
    sql`insert into fhir_resource (sender, type, id, version_at, version, body, used, message_id)
        select * from unnest(${newest.map((one) => one.sender)}::text[], ${newest.map((one) => one.type)}::text[], ${newest.map((one) => one.id)}::text[],
          ${newest.map((one) => one.versionAt)}::timestamptz[], ${newest.map((one) => one.version)}::bigint[],
          ${newest.map((one) => JSON.stringify(one.body))}::jsonb[], ${newest.map((one) => one.used)}::text[],
          ${newest.map((one) => one.messageId)}::uuid[])
        on conflict (sender, type, id) do update set version_at = excluded.version_at, version = excluded.version, body = excluded.body,
          used = excluded.used, message_id = excluded.message_id,
          deleted_at = case when fhir_resource.deleted_at > excluded.version_at then fhir_resource.deleted_at end
          where (excluded.version_at, excluded.version, excluded.used) > (fhir_resource.version_at, fhir_resource.version, fhir_resource.used)`,
    { name: 'keep-fhir-resources' },
  );
}

/** Marks what is no more. What it was stays known: those who referred to it meant somebody. Index: primary key. */
export async function markDeleted(tx: Tx, deleted: readonly DeletedResource[]): Promise<void> {
  if (deleted.length === 0) return;
  await execute(
    tx,
    sql`update fhir_resource r set deleted_at = k.at
        from unnest(${deleted.map((one) => one.sender)}::text[], ${deleted.map((one) => one.type)}::text[], ${deleted.map((one) => one.id)}::text[],
          ${deleted.map((one) => one.at)}::timestamptz[]) as k (sender, type, id, at)
        where r.sender = k.sender and r.type = k.type and r.id = k.id and r.version_at <= k.at`,
    { name: 'mark-fhir-deleted' },
  );
}

/** What these messages looked up, in place of what they did before. Index: fhir_reference primary key. */
export async function recordReferences(
  tx: Tx,
  messageIds: readonly string[],
  references: readonly FhirReference[],
): Promise<void> {
  await execute(tx, sql`delete from fhir_reference where message_id = any(${messageIds}::uuid[])`, {
    name: 'forget-fhir-references',
  });
  if (references.length === 0) return;
  await execute(
    tx,
    sql`insert into fhir_reference (message_id, sender, type, resource_id, seen)
        select * from unnest(${references.map((one) => one.messageId)}::uuid[], ${references.map((one) => one.sender)}::text[],
          ${references.map((one) => one.type)}::text[], ${references.map((one) => one.id)}::text[], ${references.map((one) => one.seen)}::text[])
        on conflict do nothing`,
    { name: 'record-fhir-references' },
  );
}

/**
 * Lets every message wait again that found something else than what is known now: those that look for one of `told`, and `messageIds`
 * themselves, which were read before the pen was taken. Returns their ids. Indexes: fhir_reference_to, fhir_reference primary key.
 */
export async function requeueOutdated(
  tx: Tx,
  told: readonly FhirKey[],
  messageIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    tx,
    sql`with looked as (
          select r.message_id, r.sender, r.type, r.resource_id, r.seen from ${keyRows(told)}
            join fhir_reference r on r.sender = k.sender and r.type = k.type and r.resource_id = k.id
          union
          select r.message_id, r.sender, r.type, r.resource_id, r.seen from fhir_reference r where r.message_id = any(${messageIds}::uuid[])),
        outdated as (
          select l.message_id from looked l cross join lateral (
            -- Kept apart, so that each row is one look into the primary key however many the planner expects.
            select f.used from fhir_resource f where f.sender = l.sender and f.type = l.type and f.id = l.resource_id offset 0) f
          where l.seen is distinct from f.used)
        update message set state = 'received', reason_code = null, reason = null, reason_path = null, attempts = 0
        where id in (select message_id from outdated) and state in ('applied', 'filtered', 'invalid', 'review') returning id`,
    { name: 'requeue-fhir' },
  );
  return rows.map((row) => row.id);
}

function keyRows(keys: readonly FhirKey[]) {
  return sql`unnest(${keys.map((key) => key.sender)}::text[], ${keys.map((key) => key.type)}::text[], ${keys.map((key) => key.id)}::text[]) as k (sender, type, id)`;
}

/** One row for each resource: a statement cannot change a row twice. */
function newestOf(told: readonly ToldResource[]): readonly ToldResource[] {
  const newest = new Map<string, ToldResource>();
  for (const one of told) {
    const key = `${one.sender}|${one.type}|${one.id}`;
    const known = newest.get(key);
    if (known === undefined || isNewer(one, known)) newest.set(key, one);
  }
  return [...newest.values()];
}

export function isNewer(one: ToldResource, other: ToldResource): boolean {
  if (one.versionAt !== other.versionAt) return Date.parse(one.versionAt) > Date.parse(other.versionAt);
  if (one.version !== other.version) return one.version > other.version;
  return one.used > other.used;
}
