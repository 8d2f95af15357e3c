import type { Child } from 'hono/jsx';
import { holds } from '../domain/delivery-policy.ts';
import type { NoteLine } from '../store/notes-to-send.ts';
import { Confirm, Print, Resend } from './delivery-forms.tsx';
import { notesLink, type NotesQuery } from './notes-to-send-query.ts';
import { holdOf } from './notes-to-send-words.ts';
import { Csrf, Field } from './parts.tsx';
import { personName, questionOf } from './words.ts';

type NextProps = { readonly line: NoteLine; readonly query: NotesQuery; readonly token: string };

/** What to do about one line. */
export function Next({ line, query, token }: NextProps) {
  const { tab } = query;
  const back = notesLink(query);
  if (tab === 'not_final')
    return (
      <a class="step" href={`/referrals/${line.referralId}`}>
        See the visit
      </a>
    );
  if (tab === 'held') return <Held line={line} token={token} back={back} />;
  if (tab === 'ready') return <Ready line={line} token={token} back={back} />;
  const id = line.deliveryId ?? '';
  const about = `for ${personName(line)}`;
  if (tab === 'delivered')
    return (
      <a class="step" href={`/deliveries/${id}/packet`} target="_blank" rel="noopener">
        What was sent
      </a>
    );
  return (
    <div class="buttons">
      {tab === 'failed' ? <Resend id={id} token={token} back={back} about={about} /> : null}
      <a class="button" href={`/deliveries/${id}#ways`}>
        Another way… <span class="unseen">{about}</span>
      </a>
      {tab === 'sent' ? <Confirm id={id} token={token} back={back} about={about} /> : null}
      {tab === 'failed' ? <Print id={id} token={token} about={about} /> : null}
    </div>
  );
}

type StepProps = { readonly line: NoteLine; readonly token: string; readonly back: string };

/** What a person releases is released here; what has to be mended leads to where it is asked. */
function Held({ line, token, back }: StepProps) {
  const code = holdOf(line);
  const isReleased = code !== undefined && (holds[code].ends === 'release' || line.questionId === null);
  if (code !== undefined && isReleased && code !== 'no_endpoint')
    return (
      <LetGo
        line={line}
        token={token}
        back={back}
        label={holds[code].ends === 'release' ? 'Let it go…' : 'Try again…'}
        how={holds[code].how}
        asksOffice={code === 'offer_asked'}
      />
    );
  if (line.questionId !== null)
    return (
      <a class="step" href={`/reviews/${line.questionId}`}>
        {line.question === null ? 'Answer' : questionOf(line.question).short}
      </a>
    );
  return (
    <a
      class="step"
      href={line.partnerId === null ? `/referrals/${line.referralId}` : `/partners/${line.partnerId}#ways`}
    >
      See the office
    </a>
  );
}

/** It goes by itself, unless somebody keeps it back; what waits for an office to open can be hurried. */
function Ready({ line, token, back }: StepProps) {
  return (
    <>
      {line.code === 'office_hours' ? (
        <LetGo line={line} token={token} back={back} label="Send now…" how={holds.office_hours.how} />
      ) : (
        <span class="muted">Goes out by itself</span>
      )}
      <Because id={line.id} act="hold" label="Hold back…" button="Hold it back" token={token} back={back} />
    </>
  );
}

function LetGo({
  line,
  token,
  back,
  label,
  how,
  asksOffice,
}: StepProps & { readonly label: string; readonly how: string; readonly asksOffice?: boolean }) {
  return (
    <Because id={line.id} act="release" label={label} button="Let it go" token={token} back={back}>
      <p class="muted">{how}</p>
      {asksOffice === true ? (
        <label class="field">
          <span>The next ones for this office</span>
          <select name="office">
            <option value="">Ask again</option>
            <option value="always">Send them all</option>
            <option value="never">Send none, nor this one</option>
          </select>
        </label>
      ) : null}
    </Because>
  );
}

/** A form that asks for a reason. */
function Because(props: {
  readonly id: string;
  readonly act: 'release' | 'hold';
  readonly label: string;
  readonly button: string;
  readonly token: string;
  readonly back: string;
  readonly children?: Child;
}) {
  return (
    <details class="inline-form">
      <summary>{props.label}</summary>
      <form method="post" action={`/notes-to-send/${props.id}/${props.act}`} class="stack">
        <Csrf token={props.token} />
        <input type="hidden" name="back" value={props.back} />
        {props.children}
        <Field label="Why?" name="because" isRequired maxLength={300} />
        <p class="buttons">
          <button type="submit">{props.button}</button>
        </p>
      </form>
    </details>
  );
}
