import { Hono } from 'hono';
import { mutableKinds } from '../domain/tell.ts';
import { insertAudit } from '../store/audit.ts';
import {
  addMute,
  ensureListener,
  findListener,
  listWatchedReferrals,
  removeMute,
  saveWishes,
  unwatchPartner,
  unwatchReferral,
  watchPartner,
  watchReferral,
  type ListenerRow,
} from '../store/listeners.ts';
import { findStandingPartner, loadPartners } from '../store/partners.ts';
import { listTold } from '../store/tells.ts';
import { transaction } from '../store/transaction.ts';
import { tellingWays } from '../pipeline/tell/telling-ways.ts';
import { wishesOf } from './alert-told-form.ts';
import { Mutes, ToldList, Watches } from './alert-told-lists.tsx';
import { WishesForm } from './alert-told-view.tsx';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { suggestPartners } from './partner-picker.tsx';
import { ListHead } from './parts.tsx';

const SHOWN = 30;

/** `GET /alerts/told`: what this person is told, how and when; everybody decides for themselves. */
export function alertToldRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/alerts/told', async (c) => showTold(c, deps, await own(c, deps)));
  app.post('/alerts/told', async (c) => {
    const listener = await own(c, deps);
    return saveTold(c, deps, listener, '/alerts/told', (said) => showTold(c, deps, listener, said));
  });
  app.post('/alerts/told/mute', (c) => change(c, deps, mute));
  app.post('/alerts/told/unmute', (c) =>
    change(c, deps, async (listener, { mute: id }) => {
      if (isId(id)) await removeMute(deps.hub.db, listener.id, id);
      return 'saved';
    }),
  );
  app.post('/alerts/told/watch', (c) => change(c, deps, watch));
  app.post('/alerts/told/unwatch', (c) =>
    change(c, deps, async (listener, { partner, referral }) => {
      if (isId(partner)) await unwatchPartner(deps.hub.db, listener.id, partner);
      if (isId(referral)) await unwatchReferral(deps.hub.db, listener.id, referral);
      return 'saved';
    }),
  );
  return app;
}

/** What a form said and why it was not accepted. */
export type Refused = {
  readonly draft: Form;
  readonly problems: readonly string[];
  readonly status: 409 | 422;
};

/** Saves what the form says, or shows it again with what is wrong. */
export async function saveTold(
  c: ConsoleContext,
  deps: ConsoleDeps,
  listener: ListenerRow,
  page: string,
  again: (said: Refused) => Promise<Response>,
): Promise<Response> {
  const draft = textsOf(await c.req.parseBody());
  const read = wishesOf(draft, deps.hub, listener.accountId === null);
  if ('problems' in read) return again({ draft, problems: read.problems, status: 422 });
  const version = Number(draft['version'] ?? '');
  const isSaved = await transaction(deps.hub.db, async (tx) => {
    await audit(tx, c, deps, 'alerts_told', listener.id);
    return saveWishes(
      tx,
      listener.id,
      read.wishes,
      Number.isSafeInteger(version) ? version : 0,
      c.get('session').email,
    );
  });
  if (isSaved) return c.redirect(`${page}?told=saved`, 303);
  const problems = ['This changed since you opened it. Yours is below and not saved: look, then save again.'];
  const { version: _, ...rest } = draft;
  return again({ draft: rest, problems, status: 409 });
}

export async function audit(
  db: Parameters<typeof insertAudit>[0],
  c: ConsoleContext,
  deps: ConsoleDeps,
  action: string,
  objectId: string,
): Promise<void> {
  await insertAudit(db, { ...actor(c, deps), action, objectKind: 'tell_listener', objectId });
}

async function own(c: ConsoleContext, deps: ConsoleDeps): Promise<ListenerRow> {
  const id = await ensureListener(deps.hub.db, c.get('session').accountId);
  const listener = await findListener(deps.hub.db, id);
  if (!listener) throw new Error('The account of this session has no listener.');
  return listener;
}

/** Names of partners by id. */
async function namesOf(deps: ConsoleDeps, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const partners = await loadPartners(deps.hub.db, [...new Set(ids)]);
  return new Map(partners.map((one) => [one.id, one.name]));
}

async function showTold(
  c: ConsoleContext,
  deps: ConsoleDeps,
  seen: ListenerRow,
  said?: Refused,
): Promise<Response> {
  const { db, policy } = deps.hub;
  const listener = said?.status === 409 ? await own(c, deps) : seen;
  const mutedIds = listener.mutes.flatMap((one) => one.partnerId ?? []);
  const [names, referrals, told] = await Promise.all([
    namesOf(deps, [...listener.watches, ...mutedIds]),
    listWatchedReferrals(db, listener.id),
    listTold(db, listener.id, SHOWN),
  ]);
  const common = { token: c.get('session').csrfToken, zone: policy.zone, names, listener };
  return showPage(
    c,
    deps,
    { title: 'What I am told', current: 'alerts', ...(said ? { status: said.status } : {}) },
    <>
      <ListHead title="What I am told">
        <a href="/alerts">Alerts</a>
        {c.get('session').role === 'admin' ? <a href="/alerts/people">Who is told</a> : null}
      </ListHead>
      {listener.teams.length === 0 ? null : (
        <p class="muted">{`Your teams: ${listener.teams.join(', ')}. They hear of the first referral of every office.`}</p>
      )}
      <WishesForm
        {...common}
        ways={tellingWays(deps.hub, false)}
        draft={said?.draft}
        problems={said?.problems ?? []}
        action="/alerts/told"
      />
      <Mutes {...common} />
      <Watches {...common} referrals={referrals} />
      <ToldList told={told} zone={policy.zone} />
    </>,
  );
}

type Outcome = 'saved' | 'muted' | 'not_found';
type Act = (listener: ListenerRow, form: Form, deps: ConsoleDeps, person: string) => Promise<Outcome>;

/** One small change of one's own, and back to where it was asked for. */
async function change(c: ConsoleContext, deps: ConsoleDeps, act: Act): Promise<Response> {
  const form = textsOf(await c.req.parseBody());
  const listener = await own(c, deps);
  await audit(deps.hub.db, c, deps, 'alerts_told', listener.id);
  const told = await act(listener, form, deps, c.get('session').email);
  if (told === 'not_found') return showMissing(c, deps, 'This office or referral');
  const back = form['back'] === '/alerts' ? '/alerts' : '/alerts/told';
  return c.redirect(`${back}?told=${told}`, 303);
}

const mute: Act = async (listener, form, deps) => {
  const kind = mutableKinds.find((one) => one === form['kind']);
  const partner = isId(form['partner']) ? await findStandingPartner(deps.hub.db, form['partner']) : undefined;
  if (kind === undefined && partner === undefined) return 'not_found';
  const days = ['1', '7', '30'].find((one) => one === form['days']);
  await transaction(deps.hub.db, (tx) =>
    addMute(tx, listener.id, {
      ...(kind === undefined ? {} : { kind }),
      ...(partner === undefined ? {} : { partnerId: partner.id }),
      ...(days === undefined ? {} : { days: Number(days) }),
    }),
  );
  return 'muted';
};

const watch: Act = async (listener, form, deps, person) => {
  const { referral } = form;
  if (isId(referral)) {
    await watchReferral(deps.hub.db, listener.id, referral);
    return 'saved';
  }
  const partnerId = await partnerIn(deps, form);
  if (partnerId === undefined) return 'not_found';
  await transaction(deps.hub.db, (tx) => watchPartner(tx, listener.id, partnerId, person));
  return 'saved';
};

/** The one that was taken; without script, the only one that fits what was typed. */
async function partnerIn(deps: ConsoleDeps, form: Form): Promise<string | undefined> {
  const { partner, partnerText } = form;
  if (isId(partner)) return (await findStandingPartner(deps.hub.db, partner))?.id;
  const found = await suggestPartners(deps, partnerText ?? '');
  return found.length === 1 ? found[0]?.id : undefined;
}
