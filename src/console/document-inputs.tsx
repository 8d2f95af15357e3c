import type { FieldGroup } from '../domain/document/fields.ts';
import { fieldOf } from '../domain/document/fields.ts';
import { showValue } from '../domain/document/show.ts';
import { CROP_MARGIN } from '../pipeline/document/page-images.ts';
import type { DeskDocument } from '../pipeline/document/desk-types.ts';
import { fieldStateWords, type FieldView } from './document-fields.ts';
import { percentText } from './document-words.ts';
import { linkTo } from './parts.tsx';

type GroupProps = {
  readonly document: DeskDocument;
  readonly group: FieldGroup;
  readonly fields: readonly FieldView[];
  readonly isReadOnly: boolean;
};

/** The fields of one group, in the order people read them; what nobody needs and was not found is folded away. */
export function FieldGroupView({ document, group, fields, isReadOnly }: GroupProps) {
  const own = fields.filter((one) => fieldOf(one.name).group === group);
  const empty = own.filter((one) => one.state === 'missing' && !one.isAsked);
  const show = (field: FieldView) => <FieldInput document={document} field={field} isReadOnly={isReadOnly} />;
  return (
    <>
      {own.filter((one) => !empty.includes(one)).map(show)}
      {empty.length === 0 ? null : (
        <details class="not-found">
          <summary>
            Not found:{' '}
            {empty
              .map((one) => one.label.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase()))
              .join(', ')}
          </summary>
          {empty.map(show)}
        </details>
      )}
    </>
  );
}

type InputProps = {
  readonly document: DeskDocument;
  readonly field: FieldView;
  readonly isReadOnly: boolean;
};

/** One field: the pixels it was read from above the input, how sure that is in a word, and how else it may be read. */
function FieldInput({ document, field, isReadOnly }: InputProps) {
  const { key, label, read, was, state, isAsked, problem } = field;
  const said = fieldStateWords[state];
  const hints = hintsOf(field);
  return (
    <div class={`df ${state}${isAsked ? ' asked' : ''}`} data-field={key}>
      <Crop document={document} field={field} />
      <label for={`f-${key}`}>{label}</label>
      <Control
        field={field}
        isReadOnly={isReadOnly}
        describedBy={`s-${key}${hints.length > 0 ? ` d-${key}` : ''}`}
      />
      <input type="hidden" name={`w:${key}`} value={was} />
      <span class="state" id={`s-${key}`}>
        <span aria-hidden="true">{said.icon}</span> <span class="word">{said.word}</span>
      </span>
      {hints.length === 0 ? null : (
        <p class={problem === undefined ? 'hint' : 'hint error'} id={`d-${key}`}>
          {hints.join(' ')}
        </p>
      )}
      {isReadOnly || read === undefined ? null : <Others field={field} />}
    </div>
  );
}

function hintsOf({ problem, state, read, text, now }: FieldView): readonly string[] {
  const isLooked = state === 'look' || state === 'missing';
  const doubt = isLooked ? read?.doubt : undefined;
  const sure = state === 'look' && doubt === undefined && read !== undefined;
  return [
    problem,
    doubt === undefined ? undefined : sentence(doubt),
    sure ? `Read at ${percentText(read.confidence)}.` : undefined,
    isLooked && read?.isHandwriting === true && text !== '' ? 'Written by hand.' : undefined,
    now === undefined ? undefined : `It reads “${now}” now; what you typed is kept.`,
  ].filter((one) => one !== undefined);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** The source above the input, so that the eyes do not travel. Of what is sure only on demand. */
function Crop({ document, field }: Pick<InputProps, 'document' | 'field'>) {
  const { read, isAsked } = field;
  if (read?.page === undefined || read.box === undefined) return null;
  const { x, y, width, height } = read.box;
  const src = linkTo(`/documents/${document.id}/pages/${read.page}/crop.png`, {
    x: String(x),
    y: String(y),
    width: String(width),
    height: String(height),
    v: String(document.version),
  });
  return (
    <img
      class={isAsked ? 'crop' : 'crop on-demand'}
      src={src}
      alt={`On page ${read.page} it says: ${read.text}`}
      width={width + 2 * CROP_MARGIN.x}
      height={height + 2 * CROP_MARGIN.y}
      loading="lazy"
      decoding="async"
    />
  );
}

/** Letters that are seen side by side on the screens of a front desk. */
const LINE = 36;

type ControlProps = {
  readonly field: FieldView;
  readonly isReadOnly: boolean;
  readonly describedBy: string;
};

function Control({ field, isReadOnly, describedBy }: ControlProps) {
  const { key, name, text } = field;
  const { kind } = fieldOf(name);
  const common = {
    id: `f-${key}`,
    name: `v:${key}`,
    'aria-describedby': describedBy,
    'aria-invalid': field.problem === undefined ? undefined : ('true' as const),
    autocomplete: 'off',
    spellcheck: false,
  };
  const options = choices[kind];
  if (
    options !== undefined &&
    !isReadOnly &&
    (text === '' || options.some(([value]) => showValue(name, value) === text))
  )
    return (
      <select {...common}>
        <option value="">Not said</option>
        {options.map(([value, word]) => {
          const shown = showValue(name, value);
          return (
            <option value={shown} selected={shown === text}>
              {word}
            </option>
          );
        })}
      </select>
    );
  if (kind === 'text' || (kind === 'address' && text.length > LINE))
    return (
      <textarea {...common} rows={text.length > LINE ? 2 : 1} maxlength={2_000} readonly={isReadOnly}>
        {text}
      </textarea>
    );
  return (
    <input
      {...common}
      type={kind === 'phone' ? 'tel' : 'text'}
      inputmode={kind === 'npi' || kind === 'date' ? 'numeric' : undefined}
      placeholder={kind === 'date' ? 'MM/DD/YYYY' : undefined}
      maxlength={300}
      value={text}
      readonly={isReadOnly}
    />
  );
}

/** Canonical value and word of what can be chosen. */
const choices: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  sex: [
    ['F', 'Female'],
    ['M', 'Male'],
    ['X', 'Other'],
  ],
  urgency: [
    ['routine', 'Routine'],
    ['urgent', 'Urgent'],
    ['stat', 'Stat'],
  ],
};

/** Other ways to read it: a button each, which puts it into the input. */
function Others({ field }: { readonly field: FieldView }) {
  const { key, name, read, text, now } = field;
  const others = (read?.others ?? [])
    .map((one) => ({ text: showValue(name, one.value), why: one.evidence.join('; ') }))
    .filter((one) => one.text !== '' && one.text !== text);
  const all = [...(now === undefined ? [] : [{ text: now, why: 'as it reads now' }]), ...others].slice(0, 3);
  if (all.length === 0) return null;
  return (
    <ul class="others" aria-label="Or">
      {all.map((one, index) => (
        <li>
          <button type="button" data-for={key} data-value={one.text}>
            <kbd>{index + 1}</kbd> {one.text} {one.why === '' ? null : <small>{one.why}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}
