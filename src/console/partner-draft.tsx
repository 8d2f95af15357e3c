import type { Child } from 'hono/jsx';
import type { ChangeRow } from '../store/directory/sections.ts';
import type { Edited, FieldProblem } from '../pipeline/directory-record.ts';
import type { PartnerChoice } from '../store/partner-search.ts';
import type { Form } from './form-values.ts';
import { fieldWord, valueText } from './partner-words.ts';
import { Csrf } from './parts.tsx';
import { ChoiceText } from './partner-picker.tsx';
import { shortText } from './times.tsx';

/** A form that was not saved: what was typed is kept, with why. */
export type Draft = {
  /** Which form of the page. */
  readonly section: string;
  readonly form: Form;
  readonly problems: readonly FieldProblem[];
  /** What others changed since the page was loaded. */
  readonly changes: readonly ChangeRow[];
  /** Partners that fit what was typed where one was to be taken. */
  readonly choices?: { readonly name: string; readonly partners: readonly PartnerChoice[] };
};

export function draftOf(section: string, form: Form, edited: Edited, choices?: Draft['choices']): Draft {
  return {
    section,
    ...(choices === undefined ? {} : { choices }),
    form,
    problems: edited.outcome === 'refused' ? edited.problems : [],
    changes: edited.outcome === 'conflict' ? edited.changes : [],
  };
}

/** What every form of a partner's page needs. */
export type EditContext = {
  readonly partnerId: string;
  readonly token: string;
  readonly zone: string;
  readonly draft: Draft | undefined;
};

type EditProps = {
  readonly context: EditContext;
  /** Which of the page's forms; it is the anchor the page comes back to. */
  readonly section: string;
  /** Last part of the address it is sent to. */
  readonly act: string;
  /** What opens it. */
  readonly label: string;
  readonly button: string;
  readonly version?: number;
  /** The part of the partner that is edited. */
  readonly part?: string;
  readonly isDanger?: boolean;
  /** Offers to say that the values were checked with the partner. */
  readonly isCheckable?: boolean;
  readonly children?: Child;
};

/** One small form behind its words. It stands open when it was refused, with what was typed. */
export function Edit(props: EditProps) {
  const { context, section, act, label, button, version, part, isDanger, isCheckable, children } = props;
  const draft = context.draft?.section === section ? context.draft : undefined;
  return (
    <details class="inline-form edit" id={section} open={draft !== undefined}>
      <summary>{label}</summary>
      <form method="post" action={`/partners/${context.partnerId}/${act}`} class="stack">
        <Csrf token={context.token} />
        <input type="hidden" name="section" value={section} />
        {version === undefined ? null : <input type="hidden" name="version" value={version} />}
        {part === undefined ? null : <input type="hidden" name="part" value={part} />}
        {draft === undefined ? null : <Problems draft={draft} zone={context.zone} />}
        {children}
        {isCheckable === true ? (
          <label class="choice">
            <input type="checkbox" name="isVerified" value="1" checked={draft?.form['isVerified'] === '1'} />I
            checked this with them
          </label>
        ) : null}
        <p class="buttons">
          <button type="submit" class={isDanger === true ? 'danger' : 'main'}>
            {button}
          </button>
        </p>
      </form>
    </details>
  );
}

type PartProps = {
  readonly context: EditContext;
  /** Where both forms are sent: `act` saves, `act-end` ends. */
  readonly act: string;
  readonly part: string;
  readonly version: number;
  readonly end: { readonly act: string; readonly label: string; readonly button: string };
  readonly isCheckable?: boolean;
  readonly children?: Child;
};

/** A part of the partner: what can be edited of it, and its end. */
export function PartEdits({ context, act, part, version, end, isCheckable, children }: PartProps) {
  const about = { context, part, version };
  return (
    <div class="buttons">
      <Edit
        {...about}
        section={`${act}:${part}`}
        act={act}
        label="Edit"
        button="Save"
        isCheckable={isCheckable === true}
      >
        {children}
      </Edit>
      <Edit
        {...about}
        section={`${end.act}:${part}`}
        act={end.act}
        label={end.label}
        button={end.button}
        isDanger
      />
    </div>
  );
}

function Problems({ draft, zone }: { readonly draft: Draft; readonly zone: string }) {
  return (
    <div class="error" role="alert">
      {draft.changes.length === 0 ? null : (
        <>
          <p>
            Somebody else changed this while you had it open. Your entries are still here; save again to put
            them over theirs.
          </p>
          <ul>
            {draft.changes.map((change) => (
              <li>
                {change.actor}, {shortText(change.at, zone)}: {fieldWord(change.field ?? change.what)} is now
                “{valueText(change.after)}”
              </li>
            ))}
          </ul>
        </>
      )}
      {draft.problems.map((one) => (
        <p>
          {fieldWord(one.field)} {one.problem}.
        </p>
      ))}
      {draft.problems.length + draft.changes.length === 0 ? <p>This could not be saved.</p> : null}
      {draft.choices?.partners.map((choice) => (
        <label class="choice">
          <input type="radio" name={draft.choices?.name} value={choice.id} />
          <span>
            <ChoiceText choice={choice} />
          </span>
        </label>
      ))}
    </div>
  );
}

/** What a field holds: what was typed before it was refused, else what is known. */
export function typed(
  context: EditContext,
  section: string,
  name: string,
  known: string | null | undefined,
): string {
  const draft = context.draft?.section === section ? context.draft : undefined;
  return draft?.form[name] ?? known ?? '';
}

export function Area(props: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
  readonly rows?: number;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <textarea name={props.name} rows={props.rows ?? 3} maxlength={20_000}>
        {props.value}
      </textarea>
      {props.hint === undefined ? null : <small>{props.hint}</small>}
    </label>
  );
}

export function Select(props: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select name={props.name}>
        {props.options.map(([value, label]) => (
          <option value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Boxes to tick; each is a field `name:value` of the form, since a form of ours has one value for each name. */
export function Ticks(props: {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly ticked: readonly string[];
}) {
  return (
    <fieldset class="ticks">
      <legend>{props.legend}</legend>
      <div>
        {props.options.map(([value, label]) => (
          <label class="choice">
            <input
              type="checkbox"
              name={`${props.name}:${value}`}
              value="1"
              checked={props.ticked.includes(value)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What was ticked before a form was refused, else what is known. */
export function tickedNow(
  context: EditContext,
  section: string,
  name: string,
  known: readonly string[],
): readonly string[] {
  return context.draft?.section === section ? tickedOf(context.draft.form, name) : known;
}

/** What was ticked. */
export function tickedOf(form: Form, name: string): readonly string[] {
  return Object.keys(form).flatMap((key) => (key.startsWith(`${name}:`) ? [key.slice(name.length + 1)] : []));
}
