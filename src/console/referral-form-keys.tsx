import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { insertAudit } from '../store/audit.ts';
import { closeFormKey, insertFormKey, listFormKeys } from '../store/forms.ts';
import { CheckInTabs } from './check-in-view.tsx';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { Csrf, Empty, ListHead } from './parts.tsx';
import { When } from './times.tsx';

/** `GET /forms`: public referral forms, each with its own address, opened and closed by an administrator. */
export function formKeyRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const { db } = deps.hub;
  app.get('/forms', (c) => showKeys(c, deps));
  app.post('/forms', async (c) => {
    if (c.get('session').role !== 'admin') return c.text('Only an administrator opens forms.', 403);
    const form = textsOf(await c.req.parseBody());
    const label = (form['label'] ?? '').trim().slice(0, 80);
    const kind = form['kind'] === 'kiosk' ? 'kiosk' : 'website';
    if (label === '') return showKeys(c, deps, 'Say where the form stands: “Website”, “Waiting room”.');
    const key = randomBytes(9).toString('base64url');
    await insertAudit(db, { ...actor(c, deps), action: 'open_form', objectKind: 'form', objectId: key });
    await insertFormKey(db, { key, kind, label }, c.get('session').email);
    return c.redirect('/forms?told=saved', 303);
  });
  app.post('/forms/close', async (c) => {
    if (c.get('session').role !== 'admin') return c.text('Only an administrator closes forms.', 403);
    const key = (textsOf(await c.req.parseBody())['key'] ?? '').slice(0, 40);
    await insertAudit(db, { ...actor(c, deps), action: 'close_form', objectKind: 'form', objectId: key });
    const isClosed = await closeFormKey(db, key, c.get('session').email);
    return c.redirect(`/forms?told=${isClosed ? 'done' : 'not_found'}`, 303);
  });
  return app;
}

async function showKeys(c: ConsoleContext, deps: ConsoleDeps, problem?: string): Promise<Response> {
  const keys = await listFormKeys(deps.hub.db);
  const { role, csrfToken } = c.get('session');
  return showPage(
    c,
    deps,
    { title: 'Public forms', current: 'check-in', ...(problem === undefined ? {} : { status: 422 }) },
    <>
      <ListHead title="Public referral forms" />
      {role === 'operator' ? null : <CheckInTabs current="forms" />}
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {role === 'admin' ? <NewKey token={csrfToken} /> : null}
      {keys.length === 0 ? (
        <Empty title="No form is open.">
          <p>
            A form on the website or in the waiting room has an address of its own, so that it is known where
            a referral came from. It can be closed without touching the others.
          </p>
        </Empty>
      ) : (
        <KeyTable
          keys={keys}
          isAdmin={role === 'admin'}
          token={csrfToken}
          url={deps.hub.publicUrl}
          zone={deps.hub.policy.zone}
        />
      )}
    </>,
  );
}

type KeyTableProps = {
  readonly keys: Awaited<ReturnType<typeof listFormKeys>>;
  readonly isAdmin: boolean;
  readonly token: string;
  readonly url: string;
  readonly zone: string;
};

function KeyTable({ keys, isAdmin, token, url, zone }: KeyTableProps) {
  return (
    <table class="list tall">
      <thead>
        <tr>
          <th scope="col">Where</th>
          <th scope="col">Address</th>
          <th scope="col">Thirty days</th>
          <th scope="col">Last</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((one) => (
          <tr>
            <td>
              {one.label} <small class="below">{one.kind}</small>
            </td>
            <td>
              {one.closedAt === null ? (
                <a href={`/refer/${one.key}`}>{`${url}/refer/${one.key}`}</a>
              ) : (
                <span class="muted">{`/refer/${one.key}`}</span>
              )}
            </td>
            <td>{one.sent}</td>
            <td>
              <When at={one.lastAt} zone={zone} />
            </td>
            <td>
              {one.closedAt === null && isAdmin ? (
                <form method="post" action="/forms/close">
                  <Csrf token={token} />
                  <button name="key" value={one.key}>
                    Close
                  </button>
                </form>
              ) : (
                <span class="pill plain">{one.closedAt === null ? 'Open' : 'Closed'}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewKey({ token }: { readonly token: string }) {
  return (
    <form method="post" action="/forms" class="inline">
      <Csrf token={token} />
      <label class="field">
        <span>Where it stands</span>
        <input name="label" maxlength={80} required autocomplete="off" placeholder="Website" />
      </label>
      <label class="field">
        <span>Kind</span>
        <select name="kind">
          <option value="website">Website</option>
          <option value="kiosk">Kiosk: large, clears itself</option>
        </select>
      </label>
      <button class="main">Open a form</button>
    </form>
  );
}
