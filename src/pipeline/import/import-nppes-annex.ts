import type { DirectoryEntry } from '../../domain/directory/entry.ts';
import { isNpi } from '../../domain/npi.ts';
import type { CsvRecord } from '../../formats/csv/scan.ts';
import { planNppes, type NppesFile, type NppesPlan } from '../../formats/nppes/header.ts';
import { cellOf } from '../../formats/nppes/rows.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { Tx } from '../../store/database.ts';
import { findByIdentifiers, upsertDirectory } from '../../store/directory/write-partners.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import { findUnchanged, rememberSeen } from '../../store/import-seen.ts';
import type { ImportRun } from '../../store/imports.ts';
import { insertUnverifiedEndpoints } from '../../store/nppes.ts';
import { actorOf } from './import-nppes.ts';
import { nothingWritten, type Batch, type MakeImporter, type Written } from './importer.ts';
import { nameKind, placeOf } from './nppes-entry.ts';
import { brokenRow, noNpi } from './row-problems.ts';

/** One row of a file that adds to the main one. */
type AnnexRow = {
  readonly nr: number;
  readonly npi: string;
  readonly hash: string;
  readonly text: (column: string) => string | undefined;
};
type OfPartner = AnnexRow & { readonly partnerId: string };

type Annex = (tx: Tx, run: ImportRun, rows: readonly OfPartner[]) => Promise<ReadonlySet<OfPartner>>;

/** Further places, names and electronic addresses: of partners of the directory only. */
export const importNppesLocations = makeAnnex('nppes_locations', writeLocations);
export const importNppesNames = makeAnnex('nppes_names', writeNames);
export const importNppesEndpoints = makeAnnex('nppes_endpoints', writeEndpoints);

function makeAnnex(file: Exclude<NppesFile, 'nppes'>, annex: Annex): MakeImporter {
  return (_, run, header) => {
    const plan = planNppes(file, header);
    return Promise.resolve({
      pick: plan.pick,
      width: plan.width,
      toBatch: (records) => toBatch(run, plan, annex, records),
    });
  };
}

function toBatch(run: ImportRun, plan: NppesPlan, annex: Annex, records: readonly CsvRecord[]): Batch {
  const rows: AnnexRow[] = [];
  const problems: RowProblem[] = [];
  for (const record of records) {
    const problem = brokenRow(record, plan.width);
    const npi = cellOf(plan, record.fields, 'npi') ?? '';
    if (problem) problems.push(problem);
    else if (!isNpi(npi)) problems.push(noNpi(record.row));
    else rows.push(toRow(plan, record, npi));
  }
  return {
    rowsFiltered: 0,
    rowsBad: problems.length,
    problems,
    preview: () =>
      rows.map(({ nr, npi, text }) => ({
        row: nr,
        npi,
        name: text('name') ?? text('line1') ?? text('address') ?? '',
      })),
    write: (tx) => write(tx, run, annex, rows),
  };
}

function toRow(plan: NppesPlan, { row, fields }: CsvRecord, npi: string): AnnexRow {
  const hash = sha256Hex(Buffer.from(fields.join('\u001f'))).slice(0, 26);
  return { nr: row, npi, hash, text: (column) => cellOf(plan, fields, column) };
}

async function write(tx: Tx, run: ImportRun, annex: Annex, rows: readonly AnnexRow[]): Promise<Written> {
  const seen = rows.map((row) => ({
    key: `${row.npi}|${row.hash.slice(0, 13)}`,
    hash: Number.parseInt(row.hash.slice(13), 16),
    row,
  }));
  const unchanged = await findUnchanged(tx, run.kind, seen);
  const fresh = seen.filter(({ key }) => !unchanged.has(key));
  const partners = await findByIdentifiers(
    tx,
    fresh.map(({ row }) => ({ system: 'npi', value: row.npi })),
  );
  const found = fresh.flatMap(({ row, key, hash }) => {
    const partnerId = partners.get(`npi|${row.npi}`);
    return partnerId === undefined ? [] : [{ key, hash, row: { ...row, partnerId } }];
  });
  const changed = await annex(
    tx,
    run,
    found.map(({ row }) => row),
  );
  await rememberSeen(tx, run.kind, found);
  return {
    ...nothingWritten,
    rowsNew: changed.size,
    rowsSame: unchanged.size + found.length - changed.size,
    rowsFiltered: rows.length - unchanged.size - found.length,
  };
}

/** These files say no date of their own: the day of the import is it. */
function entryOf(run: ImportRun, row: OfPartner, change: Partial<DirectoryEntry>): DirectoryEntry {
  return {
    partnerId: row.partnerId,
    identifiers: [],
    otherNames: [],
    locations: [],
    specialties: [],
    insurances: [],
    isWhole: false,
    from: { source: 'nppes', at: run.options.statedOn ?? run.createdAt.slice(0, 10) },
    ...change,
  };
}

async function upsertRows(
  tx: Tx,
  run: ImportRun,
  rows: readonly OfPartner[],
  change: (row: OfPartner) => Partial<DirectoryEntry>,
): Promise<ReadonlySet<OfPartner>> {
  const outcomes = await upsertDirectory(
    tx,
    rows.map((row) => entryOf(run, row, change(row))),
    { actor: actorOf(run), runId: run.id },
  );
  return new Set(rows.filter((_, index) => outcomes[index]?.outcome === 'changed'));
}

function writeLocations(tx: Tx, run: ImportRun, rows: readonly OfPartner[]) {
  return upsertRows(tx, run, rows, ({ text }) => ({
    locations: [placeOf(text, false, text('extension'))],
  }));
}

function writeNames(tx: Tx, run: ImportRun, rows: readonly OfPartner[]) {
  return upsertRows(tx, run, rows, ({ text }) => {
    const name = text('name');
    return { otherNames: name === undefined ? [] : [{ name, kind: nameKind(text('type')) }] };
  });
}

/** Only Direct addresses are ways to send a note; a listed one may still be an ordinary mailbox, so a person verifies it. */
async function writeEndpoints(
  tx: Tx,
  _run: ImportRun,
  rows: readonly OfPartner[],
): Promise<ReadonlySet<OfPartner>> {
  const direct = rows.flatMap((row) => {
    const address =
      row
        .text('address')
        ?.replace(/^mailto:/i, '')
        .toLowerCase() ?? '';
    return row.text('type') === 'DIRECT' && /^\S+@\S+\.\S+$/.test(address) ? [{ row, address }] : [];
  });
  if (direct.length === 0) return new Set();
  const added = await insertUnverifiedEndpoints(
    tx,
    direct.map(({ row, address }) => ({ partnerId: row.partnerId, destination: 'direct', address })),
    'nppes',
  );
  return new Set(
    direct.filter(({ row, address }) => added.has(`${row.partnerId}|${address}`)).map(({ row }) => row),
  );
}
