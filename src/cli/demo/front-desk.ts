import { confirmDelivery } from '../../pipeline/deliver.ts';
import type { Hub } from '../../pipeline/hub.ts';
import { query, sql } from '../../store/database.ts';
import { PERSON } from './directory.ts';

/**
 * No answer of a mail server proves that somebody read a mail. Where the endpoint wants a person for that, the demo's front desk
 * calls the office: returns how many loops that closed.
 */
export async function callAboutMails(hub: Hub, run: string): Promise<number> {
  const sent = await query<{ readonly id: string }>(
    hub.db,
    sql`select d.id from delivery d where d.purpose = 'note' and d.destination = 'email' and d.status = 'sent'
          and d.settings ->> 'confirm' = 'manual' and d.referral_id in (
            select f.referral_id from fact f join message m on m.id = f.message_id where m.control_id like ${`${run}-%`})
        order by d.id limit 100`,
  );
  let closed = 0;
  for (const { id } of sent) {
    if ((await confirmDelivery(hub, id, 'called: the office has the note', PERSON)) === 'done') closed += 1;
  }
  return closed;
}
