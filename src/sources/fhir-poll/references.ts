import type { JsonValue } from '../../formats/json/json.ts';
import { fateOf } from '../../lib/failure.ts';
import type { BoundedSet } from './bounded-set.ts';
import type { FhirClient } from './client.ts';
import { DEFAULT_TYPES } from './config.ts';
import { isId, openResource, type Listed } from './page.ts';
import { pagesOf } from './pages.ts';
import type { Answer } from '../../sdk/server/transport.ts';

export type Reference = { readonly type: string; readonly id: string };

type Search = {
  readonly client: FhirClient;
  readonly baseUrl: string;
  /** `<type>/<id>` of all that was delivered, or asked for in vain. */
  readonly known: BoundedSet;
  readonly signal: AbortSignal;
  readonly keepUnreadable: (answer: Answer) => Promise<void>;
};

/** Who, where, and what a task, a visit or a note is about. Notes themselves come with their own search. */
const FETCHED: ReadonlySet<string> = new Set([
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Patient',
  'ServiceRequest',
  'Appointment',
  'Encounter',
]);

/** A note leads to its visit, that to its appointment, that to its order, that to its patient. */
const DEEPEST = 5;
/** `_id=a,b,c`: what fits into an address. */
const BATCH = 50;

/**
 * What these resources refer to and nobody has delivered yet, from the server they came from; and what those refer to in turn. What
 * others refer to stands first. What the server does not give is not among it.
 */
export async function fetchReferred(
  resources: readonly Listed[],
  search: Search,
): Promise<readonly Listed[]> {
  const fetched: Listed[] = [];
  const here = new Set(resources.map(({ type, id }) => `${type}/${id ?? ''}`));
  let asking = resources;
  for (let depth = 0; depth < DEEPEST && asking.length > 0; depth += 1) {
    const wanted = missing(asking, here, search);
    if (wanted.size === 0) break;
    const brought: Listed[] = [];
    for (const [type, ids] of wanted) brought.push(...(await fetchType(type, ids, search)));
    for (const { type, id } of brought) here.add(`${type}/${id ?? ''}`);
    fetched.push(...brought);
    asking = brought;
  }
  return fetched.toSorted((one, other) => rank(one.type) - rank(other.type));
}

/** Ids by type. Each is asked for once, whether it is found or not. */
function missing(
  resources: readonly Listed[],
  here: Set<string>,
  { baseUrl, known }: Search,
): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, string[]>();
  for (const { type, id } of resources.flatMap(({ resource }) => referencesIn(resource, baseUrl))) {
    const name = `${type}/${id}`;
    if (!FETCHED.has(type) || here.has(name) || known.has(name)) continue;
    here.add(name);
    known.add(name);
    const ids = wanted.get(type);
    if (ids) ids.push(id);
    else wanted.set(type, [id]);
  }
  return wanted;
}

/** Those of one type the server has, many in one request. */
export async function fetchType(
  type: string,
  ids: readonly string[],
  search: Pick<Search, 'client' | 'signal' | 'keepUnreadable'>,
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = ids.slice(from, from + BATCH);
    try {
      const params = { _id: batch.join(','), _count: batch.length };
      for await (const page of pagesOf({ ...search, type, params, pageSize: batch.length }))
        found.push(...page.resources);
    } catch (error) {
      if (fateOf(error) !== 'permanent') throw error;
      // Some servers only read what is named by its address.
      found.push(...(await readEach(type, batch, search)));
    }
  }
  return found.filter((one) => one.type === type);
}

/** What the server refuses (gone, none of ours) is left out: the hub's mapping says what is missing where. */
async function readEach(
  type: string,
  ids: readonly string[],
  search: Pick<Search, 'client' | 'signal'>,
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (const id of ids) {
    try {
      found.push(openResource(await search.client.read(type, id, search.signal)));
    } catch (error) {
      if (fateOf(error) !== 'permanent') throw error;
    }
  }
  return found;
}

/** All literal references of a resource that lead to its own server: relative, or absolute below the base URL. */
export function referencesIn(value: JsonValue | undefined, baseUrl: string): readonly Reference[] {
  const found: Reference[] = [];
  const waiting: (JsonValue | undefined)[] = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, member] of Object.entries(one) as [string, JsonValue | undefined][]) {
      const reference =
        name === 'reference' && typeof member === 'string' ? readReference(member, baseUrl) : undefined;
      if (reference) found.push(reference);
      else if (typeof member === 'object' && member !== null) waiting.push(member);
    }
  }
  return found;
}

/** `Patient/7`, `<base>/Patient/7`, either with `/_history/<version>`. */
export function readReference(text: string, baseUrl: string): Reference | undefined {
  const local = text.startsWith(`${baseUrl}/`) ? text.slice(baseUrl.length + 1) : text;
  const [type = '', id = '', history, ...rest] = local.split('/');
  const isOne = /^[A-Z][A-Za-z]{2,63}$/.test(type) && isId(id) && rest.length <= 1;
  return isOne && (history === undefined || history === '_history') ? { type, id } : undefined;
}

function rank(type: string): number {
  const at = (DEFAULT_TYPES as readonly string[]).indexOf(type);
  return at === -1 ? DEFAULT_TYPES.length : at;
}
