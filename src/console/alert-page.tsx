import { Hono } from 'hono';
import { isoWeek } from '../domain/practice-time.ts';
import { listSeenAlerts, listThanks, listUnseenAlerts, markAlertSeen, type Alert } from '../store/alerts.ts';
import { insertAudit } from '../store/audit.ts';
import { listCalls } from '../store/calls.ts';
import { alertPeopleRoutes } from './alert-people-page.tsx';
import { alertToldRoutes } from './alert-told-page.tsx';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor } from './gate.ts';
import { CallsNow, recentCalls } from './intake-calls.tsx';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf, Empty, ListHead } from './parts.tsx';
import { shortText, When } from './times.tsx';
import { personName, phoneText } from './words.ts';

const LIMIT = 100;

/** `GET /alerts`: what the liaison should know: who sent whom, whether it is their first, and whether they were thanked this week. */
export function alertRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/alerts', async (c) => {
    const { db, policy } = deps.hub;
    const isSeen = c.req.query('show') === 'seen';
    const [alerts, calls] = await Promise.all([
      isSeen ? listSeenAlerts(db, LIMIT) : listUnseenAlerts(db, LIMIT),
      listCalls(db, { limit: 5, state: 'open', since: recentCalls() }),
    ]);
    const keys = new Map(alerts.map((alert) => [alert.id, thanksKey(alert, policy.zone)]));
    const thanks = await listThanks(db, [...new Set(keys.values())]);
    const told = new Map(thanks.map((one) => [one.key, one]));
    const thanksOf = (alert: Alert) => thanksText(told.get(keys.get(alert.id) ?? ''), policy.zone);
    return showPage(
      c,
      deps,
      { title: 'Alerts', current: 'alerts', isLive: true },
      <>
        <CallsNow calls={calls} zone={policy.zone} token={c.get('session').csrfToken} back="/alerts" />
        <Alerts
          alerts={alerts}
          thanksOf={thanksOf}
          isSeen={isSeen}
          token={c.get('session').csrfToken}
          zone={policy.zone}
        />
      </>,
    );
  });
  app.route('/', alertToldRoutes(deps));
  app.route('/', alertPeopleRoutes(deps));
  app.post('/alerts/:id/seen', async (c) => {
    const id = c.req.param('id');
    if (!isId(id)) return showMissing(c, deps, 'This alert');
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'alert_seen',
      objectKind: 'alert',
      objectId: id,
    });
    const isMine = await markAlertSeen(deps.hub.db, id, c.get('session').email);
    deps.hub.wake('events');
    return c.redirect(`/alerts?told=${isMine ? 'seen' : 'already_answered'}`, 303);
  });
  return app;
}

/** The key of the week's one thank-you (see `wantedEffects`). */
function thanksKey(alert: Alert, zone: string): string {
  return `thank_partner|${alert.partnerId ?? ''}|${isoWeek(alert.receivedAt, zone)}`;
}

type Thanks = Awaited<ReturnType<typeof listThanks>>[number];

function thanksText(thanks: Thanks | undefined, zone: string): string {
  if (!thanks || (thanks.state === 'withdrawn' && !thanks.isShown)) return 'No thank-you this week';
  if (thanks.seenAt === null) return 'Thank-you still due this week';
  return `Thanked this week: ${thanks.seenBy ?? 'somebody'}, ${shortText(thanks.seenAt, zone)}`;
}

type AlertsProps = {
  readonly alerts: readonly Alert[];
  readonly thanksOf: (alert: Alert) => string;
  readonly isSeen: boolean;
  readonly token: string;
  readonly zone: string;
};

function Alerts({ alerts, thanksOf, isSeen, token, zone }: AlertsProps) {
  return (
    <>
      <ListHead title={isSeen ? 'Alerts seen' : 'Alerts'}>
        <a href={isSeen ? '/alerts' : '/alerts?show=seen'}>{isSeen ? 'New ones' : 'Seen ones'}</a>
        <a href="/alerts/told">What I am told</a>
      </ListHead>
      {alerts.length === 0 ? (
        <Empty title={isSeen ? 'Nothing was marked as seen yet.' : 'No new alert.'}>
          <p>
            Each new referral from outside shows here once, with the office that sent it, and a thank-you at
            most once a week per office.
          </p>
        </Empty>
      ) : (
        <ul class="alerts" data-list>
          {alerts.map((alert) => (
            <li data-id={alert.id} class={`card ${alert.kind}`}>
              <AlertLine alert={alert} thanks={thanksOf(alert)} zone={zone} />
              {alert.seenAt === null ? (
                <div class="buttons">
                  <form method="post" action={`/alerts/${alert.id}/seen`}>
                    <Csrf token={token} />
                    <button type="submit">
                      {alert.kind === 'thank_partner' ? 'Thanked' : 'Mark as seen'}
                    </button>
                  </form>
                  <ToldActs alert={alert} token={token} />
                </div>
              ) : (
                <p class="muted">
                  {alert.seenBy}, <When at={alert.seenAt} zone={zone} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What of this kind one hears oneself: the alert itself stays for everybody. */
function ToldActs({ alert, token }: { readonly alert: Alert; readonly token: string }) {
  return (
    <>
      {alert.kind === 'thank_partner' ? null : (
        <form method="post" action="/alerts/told/watch">
          <Csrf token={token} />
          <input type="hidden" name="back" value="/alerts" />
          <input type="hidden" name="referral" value={alert.referralId} />
          <button type="submit">Watch</button>
        </form>
      )}
      {alert.partnerId === null ? null : (
        <form method="post" action="/alerts/told/mute">
          <Csrf token={token} />
          <input type="hidden" name="back" value="/alerts" />
          <input type="hidden" name="partner" value={alert.partnerId} />
          <input type="hidden" name="days" value="7" />
          <button type="submit" title="No messages to you about this office for a week">
            Mute office
          </button>
        </form>
      )}
    </>
  );
}

function AlertLine({
  alert,
  thanks,
  zone,
}: {
  readonly alert: Alert;
  readonly thanks: string;
  readonly zone: string;
}) {
  const office = [alert.partnerName, alert.partnerOrganisation]
    .filter((name, index, all) => name && all.indexOf(name) === index)
    .join(', ');
  if (alert.kind === 'thank_partner')
    return (
      <div>
        <p>
          <strong>
            Thank <Office alert={alert} name={office || 'the office'} />
          </strong>{' '}
          {alert.partnerPhone === null ? null : (
            <a href={`tel:${alert.partnerPhone}`}>{phoneText(alert.partnerPhone)}</a>
          )}
        </p>
        <p class="facts">
          <span>
            for <a href={`/referrals/${alert.referralId}`}>{personName(alert)}</a>
          </span>
          <span>{thanks}</span>
        </p>
      </div>
    );
  return (
    <div>
      <p>
        <strong>
          <Office alert={alert} name={office || 'An office'} />
        </strong>{' '}
        {alert.kind === 'possible' ? 'may have sent its patient' : 'sent'}{' '}
        <a href={`/referrals/${alert.referralId}`}>{personName(alert)}</a>{' '}
        {alert.kind === 'possible' ? <span class="pill plain">Possible</span> : null}
        {alert.kind === 'first_referral' ? <span class="pill green">First referral</span> : null}
      </p>
      <p class="facts">
        <When at={alert.receivedAt} zone={zone} />
        <span>{alert.kind === 'possible' ? 'booked without a referral' : thanks}</span>
      </p>
    </div>
  );
}

function Office({ alert, name }: { readonly alert: Alert; readonly name: string }) {
  if (alert.partnerId === null) return <>{name}</>;
  return (
    <a class="quiet" href={`/partners/${alert.partnerId}`}>
      {name}
    </a>
  );
}
