import { codeOf, Failure } from '../../lib/failure.ts';
import type { ImportRun } from '../../store/imports.ts';
import { openTable } from './open-file.ts';
import { proposeColumns, type ColumnProposal } from './sheet-fields.ts';

/** The columns of a sheet that was handed in, with what each seems to be and what it holds in the first rows. */
export type SheetHeader = ColumnProposal & {
  readonly header: readonly string[];
  readonly samples: readonly (readonly string[])[];
};

/** Undefined: the run's kind has no columns to map, or the file is gone. */
export async function readSheetHeader(run: ImportRun): Promise<SheetHeader | undefined> {
  const { kind } = run;
  if (kind !== 'payer' && kind !== 'outreach') return undefined;
  try {
    const { header, samples } = (await openTable(run.path, run.member ?? undefined)).sniffed;
    return { ...proposeColumns(kind, header, samples), header, samples };
  } catch (error) {
    if (error instanceof Failure || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
