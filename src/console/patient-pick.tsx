import type { PatientHit } from '../store/patient-search.ts';
import type { Form } from './form-values.ts';
import { Csrf } from './parts.tsx';
import { PatientCompare, type Side } from './patient-compare.tsx';
import { actWords, type PatientAct } from './patient-words.ts';
import { birthText } from './times.tsx';
import { personName, phoneText } from './words.ts';

type Props = {
  readonly id: string;
  readonly act: PatientAct;
  readonly form: Form;
  readonly token: string;
};

/** Where it begins, at what is in the wrong place: whose is it? `form`: what is moved. */
export function AskWhose({ id, act, form, token, summary }: Props & { readonly summary: string }) {
  return (
    <details>
      <summary>{summary}</summary>
      <form method="post" action={`/patients/${id}/pick`} class="inline">
        <Carried act={act} form={form} token={token} />
        <label class="field">
          <span>Whose is it?</span>
          <input name="text" maxlength={200} autocomplete="off" placeholder="Name, birth date, number" />
        </label>
        <button>Find</button>
      </form>
    </details>
  );
}

/** Who the other patient is. */
export function PickPatient(props: Props & { readonly text: string; readonly hits: readonly PatientHit[] }) {
  const { id, act, form, token, text, hits } = props;
  return (
    <>
      <Crumb id={id} />
      <section class="card asks wide">
        <h1>{actWords[act].title}</h1>
        <form method="post" action={`/patients/${id}/pick`} class="inline" role="search">
          <Carried act={act} form={form} token={token} />
          <label class="field">
            <span>Name, birth date, phone or number</span>
            <input name="text" type="search" value={text} maxlength={200} autocomplete="off" autofocus />
          </label>
          <button>Find</button>
        </form>
        <form method="post" action={`/patients/${id}/confirm`} class="choices" aria-label="Matches">
          <Carried act={act} form={form} token={token} />
          {hits.map((hit) => (
            <button name="to" value={hit.id}>
              <strong>{personName(hit)}</strong> {birthText(hit.birthDate)}{' '}
              <small class="muted">
                {[
                  hit.identifiers[0]?.value,
                  hit.phones[0] === undefined ? undefined : phoneText(hit.phones[0]),
                  hit.reasons.join(', '),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </button>
          ))}
          {text !== '' && hits.length === 0 ? <p class="muted">Nobody else found for “{text}”.</p> : null}
          {act === 'merge' ? null : (
            <button name="to" value="new">
              Nobody we know: a new patient
            </button>
          )}
        </form>
      </section>
    </>
  );
}

type ConfirmProps = Props & {
  readonly sides: readonly Side[];
  readonly zone: string;
  readonly problem: string | undefined;
};

/** Both side by side, and why. */
export function ConfirmPatient({ id, act, form, token, sides, zone, problem }: ConfirmProps) {
  const reasons = sides[1]?.explained?.reasons ?? [];
  return (
    <>
      <Crumb id={id} />
      <section class="card asks">
        <h1>{act === 'merge' ? 'Are these one person?' : actWords[act].title}</h1>
        {sides.length < 2 ? <p>It goes to a new patient of its own.</p> : null}
        {reasons.length === 0 ? null : <p>What the two say of one another: {reasons.join(', ')}.</p>}
        {problem === undefined ? null : (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <PatientCompare sides={sides} zone={zone} />
        <form method="post" action={`/patients/${id}/do`} class="inline">
          <Carried act={act} form={form} token={token} />
          <input type="hidden" name="to" value={form['to'] ?? ''} />
          <label class="field">
            <span>Why</span>
            <input
              name="reason"
              value={form['reason'] ?? ''}
              required
              maxlength={300}
              autocomplete="off"
              autofocus
              placeholder="What makes you sure"
            />
          </label>
          <button class="main">{actWords[act].button}</button>
        </form>
        <p class="muted">
          {act === 'message' ? 'The numbers in the message go along. ' : ''}It can be undone on the patient’s
          page.
        </p>
      </section>
    </>
  );
}

/** What the act is about goes along from page to page. */
function Carried({ act, form, token }: Omit<Props, 'id'>) {
  return (
    <>
      <Csrf token={token} />
      <input type="hidden" name="act" value={act} />
      {['messageId', 'system', 'value'].map((name) =>
        form[name] === undefined ? null : <input type="hidden" name={name} value={form[name]} />,
      )}
    </>
  );
}

function Crumb({ id }: { readonly id: string }) {
  return (
    <p class="crumb">
      <a href={`/patients/${id}`}>Back to the patient</a>
    </p>
  );
}
