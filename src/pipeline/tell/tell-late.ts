import { planTells, type Listener } from '../../domain/tell.ts';
import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Tx } from '../../store/database.ts';
import type { NewEscalationMail } from '../../store/escalation-writer.ts';
import { loadLateMails } from '../../store/escalations.ts';
import { listListeners, toListener } from '../../store/listeners.ts';
import { insertTells, type NewTell } from '../../store/tells.ts';
import type { Hub } from '../hub.ts';

/**
 * What is late goes to the address of a role. Where that is the address of somebody who says how and when they are told, their word
 * holds: quiet hours, mute, collected messages, SMS, Teams or Slack. Enters what they are told with; returns the mails of addresses
 * nobody says anything of, which are sent as they are. The effects of the mails are there. Who is told last cannot mute: nobody would be
 * told after them.
 */
export async function tellLate(
  tx: Tx,
  hub: Pick<Hub, 'policy'>,
  mails: readonly NewEscalationMail[],
): Promise<readonly NewEscalationMail[]> {
  if (mails.length === 0) return [];
  const all = (await listListeners(tx)).map(toListener);
  const at = now();
  const known = await loadLateMails(
    tx,
    mails.map((mail) => mail.effectKey),
  );
  const planned = mails.map((mail) => {
    const listeners = all.map((one) => asHolder(one, mail.address));
    const news = { kind: 'late', partnerIds: [], isUrgent: mail.isUrgent, liaison: mail.address } as const;
    const tells = planTells(news, listeners, at, hub.policy.zone).flatMap((tell): readonly NewTell[] => {
      const { listenerId, isMuted, ...told } = tell;
      // A plain address: nobody's wishes.
      if (listenerId === undefined) return [];
      const state = isMuted && known.get(mail.effectKey)?.isLast !== true ? 'muted' : 'waiting';
      return [
        { ...told, id: newId(), effectKey: mail.effectKey, kind: 'late', listenerId, state, because: 'role' },
      ];
    });
    return { mail, tells };
  });
  await insertTells(
    tx,
    planned.flatMap((one) => one.tells),
  );
  return planned.filter((one) => one.tells.length === 0).map((one) => one.mail);
}

/** A place people share has no account: it holds the role where the role's address is one of its own. */
function asHolder(listener: Listener, address: string): Listener {
  const isOwn = listener.ways.some(
    (way) => way.destination === 'email' && way.address.toLowerCase() === address.toLowerCase(),
  );
  return listener.email === undefined && isOwn ? { ...listener, email: address } : listener;
}
