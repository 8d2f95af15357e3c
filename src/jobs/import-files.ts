import { now } from '../lib/clock.ts';
import { moveFeedRows } from '../pipeline/feed/move-rows.ts';
import type { Hub } from '../pipeline/hub.ts';
import { runImport } from '../pipeline/import/run-import.ts';
import { tidyUploads } from '../pipeline/import/tidy-uploads.ts';
import { findImportToDo } from '../store/imports.ts';
import { startLoop, type Loop } from './loop.ts';

const PAUSE_MS = 2_000;

const TIDY_PAUSE_MS = 6 * 60 * 60_000;

/** Rows go in as fast as they are processed, a second's worth at a time. */
const MOVE_PAUSE_MS = 250;

/** Uploaded files go when nobody needs them: a month of NPPES is a gigabyte. */
export function startTidyUploads(hub: Hub, folder: string, onError: (code: string) => void): Loop {
  const round = async (): Promise<number> => {
    await tidyUploads(hub.db, folder, Date.parse(now()));
    return 0;
  };
  return startLoop(round, onError, TIDY_PAUSE_MS);
}

/** Imports that wait, were to be counted, or lost whoever worked on them, one after the other. Stops behind the batch in hand. */
export function startImportFiles(hub: Hub, onError: (code: string) => void): Loop {
  const stopping = new AbortController();
  const round = async (): Promise<number> => {
    const next = await findImportToDo(hub.db);
    if (!next || stopping.signal.aborted) return 0;
    await runImport(hub, next.id, { signal: stopping.signal, isForLater: true });
    return 1;
  };
  const loop = startLoop(round, onError, PAUSE_MS);
  return {
    ...loop,
    stop: () => {
      stopping.abort();
      return loop.stop();
    },
  };
}

/** Rows of feeds become messages, never so many that a live one waits behind them. */
export function startMoveFeeds(hub: Hub, onError: (code: string) => void): Loop {
  return startLoop(() => moveFeedRows(hub), onError, MOVE_PAUSE_MS);
}
