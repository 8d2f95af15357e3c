import { Hono } from 'hono';
import { codeOf, Failure } from '../lib/failure.ts';
import { streamText } from '../lib/text-stream.ts';
import { columnsByHeader } from '../pipeline/feed/columns.ts';
import { profileSource } from '../pipeline/feed/export-profile.ts';
import { feedChannelOf } from '../pipeline/feed/import-feed.ts';
import { previewFeed, type FeedPreview } from '../pipeline/feed/preview-feed.ts';
import { reportRejects } from '../pipeline/feed/reject-report.ts';
import { insertAudit } from '../store/audit.ts';
import { findFeedColumns, saveFeedColumns } from '../store/feeds.ts';
import { findImport, requestImport, stopImport, type ImportRun } from '../store/imports.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { FeedBody } from './feed-view.tsx';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { isUnderWay } from './import-words.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';

type Columns = Readonly<Record<string, string>>;

/** `GET /feeds/:id`: one file: which column is what, how its rows would land, how far it got, what could not be taken. */
export function feedRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const { db } = deps.hub;
  app.get('/feeds/:id', (c) => withRun(c, deps, (run) => showFeed(c, deps, run)));
  app.get('/feeds/:id/rejects.csv', (c) =>
    withRun(c, deps, async (run) => {
      await write(c, deps, run, 'import_rejects_read');
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('content-disposition', 'attachment; filename="rejects.csv"');
      return c.body(streamText(reportRejects(db, run)));
    }),
  );
  app.get('/feeds/:id/profile.ts', (c) =>
    withRun(c, deps, async (run) => {
      const channel = run.options.channel ?? '';
      const saved = await findFeedColumns(db, channel);
      c.header('content-type', 'text/plain; charset=utf-8');
      c.header('content-disposition', 'attachment; filename="referrals.mapping.ts"');
      return c.body(profileSource(channel, saved?.columns ?? {}));
    }),
  );
  app.post('/feeds/:id/columns', (c) =>
    withRun(c, deps, async (run) => act(c, deps, run, textsOf(await c.req.parseBody()))),
  );
  app.post('/feeds/:id/stop', (c) =>
    withRun(c, deps, async (run) => {
      await write(c, deps, run, 'import_stopped');
      return told(c, run, await stopImport(db, run.id));
    }),
  );
  app.post('/feeds/:id/resume', (c) =>
    withRun(c, deps, async (run) => {
      await write(c, deps, run, 'import_started');
      return told(c, run, await requestImport(db, run.id, 'waiting', run.options));
    }),
  );
  return app;
}

async function withRun(
  c: ConsoleContext,
  deps: ConsoleDeps,
  work: (run: ImportRun) => Promise<Response>,
): Promise<Response> {
  const id = c.req.param('id');
  const run = isId(id) ? await findImport(deps.hub.db, id) : undefined;
  return run?.kind === 'feed' ? work(run) : showMissing(c, deps, 'This file');
}

/** The columns as the form has them are looked at again, kept, or kept and run. */
async function act(c: ConsoleContext, deps: ConsoleDeps, run: ImportRun, form: Form): Promise<Response> {
  const { db } = deps.hub;
  const channel = run.options.channel ?? '';
  const preview = await lookAt(deps, run, {});
  if (typeof preview === 'string') return showFeed(c, deps, run);
  const columns = Object.fromEntries(
    preview.header.map((name, index) => [name, form[`column:${index}`] ?? '']),
  );
  if (form['go'] === 'look') return showFeed(c, deps, run, columns);
  await saveFeedColumns(db, { channel, columns, savedBy: c.get('session').email });
  if (form['go'] === 'save') {
    await write(c, deps, run, 'feed_columns_saved');
    return told(c, run, true);
  }
  await write(c, deps, run, 'import_started');
  const options = { ...run.options, columns };
  return told(c, run, await requestImport(db, run.id, 'waiting', options));
}

function told(c: ConsoleContext, run: ImportRun, isDone: boolean): Response {
  return c.redirect(`/feeds/${run.id}?told=${isDone ? 'done' : 'already_answered'}`, 303);
}

function write(c: ConsoleContext, deps: ConsoleDeps, run: ImportRun, action: string): Promise<void> {
  return insertAudit(deps.hub.db, { ...actor(c, deps), action, objectKind: 'import', objectId: run.id });
}

/** What the file says with these columns, or why it cannot be looked at. */
async function lookAt(deps: ConsoleDeps, run: ImportRun, columns: Columns): Promise<FeedPreview | string> {
  try {
    return await previewFeed(run.path, feedChannelOf(deps.hub.channels, run.options.channel), columns);
  } catch (error) {
    if (error instanceof Failure && error.fate === 'permanent') return error.message;
    if (codeOf(error) === 'ENOENT') return 'The file is not there any more: hand it in again.';
    throw error;
  }
}

async function showFeed(
  c: ConsoleContext,
  deps: ConsoleDeps,
  run: ImportRun,
  given?: Columns,
): Promise<Response> {
  const saved = await findFeedColumns(deps.hub.db, run.options.channel ?? '');
  const isOpen = run.state === 'uploaded';
  const proposed = isOpen ? await lookAt(deps, run, {}) : undefined;
  const columns =
    given ??
    saved?.columns ??
    (proposed === undefined || typeof proposed === 'string' ? {} : columnsByHeader(proposed.proposals));
  const preview = isOpen ? await lookAt(deps, run, columns) : undefined;
  return showPage(
    c,
    deps,
    {
      title: 'File of referrals',
      current: 'channels',
      ...(isUnderWay(run) ? { livePath: '/feeds/live' } : {}),
    },
    <FeedBody
      run={run}
      preview={preview}
      columns={columns}
      hasSaved={saved !== undefined}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
    />,
  );
}
