import { newId } from '../lib/ids.ts';
import type { RecordKind } from './crm-records.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** One reading back of everything that was written. */
export type DriftRun = {
  readonly id: string;
  readonly connector: string;
  readonly requestedBy: string;
  readonly kind: RecordKind;
  readonly afterId: string | null;
  readonly checked: number;
  readonly differing: number;
  readonly missing: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
};

export type DriftFinding = {
  readonly kind: RecordKind;
  readonly subjectId: string;
  readonly found: 'different' | 'missing';
  /** Names of the CRM's fields; never values. */
  readonly fields: readonly string[];
};

const columns = sql`id, connector, requested_by as "requestedBy", kind, after_id as "afterId", checked, differing, missing,
  started_at as "startedAt", finished_at as "finishedAt"`;

/**
 * Begins one, unless one is under way, or the day had its own (`onDay`, `YYYY-MM-DD` of the practice). Returns whether it began.
 * Indexes: crm_drift_run_under_way, crm_drift_run_of_day.
 */
export async function beginDrift(
  db: Queryable,
  connector: string,
  by: { readonly requestedBy: string; readonly onDay?: string },
): Promise<boolean> {
  const count = await execute(
    db,
    sql`insert into crm_drift_run (id, connector, requested_by, on_day) values (${newId()}, ${connector}, ${by.requestedBy}, ${by.onDay})
        on conflict do nothing`,
  );
  if (count > 0)
    await execute(
      db,
      sql`update crm_connector set next_look_at = now() where name = ${connector} and failures = 0`,
    );
  return count > 0;
}

/** The one under way. Index: crm_drift_run_under_way. */
export function findDriftUnderWay(db: Queryable, connector: string): Promise<DriftRun | undefined> {
  return queryOne<DriftRun>(
    db,
    sql`select ${columns} from crm_drift_run where connector = ${connector} and finished_at is null`,
  );
}

/** Writes down a page and where the next begins; `undefined`: that was the last. */
export async function saveDriftPage(
  tx: Tx,
  runId: string,
  page: {
    readonly checked: number;
    readonly findings: readonly DriftFinding[];
    readonly next: { readonly kind: RecordKind; readonly afterId: string | null } | undefined;
  },
): Promise<void> {
  const { findings, next } = page;
  const missing = findings.filter((one) => one.found === 'missing').length;
  await execute(
    tx,
    sql`update crm_drift_run set checked = checked + ${page.checked}, missing = missing + ${missing}, differing = differing + ${findings.length - missing},
          kind = coalesce(${next?.kind}, kind), after_id = ${next?.afterId}, finished_at = case when ${next === undefined} then now() end
        where id = ${runId}`,
  );
  if (findings.length === 0) return;
  await execute(
    tx,
    sql`insert into crm_drift_finding (run_id, kind, subject_id, found, fields)
        select ${runId}::uuid, n.kind, n.subject_id, n.found, array(select jsonb_array_elements_text(n.fields))
        from unnest(${findings.map((one) => one.kind)}::text[], ${findings.map((one) => one.subjectId)}::uuid[],
          ${findings.map((one) => one.found)}::text[], ${findings.map((one) => JSON.stringify(one.fields))}::jsonb[]) as n (kind, subject_id, found, fields)
        on conflict do nothing`,
  );
}

/** The last ones of each CRM, newest first. Index: crm_drift_run_newest. */
export function listDriftRuns(db: Queryable, connector: string, limit: number): Promise<DriftRun[]> {
  return query<DriftRun>(
    db,
    sql`select ${columns} from crm_drift_run where connector = ${connector} order by id desc limit ${limit}`,
  );
}

/** What one found. Index: primary key. */
export function listDriftFindings(
  db: Queryable,
  runId: string,
  limit: number,
): Promise<(DriftFinding & { readonly at: string })[]> {
  return query(
    db,
    sql`select kind, subject_id as "subjectId", found, fields, at from crm_drift_finding where run_id = ${runId} order by at, subject_id limit ${limit}`,
  );
}

/** A load under way in a CRM's bulk interface. */
export type CrmLoadRow = {
  readonly job: string;
  readonly kind: RecordKind;
  readonly subjectIds: readonly string[];
  readonly marks: readonly number[];
  readonly hashes: readonly string[];
};

export function listLoads(db: Queryable, connector: string): Promise<CrmLoadRow[]> {
  return query<CrmLoadRow>(
    db,
    sql`select job, kind, subject_ids as "subjectIds", marks, hashes from crm_load where connector = ${connector} order by begun_at`,
  );
}

/** Its records are left alone until the load is over. */
export async function insertLoad(tx: Tx, connector: string, load: CrmLoadRow): Promise<void> {
  await execute(
    tx,
    sql`insert into crm_load (connector, job, kind, subject_ids, marks, hashes)
        values (${connector}, ${load.job}, ${load.kind}, ${load.subjectIds}::uuid[], ${load.marks}::int[], ${load.hashes}::text[])
        on conflict do nothing`,
  );
  await execute(
    tx,
    sql`update crm_record set state = 'loading' where connector = ${connector} and kind = ${load.kind} and subject_id = any(${load.subjectIds}::uuid[])`,
  );
}

/** How often the records of a load were tried without one success. Index: primary key. */
export async function listLoadAttempts(
  db: Queryable,
  connector: string,
  { kind, subjectIds }: CrmLoadRow,
): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ readonly id: string; readonly attempts: number }>(
    db,
    sql`select subject_id as id, attempts from crm_record
        where connector = ${connector} and kind = ${kind} and subject_id = any(${subjectIds}::uuid[]) and attempts > 0`,
  );
  return new Map(rows.map((row) => [row.id, row.attempts]));
}

export async function deleteLoad(tx: Tx, connector: string, load: CrmLoadRow): Promise<void> {
  await execute(tx, sql`delete from crm_load where connector = ${connector} and job = ${load.job}`);
  await execute(
    tx,
    sql`update crm_record set state = 'due', due_at = now() where connector = ${connector} and kind = ${load.kind} and state = 'loading'
          and subject_id = any(${load.subjectIds}::uuid[])`,
  );
}
