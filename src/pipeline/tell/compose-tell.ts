import { wantedEffects } from '../../domain/consequences.ts';
import type { Parcel } from '../../sdk/destination.ts';
import type { Delivery } from '../../store/deliveries.ts';
import { listAccountFaults, type AccountFault } from '../../store/account-faults.ts';
import { listTold } from '../../store/escalations.ts';
import { listTellsIn, type TellItem } from '../../store/tells.ts';
import { lateLine } from '../compose-escalations.ts';
import { parcelBase } from '../compose-ready.ts';
import type { Hub } from '../hub.ts';
import { liaisonMail, tellLine } from '../liaison-mail.ts';
import type { ReferralStory } from '../referral-story.ts';
import { blockedWay } from './watch-accounts.ts';

/** Lines of one message; the console shows them all. */
const MOST_LINES = 50;
/** Of one that is read on a telephone. */
const MOST_SHORT_LINES = 5;

/** This delivery tells one or more alerts that waited. */
export function tellsAlerts(delivery: Pick<Delivery, 'effectKey'>): boolean {
  return delivery.effectKey.startsWith('tell_alerts|');
}

/** One alert, told at once. */
export function alertParcel(hub: Hub, delivery: Delivery, { view, partner }: ReferralStory): Parcel {
  const { referralId } = delivery;
  if (isMail(delivery)) {
    const { subject, text } = liaisonMail(referralId, view, partner, hub.publicUrl);
    return { ...parcelBase(hub, delivery, subject), text };
  }
  const isFirst = partner?.account_first_referral_id === referralId;
  const kind = view.kind === 'possible' ? 'possible' : isFirst ? 'first_referral' : 'referral';
  const line = tellLine({ kind, referralId, view, office: partner?.organisation ?? partner?.name ?? null });
  return { ...parcelBase(hub, delivery, line), text: entry(hub, line, referralId) };
}

/**
 * What waited for one address, as it stands now; nothing of a patient is in it. What is not so any more is left out. `undefined`:
 * nothing is left.
 */
export async function tellParcel(hub: Hub, delivery: Delivery): Promise<Parcel | undefined> {
  const items = latest((await listTellsIn(hub.db, delivery.id)).filter((one) => isStillSo(hub, one)));
  const lines: Line[] = [];
  for (const item of items) lines.push(...(await linesOf(hub, item, delivery.createdAt)));
  const [first] = lines;
  if (!first) return undefined;
  const shown = lines.slice(0, isMail(delivery) ? MOST_LINES : MOST_SHORT_LINES);
  const more = lines.length - shown.length;
  const subject = lines.length === 1 ? first.text.replace(/\.$/, '') : `${lines.length} alerts`;
  return {
    ...parcelBase(hub, delivery, subject),
    text: [
      ...shown.map(({ text, path }) => `${text}\n${hub.publicUrl}${path}`),
      ...(more > 0 ? [`And ${more} more:\n${hub.publicUrl}/alerts`] : []),
    ].join('\n\n'),
  };
}

type Line = { readonly text: string; readonly path: string };

/** What is late, and accounts, are asked for as they are now: what was settled meanwhile says nothing. */
async function linesOf(hub: Hub, item: TellItem, at: string): Promise<readonly Line[]> {
  const { kind, effectKey, referralId } = item;
  if (kind === 'late') {
    const told = await listTold(hub.db, effectKey);
    return told.map((one) => ({ text: lateLine(one, at), path: `/referrals/${one.referralId}` }));
  }
  if (kind === 'account') {
    const way = blockedWay(effectKey);
    const fault = (await listAccountFaults(hub.db)).find((one) => one.destination === way);
    return fault ? [{ text: accountLine(fault), path: '/notes-to-send?tab=ready' }] : [];
  }
  return [{ text: tellLine({ ...item, kind }), path: `/referrals/${referralId}` }];
}

function accountLine({ destination, count }: AccountFault): string {
  const waiting = count === 1 ? 'one parcel waits' : `${count} parcels wait`;
  return `${destination}: the gateway refuses our account, ${waiting}. Look at its credentials and credit`;
}

function isMail({ destination }: Delivery): boolean {
  return destination === 'email';
}

function entry(hub: Hub, line: string, referralId: string): string {
  return `${line}\n${hub.publicUrl}/referrals/${referralId}`;
}

function isStillSo(hub: Hub, { kind, effectKey, referralId, view }: TellItem): boolean {
  if (kind === 'watched' || kind === 'late' || kind === 'account') return true;
  return wantedEffects(referralId, view, hub.policy).some((effect) => effect.key === effectKey);
}

/** A watched referral that moved twice is told as it stands. */
function latest(items: readonly TellItem[]): readonly TellItem[] {
  const lastOf = new Map(items.map((one, index) => [placeOf(one), index]));
  return items.filter((one, index) => lastOf.get(placeOf(one)) === index);
}

function placeOf({ kind, referralId, effectKey }: TellItem): string {
  return kind === 'watched' ? referralId : effectKey;
}
