import { Hono } from 'hono';
import { pursuitPoints, type PursuitPoint } from '../domain/escalation-kinds.ts';
import { displayName } from '../domain/names.ts';
import {
  countEscalations,
  listMissing,
  type EscalationCount,
  type MissingLine,
} from '../store/escalations.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { isId, isInstant } from './missing-page.tsx';
import { addNameAnswers } from './names-acts.tsx';
import { Chips, Empty, linkTo, ListHead, More } from './parts.tsx';
import { PartyAsk } from './party-ask.tsx';
import { birthText, When } from './times.tsx';
import { WorkTabs } from './work-tabs.tsx';
import { personName } from './words.ts';

const PAGE = 20;

/** `GET /missing`: patients of whom nobody knows who sent them, at the desk that meets them next; today's first. */
export function namesRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/missing', async (c) => {
    const { zone } = deps.hub.policy;
    const after = readPlace(c.req.query('after'));
    const counts = await countEscalations(deps.hub.db);
    const point = pursuitPoints.find((one) => one === c.req.query('point')) ?? firstPoint(counts);
    const found = await listMissing(deps.hub.db, point, {
      limit: PAGE + 1,
      zone,
      ...(after === undefined ? {} : { after }),
    });
    return showPage(
      c,
      deps,
      { title: 'Who sent this patient?', current: 'late', isLive: after === undefined },
      <NamesList
        point={point}
        lines={found.slice(0, PAGE)}
        hasMore={found.length > PAGE}
        counts={counts}
        token={c.get('session').csrfToken}
        zone={zone}
      />,
    );
  });
  addNameAnswers(app, deps);
  return app;
}

/** The desk first, where patients stand; another one, where nobody has to be asked there. */
function firstPoint(counts: readonly EscalationCount[]): PursuitPoint {
  const order: readonly PursuitPoint[] = ['check_in', ...pursuitPoints];
  return order.find((point) => waitingAt(counts, point) > 0) ?? 'check_in';
}

/** One patient may lack both: the larger of the two is nearer to how many patients there are than their sum. */
function waitingAt(counts: readonly EscalationCount[], point: PursuitPoint): number {
  const sum = (kind: string): number =>
    counts
      .filter((one) => one.point === point && one.kind === kind)
      .reduce((all, one) => all + one.late + one.running, 0);
  return Math.max(sum('referrer_missing'), sum('pcp_missing'));
}

type Place = Pick<MissingLine, 'isToday' | 'aboutAt' | 'referralId'>;

function readPlace(text: string | undefined): Place | undefined {
  const [day, aboutAt = '', referralId] = (text ?? '').split('_');
  if (!isId(referralId) || !isInstant(aboutAt)) return undefined;
  return { isToday: day === 'today', aboutAt, referralId };
}

function placeText({ isToday, aboutAt, referralId }: Place): string {
  return `${isToday ? 'today' : 'other'}_${aboutAt}_${referralId}`;
}

const points: Readonly<Record<PursuitPoint, string>> = {
  call: 'On the phone',
  check_in: 'At check-in',
  tech: 'In the room',
  emr_update: 'After the visit',
};

type ListProps = {
  readonly point: PursuitPoint;
  readonly lines: readonly MissingLine[];
  readonly hasMore: boolean;
  readonly counts: readonly EscalationCount[];
  readonly token: string;
  readonly zone: string;
};

function NamesList({ point, lines, hasMore, counts, token, zone }: ListProps) {
  const last = lines.at(-1);
  return (
    <>
      <ListHead title="Who sent this patient?" />
      <WorkTabs current="missing" />
      <Chips
        label="Where they are asked"
        choices={pursuitPoints.map((one) => ({
          href: linkTo('/missing', { point: one }),
          label: points[one],
          isCurrent: one === point,
          count: waitingAt(counts, one) === 0 ? undefined : String(waitingAt(counts, one)),
        }))}
      />
      {lines.length === 0 ? (
        <Empty title="Nobody has to be asked here.">
          <p>
            When nobody wrote down who sent a patient, or who their own doctor is, the patient stands here for
            whoever meets them next. Without the name the visit note cannot go out.
          </p>
        </Empty>
      ) : (
        <NamesTable lines={lines} point={point} token={token} zone={zone} />
      )}
      {hasMore && last ? (
        <More href={linkTo('/missing', { point, after: placeText(last) })} label="More patients" />
      ) : null}
    </>
  );
}

function NamesTable({ lines, point, token, zone }: Pick<ListProps, 'lines' | 'point' | 'token' | 'zone'>) {
  return (
    <table class="list tall names" data-list>
      <thead>
        <tr>
          <th scope="col">Visit</th>
          <th scope="col">Patient</th>
          <th scope="col">Ask and answer</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr data-id={line.referralId}>
            <td class="when">
              {line.isLate ? <span class="pill red">Late</span> : null}
              {line.isToday ? <span class="pill blue">Today</span> : null}{' '}
              {line.appointmentAt === null ? (
                <span class="muted">No visit booked</span>
              ) : (
                <When at={line.appointmentAt} zone={zone} />
              )}
            </td>
            <td class="who">
              <a href={`/referrals/${line.referralId}`}>{personName(line)}</a>{' '}
              <small>{birthText(line.birthDate)}</small>
              <small class="below">{withWhom(line)}</small>
              {line.firstOf === null ? null : <small class="first">First patient of {line.firstOf}</small>}
            </td>
            <td class="next">
              {line.missing.map((role) => (
                <PartyAsk
                  referralId={line.referralId}
                  role={role}
                  token={token}
                  back={linkTo('/missing', { point })}
                />
              ))}
              <p>
                <small>
                  {line.missing.map((role) => (
                    <>
                      <a href={linkTo(`/missing/${line.referralId}/${role}`, { point })}>
                        {role === 'pcp' ? 'Enter a new doctor' : 'Enter a new referrer'}
                      </a>{' '}
                    </>
                  ))}
                </small>
              </p>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function withWhom({ provider, location }: MissingLine): string {
  const name = provider === null ? '' : displayName(provider);
  return [name === '' ? '' : `With ${name}`, location].filter(Boolean).join(' · ');
}
