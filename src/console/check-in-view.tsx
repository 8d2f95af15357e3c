import { displayName } from '../domain/names.ts';
import { missingOf, openQuestions } from '../pipeline/intake/check-in.ts';
import type { AskedRole, CheckInLine } from '../store/forms-check-in.ts';
import { partyText } from './fact-sentences.ts';
import { Chips, Csrf, Empty, ListHead } from './parts.tsx';
import { PartyAsk } from './party-ask.tsx';
import { birthText, When } from './times.tsx';
import { personName } from './words.ts';

type ListProps = {
  readonly lines: readonly CheckInLine[];
  readonly show: string | undefined;
  readonly token: string;
  readonly zone: string;
};

export function CheckInTabs({ current }: { readonly current: 'check-in' | 'requests' | 'forms' }) {
  return (
    <Chips
      label="At the desk"
      choices={[
        { href: '/check-in', label: 'Check-in today', isCurrent: current === 'check-in' },
        { href: '/check-in/requests', label: 'Requests today', isCurrent: current === 'requests' },
        { href: '/forms', label: 'Public forms', isCurrent: current === 'forms' },
      ]}
    />
  );
}

/** Today's appointments by their time, each with its two questions. */
export function CheckInList({ lines, show, token, zone }: ListProps) {
  const toAsk = lines.filter((line) => openQuestions(line).length > 0);
  const shown =
    show === 'all'
      ? lines
      : show === 'done'
        ? lines.filter((line) => line.doneAt !== null)
        : lines.filter((line) => line.doneAt === null);
  const done = lines.filter((line) => line.doneAt !== null);
  return (
    <>
      <ListHead title="Check-in today">
        <a class="button main" href="/phone?kind=check-in">
          Walk-in referral
        </a>
      </ListHead>
      <CheckInTabs current="check-in" />
      <p class="facts" id="check-in-sum" data-block>
        <span>{lines.length === 1 ? '1 appointment' : `${lines.length} appointments`}</span>
        <span>{toAsk.length} to ask</span>
        <span>{done.length} checked in</span>
      </p>
      <Chips
        label="Which appointments"
        choices={[
          { href: '/check-in', label: 'To come', isCurrent: show !== 'all' && show !== 'done' },
          { href: '/check-in?show=done', label: 'Checked in', isCurrent: show === 'done' },
          { href: '/check-in?show=all', label: 'All', isCurrent: show === 'all' },
        ]}
      />
      {shown.length === 0 ? (
        <Empty title={lines.length === 0 ? 'No appointments today.' : 'Nobody here.'}>
          <p>
            Appointments the EMR tells of appear here on their day. Whoever walks in with a referral is
            written down with <a href="/phone?kind=check-in">Walk-in referral</a>.
          </p>
        </Empty>
      ) : (
        <CheckInTable lines={shown} token={token} zone={zone} />
      )}
    </>
  );
}

function CheckInTable({ lines, token, zone }: Omit<ListProps, 'show'>) {
  return (
    <table class="list tall check-in" data-list>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Patient</th>
          <th scope="col">Who sent them?</th>
          <th scope="col">Primary care doctor</th>
          <th scope="col">At the desk</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr data-id={line.referralId}>
            <td class="when">
              <When at={line.appointmentAt} zone={zone} />
              <small class="below">{withWhom(line)}</small>
            </td>
            <td class="who">
              <a href={`/check-in/${line.referralId}`}>{personName(line)}</a>{' '}
              <small>{birthText(line.birthDate)}</small>
              {line.firstOf === null ? null : <small class="first">First patient of {line.firstOf}</small>}
              <small class="below">
                {[
                  line.papers === 0 ? '' : line.papers === 1 ? '1 paper' : `${line.papers} papers`,
                  line.consent === null
                    ? 'E-mail: not asked'
                    : line.consent
                      ? 'E-mail: agreed'
                      : 'E-mail: no',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </td>
            <td class="from">
              <Asked line={line} role="referrer" token={token} />
            </td>
            <td class="from">
              <Asked line={line} role="pcp" token={token} />
            </td>
            <td class="next">
              <DeskStep line={line} token={token} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is known, or the question with all its answers. */
function Asked({
  line,
  role,
  token,
}: {
  readonly line: CheckInLine;
  readonly role: AskedRole;
  readonly token: string;
}) {
  if (!missingOf(line).includes(role)) return <>{knownText(line, role)}</>;
  const why = line.putOff[role];
  return (
    <>
      <PartyAsk referralId={line.referralId} role={role} token={token} back="/check-in" />
      {why === undefined ? (
        <AskLater referralId={line.referralId} role={role} token={token} back="/check-in" />
      ) : (
        <small class="below">
          <span class="pill amber">Asked later</span> {why}
        </small>
      )}
    </>
  );
}

export function AskLater(props: {
  readonly referralId: string;
  readonly role: AskedRole;
  readonly token: string;
  readonly back: string;
}) {
  const { referralId, role, token, back } = props;
  return (
    <details class="inline-form">
      <summary>Ask later…</summary>
      <form method="post" action={`/check-in/${referralId}/later`} class="inline">
        <Csrf token={token} />
        <input type="hidden" name="role" value={role} />
        <input type="hidden" name="back" value={back} />
        <label class="field">
          <span>Why not now?</span>
          <input name="reason" required maxlength={200} autocomplete="off" />
        </label>
        <button>Ask later</button>
      </form>
    </details>
  );
}

/** Who it is; `nobody`, where the patient said so. */
export function knownText(
  line: Pick<CheckInLine, 'view' | 'referrerName' | 'pcpName'>,
  role: AskedRole,
): string {
  const name = role === 'referrer' ? line.referrerName : line.pcpName;
  if (name !== null) return name;
  const party = role === 'referrer' ? line.view.referrer : line.view.pcp;
  if (party === undefined) return 'Missing';
  if (party.claim.kind === 'self') return 'Nobody: came by themselves';
  if (party.claim.kind === 'unknown') return party.isFromPerson ? 'Patient does not know' : 'Missing';
  return partyText(party.claim);
}

function DeskStep({ line, token }: { readonly line: CheckInLine; readonly token: string }) {
  if (line.doneAt !== null) return <span class="pill green">Checked in</span>;
  const open = openQuestions(line).length;
  return (
    <form method="post" action={`/check-in/${line.referralId}/done`} class="inline">
      <Csrf token={token} />
      <button class={open === 0 ? 'main' : undefined}>Check in</button>
      {open === 0 ? null : (
        <small class="below">{open === 1 ? '1 question first' : `${open} questions first`}</small>
      )}
    </form>
  );
}

function withWhom({ provider, location }: CheckInLine): string {
  const name = provider === null ? '' : displayName(provider);
  return [name === '' ? '' : `With ${name}`, location].filter(Boolean).join(' · ');
}
