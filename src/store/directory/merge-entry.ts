import { foldName } from '../../domain/names.ts';
import { execute, queryOne, sql, type Tx } from '../database.ts';
import type { PartnerStage } from '../partners.ts';

type Pair = { readonly from: string; readonly into: string };

/** What the merged entry was called is what somebody calls the survivor. Index: partner_name primary key. */
export async function addHeardName(tx: Tx, partnerId: string, name: string, source: string): Promise<void> {
  await execute(
    tx,
    sql`insert into partner_name (partner_id, name, name_key, kind, source, stated_on)
        values (${partnerId}, ${name}, ${foldName(name)}, 'heard', ${source}, current_date)
        on conflict (partner_id, name_key) do update set retired_at = null`,
  );
}

/**
 * Stage and first referral of two that are one: nobody is contacted who must not be; else the closer standing, and whoever has sent a
 * counted referral is active. The earlier first referral is the first; outreach that was stopped stays so. Returns the stage.
 */
export async function joinStanding(tx: Tx, { from, into }: Pair): Promise<PartnerStage> {
  const row = await queryOne<{ readonly stage: PartnerStage }>(
    tx,
    sql`with both_of as (select * from partner where id in (${from}, ${into})),
        first as (select first_referral_id, first_referral_at, stage_before_first from both_of where first_referral_at is not null
          order by first_referral_at, first_referral_id limit 1),
        near as (select stage, stage_at from both_of
          order by array_position(array['do_not_contact', 'active', 'lapsed', 'contacted', 'target', 'discovered', 'unknown'], stage), stage_at limit 1),
        halt as (select outreach_stopped_at, outreach_stopped_because from both_of where outreach_stopped_at is not null order by outreach_stopped_at limit 1)
        update partner p set
          first_referral_id = (select first_referral_id from first), first_referral_at = (select first_referral_at from first),
          stage_before_first = coalesce((select stage_before_first from first), p.stage_before_first),
          stage = case when (select stage from near) = 'discovered' and exists (select from both_of where stage <> 'discovered')
              and exists (select from first) then 'active' else (select stage from near) end,
          stage_at = (select stage_at from near),
          outreach_stopped_at = (select outreach_stopped_at from halt), outreach_stopped_because = (select outreach_stopped_because from halt)
        where p.id = ${into} returning p.stage`,
  );
  return row?.stage ?? 'unknown';
}

/** The entry is another one's from now on, and so is whatever was merged into it before. Index: partner_aliases. */
export async function closeEntry(tx: Tx, { from, into }: Pair): Promise<void> {
  await execute(
    tx,
    sql`update partner set alias_of = ${into}, parent_id = null, parent_relation = null, root_id = null, first_referral_id = null,
          first_referral_at = null, stage_before_first = null, version = version + 1, updated_at = now()
        where id = ${from}`,
  );
  await execute(tx, sql`update partner set alias_of = ${into} where alias_of = ${from}`);
}
