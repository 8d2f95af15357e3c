import type { PartnerChoice } from '../store/partner-search.ts';
import { ChoiceText } from './partner-picker.tsx';
import { Csrf, Key } from './parts.tsx';
import type { ReviewFormProps } from './review-forms.tsx';

/** Somebody of the directory, with what speaks for it and against it. */
export type PartnerCandidate = { readonly choice: PartnerChoice; readonly reasons: readonly string[] };

/** Somebody we know may be meant: then the two become one, and nothing of either is lost. */
export function SamePartner({
  review,
  token,
  back,
  candidates = [],
  problems = [],
  isPage,
}: ReviewFormProps) {
  if (candidates.length === 0) return null;
  return (
    <form method="post" action={`/reviews/${review.id}/same-partner`} class="choices" aria-label="It may be">
      <Csrf token={token} />
      <input type="hidden" name="back" value={back} />
      <p>It may be one of these:</p>
      {candidates.map(({ choice, reasons }, index) => (
        <button
          name="partnerId"
          value={choice.id}
          data-key={isPage === true ? String(index + 1) : undefined}
          data-careful
        >
          {isPage === true ? <Key name={String(index + 1)} /> : null} It is this one:{' '}
          <ChoiceText choice={choice} />
          <small class="below">{reasons.join(', ')}</small>
        </button>
      ))}
      {problems.some((problem) => problem.includes('another NPI')) ? (
        <label class="choice">
          <input type="checkbox" name="isSureOfNpis" value="yes" /> Both NPIs are of one partner: I am sure
        </label>
      ) : null}
    </form>
  );
}
