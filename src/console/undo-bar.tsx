import { now } from '../lib/clock.ts';
import { findReview, type Review } from '../store/reviews.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { isId } from './missing-page.tsx';
import { Csrf } from './parts.tsx';
import { canUndo } from './review-words.ts';

/** The answer that was given just now, with the way back. `?undo=` names its question. */
export async function undoOf(c: ConsoleContext, deps: ConsoleDeps): Promise<Review | undefined> {
  const id = c.req.query('undo');
  const review = isId(id) ? await findReview(deps.hub.db, id) : undefined;
  return review && canUndo(review, now()) ? review : undefined;
}

export function UndoBar({ review, token }: { readonly review: Review; readonly token: string }) {
  return (
    <form method="post" action={`/reviews/${review.id}/undo`} class="narrowed">
      <Csrf token={token} />
      <a href={`/reviews/${review.id}`}>
        {review.answer?.['patientId'] === 'new' ? 'Entered as a new patient.' : 'Filed with a known patient.'}
      </a>{' '}
      <button class="link">Undo</button>
    </form>
  );
}
