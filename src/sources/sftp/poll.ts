import { posix } from 'node:path';
import { codeOf, Failure } from '../../lib/failure.ts';
import { NO_PAUSE, pauseAfter, type Pause } from '../../sdk/backoff.ts';
import { startPolling } from '../../sdk/polling.ts';
import type { RunningSource, SourceContext } from '../../sdk/source.ts';
import type { SftpSettings } from './config.ts';
import { createPatternTest } from './patterns.ts';
import { openSession, type RemoteFile, type SftpSession } from '../../sdk/sftp/session.ts';
import { take, type Link } from './take.ts';
import { keyOf, recallTaken, type Taken } from './taken.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** What is known from round to round. */
type State = {
  readonly isOurs: (name: string) => boolean;
  /** Since when a file has looked as it does, by its key. */
  readonly sights: Map<string, number>;
  /** Files that could not be taken, by key. */
  readonly failed: Map<string, Pause>;
  /** The server as a whole. */
  trouble: Pause;
  taken: Taken | undefined;
  /** The server showed another key: nobody goes there again before somebody has looked. */
  isHalted: boolean;
  oddNames: number;
};

const LONGEST_PAUSE_MS = 3_600_000;
const REST_MS = 5;

/** Looks into the folder on the server again and again, one login for each look. */
export function pollSftp(settings: SftpSettings, context: Context): RunningSource {
  const state: State = {
    isOurs: createPatternTest(settings.patterns),
    sights: new Map(),
    failed: new Map(),
    trouble: NO_PAUSE,
    taken: undefined,
    isHalted: false,
    oddNames: 0,
  };
  const polling = startPolling((signal) => round(settings, context, state, signal), {
    everyMs: settings.pollSeconds * 1000,
    restMs: REST_MS,
  });
  return { address: `sftp://${settings.host}:${settings.port}/${settings.folder}`, stop: polling.stop };
}

/** @returns after how many milliseconds a file may have become still. */
async function round(
  settings: SftpSettings,
  context: Context,
  state: State,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (state.isHalted || performance.now() < state.trouble.untilMs) return undefined;
  const link = createLink(settings);
  try {
    state.taken ??= await recallTaken(context.memory);
    const waitMs = await lookThrough({ settings, context, state, signal, link, taken: state.taken });
    state.trouble = NO_PAUSE;
    return waitMs;
  } catch (error) {
    if (error instanceof Failure && error.code === 'host-key') state.isHalted = true;
    state.trouble = pauseAfter(state.trouble, limitsOf(settings));
    const what = state.isHalted
      ? 'Fetching stopped until the hub is started again'
      : 'The folder on the server was not looked through';
    context.report({ kind: 'failed', sentence: `${what}: ${wordsOf(error)}`, peer: settings.host });
    return undefined;
  } finally {
    await link.close();
  }
}

type Look = {
  readonly settings: SftpSettings;
  readonly context: Context;
  readonly state: State;
  readonly signal: AbortSignal;
  readonly link: Link;
  readonly taken: Taken;
};

async function lookThrough(look: Look): Promise<number | undefined> {
  const { settings, state, signal, link, taken } = look;
  const listed = await (await link.session()).list(settings.folder);
  reportOdd(listed.odd, look);
  const files = listed.files.filter(({ name }) => state.isOurs(name)).toSorted(byAge);
  forgetGone(state, files);
  let waitMs: number | undefined;
  try {
    for (const file of files) {
      if (signal.aborted) break;
      if (taken.has(file)) {
        await settle(file, look);
        continue;
      }
      const stillMs = waitForStill(file, look);
      const pauseMs = (state.failed.get(keyOf(file)) ?? NO_PAUSE).untilMs - performance.now();
      const restMs = Math.max(stillMs, pauseMs);
      if (restMs > 0) waitMs = Math.min(waitMs ?? restMs, restMs);
      else await takeOne(file, look);
    }
  } finally {
    await taken.keep(files);
  }
  return waitMs;
}

/** Oldest first: of two exports the newer one has the last word. */
function byAge(one: RemoteFile, other: RemoteFile): number {
  return one.mtimeMs - other.mtimeMs || one.name.localeCompare(other.name);
}

/** One file's trouble is its own: the others are taken all the same. */
async function takeOne(file: RemoteFile, look: Look): Promise<void> {
  const { settings, context, state, signal, link, taken } = look;
  try {
    await take(file, link, settings, context, signal);
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof Failure && error.code === 'host-key') throw error;
    const key = keyOf(file);
    state.failed.set(key, pauseAfter(state.failed.get(key) ?? NO_PAUSE, limitsOf(settings)));
    const sentence = `A file on the server could not be fetched or stored; it stays there: ${wordsOf(error)}`;
    context.report({ kind: 'failed', sentence, peer: settings.host });
    return;
  }
  // Before it is moved or deleted: a file that stays by accident is known again.
  await taken.add(file);
  await settle(file, look);
}

/** Tells the server that a file was taken, now or in a later round. */
async function settle(file: RemoteFile, { settings, context, link }: Look): Promise<void> {
  const { after } = settings;
  if (after.do === 'leave') return;
  try {
    const session = await link.session();
    if (after.do === 'delete') await session.remove(file.path);
    else await session.move(file.path, await freePath(session, after.folder, file));
  } catch (error) {
    const sentence = `A file that is stored could not be ${after.do === 'delete' ? 'deleted' : 'moved'} on the server: ${wordsOf(error)}`;
    context.report({ kind: 'failed', sentence, peer: settings.host });
  }
}

/** Nothing is ever overwritten: a second file of a name gets a part of its key beside it. */
async function freePath(session: SftpSession, folder: string, file: RemoteFile): Promise<string> {
  const path = posix.join(folder, file.name);
  if (!(await session.exists(path))) return path;
  const { name, ext } = posix.parse(file.name);
  return posix.join(folder, `${name}-${keyOf(file).slice(0, 8)}${ext}`);
}

/** Still growing, or not seen long enough to tell: in milliseconds. */
function waitForStill(file: RemoteFile, { state, settings }: Look): number {
  const key = keyOf(file);
  const sinceMs = state.sights.get(key) ?? performance.now();
  state.sights.set(key, sinceMs);
  return settings.stillSeconds * 1000 - (performance.now() - sinceMs);
}

function forgetGone(state: State, files: readonly RemoteFile[]): void {
  const there = new Set(files.map(keyOf));
  for (const seen of [state.sights, state.failed])
    for (const key of seen.keys()) if (!there.has(key)) seen.delete(key);
}

function reportOdd(odd: number, { state, context, settings }: Look): void {
  if (odd > state.oddNames) {
    const sentence = `${odd} files on the server have names that lead elsewhere (slashes, control characters); they are left alone.`;
    context.report({ kind: 'failed', sentence, peer: settings.host });
  }
  state.oddNames = odd;
}

function limitsOf({ pollSeconds }: SftpSettings) {
  return { firstMs: pollSeconds * 1000, longestMs: LONGEST_PAUSE_MS };
}

type ClosableLink = Link & { readonly close: () => Promise<void> };

function createLink(settings: SftpSettings): ClosableLink {
  let current: Promise<SftpSession> | undefined;
  const close = async (): Promise<void> => {
    const closing = current;
    current = undefined;
    await closing?.then(
      (session) => session.close(),
      () => undefined,
    );
  };
  return {
    session: () => (current ??= openSession(settings)),
    renew: close,
    close,
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Failure ? error.message : `${codeOf(error)}.`;
}
