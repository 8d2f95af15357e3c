import { resourceTypes } from '../../formats/fhir/resource-types.ts';
import { refusal, type Refusal } from './outcome.ts';

/** What a request, or an entry of a Bundle, asks for (FHIR R4, 3.1.0). */
export type Target =
  | { readonly is: 'create'; readonly type: string; readonly ifNoneExist?: string }
  | { readonly is: 'update'; readonly type: string; readonly id: string }
  | { readonly is: 'update-by'; readonly type: string; readonly identifier: string }
  | { readonly is: 'delete'; readonly type: string; readonly id: string };

const idShape = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * @param url what follows the base: `Appointment`, `Appointment/a1`, `Appointment?identifier=…`.
 * @param ifNoneExist search parameters, as the header or the entry says them.
 */
export function readTarget(method: string, url: string, ifNoneExist?: string): Target | Refusal {
  const [path, search] = cut(url, '?');
  const parts = path.split('/').filter((part) => part !== '');
  const [type = '', id] = parts;
  if (!resourceTypes.has(type))
    return refusal(404, 'not-supported', 'FHIR R4 has no resource type of the name in the URL.');
  if (parts.length > 2)
    return refusal(404, 'not-supported', 'This endpoint knows [type] and [type]/[id], nothing below.');
  if (id !== undefined && (!idShape.test(id) || search !== undefined))
    return refusal(400, 'value', 'The id in the URL is none: at most 64 letters, digits, hyphens and dots.');
  switch (method) {
    case 'POST':
      return id === undefined ? createOf(type, ifNoneExist) : wrongMethod(method);
    case 'PUT':
      return id === undefined ? updateBy(type, search) : { is: 'update', type, id };
    case 'DELETE':
      return id === undefined
        ? refusal(412, 'not-supported', 'Delete one resource by its id: DELETE [type]/[id].')
        : { is: 'delete', type, id };
    default:
      return wrongMethod(method);
  }
}

export function isRefusal(target: object): target is Refusal {
  return 'status' in target;
}

export function wrongMethod(method: string): Refusal {
  const headers = { Allow: 'POST, PUT, DELETE, OPTIONS' };
  const words =
    method === 'PATCH'
      ? 'Resources are not patched here. Send the whole resource by PUT [type]/[id].'
      : method === 'GET' || method === 'HEAD'
        ? 'This endpoint only takes resources; nothing but [base]/metadata is read here.'
        : 'Send resources by POST [type], PUT [type]/[id] or DELETE [type]/[id].';
  return refusal(405, 'not-supported', words, { headers });
}

function createOf(type: string, ifNoneExist: string | undefined): Target | Refusal {
  if (ifNoneExist === undefined) return { is: 'create', type };
  const [, search] = cut(ifNoneExist, '?');
  const criteria = sortedCriteria(search ?? ifNoneExist);
  if (criteria === '')
    return refusal(412, 'invalid', 'If-None-Exist names no search parameter with a value.');
  return { is: 'create', type, ifNoneExist: criteria };
}

function updateBy(type: string, search: string | undefined): Target | Refusal {
  const parameters = [...new URLSearchParams(search ?? '')];
  const [first] = parameters;
  const identifier = first?.[1] ?? '';
  if (
    parameters.length !== 1 ||
    first?.[0] !== 'identifier' ||
    !/[^|]/.test(identifier.split('|').at(-1) ?? '')
  )
    return refusal(
      412,
      'not-supported',
      'Update by id, PUT [type]/[id], or by one identifier, PUT [type]?identifier=[system]|[value].',
    );
  return { is: 'update-by', type, identifier };
}

/** The same parameters in another order or encoding are the same criteria. */
function sortedCriteria(search: string): string {
  const parameters = [...new URLSearchParams(search)].filter(([, value]) => value !== '');
  return new URLSearchParams(
    parameters.toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y)),
  ).toString();
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function cut(text: string, mark: string): readonly [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
