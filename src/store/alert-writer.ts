import { execute, sql, type Tx } from './database.ts';

export type NewAlert = {
  readonly id: string;
  readonly effectKey: string;
  readonly referralId: string;
  readonly partnerId: string | null;
  readonly kind: 'referral' | 'first_referral' | 'possible' | 'thank_partner';
};

/** Shows alerts in the console. One effect shows once. */
export async function insertAlerts(tx: Tx, alerts: readonly NewAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  await execute(
    tx,
    sql`insert into alert (id, effect_key, referral_id, partner_id, kind)
        select * from unnest(${alerts.map((one) => one.id)}::uuid[], ${alerts.map((one) => one.effectKey)}::text[],
          ${alerts.map((one) => one.referralId)}::uuid[], ${alerts.map((one) => one.partnerId)}::uuid[], ${alerts.map((one) => one.kind)}::text[])
        on conflict (effect_key) do nothing`,
    { name: 'insert-alerts' },
  );
}
