import { Hono } from 'hono';
import { approveDisclosure, askDisclosure } from '../store/webhook-disclosure.ts';
import { findWebhook } from '../store/webhooks.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { LONGEST_AGREEMENT } from './webhook-disclosure-form.tsx';
import { auditWebhook, show, withWebhook } from './webhook-page.tsx';

const SHORTEST_AGREEMENT = 3;

/** `POST /webhooks/:id/disclosure` and `…/approval`: what a receiver may learn of patients; for administrators. */
export function webhookDisclosureRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const { db } = deps.hub;
  app.post('/webhooks/:id/disclosure', (c) =>
    withWebhook(c, deps, async (webhook) => {
      const { role, email, accountId } = c.get('session');
      if (role !== 'admin') return c.text('Only administrators may do this.', 403);
      const { profile, agreement = '', inForce } = textsOf(await c.req.parseBody());
      if (profile !== 'none' && profile !== 'minimum' && profile !== 'full')
        return show(c, deps, webhook, { sentence: 'Choose what it may learn.', isProblem: true });
      const named = agreement.trim();
      const isNamed = named.length >= SHORTEST_AGREEMENT && named.length <= LONGEST_AGREEMENT;
      if (profile !== 'none' && (!isNamed || inForce !== 'yes'))
        return show(c, deps, webhook, {
          sentence: 'Name the agreement that allows it, and say that it is in force.',
          isProblem: true,
        });
      await auditWebhook(c, deps, webhook.id, `webhook_disclosure_${profile}`);
      await askDisclosure(db, webhook.id, {
        profile,
        askedBy: { id: accountId, name: email },
        ...(profile === 'none' ? {} : { agreement: named }),
      });
      return c.redirect(`/webhooks/${webhook.id}?told=saved`, 303);
    }),
  );
  app.post('/webhooks/:id/approval', (c) =>
    withWebhook(c, deps, async (webhook) => {
      const { role, email, accountId } = c.get('session');
      if (role !== 'admin') return c.text('Only administrators may do this.', 403);
      await auditWebhook(c, deps, webhook.id, 'webhook_disclosure_approved');
      const approval = await approveDisclosure(db, webhook.id, { id: accountId, name: email });
      if (approval === 'approved') return c.redirect(`/webhooks/${webhook.id}?told=saved`, 303);
      const sentence =
        approval === 'same-person'
          ? 'Another administrator must approve what you asked for.'
          : 'Nothing waits for approval any more.';
      const now = await findWebhook(db, webhook.id);
      return show(c, deps, now ?? webhook, { sentence, isProblem: true });
    }),
  );
  return app;
}
