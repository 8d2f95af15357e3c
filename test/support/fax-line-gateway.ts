import { createHmac } from 'node:crypto';
import { openPort } from '../contracts/door.ts';
import { readTiffDirectory } from '../../src/formats/tiff/read-directory.ts';
import type { Call, FaxLine, LineTrouble } from './fax-line.ts';

/** What happens to calls to a number. */
export type AtNumber = 'busy' | 'no_answer' | 'unallocated' | LineTrouble;

type Fax = {
  readonly id: string;
  readonly reference: string;
  readonly to: string;
  readonly sent: Buffer;
  readonly callbackUrl: string | null;
  status: 'sending' | 'delivered' | 'failed';
  reason?: string;
  pagesSent?: number;
  call?: Call;
};

export const GATEWAY_KEY = 'ZZTEST-gateway-key';
export const CALLBACK_SECRET = 'ZZTEST-callback-secret';

/**
 * A gateway of our own that makes real calls: takes faxes over HTTP, sends each through a complete T.30 call, calls back with how it
 * ended, and can be asked. `callback` brings its posts to the hub.
 */
export async function openFaxLineGateway(line: FaxLine, callback: (request: Request) => Promise<Response>) {
  const faxes: Fax[] = [];
  const numbers = new Map<string, AtNumber>();
  const work: Promise<void>[] = [];
  const heard: number[] = [];
  const untold: Fax[] = [];
  const state = { isMute: false, losesAnswers: false, refusal: undefined as (() => Response) | undefined };

  const take = async (request: Request): Promise<Response> => {
    if (state.refusal) return state.refusal();
    const form = await request.formData();
    const [to, reference, file] = [form.get('to'), form.get('reference'), form.get('file')];
    if (typeof to !== 'string' || !/^\+1\d{10}$/.test(to)) return wrong('to');
    if (typeof reference !== 'string' || reference === '') return wrong('reference');
    if (!(file instanceof File) || file.type !== 'image/tiff') return wrong('file');
    const callbackUrl = form.get('callback_url');
    const fax: Fax = {
      id: `fax-${faxes.length + 1}`,
      reference,
      to,
      sent: Buffer.from(await file.arrayBuffer()),
      callbackUrl: typeof callbackUrl === 'string' ? callbackUrl : null,
      status: 'sending',
    };
    faxes.push(fax);
    work.push(dial(fax));
    if (state.losesAnswers) return new Response('lost on the way', { status: 502 });
    return Response.json({ id: fax.id, status: 'queued' }, { status: 202 });
  };
  const dial = async (fax: Fax): Promise<void> => {
    const there = numbers.get(fax.to) ?? {};
    if (typeof there === 'string') Object.assign(fax, { status: 'failed', reason: there, pagesSent: 0 });
    else {
      const call = await line.call(fax.sent, there);
      const isWhole = call.sender.code === 0;
      Object.assign(fax, {
        call,
        status: isWhole ? 'delivered' : 'failed',
        pagesSent: call.pagesSent,
        ...(isWhole ? {} : { reason: call.sender.words }),
      });
    }
    // It may be faster than its own answer was heard: as gateways do, it tells again what was not taken.
    if (!state.isMute && (await tell(fax)) === 503) untold.push(fax);
  };
  const tell = async (fax: Fax, secret = CALLBACK_SECRET): Promise<number> => {
    const body = JSON.stringify(reportOf(fax));
    const at = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    const headers = {
      'Content-Type': 'application/json',
      'X-Time': at,
      'X-Signature': `sha256=${signature}`,
    };
    const request = new Request(fax.callbackUrl ?? 'http://nowhere.invalid', {
      method: 'POST',
      body,
      headers,
    });
    const { status } = await callback(request);
    heard.push(status);
    return status;
  };
  const port = await openPort(async (request) => {
    if (request.headers.get('authorization') !== `Bearer ${GATEWAY_KEY}`)
      return Response.json({ error: 'unauthorized' }, { status: 401 });
    const url = new URL(request.url);
    if (request.method === 'POST' && url.pathname === '/faxes') return take(request);
    const reference = url.searchParams.get('reference');
    if (url.pathname === '/faxes' && reference !== null) {
      const found = faxes.filter((fax) => fax.reference === reference).toReversed();
      return Response.json({ faxes: found.map(reportOf) });
    }
    const fax = faxes.find(({ id }) => url.pathname === `/faxes/${id}`);
    return fax ? Response.json(reportOf(fax)) : Response.json({ error: 'unknown' }, { status: 404 });
  });
  return {
    url: port.url,
    /** Everything it took, oldest first. */
    faxes: faxes as readonly Readonly<Fax>[],
    /** Answers of the hub to its posts. */
    heard: heard as readonly number[],
    state,
    at: (number: string, trouble: AtNumber) => void numbers.set(number, trouble),
    tell,
    /** Until every call it took is over and told. */
    settled: async () => {
      while (work.length > 0) await work.shift();
      for (const fax of untold.splice(0)) await tell(fax);
    },
    close: port.close,
  };
}

export type FaxLineGateway = Awaited<ReturnType<typeof openFaxLineGateway>>;

/** The settings of `http-fax` for this gateway. */
export function settingsFor(gateway: { readonly url: string }) {
  return {
    sendUrl: `${gateway.url}faxes`,
    headers: { Authorization: `Bearer ${GATEWAY_KEY}` },
    fields: { callbackUrl: 'callback_url' },
    statuses: { queued: 'under_way', sending: 'under_way', delivered: 'arrived', failed: 'failed' },
    reasons: {
      busy: 'busy',
      no_answer: 'no_answer',
      unallocated: 'no_such_number',
      'Timed out waiting for initial communication': 'no_fax_machine',
      'Unexpected message received': 'line',
      'No response after sending a page': 'partial',
    },
    callback: {
      scheme: 'hmac',
      secrets: [CALLBACK_SECRET],
      header: 'X-Signature',
      prefix: 'sha256=',
      signed: '{timestamp}.{body}',
      timestampHeader: 'X-Time',
    },
    lookUp: { url: `${gateway.url}faxes/{id}` },
    search: { url: `${gateway.url}faxes?reference={reference}`, list: '/faxes' },
    settleSeconds: 0,
    askSeconds: 0,
  } as const;
}

function reportOf({ id, reference, status, reason, pagesSent, sent }: Fax) {
  const pages = readTiffDirectory(sent, 400).pages.length;
  return { id, reference, status, reason, pages, pages_sent: pagesSent };
}

function wrong(field: string): Response {
  return Response.json({ error: `field ${field}` }, { status: 422 });
}
