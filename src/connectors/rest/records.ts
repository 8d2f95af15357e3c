import { Failure } from '../../lib/failure.ts';
import type { CrmFound, CrmKey, CrmOutcome, CrmQuery, CrmWrite } from '../../sdk/crm.ts';
import { noTarget, type CrmAnswer, type CrmSession, type Refusal } from '../../sdk/crm-http.ts';
import type { RestObject, RestSettings } from './config.ts';
import { at, fill, fillBody, nested } from './paths.ts';

/** One request each: a page of them is a few seconds. */
export const PAGE = 20;

const json = { 'content-type': 'application/json', accept: 'application/json' };

type Asking = { readonly session: CrmSession; readonly settings: RestSettings; readonly signal: AbortSignal };

/** Records one by one, by the hub's id. */
export async function findEach(asking: Asking, query: CrmQuery): Promise<ReadonlyMap<string, CrmFound>> {
  const found = new Map<string, CrmFound>();
  for (const id of query.ids) {
    const row = await findOne(asking, { ...query, id });
    if (row === undefined) continue;
    const fields = query.fields.map((field) => [field, at(row.record, field)]);
    // A link by the CRM's own id says nothing of ours: it is read back only where it holds ours.
    const links = asking.settings.linkBy === 'external' ? query.links : [];
    const pointing = links.map(({ field }) => [field, at(row.record, field) ?? null]);
    found.set(id, {
      ...(row.remoteId === undefined ? {} : { remoteId: row.remoteId }),
      fields: Object.fromEntries([...fields, ...pointing]),
    });
  }
  return found;
}

async function findOne({ session, settings, signal }: Asking, key: CrmKey) {
  const object = objectOf(settings, key.object);
  const { method, url, body, at: place } = object.find;
  const sent = method === 'POST' ? { body: JSON.stringify(fillBody(body ?? {}, key.id)) } : {};
  const answer = await session.ask(fill(url, key), { method, headers: json, ...sent }, signal);
  if (answer.status === 404) return undefined;
  if (answer.status >= 400)
    throw new Failure(
      'permanent',
      'crm-object',
      `The CRM does not answer for ${key.object} (${answer.status}): check objects.${key.object}.find.`,
    );
  const record = at(answer.json, place);
  if (record === undefined || record === null) return undefined;
  const remoteId = at(record, object.remoteId);
  return {
    record,
    remoteId: typeof remoteId === 'string' || typeof remoteId === 'number' ? String(remoteId) : undefined,
  };
}

/** Records one by one. What goes wrong with one does not end the others. */
export async function writeEach(
  asking: Asking,
  records: readonly CrmWrite[],
): Promise<readonly CrmOutcome[]> {
  const outcomes: CrmOutcome[] = [];
  const known = new Map<string, string | undefined>();
  for (const record of records) outcomes.push(await writeOne(asking, record, known));
  return outcomes;
}

async function writeOne(
  asking: Asking,
  record: CrmWrite,
  known: Map<string, string | undefined>,
): Promise<CrmOutcome> {
  const { session, settings, signal } = asking;
  const object = objectOf(settings, record.object);
  const links: Record<string, string | null> = {};
  for (const { field, to } of record.links) {
    const value = to === null ? null : await targetOf(asking, to, known);
    if (value === undefined) return noTarget(field);
    links[field] = value;
  }
  const values = { ...record.fields, ...(record.isNew ? record.initial : {}), ...links };
  const body = nested({ ...values, [record.idField]: record.id });
  const { method, url, wrap } = record.isNew ? object.create : object.update;
  const answer = await session.ask(
    fill(url, record),
    { method, headers: json, body: JSON.stringify(wrap === '' ? body : nested({ [wrap]: body })) },
    signal,
  );
  if (answer.status >= 400) return refusalOf(answer);
  const made = record.isNew ? at(at(answer.json, object.create.at), object.remoteId) : record.remoteId;
  return {
    is: 'written',
    ...(typeof made === 'string' || typeof made === 'number' ? { remoteId: String(made) } : {}),
  };
}

/** What a link holds; undefined: the record it points at is not there yet. */
async function targetOf(
  asking: Asking,
  to: CrmKey,
  known: Map<string, string | undefined>,
): Promise<string | undefined> {
  if (asking.settings.linkBy === 'external') return to.id;
  const key = `${to.object}|${to.id}`;
  if (!known.has(key)) known.set(key, (await findOne(asking, to))?.remoteId);
  return known.get(key);
}

/** 404: it went since it was looked for. 409: somebody else changes it now. */
function refusalOf({ status, json: body }: CrmAnswer): Refusal {
  const said = ['detail', 'message', 'error.message', 'errors.0.message', 'error', 'title'].map((place) =>
    at(body, place),
  );
  const field = ['field', 'errors.0.field', 'errors.0.property', 'error.field']
    .map((place) => at(body, place))
    .find((one) => typeof one === 'string');
  return {
    is: 'refused',
    fate: status === 404 || status === 409 ? 'transient' : 'permanent',
    code: `http-${status}`,
    ...(typeof field === 'string' ? { field: field.slice(0, 100) } : {}),
    detail: said.find((one) => typeof one === 'string') ?? `The CRM answered ${status}.`,
  };
}

function objectOf(settings: RestSettings, name: string): RestObject {
  const object = Object.hasOwn(settings.objects, name) ? settings.objects[name] : undefined;
  if (object !== undefined) return object;
  throw new Failure(
    'permanent',
    'crm-object',
    `config.objects has no "${name}": say how it is read and written.`,
  );
}
