import { foldName, nameKey } from '../../domain/names.ts';
import type { Tx } from '../../store/database.ts';
import { findByIdentifiers } from '../../store/directory/write-partners.ts';
import { findByNames, type Found, type Wanted } from '../../store/import-matching.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import type { SheetRow } from './sheet-row.ts';

export type MatchedRow = {
  readonly row: SheetRow;
  /** Absent: nobody of the directory, to be entered. */
  readonly partnerId?: string;
  /** More than one could be meant: the row is not taken. */
  readonly problem?: RowProblem;
};

/**
 * Which partner each row means: by NPI; else by name with a fax or telephone of theirs; else by name and ZIP code when only one fits. A partner with another NPI is
 * another one, however alike.
 */
export async function matchRows(tx: Tx, rows: readonly SheetRow[]): Promise<readonly MatchedRow[]> {
  const byNpi = await findByIdentifiers(
    tx,
    rows.flatMap((row) => row.entry.identifiers),
  );
  const wanted = rows.map(wantedOf);
  const found = await findByNames(tx, wanted);
  const byRow = new Map<number, Found[]>();
  for (const one of found) byRow.set(one.nr, [...(byRow.get(one.nr) ?? []), one]);
  return rows.map((row, index) => {
    const npi = npiOf(row);
    const known = npi === undefined ? undefined : byNpi.get(`npi|${npi}`);
    if (known !== undefined) return { row, partnerId: known };
    return matchByName(row, npi, byRow.get(index) ?? []);
  });
}

function matchByName(row: SheetRow, npi: string | undefined, all: readonly Found[]): MatchedRow {
  const candidates = all.filter((one) => npi === undefined || one.npis.length === 0);
  const byLine = candidates.filter((one) => one.sharesLine);
  const near = byLine.length > 0 ? byLine : candidates.filter((one) => one.sharesZip);
  const narrowed = near.length > 1 ? near.filter((one) => one.sharesZip && one.sharesLine) : near;
  const [only, ...others] = narrowed.length === 0 ? near : narrowed;
  if (!only) return { row };
  if (others.length === 0) return { row, partnerId: only.id };
  return {
    row,
    problem: {
      row: row.row,
      what: `${others.length + 1} partners of this name could be meant`,
      whatToDo: 'Give the NPI, or merge the partners if they are one.',
    },
  };
}

/** Rows that could mean one partner nobody knows yet follow each other: the first enters them, the next finds them. */
export function inRounds(rows: readonly SheetRow[]): readonly (readonly SheetRow[])[] {
  const rounds: SheetRow[][] = [];
  const last = new Map<string, number>();
  for (const row of rows) {
    const keys = keysOf(row);
    const round = Math.max(-1, ...keys.map((key) => last.get(key) ?? -1)) + 1;
    for (const key of keys) last.set(key, round);
    (rounds[round] ??= []).push(row);
  }
  return rounds;
}

function keysOf(row: SheetRow): readonly string[] {
  const { nameKey: name, lines, zip } = wantedOf(row);
  const npi = npiOf(row);
  return [
    ...(npi === undefined ? [] : [`npi|${npi}`]),
    ...lines.map((line) => `${name}|${line}`),
    ...(zip === undefined ? [] : [`${name}|${zip}`]),
  ];
}

function wantedOf({ entry }: SheetRow): Wanted {
  const [place] = entry.locations;
  const lines = [place?.phone, place?.fax].filter((line) => line !== undefined);
  const name = entry.kind === 'person' ? nameKey(entry) : foldName(entry.organisation ?? '');
  return {
    nameKey: name,
    lines,
    ...(place?.zip === undefined ? {} : { zip: place.zip.slice(0, 5) }),
  };
}

function npiOf(row: SheetRow): string | undefined {
  return row.entry.identifiers.find((id) => id.system === 'npi')?.value;
}
