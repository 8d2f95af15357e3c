import { Hono } from 'hono';
import { holdsPatientData } from '../pipeline/cloud-event.ts';
import { findWebhookAttempt, type StoredAttempt } from '../store/webhook-attempts.ts';
import type { Webhook } from '../store/webhooks.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf, Pill } from './parts.tsx';
import { When } from './times.tsx';
import { auditWebhook, withWebhook } from './webhook-page.tsx';
import { attemptWord, kindWords } from './webhook-words.ts';

/** `GET /webhooks/:id/attempts/:attemptId`: one try as it went out and what came back. */
export function webhookAttemptRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/webhooks/:id/attempts/:attemptId', (c) =>
    withWebhook(c, deps, async (webhook) => {
      const id = c.req.param('attemptId');
      const attempt = isId(id) ? await findWebhookAttempt(deps.hub.db, webhook.id, id) : undefined;
      if (!attempt) return showMissing(c, deps, 'This try');
      // Who answers may repeat what was sent.
      const isPrivate = holdsPatientData(attempt.body);
      const mayRead = !isPrivate || c.get('session').role !== 'operator';
      // First the audit, then the body: when it cannot be written down, nobody looks.
      if (isPrivate && mayRead) await auditWebhook(c, deps, webhook.id, 'webhook_body_viewed');
      return showPage(
        c,
        deps,
        { title: 'One try', current: 'channels' },
        <AttemptBody
          webhook={webhook}
          attempt={attempt}
          mayRead={mayRead}
          token={c.get('session').csrfToken}
          zone={deps.hub.policy.zone}
        />,
      );
    }),
  );
  return app;
}

type Props = {
  readonly webhook: Webhook;
  readonly attempt: StoredAttempt;
  readonly mayRead: boolean;
  readonly token: string;
  readonly zone: string;
};

function AttemptBody({ webhook, attempt, mayRead, token, zone }: Props) {
  const { kind, type, at, durationMs, signed, body, answer, eventId } = attempt;
  return (
    <>
      <p class="crumb">
        <a href="/webhooks">Receivers of events</a> · <a href={`/webhooks/${webhook.id}`}>{webhook.url}</a>
      </p>
      <div class="head">
        <h1>{type || 'An event'}</h1>
        <Pill of={attemptWord(attempt)} />
      </div>
      <p class="facts">
        <span>{kindWords[kind]}</span>
        <When at={at} zone={zone} />
        <span>{durationMs} ms</span>
      </p>
      <section class="card">
        <h2>What was sent</h2>
        <pre class="raw" tabindex={0} aria-label="Headers as sent">
          {headerLines(webhook.url, signed)}
        </pre>
        {mayRead ? (
          <Body body={body} />
        ) : (
          <p class="muted">
            The body holds something of a patient. Your account does not include patient data.
          </p>
        )}
      </section>
      <section class="card">
        <h2>What came back</h2>
        <pre class="raw" tabindex={0} aria-label="Answer">
          {attempt.status === null ? attempt.code : `HTTP ${attempt.status}`}
          {answer === null || !mayRead ? '' : `\n\n${answer}`}
        </pre>
      </section>
      {kind === 'test' ? null : (
        <form method="post" action={`/webhooks/${webhook.id}/replays`}>
          <Csrf token={token} />
          <input type="hidden" name="eventId" value={eventId} />
          <button type="submit" name="go" value="send">
            Send this event again
          </button>
        </form>
      )}
    </>
  );
}

function Body({ body }: { readonly body: string | null }) {
  if (body === null) return <p class="muted">Its body is no longer kept.</p>;
  return (
    <>
      <pre class="raw" tabindex={0} aria-label="Body, spread over lines">
        {pretty(body)}
      </pre>
      <details>
        <summary>The very bytes that were signed</summary>
        <pre class="raw" tabindex={0} aria-label="Body as sent">
          {body}
        </pre>
      </details>
    </>
  );
}

function headerLines(url: string, signed: StoredAttempt['signed']): string {
  const lines = Object.entries(signed ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${url}`, 'content-type: application/json', ...lines].join('\n');
}

function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), undefined, 2);
}
