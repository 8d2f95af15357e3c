import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { z } from 'zod';
import { codeOf, Failure } from '../../lib/failure.ts';
import type {
  DestinationContext,
  OpenDestination,
  Outcome,
  Parcel,
  SentParcel,
} from '../../sdk/destination.ts';
import { extensionOf } from '../../sdk/document-file.ts';
import { openSession, type SftpSession } from '../../sdk/sftp/session.ts';
import { sftpConfig, sftpEndpoint, type SftpSettings } from './config.ts';

/** Connects to nobody yet: each parcel has a login of its own, so that no idle connection is kept at the partner's. */
export function openSftp(context: DestinationContext<z.input<typeof sftpConfig>>): Promise<OpenDestination> {
  const settings = sftpConfig.parse(context.config);
  return Promise.resolve({
    deliver: (parcel, signal) => settle(() => deliver(settings, parcel, signal)),
    confirm: (sent, signal) => settle(() => confirm(settings, sent, signal)),
    close: () => Promise.resolve(),
  });
}

/** Written under another name and renamed: whoever watches the folder sees the whole file or none. */
async function deliver(settings: SftpSettings, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
  const endpoint = sftpEndpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success) return refused('address-refused', 'The endpoint is not a folder of the server’s.');
  if (!parcel.document) return refused('no-document', 'There is no document to send.');
  const { bytes, mediaType } = parcel.document;
  const { address } = endpoint.data;
  const { path, part } = placeOf(settings, address, parcel.key, extensionOf(mediaType));
  return withSession(settings, signal, async (session) => {
    if (!(await isThere(session, path, bytes.byteLength))) {
      await session.write(part, bytes);
      // A rename over a file is refused by the protocol's version 3: what is there is an earlier try of this parcel.
      if (await session.exists(path)) await session.remove(path);
      await session.move(part, path).catch((error: unknown) => {
        throw isDenied(error)
          ? error
          : new Failure('ambiguous', codeOf(error), 'The server did not say whether the file has its name.');
      });
    }
    const status = endpoint.data.settings.confirm === 'written' ? 'delivered' : 'sent';
    return { status, reference: posix.basename(path) };
  });
}

async function confirm(
  settings: SftpSettings,
  { key, address, settings: own, reference }: SentParcel,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const endpoint = sftpEndpoint.safeParse({ address, settings: own });
  if (!endpoint.success) return undefined;
  const extension = endpoint.data.settings.format === 'ccda' ? 'xml' : 'pdf';
  const { path, part } = placeOf(settings, endpoint.data.address, key, extension);
  const isTaken = endpoint.data.settings.confirm === 'taken';
  return withSession(settings, signal, async (session) => {
    const name = posix.basename(path);
    if (await session.exists(path)) return isTaken ? undefined : { status: 'delivered', reference: name };
    if (await session.exists(part)) return neverThere();
    if (isTaken && reference !== undefined)
      return { status: 'delivered', reference: name, detail: 'The file was taken from the folder.' };
    return isTaken ? undefined : neverThere();
  });
}

function neverThere(): Outcome {
  const detail = 'The file is not on the server: it is sent again.';
  return { status: 'failed', fate: 'transient', code: 'not-written', detail };
}

/** One login, ended with what it was for. */
async function withSession<Result>(
  settings: SftpSettings,
  signal: AbortSignal,
  act: (session: SftpSession) => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw new Failure('transient', 'cancelled', 'Cancelled before anything was sent.');
  // A wrong key or login is mended without the office: nothing was sent, and nothing is wrong with its address.
  const session = await openSession(settings).catch((error: unknown) => {
    const detail = error instanceof Failure ? error.message : 'The server cannot be reached.';
    throw new Failure('transient', codeOf(error), detail, { cause: error });
  });
  const stop = (): void => void session.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await act(session);
  } finally {
    signal.removeEventListener('abort', stop);
    await session.close();
  }
}

/** `undefined` size: not there. A file of the same length under this name is this parcel. */
async function isThere(session: SftpSession, path: string, size: number): Promise<boolean> {
  return (await session.exists(path)) && (await session.stat(path)).size === size;
}

/** No name says anything of the patient: it is the parcel's key. */
function placeOf({ folder }: SftpSettings, address: string, key: string, extension: string) {
  const isName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(key);
  const name = isName ? key : createHash('sha256').update(key).digest('hex').slice(0, 40);
  const at = (file: string): string => posix.join(folder, address, file);
  return { path: at(`${name}.${extension}`), part: at(`.${name}.part`) };
}

function isDenied(error: unknown): boolean {
  return error instanceof Failure && error.fate === 'permanent';
}

async function settle<Result>(act: () => Promise<Result>): Promise<Result | Outcome> {
  try {
    return await act();
  } catch (error) {
    const failure =
      error instanceof Failure
        ? error
        : new Failure('transient', codeOf(error), 'The server could not be used.');
    return { status: 'failed', fate: failure.fate, code: failure.code, detail: failure.message };
  }
}

function refused(code: string, detail: string): Outcome {
  return { status: 'failed', fate: 'permanent', code, detail };
}
