import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { sniffMediaType } from '../../formats/hl7v2/content.ts';
import { codeOf, Failure } from '../../lib/failure.ts';
import { storableText } from '../../lib/storable-text.ts';
import { storableNotice } from '../../sdk/fax-arrival.ts';
import type { Arrival, SourceContext } from '../../sdk/source.ts';
import type { FolderSourceSettings } from './config.ts';
import { FAILED, PROCESSED, type FoundFile } from './find.ts';
import { READ_FILE, readSidecar, type Sidecar } from './sidecar.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/**
 * Stores a file and moves it away, in this order: what is moved is on disk here. A file that could not be stored stays where it is
 * and is tried again; one that is stored but could not be moved is recognised by its bytes. False: it stays for a reason that may last.
 */
export async function take(
  file: FoundFile,
  settings: FolderSourceSettings,
  context: Context,
): Promise<boolean> {
  const { receiveFile } = context;
  try {
    return receiveFile && file.size > 0
      ? await takeRecords(file, settings, receiveFile)
      : await takeDocument(file, settings, context);
  } catch (error) {
    const sentence = `A file in the watched folder could not be read, stored or moved (${codeOf(error)}); it stays there.`;
    context.report({ kind: 'failed', sentence, peer: file.device ?? '/' });
    return false;
  }
}

async function takeDocument(
  file: FoundFile,
  settings: FolderSourceSettings,
  context: Context,
): Promise<boolean> {
  const sidecar = context.receiveFile ? undefined : await readSidecar(file.path);
  const read = await readWhole(file, settings.maxBytes);
  if (read === 'changed') return true;
  const arrival = read === 'too-large' ? tooLarge(file, settings) : arrivalOf(file, read, sidecar, settings);
  const { messageId, outcome } = await context.receive(arrival);
  const isFailed = outcome === 'invalid' || arrival.fault !== undefined;
  await moveAway(file, sidecar, join(settings.path, isFailed ? FAILED : PROCESSED), messageId);
  return true;
}

/** Of any size: read once to know it by its bytes, and once more into the import. */
async function takeRecords(
  file: FoundFile,
  settings: FolderSourceSettings,
  receiveFile: NonNullable<Context['receiveFile']>,
): Promise<boolean> {
  const handle = await open(file.path, READ_FILE);
  try {
    if (!isAsFound(file, await handle.stat())) return true;
    const hash = createHash('sha256');
    for await (const piece of readPieces(handle)) hash.update(piece);
    const { importId } = await receiveFile({
      name: file.name,
      peer: file.device ?? '/',
      identity: `folder:${hash.digest('hex')}`,
      content: readUnchanged(file, handle),
    });
    await moveAway(file, undefined, join(settings.path, PROCESSED), importId);
    return true;
  } finally {
    await handle.close();
  }
}

async function* readUnchanged(file: FoundFile, handle: FileHandle): AsyncIterable<Uint8Array> {
  yield* readPieces(handle);
  if (!isAsFound(file, await handle.stat()))
    throw new Failure('transient', 'file-changed', 'The file changed while it was read.');
}

const PIECE_BYTES = 1024 * 1024;

async function* readPieces(handle: FileHandle): AsyncIterable<Uint8Array> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function isAsFound(file: FoundFile, status: Stats): boolean {
  return (
    status.isFile() &&
    status.ino === file.inode &&
    status.size === file.size &&
    status.mtimeMs === file.mtimeMs
  );
}

/** The bytes of the very file that was found, if it is still as it was found. */
async function readWhole(file: FoundFile, maxBytes: number): Promise<Buffer | 'changed' | 'too-large'> {
  const handle = await open(file.path, READ_FILE);
  try {
    const status = await handle.stat();
    if (!isAsFound(file, status)) return 'changed';
    if (status.size > maxBytes) return 'too-large';
    const bytes = await handle.readFile();
    return bytes.byteLength === file.size ? bytes : 'changed';
  } finally {
    await handle.close();
  }
}

function arrivalOf(
  file: FoundFile,
  bytes: Buffer,
  sidecar: Sidecar | undefined,
  settings: FolderSourceSettings,
): Arrival {
  if (bytes.byteLength === 0) return emptyFile(file, settings);
  const contentType = sniffMediaType(bytes);
  return {
    ...baseOf(file, settings, sidecar),
    body: bytes,
    ...(contentType === 'application/octet-stream' ? {} : { contentType }),
    // Of the bytes alone: the same scan put here twice, under whatever name, is one document.
    identity: `folder:${createHash('sha256').update(bytes).digest('hex')}`,
  };
}

function emptyFile(file: FoundFile, settings: FolderSourceSettings): Arrival {
  const reason =
    'The file has not a single byte. It was moved to failed/ under the number of this message. Scan it again.';
  return withoutDocument(file, settings, { code: 'file-empty', reason });
}

function tooLarge(file: FoundFile, settings: FolderSourceSettings): Arrival {
  const reason =
    `The file has ${file.size} bytes; this channel takes ${settings.maxBytes} (maxBytes). It was moved to failed/ under the number of ` +
    'this message. Scan it in parts, or in black and white.';
  return withoutDocument(file, settings, { code: 'file-too-large', reason });
}

/** Says in JSON what lies in `failed/`. */
function withoutDocument(
  file: FoundFile,
  settings: FolderSourceSettings,
  fault: NonNullable<Arrival['fault']>,
): Arrival {
  const base = baseOf(file, settings, undefined);
  const identity = `folder:${fault.code}:${file.device ?? ''}/${file.name}:${file.size}:${file.mtimeMs}`;
  const body = Buffer.from(JSON.stringify(base.transport.notice));
  return { ...base, body, contentType: 'application/json', identity, fault };
}

function baseOf(file: FoundFile, settings: FolderSourceSettings, sidecar: Sidecar | undefined) {
  const { device, name } = file;
  return {
    peer: device ?? '/',
    transport: {
      kind: settings.kind,
      receivedAt: new Date(file.mtimeMs).toISOString(),
      ...(device === undefined ? {} : { gateway: storableText(device) }),
      ...sidecar?.transport,
      notice: storableNotice({
        file: name,
        bytes: file.size,
        ...(device === undefined ? {} : { device }),
        ...sidecar?.notice,
      }),
    },
  } as const;
}

/** Under the number of its message: names given at a scanner may hold a patient's, and two files may have one name. */
async function moveAway(
  file: FoundFile,
  sidecar: Sidecar | undefined,
  folder: string,
  messageId: string,
): Promise<void> {
  const target = join(folder, ...(file.device === undefined ? [] : [file.device]));
  await mkdir(target, { recursive: true });
  const extension = /^\.[a-z0-9]{1,8}$/i.exec(extname(file.name))?.[0].toLowerCase() ?? '';
  const stem = await freeStem(target, messageId, extension);
  await rename(file.path, join(target, `${stem}${extension}`));
  if (sidecar) await rename(sidecar.path, join(target, `${stem}${extension}.json`));
  await rm(`${file.path}.done`, { force: true });
}

/** The same document put here a second time lies beside the first: nothing is ever overwritten. */
async function freeStem(folder: string, messageId: string, extension: string): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const stem = copy === 1 ? messageId : `${messageId}-${copy}`;
    const isTaken = await access(join(folder, `${stem}${extension}`)).then(
      () => true,
      () => false,
    );
    if (!isTaken) return stem;
  }
}
