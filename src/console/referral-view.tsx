import { now } from '../lib/clock.ts';
import type { ReferralView } from '../domain/referral.ts';
import type { Partner } from '../store/partners.ts';
import type { Review } from '../store/reviews.ts';
import { Papers } from './document-section.tsx';
import { partyText } from './fact-sentences.ts';
import { LoopLine } from './loop-line.tsx';
import { loopOf } from './loop.ts';
import { lateText, nextStep } from './next-step.ts';
import { NotesSection } from './notes-section.tsx';
import { Fact, linkTo, Pill } from './parts.tsx';
import { Decide, Evidence } from './referral-actions.tsx';
import type { ReferralPage } from './referral-load.ts';
import { Names } from './referral-names.tsx';
import { ReviewForm } from './review-forms.tsx';
import { Story } from './story.tsx';
import { birthText, When } from './times.tsx';
import { personName, phoneText, stateWords } from './words.ts';
import { WaysText } from './ways-to-reach.tsx';

type Props = {
  readonly page: ReferralPage;
  readonly token: string;
  readonly zone: string;
  readonly destinations: readonly string[];
};

/** One referral: who, the loop line, what is open, notes with their deliveries, and the story. */
export function ReferralBody({ page, token, zone, destinations }: Props) {
  const { view, facts, deliveries, alerts, reviews, effects, referral } = page;
  const open = withoutDoubles(reviews.filter((review) => review.state === 'open'));
  // A copy nobody was promised may lack an address for ever.
  const isBlocked = effects.some(
    (effect) => effect.state === 'blocked' && effect.kind !== 'copy_note' && effect.kind !== 'offer_note',
  );
  const dots = loopOf({ referralId: referral.id, view, facts, deliveries, alerts, isBlocked, zone });
  return (
    <>
      <Header
        page={page}
        isBlocked={isBlocked}
        open={reviews.flatMap((review) => (review.state === 'open' ? [review.kind] : []))}
        zone={zone}
      />
      <LoopLine dots={dots} zone={zone} />
      <div class="columns">
        <div class="column">
          {open.length === 0 ? null : (
            <section id="questions" class="card asks">
              <h2>{open.length === 1 ? 'One question is open' : `${open.length} questions are open`}</h2>
              {open.map((review) => (
                <ReviewForm
                  review={review}
                  token={token}
                  zone={zone}
                  destinations={destinations}
                  partner={page.partner}
                  note={view.notes.find((note) => note.key === review.documentKey)}
                  choices={page.partnerChoices}
                  text={page.partnerText}
                  searchPath={`/referrals/${referral.id}`}
                  isAwaited={isBlocked}
                  back={`/referrals/${referral.id}`}
                />
              ))}
            </section>
          )}
          <Names page={page} token={token} />
          <Papers papers={page.papers} zone={zone} />
          <NotesSection page={page} token={token} zone={zone} />
          <Appointments page={page} zone={zone} />
          <Details page={page} zone={zone} />
          <Decide page={page} token={token} />
          <Evidence page={page} token={token} zone={zone} />
        </div>
        <div class="column">
          <Story page={page} zone={zone} />
        </div>
      </div>
    </>
  );
}

/** A new office is confirmed and given a way to send in one form: two would ask the same. */
function withoutDoubles(reviews: readonly Review[]): readonly Review[] {
  const isNew = reviews.some((review) => review.kind === 'partner_discovered');
  return reviews.filter((review) => review.kind !== 'no_endpoint' || !isNew);
}

type HeaderProps = {
  readonly page: ReferralPage;
  readonly isBlocked: boolean;
  readonly open: readonly string[];
  readonly zone: string;
};

function Header({ page, isBlocked, open, zone }: HeaderProps) {
  const { patient, view } = page;
  const statuses = page.deliveries
    .filter((one) => one.purpose !== 'liaison_alert' && one.status !== 'cancelled')
    .map((one) => one.status);
  const step = nextStep({ view, questions: open, deliveries: statuses.toReversed(), isBlocked }, zone);
  const late = lateText(view, now());
  const mrn = patient.identifiers[0];
  return (
    <header class="person" id="person" data-block>
      <div>
        <h1>
          <a class="quiet" href={`/patients/${patient.id}`}>
            {personName(patient)}
          </a>
        </h1>
        <p class="facts">
          {patient.birthDate === null ? null : <span>Born {birthText(patient.birthDate)}</span>}
          {patient.sex === null ? null : <span>{sexes[patient.sex] ?? patient.sex}</span>}
          {mrn === undefined ? null : <span title={mrn.system}>No. {mrn.value}</span>}
          {patient.phones[0] === undefined ? null : <span>{phoneText(patient.phones[0])}</span>}
          {patient.isProtected ? <span class="pill red">Protected</span> : null}
          {patient.referrals > 1 ? (
            <a href={linkTo('/referrals', { patient: patient.id })}>{patient.referrals} referrals</a>
          ) : null}
          <a href={linkTo('/messages', { patient: patient.id })}>Messages</a>
        </p>
      </div>
      <div class="next-card">
        <p>
          <Pill of={stateWords[view.state]} />
          {late === undefined ? null : <span class="pill red">{late}</span>}
          {view.priority === 'routine' ? null : (
            <span class="pill amber">{view.priority === 'stat' ? 'Stat' : 'Urgent'}</span>
          )}
        </p>
        <p class="muted">Next step</p>
        {step.anchor === undefined ? (
          <p class="step-text">{step.text}</p>
        ) : (
          <a class={step.isTrouble === true ? 'step trouble' : 'step'} href={`#${step.anchor}`}>
            {step.text}
          </a>
        )}
      </div>
    </header>
  );
}

const sexes: Readonly<Record<string, string>> = { F: 'Female', M: 'Male', O: 'Other', U: 'Sex not known' };

function Details({ page, zone }: { readonly page: ReferralPage; readonly zone: string }) {
  const { view, partner, pcp, ways } = page;
  return (
    <section class="card">
      <h2>Referral</h2>
      <dl class="pairs">
        <Fact term="From">
          {partner ? (
            <PartnerText partner={partner} />
          ) : view.referrer ? (
            partyText(view.referrer.claim)
          ) : (
            'Nobody named yet'
          )}
          {view.referrer?.isFromPerson === true ? <small class="muted"> named by a person</small> : null}
          {view.referrer?.isContested === true ? <span class="pill amber">Sources disagree</span> : null}
        </Fact>
        {partner ? (
          <Fact term="Reached by">
            <WaysText ways={ways} partnerId={partner.id} />
          </Fact>
        ) : null}
        <Fact term="Primary care">
          {pcp ? <PartnerText partner={pcp} /> : view.pcp ? partyText(view.pcp.claim) : undefined}
        </Fact>
        <Fact term="Reason">{view.reason}</Fact>
        <Fact term="Service">{view.service}</Fact>
        <Fact term="Diagnoses">{view.diagnoses.join(', ')}</Fact>
        <Fact term="Authorisation">{authorisationText(view.authorisation)}</Fact>
        <Fact term="Good until">{view.expiresOn}</Fact>
        <Fact term="Platform shows">
          {view.platform === undefined ? undefined : `${view.platform.name}: ${view.platform.status}`}
        </Fact>
        <Fact term="Their order number">{view.placerOrder?.value}</Fact>
        <Fact term="Received">
          <When at={view.receivedAt} zone={zone} />
        </Fact>
        <Fact term="Referral id">
          <code>{page.referral.id}</code>
        </Fact>
      </dl>
    </section>
  );
}

function authorisationText(authorisation: ReferralView['authorisation']): string | undefined {
  if (authorisation === undefined) return undefined;
  const { status, number, visits, expiresOn } = authorisation;
  return [
    status,
    number === undefined ? undefined : `no. ${number}`,
    visits === undefined ? undefined : `${visits} visits`,
    expiresOn === undefined ? undefined : `until ${expiresOn}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function PartnerText({ partner }: { readonly partner: Partner }) {
  const npi = partner.identifiers.find((id) => id.system === 'npi')?.value;
  return (
    <>
      <a href={`/partners/${partner.id}`}>{partner.name}</a>
      {partner.organisation === null || partner.organisation === partner.name
        ? null
        : `, ${partner.organisation}`}
      <small class="muted">
        {[
          npi === undefined ? '' : `NPI ${npi}`,
          partner.phone === null ? '' : phoneText(partner.phone),
          partner.fax === null ? '' : `fax ${phoneText(partner.fax)}`,
          partner.city ?? '',
        ]
          .filter(Boolean)
          .map((part) => ` · ${part}`)
          .join('')}
      </small>
    </>
  );
}

function Appointments({ page, zone }: { readonly page: ReferralPage; readonly zone: string }) {
  const { appointments } = page.view;
  if (appointments.length === 0) return null;
  return (
    <section class="card">
      <h2>Appointments</h2>
      <ul class="lines">
        {appointments.toReversed().map((one) => (
          <li>
            <Pill of={visitWords[one.status] ?? { word: one.status, tone: 'plain' }} />{' '}
            <When at={one.start ?? one.firstAt} zone={zone} />
            {one.provider === undefined ? null : ` with ${partyText(one.provider)}`}
            {one.service === undefined ? null : ` · ${one.service}`}
            {one.location === undefined ? null : ` · ${one.location}`}
            {one.isRescheduled ? <small class="muted"> moved at least once</small> : null}
            {one.statusText === undefined ? null : (
              <small class="muted"> sender says “{one.statusText}”</small>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const visitWords: Readonly<
  Record<string, { readonly word: string; readonly tone: 'plain' | 'violet' | 'green' | 'amber' | 'blue' }>
> = {
  requested: { word: 'Asked for', tone: 'blue' },
  booked: { word: 'Booked', tone: 'violet' },
  arrived: { word: 'Arrived', tone: 'violet' },
  fulfilled: { word: 'Completed', tone: 'green' },
  no_show: { word: 'Missed', tone: 'amber' },
  cancelled: { word: 'Cancelled', tone: 'amber' },
  voided: { word: 'Removed', tone: 'plain' },
};
