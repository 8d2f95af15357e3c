import type { CsvRecord } from '../../formats/csv/scan.ts';
import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { insertProblems } from '../../store/import-problems.ts';
import {
  advanceImport,
  claimImport,
  endImport,
  findImport,
  keepAlive,
  type ImportRun,
} from '../../store/imports.ts';
import { transaction } from '../../store/transaction.ts';
import { importFeed } from '../feed/import-feed.ts';
import { openFeed } from '../feed/open-feed.ts';
import type { Hub } from '../hub.ts';
import type { Batch, Importer, Written } from './importer.ts';
import { importers } from './importers.ts';
import { openTable, readRecords, type TableFile } from './open-file.ts';
import { startPreview } from './preview.ts';

/** Rows of one transaction. Larger ones are hardly faster, and hold locks longer. */
const BATCH_ROWS = 2_500;

export type RunOptions = {
  readonly batchRows?: number;
  /** Called after each batch was committed; may stop the run by throwing. */
  readonly onBatch?: (bytesDone: number) => void;
  /** Ends the run after the batch in hand; it can go on later. */
  readonly signal?: AbortSignal;
  /** A run that `signal` ends waits for the next hub, instead of for a person. */
  readonly isForLater?: boolean;
};

type Work = {
  readonly hub: Hub;
  readonly run: ImportRun;
  readonly holder: string;
  readonly file: TableFile;
  readonly importer: Importer;
  readonly options: RunOptions;
};

/**
 * Runs an import, or the preview of one, to its end or to where it is stopped. Each batch is one transaction together with how far it got:
 * whatever ends the process, the next call goes on behind the last batch. What is wrong with the file ends the run as failed, with a sentence. Returns the run as it
 * is then; undefined when somebody else works on it.
 */
export async function runImport(
  hub: Hub,
  id: string,
  options: RunOptions = {},
): Promise<ImportRun | undefined> {
  const holder = newId();
  if (!(await claimImport(hub.db, id, holder))) return undefined;
  const run = await findImport(hub.db, id);
  if (!run) return undefined;
  try {
    const { file, importer } = await openRun(hub, run);
    if (file.fingerprint !== run.fingerprint)
      throw new Failure(
        'permanent',
        'file-changed',
        'The file was changed since the import began: import it as a new one.',
      );
    const work: Work = { hub, run, holder, file, importer, options };
    await (run.state === 'preview' ? preview(work) : write(work));
  } catch (error) {
    await fail(hub, { id, holder }, error);
  }
  return findImport(hub.db, id);
}

async function openRun(hub: Hub, run: ImportRun): Promise<Pick<Work, 'file' | 'importer'>> {
  if (run.kind === 'feed') {
    const file = await openFeed(run.path);
    return { file, importer: await importFeed(hub, run, file) };
  }
  const file = await openTable(run.path, run.member ?? undefined);
  return { file, importer: await importers[run.kind](hub.db, run, file.sniffed.header) };
}

async function write(work: Work): Promise<void> {
  const { hub, run, holder, file, importer, options } = work;
  let startedAt = performance.now();
  let previous = { bytesDone: run.bytesDone, rowDone: run.rowDone };
  for await (const records of inBatches(file, previous, importer, options.batchRows ?? BATCH_ROWS)) {
    const batch = importer.toBatch(records);
    const last = records.at(-1);
    const place = { bytesDone: last?.end ?? file.size, rowDone: last?.row ?? previous.rowDone };
    const busyMs = performance.now() - startedAt;
    startedAt = performance.now();
    const isOurs = await writeBatch(work, batch, records.length, place, busyMs);
    if (!isOurs) return;
    previous = place;
    options.onBatch?.(place.bytesDone);
    if (options.signal?.aborted)
      return endImport(hub.db, { id: run.id, holder }, { state: options.isForLater ? 'waiting' : 'stopped' });
  }
  await importer.finish?.(hub);
  await endImport(hub.db, { id: run.id, holder }, { state: 'done' });
}

/** One transaction. False: the run was stopped meanwhile, and nothing of the batch stands. */
async function writeBatch(
  { hub, run, holder }: Work,
  batch: Batch,
  rowsRead: number,
  place: { readonly bytesDone: number; readonly rowDone: number },
  busyMs: number,
): Promise<boolean> {
  try {
    await transaction(hub.db, async (tx) => {
      const written: Written = await batch.write(tx);
      await insertProblems(tx, run.id, [...batch.problems, ...written.problems]);
      const { problems: _, ...counts } = written;
      const isOurs = await advanceImport(
        tx,
        { id: run.id, holder },
        {
          ...counts,
          ...place,
          rowsRead,
          rowsFiltered: batch.rowsFiltered + written.rowsFiltered,
          rowsBad: batch.rowsBad + written.rowsBad,
          busyMs,
        },
      );
      if (!isOurs) throw new Failure('permanent', STOPPED, 'The import was stopped.');
    });
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === STOPPED) return false;
    throw error;
  }
}

const STOPPED = 'import-stopped';

async function preview(work: Work): Promise<void> {
  const { hub, run, holder, file, importer, options } = work;
  const counting = startPreview();
  const start = { bytesDone: 0, rowDone: 0 };
  for await (const records of inBatches(file, start, importer, options.batchRows ?? BATCH_ROWS)) {
    counting.add(importer.toBatch(records), records.length);
    if (!(await counting.isDue(() => keepAlive(hub.db, { id: run.id, holder })))) return;
    if (options.signal?.aborted) break;
  }
  const isCut = options.signal?.aborted ?? false;
  await endImport(
    hub.db,
    { id: run.id, holder },
    isCut
      ? { state: options.isForLater ? 'preview' : 'stopped' }
      : { state: 'uploaded', preview: counting.result() },
  );
}

/** Reads the next batch while the last one is written. */
async function* inBatches(
  file: TableFile,
  from: { readonly bytesDone: number; readonly rowDone: number },
  importer: Importer,
  size: number,
): AsyncGenerator<readonly CsvRecord[]> {
  const batches = collect(file, from, importer, size);
  let next = batches.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = batches.next();
      // A failure of the reader is thrown when its turn comes.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await batches.return(undefined);
  }
}

async function* collect(
  file: TableFile,
  from: { readonly bytesDone: number; readonly rowDone: number },
  importer: Importer,
  size: number,
): AsyncGenerator<readonly CsvRecord[], undefined> {
  let waiting: CsvRecord[] = [];
  for await (const records of readRecords(file, from, importer.pick)) {
    for (const record of records) {
      waiting.push(record);
      importer.readAhead?.(record);
      if (waiting.length < size) continue;
      yield waiting;
      waiting = [];
    }
  }
  if (waiting.length > 0) yield waiting;
  return undefined;
}

/** What the file is to blame for ends the run; what the database or this process is to blame for leaves it to be gone on with. */
async function fail(
  hub: Hub,
  held: { readonly id: string; readonly holder: string },
  error: unknown,
): Promise<void> {
  const problem = error instanceof Failure ? error.message : 'The import failed for a reason nobody foresaw.';
  const reached = await findImport(hub.db, held.id);
  const got =
    reached && reached.bytesDone > 0 ? ` It got to row ${reached.rowDone} and can go on from there.` : '';
  await endImport(hub.db, held, { state: 'failed', problem: `${problem}${got}` });
  const isKnown = error instanceof Failure && error.fate === 'permanent';
  if (!isKnown) throw error;
}
