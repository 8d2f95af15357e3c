import { byField, openCrmStandIn, type Held } from './crm-stand-in.ts';

type Json = Record<string, unknown>;

/** Object types of the stand-in; `2-4711` is a custom object. */
const types = new Set(['companies', 'contacts', 'deals', 'tickets', 'tasks', '2-4711']);
const UNIQUE = 'referloop_id';

/**
 * A stand-in of HubSpot, our own, after its public CRM API reference (v3 objects, v4 associations): batches of at most 100, a unique
 * property, texts as values, 207 for what is missing or refused one by one, 400 for a property nobody made, which refuses the whole batch.
 */
export async function openHubspot(options: { readonly refusesOneByOne?: boolean } = {}) {
  const links = new Map<string, Set<string>>();
  const standIn = await openCrmStandIn(async (request, url, held) => {
    if (url.pathname === '/oauth/v1/token') return signIn(request, held);
    const isPrivate = request.headers.get('authorization') === 'Bearer pat-test';
    if (!isPrivate && !held.isSignedIn(request))
      return Response.json(
        { status: 'error', category: 'INVALID_AUTHENTICATION', message: 'expired' },
        { status: 401 },
      );
    if (request.method !== 'POST' || request.headers.get('content-type') !== 'application/json')
      return invalid('POST JSON');
    const body = (await request.json().catch(() => undefined)) as Json | undefined;
    const inputs = body?.['inputs'];
    if (!body || !Array.isArray(inputs) || inputs.length === 0) return invalid('Invalid input JSON');
    const [, object = '', verb = ''] =
      /^\/crm\/v3\/objects\/([\w-]+)\/batch\/(read|upsert)$/.exec(url.pathname) ?? [];
    if (verb !== '') {
      if (!types.has(object)) return invalid(`Unable to infer object type from: ${object}`);
      if (inputs.length > 100) return invalid('The maximum number of inputs is 100');
      return verb === 'read'
        ? read(held, object, body, inputs as Json[])
        : upsert(held, object, inputs as Json[], options);
    }
    const [, from = '', to = '', act = ''] =
      /^\/crm\/v4\/associations\/([\w-]+)\/([\w-]+)\/batch\/(read|archive|associate\/default)$/.exec(
        url.pathname,
      ) ?? [];
    if (!types.has(from) || !types.has(to)) return invalid('unknown object types');
    return associate(held, links, { from, to, act }, inputs as Json[]);
  });
  return {
    ...standIn,
    /** HubSpot's ids of what a record is associated with. */
    linked: (from: string, id: string, to: string): readonly string[] => [
      ...(links.get(`${from}|${id}|${to}`) ?? []),
    ],
    /** Somebody associates two records by hand. */
    link: (from: string, id: string, to: string, toId: string): void =>
      void linkOf(links, from, id, to).add(toId),
  };
}

async function signIn(request: Request, held: Held): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const isGood =
    form.get('grant_type') === 'refresh_token' &&
    form.get('client_id') === 'client' &&
    form.get('client_secret') === 'secret' &&
    form.get('refresh_token') === 'refresh';
  if (!isGood) return Response.json({ status: 'BAD_REFRESH_TOKEN' }, { status: 400 });
  return Response.json({
    access_token: held.grant(),
    refresh_token: 'refresh',
    expires_in: 1800,
    token_type: 'bearer',
  });
}

function invalid(message: string, errors: readonly Json[] = []): Response {
  return Response.json({ status: 'error', category: 'VALIDATION_ERROR', message, errors }, { status: 400 });
}

function read(held: Held, object: string, body: Json, inputs: readonly Json[]): Response {
  const property = body['idProperty'];
  if (property !== undefined && property !== UNIQUE) return invalid('idProperty is not a unique property');
  const wanted = (body['properties'] ?? []) as string[];
  if (wanted.some((name) => name.startsWith('no_such'))) return invalid('Property "no_such" does not exist');
  const found = inputs.map((one) =>
    property === undefined
      ? held.all(object).get(String(one['id']))
      : byField(held, object, UNIQUE, one['id']),
  );
  const missing = inputs.filter((_, index) => found[index] === undefined).map((one) => one['id']);
  const results = found.flatMap((one) =>
    one === undefined
      ? []
      : [
          {
            id: one.id,
            properties: Object.fromEntries(wanted.map((name) => [name, one.values[name] ?? null])),
            archived: false,
          },
        ],
  );
  const errors =
    missing.length === 0
      ? []
      : [
          {
            status: 'error',
            category: 'OBJECT_NOT_FOUND',
            message: 'Could not get some objects',
            context: { ids: missing },
          },
        ];
  return Response.json(
    { status: 'COMPLETE', results, ...(errors.length > 0 ? { numErrors: 1, errors } : {}) },
    { status: errors.length > 0 ? 207 : 200 },
  );
}

function upsert(
  held: Held,
  object: string,
  inputs: readonly Json[],
  { refusesOneByOne = false }: { readonly refusesOneByOne?: boolean },
): Response {
  const ids = inputs.map((one) => one['id']);
  if (new Set(ids).size !== ids.length) return invalid('Duplicate IDs found in batch input');
  for (const one of inputs) {
    const properties = one['properties'] as Json;
    if (one['idProperty'] !== UNIQUE) return invalid('idProperty is not a unique property');
    if (Object.values(properties).some((value) => typeof value !== 'string'))
      return invalid('Property values were not valid');
    const unknown = Object.keys(properties).find((name) => name.startsWith('no_such'));
    if (unknown !== undefined)
      return invalid('Property values were not valid', [
        { message: `Property "${unknown}" does not exist`, code: 'PROPERTY_DOESNT_EXIST', in: unknown },
      ]);
  }
  const refused = inputs.map((one) => held.refusal(object, one['properties'] as Json));
  const first = refused.find((problem) => problem !== undefined);
  if (first !== undefined && !refusesOneByOne) return invalid(`Property values were not valid: ${first}`);
  const results = inputs.flatMap((one, index) => {
    if (refused[index] !== undefined) return [];
    const old = byField(held, object, UNIQUE, one['id']);
    const id = old?.id ?? String(90_000 + held.next());
    const values = { ...old?.values, ...(one['properties'] as Json), [UNIQUE]: one['id'] };
    held.all(object).set(id, { id, values });
    held.wrote(old === undefined);
    return [
      {
        id,
        properties: values,
        new: old === undefined,
        archived: false,
        objectWriteTraceId: one['objectWriteTraceId'],
      },
    ];
  });
  const errors = inputs.flatMap((one, index) =>
    refused[index] === undefined
      ? []
      : [
          {
            status: 'error',
            category: 'VALIDATION_ERROR',
            message: refused[index],
            context: { objectWriteTraceId: [one['objectWriteTraceId']] },
          },
        ],
  );
  return Response.json(
    { status: 'COMPLETE', results, ...(errors.length > 0 ? { numErrors: errors.length, errors } : {}) },
    { status: errors.length > 0 ? 207 : 200 },
  );
}

function linkOf(links: Map<string, Set<string>>, from: string, id: string, to: string): Set<string> {
  const key = `${from}|${id}|${to}`;
  const found = links.get(key) ?? new Set<string>();
  links.set(key, found);
  return found;
}

function associate(
  held: Held,
  links: Map<string, Set<string>>,
  { from, to, act }: { readonly from: string; readonly to: string; readonly act: string },
  inputs: readonly Json[],
): Response {
  if (act === 'read') {
    const results = inputs.flatMap((one) => {
      const found = [...linkOf(links, from, String(one['id']), to)];
      return found.length === 0
        ? []
        : [
            {
              from: { id: one['id'] },
              to: found.map((id) => ({ toObjectId: Number(id), associationTypes: [] })),
            },
          ];
    });
    return Response.json(
      { status: 'COMPLETE', results },
      { status: results.length < inputs.length ? 207 : 200 },
    );
  }
  for (const one of inputs) {
    const fromId = String((one['from'] as Json)['id']);
    const toIds = [one['to']].flat().map((target) => String((target as Json)['id']));
    const isKnown = held.all(from).has(fromId) && toIds.every((id) => held.all(to).has(id));
    if (!isKnown)
      return Response.json(
        { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'no such object' },
        { status: 404 },
      );
    for (const id of toIds) {
      if (act === 'archive') linkOf(links, from, fromId, to).delete(id);
      else linkOf(links, from, fromId, to).add(id);
    }
  }
  return act === 'archive'
    ? new Response(null, { status: 204 })
    : Response.json({ status: 'COMPLETE', results: [] });
}
