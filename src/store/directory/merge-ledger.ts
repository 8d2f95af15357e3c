import { newId } from '../../lib/ids.ts';
import { execute, query, sql, type Tx } from '../database.ts';
import { moveTellPartners } from '../listeners.ts';
import type { MovedRows } from './merge-parts.ts';

type Pair = { readonly from: string; readonly into: string };

/**
 * Makes facts, projections, deliveries, alerts and questions speak of the survivor. The stored views are rewritten with the facts:
 * the next fold finds the survivor before and after, so that nothing looks new. The caller holds the pen. Indexes: fact_of_partner,
 * delivery_of_partner, fact_of_patient, referral_of_partner, referral_of_pcp, referral_of_patient, review_of_partner.
 */
export async function moveLedger(tx: Tx, pair: Pair): Promise<MovedRows> {
  const { from, into } = pair;
  const facts = await query<{ readonly id: string; readonly patient_id: string }>(
    tx,
    sql`update fact set partner_id = ${into} where partner_id = ${from} returning fingerprint as id, patient_id`,
  );
  const patients = await query<{ readonly id: string }>(
    tx,
    sql`select patient_id as id from referral where (referrer_partner_id = ${from} or pcp_partner_id = ${from}) and merged_into is null
        union select r.patient_id from delivery d join referral r on r.id = d.referral_id where d.partner_id = ${from}
        union select unnest(${facts.map((one) => one.patient_id)}::uuid[])`,
  );
  const patientIds = patients.map((one) => one.id);
  const told = await query<{ readonly id: string }>(
    tx,
    sql`update fact set body = replace(body::text, ${from}::text, ${into}::text)::jsonb
        where patient_id = any(${patientIds}::uuid[]) and kind = 'note_delivered' and body ->> 'partnerId' = ${from} returning fingerprint as id`,
  );
  const referrals = await query<{ readonly id: string }>(
    tx,
    sql`update referral set view = replace(view::text, ${from}::text, ${into}::text)::jsonb,
          referrer_partner_id = case referrer_partner_id when ${from} then ${into}::uuid else referrer_partner_id end,
          pcp_partner_id = case pcp_partner_id when ${from} then ${into}::uuid else pcp_partner_id end
        where patient_id = any(${patientIds}::uuid[])
          and (referrer_partner_id = ${from} or pcp_partner_id = ${from} or view::text like ${`%${from}%`}) returning id`,
  );
  const effects = await moveEffects(tx, pair);
  const deliveries = await query<{ readonly id: string }>(
    tx,
    sql`update delivery set partner_id = ${into} where partner_id = ${from} returning id`,
  );
  const alerts = await query<{ readonly id: string }>(
    tx,
    sql`update alert set partner_id = ${into} where partner_id = ${from} returning id`,
  );
  await execute(
    tx,
    sql`insert into note_offer (office_id, decision, decided_by, decided_at)
        select ${into}, decision, decided_by, decided_at from note_offer where office_id = ${from} on conflict (office_id) do nothing`,
  );
  await moveTellPartners(tx, pair);
  const reviews = await moveReviews(tx, pair, effects);
  return {
    facts: facts.map((one) => one.id),
    factsThatNameIt: told.map((one) => one.id),
    referrals: referrals.map((one) => one.id),
    effects: effects.map((one) => one.key),
    deliveries: deliveries.map((one) => one.id),
    alerts: alerts.map((one) => one.id),
    reviews,
  };
}

type HeldEffect = {
  readonly key: string;
  readonly partnerId: string;
  readonly state: string;
  /** Somebody has it, or may have it. */
  readonly isOut: boolean;
};
type MovedEffect = { readonly key: string; readonly newKey: string };

/**
 * Effects get the keys the survivor's would have: what one of the two was told, the one they are was told. Where both have the same
 * effect, the one that got further keeps the key; the other stays for the history under a key nobody wants, and what it has not
 * sent yet is cancelled. Indexes: effect_of_partner, primary key, delivery_of_effect; the key's change reaches deliveries, alerts
 * and corrections by their foreign keys.
 */
async function moveEffects(tx: Tx, { from, into }: Pair): Promise<readonly MovedEffect[]> {
  const columns = sql`key, partner_id as "partnerId", state,
    exists (select from delivery d where d.effect_key = e.key and d.status in ('sending', 'sent', 'delivered', 'ambiguous')) as "isOut"`;
  const own = await query<HeldEffect>(
    tx,
    sql`select ${columns} from effect e where partner_id = ${from} order by key for update of e`,
  );
  const moved = own.map((one) => ({ ...one, newKey: one.key.replaceAll(from, into) }));
  const twins = await query<HeldEffect>(
    tx,
    sql`select ${columns} from effect e where key = any(${moved.map((one) => one.newKey)}::text[]) order by key for update of e`,
  );
  const twinOf = new Map(twins.map((twin) => [twin.key, twin]));
  for (const effect of moved) {
    const twin = twinOf.get(effect.newKey);
    if (twin) await settleTwins(tx, effect, twin);
  }
  await execute(
    tx,
    sql`update effect e set key = n.new_key from unnest(${moved.map((one) => one.key)}::text[], ${moved.map((one) => one.newKey)}::text[]) as n (key, new_key)
        where e.key = n.key and not exists (select from effect o where o.key = n.new_key)`,
  );
  await execute(tx, sql`update effect set partner_id = ${into} where partner_id = ${from}`);
  return moved;
}

async function settleTwins(tx: Tx, effect: HeldEffect & MovedEffect, twin: HeldEffect): Promise<void> {
  const [winner, loser] = progressOf(effect) > progressOf(twin) ? [effect, twin] : [twin, effect];
  await execute(
    tx,
    sql`update delivery set status = 'cancelled', code = 'merged', detail = 'The two offices turned out to be one, and it is told once.', updated_at = now()
        where effect_key = ${loser.key} and status in ('queued', 'failed_transient')`,
  );
  await execute(tx, sql`update delivery set effect_key = ${winner.key} where effect_key = ${loser.key}`);
  await execute(
    tx,
    sql`update effect set key = ${`merged|${newId()}|${loser.key}`},
          state = case state when 'released' then state else 'withdrawn' end where key = ${loser.key}`,
  );
}

const progress: Readonly<Record<string, number>> = { withdrawn: 0, blocked: 1, planned: 2, released: 3 };

function progressOf(effect: HeldEffect): number {
  return effect.isOut ? 4 : (progress[effect.state] ?? 0);
}

/** Questions about the merged entry: its own are asked of the survivor, unless the same is asked there. Index: review_open. */
async function moveReviews(
  tx: Tx,
  { from, into }: Pair,
  effects: readonly MovedEffect[],
): Promise<readonly string[]> {
  const keys = [
    `partner_discovered|${from}`,
    `no_endpoint|${from}`,
    `offer_note|${from}`,
    `visit_office|${from}`,
    ...effects.flatMap(({ key }) => [
      `note_incomplete|${key}`,
      `note_unreadable|${key}`,
      `patient_objection|${key}`,
    ]),
  ];
  await execute(
    tx,
    sql`update review r set state = 'withdrawn', answered_at = now()
        where state = 'open' and key = any(${keys}::text[])
          and exists (select from review o where o.state = 'open' and o.key = replace(r.key, ${from}::text, ${into}::text))`,
  );
  await execute(
    tx,
    sql`update effect set hold_review = replace(hold_review, ${from}::text, ${into}::text) where state = 'blocked' and hold_review = any(${keys}::text[])`,
  );
  const open = await query<{ readonly id: string }>(
    tx,
    sql`update review set key = replace(key, ${from}::text, ${into}::text) where state = 'open' and key = any(${keys}::text[]) returning id`,
  );
  const others = await query<{ readonly id: string }>(
    tx,
    sql`update review set partner_id = ${into} where partner_id = ${from} returning id`,
  );
  return [...new Set([...open, ...others].map((one) => one.id))];
}
