import { createHash } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { Streamed } from '../../sdk/http-client.ts';
import type { FileArrival, SourceContext } from '../../sdk/source.ts';
import type { PullSettings } from './config.ts';
import type { Platform } from './platform.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** By what the file was known when it was last taken. */
type Memory = { readonly etag?: string; readonly lastModified?: string; readonly hash?: string };

const KEY = 'file';

/** Fetches the file if it is another than last time, straight into the import. Throws permanent `no-files` on a channel that takes none. */
export async function pullFile(settings: PullSettings, platform: Platform, context: Context): Promise<void> {
  const { receiveFile } = context;
  if (!receiveFile)
    throw new Failure(
      'permanent',
      'no-files',
      'The channel’s mapping reads no records: set `records`, or give the channel a mapping of records.',
    );
  const before = JSON.parse((await context.memory.recall(KEY)) ?? '{}') as Memory;
  const { url, file } = settings;
  const answer = await platform.file(url, conditionsOf(before));
  if (answer.status === 304) return answer.cancel();
  const known = knownBy(answer.headers);
  const about = { name: file?.name ?? 'file', peer: new URL(url).host };
  if (known.etag !== undefined || known.lastModified !== undefined) {
    const length = answer.headers.get('content-length') ?? '';
    const identity = identityOf(known.etag ?? `${known.lastModified ?? ''}\0${length}`);
    await receive(receiveFile, { ...about, identity, content: answer.content }, answer);
    return context.memory.remember(KEY, JSON.stringify(known));
  }
  // The server has no name for what it gives: it is read once to know it, and once more only if it is new.
  const hash = await hashOf(answer.content);
  if (hash === before.hash) return;
  const again = await platform.file(url, {});
  const content = sameAs(hash, again.content);
  await receive(receiveFile, { ...about, identity: identityOf(hash), content }, again);
  return context.memory.remember(KEY, JSON.stringify({ hash }));
}

/** A repeat is not read: its connection is closed all the same. */
async function receive(
  receiveFile: NonNullable<Context['receiveFile']>,
  file: FileArrival,
  answer: Streamed,
): Promise<void> {
  try {
    await receiveFile(file);
  } finally {
    await answer.cancel();
  }
}

function conditionsOf({ etag, lastModified }: Memory): Readonly<Record<string, string>> {
  return {
    ...(etag !== undefined && { 'If-None-Match': etag }),
    ...(lastModified !== undefined && { 'If-Modified-Since': lastModified }),
  };
}

function knownBy(headers: Headers): Memory {
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
}

function identityOf(name: string): string {
  return `pull:${sha256Hex(Buffer.from(name))}`;
}

async function hashOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of content) hash.update(piece);
  return hash.digest('hex');
}

async function* sameAs(wanted: string, content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== wanted)
    throw new Failure('transient', 'file-changed', 'The file changed while it was fetched.');
}
