import { hash } from 'node:crypto';
import { now } from '../../lib/clock.ts';
import { codeOf } from '../../lib/failure.ts';
import type { Arrival, SourceContext } from '../../sdk/source.ts';
import { attachmentsOf, completed } from './attachments.ts';
import type { BoundedSet } from './bounded-set.ts';
import type { FhirClient, SearchParams } from './client.ts';
import type { FhirPollSettings, PolledType } from './config.ts';
import {
  advance,
  askedOf,
  noStamps,
  observe,
  recallCursor,
  rememberCursor,
  sinceMsOf,
  type Stamps,
} from './cursor.ts';
import { createDelivery, type Counts, type Delivery } from './delivery.ts';
import type { Listed, Page } from './page.ts';
import { pagesOf } from './pages.ts';
import { fetchReferred } from './references.ts';

/** `<type>/<id>` of what was delivered. */
export type KnownNames = BoundedSet & {
  /** Forgets what nobody would tell when it changes. */
  readonly beginRound: () => void;
};

export type Run = {
  readonly context: Omit<SourceContext<unknown>, 'config'>;
  readonly settings: FhirPollSettings;
  readonly client: FhirClient;
  /** What need not be fetched because somebody refers to it. */
  readonly known: KnownNames;
  /** Versions this process has seen stored. */
  readonly settled: BoundedSet;
  /** Types whose search does not know `_lastUpdated`. */
  readonly timeless: Set<string>;
  /** Said once while the hub runs. */
  readonly remark: (sentence: string) => void;
  readonly signal: AbortSignal;
};

/** Attachments fetched at once. Each may be as large as the limit. */
const FETCHES = 4;

/**
 * Reads what changed of one type and hands it over. The cursor moves when everything is stored and not before, so that whatever ends
 * the round in the middle, the next one begins where this one began.
 */
export async function readType(run: Run, polled: PolledType): Promise<Counts> {
  const { context, settings } = run;
  const { type } = polled;
  const asked = askedOf(polled, settings);
  const before = await recallCursor(context.memory, type, asked);
  const sinceMs = run.timeless.has(type) ? undefined : sinceMsOf(before, settings);
  const delivery = createDelivery(context, settings.inFlight);
  const read = (from: number | undefined): Promise<Stamps> => readPages(run, polled, from, delivery);
  const stamps = await read(sinceMs).catch((error: unknown) => {
    if (sinceMs === undefined || !['http-400', 'http-422', 'http-501'].includes(codeOf(error))) throw error;
    run.timeless.add(type);
    return read(undefined);
  });
  await delivery.drain();
  remarkOn(run, type, stamps, sinceMs !== undefined);
  const cursor = advance(before, stamps, asked, Date.parse(now()));
  if (cursor) await rememberCursor(context.memory, type, cursor);
  return delivery.counts();
}

async function readPages(
  run: Run,
  { type, search }: PolledType,
  sinceMs: number | undefined,
  delivery: Delivery,
): Promise<Stamps> {
  const { settings, client, signal } = run;
  const { pageSize } = settings;
  const params: SearchParams = {
    ...search,
    ...(sinceMs === undefined ? {} : { _lastUpdated: `ge${secondsOf(sinceMs)}` }),
    _count: pageSize,
  };
  let stamps = noStamps;
  const keepUnreadable = keeperOf(run);
  for await (const page of pagesOf({ client, type, params, pageSize, signal, keepUnreadable })) {
    stamps = observe(stamps, page, sinceMs);
    await deliverPage(run, page, delivery);
  }
  return stamps;
}

/** What the page refers to first, then the page itself, several at once. */
async function deliverPage(run: Run, page: Page, delivery: Delivery): Promise<void> {
  for (const code of page.remarks)
    run.remark(`The server remarks “${code}” on a search: a parameter may have been ignored.`);
  for (const bytes of page.strange) await delivery.add(strange(run, bytes, 'fhir-entry'));
  const fresh = page.resources.filter((listed) => !run.settled.has(nameOf(listed)));
  await deliverResources(run, fresh, delivery);
}

/** With what they refer to, if nobody has delivered that yet. */
export async function deliverResources(
  run: Run,
  resources: readonly Listed[],
  delivery: Delivery,
): Promise<void> {
  const { client, known, signal, settings } = run;
  const search = { client, known, signal, baseUrl: settings.baseUrl, keepUnreadable: keeperOf(run) };
  const found = await fetchReferred(resources, search);
  const referred = found.filter((listed) => !run.settled.has(nameOf(listed)));
  if (referred.length > 0) {
    for (const listed of referred) await deliver(run, listed, delivery);
    await delivery.drain();
  }
  await eachOf(resources, FETCHES, (listed) => deliver(run, listed, delivery));
}

async function deliver(run: Run, listed: Listed, delivery: Delivery): Promise<void> {
  const { client, signal, settings } = run;
  const name = nameOf(listed);
  const isWithAttachments = attachmentsOf(listed).length > 0;
  const { body, withheld, fetched } = isWithAttachments
    ? await completed(listed, {
        client,
        signal,
        baseUrl: settings.baseUrl,
        maxBytes: settings.maxAttachmentBytes,
      })
    : { body: listed.body, withheld: [], fetched: 0 };
  for (const { message } of withheld) run.remark(`An attachment was not taken: ${message}`);
  // Whole, a version is known by its name; what lacks an attachment is not that version yet.
  const suffix = withheld.length > 0 ? `;attachments=${fetched}` : '';
  const isVersion = listed.id !== undefined && listed.versionId !== undefined;
  const arrival: Arrival = {
    ...plain(run, body),
    type: listed.type,
    ...(isVersion ? { identity: `${name}${suffix}` } : {}),
  };
  if (listed.id !== undefined) run.known.add(`${listed.type}/${listed.id}`);
  await delivery.add(arrival, () => {
    if (isVersion && withheld.length === 0) run.settled.add(name);
  });
}

/** `<type>/<id>/_history/<version>` with what it says: a server that begins anew, or writes one version into all, loses nothing. */
function nameOf({ type, id, versionId, resource }: Listed): string {
  const said = hash('sha256', JSON.stringify(resource)).slice(0, 16);
  return `${type}/${id ?? ''}/_history/${versionId ?? ''}#${said}`;
}

function plain({ settings }: Run, body: Uint8Array): Arrival {
  return { body, peer: new URL(settings.baseUrl).host, contentType: 'application/fhir+json' };
}

const reasons = {
  'fhir-page': 'The server’s answer to a search is no FHIR Bundle in JSON: ask its operator to look at it.',
  'fhir-entry': 'An entry of the server’s answer holds no resource: ask its operator to look at it.',
};

/** Stored as it came, for a person to see: nobody can read it. */
function strange(run: Run, bytes: Uint8Array, code: keyof typeof reasons): Arrival {
  return { ...plain(run, bytes), type: 'Bundle', fault: { code, reason: reasons[code] } };
}

function keeperOf(run: Run): (answer: { readonly body: Uint8Array }) => Promise<void> {
  return async ({ body }) => {
    await run.context.receive(strange(run, body, 'fhir-page'));
  };
}

function remarkOn(run: Run, type: string, stamps: Stamps, isAsked: boolean): void {
  const { seen, unstamped, older, serverTime } = stamps;
  const again = `all of it is read every round, and repeats are known by id and version.`;
  if (run.timeless.has(type)) run.remark(`The server cannot search ${type} by _lastUpdated: ${again}`);
  else if (isAsked && older > 0) run.remark(`The server ignores _lastUpdated for ${type}: ${again}`);
  else if (seen > 0 && unstamped === seen) run.remark(`${type} comes without meta.lastUpdated: ${again}`);
  const skewMs = serverTime === undefined ? 0 : Math.abs(Date.parse(serverTime) - Date.parse(now()));
  if (skewMs > SKEW_MS)
    run.remark('The server’s clock and ours are more than two minutes apart: reading goes by the server’s.');
}

const SKEW_MS = 120_000;

/** To the second: some servers know no more. */
function secondsOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Several at once. Throws what the first that failed threw, when all that had begun have ended. */
async function eachOf<Item>(
  items: readonly Item[],
  most: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const work = async (): Promise<void> => {
    for (const item of rest) await act(item);
  };
  const outcomes = await Promise.allSettled(Array.from({ length: most }, work));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
