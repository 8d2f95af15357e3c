import { Hono } from 'hono';
import type { ReferralState } from '../domain/referral-state.ts';
import { countDeadDeliveries } from '../store/delivery-list.ts';
import { findPartner, searchPartners, type Partner } from '../store/partners.ts';
import { loadPatientLines } from '../store/patient-search.ts';
import {
  countAttention,
  listReferrals,
  type ReferralCursor,
  type ReferralFilter,
  type ReferralLine,
} from '../store/referral-list.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { isId, isInstant } from './missing-page.tsx';
import { Chips, Empty, linkTo, ListHead, More } from './parts.tsx';
import { ReferralTable } from './referral-table.tsx';
import { personName } from './words.ts';

const PAGE = 50;
const COUNTED = 100;
/** Offices offered when a text matches several. */
const OFFICES = 12;

/** `GET /referrals`: the list the front desk works from. */
export function referralListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/referrals', async (c) => {
    const query = readQuery(c.req.query());
    const { db } = deps.hub;
    const offices = query.from === undefined ? [] : await searchPartners(db, query.from, OFFICES);
    if (offices.length === 1)
      return c.redirect(listLink(query, { from: undefined, office: offices[0]?.id }), 303);
    const [found, attention, failed, partner, patients] = await Promise.all([
      listReferrals(db, filterOf(query), PAGE + 1, query.after),
      countAttention(db, COUNTED),
      countDeadDeliveries(db),
      query.office === undefined ? undefined : findPartner(db, query.office),
      query.patient === undefined ? [] : loadPatientLines(db, [query.patient]),
    ]);
    const narrowed = [
      ...(partner === undefined ? [] : [{ name: 'office', label: `From ${partner.name}` }]),
      ...patients.map((patient) => ({ name: 'patient', label: `Patient ${personName(patient)}` })),
    ];
    return showPage(
      c,
      deps,
      { title: 'Referrals', current: 'referrals', isLive: query.after === undefined },
      <ReferralList
        query={query}
        lines={found.slice(0, PAGE)}
        hasMore={found.length > PAGE}
        attention={attention}
        failed={failed}
        narrowed={narrowed}
        offices={offices}
        zone={deps.hub.policy.zone}
      />,
    );
  });
  return app;
}

/** Groups people think in; each is one or more states. */
const groups: readonly {
  readonly key: string;
  readonly label: string;
  readonly states?: readonly ReferralState[];
}[] = [
  { key: '', label: 'All' },
  { key: 'to_book', label: 'To book', states: ['received', 'accepted', 'no_show', 'appt_cancelled'] },
  { key: 'booked', label: 'Booked', states: ['scheduled'] },
  { key: 'seen', label: 'Seen, note missing', states: ['seen'] },
  { key: 'note', label: 'Note not delivered', states: ['note_ready'] },
  { key: 'closed', label: 'Closed', states: ['closed'] },
  { key: 'ended', label: 'Ended', states: ['declined', 'cancel_requested', 'cancelled', 'voided'] },
  { key: 'possible', label: 'Possible', states: ['possible'] },
];

type Query = {
  readonly state: string;
  readonly only: 'attention' | 'late' | undefined;
  readonly office: string | undefined;
  readonly patient: string | undefined;
  /** A part of an office's name, still to be resolved. */
  readonly from: string | undefined;
  readonly after: ReferralCursor | undefined;
};

function readQuery(raw: Readonly<Record<string, string>>): Query {
  const [receivedAt = '', id] = (raw['after'] ?? '').split('_');
  const hasCursor = isId(id) && isInstant(receivedAt);
  return {
    state: groups.some((group) => group.key === raw['state']) ? (raw['state'] ?? '') : '',
    only: raw['only'] === 'attention' || raw['only'] === 'late' ? raw['only'] : undefined,
    office: isId(raw['office']) ? raw['office'] : undefined,
    patient: isId(raw['patient']) ? raw['patient'] : undefined,
    from:
      raw['from'] === undefined || raw['from'].trim() === '' ? undefined : raw['from'].trim().slice(0, 100),
    after: hasCursor ? { receivedAt, id } : undefined,
  };
}

function filterOf(query: Query): ReferralFilter {
  const states = groups.find((group) => group.key === query.state)?.states;
  return {
    ...(states === undefined ? {} : { states }),
    ...(query.office === undefined ? {} : { partnerId: query.office }),
    ...(query.patient === undefined ? {} : { patientId: query.patient }),
    ...(query.only === 'attention' ? { needsAttention: true } : {}),
    ...(query.only === 'late' ? { isLate: true } : {}),
  };
}

/** The address of the list with one thing changed. */
function listLink(query: Query, change: Readonly<Record<string, string | undefined>>): string {
  return linkTo('/referrals', {
    state: query.state,
    only: query.only,
    office: query.office,
    patient: query.patient,
    ...change,
  });
}

type ListProps = {
  readonly query: Query;
  readonly lines: readonly ReferralLine[];
  readonly hasMore: boolean;
  readonly attention: number;
  /** Deliveries that failed. */
  readonly failed: number;
  readonly narrowed: readonly { readonly name: string; readonly label: string }[];
  readonly offices: readonly Partner[];
  readonly zone: string;
};

function ReferralList({ query, lines, hasMore, attention, failed, narrowed, offices, zone }: ListProps) {
  const last = lines.at(-1);
  return (
    <>
      <ListHead title="Referrals">
        <OfficeFilter query={query} />
      </ListHead>
      <Filters query={query} attention={attention} failed={failed} />
      {query.from === undefined ? null : <OfficeChoices query={query} offices={offices} />}
      {narrowed.map((one) => (
        <p class="narrowed">
          {one.label} <a href={listLink(query, { [one.name]: undefined })}>Show all</a>
        </p>
      ))}
      {lines.length === 0 ? <NoReferrals query={query} /> : <ReferralTable lines={lines} zone={zone} />}
      {hasMore && last ? (
        <More href={listLink(query, { after: `${last.receivedAt}_${last.id}` })} label="Older referrals" />
      ) : null}
    </>
  );
}

/** A text that fits several offices, or none. */
function OfficeChoices({ query, offices }: { readonly query: Query; readonly offices: readonly Partner[] }) {
  if (offices.length === 0)
    return (
      <p class="narrowed">
        No office has “{query.from}” in its name. <a href={listLink(query, {})}>Show all</a>
      </p>
    );
  return (
    <Chips
      label="Which office?"
      choices={offices.map((office) => ({
        href: listLink(query, { office: office.id }),
        label: office.name,
        isCurrent: false,
      }))}
    />
  );
}

function OfficeFilter({ query }: { readonly query: Query }) {
  return (
    <form class="office" method="get" action="/referrals">
      {query.state === '' ? null : <input type="hidden" name="state" value={query.state} />}
      {query.only === undefined ? null : <input type="hidden" name="only" value={query.only} />}
      <label class="unseen" for="from">
        Referring office
      </label>
      <input
        id="from"
        name="from"
        placeholder="Referring office"
        value={query.from ?? ''}
        maxlength={100}
        autocomplete="off"
      />
      <button type="submit">Filter</button>
    </form>
  );
}

type FilterProps = { readonly query: Query; readonly attention: number; readonly failed: number };

function Filters({ query, attention, failed }: FilterProps) {
  const toggle = (only: 'attention' | 'late') =>
    listLink(query, { only: query.only === only ? undefined : only });
  return (
    <div class="bar">
      <Chips
        label="Show"
        choices={groups.map((group) => ({
          href: listLink(query, { state: group.key }),
          label: group.label,
          isCurrent: group.key === query.state,
        }))}
      />
      <Chips
        label="Only"
        choices={[
          {
            href: toggle('attention'),
            label: 'Needs attention',
            isCurrent: query.only === 'attention',
            count: attention === 0 ? undefined : attention >= COUNTED ? `${COUNTED - 1}+` : String(attention),
          },
          { href: toggle('late'), label: 'Late', isCurrent: query.only === 'late' },
          ...(failed === 0
            ? []
            : [
                {
                  href: '/deliveries?status=dead',
                  label: 'Failed deliveries',
                  isCurrent: false,
                  count: String(failed),
                },
              ]),
        ]}
      />
    </div>
  );
}

function NoReferrals({ query }: { readonly query: Query }) {
  const isFiltered =
    query.state !== '' ||
    query.only !== undefined ||
    query.office !== undefined ||
    query.patient !== undefined;
  if (isFiltered)
    return (
      <Empty title="No referral matches.">
        <p>
          <a href="/referrals">Show all referrals</a>
        </p>
      </Empty>
    );
  return (
    <Empty title="No referrals yet.">
      <p>
        They appear here by themselves as soon as a channel receives the first one, usually within a second.
      </p>
      <p>
        See under <a href="/channels">Channels</a> where senders can connect, and under{' '}
        <a href="/messages">Messages</a> what has arrived.
      </p>
    </Empty>
  );
}
