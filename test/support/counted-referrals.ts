import { addDays, addWeeks, type Week } from '../../src/domain/measures/week.ts';
import { newId } from '../../src/lib/ids.ts';
import { execute, sql, type Database } from '../../src/store/database.ts';

export type PartnerOptions = {
  readonly kind?: 'person' | 'organisation';
  readonly rootId?: string;
  readonly name?: string;
};

/** A partner that refers. */
export async function enterPartner(db: Database, options: PartnerOptions = {}): Promise<string> {
  const id = newId();
  const name = options.name ?? `ZZTEST ${id.slice(-6).toUpperCase()}`;
  await execute(
    db,
    sql`insert into partner (id, kind, name, stage, name_key, root_id)
        values (${id}, ${options.kind ?? 'person'}, ${name}, 'active', ${name.toLowerCase()}, ${options.rootId})`,
  );
  return id;
}

/** Counted referrals of a partner: `counts` of them in each week from `start` on, each of a patient of its own, Monday to Friday at noon UTC. */
export async function enterReferrals(
  db: Database,
  partnerId: string,
  start: Week,
  counts: readonly number[],
): Promise<void> {
  const rows = counts.flatMap((count, nr) =>
    Array.from({ length: count }, (_, index) => {
      const week = addWeeks(start, nr);
      return { id: newId(), week, at: `${addDays(week, index % 5)}T17:00:00.000Z` };
    }),
  );
  const ids = rows.map((row) => row.id);
  await execute(
    db,
    sql`insert into patient (id, family, given) select id, 'ZZTEST', 'ANNA' from unnest(${ids}::uuid[]) as n (id)`,
  );
  await execute(
    db,
    sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, week, referrer_partner_id, priority, version, view)
        select n.id, n.id, 'explicit', 'received', true, n.at, n.week, ${partnerId}, 'routine', 1, '{"appointments": [], "notes": []}'
        from unnest(${ids}::uuid[], ${rows.map((row) => row.at)}::timestamptz[], ${rows.map((row) => row.week)}::date[]) as n (id, at, week)`,
  );
}
