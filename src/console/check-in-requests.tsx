import { missingOf } from '../pipeline/intake/check-in.ts';
import type { RequestLine } from '../store/forms-check-in.ts';
import { CheckInTabs, knownText } from './check-in-view.tsx';
import { Chips, Empty, linkTo, ListHead, Pill } from './parts.tsx';
import { birthText, When } from './times.tsx';
import { personName, stateWord } from './words.ts';

type RequestProps = {
  readonly lines: readonly RequestLine[];
  readonly show: string | undefined;
  readonly me: string;
  readonly zone: string;
};

/** Every request of the day with its two fields, or what is missing (FEATURES TE-5). */
export function RequestList({ lines, show, me, zone }: RequestProps) {
  const incomplete = lines.filter((line) => missingOf(line).length > 0);
  const mine = lines.filter(({ assignedTo }) => assignedTo === me);
  const shown = show === 'all' ? lines : show === 'mine' ? mine : incomplete;
  return (
    <>
      <ListHead title="Requests today">
        <a class="button main" href="/check-in/requests/next">
          Open the next one
        </a>
      </ListHead>
      <CheckInTabs current="requests" />
      <Chips
        label="Which requests"
        choices={[
          {
            href: '/check-in/requests',
            label: 'Something missing',
            isCurrent: show !== 'all' && show !== 'mine',
            count: String(incomplete.length),
          },
          {
            href: linkTo('/check-in/requests', { show: 'mine' }),
            label: 'Mine',
            isCurrent: show === 'mine',
            count: String(mine.length),
          },
          {
            href: linkTo('/check-in/requests', { show: 'all' }),
            label: 'All',
            isCurrent: show === 'all',
            count: String(lines.length),
          },
        ]}
      />
      {shown.length === 0 ? (
        <Empty title="Nothing is missing.">
          <p>
            Each request and booking of the day stands here until it is known who sent the patient and who
            their doctor is.
          </p>
        </Empty>
      ) : (
        <RequestTable lines={shown} zone={zone} />
      )}
    </>
  );
}

function RequestTable({ lines, zone }: Pick<RequestProps, 'lines' | 'zone'>) {
  return (
    <table class="list tall requests" data-list>
      <thead>
        <tr>
          <th scope="col">Heard</th>
          <th scope="col">Patient</th>
          <th scope="col">Who sent them</th>
          <th scope="col">Primary care doctor</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr data-id={line.referralId}>
            <td class="when">
              <When at={line.receivedAt} zone={zone} />
              <small class="below">{line.channel}</small>
            </td>
            <td class="who">
              <a href={`/check-in/${line.referralId}?queue=1`}>{personName(line)}</a>{' '}
              <small>{birthText(line.birthDate)}</small>
              {line.assignedTo === null ? null : <small class="below">{line.assignedTo}</small>}
            </td>
            {(['referrer', 'pcp'] as const).map((role) => (
              <td class="from">
                {missingOf(line).includes(role) ? (
                  <span class="pill amber">{role === 'pcp' ? 'Doctor missing' : 'Referrer missing'}</span>
                ) : (
                  knownText(line, role)
                )}
              </td>
            ))}
            <td class="state">
              <Pill of={stateWord(line.state)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
