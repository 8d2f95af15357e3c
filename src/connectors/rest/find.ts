import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../lib/failure.ts';
import type { CrmKey, CrmWrite } from '../../sdk/crm.ts';
import type { CrmAnswer, CrmSession } from '../../sdk/crm-http.ts';
import type { RestObject, RestSettings } from './config.ts';
import { at, fill, fillBody } from './paths.ts';

export const json = { 'content-type': 'application/json', accept: 'application/json' };

/**
 * What is known of an object's `find` since the connection was opened: nothing, that it found one, or why it is not believed. "No such record"
 * and a mistyped address look the same, and who believes the wrong one makes every record twice.
 */
export type Finds = Map<string, 'proven' | Failure>;

export type Asking = {
  readonly session: CrmSession;
  readonly settings: RestSettings;
  readonly finds: Finds;
  readonly signal: AbortSignal;
};

export type FoundRecord = { readonly record: object; readonly remoteId: string | undefined };

/** One record by the hub's id. @throws Failure permanent `crm-object` when the answer cannot be one to this question. */
export async function findOne(asking: Asking, key: CrmKey): Promise<FoundRecord | undefined> {
  const { session, settings, finds, signal } = asking;
  const known = finds.get(key.object);
  if (known instanceof Failure) throw known;
  const object = objectOf(settings, key.object);
  const { method, url, body, at: place } = object.find;
  const sent = method === 'POST' ? { body: JSON.stringify(fillBody(body ?? {}, key.id)) } : {};
  const answer = await session.ask(fill(url, key), { method, headers: json, ...sent }, signal);
  if (answer.status === 404 || answer.status === 204) return undefined;
  if (answer.status >= 400) throw wrongFind(key.object, `The CRM does not answer for it (${answer.status}).`);
  const record = recordIn(answer, place, key);
  if (record === undefined) return undefined;
  finds.set(key.object, 'proven');
  return { record, remoteId: idText(at(record, object.remoteId)) };
}

/** What stands at `place`; undefined: nothing does, in an answer of the right shape. */
function recordIn({ json: body }: CrmAnswer, place: string, key: CrmKey): object | undefined {
  if (body === undefined) throw wrongFind(key.object, 'The answer is no JSON.');
  const names = place.split('.');
  const last = names.pop() ?? '';
  if (/^\d+$/.test(last) && !Array.isArray(at(body, names.join('.'))))
    throw wrongFind(key.object, `The answer has no list at "${names.join('.')}": find.at does not fit.`);
  const record = at(body, place);
  if (record === undefined || record === null) return undefined;
  if (typeof record !== 'object' || Array.isArray(record))
    throw wrongFind(key.object, 'What the answer holds is no record: find.at does not fit.');
  if (idText(at(record, key.idField))?.toLowerCase() !== key.id.toLowerCase())
    throw wrongFind(
      key.object,
      `The answer is a record whose "${key.idField}" is not the one asked for: find.url asks for something else, or does not show this field.`,
    );
  return record;
}

/**
 * A record was made: is it found? Until one was, nothing else is made. Search indexes lag, so it is asked for `settleSeconds`. A failure that
 * passes proves nothing; everything else ends the object until the file is mended and the hub started again.
 */
export async function proveFind(
  asking: Asking,
  record: CrmWrite,
  remoteId: string | undefined,
): Promise<void> {
  const until = performance.now() + asking.settings.settleSeconds * 1000;
  const named = `${record.object}${remoteId === undefined ? '' : ` ${remoteId}`}`;
  try {
    for (let pauseMs = 100; (await findOne(asking, record)) === undefined; pauseMs *= 2) {
      const left = until - performance.now();
      if (left <= 0)
        throw wrongFind(record.object, `It does not find ${named}, which was made a moment ago.`);
      await wait(Math.min(pauseMs, left), undefined, { signal: asking.signal });
    }
  } catch (error) {
    if (error instanceof Failure && error.fate === 'permanent') asking.finds.set(record.object, error);
    else throw error;
  }
}

/** Whether records of it may be made: what is not found is not there. */
export function isProven({ finds }: Asking, object: string): boolean {
  return finds.get(object) === 'proven';
}

export function objectOf(settings: RestSettings, name: string): RestObject {
  const object = Object.hasOwn(settings.objects, name) ? settings.objects[name] : undefined;
  if (object !== undefined) return object;
  throw new Failure(
    'permanent',
    'crm-object',
    `config.objects has no "${name}": say how it is read and written.`,
  );
}

export function idText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function wrongFind(object: string, why: string): Failure {
  const rule = 'Nothing of it is written before its records are found, or each would be made twice.';
  return new Failure('permanent', 'crm-object', `Check objects.${object}.find. ${why} ${rule}`);
}
