import type { Review } from '../store/reviews.ts';
import { Csrf, Key } from './parts.tsx';

/** A text of what is asked; empty when there is none. */
export function questionText({ question }: Review, field: string): string {
  const value = question[field];
  return typeof value === 'string' ? value : '';
}

const yes: Readonly<Record<string, string>> = {
  unverified_number: 'It is theirs: I asked them',
  changed_number: 'The new number is theirs: I asked them',
  patient_objection: 'Release: it may go to this office',
  offer_note: 'Send the one that waits longest',
};

type WaitingProps = {
  readonly review: Review;
  readonly token: string;
  readonly back: string;
  readonly partner: { readonly name: string } | undefined;
  readonly isPage: boolean | undefined;
};

/** Something waits for a person's yes; a no is the form below. */
export function WaitingForm({ review, token, back, partner, isPage }: WaitingProps) {
  const main = yes[review.kind] ?? 'Release';
  const isOffer = review.kind === 'offer_note';
  return (
    <>
      <p>
        <strong>{partner?.name ?? 'The office'}</strong>: {questionText(review, 'reason')}
      </p>
      <form method="post" action={`/reviews/${review.id}/release`} class="buttons">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <button class="main" type="submit" data-key={isPage === true ? '1' : undefined}>
          {isPage === true ? <Key name="1" /> : null} {main}
        </button>
        {isOffer ? (
          <>
            <button type="submit" name="office" value="always">
              Send all from now on
            </button>
            <button type="submit" name="office" value="never">
              Send this office none
            </button>
          </>
        ) : null}
      </form>
    </>
  );
}
