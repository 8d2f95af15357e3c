import { pointWords, escalationWords, lateness } from '../domain/escalation-words.ts';
import type { Parcel } from '../sdk/destination.ts';
import type { Delivery } from '../store/deliveries.ts';
import { listTold, type ToldEscalation } from '../store/escalations.ts';
import type { Hub } from './hub.ts';
import { referralReference } from './referral-story.ts';

/** Lines of one mail; the console shows them all. */
const MOST_LINES = 50;

/** This delivery tells somebody what is late. */
export function tellsEscalations(delivery: Pick<Delivery, 'effectKey'>): boolean {
  return delivery.effectKey.startsWith('tell_escalations|');
}

/** The mail about what is late, as it stands now; nothing of a patient is in it. `undefined`: everything was settled meanwhile. */
export async function escalationParcel(hub: Hub, delivery: Delivery): Promise<Parcel | undefined> {
  const told = await listTold(hub.db, delivery.effectKey);
  const [first] = told;
  if (!first) return undefined;
  const lines = told.slice(0, MOST_LINES).map((one) => lineOf(hub, one, delivery.createdAt));
  const more = told.length - lines.length;
  const subject =
    told.length === 1
      ? `${escalationWords[first.kind]} (${referralReference(first.referralId)})`
      : `${told.length} things are waiting`;
  return {
    key: delivery.id,
    purpose: 'liaison_alert',
    address: delivery.address,
    settings: delivery.settings,
    subject: `${subject} - ${hub.practice.name}`,
    composedAt: delivery.createdAt,
    text: [
      ...lines,
      ...(more > 0 ? [`And ${more} more.`, ''] : []),
      'Each stops by itself when it is settled.',
    ].join('\n'),
  };
}

function lineOf(hub: Hub, one: ToldEscalation, at: string): string {
  return [lateLine(one, at), `${hub.publicUrl}/referrals/${one.referralId}`, ''].join('\n');
}

/** What is late in one line, for a list or a telephone. Nothing of the patient. */
export function lateLine({ kind, point, lateAt, referralId }: ToldEscalation, at: string): string {
  const where = point === null ? '' : ` ${pointWords[point]}.`;
  return `${lateness(lateAt, at)}: ${escalationWords[kind]} (${referralReference(referralId)}).${where}`;
}
