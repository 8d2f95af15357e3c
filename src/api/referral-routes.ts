import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { referralStates } from '../domain/referral-state.ts';
import { lastPosition } from '../store/events.ts';
import {
  findReferralSummary,
  listReferralSummaries,
  type ReferralSummary,
} from '../store/referral-summaries.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { decodePlace, encodePlace, encodePosition } from './cursor.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const MOST_REFERRALS = 500;

const referralSchema = z
  .object({
    id: z.uuid(),
    state: z.enum(referralStates),
    kind: z.enum(['explicit', 'possible']),
    isCounted: z.boolean().openapi({ description: "Counts in the partner's volume." }),
    priority: z.string().openapi({ example: 'routine' }),
    partner: z
      .object({ id: z.uuid(), npi: z.string().optional() })
      .optional()
      .openapi({ description: 'Who referred, when known.' }),
    receivedAt: z.iso.datetime(),
    appointmentAt: z.iso.datetime().optional(),
    updatedAt: z.iso.datetime(),
    version: z.int().openapi({ description: 'Grows with every change; events carry it too.' }),
    mergedInto: z.uuid().optional().openapi({ description: 'It turned out to be the same as this one.' }),
  })
  .openapi('Referral');

const referralPage = z
  .object({
    referrals: z.array(referralSchema),
    next: z.string().optional().openapi({ description: 'Pass it as `after`; absent on the last page.' }),
    eventsCursor: z.string().openapi({
      description:
        'Follow /v1/events after the cursor of your first page: what changed while you paged is in there.',
    }),
  })
  .openapi('ReferralPage');

export const listReferralsRoute = createRoute({
  method: 'get',
  path: '/v1/referrals',
  operationId: 'listReferrals',
  tags: ['referrals'],
  summary: 'Referrals without their patients, newest first',
  security: [{ token: [] }],
  request: {
    query: z.object({
      after: z.string().max(200).optional().openapi({ description: '`next` of the last page.' }),
      limit: z.coerce.number().int().min(1).max(MOST_REFERRALS).default(100),
      state: z.enum(referralStates).optional(),
      partnerId: z.uuid().optional(),
    }),
  },
  responses: {
    200: { description: 'A page of referrals', content: { 'application/json': { schema: referralPage } } },
    400: problemResponse('A parameter does not fit.'),
    ...guardedResponses,
  },
});

export const getReferralRoute = createRoute({
  method: 'get',
  path: '/v1/referrals/{id}',
  operationId: 'getReferral',
  tags: ['referrals'],
  summary: 'One referral without its patient',
  security: [{ token: [] }],
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: { description: 'The referral', content: { 'application/json': { schema: referralSchema } } },
    400: problemResponse('The id is no UUID.'),
    404: problemResponse('There is no such referral.'),
    ...guardedResponses,
  },
});

export function addReferralRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(listReferralsRoute, async (c) => {
    const { after, limit, state, partnerId } = c.req.valid('query');
    const place = after === undefined ? undefined : decodePlace(after);
    if (after !== undefined && !place)
      return problem(c, 400, 'cursor-malformed', 'This is not a cursor of this list.');
    // Before the rows: what changes after this look is announced after this cursor.
    const position = await lastPosition(db);
    const filter = {
      ...(state === undefined ? {} : { state }),
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(place === undefined ? {} : { after: place }),
    };
    const found = await listReferralSummaries(db, filter, limit + 1);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    const next = last === undefined ? {} : { next: encodePlace(last) };
    return c.json(
      { referrals: page.map(toReferralResponse), ...next, eventsCursor: encodePosition(position) },
      200,
    );
  });
  api.openapi(getReferralRoute, async (c) => {
    const found = await findReferralSummary(db, c.req.valid('param').id);
    if (!found) return problem(c, 404, 'not-found', 'There is no such referral.');
    return c.json(toReferralResponse(found), 200);
  });
}

export function toReferralResponse(one: ReferralSummary): z.infer<typeof referralSchema> {
  const { partnerId, partnerNpi, appointmentAt, mergedInto, ...always } = one;
  return {
    ...always,
    ...(partnerId === null
      ? {}
      : { partner: { id: partnerId, ...(partnerNpi === null ? {} : { npi: partnerNpi }) } }),
    ...(appointmentAt === null ? {} : { appointmentAt }),
    ...(mergedInto === null ? {} : { mergedInto }),
  };
}
