import { Hono } from 'hono';
import {
  countReviewKinds,
  listReviewQueue,
  type ReviewCursor,
  type ReviewLine,
} from '../store/review-queue.ts';
import { findReview } from '../store/reviews.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Chips, Empty, linkTo, ListHead, More } from './parts.tsx';
import { addReviewAnswers } from './review-answers.ts';
import { showReview } from './review-view.tsx';
import { birthText, When } from './times.tsx';
import { personName, questionOf } from './words.ts';

const PAGE = 50;

/** `GET /reviews`: what only a person can settle, oldest first; `GET /reviews/:id`: one of them. */
export function reviewRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/reviews', async (c) => {
    const kind = c.req.query('kind');
    const after = readCursor(c.req.query('after'));
    const [found, kinds] = await Promise.all([
      listReviewQueue(deps.hub.db, PAGE + 1, kind === '' ? undefined : kind, after),
      countReviewKinds(deps.hub.db),
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
      />,
    );
  });
  app.get('/reviews/:id', async (c) => {
    const review = isId(c.req.param('id')) ? await findReview(deps.hub.db, c.req.param('id')) : undefined;
    if (!review) return showMissing(c, deps, 'This question');
    return showReview(c, deps, review, []);
  });
  addReviewAnswers(app, deps);
  return app;
}

function readCursor(text: string | undefined): ReviewCursor | undefined {
  const [createdAt = '', id] = (text ?? '').split('_');
  return isId(id) && !Number.isNaN(Date.parse(createdAt)) ? { createdAt, id } : undefined;
}

type ListProps = {
  readonly lines: readonly ReviewLine[];
  readonly hasMore: boolean;
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  readonly kind: string;
  readonly zone: string;
};

function ReviewList({ lines, hasMore, kinds, kind, zone }: ListProps) {
  const last = lines.at(-1);
  return (
    <>
      <ListHead title="Reviews" />
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
        <ReviewTable lines={lines} zone={zone} />
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

function ReviewTable({ lines, zone }: { readonly lines: readonly ReviewLine[]; readonly zone: string }) {
  return (
    <table class="list" data-list>
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
              <a class="row step" href={`/reviews/${line.id}`}>
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
