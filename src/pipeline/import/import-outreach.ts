import type { Tx } from '../../store/database.ts';
import type { ImportRun } from '../../store/imports.ts';
import {
  listOutreachOf,
  upsertOutreach,
  type OutreachRow,
  type OutreachWrite,
} from '../../store/outreach.ts';
import { readDate } from './cells.ts';
import { makeFilter } from './filter.ts';
import { nothingWritten, type MakeImporter, type Written } from './importer.ts';
import { planSheet } from './sheet-fields.ts';
import type { SheetRow } from './sheet-row.ts';
import { previewRow, readRows, writeRows, type WrittenRow } from './write-sheet.ts';

/** The practice's own sheets weigh as one source, however often they come. */
const SOURCE = 'file:outreach';

/** The outreach sheet: partners with who called them, when, what came of it and what is next. */
export const importOutreach: MakeImporter = (_, run, header) => {
  const plan = planSheet('outreach', header, run.options.columns);
  const filter = makeFilter(run.options);
  const from = { source: SOURCE, at: run.options.statedOn ?? run.createdAt.slice(0, 10) };
  return Promise.resolve({
    width: header.length,
    toBatch: (records) => {
      const { rows, ...read } = readRows(plan, records, from, filter);
      return {
        ...read,
        preview: () => rows.map(previewRow),
        write: (tx) => write(tx, run, rows),
      };
    },
  });
};

async function write(tx: Tx, run: ImportRun, rows: readonly SheetRow[]): Promise<Written> {
  const { written, problems } = await writeRows(tx, run, rows, stageOf);
  const changed = await writeOutreach(tx, run, written);
  const isNew = (one: WrittenRow): boolean => one.outcome.outcome === 'new';
  const rowsNew = written.filter(isNew).length;
  const rowsChanged = written.filter(
    (one) => !isNew(one) && (one.outcome.outcome === 'changed' || changed.has(one.row)),
  ).length;
  return {
    ...nothingWritten,
    rowsNew,
    rowsChanged,
    rowsSame: written.length - rowsNew - rowsChanged,
    rowsBad: problems.length,
    problems,
    conflicts: written.reduce((sum, one) => sum + one.outcome.conflicts.length, 0),
  };
}

function stageOf(row: SheetRow): 'target' | 'contacted' {
  const isContacted = row.lastContact !== undefined || textOf(row, 'outcome') !== null;
  return isContacted ? 'contacted' : 'target';
}

/** The n-th row of a partner in the file is its n-th row here: it is written over, when it says something else. */
async function writeOutreach(
  tx: Tx,
  run: ImportRun,
  written: readonly WrittenRow[],
): Promise<ReadonlySet<SheetRow>> {
  const held = new Map<string, OutreachRow[]>();
  const ids = [...new Set(written.map((one) => one.outcome.partnerId))];
  for (const row of await listOutreachOf(tx, ids))
    held.set(row.partnerId, [...(held.get(row.partnerId) ?? []), row]);
  const next = new Map<string, number>();
  const changed = new Set<SheetRow>();
  const writes: OutreachWrite[] = [];
  for (const { row, outcome } of written) {
    const { partnerId } = outcome;
    const known = held.get(partnerId) ?? [];
    // Rows of an earlier batch of this run are taken already.
    const nr = next.get(partnerId) ?? known.filter((one) => one.runId === run.id).length;
    next.set(partnerId, nr + 1);
    const before = known[nr];
    const after = toWrite(row, partnerId, before?.id);
    if (!before || !isSame(before, after)) changed.add(row);
    writes.push(after);
  }
  await upsertOutreach(tx, run.id, writes);
  return changed;
}

function toWrite(row: SheetRow, partnerId: string, id: string | undefined): OutreachWrite {
  const nextStep = textOf(row, 'nextStep');
  return {
    ...(id === undefined ? {} : { id }),
    partnerId,
    agent: textOf(row, 'agent'),
    lastContact: row.lastContact ?? null,
    outcome: textOf(row, 'outcome'),
    remarks: textOf(row, 'remarks'),
    nextStep,
    nextOn: nextStep === null ? null : dateIn(nextStep),
    cells: row.cells,
    rowNr: row.row,
  };
}

function isSame(before: OutreachRow, after: OutreachWrite): boolean {
  const plain = (cells: OutreachRow['cells']): string =>
    JSON.stringify(cells.map((cell) => [cell.header, cell.field ?? null, cell.value]));
  return plain(before.cells) === plain(after.cells);
}

function textOf(row: SheetRow, field: string): string | null {
  const text = row.cells.find((cell) => cell.field === field)?.value.trim() ?? '';
  return text === '' ? null : text;
}

/** "Reminder on 1/12/2020 – call back": the first date in a next step is when it is due. */
function dateIn(text: string): string | null {
  const found = /\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2}))\b/.exec(text)?.[1];
  const date = found === undefined ? undefined : readDate(found);
  return date !== undefined && 'value' in date ? date.value : null;
}
