import { isNpi } from '../../domain/npi.ts';
import { proposeReferralColumns, type ColumnProposals } from '../../formats/feed/propose-columns.ts';
import type { JsonObject } from '../../formats/json/json.ts';
import { now } from '../../lib/clock.ts';
import type { Mapped } from '../../sdk/mapping.ts';
import { readRecords } from '../import/open-file.ts';
import { readAndMap } from '../read.ts';
import type { FeedChannel } from './import-feed.ts';
import { openFeed } from './open-feed.ts';
import { recordReader, type ColumnsByHeader } from './to-record.ts';

/** One row as it would land; nothing of it is written. */
export type PreviewedRow = {
  readonly row: number;
  readonly record?: JsonObject;
  readonly mapped: Mapped;
};

export type FeedPreview = {
  readonly header: readonly string[];
  readonly samples: readonly (readonly string[])[];
  readonly proposals: ColumnProposals;
  readonly rows: readonly PreviewedRow[];
};

const SHOWN_ROWS = 50;

/** The columns of a file as they are proposed, and its first rows as they would land with `columns`. Throws what `openFeed` throws. */
export async function previewFeed(
  path: string,
  { channel }: FeedChannel,
  columns: ColumnsByHeader,
): Promise<FeedPreview> {
  const file = await openFeed(path);
  const { header, samples } = file.sniffed;
  const read = recordReader(file.sniffed, columns);
  const at = now();
  const rows: PreviewedRow[] = [];
  for await (const records of readRecords(file, { bytesDone: 0, rowDone: 0 })) {
    for (const one of records.slice(0, SHOWN_ROWS - rows.length)) {
      const row = read(one);
      rows.push(
        'problem' in row
          ? {
              row: one.row,
              mapped: {
                outcome: 'invalid',
                code: 'row',
                reason: `${row.problem.what}. ${row.problem.whatToDo}`,
              },
            }
          : {
              row: one.row,
              record: row.record,
              mapped: readAndMap(channel, Buffer.from(JSON.stringify(row.record)), at),
            },
      );
    }
    if (rows.length >= SHOWN_ROWS) break;
  }
  return { header, samples, proposals: proposeReferralColumns(header, samples, isNpi), rows };
}
