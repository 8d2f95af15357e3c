import { createHash } from 'node:crypto';
import { access, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { codeOf, Failure } from '../../lib/failure.ts';
import type { OpenDestination, Outcome, Parcel, SentParcel } from '../../sdk/destination.ts';
import { extensionOf } from '../../sdk/document-file.ts';
import { folderEndpoint } from './config.ts';
import type { FolderSettings } from './config.ts';

/** @throws Failure permanent `root-missing` when the root directory is not there. */
export async function openFolder(settings: FolderSettings): Promise<OpenDestination> {
  const root = await realpath(settings.root).catch((cause: unknown) => {
    throw new Failure(
      'permanent',
      'root-missing',
      `config.root: ${settings.root} is not there (${codeOf(cause)}).`,
      {
        cause,
      },
    );
  });
  return {
    deliver: (parcel, signal) => settle(() => deliver(root, parcel, signal)),
    confirm: (sent) => settle(() => confirm(root, sent)),
    close: () => Promise.resolve(),
  };
}

/**
 * Writes the PDF, then the JSON: whoever waits for the JSON finds the PDF complete. A parcel that was taken, sent or written
 * before is not offered a second time; one that failed is.
 */
async function deliver(root: string, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
  const endpoint = folderEndpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success)
    return failed('permanent', 'address-refused', 'The endpoint is not a folder below the root.');
  const { address, settings } = endpoint.data;
  const directory = await enter(root, address);
  if (directory === undefined)
    return failed('permanent', 'address-refused', 'The folder leads out of the root.');
  const name = fileNameOf(parcel.key);
  const files = filesOf(directory, name);
  const before = await findVerdict(files);
  if (before?.status === 'delivered') return before;
  if (before === undefined && (await exists(files.taken))) return { status: 'sent', reference: name };
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before anything was written.');

  // A failed one is offered again: without its markers it is as new.
  await rm(files.failed, { force: true });
  await rm(files.taken, { force: true });
  const { document } = parcel;
  if (document)
    await writeAtomically(directory, `${name}.${extensionOf(document.mediaType)}`, document.bytes);
  const about = JSON.stringify(describe(parcel, settings.faxNumber), undefined, 2);
  await writeAtomically(directory, `${name}.json`, Buffer.from(`${about}\n`));
  return { status: settings.confirm === 'written' ? 'delivered' : 'sent', reference: name };
}

async function confirm(root: string, sent: SentParcel): Promise<Outcome | undefined> {
  const endpoint = folderEndpoint.safeParse({ address: sent.address, settings: sent.settings });
  if (!endpoint.success) return undefined;
  const directory = await enter(root, endpoint.data.address);
  return directory === undefined ? undefined : findVerdict(filesOf(directory, fileNameOf(sent.key)));
}

type Files = { readonly ok: string; readonly failed: string; readonly taken: string };

function filesOf(directory: string, name: string): Files {
  const path = (extension: string): string => join(directory, `${name}.${extension}`);
  return { ok: path('ok'), failed: path('failed'), taken: path('taken') };
}

/** What a gateway left beside the parcel. */
async function findVerdict(files: Files): Promise<Outcome | undefined> {
  if (await exists(files.ok)) return { status: 'delivered', detail: 'The gateway reports success.' };
  const reason = await readFile(files.failed, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (reason === undefined) return undefined;
  const code = /^[\w-]{1,40}/.exec(reason.trim())?.[0]?.toLowerCase() ?? 'gateway-failed';
  return failed('permanent', code, 'The gateway reports failure.');
}

/** What a gateway needs and nobody may not see: no names, no recipient but the number to dial. */
function describe(parcel: Parcel, faxNumber: string | undefined): object {
  const bytes = parcel.document?.bytes;
  return {
    key: parcel.key,
    purpose: parcel.purpose,
    composedAt: parcel.composedAt,
    ...(bytes && { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') }),
    ...(faxNumber !== undefined && { faxNumber }),
  };
}

/** The folder's real path, made on demand; `undefined` when a link leads out of the root. */
async function enter(root: string, address: string): Promise<string | undefined> {
  await mkdir(join(root, address)).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  const directory = await realpath(join(root, address));
  return directory.startsWith(root.endsWith(sep) ? root : root + sep) ? directory : undefined;
}

/** A reader sees the whole file or none, also after a power cut: flush the file, rename it, flush the directory. */
async function writeAtomically(directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(directory, `.${name}.part`);
  const file = await open(temporary, 'w', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, join(directory, name));
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A key that would not do as a file name is replaced by its hash: the same key always has the same name. */
function fileNameOf(key: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(key)) return key;
  return createHash('sha256').update(key).digest('hex').slice(0, 40);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** A disk that is full, broken or away is an outage: writing again is harmless, so nothing here is ambiguous. */
async function settle<Result>(act: () => Promise<Result>): Promise<Result | Outcome> {
  try {
    return await act();
  } catch (error) {
    return failed('transient', 'folder-unavailable', `The folder cannot be used (${codeOf(error)}).`);
  }
}

function failed(fate: 'transient' | 'permanent', code: string, detail: string): Outcome {
  return { status: 'failed', fate, code, detail };
}
