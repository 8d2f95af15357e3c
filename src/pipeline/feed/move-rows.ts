import { hash } from 'node:crypto';
import { newId } from '../../lib/ids.ts';
import {
  closeFeedRun,
  forgetStaged,
  isQueueLong,
  listStaged,
  takeFeedRun,
  type FeedRun,
  type StagedRow,
} from '../../store/feeds.ts';
import { insertProblems } from '../../store/import-problems.ts';
import { countJudged } from '../../store/imports.ts';
import { insertMessages, type NewMessage } from '../../store/messages.ts';
import type { Tx } from '../../store/database.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { judgeRows, type JudgedStaged } from './judge-rows.ts';
import { keepJudged, type JudgedRow } from './judged.ts';
import { envelopeText } from '../stored-envelope.ts';

const ROWS_AT_ONCE = 500;
/** A live message never waits behind more rows than this. */
const MOST_WAITING = 1_000;

/**
 * The next staged rows become messages: in the order of their file, and no more than are processed in a second or two. Rows of one
 * identity never share a transaction, so that the later one is received later. Returns how many moved.
 */
export async function moveFeedRows(hub: Pick<Hub, 'db' | 'channels' | 'wake'>): Promise<number> {
  if (await isQueueLong(hub.db, MOST_WAITING)) return 0;
  const { moved, judged } = await transaction(hub.db, (tx) => moveNext(tx, hub.channels));
  keepJudged(hub.channels, judged);
  if (moved > 0) hub.wake('messages');
  return moved;
}

type Moved = { readonly moved: number; readonly judged: readonly JudgedRow[] };

async function moveNext(tx: Tx, channels: Hub['channels']): Promise<Moved> {
  const run = await takeFeedRun(tx);
  if (!run) return { moved: 0, judged: [] };
  const rows = untilRepeat(await listStaged(tx, run, ROWS_AT_ONCE));
  const last = rows.at(-1);
  if (!last) return { moved: (await closeFeedRun(tx, run.runId)) ? 1 : 0, judged: [] };
  const { kept, filtered, problems } = await judgeRows(channels, run.channel, rows, run.at);
  const messages = kept.map(({ row }) => toMessage(run, row));
  if (messages.length > 0) await insertMessages(tx, messages);
  await insertProblems(tx, run.runId, problems);
  await countJudged(tx, run.runId, { filtered, bad: problems.length });
  await forgetStaged(tx, run, last.row);
  return {
    moved: rows.length,
    judged: kept.flatMap((one, index) => judgedRow(one, run.at, messages[index])),
  };
}

/** A row that says nothing of anybody is read as its message is, which may tell more. */
function judgedRow(
  { mapped }: JudgedStaged,
  receivedAt: string,
  message: NewMessage | undefined,
): readonly JudgedRow[] {
  return mapped?.outcome === 'facts' && message ? [{ messageId: message.id, receivedAt, mapped }] : [];
}

function untilRepeat(rows: readonly StagedRow[]): readonly StagedRow[] {
  const seen = new Set<string>();
  const repeat = rows.findIndex(({ identity }) => seen.size === seen.add(identity).size);
  return repeat < 0 ? rows : rows.slice(0, repeat);
}

function toMessage({ runId, channel }: FeedRun, { row, identity, body }: StagedRow): NewMessage {
  return {
    id: newId(),
    channel,
    peer: `file ${runId} row ${row}`,
    contentType: 'application/json',
    body,
    bodySha256: hash('sha256', body, 'buffer'),
    dedupeKey: hash('sha256', JSON.stringify([channel, 'row', runId, row]), 'buffer'),
    type: 'row',
    controlId: envelopeText(identity),
  };
}
