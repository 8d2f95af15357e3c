import type { OpenWork } from '../store/open-work.ts';
import type { Session } from '../store/sessions.ts';
import { Csrf } from './parts.tsx';

export type PageName =
  | 'referrals'
  | 'phone'
  | 'check-in'
  | 'documents'
  | 'reviews'
  | 'late'
  | 'notes'
  | 'patients'
  | 'partners'
  | 'week'
  | 'messages'
  | 'channels'
  | 'alerts'
  | 'other';

/** What may be very much is counted up to here. */
export const COUNTED = 100;

type TopProps = {
  readonly session: Session;
  readonly current: PageName;
  readonly counts: OpenWork;
};

/** The head of every page: the day's work as tabs, the search, and the rest behind "More". */
export function Top({ session, current, counts }: TopProps) {
  const seesPatients = session.role !== 'operator';
  return (
    <header class="top">
      <a class="brand" href="/">
        Referloop
      </a>
      <nav class="tabs-main" aria-label="Main">
        {seesPatients ? <PatientTabs current={current} counts={counts} /> : null}
        <Tab href="/partners" label="Partners" isCurrent={current === 'partners'} />
        <Tab href="/week" label="This week" isCurrent={current === 'week'} />
        {seesPatients ? null : (
          <>
            <Tab href="/messages" label="Messages" isCurrent={current === 'messages'} />
            <Tab href="/channels" label="Channels" isCurrent={current === 'channels'} />
          </>
        )}
      </nav>
      {seesPatients ? <Search token={session.csrfToken} /> : null}
      {seesPatients ? (
        <a class="tab bell" href="/alerts" aria-current={current === 'alerts' ? 'page' : undefined}>
          Alerts <Count id="count-alerts" count={counts.alerts} />
        </a>
      ) : null}
      <Rest session={session} current={current} />
      <Me session={session} />
    </header>
  );
}

/** What is not every hour's work. */
function Rest({ session: { role }, current }: Pick<TopProps, 'session' | 'current'>) {
  const seesPatients = role !== 'operator';
  const isHere = seesPatients && (current === 'messages' || current === 'channels');
  return (
    <details class={isHere ? 'me here' : 'me'}>
      <summary>More</summary>
      <nav class="sheet" aria-label="More">
        {seesPatients ? (
          <>
            <a href="/calls">Calls</a>
            <a href="/incidents">Incidents</a>
            <a href="/feeds">Files of referrals</a>
            <a href="/messages" aria-current={current === 'messages' ? 'page' : undefined}>
              Messages
            </a>
            <a href="/channels" aria-current={current === 'channels' ? 'page' : undefined}>
              Channels
            </a>
          </>
        ) : null}
        <a href="/imports">Directory files</a>
        {role === 'staff' ? null : (
          <>
            <a href="/crm">CRMs</a>
            <a href="/webhooks">Receivers of events</a>
          </>
        )}
        <a href="/letters">Letters to offices</a>
      </nav>
    </details>
  );
}

function Me({ session }: Pick<TopProps, 'session'>) {
  return (
    <details class="me">
      <summary>{session.displayName}</summary>
      <div class="sheet">
        <p>
          {session.email}
          <br />
          <span class="muted">{session.role}</span>
        </p>
        {session.role === 'operator' ? null : (
          <p>
            <a href="/alerts/told">What I am told</a>
          </p>
        )}
        <form method="post" action="/sign-out">
          <Csrf token={session.csrfToken} />
          <button type="submit">Sign out</button>
        </form>
      </div>
    </details>
  );
}

function PatientTabs({ current, counts }: Omit<TopProps, 'session'>) {
  return (
    <>
      <Tab href="/referrals" label="Referrals" isCurrent={current === 'referrals'} />
      <Tab
        href="/phone"
        label="Phone"
        isCurrent={current === 'phone'}
        count={counts.calls}
        id="count-calls"
      />
      <Tab href="/check-in" label="Check-in" isCurrent={current === 'check-in'} />
      <Tab
        href="/reviews"
        label="Reviews"
        isCurrent={current === 'reviews'}
        count={counts.reviews}
        id="count-reviews"
      />
      <Tab
        href="/documents"
        label="Faxes & mails"
        isCurrent={current === 'documents'}
        count={counts.documents}
        id="count-documents"
      />
      <Tab href="/late" label="Late" isCurrent={current === 'late'} count={counts.late} id="count-late" />
      <Tab href="/notes-to-send" label="Notes" isCurrent={current === 'notes'} />
      <Tab href="/patients" label="Patients" isCurrent={current === 'patients'} />
    </>
  );
}

/** Names and numbers of patients travel in the body, not in the address: addresses are kept by browsers and proxies. */
function Search({ token }: { readonly token: string }) {
  return (
    <form class="find" method="post" action="/find" role="search">
      <Csrf token={token} />
      <label class="unseen" for="find">
        Find a patient by name or number, a referral, or a message by control id
      </label>
      <input
        id="find"
        type="search"
        name="text"
        placeholder="Patient, MRN or id"
        maxlength={200}
        required
        autocomplete="off"
      />
      <button type="submit" aria-label="Find">
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="6.5" cy="6.5" r="4.5" />
          <path d="M10 10l4.5 4.5" />
        </svg>
      </button>
    </form>
  );
}

function Tab(props: {
  readonly href: string;
  readonly label: string;
  readonly isCurrent: boolean;
  readonly count?: number;
  readonly id?: string;
}) {
  return (
    <a class="tab" href={props.href} aria-current={props.isCurrent ? 'page' : undefined}>
      {props.label}{' '}
      {props.count === undefined || props.id === undefined ? null : (
        <Count id={props.id} count={props.count} />
      )}
    </a>
  );
}

function Count({ id, count }: { readonly id: string; readonly count: number }) {
  return (
    <span class="count" id={id} data-block hidden={count === 0}>
      {count >= COUNTED ? `${COUNTED - 1}+` : count}
    </span>
  );
}
