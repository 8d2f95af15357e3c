import { isObject } from '../../formats/fhir/references.ts';
import { assignedId } from '../../formats/fhir/assigned-id.ts';
import type { FhirReading, FhirResource } from '../../formats/fhir/reading.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { Receipt } from '../../sdk/source.ts';
import { isUnreadable, judgeBody } from './judge.ts';
import type { LastSaid } from './last-said.ts';
import { refusal, stored, type Refusal } from './outcome.ts';
import { encode, refusedPlan, type Plan, type Reply, type Wish } from './plan.ts';
import type { Target } from './target.ts';

/** One resource by POST or PUT. */
export function planResource(
  target: Exclude<Target, { is: 'delete' }>,
  body: Uint8Array,
  lastSaid: LastSaid,
): Plan {
  const judged = judgeBody(body);
  if (isUnreadable(judged)) return refusedPlan(body, judged);
  const resource = resourceOf(judged, body);
  const wrong = checkAgainst(target, resource, resource.resourceType);
  if (wrong) return refusedPlan(body, wrong);
  const identity = identityOf(target, resource, body, lastSaid);
  const isConditional = target.is === 'create' && target.ifNoneExist !== undefined;
  const ownId = resource.id;
  return {
    arrivals: [
      {
        body,
        type: resource.resourceType,
        ...(identity === undefined ? {} : { identity }),
        // Another resource that meets the same criteria later is told where this one is.
        ...(isConditional && ownId !== undefined ? { answer: Buffer.from(ownId) } : {}),
      },
    ],
    answer: ([receipt], wish) => reply(target, resource, body, receipt as Receipt, wish),
  };
}

/** `DELETE [type]/[id]` has no body: what is stored says it as an entry of a batch does (FHIR R4, 3.1.0.11). */
export function planDelete({ type, id }: Extract<Target, { is: 'delete' }>, lastSaid: LastSaid): Plan {
  const url = `${type}/${id}`;
  const entry = [{ request: { method: 'DELETE', url } }];
  const body = encode({ resourceType: 'Bundle', type: 'batch', entry });
  return {
    arrivals: [{ body, type, identity: `DELETE ${url}#${lastSaid.nameFor([url], body)}` }],
    answer: ([receipt], { prefer }) =>
      prefer === 'OperationOutcome'
        ? { status: 200, body: stored((receipt as Receipt).messageId) }
        : { status: 204 },
  };
}

/** What the URL says against what the resource says of itself. `path`: where the resource stands. */
export function checkAgainst(target: Target, resource: FhirResource, path: string): Refusal | undefined {
  if (target.is === 'delete') return undefined;
  if (resource.resourceType !== target.type)
    return refusal(400, 'invalid', `The URL says ${target.type}; the body is a resource of another type.`, {
      expression: path,
    });
  if (target.is === 'create') return undefined;
  if (target.is === 'update-by') return checkIdentifier(target.identifier, resource, path);
  const expression = `${path}.id`;
  if (resource.id === undefined)
    return refusal(400, 'required', 'An update names the resource in the body too: id is missing.', {
      expression,
    });
  return resource.id === target.id
    ? undefined
    : refusal(400, 'value', 'The id in the body is not the id in the URL.', { expression });
}

/** The ledger knows things by their identifiers: one that is only in the URL would be lost. */
function checkIdentifier(criteria: string, resource: FhirResource, path: string): Refusal | undefined {
  const bar = criteria.lastIndexOf('|');
  const [system, value] = [criteria.slice(0, Math.max(bar, 0)), criteria.slice(bar + 1)];
  const all = [resource['identifier']].flat();
  const isThere = all.some(
    (one) => isObject(one) && one['value'] === value && (bar < 0 || (one['system'] ?? '') === system),
  );
  return isThere
    ? undefined
    : refusal(412, 'invalid', 'The resource does not carry the identifier it is addressed by.', {
        expression: `${path}.identifier`,
      });
}

function resourceOf({ entries }: FhirReading, body: Uint8Array): FhirResource {
  const [only] = entries;
  if (entries.length === 1 && only && only.path === only.resource.resourceType) return only.resource;
  return JSON.parse(new TextDecoder().decode(body)) as FhirResource;
}

/** What is sent again is a repeat: by criteria, by version, by what was last said of it, and else (undefined) by its bytes. */
function identityOf(
  target: Exclude<Target, { is: 'delete' }>,
  resource: FhirResource,
  body: Uint8Array,
  lastSaid: LastSaid,
): string | undefined {
  const { resourceType: type, id, meta } = resource;
  // The name is shown in lists: numbers of patients are told apart by their hash.
  if (target.is === 'create' && target.ifNoneExist !== undefined)
    return `POST ${type}?${sha256Hex(Buffer.from(target.ifNoneExist))}`;
  if (id !== undefined && meta?.versionId !== undefined)
    // With what it says: a sender that writes the same version into all it sends loses nothing.
    return `${type}/${id}/_history/${meta.versionId}#${sha256Hex(encode(resource)).slice(0, 16)}`;
  if (meta?.lastUpdated !== undefined) return undefined;
  if (id !== undefined) return `${type}/${id}#${lastSaid.nameFor([`${type}/${id}`], body)}`;
  const name = byIdentifier(target, resource);
  return name === undefined ? undefined : `${type}#${lastSaid.nameFor([name], body)}`;
}

function byIdentifier(target: Target, { resourceType, identifier }: FhirResource): string | undefined {
  if (target.is === 'update-by') return `${resourceType}?identifier=${target.identifier}`;
  return identifier === undefined ? undefined : `${resourceType}?identifier=${JSON.stringify(identifier)}`;
}

function reply(
  target: Exclude<Target, { is: 'delete' }>,
  resource: FhirResource,
  body: Uint8Array,
  receipt: Receipt,
  { base, prefer }: Wish,
): Reply {
  const isRepeatOfOther =
    target.is === 'create' && target.ifNoneExist !== undefined && receipt.outcome === 'duplicate';
  const first = receipt.answer === undefined ? undefined : Buffer.from(receipt.answer).toString('utf8');
  const given = assignedId(receipt.messageId, resource.resourceType);
  const id = isRepeatOfOther ? (first ?? given) : (resource.id ?? given);
  const headers = {
    Location: `${base}/${resource.resourceType}/${id}`,
    ETag: etagOf(resource, receipt.messageId),
  };
  const status = target.is === 'create' && !isRepeatOfOther ? 201 : 200;
  if (prefer === 'minimal') return { status, headers };
  if (prefer === 'OperationOutcome' || isRepeatOfOther)
    return { status, headers, body: stored(receipt.messageId) };
  return { status, headers, body: resource.id === id ? body : { ...resource, id } };
}

/** The sender's own version; the hub's name of what it stored where there is none. */
export function etagOf({ meta }: FhirResource, messageId: string): string {
  return `W/"${/^[\w.-]{1,64}$/.exec(meta?.versionId ?? '')?.[0] ?? messageId}"`;
}
