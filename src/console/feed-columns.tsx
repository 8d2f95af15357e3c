import { referralColumns, type ProposedColumn, type ReferralColumn } from '../pipeline/feed/columns.ts';
import type { FeedPreview } from '../pipeline/feed/preview-feed.ts';
import type { ImportRun } from '../store/imports.ts';
import { Csrf } from './parts.tsx';

type Props = {
  readonly run: ImportRun;
  readonly preview: FeedPreview;
  readonly columns: Readonly<Record<string, string>>;
  readonly hasSaved: boolean;
  readonly token: string;
};

/** Which column of the file is which of ours: proposed, to be corrected, kept for the channel. */
export function FeedColumns({ run, preview, columns, hasSaved, token }: Props) {
  const { proposals } = preview;
  const held = new Set(Object.values(columns));
  const lacking = proposals.lacking.filter((column) => !held.has(column));
  return (
    <form method="post" action={`/feeds/${run.id}/columns`} class="card stack" id="columns">
      <h2>What each column holds</h2>
      <Csrf token={token} />
      {lacking.length === 0 ? null : (
        <p class="error">
          Still missing: {lacking.map((column) => columnWords(column)).join(', ')}. Say below which column has
          it.
        </p>
      )}
      <div class="scroll">
        <table class="small columns-of">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">For instance</th>
              <th scope="col">Holds</th>
            </tr>
          </thead>
          <tbody>
            {proposals.columns.map((one, index) => (
              <ColumnRow one={one} index={index} chosen={columns[one.header] ?? ''} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="buttons">
        <button type="submit" name="go" value="start" class="main">
          Keep the columns and start
        </button>
        <button type="submit" name="go" value="look">
          Look again
        </button>
        <button type="submit" name="go" value="save">
          Only keep the columns
        </button>
        {hasSaved ? (
          <a class="button" href={`/feeds/${run.id}/profile.ts`}>
            As a mapping file
          </a>
        ) : null}
      </p>
    </form>
  );
}

type RowProps = { readonly one: ProposedColumn; readonly index: number; readonly chosen: string };

function ColumnRow({ one, index, chosen }: RowProps) {
  const isProposed = one.column !== undefined && one.column === chosen;
  return (
    <tr>
      <th scope="row">{one.header}</th>
      <td class="muted">{one.sample.slice(0, 40)}</td>
      <td>
        <select name={`column:${index}`} aria-label={`What ${one.header} holds`}>
          <option value="">Nothing of ours</option>
          {referralColumns.map((column) => (
            <option value={column} selected={column === chosen}>
              {columnWords(column)}
            </option>
          ))}
        </select>{' '}
        {isProposed && one.by === 'values' ? <span class="pill amber">by its values</span> : null}
        {isProposed && one.doubt !== undefined ? <span class="pill amber">{one.doubt}</span> : null}
      </td>
    </tr>
  );
}

/** `referringOrgNpi` → `Referring org NPI`. */
function columnWords(column: ReferralColumn): string {
  const words = column
    .replaceAll(/([A-Z0-9]+)/g, ' $1')
    .toLowerCase()
    .replaceAll(/\b(?:npi|dob|mrn|pcp|cpt|icd 10|zip|id)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
