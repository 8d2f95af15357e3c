import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** One CRM as it stands. */
export type CrmState = {
  readonly name: string;
  readonly adapter: string;
  readonly position: number;
  readonly partnersAt: string;
  readonly casesAt: string;
  readonly mappingSha256: string;
  readonly failures: number;
  readonly failingSince: string | null;
  readonly code: string | null;
  readonly problem: string | null;
  readonly nextLookAt: string;
  readonly writes: number;
  readonly lastWriteAt: string | null;
  readonly lastLookAt: string | null;
  readonly backfillKind: BackfillKind | null;
  readonly backfillAfter: string | null;
  readonly backfilledAt: string | null;
};

/** What a backfill lists, in this order. */
export const backfillKinds = ['partner', 'referral', 'case'] as const;
export type BackfillKind = (typeof backfillKinds)[number];

/** Longer than a batch may take with every time-out used up. */
const LEASE_SECONDS = 180;
/** Directory and escalations publish no events: they are looked at this often. */
const LOOK_SECONDS = 10;

const columns = sql`name, adapter, position, partners_at as "partnersAt", cases_at as "casesAt", mapping_sha256 as "mappingSha256", failures,
  failing_since as "failingSince", code, problem, next_look_at as "nextLookAt", writes, last_write_at as "lastWriteAt",
  last_look_at as "lastLookAt", backfill_kind as "backfillKind", backfill_after as "backfillAfter", backfilled_at as "backfilledAt"`;

/**
 * Enters the CRMs that are set up. A new one reads the log from now on. One whose mapping has changed compares everything again, and
 * what it refused gets another chance. Index: primary keys.
 */
export async function enterCrms(
  tx: Tx,
  crms: readonly { readonly name: string; readonly adapter: string; readonly mappingSha256: string }[],
): Promise<void> {
  const rows = sql`unnest(${crms.map((one) => one.name)}::text[], ${crms.map((one) => one.adapter)}::text[],
    ${crms.map((one) => one.mappingSha256)}::text[]) as n (name, adapter, sha)`;
  await execute(
    tx,
    sql`insert into crm_connector (name, adapter, mapping_sha256, position)
        select n.name, n.adapter, n.sha, (select last_position from ledger_writer) from ${rows} on conflict (name) do nothing`,
  );
  const changed = await query<{ readonly name: string }>(
    tx,
    sql`update crm_connector c set mapping_sha256 = n.sha, adapter = n.adapter from ${rows}
        where c.name = n.name and c.mapping_sha256 <> n.sha returning c.name`,
  );
  await execute(
    tx,
    sql`update crm_record set state = case when state = 'loading' then state else 'due' end, due_at = now(), marks = marks + 1, attempts = 0,
          parked_sha256 = null
        where connector = any(${changed.map((one) => one.name)}::text[])`,
  );
}

/** Takes the CRMs that are due: an event came, or the time has. Index: primary key. */
export function leaseCrms(
  db: Queryable,
  names: readonly string[],
  leaseId: string,
  limit: number,
): Promise<CrmState[]> {
  return query<CrmState>(
    db,
    sql`update crm_connector set lease_id = ${leaseId}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS}), last_look_at = now()
        where name in (
          select name from crm_connector
          where name = any(${names}::text[]) and (leased_until is null or leased_until <= now())
            and (next_look_at <= now() or (failures = 0 and position < (select last_position from ledger_writer)))
          order by next_look_at limit ${limit} for update skip locked)
        returning ${columns}`,
  );
}

/** Keeps the lease. False: it is somebody else's by now, write nothing. */
export async function keepCrmLease(tx: Tx, name: string, leaseId: string): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update crm_connector set leased_until = now() + make_interval(secs => ${LEASE_SECONDS}) where name = ${name} and lease_id = ${leaseId}`,
  );
  return count > 0;
}

/** How far the log, the directory and the escalations were looked through. */
export async function advanceCrm(
  tx: Tx,
  name: string,
  to: { readonly position?: number; readonly partnersAt?: string; readonly casesAt?: string },
): Promise<void> {
  await execute(
    tx,
    sql`update crm_connector set position = coalesce(${to.position}::bigint, position), partners_at = coalesce(${to.partnersAt}::timestamptz, partners_at),
          cases_at = coalesce(${to.casesAt}::timestamptz, cases_at) where name = ${name}`,
  );
}

/** Gives the lease back after a turn that went well. `isBusy`: there is more to do at once. */
export async function releaseCrm(
  db: Queryable,
  name: string,
  leaseId: string,
  isBusy: boolean,
): Promise<void> {
  await execute(
    db,
    sql`update crm_connector set lease_id = null, leased_until = null, failures = 0, failing_since = null, code = null, problem = null,
          next_look_at = now() + make_interval(secs => ${isBusy ? 0 : LOOK_SECONDS})
        where name = ${name} and lease_id = ${leaseId}`,
  );
}

/** Counts a failure of the whole connection and gives the lease back. `problem` is a sentence without data. */
export async function failCrm(
  db: Queryable,
  name: string,
  leaseId: string,
  failure: { readonly code: string; readonly problem: string; readonly pauseMs: number },
): Promise<void> {
  await execute(
    db,
    sql`update crm_connector set lease_id = null, leased_until = null, failures = failures + 1, failing_since = coalesce(failing_since, now()),
          code = ${failure.code}, problem = ${failure.problem}, next_look_at = now() + ${failure.pauseMs}::float8 * interval '1 millisecond'
        where name = ${name} and lease_id = ${leaseId}`,
  );
}

export async function countCrmWrites(tx: Tx, name: string, count: number): Promise<void> {
  if (count === 0) return;
  await execute(
    tx,
    sql`update crm_connector set writes = writes + ${count}, last_write_at = now() where name = ${name}`,
  );
}

/** Looks again at once: a person mended the connection, or asked. False: no such CRM. */
export async function wakeCrm(db: Queryable, name: string): Promise<boolean> {
  return (
    (await execute(
      db,
      sql`update crm_connector set next_look_at = now(), failures = 0 where name = ${name}`,
    )) > 0
  );
}

/** Begins to go through everything the hub holds; one that is under way begins again. False: no such CRM. */
export async function beginBackfill(db: Queryable, name: string): Promise<boolean> {
  return (
    (await execute(
      db,
      sql`update crm_connector set backfill_kind = 'partner', backfill_after = null, next_look_at = now(), failures = 0 where name = ${name}`,
    )) > 0
  );
}

/** The next page of a backfill begins there; `undefined`: it is done. Nothing when it was begun again since `from`. */
export async function moveBackfill(
  tx: Tx,
  { name, backfillKind, backfillAfter }: Pick<CrmState, 'name' | 'backfillKind' | 'backfillAfter'>,
  next: { readonly kind: BackfillKind; readonly after: string | null } | undefined,
): Promise<void> {
  const done = next === undefined ? sql`, backfilled_at = now()` : sql.empty;
  await execute(
    tx,
    sql`update crm_connector set backfill_kind = ${next?.kind}, backfill_after = ${next?.after}${done} where name = ${name}
          and backfill_kind is not distinct from ${backfillKind}::text and backfill_after is not distinct from ${backfillAfter}::uuid`,
  );
}

/**
 * The log is read again from there: what it changed is compared with what was written. Whoever reads it right now loses its lease, so that
 * it cannot write its own place over this one.
 */
export async function rewindCrm(db: Queryable, name: string, position: number): Promise<boolean> {
  return (
    (await execute(
      db,
      sql`update crm_connector set position = ${position}, next_look_at = now(), lease_id = null, leased_until = null where name = ${name}`,
    )) > 0
  );
}

export type CrmFigures = CrmState & {
  /** Events that were not looked at yet. */
  readonly behind: number;
  readonly due: number;
  readonly retrying: number;
  readonly parked: number;
  readonly written: number;
  readonly loading: number;
};

/** How every CRM stands. Reads the records of each once. */
export function listCrms(db: Queryable): Promise<CrmFigures[]> {
  return query<CrmFigures>(
    db,
    sql`select ${columns}, (select last_position from ledger_writer) - position as behind, coalesce(r.due, 0) as due,
          coalesce(r.retrying, 0) as retrying, coalesce(r.parked, 0) as parked, coalesce(r.written, 0) as written, coalesce(r.loading, 0) as loading
        from crm_connector c left join lateral (
          select count(*) filter (where state = 'due' and attempts = 0)::int as due, count(*) filter (where state = 'due' and attempts > 0)::int as retrying,
            count(*) filter (where state = 'parked')::int as parked, count(*) filter (where written_at is not null)::int as written,
            count(*) filter (where state = 'loading')::int as loading
          from crm_record where connector = c.name) r on true
        order by name`,
  );
}

export function findCrm(db: Queryable, name: string): Promise<CrmState | undefined> {
  return queryOne<CrmState>(db, sql`select ${columns} from crm_connector where name = ${name}`);
}
