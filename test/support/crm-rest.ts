import { byField, openCrmStandIn } from './crm-stand-in.ts';

type Json = Record<string, unknown>;

/** A small CRM with an interface like many open ones: a list that is searched, records by own ids, an API key. Our own. */
export function openRestCrm() {
  return openCrmStandIn(async (request, url, held) => {
    if (request.headers.get('x-api-key') !== 'key') return Response.json({ message: 'key' }, { status: 401 });
    const [, object = '', id] = /^\/api\/v1\/([A-Za-z]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (object === '') return Response.json({ message: 'There is no such page.' }, { status: 404 });
    if (request.method === 'GET') {
      const found = byField(held, object, 'externalId', url.searchParams.get('externalId'));
      return Response.json({ total: found ? 1 : 0, list: found ? [{ id: found.id, ...found.values }] : [] });
    }
    const body = (await request.json().catch(() => undefined)) as Json | undefined;
    if (body === undefined || typeof body['externalId'] !== 'string')
      return Response.json({ message: 'externalId' }, { status: 400 });
    if ('no_such' in body)
      return Response.json({ message: 'There is no such field.', field: 'no_such' }, { status: 422 });
    const refused = held.refusal(object, body);
    if (refused !== undefined) return Response.json({ message: refused, field: 'name' }, { status: 422 });
    const old = id === undefined ? undefined : held.all(object).get(id);
    if (request.method === 'PUT' && old === undefined)
      return Response.json({ message: 'gone' }, { status: 404 });
    const own = old?.id ?? `r${held.next()}`;
    held.all(object).set(own, { id: own, values: { ...old?.values, ...body } });
    held.wrote(old === undefined);
    return Response.json({ id: own, ...body }, { status: old ? 200 : 201 });
  });
}
