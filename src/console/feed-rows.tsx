import { patientNameOf } from './feed-words.ts';
import type { PreviewedRow } from '../pipeline/feed/preview-feed.ts';
import { factSentence } from './fact-sentences.ts';

/** The first rows of a file as they would land: facts in words, doubts marked. Nothing of it is written. */
export function FeedRows({ rows, zone }: { readonly rows: readonly PreviewedRow[]; readonly zone: string }) {
  const refused = rows.filter(({ mapped }) => mapped.outcome === 'invalid').length;
  return (
    <section class="card" id="preview">
      <h2>The first {rows.length} rows as they would land</h2>
      <p class="facts">
        <span>Nothing is written yet</span>
        <span>
          {refused === 0 ? 'All can be taken' : `${refused} could not be taken: correct the columns above`}
        </span>
      </p>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Patient</th>
            <th scope="col">What it says</th>
          </tr>
        </thead>
        <tbody>
          {folded(rows).map(({ first, last }) => (
            <Row one={first} last={last} zone={zone} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Folded = { readonly first: PreviewedRow; readonly last: number };

/** Neighbours that are refused for one reason are one line. */
function folded(rows: readonly PreviewedRow[]): readonly Folded[] {
  const lines: Folded[] = [];
  for (const row of rows) {
    const before = lines.at(-1);
    const isSame =
      before !== undefined && reasonOf(row) !== undefined && reasonOf(row) === reasonOf(before.first);
    if (isSame) lines[lines.length - 1] = { first: before.first, last: row.row };
    else lines.push({ first: row, last: row.row });
  }
  return lines;
}

function reasonOf({ mapped }: PreviewedRow): string | undefined {
  return mapped.outcome === 'facts' ? undefined : mapped.reason;
}

type RowProps = { readonly one: PreviewedRow; readonly last: number; readonly zone: string };

function Row({ one: { row, mapped }, last, zone }: RowProps) {
  if (mapped.outcome !== 'facts')
    return (
      <tr>
        <td>{last === row ? row : `${row}–${last}`}</td>
        <td></td>
        <td>
          <span class={`pill ${mapped.outcome === 'invalid' ? 'red' : 'plain'}`}>
            {mapped.outcome === 'invalid' ? 'Not taken' : 'Left out'}
          </span>{' '}
          {mapped.reason}
        </td>
      </tr>
    );
  const facts = mapped.subjects.flatMap((subject) => subject.facts);
  return (
    <tr>
      <td>{row}</td>
      <td>{mapped.subjects.map((subject) => patientNameOf(subject.patient)).join('; ')}</td>
      <td>
        {facts
          .filter(({ kind }) => kind !== 'patient_described')
          .map((fact) => factSentence(fact, zone))
          .join(' ')}
        {mapped.warnings.map((warning) => (
          <>
            {' '}
            <span class="pill amber">
              {warning.path === undefined ? '' : `${warning.path}: `}
              {warning.text}
            </span>
          </>
        ))}
      </td>
    </tr>
  );
}
