import { basename, resolve } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import type { Database } from '../../store/database.ts';
import {
  findImport,
  findUnfinished,
  insertImport,
  type DirectoryKind,
  type ImportOptions,
  type ImportRun,
} from '../../store/imports.ts';
import { recogniseNppes } from '../../formats/nppes/header.ts';
import { importers } from './importers.ts';
import { isZip, openTable } from './open-file.ts';
import { listZip } from './zip.ts';

export type NewRun = {
  readonly kind: DirectoryKind;
  readonly path: string;
  readonly member?: string;
  /** What people call the file. */
  readonly fileName?: string;
  readonly options: ImportOptions;
  readonly state: 'uploaded' | 'waiting';
  readonly createdBy: string;
};

/**
 * Enters a run, or finds the one of the same file and options that did not come to its end. A file of the wrong kind, an unfit mapping or filter is
 * refused here with a sentence (permanent), and no run is entered.
 */
export async function enterImport(
  db: Database,
  run: NewRun,
): Promise<{ readonly run: ImportRun; readonly isResumed: boolean }> {
  const path = resolve(run.path);
  const file = await openTable(path, run.member);
  const fileName = run.fileName ?? basename(run.member ?? path);
  const draft = { ...draftRun, ...run, path, fileName, member: run.member ?? null };
  if (run.state === 'waiting') await importers[run.kind](db, draft, file.sniffed.header);
  else await assertKind(db, draft, file.sniffed.header);
  const unfinished =
    run.state === 'waiting'
      ? await findUnfinished(db, { fingerprint: file.fingerprint, kind: run.kind, options: run.options })
      : undefined;
  if (unfinished && unfinished.path === path) return { run: unfinished, isResumed: true };
  const id = await insertImport(db, {
    kind: run.kind,
    fileName,
    path,
    fingerprint: file.fingerprint,
    options: run.options,
    bytesTotal: file.size,
    state: run.state,
    createdBy: run.createdBy,
    ...(run.member === undefined ? {} : { member: run.member }),
  });
  const entered = await findImport(db, id);
  if (!entered) throw new Failure('ambiguous', 'import-lost', 'The run was entered and is gone.');
  return { run: entered, isResumed: false };
}

/** What is not said yet (whose directory, which year, which columns) is no fault of the file. */
async function assertKind(
  db: Database,
  draft: ImportRun & { readonly kind: DirectoryKind },
  header: readonly string[],
): Promise<void> {
  try {
    await importers[draft.kind](db, draft, header);
  } catch (error) {
    const isOpen =
      error instanceof Failure && ['payer-unknown', 'year-unknown', 'not-a-sheet'].includes(error.code);
    const isSheet = draft.kind === 'payer' || draft.kind === 'outreach' || draft.kind === 'volume';
    if (!(isOpen && isSheet && header.length > 1)) throw error;
  }
}

const draftRun: ImportRun & { readonly kind: DirectoryKind } = {
  id: '',
  kind: 'nppes',
  fileName: '',
  path: '',
  member: null,
  fingerprint: '',
  state: 'uploaded',
  options: {},
  bytesTotal: 0,
  bytesDone: 0,
  rowDone: 0,
  rowsRead: 0,
  rowsFiltered: 0,
  rowsNew: 0,
  rowsChanged: 0,
  rowsSame: 0,
  rowsBad: 0,
  conflicts: 0,
  preview: null,
  problem: null,
  busyMs: 0,
  isAlive: false,
  createdBy: '',
  createdAt: '1970-01-01T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
};

export type NppesPart = { readonly kind: DirectoryKind; readonly member?: string };

/** The main file first: the others add to who is in the directory by then. */
const order: readonly DirectoryKind[] = ['nppes', 'nppes_locations', 'nppes_names', 'nppes_endpoints'];

/** Which files of NPPES a path holds: one table, or those of the ZIP archive as CMS publishes it. Throws (permanent) when there is none. */
export async function listNppesParts(path: string): Promise<readonly NppesPart[]> {
  if (!(await isZip(path))) {
    const { sniffed } = await openTable(path);
    const kind = recogniseNppes(sniffed.header);
    // What it lacks is said by whoever reads the main file.
    return [{ kind: kind ?? 'nppes' }];
  }
  const tables = (await listZip(path)).filter(
    ({ name }) => /\.csv$/i.test(name) && !/fileheader/i.test(name),
  );
  const parts: NppesPart[] = [];
  for (const { name } of tables) {
    const { sniffed } = await openTable(path, name);
    const kind = recogniseNppes(sniffed.header);
    if (kind !== undefined) parts.push({ kind, member: name });
  }
  if (parts.length === 0)
    throw new Failure(
      'permanent',
      'not-nppes',
      'The ZIP archive holds no file of NPPES (npidata_pfile, pl_pfile, othername_pfile, endpoint_pfile).',
    );
  return parts.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
