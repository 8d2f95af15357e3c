import { hash } from 'node:crypto';
import type { CsvRecord } from '../../formats/csv/scan.ts';
import type { JsonObject } from '../../formats/json/json.ts';
import { Failure } from '../../lib/failure.ts';
import type { Channel } from '../../sdk/channel.ts';
import type { RecordMapping } from '../../sdk/mapping.ts';
import type { Tx } from '../../store/database.ts';
import {
  findFeedColumns,
  findFeedRows,
  keepPresent,
  openFeedRun,
  rememberFeedRows,
  stageRows,
  type KnownRow,
} from '../../store/feeds.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import type { ImportRun } from '../../store/imports.ts';
import type { Hub } from '../hub.ts';
import { nothingWritten, type Batch, type Importer, type Written } from '../import/importer.ts';
import { withdrawMissing } from './missing-rows.ts';
import type { FeedFile } from './open-feed.ts';
import { recordReader } from './to-record.ts';

/** A channel whose mapping reads records. */
export type FeedChannel = { readonly channel: Channel; readonly mapping: RecordMapping };

/** Throws permanent `not-a-feed`, saying which channels take files. */
export function feedChannelOf(channels: Hub['channels'], name: string | undefined): FeedChannel {
  const channel = channels.get(name ?? '');
  if (channel?.mapping.format === 'record') return { channel, mapping: channel.mapping };
  const known = [...channels.values()].filter(({ mapping }) => mapping.format === 'record');
  throw new Failure(
    'permanent',
    'not-a-feed',
    known.length === 0
      ? 'No channel of this hub reads records. Add one (docs/feeds).'
      : `There is no such channel of records. Those that take files: ${known.map((one) => one.name).join(', ')}.`,
  );
}

type Row = {
  readonly row: number;
  readonly record: JsonObject;
  readonly identity: string;
  readonly body: Uint8Array;
  readonly hash: number;
};

type Feed = FeedChannel & { readonly run: ImportRun };

/** Rows of a file of records: unchanged ones are passed over, new and changed ones are staged to become messages. */
export async function importFeed(hub: Hub, run: ImportRun, file: FeedFile): Promise<Importer> {
  const feed: Feed = { ...feedChannelOf(hub.channels, run.options.channel), run };
  const saved = await findFeedColumns(hub.db, feed.channel.name);
  const read = recordReader(file.sniffed, run.options.columns ?? saved?.columns ?? {});
  return {
    width: file.sniffed.header.length,
    toBatch: (records) => toBatch(feed, read, records),
    ...(feed.mapping.missingMeans === 'withdrawn' ? { finish: () => withdrawMissing(hub.db, run) } : {}),
  };
}

function toBatch(feed: Feed, read: ReturnType<typeof recordReader>, records: readonly CsvRecord[]): Batch {
  const rows: Row[] = [];
  const problems: RowProblem[] = [];
  for (const record of records) {
    const one = read(record);
    if ('problem' in one) problems.push(one.problem);
    else rows.push(toRow(feed.mapping, record.row, one.record));
  }
  return {
    rowsFiltered: 0,
    rowsBad: problems.length,
    problems,
    preview: () => [],
    write: (tx) => (rows.length === 0 ? Promise.resolve(nothingWritten) : writeRows(tx, feed, rows)),
  };
}

function toRow(mapping: RecordMapping, row: number, record: JsonObject): Row {
  const body = Buffer.from(JSON.stringify(record));
  const sha = hash('sha256', body, 'buffer');
  const said = mapping.identity?.(record)?.slice(0, LONGEST_IDENTITY);
  return {
    row,
    record,
    body,
    // A safe integer.
    hash: sha.readUIntBE(0, 6),
    identity: said === undefined || said === '' ? `row:${sha.toString('hex').slice(0, 32)}` : said,
  };
}

/** Indexes hold no novels. */
const LONGEST_IDENTITY = 500;

async function writeRows(tx: Tx, feed: Feed, rows: readonly Row[]): Promise<Written> {
  const channel = feed.channel.name;
  const known = await findFeedRows(tx, channel, [...new Set(rows.map((row) => row.identity))]);
  const latest = new Map<string, KnownRow>(known);
  const fresh: Row[] = [];
  const same: string[] = [];
  let rowsNew = 0;
  for (const row of rows) {
    const before = latest.get(row.identity);
    if (before?.hash === row.hash && !before.isGone) {
      same.push(row.identity);
      continue;
    }
    if (before === undefined) rowsNew += 1;
    latest.set(row.identity, { identity: row.identity, hash: row.hash, isGone: false });
    fresh.push(before?.isGone === true ? reopened(row) : row);
  }
  await stage(tx, feed, fresh, same);
  return {
    ...nothingWritten,
    rowsNew,
    rowsChanged: fresh.length - rowsNew,
    rowsSame: same.length,
  };
}

async function stage(
  tx: Tx,
  { channel, mapping, run }: Feed,
  fresh: readonly Row[],
  same: readonly string[],
): Promise<void> {
  const last = [...new Map(fresh.map((row) => [row.identity, row])).values()];
  const isCounted = mapping.missingMeans === 'withdrawn';
  const counted = isCounted ? { runId: run.id, bodies: last.map((row) => row.body) } : undefined;
  await rememberFeedRows(tx, channel.name, last, counted);
  if (isCounted && same.length > 0) await keepPresent(tx, channel.name, run.id, same);
  if (fresh.length === 0) return;
  await stageRows(tx, run.id, fresh);
  await openFeedRun(tx, run.id, channel.name);
}

/** It was withdrawn because an export lacked it, and is there again. */
function reopened(row: Row): Row {
  const record = { ...row.record, eventType: 'Reopened' };
  return { ...row, record, body: Buffer.from(JSON.stringify(record)) };
}
