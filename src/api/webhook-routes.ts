import type { OpenAPIHono } from '@hono/zod-openapi';
import { findUrlProblem } from '../pipeline/webhook/address.ts';
import { sendTestEvent } from '../pipeline/publish.ts';
import { holdsPatientData } from '../pipeline/cloud-event.ts';
import { transaction } from '../store/transaction.ts';
import { findWebhookAttempt, listWebhookAttempts } from '../store/webhook-attempts.ts';
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks,
  rotateWebhookSecret,
  updateWebhook,
} from '../store/webhooks.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { problem } from './problem.ts';
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getAttemptRoute,
  getWebhookRoute,
  listAttemptsRoute,
  listWebhooksRoute,
  rotateSecretRoute,
  testWebhookRoute,
  updateWebhookRoute,
} from './webhook-documents.ts';
import { audit, notFound, positionOf, unknownCursor } from './webhook-answers.ts';
import { addDisclosureRoutes } from './webhook-disclosure-routes.ts';
import { addReplayRoutes } from './webhook-replay-routes.ts';
import { toAttemptDetail, toAttemptResponse, toWebhookResponse } from './webhook-schemas.ts';

/** A hub has a handful of receivers; this many would be a mistake. */
const MOST_WEBHOOKS = 500;

export function addWebhookRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  addReading(api, deps);
  addChanging(api, deps);
  addActions(api, deps);
  addDisclosureRoutes(api, deps);
  addReplayRoutes(api, deps);
}

function addReading(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(listWebhooksRoute, async (c) => {
    const webhooks = await listWebhooks(db, MOST_WEBHOOKS);
    return c.json({ webhooks: webhooks.map(toWebhookResponse) }, 200);
  });
  api.openapi(getWebhookRoute, async (c) => {
    const webhook = await findWebhook(db, c.req.valid('param').id);
    return webhook ? c.json(toWebhookResponse(webhook), 200) : notFound(c);
  });
  api.openapi(listAttemptsRoute, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await findWebhook(db, id))) return notFound(c);
    const attempts = await listWebhookAttempts(db, id, c.req.valid('query').limit);
    return c.json({ attempts: attempts.map(toAttemptResponse) }, 200);
  });
  api.openapi(getAttemptRoute, async (c) => {
    const { id, attemptId } = c.req.valid('param');
    const attempt = await findWebhookAttempt(db, id, attemptId);
    if (!attempt) return problem(c, 404, 'not-found', 'There is no such try.');
    if (holdsPatientData(attempt.body)) await audit(db, c, 'webhook_body_viewed', id);
    return c.json(toAttemptDetail(attempt), 200);
  });
}

function addChanging(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(createWebhookRoute, async (c) => {
    const { url, description, types, after } = c.req.valid('json');
    const refused = findUrlProblem(url, { allowPrivate: deps.allowPrivateWebhooks });
    if (refused) return problem(c, 422, refused.code, refused.reason);
    const position = await positionOf(deps, after);
    if (position === undefined) return unknownCursor(c);
    const made = await transaction(db, async (tx) => {
      const inserted = await insertWebhook(tx, { url, description, types, position });
      await audit(tx, c, 'webhook_created', inserted.id);
      return inserted;
    });
    const webhook = await findWebhook(db, made.id);
    if (!webhook) return notFound(c);
    return c.json({ ...toWebhookResponse(webhook), secret: made.secret }, 201);
  });
  api.openapi(updateWebhookRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { description, types, state, after } = c.req.valid('json');
    const position = after === undefined ? undefined : await positionOf(deps, after);
    if (after !== undefined && position === undefined) return unknownCursor(c);
    await audit(db, c, 'webhook_changed', id);
    await updateWebhook(db, id, {
      ...(description === undefined ? {} : { description }),
      ...(types === undefined ? {} : { types }),
      ...(state === undefined ? {} : { state }),
      ...(position === undefined ? {} : { position }),
    });
    const webhook = await findWebhook(db, id);
    return webhook ? c.json(toWebhookResponse(webhook), 200) : notFound(c);
  });
  api.openapi(deleteWebhookRoute, async (c) => {
    const { id } = c.req.valid('param');
    await audit(db, c, 'webhook_deleted', id);
    return (await deleteWebhook(db, id)) ? c.body(null, 204) : notFound(c);
  });
}

function addActions(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db, publicUrl } = deps.hub;
  api.openapi(testWebhookRoute, async (c) => {
    const { id } = c.req.valid('param');
    await audit(db, c, 'webhook_tested', id);
    const publishing = { db, publicUrl, allowPrivate: deps.allowPrivateWebhooks };
    const outcome = await sendTestEvent(publishing, id, c.req.valid('json').type);
    if (!outcome) return notFound(c);
    const { isDelivered, code, durationMs, status } = outcome;
    return c.json({ isDelivered, code, durationMs, ...(status === undefined ? {} : { status }) }, 200);
  });
  api.openapi(rotateSecretRoute, async (c) => {
    const { id } = c.req.valid('param');
    await audit(db, c, 'webhook_secret_rotated', id);
    const secret = await rotateWebhookSecret(db, id);
    const webhook = await findWebhook(db, id);
    if (secret === undefined || !webhook) return notFound(c);
    return c.json({ secret, publicKeys: [...webhook.publicKeys] }, 200);
  });
}
