import type { Peer } from '../contracts/destination.ts';
import { openPort } from '../contracts/door.ts';
import { parcel } from '../contracts/destination.ts';
import type { Destination, Outcome, Parcel, ParcelDocument } from '../../src/sdk/destination.ts';
import { destinationContext } from './destination-context.ts';

/** The number of an invented office. */
export const OFFICE = '+13125550142';
const never = new AbortController().signal;

/** One request as the vendor got it. */
export type Seen = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Fields of a form; files as `File`. */
  readonly form: ReadonlyMap<string, string | File>;
  readonly json: unknown;
};

type Answer = (seen: Seen) => Response | Promise<Response>;

/** The API of a vendor on a port of its own. */
export async function openFaxVendor(answer: Answer) {
  const seen: Seen[] = [];
  const port = await openPort(async (request) => {
    const one = await readRequest(request);
    seen.push(one);
    return answer(one);
  });
  return {
    url: port.url.replace(/\/$/, ''),
    port: port.port,
    seen: seen as readonly Seen[],
    close: port.close,
  };
}

async function readRequest(request: Request): Promise<Seen> {
  const type = request.headers.get('content-type') ?? '';
  const isForm = /^(?:multipart\/form-data|application\/x-www-form-urlencoded)/.test(type);
  const form = new Map<string, string | File>();
  if (isForm) (await request.formData()).forEach((value, name) => form.set(name, value));
  const body = isForm ? '' : await request.text();
  const json: unknown = type.startsWith('application/json') ? JSON.parse(body) : undefined;
  return { method: request.method, url: new URL(request.url), headers: request.headers, form, json };
}

export const pagesOfInventedFax = 2;

/** Not a document anybody could read: no adapter looks into one. */
export function inventedDocument(mediaType: ParcelDocument['mediaType'] = 'image/tiff'): ParcelDocument {
  const bytes = Buffer.from(`${mediaType === 'image/tiff' ? 'II*\0' : '%PDF-1.7'} an invented fax`);
  return { mediaType, bytes, pages: pagesOfInventedFax };
}

/** The destination as the contract suite drives it: its parcel with a document that a fax machine can send. */
export function withDocument<Config>(destination: Destination<Config>): Destination<Config> {
  return {
    ...destination,
    open: async (context) => {
      const open = await destination.open(context);
      const document = inventedDocument(destination.documentType);
      return { ...open, deliver: (one, signal) => open.deliver({ ...one, document }, signal) };
    },
  };
}

/** Peers of the contract suite for a vendor: `took` answers as the vendor does when it takes a fax. `nameOf`: our reference in it. */
export function vendorPeers(
  answers: {
    readonly took: Answer;
    readonly refused: Answer;
    readonly away?: Answer;
    readonly silent?: Answer;
  },
  nameOf: (seen: Seen) => string | undefined,
) {
  const urls = new Map<Peer, string>();
  const open = (answer: Answer) => async (): Promise<Peer> => {
    const vendor = await openFaxVendor(answer);
    const received = () =>
      Promise.resolve(vendor.seen.map(nameOf).filter((name): name is string => name !== undefined));
    const peer: Peer = { address: OFFICE, received, close: vendor.close };
    urls.set(peer, vendor.url);
    return peer;
  };
  return {
    urlOf: (peer: Peer): string => urls.get(peer) ?? '',
    peers: {
      willing: open(answers.took),
      refusing: open(answers.refused),
      away: open(answers.away ?? (() => new Response(null, { status: 503 }))),
      silent: open(answers.silent ?? (() => new Response(null, { status: 502 }))),
    },
  };
}

/** A destination and its vendor, both open. Push the close on a list the test's `afterEach` works off. */
export async function openWithVendor<Config>(
  destination: Destination<Config>,
  configFor: (url: string) => Config,
  answer: Answer,
) {
  const vendor = await openFaxVendor(answer);
  const hearing = destinationContext(configFor(vendor.url));
  const open = await destination.open(hearing.context);
  const document = inventedDocument(destination.documentType);
  return {
    ...hearing,
    open,
    vendor,
    send: (overrides: Partial<Parcel> = {}): Promise<Outcome> =>
      open.deliver(parcel(OFFICE, {}, { document, ...overrides }), never),
    confirm: (
      reference?: string,
      pages: number | undefined = pagesOfInventedFax,
    ): Promise<Outcome | undefined> =>
      open.confirm?.(
        {
          key: parcel(OFFICE, {}).key,
          address: OFFICE,
          settings: {},
          sentAt: '2026-01-05T18:00:00.000Z',
          ...(reference !== undefined && { reference }),
          pages,
        },
        never,
      ) ?? Promise.resolve(undefined),
    close: async () => {
      await open.close();
      await vendor.close();
    },
  };
}

/** A post to the door of a destination that is opened by itself. */
export function newsPost(
  body: string | FormData | URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
  path = '',
): Request {
  const url = `https://hub.example/v1/destinations/under-test/status${path}`;
  return new Request(url, { method: 'POST', body, headers: { ...headers } });
}
