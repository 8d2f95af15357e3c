import { Client } from 'pg';
import { assemble } from '../../src/domain/assemble.ts';
import { nameKey } from '../../src/domain/names.ts';
import { newId } from '../../src/lib/ids.ts';
import { execute, query, sql, type Database } from '../../src/store/database.ts';
import { transaction } from '../../src/store/transaction.ts';
import { idOf, npis, PARTNERS } from './ledger-facts.ts';
import { chartOf, MESSAGES, type LedgerChart } from './ledger-rows.ts';

/** Patients whose facts are written in one transaction. */
const PAGE = 500;

export type Filled = { readonly patients: number; readonly referrals: number; readonly facts: number };

/**
 * Fills a ledger with the facts of so many referrals, and nothing but the facts: each carries the id of the referral it is part of,
 * as it does after a projection was lost. Keys and indexes of facts are made anew at the end: the same ones, sooner.
 */
export async function fillLedger(
  { db, url }: { readonly db: Database; readonly url: string },
  referrals: number,
  report: (filled: Filled) => void,
): Promise<Filled> {
  await enterOthers(db);
  const filled = { patients: 0, referrals: 0, facts: 0 };
  const { drops, makes } = await indexesOfFacts(db);
  await runLong(url, drops);
  let writing: Promise<void> = Promise.resolve();
  while (filled.referrals < referrals) {
    const charts = Array.from({ length: PAGE }, (_, index) => chartOf(filled.patients + index));
    const facts = charts.flatMap(factsOf);
    await writing;
    // The next charts are made while the database writes these.
    writing = writePage(db, charts, facts);
    writing.catch(() => undefined);
    filled.patients += charts.length;
    filled.facts += facts.length;
    filled.referrals += charts.reduce((sum, chart) => sum + chart.referrals, 0);
    report(filled);
  }
  await writing;
  await runLong(url, [...makes, 'vacuum analyze fact', 'vacuum analyze patient']);
  return filled;
}

/** Statements that may take minutes, one after the other on a connection without time limits. */
export async function runLong(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set maintenance_work_mem = '512MB'");
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** What takes the indexes and constraints from `fact`, and what gives them back as they were. */
async function indexesOfFacts(
  db: Database,
): Promise<{ readonly drops: readonly string[]; readonly makes: readonly string[] }> {
  const constraints = await query<{ name: string; made: string }>(
    db,
    sql`select quote_ident(conname) as name, pg_get_constraintdef(oid) as made from pg_constraint
        where conrelid = 'fact'::regclass and contype in ('p', 'f') order by contype desc, conname`,
  );
  const indexes = await query<{ name: string; made: string }>(
    db,
    sql`select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made from pg_index
        where indrelid = 'fact'::regclass and not indisprimary`,
  );
  return {
    drops: [
      ...indexes.map(({ name }) => `drop index ${name}`),
      ...constraints.map(({ name }) => `alter table fact drop constraint ${name}`),
    ],
    makes: [
      ...constraints.map(({ name, made }) => `alter table fact add constraint ${name} ${made}`),
      ...indexes.map(({ made }) => made),
    ],
  };
}

async function writePage(
  db: Database,
  charts: readonly LedgerChart[],
  facts: readonly FactRow[],
): Promise<void> {
  await transaction(db, async (tx) => {
    await execute(tx, patientsStatement(charts));
    await execute(
      tx,
      sql`insert into fact (fingerprint, patient_id, origin_patient_id, referral_id, kind, effective_at, channel, message_id, partner_id, body)
          select fingerprint, patient_id, patient_id, referral_id, body ->> 'kind', (body ->> 'effectiveAt')::timestamptz, channel, message_id,
            partner_id, body
          from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) as n (fingerprint text, patient_id uuid, referral_id uuid, channel text,
            message_id uuid, partner_id uuid, body jsonb)`,
      { name: 'fill-facts' },
    );
  });
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

type FactRow = Readonly<Record<'fingerprint' | 'patient_id' | 'channel', string>> & {
  readonly body: unknown;
  readonly referral_id: string | undefined;
  readonly message_id: string | undefined;
  readonly partner_id: string | undefined;
};

function factsOf({ patientId, entries }: LedgerChart): readonly FactRow[] {
  const referralOf = new Map<string, string>();
  for (const thread of assemble(entries).threads) {
    const id = newId();
    for (const entry of thread) referralOf.set(entry.fingerprint, id);
  }
  return entries.map((entry) => ({
    fingerprint: entry.fingerprint,
    patient_id: patientId,
    channel: entry.channel,
    body: entry.fact,
    referral_id: referralOf.get(entry.fingerprint),
    message_id: entry.messageId,
    partner_id: entry.partnerId,
  }));
}

/** Bytes on disk, for the report. */
export async function sizeOf(db: Database, table: 'fact' | 'referral' | 'effect' | 'event'): Promise<number> {
  const [row] = await query<{ bytes: number }>(
    db,
    sql`select pg_total_relation_size(${table}::regclass) as bytes`,
  );
  return row?.bytes ?? 0;
}
