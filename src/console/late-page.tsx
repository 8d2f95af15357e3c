import { Hono } from 'hono';
import { ownerRoles, type OwnerRole } from '../domain/escalation-kinds.ts';
import { ownerWords } from '../domain/escalation-words.ts';
import {
  countEscalations,
  escalationPlace,
  listEscalations,
  type EscalationCount,
  type EscalationFilter,
  type EscalationLine,
} from '../store/escalations.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { addLateActs } from './late-acts.tsx';
import { LateTable } from './late-table.tsx';
import { showPage } from './layout.tsx';
import { isId, isInstant } from './missing-page.tsx';
import { Chips, Empty, linkTo, ListHead, More } from './parts.tsx';
import { WorkTabs } from './work-tabs.tsx';

const PAGE = 50;

/** `GET /late`: what is late or soon due, the longest first, by who has to do something about it. */
export function lateRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/late', async (c) => {
    const query = readQuery(c.req.query());
    const { email, csrfToken } = c.get('session');
    const [found, counts] = await Promise.all([
      listEscalations(deps.hub.db, filterOf(query, email), {
        limit: PAGE + 1,
        ...(query.after === undefined ? {} : { after: query.after }),
      }),
      countEscalations(deps.hub.db),
    ]);
    return showPage(
      c,
      deps,
      { title: 'Late', current: 'late', isLive: query.after === undefined },
      <LateList
        query={query}
        lines={found.slice(0, PAGE)}
        hasMore={found.length > PAGE}
        counts={counts}
        token={csrfToken}
        person={email}
        zone={deps.hub.policy.zone}
      />,
    );
  });
  addLateActs(app, deps);
  return app;
}

const shows = { late: 'Late', running: 'Soon due', snoozed: 'Put off', closed: 'Done' } as const;
type Show = keyof typeof shows;

type Query = {
  readonly show: Show;
  readonly who: OwnerRole | 'mine' | undefined;
  readonly after: { readonly at: string; readonly id: string } | undefined;
};

function readQuery(raw: Readonly<Record<string, string>>): Query {
  const [at = '', id] = (raw['after'] ?? '').split('_');
  const show = raw['show'] ?? '';
  return {
    show: isShow(show) ? show : 'late',
    who: raw['who'] === 'mine' ? 'mine' : ownerRoles.find((role) => role === raw['who']),
    after: isId(id) && isInstant(at) ? { at, id } : undefined,
  };
}

function isShow(text: string): text is Show {
  return Object.hasOwn(shows, text);
}

function filterOf({ show, who }: Query, email: string): EscalationFilter {
  if (who === undefined) return { state: show };
  return who === 'mine' ? { state: show, assignedTo: email } : { state: show, owner: who };
}

function lateLink({ show, who }: Query, change: Readonly<Record<string, string | undefined>>): string {
  return linkTo('/late', { show: show === 'late' ? undefined : show, who, ...change });
}

type ListProps = {
  readonly query: Query;
  readonly lines: readonly EscalationLine[];
  readonly hasMore: boolean;
  readonly counts: readonly EscalationCount[];
  readonly token: string;
  readonly person: string;
  readonly zone: string;
};

function LateList({ query, lines, hasMore, counts, token, person, zone }: ListProps) {
  const last = lines.at(-1);
  return (
    <>
      <ListHead title="Late or soon due" />
      <WorkTabs current="late" />
      <Filters query={query} counts={counts} />
      {lines.length === 0 ? (
        <NothingLate query={query} />
      ) : (
        <LateTable lines={lines} token={token} back={lateLink(query, {})} person={person} zone={zone} />
      )}
      {hasMore && last ? (
        <More
          href={lateLink(query, { after: `${escalationPlace(last).at}_${escalationPlace(last).id}` })}
          label={query.show === 'closed' ? 'Older ones' : 'Later ones'}
        />
      ) : null}
    </>
  );
}

function Filters({ query, counts }: Pick<ListProps, 'query' | 'counts'>) {
  // Who the primary care doctor is stands in its own list and is nobody's hurry.
  const told = counts.filter((one) => one.kind !== 'pcp_missing');
  const sumOf = (role: OwnerRole): number =>
    told
      .filter((one) => one.owner === role)
      .reduce((sum, one) => sum + (query.show === 'closed' ? 0 : one[query.show]), 0);
  const roles = ownerRoles.filter((role) => sumOf(role) > 0 || query.who === role);
  return (
    <div class="bar">
      <Chips
        label="Whose"
        choices={[
          {
            href: lateLink(query, { who: undefined }),
            label: 'Everybody',
            isCurrent: query.who === undefined,
          },
          { href: lateLink(query, { who: 'mine' }), label: 'Mine', isCurrent: query.who === 'mine' },
          ...roles.map((role) => ({
            href: lateLink(query, { who: role }),
            label: ownerWords[role],
            isCurrent: query.who === role,
            count: String(sumOf(role)),
          })),
        ]}
      />
      <Chips
        label="Show"
        choices={Object.entries(shows).map(([show, label]) => ({
          href: lateLink(query, { show: show === 'late' ? undefined : show }),
          label,
          isCurrent: query.show === show,
        }))}
      />
    </div>
  );
}

function NothingLate({ query }: { readonly query: Query }) {
  if (query.who !== undefined || query.show !== 'late')
    return (
      <Empty title="Nothing here.">
        <p>
          <a href="/late">Show all that is late</a>
        </p>
      </Empty>
    );
  return (
    <Empty title="Nothing is late.">
      <p>
        A patient who has not been called, a visit nobody booked, a note that is not signed: it stands here as
        soon as its time is over, and who has to know is told by mail.
      </p>
      <p>
        <a href="/late?show=running">See what is due soon</a>
      </p>
    </Empty>
  );
}
