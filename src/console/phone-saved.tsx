import { findCallOfForm } from '../store/calls.ts';
import { findReferral, loadFactsOfMessage, type ReferralRow } from '../store/ledger.ts';
import { findMessage } from '../store/messages.ts';
import { listReviewsOfMessage } from '../store/reviews.ts';
import { loadPatientLines, type PatientLine } from '../store/patient-search.ts';
import type { ConsoleApp, ConsoleDeps } from './console-context.ts';
import { partyText } from './fact-sentences.ts';
import { callerText } from './intake-calls.tsx';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { nextStep } from './next-step.ts';
import { Pill } from './parts.tsx';
import { birthText } from './times.tsx';
import { personName, stateWord } from './words.ts';

/** `GET /phone/saved/:id`: what became of a form, and what is next. */
export function addPhoneSaved(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get('/phone/saved/:id', async (c) => {
    const id = c.req.param('id');
    const message = isId(id) ? await findMessage(deps.hub.db, id) : undefined;
    if (!message || !deps.hub.channels.has(message.channel)) return showMissing(c, deps, 'This form');
    const found = await loadSaved(deps, message.id);
    return showPage(
      c,
      deps,
      { title: 'Saved', current: 'phone', isLive: true },
      <section class="card wide asks" id="saved" data-block aria-live="polite">
        <h1>Saved</h1>
        <p>
          Number <strong>{message.controlId}</strong>
          {found.call === undefined ? null : ` · for the call of ${callerText(found.call)}`}
        </p>
        <Outcome state={message.state} reason={message.reason} zone={deps.hub.policy.zone} {...found} />
        <p class="buttons">
          {found.referral === undefined ? null : (
            <a class="button main" href={`/referrals/${found.referral.id}`}>
              Open the referral
            </a>
          )}
          <a class={found.referral === undefined ? 'button main' : 'button'} href="/phone">
            Next call
          </a>
          <a class="button" href={`/messages/${message.id}`}>
            The message
          </a>
        </p>
      </section>,
    );
  });
}

type Saved = {
  readonly referral: ReferralRow | undefined;
  readonly patient: PatientLine | undefined;
  readonly reviewId: string | undefined;
  readonly call: Awaited<ReturnType<typeof findCallOfForm>>;
};

async function loadSaved({ hub: { db } }: ConsoleDeps, messageId: string): Promise<Saved> {
  const facts = await loadFactsOfMessage(db, messageId);
  const about = facts.find(({ referralId, isRetired }) => referralId !== null && !isRetired);
  const patientId = about?.patientId ?? facts[0]?.patientId;
  const [referral, patients, reviews, call] = await Promise.all([
    about?.referralId === undefined || about.referralId === null
      ? undefined
      : findReferral(db, about.referralId),
    patientId === undefined ? [] : loadPatientLines(db, [patientId]),
    listReviewsOfMessage(db, messageId),
    findCallOfForm(db, messageId),
  ]);
  const reviewId = reviews.find(({ state }) => state === 'open')?.id;
  return { referral, patient: patients[0], reviewId, call };
}

function Outcome(
  props: Saved & { readonly state: string; readonly reason: string | null; readonly zone: string },
) {
  const { state, reason, referral, patient, reviewId, zone } = props;
  if (state === 'received')
    return <p role="status">It is being entered. This page tells by itself what became of it.</p>;
  if (state === 'review')
    return (
      <p>
        Whose it is must be told by a person.{' '}
        {reviewId === undefined ? null : <a href={`/reviews/${reviewId}`}>Answer the question</a>}
      </p>
    );
  if (!referral) return <p class="problem">{reason ?? 'Nothing was entered.'}</p>;
  const { view } = referral;
  const step = nextStep({ view, questions: [], deliveries: [], isBlocked: false }, zone);
  return (
    <dl class="facts">
      <div>
        <dt>Patient</dt>
        <dd>{patient === undefined ? '–' : `${personName(patient)} ${birthText(patient.birthDate)}`}</dd>
      </div>
      <div>
        <dt>Sent by</dt>
        <dd>{view.referrer === undefined ? 'not known' : partyText(view.referrer.claim)}</dd>
      </div>
      <div>
        <dt>State</dt>
        <dd>
          <Pill of={stateWord(view.state)} />
        </dd>
      </div>
      <div>
        <dt>Next step</dt>
        <dd>
          <strong>{step.text}</strong>
        </dd>
      </div>
    </dl>
  );
}
