import type { Fact, PartyClaim } from '../domain/fact.ts';
import { isNameNumber } from '../domain/match-partner.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { upsertEndpoint } from '../store/deliveries.ts';
import { unblockEffects, withdrawBlocked } from '../store/effects.ts';
import { findReferral, listPatientsOfPartner, takePen } from '../store/ledger.ts';
import { findPartner, updatePartnerStage } from '../store/partners.ts';
import { answerReview, answerReviewsByKey, findReview } from '../store/reviews.ts';
import { apply } from './apply.ts';
import type { Hub } from './hub.ts';
import { openMatching } from './match.ts';
import { changing, said, withReferral, type Answered } from './person-statement.ts';
import { applyAgain, readAgain } from './process.ts';

/** Where a person's answers re-enter the pipeline: at apply, with the person as the cause. */
export async function answerPatientMatch(
  hub: Hub,
  reviewId: string,
  patientId: string,
  person: string,
): Promise<Answered> {
  const review = await findReview(hub.db, reviewId);
  if (!review?.messageId || review.kind !== 'patient_match') return 'not_found';
  const read = await readAgain(hub, review.messageId);
  if (!read) return 'not_found';
  const answer = patientId === 'new' ? { patientId, enteredId: newId() } : { patientId };
  const answered = await changing<Answered>(hub, async (tx) => {
    await takePen(tx);
    if (!(await answerReview(tx, reviewId, answer, person))) return 'already_answered';
    await applyAgain(tx, hub, read);
    return 'done';
  });
  // Other messages may have waited for what this one made known.
  hub.wake('messages');
  return answered;
}

/** Patients of a partner that are folded in one transaction: what waits for the pen meanwhile waits for a moment. */
const REFOLD_PAGE = 200;

/** A person knows this office: it is no longer merely discovered. */
export async function confirmPartner(
  hub: Hub,
  partnerId: string,
  change: { readonly stage: 'target' | 'active' | 'unknown' },
  person: string,
): Promise<Answered> {
  if (!(await findPartner(hub.db, partnerId))) return 'not_found';
  let last = await changing(hub, async (tx) => {
    await takePen(tx);
    await updatePartnerStage(tx, partnerId, change.stage);
    await answerReviewsByKey(tx, [`partner_discovered|${partnerId}`], { stage: change.stage }, person);
    return refoldPage(tx, hub, partnerId, undefined);
  });
  while (last !== undefined) {
    const after = last;
    last = await changing(hub, async (tx) => {
      await takePen(tx);
      return refoldPage(tx, hub, partnerId, after);
    });
  }
  return 'done';
}

/** Returns the last patient of a full page; undefined when there are no more. */
async function refoldPage(
  tx: Tx,
  hub: Hub,
  partnerId: string,
  after: string | undefined,
): Promise<string | undefined> {
  const page = await listPatientsOfPartner(tx, partnerId, after, REFOLD_PAGE);
  await apply(tx, [], hub.policy, page);
  return page.length < REFOLD_PAGE ? undefined : page.at(-1);
}

/** A person says who sent this patient. */
export async function nameReferrer(
  hub: Hub,
  referralId: string,
  referrer: { readonly partnerId: string } | { readonly party: PartyClaim },
  person: string,
): Promise<Answered> {
  return withReferral(hub, referralId, person, async (tx, referral) => {
    const named =
      'partnerId' in referrer
        ? await partnerClaim(tx, referrer.partnerId)
        : await partyClaim(tx, referrer.party);
    if (!named) return undefined;
    const fact: Fact = {
      ...(await said(tx, referral)),
      kind: 'party_named',
      role: 'referrer',
      party: named.party,
    };
    return { fact, ...(named.partnerId === undefined ? {} : { partnerId: named.partnerId }) };
  });
}

/** A person accepts, declines or voids a referral. */
export async function decideReferral(
  hub: Hub,
  referralId: string,
  decision: 'accepted' | 'declined' | 'voided',
  reason: string | undefined,
  person: string,
): Promise<Answered> {
  return withReferral(hub, referralId, person, async (tx, referral) => {
    const why = reason === undefined ? {} : { reason };
    const about = await said(tx, referral);
    const fact: Fact =
      decision === 'voided'
        ? { ...about, kind: 'referral_voided', ...why }
        : { ...about, kind: 'referral_answered', answer: decision, ...why };
    return { fact };
  });
}

/** A person releases a held note: it goes out. */
export async function releaseNote(hub: Hub, reviewId: string, person: string): Promise<Answered> {
  const review = await findReview(hub.db, reviewId);
  const referral = review?.referralId ? await findReferral(hub.db, review.referralId) : undefined;
  const note = referral?.view.notes.find((one) => one.key === review?.documentKey);
  if (!review || !referral || !note) return 'not_found';
  return withReferral(hub, referral.id, person, async (tx) => {
    if (!(await answerReview(tx, reviewId, { released: true }, person))) return 'already_answered';
    const fact: Fact = {
      effectiveAt: now(),
      lineage: [],
      links: [],
      kind: 'note_released',
      documentId: note.documentId,
      contentSha256: note.contentSha256,
    };
    return { fact };
  });
}

/** A person says where a partner takes things; everything that waited for that goes out. Problems name the field. */
export async function addEndpoint(
  hub: Hub,
  partnerId: string,
  endpoint: {
    readonly destination: string;
    readonly address: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly rank?: number;
  },
  person: string,
): Promise<{ readonly problems?: readonly string[] }> {
  const way = hub.destinations.get(endpoint.destination);
  if (!way)
    return {
      problems: [
        `destination: there is no "${endpoint.destination}"; there is ${[...hub.destinations.keys()].join(', ')}`,
      ],
    };
  const checked = way.adapter.endpoint.safeParse({ address: endpoint.address, settings: endpoint.settings });
  if (!checked.success)
    return { problems: checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
  if (!(await findPartner(hub.db, partnerId))) return { problems: ['partner: there is no such partner'] };
  await changing(hub, async (tx) => {
    const { address, settings } = checked.data;
    await upsertEndpoint(
      tx,
      {
        id: newId(),
        partnerId,
        destination: endpoint.destination,
        address,
        settings,
        rank: endpoint.rank ?? 1,
      },
      person,
    );
    await unblockEffects(tx, partnerId);
    await answerReviewsByKey(tx, [`no_endpoint|${partnerId}`], { destination: endpoint.destination }, person);
  });
  return {};
}

/** A person settles a question outside the hub (or decides that nothing is to be done) and says why. */
export async function dismissReview(
  hub: Hub,
  reviewId: string,
  reason: string,
  person: string,
): Promise<Answered> {
  const review = await findReview(hub.db, reviewId);
  if (!review) return 'not_found';
  return changing<Answered>(hub, async (tx) => {
    if (!(await answerReview(tx, reviewId, { dismissed: reason }, person))) return 'already_answered';
    if (review.documentKey !== null && refusals.has(review.kind))
      await withdrawBlocked(tx, review.documentKey);
    return 'done';
  });
}

/** An incomplete or unreadable note stays unsent when its question is dismissed; a repaired one arrives as a new version. */
const refusals = new Set(['note_incomplete', 'note_unreadable']);

async function partnerClaim(tx: Tx, partnerId: string) {
  const partner = await findPartner(tx, partnerId);
  if (!partner) return undefined;
  const name = {
    ...(partner.family === null ? {} : { family: partner.family }),
    ...(partner.given === null ? {} : { given: partner.given }),
  };
  const organisation = partner.organisation ?? (partner.kind === 'organisation' ? partner.name : undefined);
  const party: PartyClaim = {
    kind: partner.kind,
    identifiers: partner.identifiers.filter((id) => !isNameNumber(id)),
    name,
    ...(organisation === undefined ? {} : { organisation }),
  };
  return { party, partnerId };
}

async function partyClaim(tx: Tx, party: PartyClaim) {
  const matching = await openMatching(tx, [
    {
      subject: {
        patient: { identifiers: [] },
        facts: [{ kind: 'party_named', role: 'referrer', party, effectiveAt: now(), links: [], lineage: [] }],
      },
    },
  ]);
  const partnerId = matching.partner(party);
  await matching.flush();
  return { party, ...(partnerId === undefined ? {} : { partnerId }) };
}
