import { Hono } from 'hono';
import { dayBounds } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { listMessages, type MessageFilter, type MessageLine } from '../store/message-search.ts';
import type { MessageState } from '../store/messages.ts';
import { loadPatientLines } from '../store/patient-search.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { isId } from './missing-page.tsx';
import { Empty, linkTo, Pill, ListHead, More } from './parts.tsx';
import { dayOf, When } from './times.tsx';
import { messageWords, personName } from './words.ts';

const PAGE = 50;
const states: readonly MessageState[] = ['received', 'applied', 'filtered', 'invalid', 'review'];

/** `GET /messages`: what arrived, today unless something narrower is asked for. */
export function messageListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/messages', async (c) => {
    const { db, policy } = deps.hub;
    const query = readQuery(c.req.query(), dayOf(now(), policy.zone));
    const seesPatients = c.get('session').role !== 'operator';
    const [found, patients] = await Promise.all([
      listMessages(db, filterOf(query, policy.zone), PAGE + 1, query.before),
      query.patient === undefined ? [] : loadPatientLines(db, [query.patient]),
    ]);
    const patient = seesPatients && patients[0] ? personName(patients[0]) : undefined;
    return showPage(
      c,
      deps,
      { title: 'Messages', current: 'messages', isLive: query.before === undefined },
      <MessageList
        query={query}
        lines={found.slice(0, PAGE)}
        hasMore={found.length > PAGE}
        channels={deps.listChannels().map((channel) => channel.name)}
        patient={patient}
        seesPatients={seesPatients}
        zone={policy.zone}
      />,
    );
  });
  return app;
}

type Query = {
  readonly channel: string | undefined;
  readonly state: MessageState | undefined;
  readonly control: string | undefined;
  readonly patient: string | undefined;
  /** `YYYY-MM-DD`; undefined: any day, where a key keeps the search short. */
  readonly day: string | undefined;
  readonly before: string | undefined;
};

function readQuery(raw: Readonly<Record<string, string>>, today: string): Query {
  const text = (name: string) => {
    const value = (raw[name] ?? '').trim().slice(0, 200);
    return value === '' ? undefined : value;
  };
  const control = text('control');
  const patient = isId(raw['patient']) ? raw['patient'] : undefined;
  const state = states.find((one) => one === raw['state']);
  // Searching all days is fast by a key and in the queues of trouble; everything else keeps to one day.
  const mayBeAnyDay =
    control !== undefined ||
    patient !== undefined ||
    state === 'invalid' ||
    state === 'review' ||
    state === 'received';
  const asked =
    /^\d{4}-\d\d-\d\d$/.test(raw['day'] ?? '') && !Number.isNaN(Date.parse(raw['day'] ?? ''))
      ? raw['day']
      : undefined;
  return {
    channel: text('channel'),
    state,
    control,
    patient,
    day: asked ?? (mayBeAnyDay ? undefined : today),
    before: isId(raw['before']) ? raw['before'] : undefined,
  };
}

function filterOf(query: Query, zone: string): MessageFilter {
  const bounds = query.day === undefined ? undefined : dayBounds(query.day, zone);
  return {
    ...(query.channel === undefined ? {} : { channel: query.channel }),
    ...(query.state === undefined ? {} : { state: query.state }),
    ...(query.control === undefined ? {} : { controlId: query.control }),
    ...(query.patient === undefined ? {} : { patientId: query.patient }),
    ...bounds,
  };
}

type ListProps = {
  readonly query: Query;
  readonly lines: readonly MessageLine[];
  readonly hasMore: boolean;
  readonly channels: readonly string[];
  readonly patient: string | undefined;
  readonly seesPatients: boolean;
  readonly zone: string;
};

function MessageList({ query, lines, hasMore, channels, patient, seesPatients, zone }: ListProps) {
  const last = lines.at(-1);
  const link = (change: Readonly<Record<string, string | undefined>>) =>
    linkTo('/messages', { ...query, before: undefined, ...change });
  return (
    <>
      <ListHead title="Messages" />
      <SearchForm query={query} channels={channels} />
      {query.patient === undefined ? null : (
        <p class="narrowed">
          Patient {patient ?? 'chosen'} <a href={link({ patient: undefined })}>Show all</a>
        </p>
      )}
      {lines.length === 0 ? (
        <Empty
          title={query.day === undefined ? 'No message matches.' : `No message matches on ${query.day}.`}
        >
          <p>
            Messages of one patient are found with the search above.{' '}
            <a href="/messages?state=invalid">Invalid messages of any day</a>
          </p>
        </Empty>
      ) : (
        <MessageTable lines={lines} seesPatients={seesPatients} zone={zone} />
      )}
      {hasMore && last ? <More href={link({ before: last.id })} label="Older messages" /> : null}
    </>
  );
}

function SearchForm({ query, channels }: { readonly query: Query; readonly channels: readonly string[] }) {
  return (
    <form class="bar" method="get" action="/messages">
      {query.patient === undefined ? null : <input type="hidden" name="patient" value={query.patient} />}
      <label class="field">
        <span>Day</span>
        <input type="date" name="day" value={query.day ?? ''} />
      </label>
      <label class="field">
        <span>Channel</span>
        <select name="channel">
          <option value="">All</option>
          {[...new Set([...channels, ...(query.channel === undefined ? [] : [query.channel])])].map(
            (name) => (
              <option value={name} selected={name === query.channel}>
                {name}
              </option>
            ),
          )}
        </select>
      </label>
      <label class="field">
        <span>State</span>
        <select name="state">
          <option value="">All</option>
          {states.map((state) => (
            <option value={state} selected={state === query.state}>
              {messageWords[state].word}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Control id</span>
        <input name="control" value={query.control ?? ''} maxlength={200} autocomplete="off" />
      </label>
      <button type="submit">Search</button>
    </form>
  );
}

type TableProps = {
  readonly lines: readonly MessageLine[];
  readonly seesPatients: boolean;
  readonly zone: string;
};

function MessageTable({ lines, seesPatients, zone }: TableProps) {
  return (
    <table class="list messages" data-list>
      <thead>
        <tr>
          <th scope="col">Received</th>
          <th scope="col">Message</th>
          <th scope="col">Channel</th>
          <th scope="col">State</th>
          <th scope="col">{seesPatients ? 'Patient or reason' : 'Reason'}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr data-id={line.id}>
            <td class="when">
              <When at={line.receivedAt} zone={zone} />
            </td>
            <td class="who">
              <a class="row" href={`/messages/${line.id}`}>
                {line.type ?? 'Not readable'}
              </a>{' '}
              <small>{line.controlId}</small>
            </td>
            <td class="from">{line.channel}</td>
            <td class="state">
              <Pill of={messageWords[line.state]} />
              {line.repeats === 0 ? null : <small> ×{line.repeats + 1}</small>}
            </td>
            <td class="next">
              {seesPatients && line.family !== null ? (
                personName(line)
              ) : (
                <span class="muted">{line.reason ?? ''}</span>
              )}
              {line.warnings === 0 ? null : (
                <small> {line.warnings === 1 ? '1 warning' : `${line.warnings} warnings`}</small>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
