import type { ReferralView } from '../domain/referral.ts';
import type { ReferralRow } from '../store/ledger.ts';
import { partyText } from './fact-sentences.ts';
import { Csrf, Key } from './parts.tsx';
import { When } from './times.tsx';
import { stateWords } from './words.ts';

/** Two referrals of one patient side by side: one, or two? */
export function SameReferralForm(props: {
  readonly one: ReferralRow;
  readonly other: ReferralRow;
  readonly reasons: readonly string[];
  readonly token: string;
  readonly zone: string;
  /** Where to go when it is answered. */
  readonly back: string;
}) {
  const { one, other, reasons, token, zone, back } = props;
  return (
    <>
      <p>{reasons.length === 0 ? null : `Why asked: ${reasons.join(', ')}.`}</p>
      <div class="scroll" tabindex={0} role="group" aria-label="Comparison">
        <table class="compare">
          <thead>
            <tr>
              <th scope="col"></th>
              <th scope="col">
                <a href={`/referrals/${other.id}`}>The earlier one</a>
              </th>
              <th scope="col">
                <a href={`/referrals/${one.id}`}>The later one</a>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row">{row.label}</th>
                <td>{row.show(other.view, zone) || '–'}</td>
                <td>{row.show(one.view, zone) || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <form method="post" class="buttons">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <input type="hidden" name="otherId" value={other.id} />
        <button class="main" formaction={`/referrals/${one.id}/act/join`} data-key="1">
          <Key name="1" /> One referral: join them
        </button>
        <button formaction={`/referrals/${one.id}/act/apart`} data-key="2">
          <Key name="2" /> Two referrals: keep both
        </button>
      </form>
    </>
  );
}

const rows: readonly {
  readonly label: string;
  readonly show: (view: ReferralView, zone: string) => unknown;
}[] = [
  { label: 'State', show: (view) => stateWords[view.state].word },
  { label: 'Received', show: (view, zone) => <When at={view.receivedAt} zone={zone} /> },
  { label: 'From', show: (view) => view.referrer && partyText(view.referrer.claim) },
  { label: 'Service', show: (view) => view.service },
  { label: 'Reason', show: (view) => view.reason },
  { label: 'Diagnoses', show: (view) => view.diagnoses.join(', ') },
  { label: 'Their number', show: (view) => view.placerOrder?.value },
  {
    label: 'Told by',
    show: (view) => [...new Set(view.evidence.map((one) => one.channel))].join(', '),
  },
  {
    label: 'Appointment',
    show: (view, zone) => view.appointment?.start && <When at={view.appointment.start} zone={zone} />,
  },
];
