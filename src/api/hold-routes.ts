import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { holdCodes, holds } from '../domain/delivery-policy.ts';
import { ownerRoles } from '../domain/escalation-kinds.ts';
import { holdEffect, releaseHeld, type Released } from '../pipeline/held.ts';
import { purposeOf } from '../pipeline/release.ts';
import { dismissReview } from '../pipeline/resolve.ts';
import { insertAudit } from '../store/audit.ts';
import { findHeldQuestion, listHeld, type HeldItem } from '../store/held.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { decodePlace, encodePlace } from './cursor.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const tags = ['holds'];
const badRequest = problemResponse('A parameter or field does not fit.');
const because = z.string().trim().min(1).max(300).openapi({
  description: 'Why, in words of a person; kept with the note.',
  example: 'The office asked for it by telephone.',
});

const holdSchema = z
  .object({
    id: z.uuid().openapi({ description: 'What is let go by.' }),
    code: z.enum(holdCodes),
    sentence: z.string().openapi({ description: 'Why it waits.' }),
    releasedBy: z.enum(ownerRoles).openapi({ description: 'Whose work it is.' }),
    how: z.string().openapi({ description: 'What that person does.' }),
    endsBy: z.enum(['release', 'mend', 'clock']).openapi({
      description:
        'release: somebody lets it go. mend: it goes when what is missing is there. clock: by itself; a person may hurry it.',
    }),
    purpose: z.string().openapi({ description: 'What is to be sent.', example: 'note' }),
    since: z.iso.datetime(),
    until: z.iso.datetime().optional().openapi({ description: 'When it goes by itself.' }),
    heldBy: z.string().optional().openapi({ description: 'Absent: the hub.' }),
    reviewId: z.uuid().optional().openapi({ description: 'The open question about it.' }),
    referralId: z.uuid(),
    partnerId: z.uuid().optional(),
    partnerName: z.string().optional(),
    destination: z.string().optional(),
    address: z.string().optional(),
  })
  .openapi('Hold');

export const listHoldsRoute = createRoute({
  method: 'get',
  path: '/v1/holds',
  operationId: 'listHolds',
  tags,
  summary: 'What is to go to offices and waits, with the reason, longest first',
  security,
  request: {
    query: z.object({
      partnerId: z.uuid().optional(),
      referralId: z.uuid().optional(),
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: {
    200: {
      description: 'A page of them',
      content: {
        'application/json': {
          schema: z
            .object({
              holds: z.array(holdSchema),
              next: z.string().optional().openapi({ description: 'For `after`; absent on the last page.' }),
            })
            .openapi('HoldList'),
        },
      },
    },
    400: badRequest,
    ...guardedResponses,
  },
});

const heldSchema = z.object({ id: z.uuid() }).openapi('HeldOrReleased');
const done = { description: 'Done', content: { 'application/json': { schema: heldSchema } } };

export const releaseHoldRoute = createRoute({
  method: 'post',
  path: '/v1/holds/{id}/release',
  operationId: 'releaseHold',
  tags,
  summary: 'Let something go that is held',
  description:
    'For a number in doubt this says that somebody called the office and the number is theirs: all that waits for it goes.',
  security,
  request: {
    params: z.object({ id: z.uuid() }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              because,
              office: z.enum(['always', 'never']).optional().openapi({
                description: 'Only for offer_asked: what holds for the next notes of this office too.',
              }),
            })
            .openapi('ReleaseHold'),
        },
      },
    },
  },
  responses: {
    200: done,
    400: badRequest,
    404: problemResponse('Nothing with this id is held.'),
    409: problemResponse('It is not held any more (not-held), or has no address to go to (needs-way).'),
    ...guardedResponses,
  },
});

export const holdBackRoute = createRoute({
  method: 'put',
  path: '/v1/holds/{id}',
  operationId: 'holdBack',
  tags,
  summary: 'Hold something back that has not left yet',
  description:
    'The id is that of a hold, or of a delivery that waits for its turn. Doing it again changes nothing.',
  security,
  request: {
    params: z.object({ id: z.uuid() }),
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ because }).openapi('HoldBack') } },
    },
  },
  responses: {
    200: done,
    400: badRequest,
    404: problemResponse('There is nothing with this id that could be held.'),
    409: problemResponse('Too late: it is on its way, somebody has it, or nobody wants it any more.'),
    ...guardedResponses,
  },
});

export const refuseHoldRoute = createRoute({
  method: 'post',
  path: '/v1/holds/{id}/refusal',
  operationId: 'refuseHold',
  tags,
  summary: 'Answer what is asked about a hold with no',
  description:
    'A number that is not theirs is marked bad and never used; what waited for it is decided anew. What a patient or the liaison does not want sent is dropped. Everything else stays unsent, and nobody is asked any more.',
  security,
  request: {
    params: z.object({ id: z.uuid() }),
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ because }).openapi('RefuseHold') } },
    },
  },
  responses: {
    200: done,
    400: badRequest,
    404: problemResponse('Nothing with this id is held.'),
    409: problemResponse('Nothing is asked about it (no-question), or somebody answered first (not-held).'),
    ...guardedResponses,
  },
});

export const holdRoutes = [listHoldsRoute, releaseHoldRoute, refuseHoldRoute, holdBackRoute];

/** What waits for a person before it goes to an office. Acts as the console's; the pipeline writes the audit. */
export function addHoldRoutes(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  api.openapi(listHoldsRoute, async (c) => {
    const { after, limit, partnerId, referralId } = c.req.valid('query');
    const place = after === undefined ? undefined : decodePlace(after);
    if (after !== undefined && !place)
      return problem(c, 400, 'cursor-malformed', 'This is not a cursor of this list.');
    const found = await listHeld(hub.db, {
      limit: limit + 1,
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(referralId === undefined ? {} : { referralId }),
      ...(place ? { after: { since: place.receivedAt, id: place.id } } : {}),
    });
    const last = found.length > limit ? found[limit - 1] : undefined;
    const next = last ? { next: encodePlace({ receivedAt: last.since, id: last.id }) } : {};
    return c.json({ holds: found.slice(0, limit).map(toResponse), ...next }, 200);
  });
  api.openapi(releaseHoldRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { because: why, office } = c.req.valid('json');
    const how = { because: why, ...(office === undefined ? {} : { office }) };
    return answerRelease(c, id, await releaseHeld(hub, id, actorOf(c), how));
  });
  api.openapi(refuseHoldRoute, async (c) => {
    const { id } = c.req.valid('param');
    const held = await findHeldQuestion(hub.db, id);
    if (!held) return problem(c, 404, 'not-found', 'Nothing with this id is held.');
    if (held.reviewId === null)
      return problem(c, 409, 'no-question', 'Nothing is asked about it: mend what is missing, or let it go.');
    const about = { action: 'review_dismiss', objectKind: 'review', objectId: held.reviewId };
    await insertAudit(hub.db, { actor: actorOf(c), peer: peerOf(c), ...about });
    const answered = await dismissReview(hub, held.reviewId, c.req.valid('json').because, actorOf(c));
    if (answered === 'done') return c.json({ id }, 200);
    return problem(c, 409, 'not-held', 'Somebody answered first.');
  });
  api.openapi(holdBackRoute, async (c) => {
    const { id } = c.req.valid('param');
    const held = await holdEffect(hub, id, actorOf(c), c.req.valid('json').because);
    if (held === 'not_found') return problem(c, 404, 'not-found', 'There is nothing with this id.');
    if (held === 'too_late')
      return problem(c, 409, 'too-late', 'It is on its way, somebody has it, or nobody wants it any more.');
    return c.json({ id }, 200);
  });
}

function answerRelease(c: Context<ApiEnv>, id: string, released: Released) {
  if (released === 'not_found') return problem(c, 404, 'not-found', 'Nothing with this id is held.');
  if (released === 'already_answered') return problem(c, 409, 'not-held', 'It is not held any more.');
  if (released === 'needs_way')
    return problem(c, 409, 'needs-way', 'There is no address for it: enter one for the partner first.');
  return c.json({ id }, 200);
}

/** Sentences that name the number in doubt; what people wrote may name a patient and stays in the console. */
const ownSentence: ReadonlySet<string> = new Set(['unverified_number', 'changed_number']);

function toResponse(one: HeldItem): z.infer<typeof holdSchema> {
  const { id, code, releasedBy, how, since, referralId, effectKind } = one;
  const { until, heldBy, reviewId, partnerId, partnerName, destination, address } = one;
  return {
    id,
    code,
    sentence: ownSentence.has(code) ? one.sentence : holds[code].sentence,
    releasedBy,
    how,
    endsBy: holds[code].ends,
    purpose: purposeOf[effectKind] ?? effectKind,
    since,
    referralId,
    ...(until === null ? {} : { until }),
    ...(heldBy === null ? {} : { heldBy }),
    ...(reviewId === null ? {} : { reviewId }),
    ...(partnerId === null ? {} : { partnerId }),
    ...(partnerName === null ? {} : { partnerName }),
    ...(destination === null ? {} : { destination }),
    ...(address === null ? {} : { address }),
  };
}
