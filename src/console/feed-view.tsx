import type { FeedPreview } from '../pipeline/feed/preview-feed.ts';
import type { ImportRun } from '../store/imports.ts';
import { FeedColumns } from './feed-columns.tsx';
import { FeedRows } from './feed-rows.tsx';
import { countText, importStateWords, isUnderWay, percentOf } from './import-words.ts';
import { Csrf, Fact, Pill } from './parts.tsx';
import { When } from './times.tsx';

type Props = {
  readonly run: ImportRun;
  /** A text: why the file cannot be looked at. Absent: it was started. */
  readonly preview: FeedPreview | string | undefined;
  readonly columns: Readonly<Record<string, string>>;
  readonly hasSaved: boolean;
  readonly token: string;
  readonly zone: string;
};

/** One file of referrals: how far it got, or which of its columns is what and how its rows would land. */
export function FeedBody({ run, preview, columns, hasSaved, token, zone }: Props) {
  return (
    <>
      <p>
        <a href="/feeds">All files of referrals</a>
      </p>
      <h1>{run.fileName}</h1>
      <Progress run={run} token={token} zone={zone} />
      {typeof preview === 'string' ? (
        <p class="error" role="alert">
          {preview}
        </p>
      ) : preview === undefined ? null : (
        <>
          <FeedColumns run={run} preview={preview} columns={columns} hasSaved={hasSaved} token={token} />
          <FeedRows rows={preview.rows} zone={zone} />
        </>
      )}
    </>
  );
}

type ProgressProps = { readonly run: ImportRun; readonly token: string; readonly zone: string };

function Progress({ run, token, zone }: ProgressProps) {
  const percent = percentOf(run);
  const hasBegun = run.rowsRead > 0 || isUnderWay(run);
  return (
    <section class="card" id="progress" data-block>
      <p class="facts">
        <Pill of={importStateWords[run.state]} />
        <span>Channel {run.options.channel}</span>
        <span>
          came <When at={run.createdAt} zone={zone} /> from {run.createdBy}
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
      {hasBegun ? <Counts run={run} /> : null}
      <div class="buttons">
        {isUnderWay(run) ? <Act run={run} act="stop" label="Stop" token={token} /> : null}
        {run.state === 'failed' || run.state === 'stopped' ? (
          <Act run={run} act="resume" label="Go on where it stopped" token={token} />
        ) : null}
        {run.rowsBad === 0 ? null : (
          <a class="button" href={`/feeds/${run.id}/rejects.csv`}>
            Rows that could not be taken (CSV)
          </a>
        )}
      </div>
    </section>
  );
}

type ActProps = {
  readonly run: ImportRun;
  readonly act: string;
  readonly label: string;
  readonly token: string;
};

function Act({ run, act, label, token }: ActProps) {
  return (
    <form method="post" action={`/feeds/${run.id}/${act}`}>
      <Csrf token={token} />
      <button type="submit">{label}</button>
    </form>
  );
}

function Counts({ run }: { readonly run: ImportRun }) {
  const speed = run.busyMs === 0 ? 0 : Math.round((run.rowsRead * 1000) / run.busyMs);
  return (
    <dl class="pairs across">
      <Fact term="Rows read">{countText(run.rowsRead)}</Fact>
      <Fact term="New">{countText(run.rowsNew)}</Fact>
      <Fact term="Changed">{countText(run.rowsChanged)}</Fact>
      <Fact term="The same as before">{countText(run.rowsSame)}</Fact>
      <Fact term="Drafts and tests">{run.rowsFiltered === 0 ? undefined : countText(run.rowsFiltered)}</Fact>
      <Fact term="Not taken">{countText(run.rowsBad)}</Fact>
      <Fact term="Rows a second">{speed === 0 ? undefined : countText(speed)}</Fact>
    </dl>
  );
}
