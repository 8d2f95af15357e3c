import type { ImportPreview } from '../pipeline/import/preview.ts';
import type { SheetHeader } from '../pipeline/import/read-header.ts';
import type { ImportMapping } from '../store/import-mappings.ts';
import type { ImportRun } from '../store/imports.ts';
import type { Form } from './form-values.ts';
import { ImportForm } from './import-form.tsx';
import { RunProgress } from './import-run-parts.tsx';
import { countText, importKindWords } from './import-words.ts';
import { specialtyText } from './partner-words.ts';
import { Fact } from './parts.tsx';
import { phoneText } from './words.ts';

type Props = {
  readonly run: ImportRun;
  readonly sheet: SheetHeader | undefined;
  readonly mappings: readonly ImportMapping[];
  readonly problem: string | undefined;
  readonly form: Form;
  readonly token: string;
  readonly zone: string;
};

/** One file: how far it got, what it would bring, and what is to be taken of it. */
export function ImportBody({ run, sheet, mappings, problem, form, token, zone }: Props) {
  const preview = run.preview as ImportPreview | null;
  const isOpen =
    run.state === 'uploaded' || ((run.state === 'failed' || run.state === 'stopped') && run.bytesDone === 0);
  return (
    <>
      <p>
        <a href="/imports">All imports</a>
      </p>
      <h1>{run.fileName}</h1>
      <Progress run={run} token={token} zone={zone} />
      {isOpen ? (
        <ImportForm
          run={run}
          sheet={sheet}
          mappings={mappings}
          problem={problem}
          form={form}
          token={token}
          isCounted={preview !== null}
        />
      ) : null}
      {preview === null ? null : <Preview preview={preview} />}
    </>
  );
}

type ProgressProps = { readonly run: ImportRun; readonly token: string; readonly zone: string };

function Progress({ run, token, zone }: ProgressProps) {
  return (
    <RunProgress
      run={run}
      token={token}
      zone={zone}
      base="/imports"
      about={importKindWords[run.kind]}
      arrived={['handed in', `by ${run.createdBy}`]}
      canGoOn={(run.state === 'failed' || run.state === 'stopped') && run.bytesDone > 0}
      rejects={['problems.csv', 'What could not be taken (CSV)']}
      counts={[
        ['Known already', run.rowsSame],
        ['Left out by the filter', run.rowsFiltered],
        ['Kept as we had it', run.conflicts === 0 ? undefined : run.conflicts],
      ]}
    />
  );
}

const SHOWN_COUNTS = 12;

function Preview({ preview }: { readonly preview: ImportPreview }) {
  return (
    <section class="card" id="preview">
      <h2>
        {countText(preview.rowsTaken)} of {countText(preview.rowsRead)} rows would be taken
      </h2>
      <p class="facts">
        <span>{countText(preview.rowsFiltered)} left out by the filter</span>
        <span>{countText(preview.rowsBad)} cannot be taken</span>
      </p>
      <dl class="pairs">
        <Fact term="Specialties">{top(preview.specialties.map((one) => [one.name, one.count]))}</Fact>
        <Fact term="States">{top(preview.states.map((one) => [one.state, one.count]))}</Fact>
        <Fact term="Cities">{top(preview.cities.map((one) => [one.city, one.count]))}</Fact>
      </dl>
      <h3>The first rows</h3>
      <div class="scroll">
        <table class="small">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Who</th>
              <th scope="col">Specialty</th>
              <th scope="col">Place</th>
              <th scope="col">Phone and fax</th>
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <tr>
                <td>{row.row}</td>
                <td>
                  {row.name} <small class="muted">{row.npi}</small>
                </td>
                <td>{specialtyText(row.specialty)}</td>
                <td>{[row.city, row.state, row.zip].filter(Boolean).join(' ')}</td>
                <td>
                  {row.phone === undefined ? '' : phoneText(row.phone)}{' '}
                  {row.fax === undefined ? '' : `fax ${phoneText(row.fax)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Problems preview={preview} />
    </section>
  );
}

function Problems({ preview }: { readonly preview: ImportPreview }) {
  if (preview.problems.length === 0) return null;
  return (
    <>
      <h3>What does not fit</h3>
      <ul class="lines">
        {preview.problems.slice(0, SHOWN_COUNTS).map((one) => (
          <li>
            Row {one.row}
            {one.column === undefined ? '' : `, ${one.column}`}: {one.what}{' '}
            <span class="muted">{one.whatToDo}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function top(counts: readonly (readonly [name: string, count: number])[]): string {
  const shown = counts
    .slice(0, SHOWN_COUNTS)
    .map(([name, count]) => `${name || 'not said'} ${countText(count)}`);
  return counts.length > SHOWN_COUNTS ? `${shown.join(' · ')} · and others` : shown.join(' · ');
}
