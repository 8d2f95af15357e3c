import type { ReferralView } from '../domain/referral.ts';
import { statusWords } from '../pipeline/letters/send-status.ts';
import { MOST_BUNDLED } from '../pipeline/packet/packet-input.ts';
import type { NoteToBundle } from '../store/letters-bundles.ts';
import type { OpenReferral } from '../store/letters-orders.ts';
import type { DeliveryStatus } from '../store/deliveries.ts';
import type { Partner } from '../store/partners.ts';
import { Csrf, Field, Pill } from './parts.tsx';
import { birthText, When } from './times.tsx';
import { deliveryWords, personName } from './words.ts';

type OfficeProps = {
  readonly partner: Partner;
  readonly open: readonly OpenReferral[];
  readonly notes: readonly NoteToBundle[];
  readonly chosen: readonly string[];
  readonly problem: string | undefined;
  readonly token: string;
  readonly zone: string;
};

export function OfficeSend(props: OfficeProps) {
  const { partner, problem } = props;
  return (
    <>
      <div class="head">
        <h1>Send to {partner.name}</h1>
        <a href={`/partners/${partner.id}`}>The partner</a>
      </div>
      {problem === undefined ? null : (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <div class="column">
        <StatusCard {...props} />
        <BundleCard {...props} />
      </div>
    </>
  );
}

function StatusCard({ partner, open: all, token, zone }: OfficeProps) {
  const open = all.filter((one) => !one.isWithheld);
  const withheld = all.length - open.length;
  return (
    <section class="card" id="status">
      <h2>How their patients stand</h2>
      {withheld === 0 ? null : (
        <p class="muted">
          {withheld === 1 ? 'One patient is' : `${withheld} patients are`} left out: they object, or are
          protected.
        </p>
      )}
      {open.length === 0 ? (
        <p class="muted">No referral of this office is open: there is nothing to report.</p>
      ) : (
        <>
          <p>
            One document with a cover lists{' '}
            {open.length === 1 ? 'this patient' : `these ${open.length} patients`}, as of now.
          </p>
          <StatusTable open={open} zone={zone} />
          {open.length > SHOWN ? <p class="muted">And {open.length - SHOWN} more.</p> : null}
          <form method="post" action={`/deliveries/to/${partner.id}/status`} class="buttons">
            <Csrf token={token} />
            <button type="submit" class="main">
              Send status report
            </button>
          </form>
        </>
      )}
    </section>
  );
}

function StatusTable({ open, zone }: Pick<OfficeProps, 'open' | 'zone'>) {
  return (
    <div class="wide-table">
      <table class="list">
        <thead>
          <tr>
            <th>Patient</th>
            <th>Received</th>
            <th>What they read</th>
            <th>Appointment</th>
          </tr>
        </thead>
        <tbody>
          {open.slice(0, SHOWN).map((one) => (
            <tr>
              <td>
                <a href={`/referrals/${one.id}`}>{personName(one)}</a>{' '}
                <span class="muted">{birthText(one.birthDate)}</span>
              </td>
              <td>
                <When at={one.receivedAt} zone={zone} />
              </td>
              <td>{statusWords(one.state)}</td>
              <td>
                {one.state === 'scheduled' && one.appointmentAt !== null ? (
                  <When at={one.appointmentAt} zone={zone} />
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Lines of the report that the page shows; the document has them all. */
const SHOWN = 25;

function BundleCard({ partner, notes, chosen, token }: OfficeProps) {
  return (
    <section class="card" id="bundle">
      <h2>Several notes in one parcel</h2>
      {notes.length < 2 ? (
        <p class="muted">There are no two notes for this office.</p>
      ) : (
        <form method="post" action={`/deliveries/to/${partner.id}/bundle`} class="stack">
          <Csrf token={token} />
          <p>Choose two to {MOST_BUNDLED}. Each keeps a record of its own of what became of it.</p>
          <ul class="choices note-choices">
            {notes.map((note) => (
              <li>
                <label class="choice">
                  <input type="checkbox" name="note" value={note.key} checked={chosen.includes(note.key)} />
                  <span>
                    <b>{personName(note)}</b> <span class="muted">{birthText(note.birthDate)}</span>
                    <br />
                    {note.title ?? 'Visit note'}
                    {note.serviceDate === null ? '' : `, ${birthText(note.serviceDate)}`}{' '}
                    {note.status === null ? null : <Pill of={deliveryWords[note.status as DeliveryStatus]} />}
                  </span>
                </label>
              </li>
            ))}
          </ul>
          <p class="buttons">
            <button type="submit" class="main">
              Send the chosen notes together
            </button>
          </p>
        </form>
      )}
    </section>
  );
}

type LetterProps = {
  readonly referralId: string;
  readonly view: ReferralView;
  readonly isThanked: boolean;
  readonly isDeclineSent: boolean;
  readonly reason: string;
  readonly problem: string | undefined;
  readonly token: string;
};

export function LetterSend(props: LetterProps) {
  const { referralId, problem } = props;
  return (
    <>
      <div class="head">
        <h1>Write to the office that referred</h1>
        <a href={`/referrals/${referralId}`}>The referral</a> <a href="/letters">The wording</a>
      </div>
      {problem === undefined ? null : (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <div class="columns">
        <ThanksCard {...props} />
        <DeclineCard {...props} />
      </div>
    </>
  );
}

function ThanksCard({ referralId, isThanked, token }: LetterProps) {
  return (
    <section class="card">
      <h2>Thank-you</h2>
      {isThanked ? (
        <p class="muted">Sent before. Thanks are said once for a referral.</p>
      ) : (
        <form method="post" action={`/referrals/${referralId}/letter`} class="stack">
          <Csrf token={token} />
          <input type="hidden" name="kind" value="thank_you" />
          <p>Says that the referral reached us and what comes next.</p>
          <p class="buttons">
            <button type="submit" class="main">
              Send thanks
            </button>
          </p>
        </form>
      )}
    </section>
  );
}

function DeclineCard({ referralId, view, isDeclineSent, reason, token }: LetterProps) {
  return (
    <section class="card">
      <h2>Decline</h2>
      {isDeclineSent ? (
        <p class="muted">Sent before. It can be sent again from its delivery.</p>
      ) : view.state === 'declined' ? (
        <form method="post" action={`/referrals/${referralId}/letter`} class="stack">
          <Csrf token={token} />
          <input type="hidden" name="kind" value="decline" />
          <Field
            label="Why, in one sentence for the office"
            name="reason"
            value={reason}
            maxLength={500}
            isRequired
          />
          <p class="buttons">
            <button type="submit" class="main">
              Send decline
            </button>
          </p>
        </form>
      ) : (
        <p class="muted">Decline the referral first, so that the letter and the ledger say the same.</p>
      )}
    </section>
  );
}
