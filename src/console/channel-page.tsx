import { Hono } from 'hono';
import { now } from '../lib/clock.ts';
import { listAccountFaults } from '../store/account-faults.ts';
import {
  countWaiting,
  listChannelEvents,
  listChannelStates,
  type ChannelEvent,
  type ChannelState,
} from '../store/channel-states.ts';
import type { ChannelDoor, ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { AccountFaults } from './account-faults.tsx';
import { showPage } from './layout.tsx';
import { Empty, linkTo, Pill } from './parts.tsx';
import { Ago, dayOf, When } from './times.tsx';
import type { Word } from './words.ts';

/** Events shown of each channel. */
const EVENTS = 5;
const COUNTED = 1000;

/** `GET /channels`: every way in, how it stands and what it did today. */
export function channelRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/channels', async (c) => {
    const { db, policy } = deps.hub;
    const doors = deps.listChannels();
    const [faults, states, waiting, events] = await Promise.all([
      listAccountFaults(db),
      listChannelStates(
        db,
        doors.map((door) => door.name),
        dayOf(now(), policy.zone),
      ),
      countWaiting(db, COUNTED),
      Promise.all(doors.map((door) => listChannelEvents(db, door.name, EVENTS))),
    ]);
    return showPage(
      c,
      deps,
      { title: 'Channels', current: 'channels', isLive: true },
      <>
        <AccountFaults faults={faults} zone={policy.zone} />
        <Channels
          doors={doors}
          states={states}
          events={events}
          waiting={waiting}
          zone={policy.zone}
          seesPatients={c.get('session').role !== 'operator'}
          seesConnections={c.get('session').role !== 'staff'}
        />
      </>,
    );
  });
  return app;
}

type ChannelsProps = {
  readonly doors: readonly ChannelDoor[];
  readonly states: readonly ChannelState[];
  readonly events: readonly (readonly ChannelEvent[])[];
  readonly waiting: number;
  readonly zone: string;
  readonly seesPatients: boolean;
  readonly seesConnections: boolean;
};

function Channels({ doors, states, events, waiting, zone, seesPatients, seesConnections }: ChannelsProps) {
  return (
    <>
      <div class="head">
        <h1>Channels</h1>
        {seesConnections ? <a href="/crm">CRMs</a> : null}
        {seesPatients ? <a href="/feeds">Files of referrals</a> : null}
        {seesConnections ? <a href="/webhooks">Receivers of events</a> : null}
        <p class="muted" id="waiting" data-block>
          {waiting === 0
            ? 'Every message is processed.'
            : `${waiting >= COUNTED ? `${COUNTED}+` : waiting} waiting to be processed.`}
        </p>
      </div>
      {doors.length === 0 ? (
        <Empty title="No channel is set up.">
          <p>
            A channel is one file in <code>channels/</code> that says who sends, where the hub listens and how
            it reads. Add one and start the hub again.
          </p>
        </Empty>
      ) : (
        <div class="cards">
          {doors.map((door, index) => (
            <ChannelCard
              door={door}
              state={states.find((one) => one.channel === door.name)}
              events={events[index] ?? []}
              zone={zone}
            />
          ))}
        </div>
      )}
    </>
  );
}

const words: Readonly<Record<ChannelDoor['state'], Word>> = {
  listening: { word: 'Listening', tone: 'green' },
  stopped: { word: 'Stopped', tone: 'plain' },
  failed: { word: 'Not listening', tone: 'red' },
};

type CardProps = {
  readonly door: ChannelDoor;
  readonly state: ChannelState | undefined;
  readonly events: readonly ChannelEvent[];
  readonly zone: string;
};

function ChannelCard({ door, state, events, zone }: CardProps) {
  return (
    <section class="card channel" id={`channel-${door.name}`} data-block aria-label={door.name}>
      <div class="head">
        <h2>{door.name}</h2>
        <Pill of={words[door.state]} />
      </div>
      {door.problem === undefined ? null : <p class="problem">{door.problem}</p>}
      <p class="address">{door.address ?? door.source}</p>
      <ul class="numbers">
        <li>
          <a href={linkTo('/messages', { channel: door.name })}>
            <strong>{state?.received ?? 0}</strong> received today
          </a>
        </li>
        <li>
          <a href={linkTo('/messages', { channel: door.name, state: 'invalid' })}>
            <strong>{state?.invalid ?? 0}</strong> invalid
          </a>
        </li>
        <li>
          <span>
            <strong>{state?.repeats ?? 0}</strong> repeats
          </span>
        </li>
      </ul>
      <dl class="pairs">
        <div>
          <dt>Last message</dt>
          <dd>
            {state?.lastMessageAt ? <Ago at={state.lastMessageAt} zone={zone} /> : 'none in the last month'}
          </dd>
        </div>
        <div>
          <dt>Mapping</dt>
          <dd>{door.mapping}</dd>
        </div>
        <div>
          <dt>Owner</dt>
          <dd>{door.owner}</dd>
        </div>
      </dl>
      {events.length === 0 ? null : (
        <details>
          <summary>Last events</summary>
          <ul class="lines">
            {events.map((event) => (
              <li>
                <When at={event.at} zone={zone} /> {event.sentence}{' '}
                {event.peer === null ? null : <small class="muted">{event.peer}</small>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
