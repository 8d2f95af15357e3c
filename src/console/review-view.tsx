import { inspectMessage } from '../pipeline/inspect.ts';
import { insertAudit } from '../store/audit.ts';
import { findReferral, type ReferralRow } from '../store/ledger.ts';
import { findPartner, searchPartners } from '../store/partners.ts';
import { loadPatientLines, type PatientLine } from '../store/patient-search.ts';
import type { Review } from '../store/reviews.ts';
import { candidatesOf } from './candidates.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { PatientMatchForm } from './patient-match-form.tsx';
import { isId } from './missing-page.tsx';
import { ReviewForm } from './review-forms.tsx';
import { SameReferralForm } from './same-referral-form.tsx';
import { birthText } from './times.tsx';
import { personName, questionOf } from './words.ts';

const CHOICES = 8;

/** The page of one question; `problems` are what was wrong with the last answer. */
export async function showReview(
  c: ConsoleContext,
  deps: ConsoleDeps,
  review: Review,
  problems: readonly string[],
): Promise<Response> {
  const { db } = deps.hub;
  const text = c.req.query('partner') ?? '';
  const referral = review.referralId === null ? undefined : await findReferral(db, review.referralId);
  const partnerId = review.partnerId ?? referral?.view.referrer?.partnerId;
  const [partner, choices, patients] = await Promise.all([
    partnerId === undefined ? undefined : findPartner(db, partnerId),
    text.trim() === '' ? [] : searchPartners(db, text, CHOICES),
    loadPatientLines(db, [
      ...candidatesOf(review).map((one) => one.patientId),
      ...(referral ? [referral.patientId] : []),
    ]),
  ]);
  const zone = deps.hub.policy.zone;
  const pair = await pairOf(deps, review, referral);
  const about = referral && patients.find((one) => one.id === referral.patientId);
  const token = c.get('session').csrfToken;
  const claim =
    review.kind === 'patient_match' && review.state === 'open' ? await claimOf(c, deps, review) : undefined;
  return showPage(
    c,
    deps,
    { title: 'Review', current: 'reviews', status: problems.length === 0 ? 200 : 422 },
    <>
      <p class="crumb">
        <a href="/reviews">Reviews</a>
      </p>
      {about === undefined ? null : (
        <p class="narrowed">
          About <a href={`/referrals/${review.referralId ?? ''}`}>{personName(about)}</a>, born{' '}
          {birthText(about.birthDate) || 'unknown'}
        </p>
      )}
      <div class="card asks wide">
        {review.kind === 'patient_match' && review.state === 'open' ? (
          <PatientMatchForm review={review} claim={claim} candidates={patients} token={token} zone={zone} />
        ) : pair === undefined ? (
          <ReviewForm
            review={review}
            token={token}
            zone={zone}
            destinations={[...deps.hub.destinations.keys()]}
            partner={partner}
            note={referral?.view.notes.find((note) => note.key === review.documentKey)}
            choices={choices}
            text={text}
            searchPath={`/reviews/${review.id}`}
            back="/reviews"
            isPage
            problems={problems}
          />
        ) : (
          <>
            <h1>{questionOf(review.kind).sentence}</h1>
            <SameReferralForm {...pair} token={token} zone={zone} />
          </>
        )}
      </div>
    </>,
  );
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

/** What the message itself says about the patient: patient data, so it is written down who looked. */
async function claimOf(
  c: ConsoleContext,
  deps: ConsoleDeps,
  review: Review,
): Promise<PatientLine | undefined> {
  if (review.messageId === null) return undefined;
  await insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action: 'view_body',
    objectKind: 'message',
    objectId: review.messageId,
  });
  const inspection = await inspectMessage(deps.hub, review.messageId);
  if (!inspection) return undefined;
  // A message may speak of several patients: the question is about one of them.
  const subject = typeof review.question['subject'] === 'number' ? review.question['subject'] : 0;
  const pid = inspection.tree.filter((segment) => segment.name === 'PID')[subject];
  const fields = pid?.fields ?? [];
  const prefix = pid?.path ?? 'PID';
  const part = (field: number, component: number): string | undefined => {
    const found = fields.find((one) => one.path === `${prefix}-${field}`);
    const exact = found?.components?.find(
      (one) => one.path.replace('[1]', '') === `${prefix}-${field}.${component}`,
    )?.value;
    return exact ?? (component === 1 ? found?.value : undefined);
  };
  const birth = part(7, 1);
  return {
    id: '',
    identifiers: fields
      .filter((one) => one.path === `${prefix}-3`)
      .flatMap((one) =>
        (one.repetitions ?? [one]).map((value) => ({
          system: 'this message',
          value: value.value.split('^')[0] ?? '',
        })),
      ),
    family: part(5, 1) ?? null,
    given: part(5, 2) ?? null,
    middle: part(5, 3) ?? null,
    birthDate: birth === undefined ? null : isoDate(birth),
    sex: part(8, 1) ?? null,
    phones: [part(13, 1), part(13, 12)].filter((phone) => phone !== undefined),
    address: { line1: part(11, 1) ?? '', city: part(11, 3) ?? '', zip: part(11, 5) ?? '' },
    isProtected: false,
    referrals: 0,
  };
}

/** `YYYYMMDD…` (HL7 DTM) as `YYYY-MM-DD`. */
function isoDate(text: string): string {
  return [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)].filter((part) => part !== '').join('-');
}
