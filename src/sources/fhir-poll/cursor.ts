import { z } from 'zod';
import type { SourceMemory } from '../../sdk/source.ts';
import type { FhirPollSettings, PolledType } from './config.ts';
import type { Page } from './page.ts';

/** How far one type was read. */
export type Cursor = {
  /** ISO instant on the server's clock: everything up to it is stored. */
  readonly at: string;
  /** The newest `meta.lastUpdated` ever seen. */
  readonly newest?: string;
  /** The server's stamps name a day only. */
  readonly isCoarse?: boolean;
  /** What was asked for: with other words all is read from the beginning. */
  readonly asked: string;
};

const remembered = z.object({
  at: z.iso.datetime(),
  newest: z.iso.datetime().optional(),
  isCoarse: z.boolean().optional(),
  asked: z.string(),
});

/** Another server, other words, another beginning: all is read anew. */
export function askedOf(
  polled: PolledType,
  { baseUrl, since }: Pick<FhirPollSettings, 'baseUrl' | 'since'>,
): string {
  return JSON.stringify([baseUrl, polled.search, since ?? '']);
}

export async function recallCursor(
  memory: SourceMemory,
  type: string,
  asked: string,
): Promise<Cursor | undefined> {
  const text = await memory.recall(keyOf(type));
  const read = text === undefined ? undefined : remembered.safeParse(JSON.parse(text)).data;
  if (read?.asked !== asked) return undefined;
  const { newest, isCoarse, ...rest } = read;
  return {
    ...rest,
    ...(newest === undefined ? {} : { newest }),
    ...(isCoarse === undefined ? {} : { isCoarse }),
  };
}

export function rememberCursor(memory: SourceMemory, type: string, cursor: Cursor): Promise<void> {
  return memory.remember(keyOf(type), JSON.stringify(cursor));
}

function keyOf(type: string): string {
  return `cursor:${type}`;
}

/** What a search showed of the server's clocks. */
export type Stamps = {
  /** Of the first page (header Date). */
  readonly serverTime?: string;
  readonly newest?: string;
  readonly seen: number;
  readonly unstamped: number;
  /** Midnight, or no time at all. */
  readonly coarse: number;
  /** Changed before what was asked for. */
  readonly older: number;
};

export const noStamps: Stamps = { seen: 0, unstamped: 0, coarse: 0, older: 0 };

export function observe(stamps: Stamps, page: Page, sinceMs: number | undefined): Stamps {
  let { newest, seen, unstamped, coarse, older } = stamps;
  for (const { lastUpdated } of page.resources) {
    seen += 1;
    const ms = Date.parse(lastUpdated ?? '');
    if (lastUpdated === undefined || Number.isNaN(ms)) {
      unstamped += 1;
      continue;
    }
    if (/^\d{4}-\d{2}-\d{2}(?:T00:00:00|$)/.test(lastUpdated)) coarse += 1;
    // A day is no instant: it may mean its end.
    if (sinceMs !== undefined && ms < sinceMs - DAY_MS) older += 1;
    if (newest === undefined || ms > Date.parse(newest)) newest = new Date(ms).toISOString();
  }
  const serverTime = stamps.serverTime ?? page.serverTime;
  return {
    seen,
    unstamped,
    coarse,
    older,
    ...(newest === undefined ? {} : { newest }),
    ...(serverTime === undefined ? {} : { serverTime }),
  };
}

const DAY_MS = 86_400_000;
/** So far behind the server's own Date its stamps may lie (another machine writes them) and still be found. */
const LAG_MS = 1_200_000;
/** Fewer stamps at midnight are chance. */
const LEAST_COARSE = 3;

/**
 * Where the next search begins, on the server's clocks alone: ours may differ. The newest stamp is what `_lastUpdated` is compared
 * with; the header Date lets the cursor move on where nothing changes, and keeps a stamp from the future from hiding what comes.
 */
export function advance(
  before: Cursor | undefined,
  stamps: Stamps,
  asked: string,
  nowMs: number,
): Cursor | undefined {
  const newest = latest(before?.newest, stamps.newest);
  const serverMs = stamps.serverTime === undefined ? undefined : Date.parse(stamps.serverTime);
  const newestMs = newest === undefined ? undefined : Date.parse(newest);
  const at =
    serverMs === undefined
      ? Math.min(newestMs ?? Number.NaN, nowMs)
      : Math.min(Math.max(newestMs ?? 0, serverMs - LAG_MS), serverMs);
  if (Number.isNaN(at)) return before;
  const isCoarse =
    (before?.isCoarse ?? false) || (stamps.seen >= LEAST_COARSE && stamps.coarse === stamps.seen);
  return {
    at: new Date(at).toISOString(),
    asked,
    ...(newest === undefined ? {} : { newest }),
    ...(isCoarse ? { isCoarse } : {}),
  };
}

/** The instant for `_lastUpdated=ge…` in milliseconds. Undefined: everything. */
export function sinceMsOf(
  cursor: Cursor | undefined,
  settings: { readonly overlapSeconds: number; readonly since?: string | undefined },
): number | undefined {
  if (!cursor) return settings.since === undefined ? undefined : Date.parse(settings.since);
  const at = Date.parse(cursor.at) - settings.overlapSeconds * 1000;
  if (!cursor.isCoarse) return at;
  // The day before, because the server's day need not be that of UTC.
  return Math.floor(at / DAY_MS) * DAY_MS - DAY_MS;
}

function latest(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Date.parse(one) >= Date.parse(other) ? one : other;
}
