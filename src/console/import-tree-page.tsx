import { Hono } from 'hono';
import { declareWithoutParent, decideHierarchy } from '../pipeline/import/decide-hierarchy.ts';
import { listOpenProposals, listUnplaced, type Proposal } from '../store/hierarchy-proposals.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf, Empty } from './parts.tsx';

const SHOWN = 100;
const UNPLACED = 20;

/** `GET /imports/tree`: which office is part of which, as NPPES hints. A person decides once. */
export function importTreeRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/imports/tree', (c) => showTree(c, deps, undefined));
  app.post('/imports/tree', async (c) => {
    const form = textsOf(await c.req.parseBody());
    const { actor: person, peer } = actor(c, deps);
    const { accept, refuse, alone } = form;
    if (isId(alone)) {
      const isDone = await declareWithoutParent(deps.hub, alone, { person, peer });
      return c.redirect(`/imports/tree?told=${isDone ? 'answered' : 'already_answered'}`, 303);
    }
    const id = accept ?? refuse;
    if (!isId(id)) return showMissing(c, deps, 'This question');
    const decided = await decideHierarchy(deps.hub, id, accept !== undefined, { person, peer });
    if (decided.outcome === 'refused')
      return showTree(c, deps, decided.problems.map((one) => one.problem).join('; '));
    const told = decided.outcome === 'decided' ? 'answered' : 'already_answered';
    return c.redirect(`/imports/tree?told=${told}`, 303);
  });
  return app;
}

async function showTree(
  c: ConsoleContext,
  deps: ConsoleDeps,
  problem: string | undefined,
): Promise<Response> {
  const [proposals, unplaced] = await Promise.all([
    listOpenProposals(deps.hub.db, SHOWN),
    listUnplaced(deps.hub.db, UNPLACED),
  ]);
  const offices = [...new Set(proposals.map((one) => one.childId))];
  return showPage(
    c,
    deps,
    {
      title: 'Offices and groups',
      current: 'partners',
      ...(problem === undefined ? {} : { status: 409 }),
    },
    <>
      <p>
        <a href="/imports">Imports</a>
      </p>
      <h1>Which office is part of which?</h1>
      {problem === undefined ? null : (
        <p class="error" role="alert">
          This could not be done: the office above {problem}.
        </p>
      )}
      {proposals.length === 0 ? (
        <Empty title="No question is open.">
          <p>
            NPPES names the parent of an office by its legal name only. When an import finds who may be meant,
            it is asked here.
          </p>
        </Empty>
      ) : null}
      {offices.map((id, index) => (
        <Office
          proposals={proposals.filter((one) => one.childId === id)}
          token={c.get('session').csrfToken}
          isFirst={index === 0}
        />
      ))}
      {unplaced.length === 0 ? null : <Unplaced offices={unplaced} token={c.get('session').csrfToken} />}
    </>,
  );
}

type OfficeProps = {
  readonly proposals: readonly Proposal[];
  readonly token: string;
  /** Keys answer this one. */
  readonly isFirst: boolean;
};

function Office({ proposals, token, isFirst }: OfficeProps) {
  const [first] = proposals;
  if (!first) return null;
  return (
    <section class="card wide asks">
      <h2>
        Is <a href={`/partners/${first.childId}`}>{first.childName}</a> part of{' '}
        {proposals.length === 1 ? (
          <a href={`/partners/${first.parentId}`}>{first.parentName}</a>
        ) : (
          'one of these'
        )}
        ?
      </h2>
      <form method="post" action="/imports/tree" class="stack">
        <Csrf token={token} />
        <ul class="lines">
          {proposals.map((one, index) => (
            <li class="part">
              {proposals.length === 1 ? null : (
                <p>
                  <a href={`/partners/${one.parentId}`}>
                    <strong>{one.parentName}</strong>
                  </a>
                </p>
              )}
              <p class="muted">{one.reasons.join(' · ')}</p>
              <p class="buttons">
                <button
                  name="accept"
                  value={one.id}
                  class="main"
                  data-key={isFirst && index < 9 ? String(index + 1) : undefined}
                >
                  Yes, part of it
                </button>
                <button
                  name="refuse"
                  value={one.id}
                  data-key={isFirst && proposals.length === 1 ? '2' : undefined}
                >
                  No
                </button>
              </p>
            </li>
          ))}
        </ul>
        <p>
          <button name="alone" value={first.childId}>
            It stands on its own
          </button>
        </p>
      </form>
    </section>
  );
}

type UnplacedProps = {
  readonly offices: Awaited<ReturnType<typeof listUnplaced>>;
  readonly token: string;
};

/** NPPES says they are part of something, and nobody of the directory bears its name. */
function Unplaced({ offices, token }: UnplacedProps) {
  return (
    <section class="card wide">
      <h2>Part of somebody we do not know</h2>
      <p class="muted">Open one to say what it is part of, or say that it stands on its own.</p>
      <form method="post" action="/imports/tree">
        <Csrf token={token} />
        <ul class="lines">
          {offices.map((office) => (
            <li>
              <a href={`/partners/${office.partnerId}#move`}>{office.name}</a>{' '}
              {office.parentName === null ? null : <span class="muted">names “{office.parentName}”</span>}{' '}
              <button name="alone" value={office.partnerId}>
                It stands on its own
              </button>
            </li>
          ))}
        </ul>
      </form>
    </section>
  );
}
