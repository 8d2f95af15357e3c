import type { Letter } from '../pipeline/letters/letter-texts.ts';
import { placeholdersOf, type LetterText } from '../pipeline/packet/letter-template.ts';
import type { LetterVersion } from '../store/letters.ts';
import { letterWords } from './letter-words.ts';
import { Csrf, Field, linkTo } from './parts.tsx';
import { When } from './times.tsx';

export function LetterList({
  letters,
  zone,
}: {
  readonly letters: readonly Letter[];
  readonly zone: string;
}) {
  return (
    <>
      <div class="head">
        <h1>Letters</h1>
        <p class="muted">
          What offices hear from us, in our own words. Patient, dates and numbers stand in a table above them.
        </p>
      </div>
      <ul class="cards letters">
        {letters.map((letter) => (
          <li class="card">
            <h2>
              <a href={`/letters/${letter.kind}`}>{letterWords[letter.kind].name}</a>
            </h2>
            <p>{letterWords[letter.kind].when}</p>
            <p class="muted">
              {letter.isBuiltIn || letter.changedAt === undefined ? (
                'The built-in wording.'
              ) : (
                <>
                  Changed <When at={letter.changedAt} zone={zone} /> by {letter.changedBy}.
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

export type LetterEditProps = {
  readonly letter: Letter;
  readonly versions: readonly LetterVersion[];
  readonly text: LetterText;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly basedOn: number;
  readonly mayEdit: boolean;
  readonly canPreview: boolean;
  readonly token: string;
  readonly zone: string;
};

export function LetterEdit(props: LetterEditProps) {
  const { letter } = props;
  return (
    <>
      <div class="head">
        <h1>{letterWords[letter.kind].name}</h1>
        <a href="/letters">All letters</a>
        <p class="muted">{letterWords[letter.kind].when}</p>
      </div>
      <div class="columns">
        <div class="column">
          <EditForm {...props} />
          <Placeholders letter={letter} />
          <Versions {...props} />
        </div>
        <Preview {...props} />
      </div>
    </>
  );
}

function EditForm(props: LetterEditProps) {
  const { letter, text, problems, warnings, basedOn, mayEdit, token } = props;
  return (
    <form method="post" action={`/letters/${letter.kind}`} class="card stack">
      <Csrf token={token} />
      <input type="hidden" name="basedOn" value={String(basedOn)} />
      {problems.length === 0 ? null : (
        <div role="alert">
          {problems.map((problem) => (
            <p class="error">{problem}</p>
          ))}
        </div>
      )}
      <Field label="Title" name="title" value={text.title} maxLength={60} isRequired />
      <label class="field">
        <span>Letter</span>
        <textarea name="body" rows={12} maxlength={1_500} required>
          {text.body}
        </textarea>
        <small>
          An empty line begins a paragraph, “- ” an item, **two stars** make bold. A paragraph whose
          placeholders are all unknown is left out.
        </small>
      </label>
      {warnings.length === 0 ? null : (
        <div class="card warned" role="status">
          {warnings.map((warning) => (
            <p>{warning}</p>
          ))}
          <label class="choice">
            <input type="checkbox" name="sure" value="1" /> I have read this and answer for it
          </label>
        </div>
      )}
      <p class="buttons">
        <button type="submit" name="go" value="preview" class={mayEdit ? undefined : 'main'}>
          Preview
        </button>
        {mayEdit ? (
          <button type="submit" name="go" value="save" class="main">
            Save
          </button>
        ) : (
          <span class="muted">An administrator can save changes.</span>
        )}
        {mayEdit && !letter.isBuiltIn ? (
          <button type="submit" name="go" value="reset" formnovalidate>
            Back to the built-in wording
          </button>
        ) : null}
      </p>
    </form>
  );
}

function Placeholders({ letter }: Pick<LetterEditProps, 'letter'>) {
  return (
    <details class="card">
      <summary>What can be filled in</summary>
      <dl class="placeholders">
        {Object.entries(placeholdersOf(letter.kind)).map(([name, meaning]) => (
          <div>
            <dt>
              <code>{`{{${name}}}`}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Versions({ versions, zone }: Pick<LetterEditProps, 'versions' | 'zone'>) {
  if (versions.length === 0) return null;
  return (
    <details class="card">
      <summary>Versions</summary>
      <ol class="versions">
        {versions.map((version) => (
          <li>
            <p>
              <b>{`Version ${version.number}`}</b>, <When at={version.createdAt} zone={zone} />,{' '}
              {version.createdBy}
            </p>
            {version.body === null ? (
              <p class="muted">Back to the built-in wording.</p>
            ) : (
              <>
                <p>{version.title}</p>
                <pre>{version.body}</pre>
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Preview({ letter, text, canPreview }: Pick<LetterEditProps, 'letter' | 'text' | 'canPreview'>) {
  const query = { title: text.title, body: text.body };
  return (
    <section class="card" aria-label="Preview">
      {canPreview ? (
        <>
          <p>
            As a fax, about an invented patient.{' '}
            <a href={linkTo(`/letters/${letter.kind}/preview.pdf`, query)} target="_blank" rel="noopener">
              As PDF
            </a>
          </p>
          <img
            class="letter-page"
            src={linkTo(`/letters/${letter.kind}/preview.png`, query)}
            alt={`The letter “${text.title}” as a page`}
            width="864"
            height="1118"
          />
        </>
      ) : (
        <p class="muted">The page appears here when the letter can be read.</p>
      )}
    </section>
  );
}
