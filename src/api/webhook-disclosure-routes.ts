import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { approveDisclosure, askDisclosure } from '../store/webhook-disclosure.ts';
import { findWebhook } from '../store/webhooks.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';
import { audit, notFound } from './webhook-answers.ts';
import { toWebhookResponse, webhookSchema } from './webhook-schemas.ts';

const params = z.object({ id: z.uuid() });
const security = [{ token: [] }];
const webhook = { 'application/json': { schema: webhookSchema } };

const none = z.strictObject({ profile: z.literal('none') });
const more = z.strictObject({
  profile: z.enum(['minimum', 'full']),
  agreement: z.string().trim().min(3).max(300).openapi({
    description: 'The agreement that allows it, as its parties call it: a BAA with its date.',
    example: 'BAA with Example CRM, 2026-03-02',
  }),
  isAgreementInForce: z.literal(true).openapi({ description: 'You have seen it, and it covers this.' }),
});

export const setDisclosureRoute = createRoute({
  method: 'put',
  path: '/v1/webhooks/{id}/disclosure',
  operationId: 'setWebhookDisclosure',
  tags: ['webhooks'],
  summary: 'Say what a receiver may learn of patients',
  description:
    'none: nothing, which is what every receiver begins with. minimum: initials and year of birth. full: name and date of birth; it holds ' +
    'once somebody else approves it. Anything but none names the agreement that allows it.',
  security,
  request: {
    params,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.discriminatedUnion('profile', [none, more]).openapi('NewWebhookDisclosure'),
        },
      },
    },
  },
  responses: {
    200: { description: 'As it is now', content: webhook },
    400: problemResponse('A field does not fit, or the agreement is not named.'),
    404: problemResponse('There is no such webhook.'),
    ...guardedResponses,
  },
});

export const approveDisclosureRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/disclosure/approval',
  operationId: 'approveWebhookDisclosure',
  tags: ['webhooks'],
  summary: 'Approve what somebody else asked for',
  security,
  request: { params },
  responses: {
    200: { description: 'As it is now', content: webhook },
    400: problemResponse('The id is no UUID.'),
    404: problemResponse('There is no such webhook.'),
    409: problemResponse('Nothing waits for approval, or you asked for it yourself.'),
    ...guardedResponses,
  },
});

export function addDisclosureRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(setDisclosureRoute, async (c) => {
    const { id } = c.req.valid('param');
    const wish = c.req.valid('json');
    await audit(db, c, `webhook_disclosure_${wish.profile}`, id);
    const agreement = wish.profile === 'none' ? {} : { agreement: wish.agreement };
    await askDisclosure(db, id, {
      profile: wish.profile,
      ...agreement,
      askedBy: { id: c.get('token').id, name: actorOf(c) },
    });
    const found = await findWebhook(db, id);
    return found ? c.json(toWebhookResponse(found), 200) : notFound(c);
  });
  api.openapi(approveDisclosureRoute, async (c) => {
    const { id } = c.req.valid('param');
    await audit(db, c, 'webhook_disclosure_approved', id);
    const approval = await approveDisclosure(db, id, { id: c.get('token').id, name: actorOf(c) });
    if (approval === 'same-person')
      return problem(c, 409, 'same-person', 'Who asked for it cannot approve it: another person must.');
    if (approval === 'nothing-asked')
      return problem(c, 409, 'nothing-asked', 'Nothing waits for approval here.');
    const found = await findWebhook(db, id);
    return found ? c.json(toWebhookResponse(found), 200) : notFound(c);
  });
}
