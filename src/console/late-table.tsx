import type { EscalationKind } from '../domain/escalation-kinds.ts';
import { escalationWords, lateness, ownerWords } from '../domain/escalation-words.ts';
import { now } from '../lib/clock.ts';
import type { EscalationLine } from '../store/escalations.ts';
import { LateForms } from './late-forms.tsx';
import { linkTo } from './parts.tsx';
import { birthText, When } from './times.tsx';
import { personName } from './words.ts';

type Props = {
  readonly lines: readonly EscalationLine[];
  readonly token: string;
  readonly back: string;
  readonly person: string;
  readonly zone: string;
};

/** One line a clock: how late, who, what, whose it is, and what to do. */
export function LateTable({ lines, ...rest }: Props) {
  return (
    <table class="list tall work" data-list>
      <thead>
        <tr>
          <th scope="col">Late</th>
          <th scope="col">Patient</th>
          <th scope="col">What</th>
          <th scope="col">Whose</th>
          <th scope="col">Next step</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line line={line} {...rest} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ line, token, back, person, zone }: Omit<Props, 'lines'> & { readonly line: EscalationLine }) {
  const isOpen = line.state === 'planned' || line.state === 'raised';
  const step = steps[line.kind];
  return (
    <tr data-id={line.id}>
      <td class="when">
        <Clock line={line} zone={zone} />
      </td>
      <td class="who">
        <a href={`/referrals/${line.referralId}`}>{personName(line)}</a>{' '}
        <small>{birthText(line.birthDate)}</small>
        {line.isFirstOfPartner ? (
          <small class="first">First patient of {line.partnerName ?? 'a new partner'}</small>
        ) : null}
      </td>
      <td class="from">
        {escalationWords[line.kind]}
        <small class="below">{line.partnerName === null ? '' : `From ${line.partnerName}`}</small>
      </td>
      <td class="state">
        <Owner line={line} person={person} zone={zone} />
      </td>
      <td class="next">
        {isOpen ? (
          <>
            <a class="step" href={step.link(line)}>
              {step.label}
            </a>
            <details>
              <summary>Take, put off, done…</summary>
              <LateForms line={line} token={token} back={back} person={person} />
            </details>
          </>
        ) : (
          <span class="muted">
            {line.closedBy === null
              ? 'Settled by what arrived'
              : `${line.closedBy}: “${line.closedBecause ?? ''}”`}
          </span>
        )}
      </td>
    </tr>
  );
}

function Clock({ line, zone }: { readonly line: EscalationLine; readonly zone: string }) {
  if (line.closedAt !== null) return <When at={line.closedAt} zone={zone} />;
  if (line.isOnHold) return <span class="pill plain">On hold</span>;
  const at = now();
  return (
    <>
      <span class={`pill ${line.lateAt <= at ? 'red' : 'plain'}`}>{lateness(line.lateAt, at)}</span>
      {line.isUrgent ? <span class="pill amber">Urgent</span> : null}
      {line.snoozedUntil !== null && line.snoozedUntil > at ? (
        <small class="below">
          Put off until <When at={line.snoozedUntil} zone={zone} />: {line.snoozedBecause}
        </small>
      ) : null}
    </>
  );
}

/** Who has it, and who is told next. */
function Owner({
  line,
  person,
  zone,
}: {
  readonly line: EscalationLine;
  readonly person: string;
  readonly zone: string;
}) {
  const next = line.owners[line.level];
  return (
    <>
      {ownerWords[line.owner]}
      {line.assignedTo === null ? null : (
        <small class="below">{line.assignedTo === person ? 'You have taken it' : line.assignedTo}</small>
      )}
      {next === undefined || line.nextDueAt === null || line.level === 0 ? null : (
        <small class="below">
          {ownerWords[next]} is told <When at={line.nextDueAt} zone={zone} />
        </small>
      )}
    </>
  );
}

type Step = { readonly label: string; readonly link: (line: EscalationLine) => string };

const at = (anchor: string) => (line: EscalationLine) => `/referrals/${line.referralId}${anchor}`;
const ask = (line: EscalationLine) => linkTo('/missing', { point: line.point ?? undefined });

const steps: Readonly<Record<EscalationKind, Step>> = {
  needs_review: { label: 'Check and confirm', link: at('#decide') },
  not_contacted: { label: 'Call the patient', link: at('#decide') },
  not_scheduled: { label: 'Book the visit', link: at('') },
  no_outcome: { label: 'See the visit', link: at('') },
  note_not_final: { label: 'See the note', link: at('#notes') },
  note_undelivered: { label: 'Send the note', link: at('#notes') },
  delivery_failed: { label: 'Send it another way', link: at('#notes') },
  referrer_missing: { label: 'Ask who sent them', link: ask },
  pcp_missing: { label: 'Ask for the doctor', link: ask },
};
