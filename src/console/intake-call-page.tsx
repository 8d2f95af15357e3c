import { Hono } from 'hono';
import { insertAudit } from '../store/audit.ts';
import { listCalls, setCallAside, type CallLine, type CallState } from '../store/calls.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { actor } from './gate.ts';
import { callerText } from './intake-calls.tsx';
import { showPage } from './layout.tsx';
import { isId, isInstant, showMissing } from './missing-page.tsx';
import { Chips, Csrf, Empty, linkTo, ListHead, More, Pill } from './parts.tsx';
import { durationText, When } from './times.tsx';
import { phoneText, type Word } from './words.ts';

const PAGE = 50;

const states: Readonly<Record<CallState, Word>> = {
  open: { word: 'To write down', tone: 'amber' },
  taken: { word: 'Referral', tone: 'green' },
  dismissed: { word: 'No referral', tone: 'plain' },
  filtered: { word: 'Not ours', tone: 'plain' },
};

/** `GET /calls`: calls of the contact centre; those of partners and patients are put before people. */
export function callRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/calls', async (c) => {
    const asked = c.req.query('show');
    const state = asked === 'all' ? undefined : (stateNames.find((one) => one === asked) ?? 'open');
    const after = readPlace(c.req.query('after'));
    const found = await listCalls(deps.hub.db, {
      limit: PAGE + 1,
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { after }),
    });
    return showPage(
      c,
      deps,
      { title: 'Calls', current: 'phone', isLive: after === undefined },
      <CallList
        calls={found.slice(0, PAGE)}
        hasMore={found.length > PAGE}
        state={state}
        token={c.get('session').csrfToken}
        zone={deps.hub.policy.zone}
      />,
    );
  });
  for (const [name, isAside] of [
    ['aside', true],
    ['back', false],
  ] as const)
    app.post(`/calls/:id/${name}`, async (c) => {
      const id = c.req.param('id');
      if (!isId(id)) return showMissing(c, deps, 'This call');
      const form = textsOf(await c.req.parseBody());
      await insertAudit(deps.hub.db, {
        ...actor(c, deps),
        action: `call_${name}`,
        objectKind: 'call',
        objectId: id,
      });
      const isDone = await setCallAside(deps.hub.db, id, isAside, c.get('session').email);
      const back = backs.find((one) => one === form['back']) ?? '/calls';
      return c.redirect(`${back}?told=${isDone ? 'done' : 'already_answered'}`, 303);
    });
  return app;
}

const stateNames: readonly CallState[] = ['open', 'taken', 'dismissed', 'filtered'];
const backs = ['/phone', '/calls', '/alerts'] as const;

function readPlace(text: string | undefined) {
  const [startedAt, id] = (text ?? '').split('_');
  return isInstant(startedAt) && isId(id) ? { startedAt, id } : undefined;
}

type ListProps = {
  readonly calls: readonly CallLine[];
  readonly hasMore: boolean;
  readonly state: CallState | undefined;
  readonly token: string;
  readonly zone: string;
};

function CallList({ calls, hasMore, state, token, zone }: ListProps) {
  const last = calls.at(-1);
  return (
    <>
      <ListHead title="Calls">
        <a class="button main" href="/phone">
          Write a referral down
        </a>
      </ListHead>
      <Chips
        label="Which calls"
        choices={[
          ...stateNames.map((one) => ({
            href: linkTo('/calls', { show: one }),
            label: states[one].word,
            isCurrent: state === one,
          })),
          { href: '/calls?show=all', label: 'All', isCurrent: state === undefined },
        ]}
      />
      {calls.length === 0 ? (
        <Empty title="No calls here.">
          <p>
            When the contact centre tells of a call, it appears here within seconds if the number is of a
            partner or a patient. Which systems can: see the sources twilio, connect and calls.
          </p>
        </Empty>
      ) : (
        <CallTable calls={calls} token={token} zone={zone} />
      )}
      {hasMore && last ? (
        <More
          href={linkTo('/calls', { show: state ?? 'all', after: `${last.startedAt}_${last.id}` })}
          label="Earlier calls"
        />
      ) : null}
    </>
  );
}

function CallTable({ calls, token, zone }: Pick<ListProps, 'calls' | 'token' | 'zone'>) {
  return (
    <table class="list tall calls" data-list>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Taken by</th>
          <th scope="col">State</th>
          <th scope="col">Next step</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <tr data-id={call.id}>
            <td class="when">
              <When at={call.startedAt} zone={zone} />
              {call.seconds === null ? null : (
                <small class="below">{durationText(Math.ceil(call.seconds / 60))}</small>
              )}
            </td>
            <td class="who">
              <Caller call={call} />
              <small class="below">
                {[
                  call.number === null || callerText(call) === phoneText(call.number)
                    ? ''
                    : phoneText(call.number),
                  call.direction === 'outbound' ? 'called by us' : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </td>
            <td class="from">
              {[call.agent, call.queue].filter(Boolean).join(' · ') || '–'}
              {call.recordingUrl === null ? null : (
                <small class="below">
                  <a href={call.recordingUrl} rel="noreferrer noopener" target="_blank">
                    Recording
                  </a>
                </small>
              )}
            </td>
            <td class="state">
              <Pill of={states[call.state]} />
              {call.reason === null ? null : <small class="below">{call.reason}</small>}
            </td>
            <td class="next">
              <CallActs call={call} token={token} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Caller({ call }: { readonly call: CallLine }) {
  if (call.partnerId !== null) return <a href={`/partners/${call.partnerId}`}>{callerText(call)}</a>;
  if (call.patientId !== null) return <a href={`/patients/${call.patientId}`}>{callerText(call)}</a>;
  return <>{callerText(call)}</>;
}

function CallActs({ call, token }: { readonly call: CallLine; readonly token: string }) {
  if (call.formMessageId !== null)
    return <a href={`/phone/saved/${call.formMessageId}`}>What became of it</a>;
  const isAside = call.state === 'dismissed';
  return (
    <form method="post" action={`/calls/${call.id}/${isAside ? 'back' : 'aside'}`} class="inline">
      <Csrf token={token} />
      <a class="button" href={`/phone?call=${call.id}`}>
        Start form
      </a>
      {call.state === 'filtered' ? null : <button>{isAside ? 'Bring back' : 'No referral'}</button>}
    </form>
  );
}
