import type { Mapped } from '../../sdk/mapping.ts';
import type { StagedRow } from '../../store/feeds.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import { atLeisure } from '../at-leisure.ts';
import type { Hub } from '../hub.ts';
import { readAndMap } from '../read.ts';

/** `mapped`: what it says; absent where no channel could be asked. */
export type JudgedStaged = { readonly row: StagedRow; readonly mapped?: Mapped };

export type Judged = {
  /** Rows that become messages; those the mapping cannot use among them: they wait, invalid, until the profile is mended. */
  readonly kept: readonly JudgedStaged[];
  readonly filtered: number;
  readonly problems: readonly RowProblem[];
};

/** What the channel's mapping says of these rows, received `at`: told beside the file at once, with row, column and what to do. */
export async function judgeRows(
  channels: Hub['channels'],
  channelName: string,
  rows: readonly StagedRow[],
  at: string,
): Promise<Judged> {
  const channel = channels.get(channelName);
  if (!channel) return { kept: rows.map((row) => ({ row })), filtered: 0, problems: [] };
  const judged = await atLeisure(rows, (row) => ({ row, mapped: readAndMap(channel, row.body, at) }));
  const kept = judged.filter(({ mapped }) => mapped.outcome !== 'filtered');
  return {
    kept,
    filtered: judged.length - kept.length,
    problems: judged.flatMap(({ row, mapped }) => problemOf(row.row, mapped) ?? []),
  };
}

function problemOf(row: number, mapped: Mapped): RowProblem | undefined {
  if (mapped.outcome !== 'invalid') return undefined;
  return {
    row,
    ...(mapped.path === undefined ? {} : { column: mapped.path }),
    what: mapped.reason,
    whatToDo: 'Correct it at the sender and export it again, or mend the profile and replay the message.',
  };
}
