import { Hono } from 'hono';
import { Failure } from '../lib/failure.ts';
import { keepForm, uploadKinds } from '../pipeline/import/keep-form.ts';
import { insertAudit } from '../store/audit.ts';
import { listOpenProposals } from '../store/hierarchy-proposals.ts';
import { listImports, type ImportRun } from '../store/imports.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor, isSame, UPLOAD_PATH } from './gate.ts';
import { countText, importKindWords, importStateWords, isUnderWay, percentOf } from './import-words.ts';
import { showPage } from './layout.tsx';
import { Csrf, Empty, ListHead, Pill } from './parts.tsx';
import { When } from './times.tsx';

const SHOWN = 50;
const COUNTED = 100;

/** `GET /imports`: files for the partner directory, and how far each got. */
export function importListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/imports', (c) => showImports(c, deps, undefined));
  // The file is not in memory: the gate lets this one address through, and the token is looked at here, before the file.
  app.post(UPLOAD_PATH, async (c) => {
    const session = c.get('session');
    const { body } = c.req.raw;
    if (!body) return showImports(c, deps, 'Choose a file.');
    try {
      const runs = await keepForm(deps.hub.db, deps.importsDir, {
        body,
        contentType: c.req.header('content-type'),
        createdBy: session.email,
        mayUpload: (fields) => isSame(fields['csrf'], session.csrfToken),
      });
      if (runs === 'forbidden')
        return c.text('This form is no longer valid. Go back, load the page again and repeat.', 403);
      const [first] = runs;
      for (const run of runs)
        await insertAudit(deps.hub.db, {
          ...actor(c, deps),
          action: 'import_uploaded',
          objectKind: 'import',
          objectId: run.id,
        });
      return c.redirect(runs.length === 1 && first ? `/imports/${first.id}` : '/imports', 303);
    } catch (error) {
      if (error instanceof Failure && error.fate === 'permanent') return showImports(c, deps, error.message);
      throw error;
    }
  });
  return app;
}

async function showImports(
  c: ConsoleContext,
  deps: ConsoleDeps,
  problem: string | undefined,
): Promise<Response> {
  const { db } = deps.hub;
  const [runs, proposals] = await Promise.all([listImports(db, SHOWN), listOpenProposals(db, COUNTED)]);
  return showPage(
    c,
    deps,
    {
      title: 'Imports',
      current: 'partners',
      ...(runs.some(isUnderWay) ? { livePath: '/imports/live' } : {}),
      ...(problem === undefined ? {} : { status: 422 }),
    },
    <>
      <p>
        <a href="/partners">Partners</a>
      </p>
      <ListHead title="Fill the directory from files" />
      {proposals.length === 0 ? null : (
        <p class="narrowed">
          <a href="/imports/tree">{questionsText(proposals.length)}: which office is part of which?</a>
        </p>
      )}
      <Upload token={c.get('session').csrfToken} problem={problem} />
      {runs.length === 0 ? (
        <Empty title="No file was handed in yet.">
          <p>
            NPPES knows every provider in the country: take the states and specialties around you. A payer’s
            directory adds who takes which insurance, your outreach sheet whom you called.
          </p>
        </Empty>
      ) : (
        <ImportTable runs={runs} zone={deps.hub.policy.zone} />
      )}
    </>,
  );
}

function questionsText(count: number): string {
  if (count === 1) return 'One question';
  return count >= COUNTED ? `${COUNTED - 1}+ questions` : `${count} questions`;
}

const kindHints: Readonly<Record<(typeof uploadKinds)[number], string>> = {
  nppes: 'NPPES (the ZIP archive of CMS, or its CSV)',
  payer: 'A payer’s provider directory (CSV)',
  outreach: 'Our outreach sheet (CSV)',
  volume: 'Medicare volumes by provider (CSV of CMS)',
};

function Upload({ token, problem }: { readonly token: string; readonly problem: string | undefined }) {
  return (
    <section class="card">
      <h2>Hand in a file</h2>
      {problem === undefined ? null : (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <form method="post" action={UPLOAD_PATH} enctype="multipart/form-data" class="inline">
        <Csrf token={token} />
        <label class="field">
          <span>What is it?</span>
          <select name="kind">
            {uploadKinds.map((kind) => (
              <option value={kind}>{kindHints[kind]}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>File</span>
          <input type="file" name="file" required accept=".csv,.txt,.tsv,.zip" />
        </label>
        <button type="submit" class="main">
          Hand in
        </button>
      </form>
      <small class="muted">It is looked at first. Nothing is entered before you start it.</small>
    </section>
  );
}

function ImportTable({ runs, zone }: { readonly runs: readonly ImportRun[]; readonly zone: string }) {
  return (
    <table class="list" data-list>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">File</th>
          <th scope="col">Kind</th>
          <th scope="col">State</th>
          <th scope="col">Rows</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr data-id={run.id}>
            <td class="when">
              <When at={run.createdAt} zone={zone} />
            </td>
            <td class="who">
              <a class="row" href={`/imports/${run.id}`}>
                {run.fileName}
              </a>
            </td>
            <td class="from">{importKindWords[run.kind]}</td>
            <td class="state">
              <Pill of={importStateWords[run.state]} /> {isUnderWay(run) ? `${percentOf(run)} %` : ''}
            </td>
            <td class="next">
              {run.rowsRead === 0 ? '' : `${countText(run.rowsRead)} read, ${countText(run.rowsNew)} new`}
              {run.rowsBad === 0 ? null : <span class="pill amber">{countText(run.rowsBad)} not taken</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
