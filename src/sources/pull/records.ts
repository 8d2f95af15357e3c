import type { JsonValue } from '../../formats/json/json.ts';
import { parseJson } from '../../formats/json/parse-json.ts';
import { textAt, valueAt } from '../../formats/json/pointer.ts';
import { now } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import { storableText } from '../../lib/storable-text.ts';
import type { Fetched } from '../../sdk/http-client.ts';
import type { Arrival, SourceContext } from '../../sdk/source.ts';
import { addressOf, linkedNext, nextAddress } from './address.ts';
import type { PullSettings, RecordSettings } from './config.ts';
import { isGone, type Platform } from './platform.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** What is remembered over restarts. It may be lost: then everything is fetched again, and what was stored is a repeat. */
type Memory = {
  /** Whose clock, cursor and pages these are: another server behind the same channel is asked from the beginning. */
  readonly origin?: string;
  /** When the last look that came to its end began, by the platform's clock where it tells. */
  readonly since: string;
  /** Of feeds that go on at a cursor for ever. */
  readonly cursor?: string;
  /** A look that did not come to its end: where it goes on. */
  readonly unfinished?: { readonly url: string; readonly began: string };
};

const KEY = 'pull';
/** Records that are stored at the same time: they share commits. */
const AT_ONCE = 200;

export type PullLook = {
  readonly settings: PullSettings;
  readonly records: RecordSettings;
  readonly platform: Platform;
  readonly context: Context;
  readonly signal: AbortSignal;
};

/**
 * Fetches what is new, page by page; what a page held is stored before the hub remembers that it has been there.
 *
 * @returns whether there is more, because the look reached its most pages.
 */
export async function pullRecords(look: PullLook): Promise<boolean> {
  const memory = await recall(look);
  const isEndless = look.settings.url.includes('{cursor}') && !look.settings.url.includes('{since}');
  return isEndless ? followCursor(look, memory) : followPages(look, memory);
}

/** A feed of changes: its cursor goes on where the last one ended. */
async function followCursor(look: PullLook, memory: Memory): Promise<boolean> {
  let { cursor } = memory;
  for (let pages = 0; pages < look.settings.maxPages; pages += 1) {
    if (look.signal.aborted) return false;
    const url = addressOf(look.settings, { since: memory.since, cursor });
    const { document, items } = await takePage(url, look);
    const following = nextCursor(document, look.records);
    if (following === undefined || following === cursor) return false;
    cursor = following;
    await remember(look, { since: memory.since, cursor });
    if (items === 0) return false;
  }
  return true;
}

/** A list of what changed since a time: its pages end. */
async function followPages(look: PullLook, memory: Memory): Promise<boolean> {
  const { settings } = look;
  const { since, unfinished } = memory;
  let url: string | undefined =
    unfinished?.url ?? addressOf(settings, { since: earlier(since, settings), cursor: undefined });
  let began = unfinished?.began;
  const seen = new Set<string>();
  for (let pages = 0; pages < settings.maxPages; pages += 1) {
    if (look.signal.aborted) return false;
    if (seen.has(url))
      throw new Failure(
        'permanent',
        'pages-circle',
        'The pages lead back to one that was fetched in this look.',
      );
    seen.add(url);
    const page = await takePage(url, look).catch(async (error: unknown) => {
      // The page a look was left at may be gone by now; then it begins anew.
      if (unfinished?.url === url && isGone(error)) await remember(look, { since });
      throw error;
    });
    began ??= page.at;
    url = nextPage(page, url, look, earlier(since, settings));
    if (url === undefined) {
      await remember(look, { since: began });
      return false;
    }
    await remember(look, { since, unfinished: { url, began } });
  }
  return true;
}

type Page = {
  readonly document: JsonValue;
  readonly headers: Headers;
  readonly items: number;
  /** When it was made: the platform's clock, or ours. */
  readonly at: string;
};

async function takePage(url: string, look: PullLook): Promise<Page> {
  const asked = now();
  const fetched = await look.platform.page(url);
  const said = Date.parse(fetched.headers.get('date') ?? '');
  const at = Number.isFinite(said) ? new Date(said).toISOString() : asked;
  try {
    const document = parseJson(fetched.body);
    const list = valueAt(document, look.records.list);
    if (!Array.isArray(list)) throw noList(look.records);
    await storeAll(list as readonly JsonValue[], look);
    return { document, headers: fetched.headers, items: list.length, at };
  } catch (error) {
    if (error instanceof Failure && isUnreadable(error)) await keepUnreadable(fetched, error, look);
    throw error;
  }
}

async function storeAll(
  items: readonly JsonValue[],
  { records, settings, context }: PullLook,
): Promise<void> {
  const peer = new URL(settings.url.split('?')[0] ?? '').host;
  const arrivals = items.map((item) => arrivalOf(item, records, peer));
  for (let start = 0; start < arrivals.length; start += AT_ONCE) {
    const group = await Promise.allSettled(arrivals.slice(start, start + AT_ONCE).map(context.receive));
    for (const one of group) if (one.status === 'rejected') throw one.reason;
  }
}

/** Without an id the bytes alone tell whether it is new. */
function arrivalOf(item: JsonValue, records: RecordSettings, peer: string): Arrival {
  const body = Buffer.from(JSON.stringify(item));
  const at = (pointer: string | undefined) => (pointer === undefined ? undefined : textAt(item, pointer));
  const [id, version, type] = [at(records.id), at(records.version), at(records.type)];
  return {
    body,
    peer,
    contentType: 'application/json',
    ...(id !== undefined && {
      identity: `pull:${sha256Hex(Buffer.from(`${id}\0${version ?? sha256Hex(body)}`))}`,
    }),
    ...(type !== undefined && { type: storableText(type).slice(0, 80) }),
  };
}

function noList({ list }: RecordSettings): Failure {
  const where = list === '' ? 'is no list' : `has no list at ${list}`;
  return new Failure(
    'permanent',
    'list-missing',
    `The answer ${where}, where the channel’s setting records.list says one is.`,
  );
}

function isUnreadable({ code }: Failure): boolean {
  return code === 'list-missing' || code === 'json' || code.startsWith('json-');
}

/** Kept once, for a person to see; nothing behind it is fetched until the platform mends it. */
async function keepUnreadable({ body }: Fetched, { code, message }: Failure, look: PullLook): Promise<void> {
  await look.context.receive({
    body,
    peer: new URL(look.settings.url.split('?')[0] ?? '').host,
    contentType: 'application/json',
    identity: `pull:page:${sha256Hex(body)}`,
    fault: { code, reason: `${message} Nothing after it is fetched until the platform mends this answer.` },
  });
}

function nextCursor(document: JsonValue, { next }: RecordSettings): string | undefined {
  return typeof next === 'object' && 'cursor' in next ? textAt(document, next.cursor) : undefined;
}

function nextPage(
  { document, headers }: Page,
  url: string,
  { settings, records }: PullLook,
  since: string,
): string | undefined {
  const { next } = records;
  if (next === undefined) return undefined;
  if (next === 'link') {
    const target = linkedNext(headers.get('link'));
    return target === undefined ? undefined : nextAddress(target, url);
  }
  if ('url' in next) {
    const target = textAt(document, next.url);
    return target === undefined ? undefined : nextAddress(target, url);
  }
  const cursor = textAt(document, next.cursor);
  return cursor === undefined ? undefined : addressOf(settings, { since, cursor });
}

/** Never before what the channel asks for. */
function earlier(since: string, { overlapSeconds, from }: PullSettings): string {
  const ms = Math.max(Date.parse(since) - overlapSeconds * 1000, Date.parse(from));
  return new Date(ms).toISOString();
}

async function recall({ context, settings }: PullLook): Promise<Memory> {
  const text = await context.memory.recall(KEY);
  const memory: Memory = text === undefined ? { since: settings.from } : (JSON.parse(text) as Memory);
  return (memory.origin ?? originOf(settings)) === originOf(settings) ? memory : { since: settings.from };
}

function remember({ context, settings }: PullLook, memory: Memory): Promise<void> {
  return context.memory.remember(KEY, JSON.stringify({ ...memory, origin: originOf(settings) }));
}

function originOf({ url }: PullSettings): string {
  return new URL(url.split('?')[0] ?? '').origin;
}
