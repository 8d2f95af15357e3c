import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import Client from 'ssh2-sftp-client';
import { codeOf, Failure } from '../../lib/failure.ts';
import { isSameSecret } from '../../lib/same-secret.ts';
import { parseKey, type SftpLogin } from './login.ts';

/** A file on the server as its list shows it. */
export type RemoteFile = {
  readonly name: string;
  /** On the server, and only there. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
};

/** One login. Everything throws transient `timeout` or the code of what broke, permanent `refused` for what the server denies. */
export type SftpSession = {
  /** Plain files; `odd`: how many have a name that is no file name. */
  readonly list: (folder: string) => Promise<{ readonly files: readonly RemoteFile[]; readonly odd: number }>;
  readonly stat: (path: string) => Promise<Pick<RemoteFile, 'size' | 'mtimeMs'>>;
  readonly read: (path: string, from: number) => AsyncIterable<Uint8Array>;
  readonly exists: (path: string) => Promise<boolean>;
  /** Replaces what is there. */
  readonly write: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly move: (from: string, to: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

const CHUNK_BYTES = 256 * 1024;

/**
 * Logs in. Throws permanent `host-key` when the server has another key than the pinned ones (it is told neither name nor password),
 * permanent `login-refused` and `key-unreadable`, transient `unreachable`.
 */
export async function openSession(settings: SftpLogin): Promise<SftpSession> {
  const limitMs = settings.timeoutSeconds * 1000;
  const login = await loginOf(settings);
  let foreignKey: string | undefined;
  const client = new Client('referloop', { error: ignore, end: ignore, close: ignore });
  const hostVerifier = (key: Buffer): boolean => {
    const fingerprint = fingerprintOf(key);
    const isPinned = settings.hostKeys.some((pinned) => isSameSecret(fingerprint, pinned.replace(/=$/, '')));
    if (!isPinned) foreignKey = fingerprint;
    return isPinned;
  };
  try {
    await within(
      client.connect({
        host: settings.host,
        port: settings.port,
        username: settings.username,
        ...login,
        hostVerifier,
        readyTimeout: limitMs,
        keepaliveInterval: Math.min(limitMs, 10_000),
        keepaliveCountMax: 3,
      }),
      limitMs,
    );
  } catch (error) {
    await close(client);
    throw connectFailure(error, foreignKey);
  }
  return sessionOf(client, limitMs);
}

/** As `ssh-keygen -lf` shows it, without the padding. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function sessionOf(client: Client, limitMs: number): SftpSession {
  const ask = <T>(question: Promise<T>): Promise<T> =>
    within(question, limitMs).catch((error: unknown) => {
      throw asFailure(error);
    });
  return {
    list: async (folder) => {
      const listed = await ask(client.list(folder));
      // A link leads to something that was not put here.
      const files = listed.filter(({ type }) => type === '-');
      const named = files.filter(({ name }) => isFileName(name));
      return {
        odd: files.length - named.length,
        files: named.map(({ name, size, modifyTime }) => ({
          name,
          path: posix.join(folder, name),
          size,
          mtimeMs: modifyTime,
        })),
      };
    },
    stat: async (path) => {
      const { size, modifyTime } = await ask(client.stat(path));
      return { size, mtimeMs: modifyTime };
    },
    read: (path, from) => readFrom(client, path, from, limitMs),
    exists: async (path) => (await ask(client.exists(path))) !== false,
    write: async (path, bytes) => void (await ask(client.put(Buffer.from(bytes), path))),
    move: async (from, to) => void (await ask(client.rename(from, to))),
    remove: async (path) => void (await ask(client.delete(path))),
    close: () => close(client),
  };
}

async function* readFrom(
  client: Client,
  path: string,
  start: number,
  limitMs: number,
): AsyncIterable<Uint8Array> {
  // The types know only the options of one version; these are Node's own of a file stream.
  const options = { start, highWaterMark: CHUNK_BYTES } as Parameters<Client['createReadStream']>[1];
  const stream = client.createReadStream(path, options);
  // When the connection ends, the library tells a stream that was given up of it, too: without a listener that ends the hub.
  stream.on('error', ignore);
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, void>;
  try {
    for (;;) {
      const next = await within(pieces.next(), limitMs);
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw asFailure(error);
  } finally {
    stream.destroy();
  }
}

/** Nothing that leads elsewhere, here or there. */
function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\x00-\x1f\x7f]/.test(name);
}

async function loginOf({ auth }: SftpLogin) {
  if ('password' in auth) return { password: auth.password };
  const text =
    'privateKey' in auth
      ? auth.privateKey.replaceAll('\\n', '\n')
      : await readFile(auth.privateKeyFile, 'utf8').catch((cause: unknown) => {
          const reason = `The private key’s file cannot be read (${codeOf(cause)}).`;
          throw new Failure('permanent', 'key-unreadable', reason, { cause });
        });
  if (parseKey(text, auth.passphrase) instanceof Error)
    throw new Failure(
      'permanent',
      'key-unreadable',
      'The private key has no known form or another passphrase.',
    );
  return { privateKey: text, ...(auth.passphrase !== undefined && { passphrase: auth.passphrase }) };
}

function connectFailure(error: unknown, foreignKey: string | undefined): Failure {
  if (foreignKey !== undefined) {
    const reason =
      `The server’s key is ${foreignKey}, which is not one of the pinned hostKeys: it may be another server. ` +
      'Nothing was sent to it. Ask the partner whether the key was changed, then put its fingerprint into hostKeys.';
    return new Failure('permanent', 'host-key', reason);
  }
  if (/authentication methods failed/i.test(error instanceof Error ? error.message : '')) {
    const reason =
      'The server refused the login: check username and auth, and whether the partner knows our key.';
    return new Failure('permanent', 'login-refused', reason);
  }
  const { code } = asFailure(error);
  return new Failure('transient', 'unreachable', `The server cannot be reached (${code}).`, { cause: error });
}

/** What the library throws names paths: of it only the code is kept. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const said = saidCode(error);
  const code = codesOf.get(said) ?? said;
  const isDenied = code === 'not-there' || code === 'denied';
  const reason = isDenied ? deniedReasons[code] : `The exchange broke off (${code}).`;
  return new Failure(isDenied ? 'permanent' : 'transient', code, reason, { cause: error });
}

function saidCode(error: unknown): string {
  const isNumbered = error instanceof Error && 'code' in error && typeof error.code === 'number';
  return isNumbered ? String(error.code) : codeOf(error);
}

/** SFTP's own codes (draft-ietf-secsh-filexfer-02, 7) come as numbers or as the library's words for them. */
const codesOf: ReadonlyMap<string, 'not-there' | 'denied'> = new Map([
  ['2', 'not-there'],
  ['ENOENT', 'not-there'],
  ['3', 'denied'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['ERR_BAD_AUTH', 'denied'],
]);
const deniedReasons = {
  'not-there': 'The server says it is not there.',
  denied: 'The server does not permit it.',
} as const;

/** @throws transient `timeout`; what comes later comes to nobody. */
async function within<T>(question: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const failure = new Failure('transient', 'timeout', 'The server did not answer in time.');
    timer = setTimeout(() => reject(failure), limitMs);
  });
  try {
    return await Promise.race([question, late]);
  } finally {
    clearTimeout(timer);
  }
}

const CLOSE_MS = 2_000;

async function close(client: Client): Promise<void> {
  await within(client.end(), CLOSE_MS).catch(ignore);
}

function ignore(): void {}
