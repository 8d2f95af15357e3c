import { isAsked } from '../domain/pursuit.ts';
import { nameParty, type AskedRole, type PartyAnswer } from '../pipeline/name-party.ts';
import { insertAudit } from '../store/audit.ts';
import { findReferral, type ReferralRow } from '../store/ledger.ts';
import type { PartnerChoice } from '../store/partner-search.ts';
import { loadPatientLines, type PatientLine } from '../store/patient-search.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { partyText } from './fact-sentences.ts';
import { backOf, backTo, textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { linkTo } from './parts.tsx';
import { ChoiceText, suggestPartners } from './partner-picker.tsx';
import { askedWords, NewParty, PartyAsk, PartyHidden } from './party-ask.tsx';
import { partyOf } from './party-form.tsx';
import { birthText } from './times.tsx';
import { personName } from './words.ts';

const roles: readonly AskedRole[] = ['referrer', 'pcp'];

/** `POST /missing/:referral/:role`: who sent this patient, or who their doctor is. */
export function addNameAnswers(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get('/missing/:id/:role', async (c) => {
    const asked = await findAsked(c, deps);
    const back = linkTo('/missing', { point: c.req.query('point') });
    return asked ? showAsk(c, deps, asked, { back }, []) : showMissing(c, deps, 'This question');
  });
  app.post('/missing/:id/:role', async (c) => {
    const asked = await findAsked(c, deps);
    if (!asked) return showMissing(c, deps, 'This question');
    const form = textsOf(await c.req.parseBody());
    const answer = answerOf(form);
    if (answer === undefined) return showAsk(c, deps, asked, form, []);
    if (typeof answer === 'string') return showAsk(c, deps, asked, form, [answer]);
    return settle(c, deps, asked, form, answer);
  });
}

type Asked = { readonly referral: ReferralRow; readonly role: AskedRole; readonly patient: PatientLine };

async function findAsked(c: ConsoleContext, deps: ConsoleDeps): Promise<Asked | undefined> {
  const role = roles.find((one) => one === c.req.param('role'));
  const id = c.req.param('id');
  const referral = isId(id) ? await findReferral(deps.hub.db, id) : undefined;
  const [patient] = referral ? await loadPatientLines(deps.hub.db, [referral.patientId]) : [];
  return role && referral && patient ? { referral, role, patient } : undefined;
}

/** Undefined: nobody was chosen yet. A sentence: what was entered cannot be. */
function answerOf(form: Form): PartyAnswer | string | undefined {
  const { nobody, partnerId } = form;
  if (nobody === 'self' || nobody === 'unknown') return { nobody };
  if (isId(partnerId)) return { partnerId };
  if (form['new'] === undefined) return undefined;
  const party = partyOf(form);
  return typeof party === 'string' ? party : { party };
}

async function settle(
  c: ConsoleContext,
  deps: ConsoleDeps,
  { referral, role, patient }: Asked,
  form: Form,
  answer: PartyAnswer,
): Promise<Response> {
  await insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action: `name_${role}`,
    objectKind: 'referral',
    objectId: referral.id,
    patientId: referral.patientId,
  });
  const isAnswer = form['correction'] === undefined;
  const told = await nameParty(deps.hub, referral.id, role, answer, c.get('session').email, { isAnswer });
  if (told === 'done') return c.redirect(backTo(form, 'answered'), 303);
  const after = (await findReferral(deps.hub.db, referral.id)) ?? referral;
  const problem = told === 'not_found' ? 'That partner is not there any more.' : quicker(after, role);
  return showAsk(c, deps, { referral: after, role, patient }, form, [problem], 409);
}

function quicker({ view }: ReferralRow, role: AskedRole): string {
  const party = role === 'pcp' ? view.pcp : view.referrer;
  const known = party === undefined ? '' : partyText(party.claim);
  return `Somebody else was quicker. It says now: ${known || 'not known'}. Nothing of yours was saved.`;
}

/** The question alone, with those who fit what was typed: the first has the focus, so that Enter takes it. */
async function showAsk(
  c: ConsoleContext,
  deps: ConsoleDeps,
  { referral, role, patient }: Asked,
  form: Form,
  problems: readonly string[],
  status: 409 | 422 = 422,
): Promise<Response> {
  const text = form['text'] ?? '';
  const choices = await suggestPartners(deps, text);
  const back = backOf({ back: form['back'] ?? '/missing' });
  const isCorrection = form['correction'] !== undefined || !isAsked(role, referral.view);
  const ask = {
    referralId: referral.id,
    role,
    back,
    token: c.get('session').csrfToken,
    ...(isCorrection ? { isCorrection } : {}),
  };
  return showPage(
    c,
    deps,
    { title: askedWords[role], current: 'late', ...(problems.length === 0 ? {} : { status }) },
    <>
      <p class="crumb">
        <a href={back}>Back</a>
      </p>
      <section class="card asks wide">
        <h1>{askedWords[role]}</h1>
        <p>
          <a href={`/referrals/${referral.id}`}>{personName(patient)}</a>{' '}
          <small>{birthText(patient.birthDate)}</small>
        </p>
        {problems.map((problem) => (
          <p class="problem" role="alert">
            {problem}
          </p>
        ))}
        {text === '' ? null : <Choices ask={ask} choices={choices} text={text} />}
        <PartyAsk {...ask} text={text} />
        <NewParty {...ask} isOpen={(text !== '' && choices.length === 0) || form['new'] !== undefined} />
      </section>
    </>,
  );
}

type ChoicesProps = {
  readonly ask: Parameters<typeof PartyAsk>[0];
  readonly choices: readonly PartnerChoice[];
  readonly text: string;
};

function Choices({ ask, choices, text }: ChoicesProps) {
  if (choices.length === 0)
    return <p class="muted">Nobody in the directory fits “{text}”. Enter them below.</p>;
  return (
    <form
      method="post"
      action={`/missing/${ask.referralId}/${ask.role}`}
      class="choices"
      aria-label="Matches"
    >
      <PartyHidden token={ask.token} back={ask.back} {...(ask.isCorrection ? { isCorrection: true } : {})} />
      {choices.map((choice, nr) => (
        <button name="partnerId" value={choice.id} autofocus={nr === 0}>
          <ChoiceText choice={choice} />
        </button>
      ))}
    </form>
  );
}
