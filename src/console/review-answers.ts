import { mergePartners } from '../pipeline/directory-merge.ts';
import { releaseReview } from '../pipeline/held.ts';
import { answerSamePatient } from '../pipeline/identity.ts';
import {
  addEndpoint,
  answerPatientMatch,
  confirmPartner,
  dismissReview,
  nameReferrer,
  releaseNote,
} from '../pipeline/resolve.ts';
import type { Answered } from '../pipeline/person-statement.ts';
import { insertAudit } from '../store/audit.ts';
import { findReferral } from '../store/ledger.ts';
import { findReview, type Review } from '../store/reviews.ts';
import { candidatesOf } from './candidates.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { actor } from './gate.ts';
import { isId, showMissing } from './missing-page.tsx';
import { backTo, endpointOf, kindOfBack, textsOf, type Form } from './form-values.ts';
import { linkTo } from './parts.tsx';
import { partyOf } from './party-form.tsx';
import { refusals } from './patient-words.ts';
import { showReview } from './review-view.tsx';

/** What became of an answer, or what was wrong with it. */
type Settled = Answered | { readonly problems: readonly string[] };
type Answer = (deps: ConsoleDeps, review: Review, form: Form, person: string) => Promise<Settled>;

/** `POST /reviews/:id/…`: one path per kind of answer. Two people may answer at once: the second is told so. */
export function addReviewAnswers(app: ConsoleApp, deps: ConsoleDeps): void {
  for (const [name, answer] of Object.entries(answers))
    app.post(`/reviews/:id/${name}`, (c) => settle(c, deps, name, answer));
}

async function settle(c: ConsoleContext, deps: ConsoleDeps, name: string, answer: Answer): Promise<Response> {
  const id = c.req.param('id');
  const review = isId(id) ? await findReview(deps.hub.db, id) : undefined;
  if (!review) return showMissing(c, deps, 'This question');
  const form = textsOf(await c.req.parseBody());
  const kind = kindOfBack(form);
  const late = linkTo(`/reviews/${review.id}`, { kind, told: 'already_answered' });
  if (review.state !== 'open') return c.redirect(late, 303);
  await insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action: `review_${name.replace('-', '_')}`,
    objectKind: 'review',
    objectId: review.id,
  });
  const settled = await answer(deps, review, form, c.get('session').email);
  if (typeof settled !== 'string')
    return showReview(c, deps, review, {
      problems: settled.problems,
      ...(kind === undefined ? {} : { kind }),
    });
  if (settled === 'already_answered') return c.redirect(late, 303);
  const told = settled === 'done' ? 'answered' : settled;
  return c.redirect(backTo(form, told), 303);
}

const answers: Readonly<Record<string, Answer>> = {
  patient: (deps, review, form, person) => {
    const patientId = form['patientId'] ?? '';
    const isOffered =
      patientId === 'new' || candidatesOf(review, 'patientId').some((one) => one.id === patientId);
    if (!isOffered) return Promise.resolve({ problems: ['Choose one of the patients.'] });
    return answerPatientMatch(deps.hub, review.id, patientId, person);
  },
  identity: async (deps, review, form, person) => {
    const answer = form['isSame'];
    if (answer !== 'yes' && answer !== 'no') return { problems: ['Say whether they are one person.'] };
    const typed = (form['reason'] ?? '').trim().slice(0, 300);
    const reason = typed === '' ? 'Both records were compared.' : typed;
    const changed = await answerSamePatient(deps.hub, review.id, answer === 'yes', { person, reason });
    if (changed === 'already_done') return 'already_answered';
    return changed === 'done' ? 'done' : { problems: [refusals[changed]] };
  },
  'same-partner': async (deps, review, form, person) => {
    const into = form['partnerId'] ?? '';
    const isOffered = candidatesOf(review, 'partnerId').some((one) => one.id === into);
    if (review.partnerId === null || !isOffered) return { problems: ['Choose one of the partners.'] };
    const isSure = form['isSureOfNpis'] === 'yes';
    const merge = { from: review.partnerId, into, ...(isSure ? { isSureOfNpis: true } : {}) };
    const edited = await mergePartners(deps.hub, merge, { person });
    if (edited.outcome === 'saved') return 'done';
    if (edited.outcome === 'refused')
      return { problems: edited.problems.map(({ problem }) => `The one you chose ${problem}.`) };
    return 'not_found';
  },
  dismiss: (deps, review, form, person) => {
    const reason = (form['reason'] ?? '').trim().slice(0, 300);
    if (reason === '') return Promise.resolve({ problems: ['Say what was done about it.'] });
    return dismissReview(deps.hub, review.id, reason, person);
  },
  release: async (deps, review, form, person) => {
    if (review.kind === 'note_held') return releaseNote(deps.hub, review.id, person);
    const office = form['office'];
    const because = 'answered on the list of questions';
    const how = office === 'always' || office === 'never' ? ({ because, office } as const) : { because };
    const released = await releaseReview(deps.hub, review.id, person, how);
    return released === 'needs_way' ? { problems: ['Add a way to send first.'] } : released;
  },
  referrer: async (deps, review, form, person) => {
    if (review.referralId === null) return 'not_found';
    const partnerId = form['partnerId'];
    if (isId(partnerId)) return nameReferrer(deps.hub, review.referralId, { partnerId }, person);
    const party = partyOf(form);
    if (typeof party === 'string') return { problems: [party] };
    return nameReferrer(deps.hub, review.referralId, { party }, person);
  },
  endpoint: async (deps, review, form, person) => {
    const partnerId = await partnerOf(deps, review);
    if (partnerId === undefined) return 'not_found';
    return added(await addEndpoint(deps.hub, partnerId, endpointOf(form), person));
  },
  'confirm-partner': async (deps, review, form, person) => {
    const partnerId = await partnerOf(deps, review);
    const stage = form['stage'];
    if (partnerId === undefined) return 'not_found';
    if (stage !== 'active' && stage !== 'target' && stage !== 'unknown')
      return { problems: ['Choose what this office is to us.'] };
    const wantsEndpoint = (form['destination'] ?? '') !== '';
    if (!wantsEndpoint && (form['address'] ?? '').trim() !== '')
      return { problems: ['Choose a way for this address, or leave it empty.'] };
    const settled = wantsEndpoint
      ? added(await addEndpoint(deps.hub, partnerId, endpointOf(form), person))
      : 'done';
    if (settled !== 'done') return settled;
    return confirmPartner(deps.hub, partnerId, { stage }, person);
  },
};

function added({ problems }: { readonly problems?: readonly string[] }): Settled {
  return problems === undefined || problems.length === 0 ? 'done' : { problems };
}

async function partnerOf(deps: ConsoleDeps, review: Review): Promise<string | undefined> {
  if (review.partnerId !== null) return review.partnerId;
  if (review.referralId === null) return undefined;
  return (await findReferral(deps.hub.db, review.referralId))?.view.referrer?.partnerId;
}
