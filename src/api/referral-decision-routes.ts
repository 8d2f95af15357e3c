import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import {
  confirmReferral,
  holdReferral,
  joinReferrals,
  keepApart,
  logContact,
  splitReferral,
} from '../pipeline/referral-decisions.ts';
import { decideReferral } from '../pipeline/resolve.ts';
import type { Answered } from '../pipeline/person-statement.ts';
import { insertAudit } from '../store/audit.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const reason = z.string().min(1).max(500);
const otherId = z.uuid().openapi({ description: 'Another referral of the same patient.' });

const decisionSchema = z
  .discriminatedUnion('decision', [
    z.strictObject({ decision: z.literal('accepted'), reason: reason.optional() }),
    z.strictObject({ decision: z.literal('declined'), reason }),
    z.strictObject({ decision: z.literal('voided'), reason }),
    z.strictObject({ decision: z.literal('confirmed') }),
    z.strictObject({ decision: z.literal('held'), reason: reason.optional() }),
    z.strictObject({ decision: z.literal('resumed') }),
    z.strictObject({
      decision: z.literal('contacted'),
      outcome: z.enum(['reached', 'message_left', 'no_answer', 'wrong_number']),
    }),
    z.strictObject({ decision: z.literal('joined'), otherId }),
    z.strictObject({ decision: z.literal('apart'), otherId }),
    z.strictObject({
      decision: z.literal('split'),
      messageIds: z
        .array(z.uuid())
        .min(1)
        .max(500)
        .openapi({ description: 'What these messages said becomes a referral of its own.' }),
    }),
  ])
  .openapi('ReferralDecision');

export const decideReferralRoute = createRoute({
  method: 'post',
  path: '/v1/referrals/{id}/decisions',
  operationId: 'decideReferral',
  tags: ['referrals'],
  summary: 'Say what a person decided about a referral',
  description:
    'Accept, decline, remove, confirm a doubtful one, hold, resume, log a call, join with another or keep apart, split. A decision is a fact like any other: what it makes untrue is corrected, nothing is sent twice.',
  security: [{ token: [] }],
  request: {
    params: z.object({ id: z.uuid() }),
    body: { required: true, content: { 'application/json': { schema: decisionSchema } } },
  },
  responses: {
    200: {
      description: 'Noted',
      content: {
        'application/json': { schema: z.object({ referralId: z.uuid() }).openapi('DecidedReferral') },
      },
    },
    400: problemResponse('A parameter or field does not fit.'),
    404: problemResponse(
      'There is no such referral, no such other referral of its patient, or nothing to split.',
    ),
    409: problemResponse('The two are one referral already.'),
    ...guardedResponses,
  },
});

type Decision = z.infer<typeof decisionSchema>;

export function addReferralDecisionRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  api.openapi(decideReferralRoute, async (c) => {
    const { id } = c.req.valid('param');
    const decision = c.req.valid('json');
    await insertAudit(deps.hub.db, {
      actor: actorOf(c),
      action: `referral_${decision.decision}`,
      objectKind: 'referral',
      objectId: id,
      peer: peerOf(c),
    });
    const answered = await decide(deps, id, decision, actorOf(c));
    if (answered === 'not_found')
      return problem(c, 404, 'not-found', 'There is no such referral, or nothing this could be about.');
    if (answered === 'already_answered')
      return problem(c, 409, 'already-one', 'The two are one referral already.');
    return c.json({ referralId: id }, 200);
  });
}

function decide({ hub }: ApiDeps, id: string, said: Decision, person: string): Promise<Answered> {
  switch (said.decision) {
    case 'accepted':
    case 'declined':
    case 'voided':
      return decideReferral(hub, id, said.decision, said.reason, person);
    case 'confirmed':
      return confirmReferral(hub, id, person);
    case 'held':
    case 'resumed': {
      const why = said.decision === 'held' && said.reason !== undefined ? { reason: said.reason } : {};
      return holdReferral(hub, id, { isOnHold: said.decision === 'held', ...why }, person);
    }
    case 'contacted':
      return logContact(hub, id, said.outcome, person);
    case 'joined':
      return joinReferrals(hub, id, said.otherId, person);
    case 'apart':
      return keepApart(hub, id, said.otherId, person);
    case 'split':
      return splitReferral(hub, id, said.messageIds, person);
  }
}
