import { Hono } from 'hono';
import { streamText } from '../lib/text-stream.ts';
import { reportProblems } from '../pipeline/import/problem-report.ts';
import { readSheetHeader } from '../pipeline/import/read-header.ts';
import { insertAudit } from '../store/audit.ts';
import { listMappings, saveMapping } from '../store/import-mappings.ts';
import { findImport, requestImport, stopImport, type ImportRun } from '../store/imports.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { readOptions } from './import-options.ts';
import { ImportBody } from './import-view.tsx';
import { isUnderWay } from './import-words.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';

/** `GET /imports/:id`: what is taken of a file, how far it got, and what could not be taken. */
export function importRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const { db } = deps.hub;
  app.get('/imports/:id', async (c) => {
    const run = await runOf(c, deps);
    return run ? showImport(c, deps, run, undefined, {}) : showMissing(c, deps, 'This import');
  });
  app.get('/imports/:id/problems.csv', async (c) => {
    const run = await runOf(c, deps);
    if (!run) return showMissing(c, deps, 'This import');
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="problems.csv"');
    return c.body(streamText(reportProblems(db, run.id)));
  });
  app.post('/imports/:id/stop', async (c) => {
    const run = await runOf(c, deps);
    if (!run) return showMissing(c, deps, 'This import');
    await write(c, deps, run, 'import_stopped');
    const told = (await stopImport(db, run.id)) ? 'done' : 'already_answered';
    return c.redirect(`/imports/${run.id}?told=${told}`, 303);
  });
  app.post('/imports/:id/resume', async (c) => {
    const run = await runOf(c, deps);
    if (!run) return showMissing(c, deps, 'This import');
    await write(c, deps, run, 'import_started');
    const told = (await requestImport(db, run.id, 'waiting', run.options)) ? 'done' : 'already_answered';
    return c.redirect(`/imports/${run.id}?told=${told}`, 303);
  });
  app.post('/imports/:id/start', async (c) => {
    const run = await runOf(c, deps);
    if (!run) return showMissing(c, deps, 'This import');
    const form = textsOf(await c.req.parseBody());
    return start(c, deps, run, form);
  });
  return app;
}

async function runOf(c: ConsoleContext, deps: ConsoleDeps): Promise<ImportRun | undefined> {
  const id = c.req.param('id');
  const run = isId(id) ? await findImport(deps.hub.db, id) : undefined;
  // Files of referrals have pages of their own, for those who see patients.
  return run?.kind === 'feed' ? undefined : run;
}

async function start(c: ConsoleContext, deps: ConsoleDeps, run: ImportRun, form: Form): Promise<Response> {
  const { db } = deps.hub;
  const sheet = await readSheetHeader(run);
  const mappings = await listMappings(db);
  const read = readOptions(run, form, sheet?.header ?? [], mappings);
  if ('problem' in read) return showImport(c, deps, run, read.problem, form);
  const { columns } = read.options;
  const name = (form['saveAs'] ?? '').trim().slice(0, 100);
  if (name !== '' && columns && (run.kind === 'payer' || run.kind === 'outreach'))
    await saveMapping(db, { name, kind: run.kind, columns, savedBy: c.get('session').email });
  const isPreview = form['go'] === 'preview';
  await write(c, deps, run, isPreview ? 'import_previewed' : 'import_started');
  const isAsked = await requestImport(db, run.id, isPreview ? 'preview' : 'waiting', read.options);
  return c.redirect(`/imports/${run.id}?told=${isAsked ? 'done' : 'already_answered'}`, 303);
}

function write(c: ConsoleContext, deps: ConsoleDeps, run: ImportRun, action: string): Promise<void> {
  return insertAudit(deps.hub.db, { ...actor(c, deps), action, objectKind: 'import', objectId: run.id });
}

async function showImport(
  c: ConsoleContext,
  deps: ConsoleDeps,
  run: ImportRun,
  problem: string | undefined,
  form: Form,
): Promise<Response> {
  const [sheet, mappings] = await Promise.all([readSheetHeader(run), listMappings(deps.hub.db)]);
  return showPage(
    c,
    deps,
    {
      title: 'Import',
      current: 'partners',
      ...(isUnderWay(run) ? { livePath: '/imports/live' } : {}),
      ...(problem === undefined ? {} : { status: 422 }),
    },
    <ImportBody
      run={run}
      sheet={sheet}
      mappings={mappings.filter((one) => one.kind === run.kind)}
      problem={problem}
      form={form}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
    />,
  );
}
