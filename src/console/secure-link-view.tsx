import type { LinkView } from '../pipeline/secure-link.ts';
import { When } from './times.tsx';

type OpenView = Extract<LinkView, { readonly kind: 'open' }>;

/** What is asked before a document opens. The answer travels in the body: addresses are kept by browsers and proxies. */
export function AskForAnswer({
  view,
  problem,
  zone,
}: {
  readonly view: OpenView;
  readonly problem: string | undefined;
  readonly zone: string;
}) {
  const isDate = view.factor === 'birth_date';
  return (
    <>
      <h1>A document waits for you</h1>
      <p>
        {view.pages === 1 ? 'One page' : `${view.pages} pages`}
        {view.initials === undefined ? '.' : ` about your patient ${view.initials}`} It can be opened until{' '}
        <When at={view.expiresAt} zone={zone} />.
      </p>
      {problem === undefined ? null : (
        <p class="problem" role="alert" id="answer-problem">
          {problem}
        </p>
      )}
      <form method="post" class="stack" autocomplete="off">
        <label class="field">
          <span>{isDate ? 'Birth date of the patient' : 'Code agreed with you by telephone'}</span>
          <input
            id="answer"
            name="answer"
            required
            autofocus
            maxlength={100}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            placeholder={isDate ? 'month/day/year' : undefined}
            aria-describedby={problem === undefined ? undefined : 'answer-problem'}
            aria-invalid={problem === undefined ? undefined : 'true'}
          />
        </label>
        <p class="buttons">
          <button class="main">Continue</button>
        </p>
      </form>
    </>
  );
}

/** The answer was right: opening is a step of its own, and the one that counts. */
export function ReadyToOpen(props: {
  readonly token: string;
  readonly pages: number;
  readonly minutes: number;
}) {
  const document = `/l/${props.token}/document`;
  return (
    <>
      <h1>Your document is ready</h1>
      <p>
        {props.pages === 1 ? 'One page' : `${props.pages} pages`}. After {props.minutes} minutes you will be
        asked again.
      </p>
      <p class="buttons">
        <a class="button main" href={document} target="_blank" rel="noopener noreferrer">
          Open the document
        </a>
        <a class="button" href={`${document}?save`}>
          Save it
        </a>
      </p>
    </>
  );
}

/** Why it does not open any more, and what to do. */
export function LinkOver({
  kind,
  phone,
}: {
  readonly kind: Exclude<LinkView['kind'], 'open'>;
  readonly phone: string;
}) {
  return (
    <>
      <h1>{titles[kind]}</h1>
      <p>{reasons[kind]}</p>
      <p>
        Please call us: <strong>{phone}</strong>. We will send it again.
      </p>
    </>
  );
}

const titles = {
  unknown: 'This link does not work',
  expired: 'This link is too old',
  revoked: 'This link was ended',
  locked: 'This link is locked',
} as const;

const reasons = {
  unknown: 'It may not have been copied whole, or a newer mail with another link has taken its place.',
  expired: 'A link can be opened for some days only.',
  revoked: 'We have ended it ourselves; the document is not behind it any more.',
  locked: 'There were too many wrong answers. To be safe, nobody can open it now.',
} as const;
