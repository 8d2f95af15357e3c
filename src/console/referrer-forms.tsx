import { DismissForm } from './dismiss-form.tsx';
import { Csrf } from './parts.tsx';
import { PartnerPicker } from './partner-picker.tsx';
import { PartyFields } from './party-form.tsx';
import type { ReviewFormProps } from './review-forms.tsx';

/** Who sent this patient: look them up, or enter them. */
export function ReferrerForms({ review, token, back, choices, text, searchPath }: ReviewFormProps) {
  return (
    <>
      <form method="get" action={`${searchPath}#ask-${review.id}`} class="inline">
        <PartnerPicker
          label="Find the doctor or office"
          name="partnerId"
          textName="partner"
          text={text}
          answers={`answer-${review.id}`}
        />
        <button type="submit">Look up</button>
      </form>
      <form
        id={`answer-${review.id}`}
        method="post"
        action={`/reviews/${review.id}/referrer`}
        class="choices"
        aria-label="Matches"
      >
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        {choices.map((choice) => (
          <button name="partnerId" value={choice.id}>
            <strong>{choice.name}</strong>{' '}
            {[choice.organisation, choice.city, choice.phone].filter(Boolean).join(' · ')}
          </button>
        ))}
        {text !== '' && choices.length === 0 ? (
          <p class="muted">Nobody in the directory has “{text}” in the name.</p>
        ) : null}
      </form>
      <details class="inline-form" open={text !== '' && choices.length === 0}>
        <summary>Enter somebody new…</summary>
        <form method="post" action={`/reviews/${review.id}/referrer`} class="stack">
          <Csrf token={token} />
          <input type="hidden" name="back" value={back} />
          <PartyFields />
          <p class="buttons">
            <button class="main" type="submit">
              They sent this patient
            </button>
          </p>
        </form>
      </details>
      <DismissForm review={review} token={token} back={back} />
    </>
  );
}
