import type { PartnerCandidate } from '../domain/match-partner.ts';
import { newId } from '../lib/ids.ts';
import { execute, sql, type Tx } from './database.ts';

/** Who entered partners may be: shown with the question whether they are new (`askReviews`). */
export async function suggestPartners(
  tx: Tx,
  suggestions: readonly { readonly id: string; readonly candidates: readonly PartnerCandidate[] }[],
): Promise<void> {
  if (suggestions.length === 0) return;
  await execute(
    tx,
    sql`insert into partner_suggestion (partner_id, candidates)
        select * from unnest(${suggestions.map((one) => one.id)}::uuid[],
          ${suggestions.map((one) => JSON.stringify(one.candidates))}::jsonb[])
        on conflict (partner_id) do update set candidates = excluded.candidates`,
  );
}

/** People who were entered with the office they work in. Both exist. */
export async function bindOffices(
  tx: Tx,
  bonds: readonly { readonly personId: string; readonly organisationId: string }[],
): Promise<void> {
  if (bonds.length === 0) return;
  await execute(
    tx,
    sql`with bond as (
          insert into practice_role (id, person_id, organisation_id, is_primary, source)
          select *, true, 'channel' from unnest(${bonds.map(() => newId())}::uuid[], ${bonds.map((one) => one.personId)}::uuid[],
            ${bonds.map((one) => one.organisationId)}::uuid[])
          on conflict do nothing returning person_id, organisation_id)
        update partner p set root_id = coalesce(o.root_id, o.id)
        from bond b join partner o on o.id = b.organisation_id where p.id = b.person_id`,
  );
}
