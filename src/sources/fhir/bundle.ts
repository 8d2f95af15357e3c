import { STATUS_CODES } from 'node:http';
import { assignedId } from '../../formats/fhir/assigned-id.ts';
import { isObject } from '../../formats/fhir/references.ts';
import type { FhirResource } from '../../formats/fhir/reading.ts';
import type { JsonObject, JsonValue } from '../../formats/json/json.ts';
import type { Receipt } from '../../sdk/source.ts';
import { answerMessage } from './message-answer.ts';
import { isUnreadable, judgeBody } from './judge.ts';
import type { LastSaid } from './last-said.ts';
import { operationOutcome, refusal, stored, type Refusal } from './outcome.ts';
import { encode, faultOf, refusedPlan, type Plan, type Reply, type Wish } from './plan.ts';
import { checkAgainst, etagOf } from './resource.ts';
import { isRefusal, readTarget, type Target } from './target.ts';

type Asked = { readonly target: Target; readonly resource: FhirResource | undefined };

/**
 * A Bundle to the base. A transaction is taken whole or not at all; of a batch every entry by itself; a message, document, collection
 * or history says what it says.
 */
export function planBundle(body: Uint8Array, lastSaid: LastSaid, isMessage: boolean): Plan {
  const judged = judgeBody(body);
  const fault = isUnreadable(judged) ? judged : undefined;
  // What is no JSON is no batch either.
  if (fault?.isText) return refusedPlan(body, fault);
  const bundle = JSON.parse(new TextDecoder().decode(body)) as JsonObject;
  const wrong = isMessage && !fault ? checkMessage(bundle) : undefined;
  if (wrong) return refusedPlan(body, wrong);
  if (bundle['resourceType'] === 'Bundle' && bundle['type'] === 'batch')
    return planBatch(bundle, body, fault, lastSaid);
  if (fault) return refusedPlan(body, fault);
  if (bundle['resourceType'] !== 'Bundle')
    return refusedPlan(
      body,
      refusal(400, 'invalid', 'The base takes Bundles. Send one resource to [base]/[type].', {
        expression: textOf(bundle['resourceType']),
      }),
    );
  if (bundle['type'] === 'transaction') return planTransaction(bundle, body, lastSaid);
  return {
    arrivals: [said(bundle, body, lastSaid)],
    answer: ([receipt], wish) =>
      bundle['type'] === 'message'
        ? answerMessage(bundle, receipt as Receipt, wish)
        : { status: 200, body: stored((receipt as Receipt).messageId) },
  };
}

function checkMessage(bundle: JsonObject): Refusal | undefined {
  return bundle['resourceType'] === 'Bundle' && bundle['type'] === 'message'
    ? undefined
    : refusal(400, 'invalid', '$process-message takes a Bundle of type message.', {
        expression: 'Bundle.type',
      });
}

function planTransaction(bundle: JsonObject, body: Uint8Array, lastSaid: LastSaid): Plan {
  const asked = entriesOf(bundle).map(judge);
  const wrong = asked.find((one) => isRefusal(one));
  if (wrong && isRefusal(wrong)) return refusedPlan(body, { ...wrong, status: 400 });
  return {
    arrivals: [said(bundle, body, lastSaid)],
    answer: ([receipt], wish) =>
      answerBundle('transaction-response', asked, (receipt as Receipt).messageId, wish),
  };
}

/** Entries that cannot be taken are answered as such; the others are stored as a batch of their own, beside the whole as it came. */
function planBatch(
  bundle: JsonObject,
  body: Uint8Array,
  fault: Refusal | undefined,
  lastSaid: LastSaid,
): Plan {
  const entries = entriesOf(bundle);
  const judged = entries.map((entry, index) => {
    const asked = judge(entry, index);
    return isRefusal(asked) || !fault ? asked : (faultOfEntry(entry, index) ?? asked);
  });
  const wrong = judged.filter((one) => isRefusal(one));
  if (fault && wrong.length === 0) return refusedPlan(body, fault);
  const answer =
    (pick: (receipts: readonly Receipt[]) => Receipt | undefined): Plan['answer'] =>
    (receipts, wish) =>
      answerBundle('batch-response', judged, pick(receipts)?.messageId ?? '', wish);
  if (wrong.length === 0) return { arrivals: [said(bundle, body, lastSaid)], answer: answer(([all]) => all) };
  const good = entries.filter((_, index) => !isRefusal(judged[index] as object));
  const left: JsonObject = { ...bundle, entry: good };
  const reason = wrong
    .map((one) => faultOf(one).reason)
    .join(' ')
    .slice(0, 2_000);
  const whole = { body, type: typeOf(bundle), fault: { code: 'fhir-batch', reason } };
  if (good.length === 0) return { arrivals: [whole], answer: answer(() => undefined) };
  return { arrivals: [whole, said(left, encode(left), lastSaid)], answer: answer(([, rest]) => rest) };
}

function judge(entry: JsonValue, index: number): Asked | Refusal {
  const path = `Bundle.entry[${index}]`;
  const { request, resource } = isObject(entry) ? entry : {};
  if (!isObject(request) || typeof request['method'] !== 'string' || typeof request['url'] !== 'string')
    return refusal(400, 'required', 'An entry says what it asks for: request.method and request.url.', {
      expression: `${path}.request`,
    });
  const criteria = request['ifNoneExist'];
  const target = readTarget(
    request['method'],
    request['url'],
    typeof criteria === 'string' ? criteria : undefined,
  );
  if (isRefusal(target)) return placed(target, `${path}.request`);
  if (target.is === 'delete') return { target, resource: undefined };
  if (!isObject(resource) || typeof resource['resourceType'] !== 'string')
    return refusal(400, 'required', 'The entry brings no resource.', { expression: `${path}.resource` });
  const known = resource as FhirResource;
  return checkAgainst(target, known, `${path}.resource`) ?? { target, resource: known };
}

function placed({ issues, ...rest }: Refusal, expression: string): Refusal {
  return { ...rest, issues: issues.map((issue) => ({ ...issue, expression })) };
}

/** What is wrong with one entry alone, told with its place in the whole. */
function faultOfEntry(entry: JsonValue, index: number): Refusal | undefined {
  const found = judgeBody(encode({ resourceType: 'Bundle', type: 'batch', entry: [entry] }));
  if (!isUnreadable(found)) return undefined;
  const move = (text: string): string => text.replaceAll('entry[0]', `entry[${index}]`);
  return {
    status: found.status,
    issues: found.issues.map((issue) => ({
      ...issue,
      diagnostics: move(issue.diagnostics),
      expression: move(issue.expression ?? 'Bundle.entry[0]'),
    })),
    fault: { code: 'fhir-batch', reason: move(found.fault?.reason ?? '') },
  };
}

function entriesOf(bundle: JsonObject): readonly JsonValue[] {
  const { entry } = bundle;
  return Array.isArray(entry) ? entry : [];
}

function typeOf(bundle: JsonObject): string {
  return `Bundle ${textOf(bundle['type'])}`;
}

function said(bundle: JsonObject, body: Uint8Array, lastSaid: LastSaid): Plan['arrivals'][number] {
  const timeless = bundle['timestamp'] === undefined ? entriesOf(bundle).flatMap(timelessName) : [];
  const identity = timeless.length === 0 ? undefined : `Bundle#${lastSaid.nameFor(timeless, body)}`;
  return { body, type: typeOf(bundle), ...(identity === undefined ? {} : { identity }) };
}

/** What an entry speaks of when it says neither version nor time. */
function timelessName(entry: JsonValue): readonly string[] {
  const { request, resource } = isObject(entry) ? entry : {};
  const { resourceType, id, meta } = isObject(resource) ? resource : {};
  if (isObject(meta) && (meta['versionId'] !== undefined || meta['lastUpdated'] !== undefined)) return [];
  if (isObject(request) && request['method'] !== 'POST' && request['url'] !== undefined)
    return [textOf(request['url'])];
  return id === undefined ? [] : [`${textOf(resourceType)}/${textOf(id)}`];
}

function answerBundle(
  type: 'transaction-response' | 'batch-response',
  judged: readonly (Asked | Refusal)[],
  messageId: string,
  wish: Wish,
): Reply {
  let position = -1;
  const entry = judged.map((one): JsonObject => {
    if (isRefusal(one))
      return { response: { status: statusLine(one.status), outcome: operationOutcome(...one.issues) } };
    position += 1;
    return answerEntry(one, assignedId(messageId, `Bundle.entry[${position}]`), messageId, wish);
  });
  // An empty list is no FHIR.
  return { status: 200, body: { resourceType: 'Bundle', type, ...(entry.length === 0 ? {} : { entry }) } };
}

function answerEntry({ target, resource }: Asked, newId: string, messageId: string, wish: Wish): JsonObject {
  const outcome = wish.prefer === 'OperationOutcome' ? { outcome: stored(messageId) } : {};
  if (!resource) return { response: { status: statusLine(204), ...outcome } };
  const id = resource.id ?? newId;
  return {
    ...(wish.prefer === 'representation' ? { resource: { ...resource, id } } : {}),
    response: {
      status: statusLine(target.is === 'create' ? 201 : 200),
      location: `${wish.base}/${resource.resourceType}/${id}`,
      etag: etagOf(resource, messageId),
      ...outcome,
    },
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`;
}
