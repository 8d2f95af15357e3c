import { isSameSecret } from '../lib/same-secret.ts';
import type { DestinationContext, Heard } from './destination.ts';
import { hasBasicAuth, type Login } from './credentials.ts';
import { outcomeOfFax, readFaxMark, type FaxReport } from './fax-outcome.ts';
import type { GatewayPost } from './gateway-door.ts';
import { bodyRoom, noRoom, problem, readBody, unavailable } from './http-door.ts';

/** What a callback of a gateway turned out to be. */
export type FaxNews =
  | { readonly is: 'report'; readonly report: FaxReport }
  /** Nothing that counts: another event, a fax of somebody else. */
  | { readonly is: 'nothing' }
  | { readonly is: 'refused'; readonly status: 400 | 401; readonly code: string; readonly detail: string };

export const noNews: FaxNews = { is: 'nothing' };

export function refusedNews(status: 400 | 401, code: string, detail: string): FaxNews {
  return { is: 'refused', status, code, detail };
}

export type NewsDoor = {
  /** Why a stranger is refused before a byte of the body is read. `path`: what stands behind the door's own path, without a slash. */
  readonly admit?: (headers: Headers, path: string) => FaxNews | undefined;
  /** Who speaks, and of what. May throw: then the gateway is asked to tell it again. */
  readonly judge: (post: GatewayPost & { readonly url: URL }) => Promise<FaxNews>;
  /** Default: POST. Some gateways call by GET and say it all in the address. */
  readonly methods?: readonly ('GET' | 'POST')[];
  /** Some gateways put the whole document into their callback. */
  readonly maxBytes?: number;
  /** What is fetched below the door by GET, by its path. */
  readonly give?: (path: string) => Response | undefined;
};

/** A callback is some words. */
const MOST_CALLBACK_BYTES = 1024 * 1024;

/** The door a gateway calls when a fax is over. What it tells is stored when it hears 200. */
export function serveFaxNews(
  context: Pick<DestinationContext<unknown>, 'serve' | 'tell' | 'name'>,
  { admit, judge, give, methods = ['POST'], maxBytes = MOST_CALLBACK_BYTES }: NewsDoor,
): void {
  const room = bodyRoom(maxBytes);
  context.serve(async (request, peer) => {
    const path = pathBehind(request.url, context.name);
    const given = request.method === 'GET' ? give?.(path) : undefined;
    if (given) return given;
    if (!methods.some((method) => method === request.method))
      return problem(405, 'method', 'News of faxes is told here.', { Allow: methods.join(', ') });
    const stranger = admit?.(request.headers, path);
    if (stranger) return settle(stranger, context);
    const held = room.enter();
    try {
      const body = await readBody(request, maxBytes, held);
      if (body === 'no-room') return noRoom();
      if (body === 'too-large') return problem(413, 'too-large', `News has at most ${maxBytes} bytes.`);
      if (body === 'cut') return problem(400, 'body-cut', 'The request ended before its body did.');
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
      const contentType = request.headers.get('content-type') ?? undefined;
      return await settle(
        await judge({ url: new URL(request.url), headers: request.headers, contentType, body: bytes, peer }),
        context,
      );
    } catch {
      return unavailable('The news was not stored. Tell it again.');
    } finally {
      held.leave();
    }
  });
}

async function settle(news: FaxNews, context: Pick<DestinationContext<unknown>, 'tell'>): Promise<Response> {
  if (news.is === 'nothing') return Response.json({ heard: 'ignored' });
  if (news.is === 'refused') {
    const headers: Readonly<Record<string, string>> =
      news.code === 'login-wrong' ? { 'WWW-Authenticate': 'Basic' } : {};
    return problem(news.status, news.code, news.detail, headers);
  }
  const heard = await tellFax(context, news.report);
  // It may be faster than the answer to our own request was.
  if (heard === 'unknown') return unavailable('No fax of this number is known yet. Tell it again.');
  return Response.json({ heard });
}

/**
 * Tells the hub how a fax ended. An arrival counts whichever try it was; a failure is told by the gateway's own number of the fax,
 * because the same parcel may be on its way again: a late word about the first try must not end the second.
 */
export async function tellFax(
  { tell }: Pick<DestinationContext<unknown>, 'tell'>,
  report: FaxReport,
): Promise<Heard> {
  const own = readFaxMark(report.mark);
  const outcome = outcomeOfFax(report, own?.pages);
  if (outcome.status === 'sent') return 'known';
  const byKey = outcome.status === 'delivered' && own !== undefined;
  const counted = report.pagesSent ?? report.pages;
  return tell({
    ...(byKey ? { key: own.key } : { reference: report.id }),
    outcome,
    // Where our reference does not say how many pages there were, the hub knows.
    ...((own?.pages ?? 0) === 0 && counted !== undefined && { pagesArrived: counted }),
  });
}

/** Name and password in the callback's URL, which come as a header. */
export function admitLogin(login: Login): NonNullable<NewsDoor['admit']> {
  return (headers) =>
    hasBasicAuth(headers, login)
      ? undefined
      : refusedNews(401, 'login-wrong', 'Name or password are not those of this way out.');
}

/** A secret at the end of the callback's URL, for gateways that neither sign nor log in. */
export function admitSecret(secret: string): NonNullable<NewsDoor['admit']> {
  return (_, path) =>
    isSameSecret(path, secret)
      ? undefined
      : refusedNews(401, 'secret-wrong', 'The address lacks the secret of this way out.');
}

function pathBehind(url: string, name: string): string {
  const { pathname } = new URL(url);
  const door = `/v1/destinations/${name}/status/`;
  const at = pathname.indexOf(door);
  return at < 0 ? '' : pathname.slice(at + door.length);
}
