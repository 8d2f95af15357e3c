import { byField, openCrmStandIn, type Held, type HeldRecord } from './crm-stand-in.ts';

type Json = Record<string, unknown>;

const sets = new Set(['accounts', 'contacts', 'rl_referrals', 'incidents', 'tasks']);
const KEY = 'rl_id';

/**
 * A stand-in of Dataverse, our own, after its public Web API guide: client credentials, rows by alternate key, `$batch` with a part for each
 * request and an answer for each part, `If-Match` and `If-None-Match`, `@odata.bind` by alternate key, paging by `@odata.nextLink`.
 */
export async function openDataverse() {
  const state = { busyPart: undefined as string | undefined };
  const standIn = await openCrmStandIn(async (request, url, held) => {
    if (url.pathname === '/tenant/oauth2/v2.0/token') return signIn(request, held);
    if (!held.isSignedIn(request)) return new Response(null, { status: 401 });
    if (request.headers.get('odata-version') !== '4.0')
      return problem(400, '0x0', 'OData-Version is missing');
    const path = /^\/api\/data\/v9\.2\/(.*)$/.exec(url.pathname)?.[1] ?? '';
    if (path === '$batch') return batch(held, request, state);
    if (request.method === 'GET' && sets.has(path)) return list(held, path, url);
    return problem(404, '0x80060888', `Resource not found for the segment '${path}'.`);
  });
  return {
    ...standIn,
    /** The second part of the next batch is answered with 429. */
    busyWithin: (retryAfter: string): void => void (state.busyPart = retryAfter),
  };
}

async function signIn(request: Request, held: Held): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const isGood =
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === 'client' &&
    form.get('client_secret') === 'secret' &&
    form.get('scope') === `${held.url()}/.default`;
  if (!isGood) return Response.json({ error: 'invalid_client' }, { status: 401 });
  return Response.json({ access_token: held.grant(), expires_in: 3599, token_type: 'Bearer' });
}

function problem(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status });
}

function list(held: Held, set: string, url: URL): Response {
  const filter =
    /^Microsoft\.Dynamics\.CRM\.In\(PropertyName='(\w+)',PropertyValues=\[((?:"[^"]*",?)*)\]\)$/.exec(
      url.searchParams.get('$filter') ?? '',
    );
  const columns = (url.searchParams.get('$select') ?? '').split(',');
  if (filter?.[1] !== KEY) return problem(400, '0x80060888', 'filter');
  const missing = columns.find((name) => name.startsWith('rl_nosuch'));
  if (missing !== undefined)
    return problem(400, '0x80060888', `Could not find a property named '${missing}'`);
  const expands = (url.searchParams.get('$expand') ?? '').split(/,(?![^(]*\))/).filter((one) => one !== '');
  const ids = new Set([...(filter[2] ?? '').matchAll(/"([^"]*)"/g)].map(([, id]) => id));
  const from = Number(url.searchParams.get('$skiptoken') ?? 0);
  const rows = [...held.all(set).values()].filter((one) => ids.has(String(one.values[KEY])));
  const size = 60;
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(from + size));
  return Response.json({
    value: rows.slice(from, from + size).map((one) => rowOf(held, one, columns, expands)),
    ...(from + size < rows.length ? { '@odata.nextLink': next.href } : {}),
  });
}

function rowOf(
  held: Held,
  { id, values }: HeldRecord,
  columns: readonly string[],
  expands: readonly string[],
): Json {
  const row: Json = { '@odata.etag': `W/"${id}"` };
  // Dataverse gives instants to the second.
  for (const name of columns) {
    const value = values[name] ?? null;
    row[name] = typeof value === 'string' ? value.replace(/\.\d{3}Z$/, 'Z') : value;
  }
  for (const one of expands) {
    const [, name = '', column = ''] = /^(\w+)\(\$select=(\w+)\)$/.exec(one) ?? [];
    const target = [...sets]
      .map((set) => held.all(set).get(String(values[name])))
      .find((found) => found !== undefined);
    row[name] = target === undefined ? null : { [column]: target.values[column] };
  }
  return row;
}

async function batch(
  held: Held,
  request: Request,
  state: { busyPart: string | undefined },
): Promise<Response> {
  const boundary = /^multipart\/mixed; ?boundary=(\S+)$/.exec(request.headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined || request.headers.get('prefer') !== 'odata.continue-on-error')
    return problem(400, '0x0', 'batch');
  const text = await request.text();
  if (!text.endsWith(`--${boundary}--\r\n`)) return problem(400, '0x0', 'The message is not terminated');
  const parts = text.split(`--${boundary}\r\n`).slice(1);
  if (parts.length === 0 || parts.length > 1000) return problem(400, '0x0', 'parts');
  const answers: string[] = [];
  for (const [index, part] of parts.entries()) {
    const isBusy = index === 1 && state.busyPart !== undefined;
    answers.push(
      isBusy
        ? answerText(
            429,
            { 'Retry-After': state.busyPart ?? '' },
            { error: { code: '0x80072322', message: 'Number of requests exceeded the limit' } },
          )
        : patch(held, part),
    );
  }
  if (parts.length > 1) state.busyPart = undefined;
  const name = 'batchresponse_4a1c';
  const body = answers
    .map(
      (one) =>
        `--${name}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${one}\r\n`,
    )
    .join('');
  return new Response(`${body}--${name}--\r\n`, {
    headers: { 'content-type': `multipart/mixed; boundary=${name}` },
  });
}

const words: Readonly<Record<number, string>> = {
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  412: 'Precondition Failed',
  429: 'Too Many Requests',
};

function answerText(status: number, headers: Readonly<Record<string, string>>, body?: Json): string {
  const head = Object.entries({ 'OData-Version': '4.0', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `HTTP/1.1 ${status} ${words[status]}\r\n${head.join('')}\r\n${body === undefined ? '' : JSON.stringify(body)}`;
}

const errorOf = (status: number, code: string, message: string): string =>
  answerText(status, {}, { error: { code, message } });

function patch(held: Held, part: string): string {
  const [, http = '', headText = '', bodyText = ''] =
    /^[\s\S]*?\r\n\r\n(PATCH [^\r\n]* HTTP\/1\.1)\r\n([\s\S]*?)\r\n\r\n([\s\S]*?)\r\n/.exec(part) ?? [];
  const [, set = '', rawId = ''] = /^PATCH \/api\/data\/v9\.2\/(\w+)\(rl_id='([^']*)'\) /.exec(http) ?? [];
  if (!sets.has(set)) return errorOf(404, '0x80060888', `Resource not found for the segment '${set}'.`);
  if (!/content-type: application\/json/i.test(headText)) return errorOf(400, '0x0', 'content type');
  const id = decodeURIComponent(rawId);
  const old = byField(held, set, KEY, id);
  if (old && /if-none-match: \*/i.test(headText))
    return errorOf(412, '0x80060892', 'A record with matching key values already exists.');
  if (!old && /if-match: \*/i.test(headText))
    return errorOf(404, '0x80060891', 'A record with the specified key values does not exist.');
  const values: Json = {};
  for (const [name, value] of Object.entries(JSON.parse(bodyText) as Json)) {
    if (name.startsWith('rl_nosuch'))
      return errorOf(400, '0x80048d19', `Invalid property '${name}' was found in entity.`);
    const navigation = /^(\w+)@odata\.bind$/.exec(name)?.[1];
    if (navigation === undefined) {
      values[name] = value;
      continue;
    }
    const [, toSet = '', toId = ''] = /^\/(\w+)\(rl_id='([^']*)'\)$/.exec(String(value)) ?? [];
    const target = value === null ? null : byField(held, toSet, KEY, decodeURIComponent(toId));
    if (target === undefined)
      return errorOf(404, '0x80060891', 'A record with the specified key values does not exist in entity.');
    values[navigation] = target === null ? null : target.id;
  }
  const refused = held.refusal(set, { ...values, [KEY]: id });
  if (refused !== undefined) return errorOf(400, '0x80048408', refused);
  const own = old?.id ?? crypto.randomUUID();
  held.all(set).set(own, { id: own, values: { ...old?.values, ...values, [KEY]: id } });
  held.wrote(old === undefined);
  return answerText(204, { 'OData-EntityId': `${held.url()}/api/data/v9.2/${set}(${own})` });
}
