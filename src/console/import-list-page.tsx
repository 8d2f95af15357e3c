import { Hono } from 'hono';
import { Failure } from '../lib/failure.ts';
import { keepForm, uploadKinds } from '../pipeline/import/keep-form.ts';
import { insertAudit } from '../store/audit.ts';
import { listOpenProposals } from '../store/hierarchy-proposals.ts';
import { listImports } from '../store/imports.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor, isSame, UPLOAD_PATH } from './gate.ts';
import { HandIn, RunTable } from './import-run-parts.tsx';
import { countText, importKindWords, isUnderWay } from './import-words.ts';
import { showPage } from './layout.tsx';
import { Empty, ListHead } from './parts.tsx';

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
      <HandIn
        action={UPLOAD_PATH}
        token={c.get('session').csrfToken}
        problem={problem}
        accept=".csv,.txt,.tsv,.zip"
        label="What is it?"
        field="kind"
        choices={uploadKinds.map((kind) => [kind, kindHints[kind]])}
      />
      {runs.length === 0 ? (
        <Empty title="No file was handed in yet.">
          <p>
            NPPES knows every provider in the country: take the states and specialties around you. A payer’s
            directory adds who takes which insurance, your outreach sheet whom you called.
          </p>
        </Empty>
      ) : (
        <RunTable
          runs={runs}
          zone={deps.hub.policy.zone}
          base="/imports"
          column="Kind"
          about={({ kind }) => importKindWords[kind]}
          came={({ rowsRead, rowsNew }) => `${countText(rowsRead)} read, ${countText(rowsNew)} new`}
        />
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
