import { now } from '../lib/clock.ts';
import { loadPatientComparison, type PatientComparison } from '../pipeline/compare-patients.ts';
import { officeWays } from '../pipeline/directory-endpoints.ts';
import { insertAudit } from '../store/audit.ts';
import { findReferral, type ReferralRow } from '../store/ledger.ts';
import { describePartners } from '../store/partner-search.ts';
import { findPartner, searchPartners } from '../store/partners.ts';
import { loadPatientLines } from '../store/patient-search.ts';
import { findPlace } from '../store/review-queue.ts';
import type { Review } from '../store/reviews.ts';
import { candidatesOf } from './candidates.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { actor } from './gate.ts';
import { IdentityForm } from './identity-form.tsx';
import { showPage } from './layout.tsx';
import { isId } from './missing-page.tsx';
import { Key, linkTo } from './parts.tsx';
import { PatientMatchForm } from './patient-match-form.tsx';
import { ReviewForm } from './review-forms.tsx';
import { canUndo } from './review-words.ts';
import type { PartnerCandidate } from './same-partner-form.tsx';
import { SameReferralForm } from './same-referral-form.tsx';
import { birthText } from './times.tsx';
import { undoOf, UndoBar } from './undo-bar.tsx';
import { personName, questionOf } from './words.ts';

const CHOICES = 8;

/** `kind`: the filter of the list it was opened from; `problems`: what was wrong with the last answer. */
export type ReviewLook = { readonly problems: readonly string[]; readonly kind?: string };

/** The page of one question: after an answer the next one of the same filter opens by itself. */
export async function showReview(
  c: ConsoleContext,
  deps: ConsoleDeps,
  review: Review,
  look: ReviewLook,
): Promise<Response> {
  const page = await loadReview(c, deps, review, look);
  const { problems, kind } = look;
  const status = problems.length === 0 ? 200 : 422;
  const { token, undo } = page;
  const isUndoable = canUndo(review, now()) && undo?.id !== review.id;
  return showPage(
    c,
    deps,
    { title: 'Review', current: 'reviews', status },
    <>
      <Crumb kind={kind} place={page.place} next={page.back} />
      {undo === undefined ? null : <UndoBar review={undo} token={token} />}
      {isUndoable ? <UndoBar review={review} token={token} /> : null}
      {page.about === undefined ? null : (
        <p class="narrowed">
          About <a href={`/referrals/${review.referralId ?? ''}`}>{personName(page.about)}</a>, born{' '}
          {birthText(page.about.birthDate) || 'unknown'}
          {page.partner === undefined ? null : (
            <>
              {' '}
              · office <a href={`/partners/${page.partner.id}`}>{page.partner.name}</a>
            </>
          )}
        </p>
      )}
      <div class={page.comparison === undefined ? 'card asks wide' : 'card asks'}>
        <Question page={page} review={review} problems={problems} />
      </div>
    </>,
  );
}

type ReviewPage = Awaited<ReturnType<typeof loadReview>>;

/** All the page shows of a question. */
async function loadReview(c: ConsoleContext, deps: ConsoleDeps, review: Review, { kind }: ReviewLook) {
  const { db } = deps.hub;
  const text = c.req.query('partner') ?? '';
  const referral = review.referralId === null ? undefined : await findReferral(db, review.referralId);
  const partnerId = review.partnerId ?? referral?.view.referrer?.partnerId;
  const isOpen = review.state === 'open';
  const [partner, choices, [about], candidates, place, undo, pair] = await Promise.all([
    partnerId === undefined ? undefined : findPartner(db, partnerId),
    text.trim() === '' ? [] : searchPartners(db, text, CHOICES),
    loadPatientLines(db, referral ? [referral.patientId] : []),
    isOpen ? partnersOf(deps, review) : [],
    isOpen ? findPlace(db, review, kind) : undefined,
    undoOf(c, deps),
    pairOf(deps, review, referral),
  ]);
  return {
    text,
    partner,
    choices,
    about,
    candidates,
    place,
    undo,
    pair,
    comparison: isOpen && aboutPatients.has(review.kind) ? await compared(c, deps, review) : undefined,
    note: referral?.view.notes.find((one) => one.key === review.documentKey),
    destinations: officeWays(deps.hub),
    zone: deps.hub.policy.zone,
    token: c.get('session').csrfToken,
    back: linkTo(`/reviews/${review.id}/next`, { kind }),
  };
}

type QuestionProps = {
  readonly page: ReviewPage;
  readonly review: Review;
  readonly problems: readonly string[];
};

function Question({ page, review, problems }: QuestionProps) {
  const { comparison, pair, token, zone, back } = page;
  if (comparison === undefined && pair === undefined)
    return (
      <ReviewForm {...page} review={review} searchPath={`/reviews/${review.id}`} isPage problems={problems} />
    );
  return (
    <>
      <h1>{questionOf(review.kind).sentence}</h1>
      <Why review={review} problems={problems} />
      {comparison === undefined ? null : (
        <PatientQuestion comparison={comparison} token={token} zone={zone} back={back} />
      )}
      {pair === undefined ? null : <SameReferralForm {...pair} token={token} zone={zone} back={back} />}
    </>
  );
}

const aboutPatients = new Set(['patient_match', 'same_patient', 'identity_conflict', 'account_moved']);

type CrumbProps = {
  readonly kind: string | undefined;
  readonly place: { readonly place: number; readonly of: number } | undefined;
  readonly next: string;
};

/** Where one is in the queue, and how to go on without answering. */
function Crumb({ kind, place, next }: CrumbProps) {
  return (
    <div class="queue">
      <a href={linkTo('/reviews', { kind })}>Reviews</a>
      {place === undefined ? null : (
        <span>
          {place.place} of {place.of}
        </span>
      )}
      <a class="button" href={next} data-key="s">
        <Key name="s" /> {place === undefined ? 'Next question' : 'Skip'}
      </a>
      <details>
        <summary data-key="?">
          <Key name="?" /> Keys
        </summary>
        <p>
          The keys on the buttons answer: <Key name="1" /> to <Key name="9" /> choose, <Key name="n" /> new,{' '}
          <Key name="s" /> skip. Where an answer cannot be undone the key only goes to the button; Enter
          presses it. While you are typing in a field, keys are letters.
        </p>
      </details>
    </div>
  );
}

function Why({ review, problems }: { readonly review: Review; readonly problems: readonly string[] }) {
  const { reason } = review.question;
  return (
    <>
      {typeof reason === 'string' ? <p>{reason}</p> : null}
      {problems.map((problem) => (
        <p class="problem" role="alert">
          {problem}
        </p>
      ))}
    </>
  );
}

function PatientQuestion(props: Parameters<typeof PatientMatchForm>[0]) {
  return props.comparison.review.kind === 'patient_match' ? (
    <PatientMatchForm {...props} />
  ) : (
    <IdentityForm {...props} />
  );
}

/** Both sides of a question about who is who: patient data, so it is written down who looked. */
async function compared(
  c: ConsoleContext,
  deps: ConsoleDeps,
  review: Review,
): Promise<PatientComparison | undefined> {
  const look = { ...actor(c, deps), action: 'compare_patient' };
  if (review.messageId !== null)
    await insertAudit(deps.hub.db, {
      ...look,
      action: 'view_body',
      objectKind: 'message',
      objectId: review.messageId,
    });
  const comparison = await loadPatientComparison(deps.hub, review.id);
  for (const { story } of comparison?.patients ?? [])
    await insertAudit(deps.hub.db, {
      ...look,
      objectKind: 'patient',
      objectId: story.line.id,
      patientId: story.line.id,
    });
  return comparison;
}

/** Whom a discovered partner may be, without those who are it by now. */
async function partnersOf(deps: ConsoleDeps, review: Review): Promise<readonly PartnerCandidate[]> {
  if (review.kind !== 'partner_discovered') return [];
  const named = candidatesOf(review, 'partnerId').filter((one) => one.id !== review.partnerId);
  const choices = await describePartners(
    deps.hub.db,
    named.map((one) => one.id),
  );
  return named.flatMap(({ id, reasons }) => {
    const choice = choices.find((one) => one.id === id);
    return choice === undefined ? [] : [{ choice, reasons }];
  });
}

/** The two referrals a question compares, while both are there. */
async function pairOf(deps: ConsoleDeps, review: Review, one: ReferralRow | undefined) {
  if (review.kind !== 'same_referral' || review.state !== 'open' || !one) return undefined;
  const { otherReferralId, reasons } = review.question;
  const otherId = typeof otherReferralId === 'string' ? otherReferralId : undefined;
  const other = isId(otherId) ? await findReferral(deps.hub.db, otherId) : undefined;
  const why = Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [];
  return other && { one, other, reasons: why };
}
