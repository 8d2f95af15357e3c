import type { FeedPreview } from '../pipeline/feed/preview-feed.ts';
import type { ImportRun } from '../store/imports.ts';
import { FeedColumns } from './feed-columns.tsx';
import { FeedRows } from './feed-rows.tsx';
import { RunProgress } from './import-run-parts.tsx';

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
  return (
    <RunProgress
      run={run}
      token={token}
      zone={zone}
      base="/feeds"
      about={`Channel ${run.options.channel}`}
      arrived={['came', `from ${run.createdBy}`]}
      canGoOn={run.state === 'failed' || run.state === 'stopped'}
      rejects={['rejects.csv', 'Rows that could not be taken (CSV)']}
      counts={[
        ['The same as before', run.rowsSame],
        ['Drafts and tests', run.rowsFiltered === 0 ? undefined : run.rowsFiltered],
      ]}
    />
  );
}
