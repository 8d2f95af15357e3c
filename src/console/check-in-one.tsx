import { consentScopes } from '../domain/consent.ts';
import { now } from '../lib/clock.ts';
import { askedRoles, missingOf, openQuestions } from '../pipeline/intake/check-in.ts';
import { listColleagues, type Colleague } from '../store/accounts.ts';
import { insertAudit } from '../store/audit.ts';
import { findCheckIn, type CheckInLine } from '../store/forms-check-in.ts';
import { listConsents, type Consent } from '../store/forms-consent.ts';
import { listPapersOf, type Paper } from '../store/forms.ts';
import { AskLater, knownText } from './check-in-view.tsx';
import { ConsentLine, scopeWords, standingOf } from './consent-view.tsx';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { actor, PAPER_UPLOAD_PATH } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Csrf } from './parts.tsx';
import { askedWords, NewParty, PartyAsk } from './party-ask.tsx';
import { birthText, dayOf, dayText, When } from './times.tsx';
import { personName } from './words.ts';

/** `GET /check-in/:id`: one patient at the desk: both questions, papers, consent. */
export function addCheckInOne(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get('/check-in/:id', (c) => showCheckIn(c, deps, c.req.param('id')));
}

export async function showCheckIn(
  c: ConsoleContext,
  deps: ConsoleDeps,
  id: string,
  problem?: string,
): Promise<Response> {
  const line = isId(id) ? await findCheckIn(deps.hub.db, id) : undefined;
  if (!line) return showMissing(c, deps, 'This appointment');
  const { db } = deps.hub;
  await insertAudit(db, {
    ...actor(c, deps),
    action: 'view_check_in',
    objectKind: 'referral',
    objectId: line.referralId,
    patientId: line.patientId,
  });
  const [consents, papers, colleagues] = await Promise.all([
    listConsents(db, line.patientId),
    listPapersOf(db, line.referralId),
    listColleagues(db),
  ]);
  const isQueue = c.req.query('queue') !== undefined;
  return showPage(
    c,
    deps,
    { title: 'Check-in', current: 'check-in', ...(problem === undefined ? {} : { status: 422 }) },
    <One
      line={line}
      consents={consents}
      papers={papers}
      colleagues={colleagues}
      problem={problem}
      token={c.get('session').csrfToken}
      me={c.get('session').email}
      zone={deps.hub.policy.zone}
      back={isQueue ? '/check-in/requests/next' : `/check-in/${line.referralId}`}
    />,
  );
}

type OneProps = {
  readonly line: CheckInLine;
  readonly consents: readonly Consent[];
  readonly papers: readonly Paper[];
  readonly colleagues: readonly Colleague[];
  readonly problem: string | undefined;
  readonly token: string;
  readonly me: string;
  readonly zone: string;
  readonly back: string;
};

function One(props: OneProps) {
  const { line, problem, token, me, zone, back } = props;
  const isMine = line.assignedTo === me;
  return (
    <>
      <p class="crumb">
        <a href="/check-in">Check-in today</a> <a href="/check-in/requests">Requests today</a>
      </p>
      <section class="card wide asks">
        <h1>
          {personName(line)} <small>{birthText(line.birthDate)}</small>
        </h1>
        <p class="facts">
          <span>
            {line.isBooked ? 'Appointment' : 'Heard'} <When at={line.appointmentAt} zone={zone} />
          </span>
          {line.firstOf === null ? null : <span>First patient of {line.firstOf}</span>}
          <span>
            <a href={`/referrals/${line.referralId}`}>Open the referral</a>
          </span>
          <span>{line.assignedTo === null ? 'Nobody has taken it' : `Taken by ${line.assignedTo}`}</span>
        </p>
        {problem === undefined ? null : (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <Questions line={line} token={token} back={back} />
        <div class="buttons">
          {line.doneAt === null && line.isBooked ? (
            <form method="post" action={`/check-in/${line.referralId}/done`} class="inline">
              <Csrf token={token} />
              <button class={openQuestions(line).length === 0 ? 'main' : undefined}>Check in</button>
            </form>
          ) : null}
          {line.doneAt === null ? null : <span class="pill green">Checked in by {line.doneBy}</span>}
          <form method="post" action={`/check-in/${line.referralId}/assign`} class="inline">
            <Csrf token={token} />
            <button name="to" value={isMine ? '' : 'me'}>
              {isMine ? 'Give it back' : 'Take it'}
            </button>
          </form>
          <GiveTo {...props} />
        </div>
      </section>
      <PaperCard {...props} />
      <ConsentCard {...props} />
    </>
  );
}

/** Somebody else sees to it: it stands first among theirs. */
function GiveTo({ line, colleagues, token, me, back }: OneProps) {
  const others = colleagues.filter(({ email }) => email !== me && email !== line.assignedTo);
  if (others.length === 0) return null;
  return (
    <details class="inline-form">
      <summary>Give to…</summary>
      <form method="post" action={`/check-in/${line.referralId}/assign`} class="inline">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <label class="field">
          <span>Who sees to it?</span>
          <select name="to" required>
            <option value="">Choose</option>
            {others.map(({ email, displayName }) => (
              <option value={email}>{displayName === email ? email : `${displayName} (${email})`}</option>
            ))}
          </select>
        </label>
        <button>Give</button>
      </form>
    </details>
  );
}

/** "Who sent you?" and "Who is your doctor?": each is answered, or put off with a reason. */
function Questions({ line, token, back }: Pick<OneProps, 'line' | 'token' | 'back'>) {
  const missing = missingOf(line);
  return (
    <>
      {askedRoles.map((role) =>
        missing.includes(role) ? (
          <div class="question">
            <PartyAsk referralId={line.referralId} role={role} token={token} back={back} />
            <NewParty referralId={line.referralId} role={role} token={token} back={back} isOpen={false} />
            {line.putOff[role] === undefined ? (
              <AskLater referralId={line.referralId} role={role} token={token} back={back} />
            ) : (
              <p>
                <span class="pill amber">Asked later</span> {line.putOff[role]}
              </p>
            )}
          </div>
        ) : (
          <p>
            <span class="muted">{askedWords[role]}</span> <strong>{knownText(line, role)}</strong>
          </p>
        ),
      )}
    </>
  );
}

const paperWords: Readonly<Record<string, string>> = {
  reading: 'is being read',
  review: 'waits at the desk of faxes and mails',
  received: 'is being entered',
  applied: 'read and filed',
  filtered: 'filed: no referral in it',
  invalid: 'could not be read',
};

function PaperCard({ line, papers, token, zone }: OneProps) {
  return (
    <section class="card wide" aria-labelledby="papers-title">
      <h2 id="papers-title">Papers the patient brought</h2>
      <ul class="lines">
        {papers.map((paper) => (
          <li>
            <a href={`/messages/${paper.messageId}`}>Paper of {dayText(paper.addedAt, zone)}</a>{' '}
            <span class="muted">{paperWords[paper.state] ?? paper.state}</span>
          </li>
        ))}
      </ul>
      <form method="post" action={PAPER_UPLOAD_PATH} enctype="multipart/form-data" class="inline">
        <Csrf token={token} />
        <input type="hidden" name="referralId" value={line.referralId} />
        <label class="field">
          <span>Photo, scan or PDF of the referral</span>
          <input type="file" name="file" required accept="image/*,.pdf,.tif,.tiff,.heic" />
        </label>
        <button>Hand in</button>
      </form>
    </section>
  );
}

function ConsentCard({ line, consents, token, zone }: OneProps) {
  const standing = standingOf(consents);
  return (
    <section class="card wide" aria-labelledby="consent-title">
      <h2 id="consent-title">Consent to e-mail</h2>
      {standing.length === 0 ? <p class="muted">Nobody asked yet.</p> : null}
      <ul class="lines">
        {standing.map((one) => (
          <li>
            <ConsentLine consent={one} />
          </li>
        ))}
      </ul>
      <form method="post" action={`/check-in/${line.referralId}/consent`} class="fields">
        <Csrf token={token} />
        <label class="field">
          <span>What for</span>
          <select name="scope">
            {consentScopes.map((scope) => (
              <option value={scope}>{scopeWords[scope]}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>E-mail address</span>
          <input name="email" type="email" maxlength={200} autocomplete="off" />
        </label>
        <label class="field">
          <span>Signed on</span>
          <input name="signedOn" type="date" required value={dayOf(now(), zone)} />
        </label>
        <p class="buttons">
          <button name="given" value="yes">
            The patient agrees
          </button>
          <button name="given" value="no">
            The patient does not
          </button>
        </p>
      </form>
    </section>
  );
}
