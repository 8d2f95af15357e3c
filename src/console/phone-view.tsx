import type { Child } from 'hono/jsx';
import type { FormProblem, PhoneChoices, PhoneForm } from '../pipeline/intake/phone.ts';
import type { CallLine } from '../store/calls.ts';
import { callerText } from './intake-calls.tsx';
import { Csrf } from './parts.tsx';
import { PhoneChoose } from './phone-choose.tsx';
import { LONGEST_FIELD, LONGEST_NOTE } from './phone-form.ts';
import { shortText } from './times.tsx';

export type PhoneShown = {
  readonly form: PhoneForm;
  readonly call: CallLine | undefined;
  readonly problems: readonly FormProblem[];
  readonly choices: PhoneChoices;
  /** It was begun then and not saved. */
  readonly draftAt?: string;
  readonly token: string;
  readonly zone: string;
};

/** One referral, top to bottom by Tab alone; Enter saves from any text. */
export function PhoneView(props: PhoneShown) {
  const { form, call, problems, choices, draftAt, token, zone } = props;
  const first = problems[0]?.field;
  const isChoosing = choices.partners.length + choices.patients.length + choices.same.length > 0;
  return (
    <section class="card wide phone">
      <h1>{form.kind === 'check-in' ? 'Walk-in referral' : 'Referral by phone'}</h1>
      {draftAt === undefined ? null : (
        <form method="post" action="/phone/discard" class="inline told">
          <Csrf token={token} />
          <span>You began this at {shortText(draftAt, zone)} and did not save it.</span>
          <button>Start afresh</button>
        </form>
      )}
      {call === undefined ? null : (
        <p class="muted">
          For the call {call.direction === 'inbound' ? 'from' : 'to'} {callerText(call)} at{' '}
          {shortText(call.startedAt, zone)}.
        </p>
      )}
      {problems.length === 0 ? null : (
        <ul class="problem" role="alert">
          {problems.map(({ field, problem }) => (
            <li>
              <a href={`#${field}`}>{problem}</a>
            </li>
          ))}
        </ul>
      )}
      <form method="post" action="/phone" class="stack" data-draft="/phone/draft" autocomplete="off">
        <Csrf token={token} />
        <input type="hidden" name="number" value={form.number} />
        <input type="hidden" name="kind" value={form.kind} />
        {form.callId === undefined ? null : <input type="hidden" name="callId" value={form.callId} />}
        {isChoosing ? <PhoneChoose form={form} choices={choices} zone={zone} /> : null}
        <PhoneFields
          form={form}
          problems={problems}
          focus={isChoosing ? undefined : (first ?? firstEmpty(form))}
        />
        <p class="buttons">
          <button class="main">Save referral</button>
          <small class="muted">Enter saves. Tab moves on; arrows choose from the offers.</small>
          <a href="/calls">Calls</a>
        </p>
      </form>
    </section>
  );
}

/** For a call the office is known: the next question is whose referral. */
function firstEmpty(form: PhoneForm): keyof PhoneForm {
  if (form.caller === 'office' || form.sentBy !== '') return form.sentBy === '' ? 'sentBy' : 'patient';
  return 'sentBy';
}

type FieldsProps = {
  readonly form: PhoneForm;
  readonly problems: readonly FormProblem[];
  readonly focus: keyof PhoneForm | undefined;
};

function PhoneFields({ form, problems, focus }: FieldsProps) {
  const of = (name: TextName, label: string, hint?: string) => (
    <TextField {...{ form, name, label, problems, focus }} {...(hint === undefined ? {} : { hint })} />
  );
  return (
    <>
      <div class="fields">
        <Choice
          label="Who calls?"
          name="caller"
          value={form.caller}
          options={{ office: 'An office', patient: 'The patient', other: 'Somebody else' }}
        />
        <Picker
          {...{ form, problems, focus }}
          name="sentBy"
          idName="sentById"
          label="Who sent them?"
          list="/partners/suggest"
          hint="Name, practice, phone or NPI. “Self” if nobody did."
        />
        {of('callBack', 'Caller and call-back number')}
        <Picker
          {...{ form, problems, focus }}
          name="patient"
          idName="patientId"
          label="Patient"
          list="/phone/patients"
          isPost
          hint="Doe, Alma. Take an offer if they are known."
        />
        {of('birthDate', 'Birth date', '3/12/1952')}
        {of('phone', 'Patient’s phone')}
        {of('reason', 'Reason or service')}
        <Choice
          label="How urgent?"
          name="urgency"
          value={form.urgency}
          options={{ routine: 'Routine', urgent: 'Urgent', stat: 'Stat: today' }}
        />
        {of('wished', 'Wished time', 'Mornings, not Tuesday')}
      </div>
      <MoreFields form={form} problems={problems} focus={focus} />
    </>
  );
}

/** What most calls do not need. */
function MoreFields({ form, problems, focus }: FieldsProps) {
  const of = (name: TextName, label: string) => <TextField {...{ form, name, label, problems, focus }} />;
  const said = [form.authorisation, form.pcp, form.notes, form.newNpi, form.newPhone, form.newFax];
  return (
    <details open={said.some((text) => text !== '')}>
      <summary>Authorisation, primary care doctor, a new office, notes</summary>
      <div class="fields">
        {of('authorisation', 'Authorisation number')}
        <Picker
          {...{ form, problems, focus }}
          name="pcp"
          idName="pcpId"
          label="Primary care doctor"
          list="/partners/suggest"
        />
        {of('newPhone', 'New office: phone')}
        {of('newFax', 'New office: fax')}
        {of('newNpi', 'New office or doctor: NPI')}
        {of('notes', 'Notes')}
      </div>
    </details>
  );
}

type TextName =
  | 'callBack'
  | 'birthDate'
  | 'phone'
  | 'reason'
  | 'wished'
  | 'authorisation'
  | 'newPhone'
  | 'newFax'
  | 'newNpi'
  | 'notes';

const longer: ReadonlySet<string> = new Set(['reason', 'notes']);

function TextField(
  props: FieldsProps & { readonly name: TextName; readonly label: string; readonly hint?: string },
) {
  const { form, name, label, hint, problems, focus } = props;
  const problem = problems.find(({ field }) => field === name)?.problem;
  return (
    <Labelled label={label} name={name} problem={problem}>
      <input
        id={name}
        name={name}
        value={form[name]}
        placeholder={hint}
        maxlength={longer.has(name) ? LONGEST_NOTE : LONGEST_FIELD}
        autocomplete="off"
        autofocus={focus === name}
        aria-invalid={problem === undefined ? undefined : 'true'}
        aria-describedby={problem === undefined ? undefined : `${name}-problem`}
      />
    </Labelled>
  );
}

type PickerProps = FieldsProps & {
  readonly name: 'sentBy' | 'patient' | 'pcp';
  readonly idName: 'sentById' | 'patientId' | 'pcpId';
  readonly label: string;
  readonly list: string;
  readonly isPost?: boolean;
  readonly hint?: string;
};

/** Finds while somebody types; what was picked before stays picked while its text stands. */
function Picker(props: PickerProps) {
  const { form, name, idName, label, list, isPost, hint, problems, focus } = props;
  const problem = problems.find(({ field }) => field === name)?.problem;
  const picked = form[idName];
  return (
    <div class="typeahead">
      <Labelled label={label} name={name} problem={problem}>
        <input
          id={name}
          name={name}
          value={form[name]}
          placeholder={hint}
          maxlength={LONGEST_FIELD}
          autocomplete="off"
          autofocus={focus === name}
          data-typeahead={list}
          data-typeahead-post={isPost === true ? '' : undefined}
          data-typeahead-name={idName}
          aria-invalid={problem === undefined ? undefined : 'true'}
          aria-describedby={problem === undefined ? undefined : `${name}-problem`}
        />
      </Labelled>
      {picked === undefined ? null : (
        <>
          <input type="hidden" name={idName} value={picked} data-typeahead-known />
          <input type="hidden" name={`${idName}Was`} value={form[name]} data-typeahead-known />
        </>
      )}
    </div>
  );
}

function Labelled(props: {
  readonly label: string;
  readonly name: string;
  readonly problem: string | undefined;
  readonly children?: Child;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      {props.children}
      {props.problem === undefined ? null : (
        <small class="problem" id={`${props.name}-problem`}>
          {props.problem}
        </small>
      )}
    </label>
  );
}

function Choice(props: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: Readonly<Record<string, string>>;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select name={props.name}>
        {Object.entries(props.options).map(([value, text]) => (
          <option value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
