import { Hono } from 'hono';
import type { IncidentState, RecipientState } from '../domain/incident.ts';
import {
  askToDestroy,
  letterToDestroy,
  moveIncident,
  noteIncident,
  settleRecipient,
  type IncidentAct,
} from '../pipeline/incidents.ts';
import { insertAudit } from '../store/audit.ts';
import { findIncident, listIncidents, type IncidentRecipient } from '../store/incidents.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf, linkTo } from './parts.tsx';
import { When } from './times.tsx';
import { destinationWord } from './words.ts';

/** Letters of what somebody writes down at once. */
const MOST_NOTE = 1000;

type Found = NonNullable<Awaited<ReturnType<typeof findIncident>>>;

/** `GET /incidents`: notes that reached somebody as another patient's; `/incidents/:id`: who got it and what was done. */
export function incidentRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const { hub } = deps;
  app.get('/incidents', async (c) => {
    const incidents = await listIncidents(hub.db);
    return showPage(
      c,
      deps,
      { title: 'Incidents', current: 'other' },
      <List rows={incidents} zone={hub.policy.zone} />,
    );
  });
  app.get('/incidents/:id', (c) => show(c, deps));
  app.get('/incidents/:id/letter/:deliveryId', async (c) => {
    const { id, deliveryId } = c.req.param();
    const text = isId(id) && isId(deliveryId) ? await letterToDestroy(hub, id, deliveryId) : undefined;
    if (text === undefined) return showMissing(c, deps, 'This letter');
    const lines = text.split('\n\n').map((part) => <p>{part}</p>);
    return showPage(c, deps, { title: 'Letter', current: 'other' }, <section class="card">{lines}</section>);
  });
  app.post('/incidents/:id/recipient', (c) =>
    act(c, deps, async (id, form, person) => {
      const { deliveryId = '', state = '', note = '' } = form;
      if (!isId(deliveryId)) return 'not_found';
      if (state === 'asked') return askToDestroy(hub, id, deliveryId, person, note);
      if (state !== 'destroyed' && state !== 'returned' && state !== 'refused')
        return { problem: 'Choose what became of it.' };
      return settleRecipient(hub, id, deliveryId, state, person, note);
    }),
  );
  app.post('/incidents/:id/note', (c) =>
    act(c, deps, (id, { note = '' }, person) => noteIncident(hub, id, person, note.slice(0, MOST_NOTE))),
  );
  app.post('/incidents/:id/state', (c) =>
    act(c, deps, async (id, { state, note = '' }, person) =>
      state === 'open' || state === 'contained' || state === 'closed'
        ? moveIncident(hub, id, state, person, note)
        : { problem: 'Choose a state.' },
    ),
  );
  return app;
}

async function act(
  c: ConsoleContext,
  deps: ConsoleDeps,
  settle: (id: string, form: Form, person: string) => Promise<IncidentAct>,
): Promise<Response> {
  const id = c.req.param('id') ?? '';
  if (!isId(id)) return showMissing(c, deps, 'This incident');
  const form = textsOf(await c.req.parseBody());
  const done = await settle(id, form, c.get('session').email);
  if (done === 'not_found') return showMissing(c, deps, 'This incident');
  return done === 'done'
    ? c.redirect(linkTo(`/incidents/${id}`, { told: 'saved' }), 303)
    : show(c, deps, done.problem);
}

async function show(c: ConsoleContext, deps: ConsoleDeps, problem?: string): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const incident = isId(id) ? await findIncident(deps.hub.db, id) : undefined;
  if (!incident) return showMissing(c, deps, 'This incident');
  const look = {
    action: 'view_incident',
    objectKind: 'incident',
    objectId: id,
    patientId: incident.patientId,
  };
  await insertAudit(deps.hub.db, { ...actor(c, deps), ...look });
  const options = { title: 'Incident', current: 'other', status: problem === undefined ? 200 : 422 } as const;
  const token = c.get('session').csrfToken;
  return showPage(c, deps, options, <Body {...{ incident, token, problem, zone: deps.hub.policy.zone }} />);
}

const stateWords: Readonly<Record<IncidentState, string>> = {
  open: 'Open',
  contained: 'Contained: everybody was asked',
  closed: 'Closed',
};

const recipientWords: Readonly<Record<RecipientState, string>> = {
  to_ask: 'Not asked yet',
  asked: 'Asked to destroy it',
  destroyed: 'Destroyed',
  returned: 'Sent back',
  refused: 'Refused',
};

function List({
  rows,
  zone,
}: {
  readonly rows: Awaited<ReturnType<typeof listIncidents>>;
  readonly zone: string;
}) {
  return (
    <>
      <h1>Incidents</h1>
      {rows.length === 0 ? <p class="muted">No note reached anybody as another patient’s.</p> : null}
      <ul class="lines">
        {rows.map((one) => (
          <li>
            <a href={`/incidents/${one.id}`}>
              Another patient’s note, <When at={one.openedAt} zone={zone} />
            </a>{' '}
            <span class={`pill ${one.state === 'open' ? 'red' : 'green'}`}>{stateWords[one.state]}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

type BodyProps = {
  readonly incident: Found;
  readonly token: string;
  readonly problem: string | undefined;
  readonly zone: string;
};

function Body({ incident, token, problem, zone }: BodyProps) {
  const { id, state, patientId, belongsTo, referralId, recipients, entries, openedAt } = incident;
  return (
    <>
      <h1>Another patient’s note went out</h1>
      <p>
        <span class={`pill ${state === 'open' ? 'red' : 'green'}`}>{stateWords[state]}</span> since{' '}
        <When at={openedAt} zone={zone} />. Sent as <a href={`/patients/${patientId}`}>this patient’s</a> for{' '}
        <a href={`/referrals/${referralId}`}>this referral</a>
        {belongsTo === null ? '; whose it is nobody has said.' : '; it is '}
        {belongsTo === null ? null : <a href={`/patients/${belongsTo}`}>this patient’s</a>}
      </p>
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <h2>Who got it</h2>
      <ul class="lines">
        {recipients.map((one) => (
          <Recipient one={one} id={id} token={token} zone={zone} isOver={state === 'closed'} />
        ))}
      </ul>
      <h2>State</h2>
      <form method="post" action={`/incidents/${id}/state`} class="fields">
        <Csrf token={token} />
        <label class="field">
          <span>What was found</span>
          <input name="note" maxlength={MOST_NOTE} />
        </label>
        <div class="buttons">
          {(['contained', 'closed', 'open'] as const)
            .filter((one) => one !== state)
            .map((one) => (
              <button type="submit" name="state" value={one}>
                {stateButtons[one]}
              </button>
            ))}
          <button type="submit" formaction={`/incidents/${id}/note`}>
            Only write it down
          </button>
        </div>
      </form>
      <h2>What was done</h2>
      <ol class="lines">
        {entries.map(({ at, person, what, note }) => (
          <li>
            <When at={at} zone={zone} /> {person}: {what.replaceAll('_', ' ')}
            {note === null ? null : ` — ${note}`}
          </li>
        ))}
      </ol>
    </>
  );
}

const stateButtons: Readonly<Record<IncidentState, string>> = {
  contained: 'Everybody was asked',
  closed: 'Close it',
  open: 'Open it again',
};

type RecipientProps = {
  readonly one: IncidentRecipient;
  readonly id: string;
  readonly token: string;
  readonly zone: string;
  readonly isOver: boolean;
};

function Recipient({ one, id, token, zone, isOver }: RecipientProps) {
  const { deliveryId, partnerId, partnerName, destination, address, sentAt, status, state } = one;
  const note = `note-${deliveryId}`;
  return (
    <li>
      {partnerId === null ? 'Somebody' : <a href={`/partners/${partnerId}`}>{partnerName ?? 'An office'}</a>}{' '}
      by {destinationWord(destination)} to {address}
      {sentAt === null ? '' : ', '}
      {sentAt === null ? null : <When at={sentAt} zone={zone} />}{' '}
      <a href={`/deliveries/${deliveryId}`}>
        {status === 'delivered' ? 'it arrived' : 'it may have arrived'}
      </a>{' '}
      <span class="pill">{recipientWords[state]}</span>{' '}
      <a href={`/incidents/${id}/letter/${deliveryId}`}>Letter that asks to destroy it</a>
      {isOver ? null : (
        <form method="post" action={`/incidents/${id}/recipient`} class="fields">
          <Csrf token={token} />
          <input type="hidden" name="deliveryId" value={deliveryId} />
          <label class="field" for={note}>
            <span>How, and with whom</span>
            <input id={note} name="note" required maxlength={MOST_NOTE} />
          </label>
          <div class="buttons">
            {(['asked', 'destroyed', 'returned', 'refused'] as const).map((next) => (
              <button type="submit" name="state" value={next}>
                {recipientWords[next]}
              </button>
            ))}
          </div>
        </form>
      )}
    </li>
  );
}
