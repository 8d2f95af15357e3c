import type { JsonObject } from '../../formats/json/json.ts';
import { Failure } from '../../lib/failure.ts';
import type { Database, Tx } from '../../store/database.ts';
import { countMissing, lastStagedRow, openFeedRun, stageRows, takeMissing } from '../../store/feeds.ts';
import type { ImportRun } from '../../store/imports.ts';
import { transaction } from '../../store/transaction.ts';

/** More than this part of what was there before is never missing for good reasons: the export was cut, or filtered. */
const MOST_MISSING = 0.2;
const TAKEN_AT_ONCE = 500;

/**
 * The profile says that a full export lacks what was withdrawn: each row this run did not have is staged once more, with what it
 * said last and the event `Cancel`. Throws permanent `too-many-missing` and withdraws nothing where more than a fifth would go.
 */
export async function withdrawMissing(db: Database, run: ImportRun): Promise<void> {
  const channel = run.options.channel ?? '';
  const { present, missing } = await countMissing(db, channel, run.id);
  if (missing === 0) return;
  if (missing > present * MOST_MISSING && run.options.isMissingMeant !== true)
    throw new Failure(
      'permanent',
      'too-many-missing',
      `${missing} of ${present} referrals are missing from this export. Its rows were taken, and nothing was withdrawn. Check with the sender whether the export was whole; if they are really gone, hand the file in again with "missing rows are meant".`,
    );
  while ((await transaction(db, (tx) => withdrawSome(tx, channel, run.id))) > 0);
}

async function withdrawSome(tx: Tx, channel: string, runId: string): Promise<number> {
  const rows = await takeMissing(tx, channel, runId, TAKEN_AT_ONCE);
  if (rows.length === 0) return 0;
  await openFeedRun(tx, runId, channel);
  const last = await lastStagedRow(tx, runId);
  await stageRows(
    tx,
    runId,
    rows.map(({ identity, body }, index) => ({ row: last + index + 1, identity, body: withdrawn(body) })),
  );
  return rows.length;
}

function withdrawn(body: Uint8Array): Uint8Array {
  const record = JSON.parse(Buffer.from(body).toString('utf8')) as JsonObject;
  const said = { eventType: 'Cancel', statusReason: 'Missing from the full export' };
  return Buffer.from(JSON.stringify({ ...record, ...said }));
}
