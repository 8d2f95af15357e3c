import type { DirectoryEntry } from '../../domain/directory/entry.ts';
import { displayName } from '../../domain/names.ts';
import { isNpi } from '../../domain/npi.ts';
import type { CsvRecord } from '../../formats/csv/scan.ts';
import { planNppes, type NppesPlan } from '../../formats/nppes/header.ts';
import { nppesDate, readNppesRow, type NppesRow } from '../../formats/nppes/rows.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { Tx } from '../../store/database.ts';
import { upsertDirectory } from '../../store/directory/write-partners.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import { findUnchanged, rememberSeen } from '../../store/import-seen.ts';
import type { ImportRun } from '../../store/imports.ts';
import { takePen } from '../../store/ledger.ts';
import {
  deactivatePartners,
  loadKnownNpis,
  upsertOrganisations,
  upsertReplacements,
  type Replacement,
} from '../../store/nppes.ts';
import { makeFilter, type RowFilter } from './filter.ts';
import { nothingWritten, type Batch, type MakeImporter, type PreviewRow, type Written } from './importer.ts';
import { nppesEntry, nppesOrganisation, pitchSpecialty } from './nppes-entry.ts';
import { joinReplacedNumbers } from './join-replaced.ts';
import { proposeHierarchy } from './propose-hierarchy.ts';
import { brokenRow, noNpi } from './row-problems.ts';

/** A row that is to be written, and a hash of what it says. */
type Taken = { readonly row: NppesRow; readonly nr: number; readonly hash: number };

/** What a change of this code would have to write again. */
const VERSION = '1';

/**
 * The main file of NPPES, monthly or weekly. The filter says who is entered; whoever is in the directory is kept up to date, wherever they moved.
 */
export const importNppes: MakeImporter = async (db, run, header) => {
  const plan = planNppes('nppes', header);
  const filter = makeFilter(run.options);
  const known = filter.isSet ? await loadKnownNpis(db) : new Float64Array();
  const isKnown = (npi: string): boolean => contains(known, Number(npi));
  return {
    pick: plan.pick,
    width: plan.width,
    toBatch: (records) => toBatch(run, plan, filter, isKnown, records),
    finish: async (hub) => {
      await joinReplacedNumbers(hub, actorOf(run));
      await proposeHierarchy(hub.db);
    },
  };
};

export function actorOf(run: Pick<ImportRun, 'id' | 'kind'>): string {
  return `import:${run.kind}:${run.id}`;
}

function toBatch(
  run: ImportRun,
  plan: NppesPlan,
  filter: RowFilter,
  isKnown: (npi: string) => boolean,
  records: readonly CsvRecord[],
): Batch {
  const taken: Taken[] = [];
  const problems: RowProblem[] = [];
  let rowsFiltered = 0;
  for (const record of records) {
    const problem = brokenRow(record, plan.width);
    const row = problem ? undefined : readNppesRow(plan, record.fields);
    if (!row || !isNpi(row.npi)) problems.push(problem ?? noNpi(record.row));
    else if (filter.isSet && !isWanted(row, filter, isKnown)) rowsFiltered += 1;
    else taken.push({ row, nr: record.row, hash: hashOf(record, run) });
  }
  const today = run.createdAt.slice(0, 10);
  return {
    rowsFiltered,
    rowsBad: problems.length,
    problems,
    preview: () => taken.flatMap(({ row, nr }) => toPreview(row, nr)),
    write: (tx) => write(tx, run, taken, today),
  };
}

function isWanted(row: NppesRow, filter: RowFilter, isKnown: (npi: string) => boolean): boolean {
  // Numbers out of force have no place and no specialty: they matter when they are somebody's.
  if (row.entity === undefined) return isKnown(row.npi);
  const place = {
    state: row.text('state'),
    zip: row.text('zip'),
    city: row.text('city'),
    specialty: pitchSpecialty(row),
  };
  return filter.takes(place) || isKnown(row.npi);
}

async function write(tx: Tx, run: ImportRun, taken: readonly Taken[], today: string): Promise<Written> {
  const seen = taken.map(({ row, hash }) => ({ key: row.npi, hash }));
  const unchanged = await findUnchanged(tx, SOURCE, seen);
  const fresh = taken.filter(({ row }) => !unchanged.has(row.npi));
  if (fresh.length === 0) return { ...nothingWritten, rowsSame: taken.length };
  await upsertReplacements(
    tx,
    fresh.flatMap(({ row }) => replacementOf(row)),
  );
  const active = fresh.filter(({ row }) => row.entity !== undefined);
  const entries = active.map(({ row }): DirectoryEntry => nppesEntry(row, run.options, today));
  const outcomes = await upsertDirectory(tx, entries, { actor: actorOf(run), runId: run.id });
  await upsertOrganisations(tx, organisationsOf(active));
  const ended = await deactivate(tx, run, fresh, today);
  await rememberSeen(
    tx,
    SOURCE,
    fresh
      .filter(({ row }) => row.entity !== undefined || ended.known.has(row.npi))
      .map(({ row, hash }) => ({ key: row.npi, hash })),
  );
  const count = (outcome: string) => outcomes.filter((one) => one.outcome === outcome).length;
  const inactive = fresh.length - active.length;
  const rowsChanged = count('changed') + ended.changed;
  return {
    ...nothingWritten,
    rowsNew: count('new'),
    rowsChanged,
    rowsSame: taken.length - fresh.length + count('same') + ended.known.size - ended.changed,
    rowsFiltered: inactive - ended.known.size,
    conflicts: outcomes.reduce((sum, one) => sum + one.conflicts.length, 0),
  };
}

const SOURCE = 'nppes';

/** One number twice in a batch: its last row stands. */
function organisationsOf(active: readonly Taken[]) {
  const rows = active.filter(({ row }) => row.entity === '2');
  return [...new Map(rows.map(({ row }) => [row.npi, nppesOrganisation(row)])).values()];
}

async function deactivate(tx: Tx, run: ImportRun, fresh: readonly Taken[], today: string) {
  const rows = fresh.filter(({ row }) => row.entity === undefined);
  if (rows.length === 0) return { known: new Set<string>(), changed: 0 };
  await takePen(tx);
  return deactivatePartners(
    tx,
    rows.map(({ row }) => ({ npi: row.npi, on: nppesDate(row.text('deactivatedOn')) ?? today })),
    actorOf(run),
  );
}

function replacementOf(row: NppesRow): readonly Replacement[] {
  const replacedBy = row.text('replacement');
  if (replacedBy === undefined || replacedBy === row.npi || !isNpi(replacedBy)) return [];
  return [{ npi: row.npi, replacedBy, statedOn: nppesDate(row.text('updatedOn')) ?? null }];
}

/** 52 bits of what the row says and what it is entered as. */
function hashOf(record: CsvRecord, run: ImportRun): number {
  const said = `${VERSION}|${run.options.stage ?? ''}|${record.fields.join('\u001f')}`;
  return Number.parseInt(sha256Hex(Buffer.from(said)).slice(0, 13), 16);
}

function toPreview(row: NppesRow, nr: number): readonly PreviewRow[] {
  if (row.entity === undefined) return [];
  const entry = nppesEntry(row, {}, '');
  const [place] = entry.locations;
  const specialty = pitchSpecialty(row);
  return [
    {
      row: nr,
      npi: row.npi,
      name: entry.organisation ?? displayName(entry),
      ...(specialty === undefined ? {} : { specialty }),
      ...(place?.city === undefined ? {} : { city: place.city }),
      ...(place?.state === undefined ? {} : { state: place.state }),
      ...(place?.zip === undefined ? {} : { zip: place.zip }),
      ...(place?.phone === undefined ? {} : { phone: place.phone }),
      ...(place?.fax === undefined ? {} : { fax: place.fax }),
    },
  ];
}

function contains(sorted: Float64Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
