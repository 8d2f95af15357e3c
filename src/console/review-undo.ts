import { now } from '../lib/clock.ts';
import { undoPatientMatch } from '../pipeline/identity-message.ts';
import { insertAudit } from '../store/audit.ts';
import { findOpenByKey } from '../store/review-queue.ts';
import { findReview } from '../store/reviews.ts';
import type { ConsoleApp, ConsoleDeps } from './console-context.ts';
import { actor } from './gate.ts';
import { isId, showMissing } from './missing-page.tsx';
import { linkTo } from './parts.tsx';
import { refusals } from './patient-words.ts';
import { showReview } from './review-view.tsx';
import { canUndo } from './review-words.ts';

/** `POST /reviews/:id/undo`: an answer about whom a message means is taken back. */
export function addReviewUndo(app: ConsoleApp, deps: ConsoleDeps): void {
  app.post('/reviews/:id/undo', async (c) => {
    const id = c.req.param('id');
    const review = isId(id) ? await findReview(deps.hub.db, id) : undefined;
    if (!review) return showMissing(c, deps, 'This question');
    if (!canUndo(review, now())) return showReview(c, deps, review, { problems: [tooLate] });
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'review_undo',
      objectKind: 'review',
      objectId: review.id,
    });
    const by = { person: c.get('session').email, reason: 'Taken back at once.' };
    const changed = await undoPatientMatch(deps.hub, review.id, by);
    if (changed !== 'done') return showReview(c, deps, review, { problems: [refusals[changed]] });
    const again = await findOpenByKey(deps.hub.db, review.key);
    return c.redirect(linkTo(`/reviews/${again ?? review.id}`, { told: 'undone' }), 303);
  });
}

const tooLate = 'It is too late to take this back here. Move the message on the patient’s page instead.';
