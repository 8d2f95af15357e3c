import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { now } from '../lib/clock.ts';
import {
  countReviewKinds,
  findNextReview,
  listReviewQueue,
  type ReviewCursor,
  type ReviewLine,
} from '../store/review-queue.ts';
import { findReview } from '../store/reviews.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { isId, isInstant, showMissing } from './missing-page.tsx';
import { Chips, Empty, linkTo, ListHead, More } from './parts.tsx';
import { addReviewAnswers } from './review-answers.ts';
import { addReviewUndo } from './review-undo.ts';
import { showReview } from './review-view.tsx';
import { canUndo } from './review-words.ts';
import { birthText, When } from './times.tsx';
import { undoOf, UndoBar } from './undo-bar.tsx';
import { personName, questionOf } from './words.ts';

const PAGE = 50;

/** `GET /reviews`: what only a person can settle, oldest first; `GET /reviews/:id`: one of them. */
export function reviewRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/reviews', async (c) => {
    const kind = c.req.query('kind');
    const after = readCursor(c.req.query('after'));
    const [found, kinds, undo] = await Promise.all([
      listReviewQueue(deps.hub.db, PAGE + 1, kind === '' ? undefined : kind, after),
      countReviewKinds(deps.hub.db),
      undoOf(c, deps),
    ]);
    return showPage(
      c,
      deps,
      { title: 'Reviews', current: 'reviews', isLive: after === undefined },
      <ReviewList
        lines={found.slice(0, PAGE)}
        hasMore={found.length > PAGE}
        kinds={kinds}
        kind={kind ?? ''}
        zone={deps.hub.policy.zone}
        undo={undo === undefined ? null : <UndoBar review={undo} token={c.get('session').csrfToken} />}
      />,
    );
  });
  app.get('/reviews/:id', async (c) => {
    const review = isId(c.req.param('id')) ? await findReview(deps.hub.db, c.req.param('id')) : undefined;
    if (!review) return showMissing(c, deps, 'This question');
    const kind = c.req.query('kind') ?? '';
    return showReview(c, deps, review, { problems: [], ...(kind === '' ? {} : { kind }) });
  });
  app.get('/reviews/:id/next', (c) => goOn(c, deps));
  addReviewAnswers(app, deps);
  addReviewUndo(app, deps);
  return app;
}

/** The next question of the same filter; with what became of the one before, and the way to take it back. */
async function goOn(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = c.req.param('id');
  const review = isId(id) ? await findReview(deps.hub.db, id) : undefined;
  const { kind, told } = c.req.query();
  if (!review) return c.redirect(linkTo('/reviews', { kind, told }), 303);
  const next = await findNextReview(deps.hub.db, review, kind === '' ? undefined : kind);
  const undo = told === 'answered' && canUndo(review, now()) ? review.id : undefined;
  return c.redirect(linkTo(next === undefined ? '/reviews' : `/reviews/${next}`, { kind, told, undo }), 303);
}

function readCursor(text: string | undefined): ReviewCursor | undefined {
  const [createdAt = '', id] = (text ?? '').split('_');
  return isId(id) && isInstant(createdAt) ? { createdAt, id } : undefined;
}

type ListProps = {
  readonly lines: readonly ReviewLine[];
  readonly hasMore: boolean;
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  readonly kind: string;
  readonly zone: string;
  /** The last answer, and how to take it back. */
  readonly undo: Child;
};

function ReviewList({ lines, hasMore, kinds, kind, zone, undo }: ListProps) {
  const last = lines.at(-1);
  return (
    <>
      <ListHead title="Reviews" />
      {undo}
      {kinds.length === 0 ? null : (
        <div class="bar">
          <Chips
            label="Show"
            choices={[
              { href: '/reviews', label: 'All', isCurrent: kind === '' },
              ...kinds.map((one) => ({
                href: linkTo('/reviews', { kind: one.kind }),
                label: questionOf(one.kind).short,
                isCurrent: kind === one.kind,
                count: String(one.count),
              })),
            ]}
          />
        </div>
      )}
      {lines.length === 0 ? (
        <Empty title="No question is open.">
          <p>
            The hub asks here when it must not guess: which patient, which office, whether a sensitive note
            may go out.
          </p>
        </Empty>
      ) : (
        <ReviewTable lines={lines} kind={kind} zone={zone} />
      )}
      {hasMore && last ? (
        <More
          href={linkTo('/reviews', { kind, after: `${last.createdAt}_${last.id}` })}
          label="Newer questions"
        />
      ) : null}
    </>
  );
}

function ReviewTable({ lines, kind, zone }: Pick<ListProps, 'lines' | 'kind' | 'zone'>) {
  return (
    <table class="list asked" data-list>
      <thead>
        <tr>
          <th scope="col">Asked</th>
          <th scope="col">Patient</th>
          <th scope="col">Question</th>
          <th scope="col">About</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr data-id={line.id}>
            <td class="when">
              <When at={line.createdAt} zone={zone} />
            </td>
            <td class="who">
              {line.family === null ? <span class="muted">Not known yet</span> : personName(line)}{' '}
              <small>{birthText(line.birthDate)}</small>
            </td>
            <td class="next">
              <a class="row step" href={linkTo(`/reviews/${line.id}`, { kind })}>
                {questionOf(line.kind).short}
              </a>
            </td>
            <td class="from">
              {line.partnerName ?? (line.channel === null ? '–' : `Message on ${line.channel}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
