import type { ReferralState } from '../../domain/referral-state.ts';
import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { once, type Repeatable } from '../../store/asked-once.ts';
import { insertAudit } from '../../store/audit.ts';
import type { Queryable, Tx } from '../../store/database.ts';
import { listEndpointsFor } from '../../store/directory/endpoint-choice.ts';
import { insertOrder, listOpenReferrals, type OpenReferral } from '../../store/letters-orders.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

/** What an office reads of each state that is open. */
const WORDS = {
  received: 'Received; we are calling the patient',
  accepted: 'Accepted; appointment to be made',
  scheduled: 'Appointment made',
  no_show: 'Missed the appointment; we are calling',
  appt_cancelled: 'Appointment cancelled; we are calling',
  seen: 'Seen; note to follow',
  note_ready: 'Seen; note on its way',
  cancel_requested: 'To be cancelled',
} as const satisfies Partial<Record<ReferralState, string>>;

/** What is listed at most; the cover says how many more there are. */
const MOST_ROWS = 200;
const MOST_SEEN = 1_000;

/** A line of a status report as it is remembered: names are those of the day it is sent. */
export type StatusLine = {
  readonly referralId: string;
  readonly receivedAt: string;
  readonly status: string;
  readonly appointmentAt?: string;
  readonly orderNumber?: string;
};

/**
 * The open referrals of an office, as a report of it would list them, and those it would leave out (`isWithheld`). A doctor's patients of another
 * practice are not among them.
 */
export async function listStatus(db: Queryable, partnerId: string): Promise<readonly OpenReferral[]> {
  const open = await listOpenReferrals(db, partnerId, Object.keys(WORDS), MOST_SEEN);
  const others = open.filter((one) => one.partnerId !== partnerId);
  if (others.length === 0) return open;
  // A doctor may sit in several practices: what would go to another one is nobody's business here.
  const asks = [
    { partnerId, referralId: open[0]?.id ?? '', purpose: 'notices' as const },
    ...others.map((one) => ({ partnerId: one.partnerId, referralId: one.id, purpose: 'notices' as const })),
  ];
  const [own = [], ...ways] = await listEndpointsFor(db, asks);
  const here = new Set(own.map(placeOf));
  const elsewhere = new Set(
    others
      .filter((_, at) => {
        const [first] = ways[at] ?? [];
        return first === undefined || !here.has(placeOf(first));
      })
      .map((one) => one.id),
  );
  return open.filter((one) => !elsewhere.has(one.id));
}

/**
 * Sends the status of an office's patients, as it is now, the way everything goes to an office. Returns the key of the effect. `wish`: said again, nothing
 * is sent again.
 *
 * @throws Failure permanent `status-nothing-open`, `idempotency-reused`.
 */
export async function sendStatus(
  hub: Hub,
  partnerId: string,
  person: string,
  wish?: Repeatable,
): Promise<string> {
  const key = await transaction(hub.db, (tx) => once(tx, wish, () => orderStatus(tx, partnerId, person)));
  hub.wake('effects');
  return key;
}

async function orderStatus(tx: Tx, partnerId: string, person: string): Promise<string> {
  const open = (await listStatus(tx, partnerId)).filter((one) => !one.isWithheld);
  const [newest] = open;
  if (!newest)
    throw new Failure(
      'permanent',
      'status-nothing-open',
      'No referral of this office is open, or none that may be listed: there is nothing to report.',
    );
  const rows = open.slice(0, MOST_ROWS).map(lineOf);
  const options = { rows, more: open.length - rows.length };
  const order = `send_status|${newId()}`;
  const about = { referralId: newest.id, partnerId, options, createdBy: person };
  await insertOrder(tx, { key: order, kind: 'status', ...about });
  const object = { objectKind: 'partner', objectId: partnerId };
  await insertAudit(tx, { actor: person, action: 'status_sent', ...object });
  return order;
}

function lineOf(open: OpenReferral): StatusLine {
  const { id, receivedAt, state, appointmentAt, orderNumber } = open;
  // A past appointment is no next one.
  const isAhead = state === 'scheduled' && appointmentAt !== null;
  return {
    referralId: id,
    receivedAt,
    status: statusWords(state),
    ...(isAhead && { appointmentAt }),
    ...(orderNumber !== null && { orderNumber }),
  };
}

export function statusWords(state: string): string {
  return WORDS[state as keyof typeof WORDS] ?? state;
}

function placeOf({
  destination,
  address,
}: {
  readonly destination: string;
  readonly address: string;
}): string {
  return `${destination}:${address}`;
}
