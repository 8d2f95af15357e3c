import type { ReferralView } from '../domain/referral.ts';
import { listAlertsOf, type Alert } from '../store/alerts.ts';
import type { Database } from '../store/database.ts';
import { listDeliveriesOf, type Delivery } from '../store/deliveries.ts';
import { listPapers, type Paper } from '../store/document-papers.ts';
import { listEndpointsFor } from '../store/directory/endpoint-choice.ts';
import { listEffectsOf, type EffectRow } from '../store/effects.ts';
import { listEventsOf, type PublishedEvent } from '../store/events.ts';
import { findReferral, type ReferralRow } from '../store/ledger.ts';
import { findPartner, searchPartners, type Partner } from '../store/partners.ts';
import { loadPatientLines, type PatientLine } from '../store/patient-search.ts';
import { listFactsOf, type StoredFact } from '../store/referral-story.ts';
import { listReviewsAbout, type Review } from '../store/reviews.ts';
import { papersNamed } from './document-section.tsx';
import type { ConsoleDeps } from './console-context.ts';
import { isId } from './missing-page.tsx';
import type { WaysToReach } from './ways-to-reach.tsx';

/** Everything the page of one referral shows. */
export type ReferralPage = {
  readonly referral: ReferralRow;
  readonly view: ReferralView;
  readonly patient: PatientLine;
  readonly partner: Partner | undefined;
  readonly pcp: Partner | undefined;
  /** Where notes and notices of this referral go. */
  readonly ways: WaysToReach;
  readonly facts: readonly StoredFact[];
  readonly deliveries: readonly Delivery[];
  readonly effects: readonly (EffectRow & { readonly state: string })[];
  readonly alerts: readonly Alert[];
  readonly reviews: readonly Review[];
  readonly events: readonly PublishedEvent[];
  /** The faxes and mails it was read from. */
  readonly papers: readonly Paper[];
  /** Partners that match what was typed into the question who sent the patient. */
  readonly partnerChoices: readonly Partner[];
  readonly partnerText: string;
};

const FACTS = 500;
const EVENTS = 500;
const CHOICES = 8;

/** Loads it all; undefined where there is no such referral. `partnerText` is what was typed to find who sent the patient. */
export async function loadReferralPage(
  deps: ConsoleDeps,
  id: string,
  partnerText: string,
): Promise<ReferralPage | undefined> {
  if (!isId(id)) return undefined;
  const { db } = deps.hub;
  const referral = await findReferral(db, id);
  if (!referral) return undefined;
  const { view } = referral;
  const partnerId = view.referrer?.partnerId;
  const pcpId = view.pcp?.partnerId;
  const [patients, partner, pcp, facts, deliveries, effects, alerts, reviews, events, ways, partnerChoices] =
    await Promise.all([
      loadPatientLines(db, [referral.patientId]),
      partnerId === undefined ? undefined : findPartner(db, partnerId),
      pcpId === undefined ? undefined : findPartner(db, pcpId),
      listFactsOf(db, referral.id, FACTS),
      listDeliveriesOf(db, referral.id),
      listEffectsOf(db, referral.id),
      listAlertsOf(db, referral.id),
      listReviewsAbout(db, referral.id, partnerId),
      listEventsOf(db, referral.id, EVENTS),
      loadWays(db, referral.id, partnerId),
      partnerText.trim() === '' ? [] : searchPartners(db, partnerText, CHOICES),
    ]);
  const [patient] = patients;
  if (!patient) return undefined;
  const named = papersNamed(facts);
  return {
    papers: named.length === 0 ? [] : await listPapers(db, named),
    referral,
    view,
    patient,
    partner,
    pcp,
    ways,
    facts,
    deliveries,
    effects,
    alerts,
    reviews,
    events,
    partnerChoices,
    partnerText,
  };
}

/** Where what is sent about this referral goes, best first. */
async function loadWays(
  db: Database,
  referralId: string,
  partnerId: string | undefined,
): Promise<WaysToReach> {
  const purposes = partnerId === undefined ? [] : (['notes', 'notices'] as const);
  const asks = purposes.map((purpose) => ({ partnerId: partnerId ?? '', referralId, purpose }));
  const [notes = [], notices = []] = await listEndpointsFor(db, asks);
  return { notes, notices };
}
