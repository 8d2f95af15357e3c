import { Hono } from 'hono';
import { askCrm, crmActs, type CrmAct } from '../pipeline/crm/acts.ts';
import { findCrm, listCrms } from '../store/crm.ts';
import { listDriftFindings, listDriftRuns } from '../store/crm-drift.ts';
import { listRefused } from '../store/crm-records.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { CrmList, CrmOne } from './crm-view.tsx';
import { actor, requireConnectionRight } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';

const REFUSED = 100;
const RUNS = 5;
const FINDINGS = 20;
const kinds = ['account', 'contact', 'referral', 'case', 'task'] as const;

/** `GET /crm`: CRMs that are kept as the ledger is: how far, what they refused, what was found when they were read back. */
export function crmRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.use('/crm', requireConnectionRight);
  app.use('/crm/*', requireConnectionRight);
  app.get('/crm', async (c) => {
    const { db, policy } = deps.hub;
    return showPage(
      c,
      deps,
      { title: 'CRMs', current: 'channels', isLive: true },
      <CrmList crms={await listCrms(db)} zone={policy.zone} />,
    );
  });
  app.get('/crm/:name', async (c) => {
    const { db, policy } = deps.hub;
    const name = c.req.param('name');
    const crm = (await listCrms(db)).find((one) => one.name === name);
    if (crm === undefined) return showMissing(c, deps, 'This CRM');
    const [refused, runs] = await Promise.all([
      listRefused(db, name, REFUSED),
      listDriftRuns(db, name, RUNS),
    ]);
    const [last] = runs;
    const findings = last === undefined ? [] : await listDriftFindings(db, last.id, FINDINGS);
    return showPage(
      c,
      deps,
      { title: crm.name, current: 'channels', isLive: true },
      <CrmOne
        crm={crm}
        refused={refused}
        most={REFUSED}
        runs={runs}
        findings={findings}
        token={c.get('session').csrfToken}
        zone={policy.zone}
      />,
    );
  });
  app.post('/crm/:name/:act', (c) => ask(c, deps, c.req.param('name'), c.req.param('act')));
  return app;
}

/** Any act, and a retry of one record. The running hub carries it out. */
async function ask(c: ConsoleContext, deps: ConsoleDeps, name: string, act: string): Promise<Response> {
  if (!isAct(act) || !(await findCrm(deps.hub.db, name))) return showMissing(c, deps, 'This CRM');
  const form = await c.req.parseBody();
  const kind = kinds.find((one) => one === form['kind']);
  const id = form['id'];
  const record =
    kind !== undefined && typeof id === 'string' && isId(id) ? { kind, subjectId: id } : undefined;
  const answer = await askCrm(deps.hub.db, name, act, actor(c, deps), record);
  deps.hub.wake('events');
  const told = answer === 'under_way' ? 'under_way' : 'asked';
  return c.redirect(`/crm/${encodeURIComponent(name)}?told=${told}`, 303);
}

function isAct(text: string): text is CrmAct {
  return (crmActs as readonly string[]).includes(text);
}
