import { specialtyGroups } from '../domain/taxonomy.ts';
import type { SheetHeader } from '../pipeline/import/read-header.ts';
import { sheetFields } from '../pipeline/import/sheet-fields.ts';
import type { ImportMapping } from '../store/import-mappings.ts';
import type { ImportRun } from '../store/imports.ts';
import type { Form } from './form-values.ts';
import { sheetFieldWords } from './import-words.ts';
import { Select, Ticks, tickedOf } from './partner-draft.tsx';
import { Csrf, Field } from './parts.tsx';

type Props = {
  readonly run: ImportRun;
  readonly sheet: SheetHeader | undefined;
  readonly mappings: readonly ImportMapping[];
  readonly problem: string | undefined;
  readonly form: Form;
  readonly token: string;
  readonly isCounted: boolean;
};

/** What of the file is to be taken, and as what. */
export function ImportForm(props: Props) {
  const { run, problem, token, isCounted } = props;
  return (
    <form method="post" action={`/imports/${run.id}/start`} class="card stack" id="options">
      <h2>What is to be taken</h2>
      <Csrf token={token} />
      {problem === undefined ? null : (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      {run.kind === 'payer' || run.kind === 'outreach' ? (
        <SheetFields {...props} />
      ) : run.kind === 'volume' ? (
        <YearField {...props} />
      ) : (
        <NppesFields {...props} />
      )}
      <p class="buttons">
        <button type="submit" name="go" value="preview" class={isCounted ? undefined : 'main'}>
          {isCounted ? 'Count again' : 'Count first'}
        </button>
        <button type="submit" name="go" value="start" class={isCounted ? 'main' : undefined}>
          Enter it
        </button>
      </p>
      <small class="muted">
        Counting writes nothing. An entry that was begun can be stopped and goes on later.
      </small>
    </form>
  );
}

/** What was typed before it was refused, else what the run has. */
function said(form: Form, name: string, known: string): string {
  return form[name] ?? known;
}

function NppesFields({ run, form }: Props) {
  const { states = [], zips = [], cities = [], specialties = [], stage = '' } = run.options;
  const groups = specialtyGroups.map((group) => group.name);
  const ticked = Object.keys(form).length > 0 ? tickedOf(form, 'group') : specialties;
  const codes = specialties.filter((one) => !groups.includes(one));
  return (
    <>
      <div class="fields">
        <Field label="States" name="states" value={said(form, 'states', states.join(', '))} hint="NY, NJ" />
        <Field
          label="ZIP begins with"
          name="zips"
          value={said(form, 'zips', zips.join(', '))}
          hint="112, 104"
          maxLength={2_000}
        />
        <Field
          label="Cities"
          name="cities"
          value={said(form, 'cities', cities.join(', '))}
          maxLength={2_000}
        />
        <StageField stage={said(form, 'stage', stage)} />
      </div>
      <Ticks
        legend="Specialties"
        name="group"
        options={specialtyGroups.map((group) => [group.name, group.label] as const)}
        ticked={ticked}
      />
      <Field
        label="Other taxonomy codes"
        name="codes"
        value={said(form, 'codes', codes.join(', '))}
        hint="207RE0101X, 207R*"
        maxLength={2_000}
      />
    </>
  );
}

function StageField({ stage }: { readonly stage: string }) {
  return (
    <Select
      label="New ones are"
      name="stage"
      value={stage}
      options={[
        ['', 'on file only'],
        ['target', 'targets'],
        ['contacted', 'contacted'],
      ]}
    />
  );
}

function YearField({ run, form }: Props) {
  return (
    <Field
      label="Year of the volumes"
      name="year"
      type="number"
      value={said(form, 'year', String(run.options.year ?? ''))}
      isRequired
    />
  );
}

function SheetFields({ run, sheet, mappings, form }: Props) {
  const { payer = '', statedOn = '', stage = '', columns } = run.options;
  return (
    <>
      <div class="fields">
        {run.kind === 'payer' ? (
          <Field
            label="Whose directory"
            name="payer"
            value={said(form, 'payer', payer)}
            hint="Name of the payer"
          />
        ) : null}
        <Field
          label="As of"
          name="statedOn"
          type="date"
          value={said(form, 'statedOn', statedOn)}
          hint="Today when empty"
        />
        <StageField stage={said(form, 'stage', stage)} />
        {mappings.length === 0 ? null : (
          <Select
            label="Columns"
            name="mapping"
            value={said(form, 'mapping', '')}
            options={[
              ['', 'as below'],
              ...mappings.map((one) => [one.name, `as saved: ${one.name}`] as const),
            ]}
          />
        )}
      </div>
      {sheet === undefined ? (
        <p class="muted">The file is not there any more. Hand it in again.</p>
      ) : (
        <Columns sheet={sheet} form={form} known={columns} />
      )}
      <Field label="Save these columns as" name="saveAs" value={said(form, 'saveAs', '')} maxLength={100} />
    </>
  );
}

type ColumnsProps = {
  readonly sheet: SheetHeader;
  readonly form: Form;
  readonly known: Readonly<Record<string, string>> | undefined;
};

function Columns({ sheet, form, known }: ColumnsProps) {
  const choices = sheetFields.map((field) => [field, sheetFieldWords[field]] as const);
  return (
    <fieldset>
      <legend>What each column holds</legend>
      {sheet.lacking.length === 0 ? null : (
        <p class="error">Still missing: {sheet.lacking.join('; ')}. Say below which column has it.</p>
      )}
      <table class="small columns-of">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">For instance</th>
            <th scope="col">Holds</th>
          </tr>
        </thead>
        <tbody>
          {sheet.header.map((name, index) => (
            <tr>
              <th scope="row">{name}</th>
              <td class="muted">
                {sheet.samples.find((row) => (row[index] ?? '') !== '')?.[index]?.slice(0, 40)}
              </td>
              <td>
                <select name={`column:${index}`} aria-label={`What ${name} holds`}>
                  <option value="">Nothing of ours</option>
                  {choices.map(([field, label]) => (
                    <option
                      value={field}
                      selected={field === said(form, `column:${index}`, (known ?? sheet.columns)[name] ?? '')}
                    >
                      {label}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
}
