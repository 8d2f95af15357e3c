import type { NoteView } from '../domain/note.ts';
import type { Partner } from '../store/partners.ts';
import type { Review } from '../store/reviews.ts';
import { DismissForm } from './dismiss-form.tsx';
import { EndpointFields } from './endpoint-fields.tsx';
import { Csrf, Key } from './parts.tsx';
import { SamePartner, type PartnerCandidate } from './same-partner-form.tsx';
import { ReferrerForms } from './referrer-forms.tsx';
import { When } from './times.tsx';
import { questionOf } from './words.ts';
import { questionText, WaitingForm } from './review-waiting.tsx';

export type ReviewFormProps = {
  readonly review: Review;
  readonly token: string;
  readonly zone: string;
  /** Names of the ways out this hub has. */
  readonly destinations: readonly string[];
  readonly partner: Partner | undefined;
  readonly note: NoteView | undefined;
  /** Partners the discovered one may be. */
  readonly candidates?: readonly PartnerCandidate[];
  /** Partners that match `text`. */
  readonly choices: readonly Partner[];
  readonly text: string;
  /** Where the search for a partner is shown. */
  readonly searchPath: string;
  /** Where to go when it is answered. */
  readonly back: string;
  readonly problems?: readonly string[];
  /** Something waits to be sent to this office. */
  readonly isAwaited?: boolean;
  /** The question is the page, not a part of one. */
  readonly isPage?: boolean;
};

/** One question with what is known about it and the form that answers it. */
export function ReviewForm(props: ReviewFormProps) {
  const { review, zone, problems = [] } = props;
  const reason = typeof review.question['reason'] === 'string' ? review.question['reason'] : undefined;
  return (
    <article class="ask" id={`ask-${review.id}`}>
      {props.isPage === true ? (
        <h1>{questionOf(review.kind).sentence}</h1>
      ) : (
        <h3>{questionOf(review.kind).sentence}</h3>
      )}
      <p class="muted">
        Asked <When at={review.createdAt} zone={zone} />
        {reason === undefined ? null : `. ${reason}`}
      </p>
      {problems.length === 0 ? null : (
        <ul class="problem" role="alert">
          {problems.map((problem) => (
            <li>{problem}</li>
          ))}
        </ul>
      )}
      {review.state === 'open' ? <AnswerForm {...props} /> : <Answered review={review} zone={zone} />}
    </article>
  );
}

function Answered({ review, zone }: { readonly review: Review; readonly zone: string }) {
  if (review.state === 'withdrawn')
    return <p class="told">This has settled itself since: a later message answered it.</p>;
  const reason = review.answer?.['dismissed'];
  return (
    <p class="told">
      Already answered by {review.answeredBy ?? 'somebody'}, <When at={review.answeredAt} zone={zone} />
      {typeof reason === 'string' ? `: “${reason}”` : ''}.
    </p>
  );
}

function AnswerForm(props: ReviewFormProps) {
  const { review, token, back } = props;
  switch (review.kind) {
    case 'patient_match':
      return <GoTo href={`/reviews/${review.id}`} label="Compare the patients" />;
    case 'same_patient':
    case 'identity_conflict':
    case 'account_moved':
      return <GoTo href={`/reviews/${review.id}`} label="Compare the two" />;
    case 'same_referral':
    case 'needs_review':
      return (
        <GoTo
          href={
            props.isPage === true ? `/referrals/${review.referralId ?? ''}#decide` : `/reviews/${review.id}`
          }
          label={review.kind === 'same_referral' ? 'Compare the two' : 'Look at it'}
        />
      );
    case 'partner_unknown':
      return <ReferrerForms {...props} />;
    case 'partner_discovered':
      return <PartnerForm {...props} />;
    case 'no_endpoint':
      return (
        <>
          <p>
            <strong>{props.partner?.name ?? 'The office'}</strong>
          </p>
          <EndpointForm {...props} />
          <DismissForm review={review} token={token} back={back} />
        </>
      );
    case 'return_path':
      return <ReturnPath {...props} />;
    case 'unverified_number':
    case 'changed_number':
    case 'patient_objection':
    case 'offer_note':
      return <Waiting {...props} />;
    case 'incident':
      return <GoTo href={`/incidents/${questionText(review, 'incidentId')}`} label="See who got it" />;
    case 'account_blocked':
      return <GoTo href="/notes-to-send?tab=ready" label="See what waits" />;
    case 'note_held':
      return <HeldForm {...props} />;
    default:
      return (
        <>
          {props.note?.contentProblem === undefined ? null : <p>{props.note.contentProblem}</p>}
          {review.messageId === null && props.note?.messageId === undefined ? null : (
            <p>
              <a href={`/messages/${review.messageId ?? props.note?.messageId ?? ''}`}>See the message</a>
            </p>
          )}
          <DismissForm review={review} token={token} back={back} isMain />
        </>
      );
  }
}

/** Yes lets it go; no needs a reason. */
function Waiting({ review, token, back, partner, isPage }: ReviewFormProps) {
  return (
    <>
      <WaitingForm {...{ review, token, back, partner, isPage }} />
      <DismissForm review={review} token={token} back={back} />
    </>
  );
}

/** Whoever knows that it is theirs enters it on the partner; the hub does not. */
function ReturnPath({ review, token, back, partner }: ReviewFormProps) {
  const { sender, documents, csid, header, callerName } = review.question;
  const said = [csid, header, callerName].filter((one) => typeof one === 'string' && one !== '');
  return (
    <>
      <p>
        <strong>{partner?.name ?? 'The office'}</strong>: {String(documents)} documents came from{' '}
        <strong>{String(sender).replace(/^[a-z]+:/, '')}</strong>
        {said.length === 0
          ? '.'
          : `, which calls itself ${said.map((one) => `“${String(one)}”`).join(', ')}.`}
      </p>
      <GoTo href={`/partners/${review.partnerId ?? ''}`} label="Enter it on the partner’s page" />
      <DismissForm review={review} token={token} back={back} />
    </>
  );
}

/** Where it is answered. */
function GoTo({ href, label }: { readonly href: string; readonly label: string }) {
  return (
    <p>
      <a class="button" href={href}>
        {label}
      </a>
    </p>
  );
}

function HeldForm({ review, token, back, note, isPage }: ReviewFormProps) {
  const why = note?.hold === undefined ? undefined : holds[note.hold];
  return (
    <>
      <p>
        <strong>{note?.title ?? 'Note'}</strong>
        {why === undefined ? null : `: ${why}`}{' '}
        {note?.messageId === undefined ? null : <a href={`/messages/${note.messageId}`}>See the message</a>}
      </p>
      <form method="post" action={`/reviews/${review.id}/release`} class="buttons">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <button class="main" type="submit" data-key={isPage === true ? '1' : undefined}>
          {isPage === true ? <Key name="1" /> : null} Release: it may go out
        </button>
      </form>
      <DismissForm review={review} token={token} back={back} />
    </>
  );
}

const holds: Readonly<Record<NonNullable<NoteView['hold']>, string>> = {
  restricted: 'its sender marked it restricted (TXA-18)',
  very_restricted: 'its sender marked it very restricted (TXA-18)',
  protected_patient: 'the patient is protected (PD1-12)',
  sensitive_type: 'this kind of document is on the practice’s list of sensitive ones',
};

/** Confirm a new office and say, in the same go, how it wants its notes. */
function PartnerForm(props: ReviewFormProps) {
  const { review, partner, token, back } = props;
  const npi = partner?.identifiers.find((id) => id.system === 'npi')?.value;
  const told = [
    partner?.organisation,
    npi === undefined ? undefined : `NPI ${npi}`,
    partner?.phone,
    partner?.fax === null ? undefined : `fax ${partner?.fax ?? ''}`,
    partner?.city,
  ];
  return (
    <>
      <p>
        <strong>{partner?.name ?? 'This office'}</strong>
        {told.filter(Boolean).map((part) => ` · ${part ?? ''}`)}
      </p>
      <SamePartner {...props} />
      <form method="post" action={`/reviews/${review.id}/confirm-partner`} class="stack">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <fieldset>
          <legend>This office</legend>
          <label class="choice">
            <input type="radio" name="stage" value="active" checked /> sends us patients
          </label>
          <label class="choice">
            <input type="radio" name="stage" value="target" /> is one we want to win
          </label>
          <label class="choice">
            <input type="radio" name="stage" value="unknown" /> is of no further interest
          </label>
        </fieldset>
        <fieldset>
          <legend>
            {props.isAwaited === true
              ? 'How it wants its notes: one waits to be sent'
              : 'How it wants its notes (can wait)'}
          </legend>
          <EndpointFields destinations={props.destinations} isOptional />
        </fieldset>
        <p class="buttons">
          <button class="main" type="submit" data-key={props.isPage === true ? 'n' : undefined}>
            {props.isPage === true ? <Key name="n" /> : null}{' '}
            {(props.candidates ?? []).length === 0 ? 'Confirm' : 'It is new: confirm'}
          </button>
        </p>
      </form>
      <DismissForm review={review} token={token} back={back} />
    </>
  );
}

function EndpointForm({ review, token, back, destinations }: ReviewFormProps) {
  return (
    <form method="post" action={`/reviews/${review.id}/endpoint`} class="stack">
      <Csrf token={token} />
      <input type="hidden" name="back" value={back} />
      <EndpointFields destinations={destinations} />
      <p class="buttons">
        <button class="main" type="submit">
          Save and send what waits
        </button>
      </p>
    </form>
  );
}
