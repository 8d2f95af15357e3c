import { Hono } from 'hono';
import { isPublishedEventType } from '../domain/event-catalogue.ts';
import { codeOf } from '../lib/failure.ts';
import { sendTestEvent } from '../pipeline/publish.ts';
import { askReplay, planReplay } from '../pipeline/webhook/replay.ts';
import { insertAudit } from '../store/audit.ts';
import { lastPosition } from '../store/events.ts';
import { listWebhookAttempts } from '../store/webhook-attempts.ts';
import { listReplays, stopReplay } from '../store/webhook-replays.ts';
import {
  deleteWebhook,
  findWebhook,
  rotateWebhookSecret,
  updateWebhook,
  type Webhook,
} from '../store/webhooks.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { replayWishOf } from './webhook-forms.ts';
import { WebhookBody, type Told } from './webhook-view.tsx';

const ATTEMPTS = 50;
const REPLAYS = 10;
const PER_SECOND = 50;

/** `GET /webhooks/:id`: how a receiver stands and all that was sent; its forms try it, send again, change keys, end it. */
export function webhookRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/webhooks/:id', (c) => withWebhook(c, deps, (webhook) => show(c, deps, webhook)));
  addTest(app, deps);
  addReplays(app, deps);
  addChanges(app, deps);
  return app;
}

/** The receiver of the address, or the page that says it is not there. */
export async function withWebhook(
  c: ConsoleContext,
  deps: ConsoleDeps,
  then: (webhook: Webhook) => Response | Promise<Response>,
): Promise<Response> {
  const id = c.req.param('id');
  const webhook = isId(id) ? await findWebhook(deps.hub.db, id) : undefined;
  return webhook ? then(webhook) : showMissing(c, deps, 'This receiver');
}

export async function auditWebhook(
  c: ConsoleContext,
  deps: ConsoleDeps,
  id: string,
  action: string,
): Promise<void> {
  await insertAudit(deps.hub.db, { ...actor(c, deps), action, objectKind: 'webhook', objectId: id });
}

export async function show(
  c: ConsoleContext,
  deps: ConsoleDeps,
  webhook: Webhook,
  told?: Told,
): Promise<Response> {
  const { db, policy } = deps.hub;
  const [attempts, replays, newest] = await Promise.all([
    listWebhookAttempts(db, webhook.id, ATTEMPTS),
    listReplays(db, webhook.id, REPLAYS),
    lastPosition(db),
  ]);
  const { role, csrfToken, accountId } = c.get('session');
  return showPage(
    c,
    deps,
    {
      title: 'Receiver of events',
      current: 'channels',
      isLive: told === undefined,
      ...(told?.isProblem === true ? { status: 422 } : {}),
    },
    <WebhookBody
      webhook={webhook}
      attempts={attempts}
      replays={replays}
      newest={newest}
      told={told}
      mayDisclose={role === 'admin'}
      self={accountId}
      token={csrfToken}
      zone={policy.zone}
    />,
  );
}

const formOf = async (c: ConsoleContext): Promise<Form> => textsOf(await c.req.parseBody());

function addTest(app: ConsoleApp, deps: ConsoleDeps): void {
  app.post('/webhooks/:id/test', (c) =>
    withWebhook(c, deps, async (webhook) => {
      const type = (await formOf(c))['type'] ?? '';
      if (!isPublishedEventType(type))
        return show(c, deps, webhook, { sentence: 'Choose a type of event.', isProblem: true });
      await auditWebhook(c, deps, webhook.id, 'webhook_tested');
      const { db, publicUrl } = deps.hub;
      const allowPrivate = deps.allowPrivateWebhooks === true;
      await sendTestEvent({ db, publicUrl, allowPrivate }, webhook.id, type);
      const [last] = await listWebhookAttempts(db, webhook.id, 1);
      return c.redirect(`/webhooks/${webhook.id}/attempts/${last?.id ?? ''}`, 303);
    }),
  );
}

function addReplays(app: ConsoleApp, deps: ConsoleDeps): void {
  const { db, policy } = deps.hub;
  app.post('/webhooks/:id/replays', (c) =>
    withWebhook(c, deps, async (webhook) => {
      const form = await formOf(c);
      const wish = replayWishOf(form, policy.zone);
      if (typeof wish === 'string') return show(c, deps, webhook, { sentence: wish, isProblem: true });
      try {
        if (form['go'] === 'count') {
          const { count } = await planReplay(db, webhook.id, wish);
          return await show(c, deps, webhook, { sentence: `${count} events would be sent again.` });
        }
        await auditWebhook(c, deps, webhook.id, 'webhook_replay_asked');
        const how = { perSecond: PER_SECOND, askedBy: c.get('session').email };
        const { count } = await askReplay(db, webhook.id, wish, how);
        deps.hub.wake('events');
        const sentence = `${count} events are sent again, at most ${PER_SECOND} a second.`;
        return await show(c, deps, webhook, { sentence });
      } catch (error) {
        if (codeOf(error) !== 'event-unknown') throw error;
        return show(c, deps, webhook, {
          sentence: 'There is no event with this id in the log.',
          isProblem: true,
        });
      }
    }),
  );
  app.post('/webhooks/:id/replays/:replayId/stop', (c) =>
    withWebhook(c, deps, async (webhook) => {
      const replayId = c.req.param('replayId');
      await auditWebhook(c, deps, webhook.id, 'webhook_replay_stopped');
      if (isId(replayId)) await stopReplay(db, webhook.id, replayId);
      return c.redirect(`/webhooks/${webhook.id}?told=saved`, 303);
    }),
  );
}

function addChanges(app: ConsoleApp, deps: ConsoleDeps): void {
  const { db } = deps.hub;
  app.post('/webhooks/:id/active', (c) =>
    withWebhook(c, deps, async (webhook) => {
      await auditWebhook(c, deps, webhook.id, 'webhook_changed');
      await updateWebhook(db, webhook.id, { state: 'active' });
      return c.redirect(`/webhooks/${webhook.id}?told=saved`, 303);
    }),
  );
  app.post('/webhooks/:id/rotate', (c) =>
    withWebhook(c, deps, async (webhook) => {
      await auditWebhook(c, deps, webhook.id, 'webhook_secret_rotated');
      const secret = await rotateWebhookSecret(db, webhook.id);
      const changed = await findWebhook(db, webhook.id);
      if (secret === undefined || !changed) return showMissing(c, deps, 'This receiver');
      return show(c, deps, changed, { sentence: 'For a day old and new keys both sign.', secret });
    }),
  );
  app.post('/webhooks/:id/delete', (c) =>
    withWebhook(c, deps, async (webhook) => {
      if ((await formOf(c))['sure'] !== 'yes')
        return show(c, deps, webhook, { sentence: 'Say that you are sure.', isProblem: true });
      await auditWebhook(c, deps, webhook.id, 'webhook_deleted');
      await deleteWebhook(db, webhook.id);
      return c.redirect('/webhooks?told=done', 303);
    }),
  );
}
