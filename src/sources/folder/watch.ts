import { watch } from 'node:fs';
import { codeOf } from '../../lib/failure.ts';
import { NO_PAUSE, pauseAfter, type Pause } from '../../sdk/backoff.ts';
import { startPolling } from '../../sdk/polling.ts';
import type { RunningSource, SourceContext } from '../../sdk/source.ts';
import type { FolderSourceSettings } from './config.ts';
import { findDocuments, type FoundFile } from './find.ts';
import { take } from './take.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** A file as it was when it was last seen to change. */
type Sight = { readonly size: number; readonly mtimeMs: number; readonly sinceMs: number };

/** `closed`: folders that could not be read, told once. `failed`: files that stayed, by path. */
type Seen = {
  readonly sights: Map<string, Sight>;
  readonly closed: Set<string>;
  readonly failed: Map<string, Pause>;
};

/** Files of a share that is mounted read-only would else be read whole and stored again every few seconds, for ever. */
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Short, so that a hint costs one listing and no more. */
const REST_MS = 5;

/** Looks the folder through again and again. What the system tells of changes only makes the next look come sooner. */
export function watchFolder(settings: FolderSourceSettings, context: Context): RunningSource {
  const seen: Seen = { sights: new Map(), closed: new Set(), failed: new Map() };
  const polling = startPolling((signal) => lookThrough(settings, context, seen, signal), {
    everyMs: settings.pollSeconds * 1000,
    restMs: REST_MS,
  });
  const hints = listenFor(settings.path, polling.hint);
  return {
    address: settings.path,
    stop: async () => {
      hints?.close();
      await polling.stop();
    },
  };
}

/** @returns after how many milliseconds a file may have become still. */
async function lookThrough(
  settings: FolderSourceSettings,
  context: Context,
  { sights, closed, failed }: Seen,
  signal: AbortSignal,
): Promise<number | undefined> {
  const onClosed = (device: string, error: unknown): void => {
    // Taken away between two looks.
    if (codeOf(error) === 'ENOENT' || closed.has(device)) return;
    closed.add(device);
    const sentence = `A folder in the watched folder cannot be read (${codeOf(error)}); the others are.`;
    context.report({ kind: 'failed', sentence, peer: device });
  };
  const found = await findDocuments(settings.path, context.receiveFile !== undefined, onClosed).catch(
    (error: unknown) => {
      const sentence = `The watched folder cannot be read (${codeOf(error)}). Is its share mounted?`;
      context.report({ kind: 'failed', sentence });
      return [];
    },
  );
  for (const seen of [sights, failed])
    for (const path of seen.keys()) if (!found.some((file) => file.path === path)) seen.delete(path);
  let wait: number | undefined;
  for (const file of found) {
    if (signal.aborted) return undefined;
    const wholeMs = settings.whole === 'marker' ? waitForMarker(file) : waitForStill(file, sights, settings);
    const before = failed.get(file.path) ?? NO_PAUSE;
    const waitMs = Math.max(wholeMs, before.untilMs - performance.now());
    if (waitMs > 0) wait = Math.min(wait ?? waitMs, waitMs);
    else if (!(await take(file, settings, context)))
      failed.set(file.path, pauseAfter(before, limitsOf(settings)));
  }
  return wait === Infinity ? undefined : wait;
}

function limitsOf({ pollSeconds }: FolderSourceSettings) {
  return { firstMs: pollSeconds * 1000, longestMs: LONGEST_PAUSE_MS };
}

function waitForMarker(file: FoundFile): number {
  return file.hasMarker ? 0 : Infinity;
}

function waitForStill(file: FoundFile, sights: Map<string, Sight>, settings: FolderSourceSettings): number {
  const now = performance.now();
  const before = sights.get(file.path);
  const isSame = before !== undefined && before.size === file.size && before.mtimeMs === file.mtimeMs;
  const sinceMs = isSame ? before.sinceMs : now;
  if (!isSame) sights.set(file.path, { size: file.size, mtimeMs: file.mtimeMs, sinceMs });
  return settings.stillSeconds * 1000 - (now - sinceMs);
}

/** Network shares, and systems short of watches, tell nothing: then there is only the looking. */
function listenFor(path: string, hint: () => void): { readonly close: () => void } | undefined {
  try {
    const watcher = watch(path, { persistent: false }, hint);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
