import { now } from '../lib/clock.ts';
import type { ReferralLine } from '../store/referral-list.ts';
import { lateText, nextStep } from './next-step.ts';
import { Pill } from './parts.tsx';
import { birthText, shortText, When } from './times.tsx';
import { personName, stateWords } from './words.ts';

/** One line a referral: five columns, one next step. */
export function ReferralTable({
  lines,
  zone,
}: {
  readonly lines: readonly ReferralLine[];
  readonly zone: string;
}) {
  return (
    <table class="list referrals" data-list>
      <thead>
        <tr>
          <th scope="col">Received</th>
          <th scope="col">Patient</th>
          <th scope="col">From</th>
          <th scope="col">State</th>
          <th scope="col">Next step</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <ReferralRow line={line} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

function ReferralRow({ line, zone }: { readonly line: ReferralLine; readonly zone: string }) {
  const step = nextStep(line, zone);
  const late = lateText(line.view, now());
  const office =
    line.partnerName ?? (line.view.referrer?.claim.kind === 'self' ? 'Self-referred' : undefined);
  return (
    <tr data-id={line.id}>
      <td class="when">
        {late === undefined ? null : <span class="pill red">{late}</span>}
        {line.priority === 'routine' ? null : (
          <span class="pill amber">{line.priority === 'stat' ? 'Stat' : 'Urgent'}</span>
        )}
        {late === undefined && line.priority === 'routine' ? (
          <When at={line.receivedAt} zone={zone} />
        ) : (
          <span class="unseen">{shortText(line.receivedAt, zone)}</span>
        )}
      </td>
      <td class="who">
        <a class="row" href={`/referrals/${line.id}`}>
          {personName(line)}
        </a>{' '}
        <small>{birthText(line.birthDate)}</small>
      </td>
      <td class="from">
        {office ?? <span class="pill amber">Not known</span>}
        {line.partnerOrganisation === null || line.partnerOrganisation === office ? null : (
          <small> {line.partnerOrganisation}</small>
        )}
      </td>
      <td class="state">
        <Pill of={stateWords[line.state]} />
      </td>
      <td class="next">
        {step.anchor === undefined ? (
          <span class="muted">{step.text}</span>
        ) : (
          <a
            class={step.isTrouble === true ? 'step trouble' : 'step'}
            href={`/referrals/${line.id}#${step.anchor}`}
          >
            {step.text}
          </a>
        )}
      </td>
    </tr>
  );
}
