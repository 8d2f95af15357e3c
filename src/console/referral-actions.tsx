import type { Fact as LedgerFact } from '../domain/fact.ts';
import { Csrf } from './parts.tsx';
import type { ReferralPage } from './referral-load.ts';
import { When } from './times.tsx';

type Props = { readonly page: ReferralPage; readonly token: string };

/** What people do about an open referral: try to reach the patient, let it wait, confirm, accept, decline, remove. */
export function Decide({ page, token }: Props) {
  const { view, referral } = page;
  if (view.state === 'voided' || view.state === 'closed') return null;
  const isUndecided = view.state === 'received' || view.state === 'possible';
  return (
    <section id="decide" class="card">
      <h2>What to do</h2>
      {view.reviewReason === undefined ? null : (
        <form method="post" action={`/referrals/${referral.id}/act/confirm`} class="buttons">
          <Csrf token={token} />
          <span>Read in doubt: {view.reviewReason}.</span>
          <button class="main">It is a referral</button>
        </form>
      )}
      <Contact page={page} token={token} />
      <Hold page={page} token={token} />
      <p>
        <a href={`/referrals/${referral.id}/letter`}>Write to the office that referred</a>
      </p>
      <details open={view.state === 'cancel_requested'}>
        <summary>Accept, decline or remove this referral</summary>
        <form method="post" action={`/referrals/${referral.id}/decide`} class="stack">
          <Csrf token={token} />
          <label class="field">
            <span>Reason</span>
            <input name="reason" maxlength={500} autocomplete="off" />
            <small>Needed to decline or remove; the referring office may ask for it.</small>
          </label>
          <p class="buttons">
            {isUndecided ? (
              <button name="decision" value="accepted" class="main">
                Accept
              </button>
            ) : null}
            <button name="decision" value="declined">
              Decline
            </button>
            <button name="decision" value="voided">
              Entered in error
            </button>
          </p>
        </form>
      </details>
    </section>
  );
}

function Contact({ page, token }: Props) {
  const { contacts } = page.view;
  return (
    <form method="post" action={`/referrals/${page.referral.id}/act/contact`} class="buttons">
      <Csrf token={token} />
      <span>
        Call to the patient
        {contacts.attempts === 0
          ? ''
          : ` (${contacts.attempts === 1 ? 'one attempt' : `${contacts.attempts} attempts`} so far)`}
        :
      </span>
      <button name="outcome" value="reached">
        Reached
      </button>
      <button name="outcome" value="message_left">
        Left a message
      </button>
      <button name="outcome" value="no_answer">
        No answer
      </button>
      <button name="outcome" value="wrong_number">
        Wrong number
      </button>
    </form>
  );
}

function Hold({ page, token }: Props) {
  const path = `/referrals/${page.referral.id}/act`;
  if (page.view.isOnHold)
    return (
      <form method="post" action={`${path}/resume`} class="buttons">
        <Csrf token={token} />
        <span>On hold: no clock runs.</span>
        <button>Take off hold</button>
      </form>
    );
  return (
    <details>
      <summary>Put on hold…</summary>
      <form method="post" action={`${path}/hold`} class="inline">
        <Csrf token={token} />
        <label class="field">
          <span>What it waits for</span>
          <input name="reason" maxlength={300} autocomplete="off" />
        </label>
        <button>Put on hold</button>
      </form>
    </details>
  );
}

type Piece = {
  readonly messageId: string;
  readonly channel: string;
  readonly at: string;
  readonly brought: readonly string[];
};

/** Which messages the referral rests on; ticked ones are split off as a referral of their own. */
export function Evidence({ page, token, zone }: Props & { readonly zone: string }) {
  const pieces = piecesOf(page);
  if (pieces.length < 2) return null;
  return (
    <section class="card" id="evidence">
      <h2>What it rests on</h2>
      <form method="post" action={`/referrals/${page.referral.id}/act/split`} class="stack">
        <Csrf token={token} />
        <ul class="lines">
          {pieces.map((piece) => (
            <li>
              <label class="choice">
                <input type="checkbox" name="messageId" value={piece.messageId} />{' '}
                <span>
                  {piece.channel}: {piece.brought.join(', ')}
                </span>
              </label>{' '}
              <When at={piece.at} zone={zone} /> <a href={`/messages/${piece.messageId}`}>Message</a>
            </li>
          ))}
        </ul>
        <details>
          <summary>These are two referrals…</summary>
          <p class="muted">
            Tick what belongs to the other referral. Later messages with its numbers go there too.
          </p>
          <p class="buttons">
            <button>Split off what is ticked</button>
          </p>
        </details>
      </form>
    </section>
  );
}

function piecesOf(page: ReferralPage): readonly Piece[] {
  const pieces = new Map<string, Piece>();
  for (const { fact, messageId, channel, effectiveAt } of page.facts) {
    if (messageId === null) continue;
    const word = words[fact.kind];
    const known = pieces.get(messageId);
    const brought = [...new Set([...(known?.brought ?? []), ...(word === undefined ? [] : [word])])];
    pieces.set(messageId, { messageId, channel, at: known?.at ?? effectiveAt, brought });
  }
  return [...pieces.values()].filter((piece) => piece.brought.length > 0);
}

const words: Partial<Record<LedgerFact['kind'], string>> = {
  referral_requested: 'request',
  referral_changed: 'change of the request',
  referral_withdrawn: 'withdrawal',
  appointment_stated: 'appointment',
  visit_stated: 'visit',
  note_stated: 'note',
  party_named: 'who sent or sees the patient',
  platform_status: 'status of the platform',
};
