import type { Review } from '../store/reviews.ts';

const UNDO_MS = 10 * 60_000;

/** An answer about whom a message means can be taken back for ten minutes; later the message is moved. `at`: instant. */
export function canUndo(review: Review, at: string): boolean {
  if (review.kind !== 'patient_match' || review.state !== 'answered' || review.answeredAt === null)
    return false;
  return (
    typeof review.answer?.['patientId'] === 'string' &&
    Date.parse(at) - Date.parse(review.answeredAt) < UNDO_MS
  );
}
