import type { PatientPage, SaidField } from '../pipeline/patient-page.ts';
import type { MessageLine } from '../store/message-search.ts';
import type { Consent } from '../store/forms-consent.ts';
import { PatientConsents } from './consent-view.tsx';
import { Fact, linkTo, Pill } from './parts.tsx';
import { SaidValues } from './patient-compare.tsx';
import { PatientIdentity } from './patient-identity.tsx';
import { AskWhose } from './patient-pick.tsx';
import { changeWords, countsText } from './patient-words.ts';
import { birthText, When } from './times.tsx';
import { messageWords, personName, questionOf, stateWords } from './words.ts';

type Props = {
  readonly page: PatientPage;
  readonly messages: readonly MessageLine[];
  readonly consents: readonly Consent[];
  readonly token: string;
  readonly zone: string;
  readonly problem: string | undefined;
};

/** One patient: who they are and were, their referrals, how their records came together, and what was done. */
export function PatientBody({ page, messages, consents, token, zone, problem }: Props) {
  const { line } = page;
  return (
    <>
      <p class="crumb">
        <a href="/patients">Patients</a>
      </p>
      <header class="head">
        <h1>{personName(line)}</h1>
        {line.isProtected ? <span class="pill red">Protected</span> : null}
        <span class="muted">Born {birthText(line.birthDate) || 'not known'}</span>
      </header>
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <Questions page={page} zone={zone} />
      <div class="columns">
        <div class="column">
          <Demographics page={page} zone={zone} />
          <Referrals page={page} zone={zone} />
          <Messages page={page} messages={messages} token={token} zone={zone} />
        </div>
        <div class="column">
          <PatientConsents patientId={page.id} consents={consents} token={token} zone={zone} />
          <PatientIdentity page={page} token={token} zone={zone} />
          <History page={page} zone={zone} />
        </div>
      </div>
    </>
  );
}

type PartProps = Pick<Props, 'page' | 'zone'>;

function Questions({ page, zone }: PartProps) {
  if (page.questions.length === 0) return null;
  return (
    <section class="card asks">
      <h2>Open questions</h2>
      <ul class="lines">
        {page.questions.map((one) => (
          <li>
            <a href={`/reviews/${one.id}`}>{questionOf(one.kind).short}</a>{' '}
            <small>
              asked <When at={one.createdAt} zone={zone} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

const fields: readonly (readonly [SaidField, string])[] = [
  ['name', 'Name'],
  ['birthDate', 'Born'],
  ['sex', 'Sex'],
  ['phone', 'Phone'],
  ['email', 'E-mail'],
  ['address', 'Address'],
];

function Demographics({ page, zone }: PartProps) {
  return (
    <section class="card">
      <h2>Now and before</h2>
      <dl class="pairs">
        {fields.map(([field, label]) =>
          page.said[field].length === 0 ? null : (
            <Fact term={label}>
              <SaidValues values={page.said[field]} field={field} zone={zone} />
            </Fact>
          ),
        )}
        <Fact term="Last visit">{birthText(page.lastVisit)}</Fact>
        <Fact term="Told by">{[...new Set(page.sources.map((one) => one.channel))].join(', ')}</Fact>
      </dl>
    </section>
  );
}

function Referrals({ page, zone }: PartProps) {
  return (
    <section class="card">
      <h2>Referrals</h2>
      {page.referrals.length === 0 ? <p class="muted">None yet.</p> : null}
      <ul class="lines">
        {page.referrals.map((one) => (
          <li>
            <a href={`/referrals/${one.id}`}>
              <When at={one.receivedAt} zone={zone} isDay />
            </a>{' '}
            <Pill of={stateWords[one.state]} />{' '}
            {one.partnerName ?? <span class="muted">sender not known</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Messages({ page, messages, token, zone }: Omit<Props, 'problem' | 'consents'>) {
  if (messages.length === 0) return null;
  return (
    <section class="card">
      <h2>Messages</h2>
      <ul class="lines">
        {messages.map((one) => (
          <li>
            <a href={`/messages/${one.id}`}>{one.type ?? 'Message'}</a>{' '}
            <When at={one.receivedAt} zone={zone} /> <small>{one.channel}</small>{' '}
            <Pill of={messageWords[one.state]} />
            {one.state === 'applied' ? (
              <AskWhose
                id={page.id}
                act="message"
                form={{ messageId: one.id }}
                token={token}
                summary="In the wrong chart…"
              />
            ) : null}
          </li>
        ))}
      </ul>
      {page.messages > messages.length ? (
        <p>
          <a href={linkTo('/messages', { patient: page.id })}>All {page.messages} messages</a>
        </p>
      ) : null}
    </section>
  );
}

function History({ page, zone }: PartProps) {
  if (page.changes.length === 0) return null;
  return (
    <section class="card">
      <h2>What was done</h2>
      <ul class="lines">
        {page.changes.map((one) => (
          <li>
            <When at={one.at} zone={zone} /> {changeWords[one.what]}
            <small class="below">
              {one.actor}
              {one.reason === null ? '' : `: “${one.reason}”`}
              {countsText(one.counts) === '' ? '' : ` (${countsText(one.counts)})`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
