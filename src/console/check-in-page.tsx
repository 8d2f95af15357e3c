import { Hono } from 'hono';
import { dayBounds } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { missingOf } from '../pipeline/intake/check-in.ts';
import { listCheckIns, listRequestsOfDay } from '../store/forms-check-in.ts';
import { addCheckInActs } from './check-in-acts.tsx';
import { addCheckInOne } from './check-in-one.tsx';
import { RequestList } from './check-in-requests.tsx';
import { CheckInList } from './check-in-view.tsx';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { dayOf } from './times.tsx';

/** `GET /check-in`: today's appointments at the desk; `GET /check-in/requests`: today's requests for whoever completes them. */
export function checkInRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const { zone } = deps.hub.policy;
  app.get('/check-in', async (c) => {
    const { from, until } = dayBounds(dayOf(now(), zone), zone);
    const lines = await listCheckIns(deps.hub.db, from, until);
    return showPage(
      c,
      deps,
      { title: 'Check-in today', current: 'check-in', isLive: true },
      <CheckInList lines={lines} show={c.req.query('show')} token={c.get('session').csrfToken} zone={zone} />,
    );
  });
  app.get('/check-in/requests', async (c) => {
    const { from, until } = dayBounds(dayOf(now(), zone), zone);
    const lines = await listRequestsOfDay(deps.hub.db, from, until);
    return showPage(
      c,
      deps,
      { title: 'Requests today', current: 'check-in', isLive: true },
      <RequestList lines={lines} show={c.req.query('show')} me={c.get('session').email} zone={zone} />,
    );
  });
  // The next one opens by itself: mine first, then what is nobody's.
  app.get('/check-in/requests/next', async (c) => {
    const { from, until } = dayBounds(dayOf(now(), zone), zone);
    const me = c.get('session').email;
    const open = (await listRequestsOfDay(deps.hub.db, from, until)).filter(
      (line) => missingOf(line).length > 0 && [null, me].includes(line.assignedTo),
    );
    const next = open.findLast(({ assignedTo }) => assignedTo === me) ?? open.at(-1);
    return c.redirect(
      next === undefined ? '/check-in/requests?told=done' : `/check-in/${next.referralId}?queue=1`,
      303,
    );
  });
  addCheckInActs(app, deps);
  addCheckInOne(app, deps);
  return app;
}
