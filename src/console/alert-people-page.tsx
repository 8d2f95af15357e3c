import { Hono } from 'hono';
import { tellTeams, type TellTeam } from '../domain/tell.ts';
import { listColleagues, type Colleague } from '../store/accounts.ts';
import {
  deletePlace,
  ensureListener,
  findListener,
  insertPlace,
  listListeners,
  setTeams,
  type ListenerRow,
} from '../store/listeners.ts';
import { listTold } from '../store/tells.ts';
import { transaction } from '../store/transaction.ts';
import { tellingWays } from '../pipeline/tell/telling-ways.ts';
import { audit, saveTold, type Refused } from './alert-told-page.tsx';
import { ToldList } from './alert-told-lists.tsx';
import { WishesForm } from './alert-told-view.tsx';
import { alertWatcherRoutes, forAdmin } from './alert-watcher-page.tsx';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { tickedOf, Ticks } from './partner-draft.tsx';
import { PartnerPicker } from './partner-picker.tsx';
import { Csrf, Field, ListHead } from './parts.tsx';

const teamWords: Readonly<Record<TellTeam, string>> = {
  setters: 'Appointment setters',
  inbound: 'Inbound',
  managers: 'Managers',
};
const SHOWN = 30;

/** `GET /alerts/people`: teams and shared places; administrators decide. */
export function alertPeopleRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get(
    '/alerts/people',
    forAdmin((c) => showPeople(c, deps)),
  );
  app.post(
    '/alerts/people/teams',
    forAdmin((c) => saveTeams(c, deps)),
  );
  app.post(
    '/alerts/places',
    forAdmin((c) => addPlace(c, deps)),
  );
  app.get(
    '/alerts/places/:id',
    forAdmin((c) => withPlace(c, deps, (place) => showPlace(c, deps, place))),
  );
  app.post(
    '/alerts/places/:id',
    forAdmin((c) =>
      withPlace(c, deps, (place) =>
        saveTold(c, deps, place, `/alerts/places/${place.id}`, (said) => showPlace(c, deps, place, said)),
      ),
    ),
  );
  app.post(
    '/alerts/places/:id/delete',
    forAdmin((c) =>
      withPlace(c, deps, async (place) => {
        await audit(deps.hub.db, c, deps, 'alert_place_deleted', place.id);
        await deletePlace(deps.hub.db, place.id);
        return c.redirect('/alerts/people?told=done', 303);
      }),
    ),
  );
  app.route('/', alertWatcherRoutes(deps));
  return app;
}

async function showPeople(c: ConsoleContext, deps: ConsoleDeps, problem?: string): Promise<Response> {
  const [people, listeners] = await Promise.all([listColleagues(deps.hub.db), listListeners(deps.hub.db)]);
  const of = new Map(listeners.map((one) => [one.accountId, one]));
  const places = listeners.filter((one) => one.accountId === null);
  const token = c.get('session').csrfToken;
  return showPage(
    c,
    deps,
    { title: 'Who is told', current: 'alerts', ...(problem === undefined ? {} : { status: 422 }) },
    <>
      <ListHead title="Who is told">
        <a href="/alerts/told">What I am told</a>
      </ListHead>
      <p class="muted">
        Whoever looks after an office hears of its referrals. Teams also hear of the first referral of every
        office, at once. Everybody decides for themselves how and when.
      </p>
      {people.map((one) => (
        <PersonTeams person={one} listener={of.get(one.id)} token={token} />
      ))}
      <section class="card" id="watchers">
        <h2>Who watches an office</h2>
        <PartnerPicker
          label="Office or doctor"
          name="partner"
          textName="partnerText"
          go="/alerts/partners/"
        />
      </section>
      <section class="card" id="places">
        <h2>Shared places</h2>
        <p class="muted">A channel or a mailbox several people read.</p>
        {problem === undefined ? null : (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        <ul class="lines">
          {places.map((place) => (
            <li class="part">
              <a href={`/alerts/places/${place.id}`}>{place.name}</a>{' '}
              <span class="muted">
                {place.ways.map((way) => `${way.destination} ${way.address}`).join(', ')}
              </span>
            </li>
          ))}
        </ul>
        <form method="post" action="/alerts/places" class="inline">
          <Csrf token={token} />
          <Field label="Name" name="name" maxLength={60} isRequired />
          <button type="submit">Add</button>
        </form>
      </section>
    </>,
  );
}

function PersonTeams(props: {
  readonly person: Colleague;
  readonly listener: ListenerRow | undefined;
  readonly token: string;
}) {
  const { person, listener, token } = props;
  return (
    <form method="post" action="/alerts/people/teams" class="card inline">
      <Csrf token={token} />
      <input type="hidden" name="account" value={person.id} />
      <Ticks
        legend={`${person.displayName} (${person.email})`}
        name="team"
        options={tellTeams.map((team) => [team, teamWords[team]] as const)}
        ticked={listener?.teams ?? []}
      />
      <button type="submit">Save</button>
    </form>
  );
}

async function saveTeams(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const form = textsOf(await c.req.parseBody());
  const { db } = deps.hub;
  const person = (await listColleagues(db)).find((one) => one.id === form['account']);
  if (!person) return showMissing(c, deps, 'This person');
  const ticked = tickedOf(form, 'team');
  await transaction(db, async (tx) => {
    const id = await ensureListener(tx, person.id);
    await audit(tx, c, deps, 'alert_teams', id);
    const teams = tellTeams.filter((team) => ticked.includes(team));
    await setTeams(tx, id, teams, c.get('session').email);
  });
  return c.redirect('/alerts/people?told=saved', 303);
}

async function addPlace(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const form = textsOf(await c.req.parseBody());
  const name = (form['name'] ?? '').trim().slice(0, 60);
  if (name === '') return showPeople(c, deps, 'A place needs a name people know it by.');
  const id = await transaction(deps.hub.db, async (tx) => {
    const place = await insertPlace(tx, name);
    await audit(tx, c, deps, 'alert_place_added', place);
    return place;
  });
  return c.redirect(`/alerts/places/${id}`, 303);
}

async function withPlace(
  c: ConsoleContext,
  deps: ConsoleDeps,
  answer: (place: ListenerRow) => Promise<Response>,
): Promise<Response> {
  const id = c.req.param('id');
  const place = isId(id) ? await findListener(deps.hub.db, id) : undefined;
  return place?.accountId === null ? answer(place) : showMissing(c, deps, 'This place');
}

async function showPlace(
  c: ConsoleContext,
  deps: ConsoleDeps,
  seen: ListenerRow,
  said?: Refused,
): Promise<Response> {
  const { db, policy } = deps.hub;
  const place = (said?.status === 409 ? await findListener(db, seen.id) : undefined) ?? seen;
  const token = c.get('session').csrfToken;
  return showPage(
    c,
    deps,
    { title: 'A place that is told', current: 'alerts', ...(said ? { status: said.status } : {}) },
    <>
      <ListHead title={place.name}>
        <a href="/alerts/people">Who is told</a>
      </ListHead>
      <WishesForm
        listener={place}
        ways={tellingWays(deps.hub, true)}
        draft={said?.draft}
        problems={said?.problems ?? []}
        action={`/alerts/places/${place.id}`}
        {...{ token, zone: policy.zone }}
      />
      <ToldList told={await listTold(db, place.id, SHOWN)} zone={policy.zone} />
      <form method="post" action={`/alerts/places/${place.id}/delete`} class="buttons">
        <Csrf token={token} />
        <button type="submit">Remove this place</button>
      </form>
    </>,
  );
}
