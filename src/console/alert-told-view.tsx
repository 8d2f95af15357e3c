import { tellKinds, usualScope, type TellKind, type TellScope } from '../domain/tell.ts';
import type { ListenerRow } from '../store/listeners.ts';
import type { TellingWay } from '../pipeline/tell/telling-ways.ts';
import type { Form } from './form-values.ts';
import { Csrf, Field } from './parts.tsx';
import { destinationWord } from './words.ts';

export const kindWords: Readonly<Record<TellKind, string>> = {
  first_referral: 'First referral of an office',
  referral: 'New referral',
  possible: 'Patient booked without a referral',
  thank_partner: 'Time to say thank you',
  watched: 'A referral I watch moves on',
  late: 'Something is late',
  account: 'A gateway refuses our account',
};

/** Mine: those one looks after. */
const scopeWords: Readonly<Record<TellScope, string>> = {
  mine: 'Mine and watched ones',
  all: 'Every office',
  none: 'Never',
};

export type WishesProps = {
  readonly listener: ListenerRow;
  readonly ways: readonly TellingWay[];
  /** What was typed and not accepted. */
  readonly draft: Form | undefined;
  readonly problems: readonly string[];
  readonly action: string;
  readonly zone: string;
  readonly token: string;
};

/** How, what and when: one form, saved whole. */
export function WishesForm({ listener, ways, draft, problems, action, zone, token }: WishesProps) {
  return (
    <form method="post" action={action} class="card">
      <Csrf token={token} />
      <input type="hidden" name="version" value={String(listener.version)} />
      {problems.length === 0 ? null : (
        <div class="problem" role="alert">
          {problems.map((problem) => (
            <p>{problem}</p>
          ))}
        </div>
      )}
      <How listener={listener} ways={ways} draft={draft} />
      <What listener={listener} draft={draft} />
      <WhenTold listener={listener} draft={draft} zone={zone} />
      <div class="buttons">
        <button type="submit" class="main">
          Save
        </button>
      </div>
    </form>
  );
}

type Part = Pick<WishesProps, 'listener' | 'draft'>;

function How({ listener, ways, draft }: Part & Pick<WishesProps, 'ways'>) {
  const isTicked = draft ? draft['byEmail'] === '1' : listener.byEmail;
  const addressOf = (name: string): string =>
    draft?.[`way:${name}`] ?? listener.ways.find((one) => one.destination === name)?.address ?? '';
  return (
    <>
      <h2>How</h2>
      {listener.email === null ? null : (
        <label class="choice">
          <input type="checkbox" name="byEmail" value="1" checked={isTicked} />
          By e-mail to {listener.email}
        </label>
      )}
      <div class="fields">
        {ways.map(({ name, addresses }) => (
          <Field
            label={`${destinationWord(name)}: ${addresses}`}
            name={`way:${name}`}
            value={addressOf(name)}
          />
        ))}
      </div>
      <p class="muted">
        Every alert also stands on the alerts page. A message names the office and the kind, never the
        patient.
      </p>
    </>
  );
}

function What({ listener, draft }: Part) {
  const chosen = (kind: TellKind): string => draft?.[`want:${kind}`] ?? listener.wants[kind] ?? '';
  return (
    <>
      <h2>What, and of which offices</h2>
      <div class="fields">
        {tellKinds.map((kind) => (
          <label class="field">
            <span>{kindWords[kind]}</span>
            <select name={`want:${kind}`}>
              <option value="" selected={chosen(kind) === ''}>
                {`As usual: ${lower(scopeWords[usualScope(kind, listener.teams)])}`}
              </option>
              {(['mine', 'all', 'none'] as const).map((scope) => (
                <option value={scope} selected={chosen(kind) === scope}>
                  {scopeWords[scope]}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
    </>
  );
}

function lower(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
}

function WhenTold({ listener, draft, zone }: Part & Pick<WishesProps, 'zone'>) {
  const passes = (pass: 'urgent' | 'first_referral'): boolean =>
    draft ? draft[`pass:${pass}`] === '1' : listener.passes.includes(pass);
  const digest = draft?.['digest'] ?? listener.digest;
  return (
    <>
      <h2>When</h2>
      <div class="fields">
        <Field
          label="Quiet from"
          name="quietFrom"
          type="time"
          value={draft?.['quietFrom'] ?? listener.quietFrom ?? ''}
        />
        <Field
          label="Quiet until"
          name="quietUntil"
          type="time"
          value={draft?.['quietUntil'] ?? listener.quietUntil ?? ''}
        />
        <label class="field">
          <span>Collect</span>
          <select name="digest">
            {(
              [
                ['off', 'Nothing: each at once'],
                ['hour', 'One message an hour'],
                ['day', 'One message a day'],
              ] as const
            ).map(([value, label]) => (
              <option value={value} selected={digest === value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Field
          label="The daily one at"
          name="digestAt"
          type="time"
          value={draft?.['digestAt'] ?? listener.digestAt}
        />
      </div>
      <label class="choice">
        <input type="checkbox" name="pass:urgent" value="1" checked={passes('urgent')} />
        Urgent ones may come in quiet hours
      </label>
      <label class="choice">
        <input type="checkbox" name="pass:first_referral" value="1" checked={passes('first_referral')} />
        First referrals may come in quiet hours
      </label>
      <p class="muted">
        {`Times are those of ${zone}. First referrals and urgent ones are never kept for a collected message; what comes in quiet hours follows when they end.`}
      </p>
    </>
  );
}
