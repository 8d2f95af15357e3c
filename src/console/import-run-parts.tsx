import type { ImportRun } from '../store/imports.ts';
import { countText, importStateWords, isUnderWay, percentOf } from './import-words.ts';
import { Csrf, Fact, Pill } from './parts.tsx';
import { When } from './times.tsx';

/** What the pages of files for the directory and of files of referrals have in common. */

type HandInProps = {
  readonly action: string;
  readonly token: string;
  readonly problem: string | undefined;
  /** What the browser offers, such as `.csv,.zip`. */
  readonly accept: string;
  /** What the file is. */
  readonly label: string;
  readonly field: string;
  readonly choices: readonly (readonly [value: string, words: string])[];
  /** Said instead of the form when there is no choice. */
  readonly none?: string;
};

export function HandIn({ action, token, problem, accept, label, field, choices, none }: HandInProps) {
  return (
    <section class="card">
      <h2>Hand in a file</h2>
      {problem === undefined ? null : (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      {choices.length === 0 ? (
        <p class="muted">{none}</p>
      ) : (
        <form method="post" action={action} enctype="multipart/form-data" class="inline">
          <Csrf token={token} />
          <label class="field">
            <span>{label}</span>
            <select name={field}>
              {choices.map(([value, words]) => (
                <option value={value}>{words}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>File</span>
            <input type="file" name="file" required accept={accept} />
          </label>
          <button type="submit" class="main">
            Hand in
          </button>
        </form>
      )}
      <small class="muted">It is looked at first. Nothing is entered before you start it.</small>
    </section>
  );
}

type RunTableProps = {
  readonly runs: readonly ImportRun[];
  readonly zone: string;
  /** Where a run's page is: `/imports`, `/feeds`. */
  readonly base: string;
  /** Head of the column that tells files apart, and what stands in it. */
  readonly column: string;
  readonly about: (run: ImportRun) => string | undefined;
  /** What came of the rows that were read. */
  readonly came: (run: ImportRun) => string;
};

export function RunTable({ runs, zone, base, column, about, came }: RunTableProps) {
  return (
    <table class="list" data-list>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">File</th>
          <th scope="col">{column}</th>
          <th scope="col">State</th>
          <th scope="col">Rows</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr data-id={run.id}>
            <td class="when">
              <When at={run.createdAt} zone={zone} />
            </td>
            <td class="who">
              <a class="row" href={`${base}/${run.id}`}>
                {run.fileName}
              </a>
            </td>
            <td class="from">{about(run)}</td>
            <td class="state">
              <Pill of={importStateWords[run.state]} /> {isUnderWay(run) ? `${percentOf(run)} %` : ''}
            </td>
            <td class="next">
              {run.rowsRead === 0 ? '' : came(run)}
              {run.rowsBad === 0 ? null : <span class="pill amber">{countText(run.rowsBad)} not taken</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type RunProgressProps = {
  readonly run: ImportRun;
  readonly token: string;
  readonly zone: string;
  readonly base: string;
  readonly about: string;
  /** Words before and after the time: who handed it in. */
  readonly arrived: readonly [before: string, after: string];
  readonly canGoOn: boolean;
  /** The file of what could not be taken: its name below the run, and what the button says. */
  readonly rejects: readonly [file: string, words: string];
  /** Counts of this kind of file, between what was new and what was not taken. */
  readonly counts: readonly (readonly [term: string, count: number | undefined])[];
};

/** How far one file got, and what may be done about it. */
export function RunProgress(props: RunProgressProps) {
  const { run, token, zone, base, about, arrived, canGoOn, rejects, counts } = props;
  const percent = percentOf(run);
  const hasBegun = run.rowsRead > 0 || isUnderWay(run);
  return (
    <section class="card" id="progress" data-block>
      <p class="facts">
        <Pill of={importStateWords[run.state]} />
        <span>{about}</span>
        <span>
          {arrived[0]} <When at={run.createdAt} zone={zone} /> {arrived[1]}
        </span>
      </p>
      {run.problem === null ? null : (
        <p class="error" role="alert">
          {run.problem}
        </p>
      )}
      {hasBegun ? (
        <p class="progress">
          <progress max={100} value={percent} aria-label="How much of the file is read"></progress> {percent}{' '}
          %
        </p>
      ) : null}
      {hasBegun ? <Counts run={run} counts={counts} /> : null}
      <div class="buttons">
        {isUnderWay(run) ? <Act path={`${base}/${run.id}/stop`} label="Stop" token={token} /> : null}
        {canGoOn ? (
          <Act path={`${base}/${run.id}/resume`} label="Go on where it stopped" token={token} />
        ) : null}
        {run.rowsBad === 0 ? null : (
          <a class="button" href={`${base}/${run.id}/${rejects[0]}`}>
            {rejects[1]}
          </a>
        )}
      </div>
    </section>
  );
}

function Act({
  path,
  label,
  token,
}: {
  readonly path: string;
  readonly label: string;
  readonly token: string;
}) {
  return (
    <form method="post" action={path}>
      <Csrf token={token} />
      <button type="submit">{label}</button>
    </form>
  );
}

function Counts({ run, counts }: Pick<RunProgressProps, 'run' | 'counts'>) {
  const speed = run.busyMs === 0 ? 0 : Math.round((run.rowsRead * 1000) / run.busyMs);
  return (
    <dl class="pairs across">
      <Fact term="Rows read">{countText(run.rowsRead)}</Fact>
      <Fact term="New">{countText(run.rowsNew)}</Fact>
      <Fact term="Changed">{countText(run.rowsChanged)}</Fact>
      {counts.map(([term, count]) => (
        <Fact term={term}>{count === undefined ? undefined : countText(count)}</Fact>
      ))}
      <Fact term="Not taken">{countText(run.rowsBad)}</Fact>
      <Fact term="Rows a second">{speed === 0 ? undefined : countText(speed)}</Fact>
    </dl>
  );
}
