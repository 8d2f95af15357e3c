import { codeOf } from '../../lib/failure.ts';
import type { JsonObject } from '../../formats/json/json.ts';
import type { Receipt, SourceContext } from '../../sdk/source.ts';
import { takeBody } from './body.ts';
import { planBundle } from './bundle.ts';
import { rememberLastSaid, type LastSaid } from './last-said.ts';
import { notStored, refusal, type Refusal } from './outcome.ts';
import { refusedPlan, replyTo, type Plan, type Reply, type Wish } from './plan.ts';
import { planDelete, planResource } from './resource.ts';
import { isRefusal, readTarget, wrongMethod } from './target.ts';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

export type FhirDoor = {
  readonly context: Omit<SourceContext<unknown>, 'config'>;
  readonly maxBytes: number;
  /** What stands before `/Appointment` in the path of a request. */
  readonly prefix: string;
  /** The same as senders write it, with scheme and host. */
  readonly base: string;
  /** The CapabilityStatement. */
  readonly metadata: JsonObject;
};

/** What answers every request to one channel's FHIR base: persist, then answer. */
export function answerFhir(door: FhirDoor): (request: Request, peer: string) => Promise<Response> {
  const lastSaid = rememberLastSaid();
  return async (request, peer) => toResponse(await replyFor(door, lastSaid, request, peer));
}

async function replyFor(door: FhirDoor, lastSaid: LastSaid, request: Request, peer: string): Promise<Reply> {
  const url = new URL(request.url);
  const path = url.pathname.slice(door.prefix.length).replace(/^\/+/, '');
  const { method } = request;
  const unanswerable = checkFormat(url, request.headers);
  if (unanswerable) return replyTo(unanswerable);
  if (method === 'OPTIONS') return { status: 204, headers: { Allow: 'GET, POST, PUT, DELETE, OPTIONS' } };
  if ((method === 'GET' || method === 'HEAD') && path === 'metadata')
    return { status: 200, body: door.metadata };
  url.searchParams.delete('_format');
  url.searchParams.delete('_pretty');
  const plan = await planFor(door, lastSaid, request, `${path}${url.search}`, peer);
  if ('status' in plan) return replyTo(plan);
  return store(door, plan, request, peer);
}

/** Refused without anything to keep: nothing came, or not what this endpoint could store. */
async function planFor(
  door: FhirDoor,
  lastSaid: LastSaid,
  request: Request,
  path: string,
  peer: string,
): Promise<Plan | Refusal> {
  const { method, headers } = request;
  const isSystem = path === '' || path.startsWith('?') || path.split('?')[0] === '$process-message';
  const target = isSystem ? undefined : readTarget(method, path, headers.get('if-none-exist') ?? undefined);
  if (target && !isRefusal(target) && target.is === 'delete') return planDelete(target, lastSaid);
  if (method !== 'POST' && (isSystem || method !== 'PUT'))
    return target && isRefusal(target) ? target : wrongMethod(method);
  const taken = await takeBody(request, door.maxBytes);
  if (taken.refusal) {
    door.context.report({
      kind: 'failed',
      sentence: `A request was refused with ${taken.refusal.status}: ${taken.refusal.issues[0]?.diagnostics ?? ''}`,
      peer,
    });
    return taken.body ? refusedPlan(taken.body, taken.refusal) : taken.refusal;
  }
  const { body } = taken;
  if (target && isRefusal(target)) return refusedPlan(body, target);
  if (!target) return planBundle(body, lastSaid, path.startsWith('$'));
  return planResource(target, body, lastSaid);
}

async function store(
  { context, base }: FhirDoor,
  plan: Plan,
  { headers }: Request,
  peer: string,
): Promise<Reply> {
  const contentType = headers.get('content-type') ?? undefined;
  const receipts: Receipt[] = [];
  try {
    // One after the other: when the second cannot be stored, sending all again stores what is missing.
    for (const arrival of plan.arrivals)
      receipts.push(
        await context.receive({ ...arrival, peer, ...(contentType === undefined ? {} : { contentType }) }),
      );
  } catch (error) {
    const sentence = `A message could not be stored (${codeOf(error)}); the sender was told to send it again.`;
    context.report({ kind: 'failed', sentence, peer });
    return replyTo(notStored);
  }
  const reply = plan.answer(receipts, { base, prefer: preferOf(headers) });
  // Of two (a batch with broken entries) the one that is used.
  const receipt = receipts.at(-1);
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'X-Referloop-Message-Id': receipt?.messageId ?? '',
      'X-Referloop-Outcome': receipt?.outcome ?? '',
    },
  };
}

/** RFC 7240; what is not understood is ignored. */
function preferOf(headers: Headers): Wish['prefer'] {
  const said = /(?:^|[,;\s])return\s*=\s*"?([a-z]+)/i.exec(headers.get('prefer') ?? '')?.[1]?.toLowerCase();
  if (said === 'operationoutcome') return 'OperationOutcome';
  return said === 'minimal' || said === 'representation' ? said : undefined;
}

/** `_format` outranks Accept (FHIR R4, 3.1.0.1.11). */
function checkFormat(url: URL, headers: Headers): Refusal | undefined {
  // A plus sign that nobody encoded has become a blank.
  const wanted = url.searchParams.get('_format')?.replace(' ', '+') ?? headers.get('accept') ?? '';
  const isFine =
    wanted === '' || /json|\*\/\*|application\/\*/i.test(wanted) || !/xml|ttl|turtle/i.test(wanted);
  return isFine ? undefined : refusal(406, 'not-supported', 'This endpoint answers in JSON only.');
}

function toResponse({ status, headers, body }: Reply): Response {
  if (body === undefined) return new Response(null, { status, ...(headers ? { headers } : {}) });
  const content = body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
  return new Response(content, { status, headers: { ...headers, 'Content-Type': FHIR_JSON } });
}
