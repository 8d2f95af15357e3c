import { assemble } from '../../src/domain/assemble.ts';
import { nameKey } from '../../src/domain/names.ts';
import { newId } from '../../src/lib/ids.ts';
import { execute, query, sql, type Database } from '../../src/store/database.ts';
import { insertFacts, type NewFact } from '../../src/store/ledger.ts';
import { transaction } from '../../src/store/transaction.ts';
import { idOf, npis, PARTNERS } from './ledger-facts.ts';
import { chartOf, MESSAGES, type LedgerChart } from './ledger-rows.ts';

/** Patients whose facts are written in one transaction. */
const PAGE = 500;

export type Filled = { readonly patients: number; readonly referrals: number; readonly facts: number };

/**
 * Fills a ledger with the facts of so many referrals, and nothing but the facts: each carries the id of the referral it is part of,
 * as it does after a projection was lost.
 */
export async function fillLedger(
  db: Database,
  referrals: number,
  report: (filled: Filled) => void,
): Promise<Filled> {
  await enterOthers(db);
  const filled = { patients: 0, referrals: 0, facts: 0 };
  while (filled.referrals < referrals) {
    const charts = Array.from({ length: PAGE }, (_, index) => chartOf(filled.patients + index));
    const facts = charts.flatMap(factsOf);
    await transaction(db, async (tx) => {
      await execute(tx, patientsStatement(charts));
      await insertFacts(tx, facts);
    });
    filled.patients += charts.length;
    filled.facts += facts.length;
    filled.referrals += charts.reduce((sum, chart) => sum + chart.referrals, 0);
    report(filled);
  }
  await db.pool.query('vacuum analyze fact');
  await db.pool.query('vacuum analyze patient');
  return filled;
}

/** Offices that are known, and a few messages that stand for all. */
async function enterOthers(db: Database): Promise<void> {
  const ids = Array.from({ length: PARTNERS }, (_, index) => idOf('partner', index));
  await execute(
    db,
    sql`insert into partner (id, kind, name, family, given, stage, name_key)
        select n.id, 'person', 'ZZTEST ' || n.npi, 'ZZTEST', n.npi, 'active', 'zztest ' || n.npi
        from unnest(${ids}::uuid[], ${npis}::text[]) as n (id, npi)`,
  );
  await execute(
    db,
    sql`insert into partner_identifier (system, value, partner_id)
        select 'npi', n.npi, n.id from unnest(${ids}::uuid[], ${npis}::text[]) as n (id, npi)`,
  );
  const messages = Array.from({ length: MESSAGES }, (_, index) => idOf('message', index));
  await execute(
    db,
    sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state)
        select id, 'st-anne', 'bench', 'x', 1, sha256('x'), sha256(id::text::bytea), 'applied' from unnest(${messages}::uuid[]) as n (id)`,
  );
}

function patientsStatement(charts: readonly LedgerChart[]) {
  return sql`insert into patient (id, name_key) select * from unnest(${charts.map((one) => one.patientId)}::uuid[],
    ${charts.map((one) => nameKey(one.claim.name))}::text[])`;
}

function factsOf({ patientId, entries }: LedgerChart): readonly NewFact[] {
  const referralOf = new Map<string, string>();
  for (const thread of assemble(entries).threads) {
    const id = newId();
    for (const entry of thread) referralOf.set(entry.fingerprint, id);
  }
  return entries.map((entry) => {
    const referralId = referralOf.get(entry.fingerprint);
    return { patientId, entry: referralId === undefined ? entry : { ...entry, referralId } };
  });
}

/** Bytes on disk, for the report. */
export async function sizeOf(db: Database, table: 'fact' | 'referral' | 'effect' | 'event'): Promise<number> {
  const [row] = await query<{ bytes: number }>(
    db,
    sql`select pg_total_relation_size(${table}::regclass) as bytes`,
  );
  return row?.bytes ?? 0;
}
