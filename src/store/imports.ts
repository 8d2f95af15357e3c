import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** Files that fill the directory. */
export const directoryKinds = [
  'nppes',
  'nppes_locations',
  'nppes_names',
  'nppes_endpoints',
  'payer',
  'outreach',
  'volume',
] as const;
export type DirectoryKind = (typeof directoryKinds)[number];
/** `feed`: of referrals, for a channel that reads records. */
export const importKinds = [...directoryKinds, 'feed'] as const;
export type ImportKind = (typeof importKinds)[number];

export const importStates = [
  'uploaded',
  'preview',
  'waiting',
  'running',
  'done',
  'failed',
  'stopped',
] as const;
export type ImportState = (typeof importStates)[number];

/** What of a file is taken, and as what. */
export type ImportOptions = {
  readonly states?: readonly string[];
  /** Beginnings of ZIP codes. */
  readonly zips?: readonly string[];
  readonly cities?: readonly string[];
  /** Groups, codes or beginnings of codes, see domain/taxonomy.ts. */
  readonly specialties?: readonly string[];
  /** What new partners are entered as. */
  readonly stage?: 'target' | 'contacted';
  /** Field by header of the file; of sheets only. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Whose directory it is. */
  readonly payer?: string;
  /** When the directory was published (YYYY-MM-DD). */
  readonly statedOn?: string;
  /** Year the volumes are of. */
  readonly year?: number;
  /** Whose records they are; of feeds only. */
  readonly channel?: string;
  /** A person said that many may be missing from a full export: they are withdrawn all the same. */
  readonly isMissingMeant?: true;
};

export type ImportCounts = {
  readonly rowsRead: number;
  readonly rowsFiltered: number;
  readonly rowsNew: number;
  readonly rowsChanged: number;
  readonly rowsSame: number;
  readonly rowsBad: number;
  readonly conflicts: number;
};

export type ImportRun = ImportCounts & {
  readonly id: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly path: string;
  readonly member: string | null;
  readonly fingerprint: string;
  readonly state: ImportState;
  readonly options: ImportOptions;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  readonly rowDone: number;
  readonly preview: unknown;
  readonly problem: string | null;
  readonly busyMs: number;
  /** Somebody works on it right now. */
  readonly isAlive: boolean;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
};

const columns = sql`id, kind, file_name as "fileName", path, member, fingerprint, state, options, bytes_total as "bytesTotal", bytes_done as "bytesDone",
  row_done as "rowDone", rows_read as "rowsRead", rows_filtered as "rowsFiltered", rows_new as "rowsNew", rows_changed as "rowsChanged",
  rows_same as "rowsSame", rows_bad as "rowsBad", conflicts, preview, problem, busy_ms as "busyMs", coalesce(alive_until > now(), false) as "isAlive",
  created_by as "createdBy", created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`;

export type NewImport = Pick<
  ImportRun,
  'kind' | 'fileName' | 'path' | 'fingerprint' | 'options' | 'bytesTotal'
> & {
  readonly member?: string;
  readonly state: 'uploaded' | 'waiting';
  readonly createdBy: string;
};

export async function insertImport(db: Queryable, run: NewImport): Promise<string> {
  const id = newId();
  await execute(
    db,
    sql`insert into import_run (id, kind, file_name, path, member, fingerprint, state, options, bytes_total, created_by)
        values (${id}, ${run.kind}, ${run.fileName}, ${run.path}, ${run.member}, ${run.fingerprint}, ${run.state}, ${sql.json(run.options)}, ${run.bytesTotal},
          ${run.createdBy})`,
  );
  return id;
}

export function findImport(db: Queryable, id: string): Promise<ImportRun | undefined> {
  return queryOne<ImportRun>(db, sql`select ${columns} from import_run where id = ${id}`);
}

/** A run that was only counted is forgotten: nothing of it was written. */
export async function forgetPreview(db: Queryable, id: string): Promise<void> {
  await execute(
    db,
    sql`delete from import_run where id = ${id} and rows_read = 0 and bytes_done = 0 and state in ('uploaded', 'preview', 'stopped', 'failed')`,
  );
}

/** The latest runs that fill the directory, newest first. Index: import_run_of_directory. */
export function listImports(db: Queryable, limit: number): Promise<ImportRun[]> {
  return query<ImportRun>(
    db,
    sql`select ${columns} from import_run where kind <> 'feed' order by id desc limit ${limit}`,
  );
}

/** The latest files of channels, newest first. Index: import_run_of_feeds. */
export function listFeeds(db: Queryable, limit: number): Promise<ImportRun[]> {
  return query<ImportRun>(
    db,
    sql`select ${columns} from import_run where kind = 'feed' order by id desc limit ${limit}`,
  );
}

/** A run of the same file that has not come to its end. Index: import_run_of_file. */
export function findUnfinished(
  db: Queryable,
  run: Pick<ImportRun, 'fingerprint' | 'kind' | 'options'>,
): Promise<ImportRun | undefined> {
  return queryOne<ImportRun>(
    db,
    sql`select ${columns} from import_run where fingerprint = ${run.fingerprint} and kind = ${run.kind} and options = ${sql.json(run.options)}
          and state in ('waiting', 'running', 'failed', 'stopped') order by id desc limit 1`,
  );
}

/** How long whoever works on a run may be silent. */
const ALIVE = sql`now() + interval '60 seconds'`;

/** Takes a run that waits, or whose worker is gone. False: somebody else has it, or there is nothing to do. */
export async function claimImport(db: Queryable, id: string, holder: string): Promise<boolean> {
  const taken = await execute(
    db,
    sql`update import_run set state = case state when 'preview' then state else 'running' end, holder = ${holder}, alive_until = ${ALIVE}, problem = null,
          started_at = coalesce(started_at, now()), finished_at = null, updated_at = now()
        where id = ${id} and (state in ('waiting', 'preview', 'failed', 'stopped') or state = 'running')
          and (alive_until is null or alive_until < now())`,
  );
  return taken > 0;
}

/** What a hub is to work on next. Index: import_run_open. */
export function findImportToDo(db: Queryable): Promise<{ readonly id: string } | undefined> {
  return queryOne(
    db,
    sql`select id from import_run where state in ('preview', 'waiting', 'running') and (alive_until is null or alive_until < now()) order by created_at limit 1`,
  );
}

/** Asks for the next stage of a run: to be counted, or to be written. False: it is under way or done. */
export async function requestImport(
  db: Queryable,
  id: string,
  state: 'preview' | 'waiting',
  options: ImportOptions,
): Promise<boolean> {
  const changed = await execute(
    db,
    sql`update import_run set state = ${state}, options = ${sql.json(options)}, problem = null, updated_at = now(),
          preview = case when options = ${sql.json(options)} then preview end, finished_at = null
        where id = ${id} and (alive_until is null or alive_until < now())
          and (state = 'uploaded' or (state in ('stopped', 'failed') and (bytes_done = 0 or (options = ${sql.json(options)} and ${state} = 'waiting'))))`,
  );
  return changed > 0;
}

/** A person stops a run: its worker sees it at the next batch. */
export async function stopImport(db: Queryable, id: string): Promise<boolean> {
  const changed = await execute(
    db,
    sql`update import_run set state = 'stopped', holder = null, alive_until = null, finished_at = now(), updated_at = now()
        where id = ${id} and state in ('preview', 'waiting', 'running')`,
  );
  return changed > 0;
}

export type Progress = ImportCounts & {
  readonly bytesDone: number;
  readonly rowDone: number;
  readonly busyMs: number;
};

/** How far a batch got, in the transaction of the batch. False: the run was stopped or taken over, and the batch must not stand. */
export async function advanceImport(
  tx: Tx,
  run: { readonly id: string; readonly holder: string },
  done: Progress,
): Promise<boolean> {
  const changed = await execute(
    tx,
    sql`update import_run set bytes_done = ${done.bytesDone}, row_done = ${done.rowDone}, rows_read = rows_read + ${done.rowsRead},
          rows_filtered = rows_filtered + ${done.rowsFiltered}, rows_new = rows_new + ${done.rowsNew}, rows_changed = rows_changed + ${done.rowsChanged},
          rows_same = rows_same + ${done.rowsSame}, rows_bad = rows_bad + ${done.rowsBad}, conflicts = conflicts + ${done.conflicts},
          busy_ms = busy_ms + ${Math.round(done.busyMs)}, alive_until = ${ALIVE}, updated_at = now()
        where id = ${run.id} and holder = ${run.holder} and state in ('running', 'preview')`,
    { name: 'advance-import' },
  );
  return changed > 0;
}

/** What the mapping said of rows of a feed once they were moved. Index: primary key. */
export async function countJudged(
  tx: Tx,
  id: string,
  { filtered, bad }: { readonly filtered: number; readonly bad: number },
): Promise<void> {
  if (filtered + bad === 0) return;
  await execute(
    tx,
    sql`update import_run set rows_filtered = rows_filtered + ${filtered}, rows_bad = rows_bad + ${bad}, updated_at = now() where id = ${id}`,
  );
}

/** Still at work while nothing is written. False: stopped. */
export async function keepAlive(
  db: Queryable,
  run: { readonly id: string; readonly holder: string },
): Promise<boolean> {
  const changed = await execute(
    db,
    sql`update import_run set alive_until = ${ALIVE}, updated_at = now() where id = ${run.id} and holder = ${run.holder} and state in ('running', 'preview')`,
  );
  return changed > 0;
}

/** The end of a run, or of its preview. */
export async function endImport(
  db: Queryable,
  run: { readonly id: string; readonly holder: string },
  end: {
    readonly state: 'done' | 'failed' | 'stopped' | 'uploaded' | 'waiting' | 'preview';
    readonly problem?: string;
    readonly preview?: unknown;
  },
): Promise<void> {
  await execute(
    db,
    sql`update import_run set state = ${end.state}, problem = ${end.problem}, preview = coalesce(${end.preview === undefined ? null : JSON.stringify(end.preview)}::jsonb, preview),
          holder = null, alive_until = null, finished_at = now(), updated_at = now()
        where id = ${run.id} and holder = ${run.holder}`,
  );
}

/** Paths below a folder that an import still needs: one that may go on, or ended within a week. Index: few imports, read whole. */
export async function listUploadsInUse(db: Queryable, folder: string): Promise<readonly string[]> {
  const rows = await query<{ readonly path: string }>(
    db,
    sql`select distinct path from import_run where starts_with(path, ${folder}) and (state in ('preview', 'waiting', 'running')
          or (state = 'done' and finished_at > now() - interval '7 days') or (state <> 'done' and updated_at > now() - interval '30 days'))`,
  );
  return rows.map((row) => row.path);
}
