import type { DirectoryEntry } from '../../domain/directory/entry.ts';
import type { CsvRecord } from '../../formats/csv/scan.ts';
import type { Tx } from '../../store/database.ts';
import { upsertDirectory, type UpsertOutcome } from '../../store/directory/write-partners.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import type { ImportRun } from '../../store/imports.ts';
import { takePen } from '../../store/ledger.ts';
import type { RowFilter } from './filter.ts';
import { actorOf } from './import-nppes.ts';
import type { PreviewRow } from './importer.ts';
import { inRounds, matchRows } from './match-rows.ts';
import { brokenRow } from './row-problems.ts';
import { displayName } from '../../domain/names.ts';
import type { FieldSource } from '../../domain/directory/provenance.ts';
import { readSheetRow, type SheetRow } from './sheet-row.ts';
import type { SheetPlan } from './sheet-fields.ts';

export type ReadRows = {
  readonly rows: readonly SheetRow[];
  readonly problems: readonly RowProblem[];
  readonly rowsBad: number;
  readonly rowsFiltered: number;
};

/** Reads the rows of a batch and drops those the filter does not take. */
export function readRows(
  plan: SheetPlan,
  records: readonly CsvRecord[],
  from: FieldSource,
  filter: RowFilter,
): ReadRows {
  const rows: SheetRow[] = [];
  const problems: RowProblem[] = [];
  let rowsBad = 0;
  let rowsFiltered = 0;
  for (const record of records) {
    // Separators only: what is left of a deleted row in a spreadsheet.
    if (!record.problem && record.fields.every((field) => field.trim() === '')) {
      rowsFiltered += 1;
      continue;
    }
    const broken = brokenRow(record, plan.header.length);
    const read = broken ? { problems: [broken] } : readSheetRow(plan, record, from);
    const taken = 'taken' in read ? read.taken : undefined;
    if (taken && !filter.takes(filterable(taken.entry))) {
      rowsFiltered += 1;
      continue;
    }
    problems.push(...read.problems);
    if (taken) rows.push(taken);
    else rowsBad += 1;
  }
  return { rows, problems, rowsBad, rowsFiltered };
}

function filterable(entry: DirectoryEntry) {
  const [place] = entry.locations;
  const specialty = entry.specialties.find((one) => one.isPrimary)?.taxonomy;
  return { state: place?.state, zip: place?.zip, city: place?.city, specialty };
}

export type WrittenRow = { readonly row: SheetRow; readonly outcome: UpsertOutcome };

/** Enters rows, each as the partner it means. Under the pen, so that nobody enters the same partner meanwhile. */
export async function writeRows(
  tx: Tx,
  run: ImportRun,
  rows: readonly SheetRow[],
  stageOf: (row: SheetRow) => DirectoryEntry['stage'],
): Promise<{ readonly written: readonly WrittenRow[]; readonly problems: readonly RowProblem[] }> {
  const written: WrittenRow[] = [];
  const problems: RowProblem[] = [];
  await takePen(tx);
  for (const round of inRounds(rows)) {
    const matched = await matchRows(tx, round);
    problems.push(...matched.flatMap((one) => one.problem ?? []));
    const taken = matched.filter((one) => one.problem === undefined);
    const entries = taken.map(({ row, partnerId }): DirectoryEntry => {
      const stage = stageOf(row);
      return {
        ...row.entry,
        ...(partnerId === undefined ? {} : { partnerId }),
        ...(stage === undefined ? {} : { stage }),
      };
    });
    const outcomes = await upsertDirectory(tx, entries, { actor: actorOf(run), runId: run.id });
    taken.forEach(({ row }, index) => {
      const outcome = outcomes[index];
      if (outcome) written.push({ row, outcome });
    });
  }
  return { written: written.toSorted((a, b) => a.row.row - b.row.row), problems };
}

export function previewRow({ row, entry }: SheetRow): PreviewRow {
  const [place] = entry.locations;
  const npi = entry.identifiers[0]?.value;
  const specialty = entry.specialties[0]?.taxonomy;
  return {
    row,
    name: (entry.kind === 'person' ? displayName(entry) : entry.organisation) ?? npi ?? '',
    ...(npi === undefined ? {} : { npi }),
    ...(specialty === undefined ? {} : { specialty }),
    ...(place?.city === undefined ? {} : { city: place.city }),
    ...(place?.state === undefined ? {} : { state: place.state }),
    ...(place?.zip === undefined ? {} : { zip: place.zip }),
    ...(place?.phone === undefined ? {} : { phone: place.phone }),
    ...(place?.fax === undefined ? {} : { fax: place.fax }),
  };
}

export function count(written: readonly WrittenRow[], outcome: UpsertOutcome['outcome']): number {
  return written.filter((one) => one.outcome.outcome === outcome).length;
}
