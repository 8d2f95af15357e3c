import { Hono } from 'hono';
import { EVERYBODY } from '../domain/document/certainty/acceptance.ts';
import { measureAcceptance, proposeThresholds } from '../domain/document/certainty/acceptance-measure.ts';
import { fieldNames } from '../domain/document/fields.ts';
import {
  countOutcomes,
  listAcceptanceRules,
  loadAcceptanceMode,
  setAcceptanceMode,
  setThresholds,
} from '../store/acceptance.ts';
import { transaction } from '../store/transaction.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { ConfidenceBody } from './document-confidence-view.tsx';
import { deskHead } from './document-head.tsx';
import { textsOf } from './form-values.ts';
import { showPage } from './layout.tsx';

const PATH = '/documents/confidence';

/** `GET /documents/confidence`: how sure the hub was, how often it was right, and from when a field needs nobody. */
export function confidenceRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get(PATH, (c) => showConfidence(c, deps, undefined));
  app.post(`${PATH}/mode`, (c) => changeMode(c, deps));
  app.post(`${PATH}/threshold`, (c) => changeThreshold(c, deps));
  return app;
}

async function showConfidence(
  c: ConsoleContext,
  deps: ConsoleDeps,
  problem: string | undefined,
): Promise<Response> {
  const { db } = deps.hub;
  const [mode, rules, cells] = await Promise.all([
    loadAcceptanceMode(db),
    listAcceptanceRules(db),
    countOutcomes(db),
  ]);
  return showPage(
    c,
    deps,
    {
      title: 'How sure is the hub?',
      current: 'documents',
      head: deskHead(),
      ...(problem === undefined ? {} : { status: 422 }),
    },
    <ConfidenceBody
      mode={mode}
      rules={rules}
      measure={measureAcceptance(cells)}
      proposed={proposeThresholds(cells, rules)}
      problem={problem}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
    />,
  );
}

async function changeMode(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { mode, auditPercent = '' } = textsOf(await c.req.parseBody());
  const auditShare = Number(auditPercent) / 100;
  if (mode !== 'shadow' && mode !== 'live') return showConfidence(c, deps, 'Choose who files.');
  if (!(auditShare >= 0.01 && auditShare <= 1))
    return showConfidence(c, deps, 'The share that is checked is 1 to 100 of a hundred.');
  await transaction(deps.hub.db, (tx) => setAcceptanceMode(tx, { mode, auditShare }, c.get('session').email));
  return c.redirect(`${PATH}?told=saved`, 303);
}

/** Empty: the one the hub came with holds again. Above 100: never without a person. */
async function changeThreshold(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { field: said, percent = '', senderKey = EVERYBODY } = textsOf(await c.req.parseBody());
  const field = fieldNames.find((one) => one === said);
  const text = percent.trim();
  const threshold = text === '' ? undefined : Number(text) / 100;
  if (field === undefined) return showConfidence(c, deps, 'Choose a field.');
  if (threshold !== undefined && !(threshold > 0 && threshold <= 1.01))
    return showConfidence(
      c,
      deps,
      'A threshold is a number from 1 to 100; 101 means never without a person.',
    );
  await transaction(deps.hub.db, (tx) =>
    setThresholds(tx, [{ senderKey: senderKey.slice(0, 200), field, threshold }], c.get('session').email),
  );
  return c.redirect(`${PATH}?told=saved`, 303);
}
