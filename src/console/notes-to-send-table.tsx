import { now } from '../lib/clock.ts';
import type { NoteLine, NoteTab } from '../store/notes-to-send.ts';
import { Next } from './notes-to-send-next.tsx';
import { notesLink, type NotesQuery } from './notes-to-send-query.ts';
import { lineReason, lineTitle, lineWay, lineWord, tabWords } from './notes-to-send-words.ts';
import { Pill } from './parts.tsx';
import { birthText, durationText, When } from './times.tsx';
import { personName } from './words.ts';

type Props = {
  readonly lines: readonly NoteLine[];
  readonly query: NotesQuery;
  readonly token: string;
  readonly zone: string;
};

/** One line a note: since when, whose, to whom, how it stands, and what to do. */
export function NotesTable({ lines, query, token, zone }: Props) {
  return (
    <table class="list tall notes" data-list>
      <caption class="unseen">{tabWords[query.tab].label}</caption>
      <thead>
        <tr>
          <th scope="col">{tabWords[query.tab].time}</th>
          <th scope="col">Patient</th>
          <th scope="col">Office</th>
          <th scope="col">State and reason</th>
          <th scope="col">Next step</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line line={line} query={query} token={token} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

type LineProps = Omit<Props, 'lines'> & { readonly line: NoteLine };

function Line({ line, query, token, zone }: LineProps) {
  const { tab } = query;
  return (
    <tr data-id={line.id}>
      <td class="when">
        {tab === 'failed' ? (
          <input
            type="checkbox"
            name="id"
            value={line.id}
            form="bulk"
            aria-label={`Send again: ${lineTitle(line)} for ${personName(line)}`}
          />
        ) : null}
        <When at={line.at} zone={zone} />
        <Waiting line={line} tab={tab} zone={zone} />
      </td>
      <td class="who">
        <a href={`/referrals/${line.referralId}`}>{personName(line)}</a>{' '}
        <small>{birthText(line.birthDate)}</small>
        {line.provider === null ? null : <small class="below">Seen by {line.provider}</small>}
      </td>
      <td class="from">
        <Office line={line} query={query} />
      </td>
      <td class="state">
        <State line={line} tab={tab} zone={zone} />
      </td>
      <td class="next">
        <Next line={line} query={query} token={token} />
      </td>
    </tr>
  );
}

/** How old an unwritten note is: a day is what is promised. The day of the visit elsewhere. */
function Waiting({
  line,
  tab,
  zone,
}: {
  readonly line: NoteLine;
  readonly tab: NoteTab;
  readonly zone: string;
}) {
  if (tab === 'not_final') {
    const minutes = Math.round((Date.parse(now()) - Date.parse(line.at)) / 60_000);
    const tone = minutes > 48 * 60 ? 'red' : minutes > 24 * 60 ? 'amber' : 'plain';
    return (
      <small class="below">
        <span class={`pill ${tone}`}>{durationText(Math.max(0, minutes))} ago</span>
      </small>
    );
  }
  if (line.seenAt === null) return null;
  return (
    <small class="below">
      Visit <When at={line.seenAt} zone={zone} isDay />
    </small>
  );
}

function Office({ line, query }: { readonly line: NoteLine; readonly query: NotesQuery }) {
  const way = lineWay(line);
  if (line.partnerId === null) return <span class="muted">Nobody is named</span>;
  return (
    <>
      <a href={notesLink(query, { partner: line.partnerId })} title="Only this office">
        {line.partnerName ?? 'An office without a name'}
      </a>
      {way === undefined ? null : <small class="below address">{way}</small>}
    </>
  );
}

function State({
  line,
  tab,
  zone,
}: {
  readonly line: NoteLine;
  readonly tab: NoteTab;
  readonly zone: string;
}) {
  const reason = lineReason(line, tab);
  const title = lineTitle(line);
  return (
    <>
      <Pill of={lineWord(line, tab)} />{' '}
      {line.deliveryId === null ? title : <a href={`/deliveries/${line.deliveryId}`}>{title}</a>}
      {reason === undefined ? null : <p class="muted">{reason}</p>}
      {line.reference === null || tab === 'failed' ? null : (
        <small class="below">
          {line.status === 'delivered' ? 'Proof' : 'Their number'}: {line.reference}
        </small>
      )}
      {line.acknowledgedAt === null ? null : (
        <small class="below">
          {line.acknowledged} <When at={line.acknowledgedAt} zone={zone} />
        </small>
      )}
      {line.nextAttemptAt === null || line.status !== 'failed_transient' ? null : (
        <small class="below">
          Next try <When at={line.nextAttemptAt} zone={zone} />
        </small>
      )}
    </>
  );
}
