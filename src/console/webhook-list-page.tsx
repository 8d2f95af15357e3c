import { Hono } from 'hono';
import { isPublishedEventType, publishedEventTypes } from '../domain/event-catalogue.ts';
import { findUrlProblem } from '../pipeline/webhook/address.ts';
import { insertAudit } from '../store/audit.ts';
import { lastPosition } from '../store/events.ts';
import { transaction } from '../store/transaction.ts';
import { insertWebhook, listWebhooks, type Webhook } from '../store/webhooks.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { Csrf, Empty, Field, Pill } from './parts.tsx';
import { Secret } from './webhook-view.tsx';
import { webhookWord } from './webhook-words.ts';

const LISTED = 500;

/** `GET /webhooks`: who is sent events, and how each stands; `POST /webhooks` adds one and shows its secret this once. */
export function webhookListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/webhooks', (c) => showList(c, deps, {}));
  app.post('/webhooks', async (c) => {
    const form = await c.req.parseBody({ all: true });
    const textsOf = (name: string): readonly string[] =>
      [form[name] ?? []].flat().filter((value) => typeof value === 'string');
    const [url = '', description = ''] = ['url', 'description'].map((name) => textsOf(name).join('').trim());
    const types = textsOf('types').filter(isPublishedEventType);
    const problem = findUrlProblem(url, { allowPrivate: deps.allowPrivateWebhooks === true });
    if (problem) return showList(c, deps, { problem: problem.reason, url });
    const made = await transaction(deps.hub.db, async (tx) => {
      const inserted = await insertWebhook(tx, {
        url,
        description,
        types,
        position: await lastPosition(tx),
      });
      await insertAudit(tx, {
        ...actor(c, deps),
        action: 'webhook_created',
        objectKind: 'webhook',
        objectId: inserted.id,
      });
      return inserted;
    });
    return showList(c, deps, { made });
  });
  return app;
}

type Said = {
  readonly problem?: string;
  readonly url?: string;
  readonly made?: { readonly id: string; readonly secret: string };
};

async function showList(c: ConsoleContext, deps: ConsoleDeps, said: Said): Promise<Response> {
  const [webhooks, newest] = await Promise.all([
    listWebhooks(deps.hub.db, LISTED),
    lastPosition(deps.hub.db),
  ]);
  return showPage(
    c,
    deps,
    {
      title: 'Receivers of events',
      current: 'channels',
      ...(said.problem === undefined ? {} : { status: 422 }),
    },
    <>
      <p class="crumb">
        <a href="/channels">Channels</a>
      </p>
      <div class="head">
        <h1>Receivers of events</h1>
        <a href="/asyncapi.json">AsyncAPI</a>
        <a href="/openapi.json">OpenAPI</a>
      </div>
      {said.made === undefined ? null : <Secret id={said.made.id} secret={said.made.secret} />}
      {webhooks.length === 0 ? (
        <Empty title="Nobody is sent events yet.">
          <p>
            A CRM, a dashboard or a script is told of every change of a referral by one signed POST, without
            anything of the patient. Add its address below, then send it a test event.
          </p>
        </Empty>
      ) : (
        <WebhookTable webhooks={webhooks} newest={newest} />
      )}
      <AddForm token={c.get('session').csrfToken} said={said} />
    </>,
  );
}

function WebhookTable({
  webhooks,
  newest,
}: {
  readonly webhooks: readonly Webhook[];
  readonly newest: number;
}) {
  return (
    <div class="scroll" tabindex={0} role="group" aria-label="Receivers">
      <table class="figures wide">
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col">State</th>
            <th scope="col">Types</th>
            <th scope="col">Behind</th>
            <th scope="col">Patients</th>
          </tr>
        </thead>
        <tbody>
          {webhooks.map((one) => (
            <tr>
              <th scope="row">
                <a class="address" href={`/webhooks/${one.id}`}>
                  {one.url}
                </a>
                {one.description === '' ? null : <small class="muted"> {one.description}</small>}
              </th>
              <td>
                <Pill of={webhookWord(one)} />
              </td>
              <td>{one.types.length === 0 ? 'all' : one.types.length}</td>
              <td>{Math.max(0, newest - one.position)}</td>
              <td>{one.phiProfile}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AddForm({ token, said }: { readonly token: string; readonly said: Said }) {
  return (
    <section class="card">
      <h2>Add a receiver</h2>
      {said.problem === undefined ? null : (
        <p class="error" role="alert">
          {said.problem}
        </p>
      )}
      <form method="post" action="/webhooks" class="stack">
        <Csrf token={token} />
        <div class="fields">
          <Field
            label="Address"
            name="url"
            value={said.url ?? ''}
            isRequired
            maxLength={2_000}
            hint="https://crm.example/hooks/referloop"
          />
          <Field label="What it is for" name="description" />
          <label class="field">
            <span>Only these types (none chosen: all)</span>
            <select name="types" multiple size={6}>
              {publishedEventTypes.map((type) => (
                <option value={type}>{type}</option>
              ))}
            </select>
          </label>
        </div>
        <div class="buttons">
          <button type="submit" class="main">
            Add
          </button>
        </div>
      </form>
    </section>
  );
}
