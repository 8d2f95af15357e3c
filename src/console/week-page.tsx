import { Hono } from 'hono';
import { now } from '../lib/clock.ts';
import { rulesOf } from '../pipeline/escalation-clocks.ts';
import { acknowledgeVolumeAlert } from '../pipeline/volume-alerts.ts';
import { insertAudit } from '../store/audit.ts';
import { loadWeek } from '../store/measures/week.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { actor, requirePatientRight } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { linkTo } from './parts.tsx';
import { readWeek } from './week-query.ts';
import { WeekView } from './week-view.tsx';

const LONGEST_NOTE = 500;

/** `GET /week`: what the manager looks at on Monday. Counts and partners, no patients: an operator may see it too. */
export function weekRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/week', async (c) => {
    const { db, policy } = deps.hub;
    const asOf = now();
    const place = readWeek(c.req.query('week'), policy.zone, asOf);
    const { hours } = rulesOf(policy);
    const page = await loadWeek(db, policy.zone, place.week, { asOf, hours });
    const { role, csrfToken } = c.get('session');
    return showPage(
      c,
      deps,
      { title: 'This week', current: 'week' },
      <WeekView
        page={page}
        place={place}
        asOf={asOf}
        zone={policy.zone}
        seesPatients={role !== 'operator'}
        token={csrfToken}
      />,
    );
  });
  app.post('/week/alerts/:id/acknowledge', requirePatientRight, async (c) => {
    const id = c.req.param('id');
    if (!isId(id)) return showMissing(c, deps, 'This alert');
    const form = textsOf(await c.req.parseBody());
    const note = (form['note'] ?? '').trim().slice(0, LONGEST_NOTE);
    const who = actor(c, deps);
    await insertAudit(deps.hub.db, {
      ...who,
      action: 'acknowledge_volume_alert',
      objectKind: 'volume_alert',
      objectId: id,
    });
    const told = await acknowledgeVolumeAlert(deps.hub.db, id, who.actor, note === '' ? undefined : note);
    deps.hub.wake('events');
    return c.redirect(linkTo('/week', { week: form['week'], told }), 303);
  });
  return app;
}
