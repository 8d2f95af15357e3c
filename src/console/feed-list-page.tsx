import { Hono } from 'hono';
import { Failure } from '../lib/failure.ts';
import { keepFeedForm } from '../pipeline/feed/keep-feed-form.ts';
import { insertAudit } from '../store/audit.ts';
import { listFeeds } from '../store/imports.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor, FEED_UPLOAD_PATH, isSame } from './gate.ts';
import { HandIn, RunTable } from './import-run-parts.tsx';
import { countText, isUnderWay } from './import-words.ts';
import { showPage } from './layout.tsx';
import { Empty, ListHead } from './parts.tsx';
import { watchRoutes } from './watch-live.ts';

const SHOWN = 50;

/** `GET /feeds`: files of referrals, handed in or fetched, and how far each got. */
export function feedListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/feeds', (c) => showFeeds(c, deps, undefined));
  // The file is not in memory: the gate lets this one address through, and the token is looked at here, before the file.
  app.post(FEED_UPLOAD_PATH, async (c) => {
    const session = c.get('session');
    const { body } = c.req.raw;
    if (!body) return showFeeds(c, deps, 'Choose a file.');
    try {
      const kept = await keepFeedForm(deps.hub, deps.importsDir, {
        body,
        contentType: c.req.header('content-type'),
        createdBy: session.email,
        mayUpload: (fields) => isSame(fields['csrf'], session.csrfToken),
      });
      if (kept === 'forbidden')
        return c.text('This form is no longer valid. Go back, load the page again and repeat.', 403);
      await insertAudit(deps.hub.db, {
        ...actor(c, deps),
        action: 'import_uploaded',
        objectKind: 'import',
        objectId: kept,
      });
      return c.redirect(`/feeds/${kept}`, 303);
    } catch (error) {
      if (error instanceof Failure && error.fate === 'permanent') return showFeeds(c, deps, error.message);
      throw error;
    }
  });
  return app;
}

/** `GET /feeds/live`: says that files got further. */
export function feedLiveRoutes(deps: ConsoleDeps): ConsoleApp {
  return watchRoutes(deps, '/feeds/live', async () => {
    const runs = await listFeeds(deps.hub.db, SHOWN);
    return runs.map((run) => `${run.id}|${run.state}|${run.bytesDone}|${run.rowsRead}|${run.rowsBad}`).join();
  });
}

async function showFeeds(
  c: ConsoleContext,
  deps: ConsoleDeps,
  problem: string | undefined,
): Promise<Response> {
  const runs = await listFeeds(deps.hub.db, SHOWN);
  const channels = [...deps.hub.channels.values()]
    // Forms and calls are records too, but nobody exports them as files: their records have no number of their own.
    .filter(({ mapping }) => mapping.format === 'record' && mapping.identity !== undefined)
    .map(({ name }) => name);
  return showPage(
    c,
    deps,
    {
      title: 'Files of referrals',
      current: 'channels',
      ...(runs.some(isUnderWay) ? { livePath: '/feeds/live' } : {}),
      ...(problem === undefined ? {} : { status: 422 }),
    },
    <>
      <p>
        <a href="/channels">Channels</a>
      </p>
      <ListHead title="Files of referrals" />
      <HandIn
        action={FEED_UPLOAD_PATH}
        token={c.get('session').csrfToken}
        problem={problem}
        accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl"
        label="Channel"
        field="channel"
        choices={channels.map((name) => [name, name])}
        none="No channel reads records yet. Add one to channels/ and start the hub again."
      />
      {runs.length === 0 ? (
        <Empty title="No file came yet.">
          <p>
            Exports of referral platforms and the daily appointment list of an EMR, as CSV, TSV, JSON or
            NDJSON. Overlapping exports are harmless: rows that say what they said are passed over.
          </p>
        </Empty>
      ) : (
        <RunTable
          runs={runs}
          zone={deps.hub.policy.zone}
          base="/feeds"
          column="Channel"
          about={(run) => run.options.channel}
          came={({ rowsNew, rowsChanged, rowsSame }) =>
            `${countText(rowsNew)} new, ${countText(rowsChanged)} changed, ${countText(rowsSame)} the same`
          }
        />
      )}
    </>,
  );
}
