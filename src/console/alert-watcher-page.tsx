import { Hono } from 'hono';
import { listenerOf } from '../pipeline/tell/listener-of.ts';
import { listColleagues } from '../store/accounts.ts';
import { listListeners, listWatchers, unwatchPartner, watchPartner } from '../store/listeners.ts';
import { findStandingPartner } from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';
import { audit } from './alert-told-page.tsx';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf, ListHead } from './parts.tsx';

/** `GET /alerts/partners/:id`: who watches an office; administrators decide for others. */
export function alertWatcherRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get(
    '/alerts/partners/:id',
    forAdmin((c) => showWatchers(c, deps)),
  );
  app.post(
    '/alerts/partners/:id',
    forAdmin((c) => changeWatchers(c, deps)),
  );
  return app;
}

export function forAdmin(act: (c: ConsoleContext) => Promise<Response>) {
  return async (c: ConsoleContext): Promise<Response> =>
    c.get('session').role === 'admin'
      ? act(c)
      : c.text(
          'Only an administrator decides who is told. Your own settings are under Alerts, What I am told.',
          403,
        );
}

async function showWatchers(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = c.req.param('id');
  const partner = isId(id) ? await findStandingPartner(deps.hub.db, id) : undefined;
  if (!partner) return showMissing(c, deps, 'This partner');
  const [watchers, people, listeners] = await Promise.all([
    listWatchers(deps.hub.db, partner.id),
    listColleagues(deps.hub.db),
    listListeners(deps.hub.db),
  ]);
  const known = new Set(watchers.flatMap((one) => [one.id, one.accountId ?? '']));
  const places = listeners.filter((one) => one.accountId === null);
  const others = [
    ...people.map(({ id: of, displayName }) => ({ id: of, name: displayName })),
    ...places.map(({ id: of, name }) => ({ id: of, name })),
  ].filter((one) => !known.has(one.id));
  return showPage(
    c,
    deps,
    { title: 'Who watches an office', current: 'alerts' },
    <>
      <ListHead title={`Who watches ${partner.name}`}>
        <a href={`/partners/${partner.id}`}>The partner</a>
        <a href="/alerts/people">Who is told</a>
      </ListHead>
      <section class="card">
        <p class="muted">{`${partner.liaison_email ?? deps.hub.liaisonEmail} looks after it and is told anyway. Watchers hear of its referrals and of those of its parts.`}</p>
        <Watchers
          watchers={watchers}
          others={others}
          action={`/alerts/partners/${partner.id}`}
          token={c.get('session').csrfToken}
        />
      </section>
    </>,
  );
}

type WatchersProps = {
  readonly watchers: readonly { readonly id: string; readonly name: string; readonly by: string }[];
  readonly others: readonly { readonly id: string; readonly name: string }[];
  readonly action: string;
  readonly token: string;
};

function Watchers({ watchers, others, action, token }: WatchersProps) {
  return (
    <>
      <ul class="lines">
        {watchers.map((one) => (
          <li class="part">
            <form method="post" action={action} class="buttons">
              <Csrf token={token} />
              <input type="hidden" name="remove" value={one.id} />
              <span>
                {one.name} <span class="muted">{`entered by ${one.by}`}</span>
              </span>
              <button type="submit">Remove</button>
            </form>
          </li>
        ))}
      </ul>
      <form method="post" action={action} class="inline">
        <Csrf token={token} />
        <label class="field">
          <span>Also tell</span>
          <select name="add">
            {others.map((one) => (
              <option value={one.id}>{one.name}</option>
            ))}
          </select>
        </label>
        <button type="submit">Add</button>
      </form>
    </>
  );
}

async function changeWatchers(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { db } = deps.hub;
  const { add, remove } = textsOf(await c.req.parseBody());
  const id = c.req.param('id');
  const partner = isId(id) ? await findStandingPartner(db, id) : undefined;
  if (!partner) return showMissing(c, deps, 'This partner');
  const person = c.get('session').email;
  const isDone = await transaction(db, async (tx) => {
    if (isId(remove)) {
      await audit(tx, c, deps, 'alert_watcher_removed', remove);
      await unwatchPartner(tx, remove, partner.id);
      return true;
    }
    const listenerId = isId(add) ? await listenerOf(tx, add) : undefined;
    if (listenerId === undefined) return false;
    await audit(tx, c, deps, 'alert_watcher_added', listenerId);
    await watchPartner(tx, listenerId, partner.id, person);
    return true;
  });
  if (!isDone) return showMissing(c, deps, 'This person or place');
  return c.redirect(`/alerts/partners/${partner.id}?told=saved`, 303);
}
