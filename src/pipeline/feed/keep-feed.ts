import { open, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, codeOf } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import type { FileArrival, FileReceipt } from '../../sdk/source.ts';
import type { Database } from '../../store/database.ts';
import { enterFeedFile, findFeedFile } from '../../store/feeds.ts';
import { insertImport, type ImportOptions } from '../../store/imports.ts';
import { transaction } from '../../store/transaction.ts';
import { openHead } from '../import/open-file.ts';
import { openFeed } from './open-feed.ts';
import { toUtf8 } from './to-utf8.ts';

export type KeepOptions = {
  readonly createdBy: string;
  /** `uploaded`: a person looks at it before it runs, so what cannot be read is refused here. Absent: it runs as soon as it can. */
  readonly state?: 'uploaded' | 'waiting';
  readonly options?: Pick<ImportOptions, 'columns' | 'isMissingMeant'>;
  readonly mostBytes?: number;
};

const MOST_BYTES = 20 * 1024 ** 3;

/**
 * Keeps a file of records and queues its import. Resolves when its bytes and the queue entry are flushed; rejects when nothing
 * was kept. UTF-16 is kept as UTF-8. The same file again (by the sender's name for it) is a duplicate and is not read.
 */
export async function keepFeed(
  db: Database,
  folder: string,
  channel: string,
  file: FileArrival,
  how: KeepOptions,
): Promise<FileReceipt> {
  const earlier = await findFeedFile(db, channel, file.identity);
  if (earlier !== undefined) return { importId: earlier, outcome: 'duplicate' };
  await mkdir(folder, { recursive: true });
  const path = join(folder, newId());
  try {
    await write(folder, path, file.content, how.mostBytes ?? MOST_BYTES);
    if (how.state === 'uploaded') await openFeed(path);
    const receipt = await enter(db, channel, file, path, how);
    if (receipt.outcome === 'duplicate') await rm(path, { force: true });
    return receipt;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function enter(
  db: Database,
  channel: string,
  { name, identity }: FileArrival,
  path: string,
  how: KeepOptions,
): Promise<FileReceipt> {
  const { size, fingerprint } = await openHead(path);
  try {
    return await transaction(db, async (tx) => {
      const runId = await insertImport(tx, {
        kind: 'feed',
        fileName: shownName(name),
        path,
        fingerprint,
        options: { ...how.options, channel },
        bytesTotal: size,
        state: how.state ?? 'waiting',
        createdBy: how.createdBy,
      });
      if (await enterFeedFile(tx, { channel, identity, runId }))
        return { importId: runId, outcome: 'stored' };
      throw new Failure('permanent', TAKEN, 'The file was taken a moment ago.');
    });
  } catch (error) {
    const earlier = codeOf(error) === TAKEN ? await findFeedFile(db, channel, identity) : undefined;
    if (earlier === undefined) throw error;
    return { importId: earlier, outcome: 'duplicate' };
  }
}

const TAKEN = 'feed-file-taken';

/** As the sender calls it, without folders: shown, never a path. */
function shownName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex
  return (
    last
      .replaceAll(/[\u0000-\u001f\u007f]/g, ' ')
      .trim()
      .slice(0, 200) || 'file'
  );
}

async function write(
  folder: string,
  path: string,
  content: AsyncIterable<Uint8Array>,
  most: number,
): Promise<void> {
  const target = await open(path, 'wx');
  try {
    let bytes = 0;
    for await (const chunk of toUtf8(content)) {
      bytes += chunk.length;
      if (bytes > most)
        throw new Failure(
          'permanent',
          'too-large',
          `A file may have ${most / 1024 ** 3} GB at most. Send parts of it.`,
        );
      await target.write(chunk);
    }
    await target.sync();
  } catch (error) {
    throw codeOf(error) === 'ENOSPC' ? noRoom(error) : error;
  } finally {
    await target.close();
  }
  // The name of the file is durable when its folder is.
  const parent = await open(folder, 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

function noRoom(cause: unknown): Failure {
  return new Failure(
    'transient',
    'disk-full',
    'There is no room for this file on the disk of the hub. Make room, then send it again.',
    { cause },
  );
}
