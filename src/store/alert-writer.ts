import { execute, sql, type Tx } from './database.ts';

export type NewAlert = {
  readonly id: string;
  readonly effectKey: string;
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly kind: 'referral' | 'first_referral' | 'thank_partner';
};

/** Shows an alert in the console. One effect shows once. */
export async function insertAlert(tx: Tx, alert: NewAlert): Promise<void> {
  await execute(
    tx,
    sql`insert into alert (id, effect_key, referral_id, partner_id, kind)
        values (${alert.id}, ${alert.effectKey}, ${alert.referralId}, ${alert.partnerId}, ${alert.kind}) on conflict (effect_key) do nothing`,
  );
}
