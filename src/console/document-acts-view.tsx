import type { Child } from 'hono/jsx';
import type { DeskDocument } from '../pipeline/document/desk-types.ts';
import { kindWords, otherKinds } from './document-words.ts';
import { Csrf } from './parts.tsx';

type Props = {
  readonly document: DeskDocument;
  readonly token: string;
  readonly zone: string;
  readonly isReadOnly: boolean;
};

/** What can be done with the whole document. Each act is a form of its own: Enter in one never presses another. */
export function DeskActs({ document, token, isReadOnly }: Props) {
  if (document.state === 'held')
    return <Return document={document} token={token} name="resume" label="Go on with it" />;
  if (takenBack.has(document.state))
    return <Return document={document} token={token} name="reopen" label="Take it back: it waits again" />;
  if (isReadOnly) return null;
  const { id, version, kind } = document;
  return (
    <footer class="desk-acts">
      <button form="desk-form" type="submit" class="main" id="accept">
        Accept & next <kbd>⏎</kbd>
      </button>
      <Act path={`/documents/${id}/not-referral`} label="Not a referral" version={version} token={token}>
        <label class="field">
          <span>What is it?</span>
          <select name="kind">
            {otherKinds.map((one) => (
              <option value={one} selected={one === kind}>
                {kindWords[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">File it as that</button>
      </Act>
      <Act
        path={`/documents/${id}/unreadable`}
        label="Unreadable – ask sender"
        version={version}
        token={token}
      >
        <label class="field">
          <span>What should they send again?</span>
          <input name="note" maxlength={300} value="Please send it again, larger and darker." />
        </label>
        <button type="submit">Ask the sender</button>
        <small>They are asked the way it came; where that cannot be, you are told whom to call.</small>
      </Act>
      <Act path={`/documents/${id}/hold`} label="Hold" version={version} token={token}>
        <label class="field">
          <span>What does it wait for?</span>
          <input name="reason" maxlength={300} required />
        </label>
        <button type="submit">Hold it</button>
      </Act>
      <KeysHelp />
    </footer>
  );
}

type ActProps = {
  readonly path: string;
  readonly label: string;
  readonly version: number;
  readonly token: string;
  readonly children?: Child;
};

function Act({ path, label, version, token, children }: ActProps) {
  return (
    <details class="act">
      <summary class="button">{label}</summary>
      <form method="post" action={path} class="sheet-up">
        <Csrf token={token} />
        <input type="hidden" name="version" value={version} />
        {children}
      </form>
    </details>
  );
}

/** Settled, and not yet beyond recall. */
const takenBack: ReadonlySet<DeskDocument['state']> = new Set([
  'accepted',
  'filed',
  'not_referral',
  'unreadable',
]);

type ReturnProps = Pick<Props, 'document' | 'token'> & {
  readonly name: 'resume' | 'reopen';
  readonly label: string;
};

/** The one thing that can be done with what does not wait. */
function Return({ document, token, name, label }: ReturnProps) {
  return (
    <footer class="desk-acts">
      <form method="post" action={`/documents/${document.id}/${name}`}>
        <Csrf token={token} />
        <input type="hidden" name="version" value={document.version} />
        <button type="submit" class={name === 'resume' ? 'main' : undefined}>
          {label}
        </button>
      </form>
    </footer>
  );
}

const keys: readonly (readonly [string, string])[] = [
  ['Enter', 'accept this field, go to the next doubtful one; on the last one: accept & next'],
  ['Ctrl Enter', 'accept all & next'],
  ['Alt 1 – 3', 'take one of the other readings or candidates'],
  ['Esc', 'leave the field: letters are keys then (or press them with Alt)'],
  ['B', 'read a part of the page again into the field: drag, or arrows and Enter'],
  ['S', 'split before this page'],
  ['R / X', 'turn the page / leave it out'],
  ['N / P', 'next / previous page'],
  ['?', 'these keys'],
];

function KeysHelp() {
  return (
    <details class="act keys" id="keys">
      <summary class="button" aria-label="Keys">
        ?
      </summary>
      <dl class="sheet-up">
        {keys.map(([key, what]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
