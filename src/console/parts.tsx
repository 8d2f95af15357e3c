import type { Child } from 'hono/jsx';
import type { Word } from './words.ts';

/** A state in one tinted word: never by colour alone. */
export function Pill({ of }: { readonly of: Word }) {
  return <span class={`pill ${of.tone}`}>{of.word}</span>;
}

export function Csrf({ token }: { readonly token: string }) {
  return <input type="hidden" name="csrf" value={token} />;
}

/** The key that presses a button: shown on it. */
export function Key({ name }: { readonly name: string }) {
  return <kbd>{name.toUpperCase()}</kbd>;
}

/** What an empty list teaches. */
export function Empty({ title, children }: { readonly title: string; readonly children?: Child }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** One labelled input. */
export function Field(props: {
  readonly label: string;
  readonly name: string;
  readonly value?: string;
  readonly type?: string;
  readonly hint?: string;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
  readonly autocomplete?: string;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        name={props.name}
        type={props.type ?? 'text'}
        value={props.value ?? ''}
        required={props.isRequired === true}
        maxlength={props.maxLength ?? 200}
        autocomplete={props.autocomplete ?? 'off'}
      />
      {props.hint === undefined ? null : <small>{props.hint}</small>}
    </label>
  );
}

/** Term and value; nothing where there is no value. */
export function Fact({ term, children }: { readonly term: string; readonly children?: Child }) {
  if (children === undefined || children === null || children === '' || children === false) return null;
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export type Choice = {
  readonly href: string;
  readonly label: string;
  readonly isCurrent: boolean;
  readonly count?: string | undefined;
};

/** Filters as links: they work without a script and show where one is. */
export function Chips({ label, choices }: { readonly label: string; readonly choices: readonly Choice[] }) {
  return (
    <ul class="chips" aria-label={label}>
      {choices.map((choice) => (
        <li>
          <a href={choice.href} aria-current={choice.isCurrent ? 'true' : undefined}>
            {choice.label}
            {choice.count === undefined ? null : <span class="count">{choice.count}</span>}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** A list's title, with the place where the script offers what is new. */
export function ListHead({ title, children }: { readonly title: string; readonly children?: Child }) {
  return (
    <div class="head">
      <h1>{title}</h1>
      <button type="button" id="fresh" class="fresh" hidden></button>
      {children}
    </div>
  );
}

/** The way to the next page of a list. */
export function More({ href, label }: { readonly href: string; readonly label: string }) {
  return (
    <p class="more">
      <a class="button" href={href}>
        {label}
      </a>
    </p>
  );
}

/** `path?query` of what is given; undefined and empty values leave no trace. */
export function linkTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as [string, string]],
  );
  const text = new URLSearchParams(given).toString();
  return text === '' ? path : `${path}?${text}`;
}
