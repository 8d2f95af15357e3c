import { sniffMediaType } from '../../formats/hl7v2/content.ts';
import { Failure, fateOf } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import { storableNotice } from '../../sdk/fax-arrival.ts';
import type { Arrival, SourceContext } from '../../sdk/source.ts';
import type { SftpSettings } from './config.ts';
import type { RemoteFile, SftpSession } from '../../sdk/sftp/session.ts';
import { keyOf } from './taken.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** A login that is made anew when it broke. */
export type Link = { readonly session: () => Promise<SftpSession>; readonly renew: () => Promise<void> };

/** How often a file that breaks off goes on where it broke before it is left for the next round. */
const MOST_RENEWALS = 3;

/**
 * Fetches one file and stores it. Throws transient `file-changed` when it is not what the list showed any more, and whatever broke:
 * nothing of it is stored then.
 */
export async function take(
  file: RemoteFile,
  link: Link,
  settings: SftpSettings,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const peer = `${settings.host}:${settings.port}`;
  const { receiveFile } = context;
  if (receiveFile && file.size > 0) {
    const content = readWhole(file, link, signal);
    await receiveFile({ name: file.name, peer, identity: `sftp:${keyOf(file)}`, content });
    return;
  }
  if (file.size === 0)
    return receive(
      withoutDocument(file, peer, settings, {
        code: 'file-empty',
        reason: 'The file on the server has not a single byte. Ask the partner to put it there again.',
      }),
    );
  if (file.size > settings.maxBytes)
    return receive(
      withoutDocument(file, peer, settings, {
        code: 'file-too-large',
        reason: `The file has ${file.size} bytes; this channel takes ${settings.maxBytes} (maxBytes). Ask the partner for it in parts.`,
      }),
    );
  const pieces: Uint8Array[] = [];
  for await (const piece of readWhole(file, link, signal)) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const contentType = sniffMediaType(body);
  return receive({
    ...aboutOf(file, peer, settings),
    body,
    ...(contentType === 'application/octet-stream' ? {} : { contentType }),
    // Of the bytes alone: the same document put there twice, under whatever name, is one.
    identity: `sftp:${sha256Hex(body)}`,
  });

  async function receive(arrival: Arrival): Promise<void> {
    await context.receive(arrival);
  }
}

/** All of the file and nothing else: when it grew or shrank meanwhile, its end is an error. */
async function* readWhole(file: RemoteFile, link: Link, signal: AbortSignal): AsyncIterable<Uint8Array> {
  let at = 0;
  for (let renewals = 0; ; renewals += 1) {
    try {
      const session = await link.session();
      if (at > 0) await assertSame(session, file);
      for await (const piece of session.read(file.path, at)) {
        at += piece.byteLength;
        assertGoesOn(at, file, signal);
        yield piece;
      }
      if (at !== file.size) throw changed();
      await assertSame(session, file);
      return;
    } catch (error) {
      const isOver = signal.aborted || renewals >= MOST_RENEWALS || fateOf(error) === 'permanent';
      if (isOver || (error instanceof Failure && error.code === 'file-changed')) throw error;
      await link.renew();
    }
  }
}

function assertGoesOn(at: number, file: RemoteFile, signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('transient', 'stopping', 'The channel is stopping.');
  if (at > file.size) throw changed();
}

async function assertSame(session: SftpSession, file: RemoteFile): Promise<void> {
  const { size, mtimeMs } = await session.stat(file.path);
  if (size !== file.size || mtimeMs !== file.mtimeMs) throw changed();
}

function changed(): Failure {
  return new Failure('transient', 'file-changed', 'The file changed while it was fetched.');
}

function withoutDocument(
  file: RemoteFile,
  peer: string,
  settings: SftpSettings,
  fault: NonNullable<Arrival['fault']>,
): Arrival {
  const about = aboutOf(file, peer, settings);
  const body = Buffer.from(JSON.stringify(about.transport.notice));
  const identity = `sftp:${fault.code}:${keyOf(file)}`;
  return { ...about, body, contentType: 'application/json', identity, fault };
}

function aboutOf(file: RemoteFile, peer: string, settings: SftpSettings) {
  return {
    peer,
    transport: {
      kind: settings.kind,
      receivedAt: new Date(file.mtimeMs).toISOString(),
      gateway: settings.host,
      notice: storableNotice({ file: file.name, bytes: file.size }),
    },
  } as const;
}
