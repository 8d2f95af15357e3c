import type { CsvRecord } from '../../formats/csv/scan.ts';
import type { Database, Tx } from '../../store/database.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import type { ImportRun } from '../../store/imports.ts';
import type { Hub } from '../hub.ts';

/** One row as the preview shows it. */
export type PreviewRow = {
  readonly row: number;
  readonly npi?: string;
  readonly name: string;
  readonly specialty?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  readonly phone?: string;
  readonly fax?: string;
};

/** What writing a batch did. */
export type Written = {
  readonly rowsNew: number;
  readonly rowsChanged: number;
  readonly rowsSame: number;
  /** Rows that turned out to concern nobody of the directory. */
  readonly rowsFiltered: number;
  readonly conflicts: number;
  readonly problems: readonly RowProblem[];
  /** How many rows could not be taken, beside those of `Batch.rowsBad`. */
  readonly rowsBad: number;
};

/** Rows that are written together. */
export type Batch = {
  readonly rowsFiltered: number;
  /** Rows that cannot be taken. A row that is taken without one of its cells is not among them. */
  readonly rowsBad: number;
  readonly problems: readonly RowProblem[];
  /** The rows that would be taken. */
  readonly preview: () => readonly PreviewRow[];
  /** Writes them. May be called again when the transaction has to begin anew. */
  readonly write: (tx: Tx) => Promise<Written>;
};

/** How one kind of file is imported. */
export type Importer = {
  /** Columns to cut out, when not all. */
  readonly pick?: readonly number[];
  /** Fields each row must have. */
  readonly width: number;
  readonly toBatch: (records: readonly CsvRecord[]) => Batch;
  /** Told each row as it is read, while the database writes the batch before: what `toBatch` will need of it may be made then. */
  readonly readAhead?: (record: CsvRecord) => void;
  /** What the whole file shows: asked once, after the last batch. */
  readonly finish?: (hub: Hub) => Promise<void>;
};

/** Knows the header of the file. Throws (permanent) when the file is not of the run's kind, or the options do not fit. */
export type MakeImporter = (db: Database, run: ImportRun, header: readonly string[]) => Promise<Importer>;

export const nothingWritten: Written = {
  rowsNew: 0,
  rowsChanged: 0,
  rowsSame: 0,
  rowsFiltered: 0,
  conflicts: 0,
  problems: [],
  rowsBad: 0,
};
