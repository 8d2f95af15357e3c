import { Hono } from 'hono';
import { officeWays } from '../pipeline/directory-endpoints.ts';
import { decideReferral } from '../pipeline/resolve.ts';
import { insertAudit, insertAuditOnce } from '../store/audit.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { loadReferralPage } from './referral-load.ts';
import { addReferralActs } from './referral-acts.ts';
import { ReferralBody } from './referral-view.tsx';

/** A page that refreshes itself is one look. */
const SAME_LOOK_MINUTES = 15;

/** `GET /referrals/:id` and the decisions made on it. */
export function referralRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/referrals/:id', async (c) => {
    const page = await loadReferralPage(deps, c.req.param('id'), c.req.query('partner') ?? '');
    if (!page) return showMissing(c, deps, 'This referral');
    const { id, patientId } = page.referral;
    if (id !== c.req.param('id')) return c.redirect(`/referrals/${id}`, 303);
    await insertAuditOnce(
      deps.hub.db,
      { ...actor(c, deps), action: 'view_referral', objectKind: 'referral', objectId: id, patientId },
      SAME_LOOK_MINUTES,
    );
    return showPage(
      c,
      deps,
      { title: 'Referral', current: 'referrals', isLive: true },
      <ReferralBody
        page={page}
        token={c.get('session').csrfToken}
        zone={deps.hub.policy.zone}
        destinations={officeWays(deps.hub)}
      />,
    );
  });
  app.post('/referrals/:id/decide', async (c) => {
    const id = c.req.param('id');
    const form = await c.req.parseBody();
    const decision = form['decision'];
    if (!isId(id) || (decision !== 'accepted' && decision !== 'declined' && decision !== 'voided'))
      return showMissing(c, deps, 'This decision');
    const reason = typeof form['reason'] === 'string' ? form['reason'].trim().slice(0, 500) : '';
    if (reason === '' && decision !== 'accepted') return c.redirect(`/referrals/${id}#decide`, 303);
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: `referral_${decision}`,
      objectKind: 'referral',
      objectId: id,
    });
    const outcome = await decideReferral(
      deps.hub,
      id,
      decision,
      reason === '' ? undefined : reason,
      c.get('session').email,
    );
    return c.redirect(`/referrals/${id}?told=${outcome}`, 303);
  });
  addReferralActs(app, deps);
  return app;
}
