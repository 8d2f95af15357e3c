import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { PublicForm, PublicOffice, PublicProblem } from '../pipeline/intake/public-form.ts';
import type { FormKey } from '../store/forms.ts';
import { assetPath } from './assets.ts';
import { Csrf } from './parts.tsx';

type ShellProps = {
  readonly title: string;
  readonly practice: string;
  readonly isDemo: boolean;
  readonly formKey?: FormKey;
  readonly children?: Child;
};

/** The frame of pages for everybody: no navigation, nothing of anybody. */
export function PublicShell({ title, practice, isDemo, formKey, children }: ShellProps) {
  const isKiosk = formKey?.kind === 'kiosk';
  return html`<!doctype html>${(
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${title} · ${practice}`}</title>
          <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
          <link rel="stylesheet" href={assetPath('console.css')} />
          <script src={assetPath('console.js')} defer></script>
          {isKiosk ? <script src={assetPath('kiosk.js')} defer></script> : null}
        </head>
        <body
          class={isKiosk ? 'kiosk' : undefined}
          data-kiosk={isKiosk ? `/refer/${formKey.key}` : undefined}
        >
          {isDemo ? <p class="demo">Demo. Nobody here is real: please enter no real patient.</p> : null}
          <main id="main" class="public" tabindex={-1}>
            {children}
          </main>
          <p id="news" class="news" role="status" aria-live="polite"></p>
        </body>
      </html>
    )}`;
}

type FormProps = {
  readonly formKey: FormKey;
  readonly form: PublicForm;
  readonly problems: readonly PublicProblem[];
  readonly token: string;
};

/** One form for offices and patients; the file is the last field, as the reader of it needs it. */
export function ReferralForm({ formKey, form, problems, token }: FormProps) {
  const of = (name: TextName, label: string, extra: Extra = {}) => (
    <PublicField form={form} problems={problems} name={name} label={label} {...extra} />
  );
  return (
    <>
      <p>Send us a patient, or ask for a visit yourself. We call back. In an emergency call 911.</p>
      <Problems problems={problems} />
      <form
        method="post"
        action={`/refer/${formKey.key}`}
        enctype="multipart/form-data"
        class="stack"
        autocomplete="off"
      >
        <Csrf token={token} />
        <input type="hidden" name="number" value={form.number} />
        <Who form={form} />
        <h2>Who is sending</h2>
        {of('sentBy', 'Doctor or office', { hint: 'If a doctor sent you: the name' })}
        <OfficeNumber formKey={formKey} form={form} problems={problems} />
        <h2>The patient</h2>
        {of('family', 'Family name', { isRequired: true })}
        {of('given', 'First name', { isRequired: true })}
        {of('birthDate', 'Birth date', {
          isRequired: true,
          hint: 'month/day/year: 3/12/1952',
          inputmode: 'text',
        })}
        {of('phone', 'Telephone', { isRequired: true, type: 'tel' })}
        {of('email', 'E-mail (if you like)', { type: 'email' })}
        <label class="field">
          <span>What is it about?</span>
          <textarea id="reason" name="reason" rows={3} maxlength={1000}>
            {form.reason}
          </textarea>
        </label>
        <div class="trap" aria-hidden="true">
          <label>
            Leave this empty
            <input name="website" tabindex={-1} autocomplete="off" />
          </label>
        </div>
        <FileField problems={problems} />
        <p class="buttons">
          <button class="main">Send</button>
          {formKey.kind === 'kiosk' ? (
            <a class="button" href={`/refer/${formKey.key}`}>
              Start over
            </a>
          ) : null}
        </p>
      </form>
    </>
  );
}

function Problems({ problems }: Pick<FormProps, 'problems'>) {
  if (problems.length === 0) return null;
  return (
    <ul class="problem" role="alert">
      {problems.map(({ field, problem }) => (
        <li>
          <a href={`#${field}`}>{problem}</a>
        </li>
      ))}
    </ul>
  );
}

function Who({ form }: { readonly form: PublicForm }) {
  return (
    <fieldset class="you-are">
      <legend>You are</legend>
      {(
        [
          ['office', 'A doctor’s office'],
          ['patient', 'The patient, or family'],
        ] as const
      ).map(([value, text]) => (
        <label class="radio">
          <input type="radio" name="who" value={value} checked={form.who === value} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

type TextName = 'sentBy' | 'sentByNumber' | 'family' | 'given' | 'birthDate' | 'phone' | 'email';

type Extra = {
  readonly hint?: string;
  readonly type?: string;
  readonly inputmode?: 'text' | 'tel';
  readonly isRequired?: boolean;
};

function PublicField(
  props: Omit<FormProps, 'formKey' | 'token'> & { readonly name: TextName; readonly label: string } & Extra,
) {
  const { form, problems, name, label, hint, type, inputmode, isRequired } = props;
  const problem = problems.find(({ field }) => field === name)?.problem;
  const described = [hint === undefined ? '' : `${name}-hint`, problem === undefined ? '' : `${name}-problem`]
    .filter(Boolean)
    .join(' ');
  return (
    <label class="field">
      <span>{label}</span>
      <input
        id={name}
        name={name}
        type={type ?? 'text'}
        inputmode={inputmode}
        value={form[name]}
        maxlength={200}
        required={isRequired === true}
        autocomplete="off"
        aria-invalid={problem === undefined ? undefined : 'true'}
        aria-describedby={described === '' ? undefined : described}
      />
      {hint === undefined ? null : <small id={`${name}-hint`}>{hint}</small>}
      {problem === undefined ? null : (
        <small class="problem" id={`${name}-problem`}>
          {problem}
        </small>
      )}
    </label>
  );
}

/** Only a whole NPI, telephone or fax number finds an office of the public registry. */
function OfficeNumber({ formKey, form, problems }: Omit<FormProps, 'token'>) {
  const problem = problems.find(({ field }) => field === 'sentByNumber')?.problem;
  return (
    <div class="typeahead">
      <label class="field">
        <span>Their NPI, telephone or fax</span>
        <input
          id="sentByNumber"
          name="sentByNumber"
          inputmode="tel"
          value={form.sentByNumber}
          maxlength={40}
          autocomplete="off"
          data-typeahead={`/refer/${formKey.key}/office`}
          data-typeahead-post
          data-typeahead-name="sentByNpi"
          aria-describedby={problem === undefined ? undefined : 'sentByNumber-problem'}
        />
        {problem === undefined ? null : (
          <small class="problem" id="sentByNumber-problem">
            {problem}
          </small>
        )}
      </label>
    </div>
  );
}

function FileField({ problems }: Pick<FormProps, 'problems'>) {
  const problem = problems.find(({ field }) => field === 'file')?.problem;
  return (
    <label class="field">
      <span>Photo or PDF of the referral (if you have one)</span>
      <input id="file" type="file" name="file" accept="image/*,.pdf,.tif,.tiff,.heic" />
      <small>Up to 10 MB</small>
      {problem === undefined ? null : <small class="problem">{problem}</small>}
    </label>
  );
}

/** What everybody hears, whoever they are: a number. */
export function Thanks(props: {
  readonly formKey: FormKey;
  readonly number: string;
  readonly phone: string | undefined;
}) {
  const { formKey, number, phone } = props;
  return (
    <section class="thanks" data-kiosk-done>
      <h2>Thank you. We have it.</h2>
      <p>
        Your number is <strong class="number">{number}</strong>
      </p>
      <p>We call you back.{phone === undefined ? '' : ` If it is urgent, call ${phone}.`}</p>
      <p>
        <a class="button" href={`/refer/${formKey.key}`}>
          {formKey.kind === 'kiosk' ? 'Done' : 'Send another one'}
        </a>
      </p>
    </section>
  );
}

export function OfficeOptions({ offices }: { readonly offices: readonly PublicOffice[] }) {
  return (
    <>
      {offices.map(({ npi, name, place }) => (
        <li role="option" aria-selected="false" data-value={npi} data-text={npi}>
          <strong>{name}</strong> <small class="muted">{place}</small>
        </li>
      ))}
    </>
  );
}
