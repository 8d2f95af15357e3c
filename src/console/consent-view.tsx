import { consentScopes, type ConsentScope } from '../domain/consent.ts';
import { now } from '../lib/clock.ts';
import type { Consent } from '../store/forms-consent.ts';
import { Csrf } from './parts.tsx';
import { birthText, dayOf, When } from './times.tsx';

export const scopeWords: Readonly<Record<ConsentScope, string>> = {
  email_appointments: 'E-mails about appointments',
  email_results: 'E-mails with results and notes',
  email_any: 'E-mails of any kind',
  share_notes: 'Visit notes to other offices',
};

/** Of each scope the newest line: it counts. `consents` newest first. */
export function standingOf(consents: readonly Consent[]): readonly Consent[] {
  return consentScopes.flatMap((scope) => consents.find((one) => one.scope === scope) ?? []);
}

/** One line: what for, yes or no, since which day, and who wrote it down. */
export function ConsentLine({ consent }: { readonly consent: Consent }) {
  const { isGiven, scope, signedOn, email, recordedBy } = consent;
  return (
    <>
      <span class={`pill ${isGiven ? 'green' : 'red'}`}>{isGiven ? 'Agreed' : 'No'}</span> {scopeWords[scope]}{' '}
      <span class="muted">since {birthText(signedOn)}</span> {email === null ? null : <span>{email}</span>}{' '}
      <small class="muted">written down by {recordedBy}</small>
    </>
  );
}

type Props = {
  readonly patientId: string;
  readonly consents: readonly Consent[];
  readonly token: string;
  readonly zone: string;
};

/** What the patient agreed to, and how it is taken back: by a later line, never by deleting one. */
export function PatientConsents({ patientId, consents, token, zone }: Props) {
  const standing = standingOf(consents);
  const earlier = consents.filter((one) => !standing.includes(one));
  return (
    <section class="card" aria-labelledby="consents-title">
      <h2 id="consents-title">Consent to e-mail</h2>
      {standing.length === 0 ? <p class="muted">Nobody asked yet. It is asked at check-in.</p> : null}
      <ul class="lines">
        {standing.map((one) => (
          <li>
            <ConsentLine consent={one} />
            {one.isGiven ? <Withdraw patientId={patientId} consent={one} token={token} zone={zone} /> : null}
          </li>
        ))}
      </ul>
      {earlier.length === 0 ? null : (
        <details>
          <summary>Said before ({earlier.length})</summary>
          <ul class="lines">
            {earlier.map((one) => (
              <li>
                <ConsentLine consent={one} />{' '}
                <small class="muted">
                  <When at={one.recordedAt} zone={zone} />
                </small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Withdraw(props: Omit<Props, 'consents'> & { readonly consent: Consent }) {
  const { patientId, consent, token, zone } = props;
  return (
    <details class="inline-form">
      <summary>Withdraw…</summary>
      <form method="post" action={`/patients/${patientId}/consent`} class="inline">
        <Csrf token={token} />
        <input type="hidden" name="scope" value={consent.scope} />
        <label class="field">
          <span>Withdrawn on</span>
          <input name="signedOn" type="date" required value={dayOf(now(), zone)} />
        </label>
        <button>Withdraw</button>
      </form>
    </details>
  );
}
