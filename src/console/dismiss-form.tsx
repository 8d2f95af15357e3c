import type { Review } from '../store/reviews.ts';
import { Csrf } from './parts.tsx';

/** Settled outside the hub, or nothing is to be done: with the reason, which is kept. */
export function DismissForm({
  review,
  token,
  back,
  isMain,
}: {
  readonly review: Review;
  readonly token: string;
  readonly back: string;
  readonly isMain?: boolean;
}) {
  const form = (
    <form method="post" action={`/reviews/${review.id}/dismiss`} class="inline">
      <Csrf token={token} />
      <input type="hidden" name="back" value={back} />
      <label class="field">
        <span>What was done about it?</span>
        <input name="reason" required maxlength={300} autocomplete="off" />
      </label>
      <button type="submit">Settle</button>
    </form>
  );
  if (isMain === true) return form;
  return (
    <details class="inline-form">
      <summary>Settle without an answer…</summary>
      {form}
    </details>
  );
}
