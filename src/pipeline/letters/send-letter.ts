import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { once, type Repeatable } from '../../store/asked-once.ts';
import { insertAudit } from '../../store/audit.ts';
import type { Tx } from '../../store/database.ts';
import { findReferral } from '../../store/ledger.ts';
import { hasOrder, insertOrder } from '../../store/letters-orders.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

export type LetterToSend = {
  readonly kind: 'decline' | 'thank_you';
  readonly referralId: string;
  /** For a decline: why, in words for the referring office. */
  readonly reason?: string;
};

/**
 * Sends a letter about a referral to whoever sent it, the way everything goes to an office: by its own ways, in its hours, held where a
 * number is in doubt. Returns the key of the effect. `wish`: said again, nothing is sent again.
 *
 * @throws Failure permanent: `letter-no-referral`, `letter-no-partner`, `letter-not-declined`, `letter-no-reason`, `letter-sent-before`,
 *   `idempotency-reused`.
 */
export async function sendLetter(
  hub: Hub,
  letter: LetterToSend,
  person: string,
  wish?: Repeatable,
): Promise<string> {
  const key = await transaction(hub.db, (tx) => once(tx, wish, () => orderLetter(tx, letter, person)));
  hub.wake('effects');
  return key;
}

async function orderLetter(tx: Tx, letter: LetterToSend, person: string): Promise<string> {
  const { kind } = letter;
  const referral = await findReferral(tx, letter.referralId);
  if (!referral) throw refusal('letter-no-referral', 'This referral is not there any more.');
  const partnerId = referral.view.referrer?.partnerId;
  if (partnerId === undefined)
    throw refusal('letter-no-partner', 'Nobody is known who sent this patient: name the referrer first.');
  const reason = letter.reason?.trim().slice(0, MOST_REASON) ?? '';
  if (kind === 'decline') requireDecline(referral.view.state, reason);
  if (await hasOrder(tx, referral.id, kind))
    throw refusal(
      'letter-sent-before',
      'This letter was sent for this referral before: send it again from its delivery.',
    );
  const order = `send_letter|${kind}|${newId()}`;
  const options = kind === 'decline' ? { reason } : {};
  const about = { kind, referralId: referral.id, partnerId, options, createdBy: person };
  await insertOrder(tx, { key: order, ...about });
  const object = { objectKind: 'referral', objectId: referral.id, patientId: referral.patientId };
  await insertAudit(tx, { actor: person, action: `letter_sent_${kind}`, ...object });
  return order;
}

const MOST_REASON = 500;

function requireDecline(state: string, reason: string): void {
  if (state !== 'declined')
    throw refusal(
      'letter-not-declined',
      'The referral is not declined: decline it first, so that the letter and the ledger say the same.',
    );
  if (reason === '')
    throw refusal('letter-no-reason', 'Write why, in one sentence: the office has to know what to do next.');
}

function refusal(code: string, message: string): Failure {
  return new Failure('permanent', code, message);
}
