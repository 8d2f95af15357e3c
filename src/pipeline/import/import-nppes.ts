import type { DirectoryEntry } from '../../domain/directory/entry.ts';
import { displayName } from '../../domain/names.ts';
import { isNpi } from '../../domain/npi.ts';
import type { CsvRecord } from '../../formats/csv/scan.ts';
import { planNppes, type NppesPlan } from '../../formats/nppes/header.ts';
import { nppesDate, readNppesRow, type NppesRow } from '../../formats/nppes/rows.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { Tx } from '../../store/database.ts';
import { upsertDirectory } from '../../store/directory/write-partners.ts';
import { prepareEntry } from '../../store/directory/write-rows.ts';
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
import { proposePracticePlaces } from '../../store/practice-places.ts';
import { makeFilter, type RowFilter } from './filter.ts';
import { nothingWritten, type Batch, type MakeImporter, type PreviewRow, type Written } from './importer.ts';
import { nppesEntry, nppesOrganisation, pitchSpecialty } from './nppes-entry.ts';
import { joinReplacedNumbers } from './join-replaced.ts';
import { proposeHierarchy } from './propose-hierarchy.ts';
import { brokenRow, noNpi } from './row-problems.ts';

/** A row that is to be written, a hash of what it says, and what is entered of it: nothing of a number that is not in force. */
type Taken = {
  readonly row: NppesRow;
  readonly nr: number;
  readonly hash: number;
  readonly entry?: DirectoryEntry;
};

type Read = Taken | { readonly problem: RowProblem } | 'filtered';

type Reader = {
  readonly read: (record: CsvRecord) => Read;
  /** Most of the batch before was new: entries are made ready while that is written. */
  isFresh: boolean;
};

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
  const readRecord = (record: CsvRecord): Read => readOne(run, plan, filter, isKnown, record);
  const ahead = new WeakMap<CsvRecord, Read>();
  const reader: Reader = {
    read: (record) => ahead.get(record) ?? readRecord(record),
    isFresh: false,
  };
  return {
    pick: plan.pick,
    width: plan.width,
    readAhead: (record) => {
      const read = readRecord(record);
      ahead.set(record, read);
      if (reader.isFresh && read !== 'filtered' && 'entry' in read) prepareEntry(read.entry);
    },
    toBatch: (records) => toBatch(run, reader, records),
    finish: async (hub) => {
      await joinReplacedNumbers(hub, actorOf(run));
      await proposeHierarchy(hub.db);
      await proposePracticePlaces(hub.db);
    },
  };
};

export function actorOf(run: Pick<ImportRun, 'id' | 'kind'>): string {
  return `import:${run.kind}:${run.id}`;
}

function toBatch(run: ImportRun, reader: Reader, records: readonly CsvRecord[]): Batch {
  const taken: Taken[] = [];
  const problems: RowProblem[] = [];
  for (const record of records) {
    const read = reader.read(record);
    if (read === 'filtered') continue;
    if ('problem' in read) problems.push(read.problem);
    else taken.push(read);
  }
  return {
    rowsFiltered: records.length - taken.length - problems.length,
    rowsBad: problems.length,
    problems,
    preview: () => taken.flatMap(toPreview),
    write: async (tx) => {
      const written = await write(tx, run, taken);
      reader.isFresh = written.rowsNew * 2 > taken.length;
      return written;
    },
  };
}

function readOne(
  run: ImportRun,
  plan: NppesPlan,
  filter: RowFilter,
  isKnown: (npi: string) => boolean,
  record: CsvRecord,
): Read {
  const problem = brokenRow(record, plan.width);
  if (problem) return { problem };
  const row = readNppesRow(plan, record.fields);
  if (!isNpi(row.npi)) return { problem: noNpi(record.row) };
  if (filter.isSet && !isWanted(row, filter, isKnown)) return 'filtered';
  const taken = { row, nr: record.row, hash: hashOf(record, run) };
  return row.entity === undefined ? taken : { ...taken, entry: nppesEntry(row, run.options, todayOf(run)) };
}

/** The day the run began: it dates rows that say no date of their own. */
function todayOf(run: ImportRun): string {
  return run.createdAt.slice(0, 10);
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

async function write(tx: Tx, run: ImportRun, taken: readonly Taken[]): Promise<Written> {
  const seen = taken.map(({ row, hash }) => ({ key: row.npi, hash }));
  const unchanged = await findUnchanged(tx, SOURCE, seen);
  const fresh = taken.filter(({ row }) => !unchanged.has(row.npi));
  if (fresh.length === 0) return { ...nothingWritten, rowsSame: taken.length };
  await upsertReplacements(
    tx,
    fresh.flatMap(({ row }) => replacementOf(row)),
  );
  const active = fresh.filter((one) => one.entry !== undefined);
  const entries = active.flatMap(({ entry }) => (entry ? [entry] : []));
  const outcomes = await upsertDirectory(tx, entries, { actor: actorOf(run), runId: run.id });
  await upsertOrganisations(tx, organisationsOf(active));
  const ended = await deactivate(tx, run, fresh, todayOf(run));
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

function toPreview({ row, nr, entry }: Taken): readonly PreviewRow[] {
  if (!entry) return [];
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
