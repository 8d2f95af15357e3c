import { foldName } from '../../domain/names.ts';
import { Failure } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { Tx } from '../../store/database.ts';
import { findUnchanged, rememberSeen } from '../../store/import-seen.ts';
import type { ImportRun } from '../../store/imports.ts';
import { makeFilter } from './filter.ts';
import { nothingWritten, type MakeImporter, type Written } from './importer.ts';
import { planSheet } from './sheet-fields.ts';
import type { SheetRow } from './sheet-row.ts';
import { count, previewRow, readRows, writeRows } from './write-sheet.ts';

/** A payer's provider directory: every field with the payer as its source and the day it was published. */
export const importPayer: MakeImporter = (_, run, header) => {
  const plan = planSheet('payer', header, run.options.columns);
  const payer = run.options.payer;
  if (payer === undefined || foldName(payer) === '')
    throw new Failure(
      'permanent',
      'payer-unknown',
      'Say whose directory it is (--payer "Name of the payer").',
    );
  const filter = makeFilter(run.options);
  const from = {
    source: `payer:${foldName(payer).replaceAll(' ', '-')}`,
    at: run.options.statedOn ?? run.createdAt.slice(0, 10),
  };
  return Promise.resolve({
    width: header.length,
    toBatch: (records) => {
      const { rows, ...read } = readRows(plan, records, from, filter);
      const insured = rows.map((row) => withInsurance(row, payer));
      return {
        ...read,
        preview: () => insured.map(previewRow),
        write: (tx) => write(tx, run, from.source, insured),
      };
    },
  });
};

/** Whoever stands in a payer's directory takes its insurance; the plans are those the row names. */
function withInsurance(row: SheetRow, payer: string): SheetRow {
  const cell = (field: string) => row.cells.find((one) => one.field === field)?.value.trim() ?? '';
  const plans = cell('plan')
    .split(/[;|]/)
    .map((plan) => plan.trim())
    .filter((plan) => plan !== '');
  const insurances = (plans.length === 0 ? [''] : plans).map((plan) => ({
    payer: cell('payer') === '' ? payer : cell('payer'),
    plan,
  }));
  return { ...row, entry: { ...row.entry, insurances } };
}

async function write(tx: Tx, run: ImportRun, source: string, rows: readonly SheetRow[]): Promise<Written> {
  const seen = rows.map((row) => ({ key: keyOf(row, run), hash: 0, row }));
  const unchanged = await findUnchanged(tx, source, seen);
  const fresh = seen.filter((one) => !unchanged.has(one.key));
  const { written, problems } = await writeRows(
    tx,
    run,
    fresh.map((one) => one.row),
    () => run.options.stage,
  );
  const done = new Set(written.map((one) => one.row));
  await rememberSeen(
    tx,
    source,
    fresh.filter((one) => done.has(one.row)),
  );
  return {
    ...nothingWritten,
    rowsNew: count(written, 'new'),
    rowsChanged: count(written, 'changed'),
    rowsSame: rows.length - fresh.length + count(written, 'same'),
    rowsBad: problems.length,
    problems,
    conflicts: written.reduce((sum, one) => sum + one.outcome.conflicts.length, 0),
  };
}

/** What the row says, and as of when: the same row of a newer directory is said anew. */
function keyOf(row: SheetRow, run: ImportRun): string {
  const said = [
    run.options.stage ?? '',
    run.options.statedOn ?? '',
    ...row.cells.map((cell) => `${cell.field ?? ''}=${cell.value}`),
  ];
  return sha256Hex(Buffer.from(said.join('\u001f'))).slice(0, 32);
}
