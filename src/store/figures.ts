import { readdir } from 'node:fs/promises';
import { listAccountFaults } from './account-faults.ts';
import { query, queryOne, sql, type Database } from './database.ts';
import { MIGRATIONS_DIR } from './migrate.ts';

/** How the hub is doing, in numbers: nothing here names anybody. */
export type Figures = {
  /** Since the channel exists. */
  readonly channels: readonly {
    readonly channel: string;
    readonly received: number;
    readonly repeats: number;
    readonly invalid: number;
  }[];
  /** Messages nobody is done with: `received` waits for the hub, `invalid` and `review` for a person. */
  readonly open: readonly { readonly channel: string; readonly state: string; readonly count: number }[];
  readonly deliveries: readonly { readonly status: string; readonly count: number }[];
  /** Deliveries that wait because a gateway does not let the practice's account send. */
  readonly accountBlocked: readonly { readonly destination: string; readonly count: number }[];
  readonly oldestWaitingSeconds: number;
  /** How long the most overdue effect has been due. */
  readonly effectLagSeconds: number;
  /** Arrivals on their way to the desk of faxes and mails, by step, and how long the oldest has waited. */
  readonly documents: readonly { readonly step: string; readonly count: number; readonly seconds: number }[];
  /** Documents that wait for a person. */
  readonly documentsToReview: number;
  readonly webhooks: readonly { readonly state: string; readonly count: number; readonly behind: number }[];
};

/** One query after the other on one connection: a look at the hub must not take connections from its work. */
export async function loadFigures(db: Database): Promise<Figures> {
  return {
    channels: await query(
      db,
      sql`select channel, sum(received) as received, sum(repeats) as repeats, sum(invalid) as invalid
          from channel_day group by channel limit 1000`,
    ),
    // Indexes: message_waiting, message_troubled.
    open: await query(
      db,
      sql`select channel, state, count(*) as count from message where state = 'received' group by channel, state
          union all
          select channel, state, count(*) from message where state in ('invalid', 'review') group by channel, state`,
    ),
    deliveries: await query(db, sql`select status, count(*) as count from delivery group by status`),
    accountBlocked: await listAccountFaults(db),
    oldestWaitingSeconds: await findOldestWaiting(db),
    effectLagSeconds: await findEffectLag(db),
    // Indexes: intake_job_open, intake_job_failed.
    documents: await query(
      db,
      sql`select step, count(*) as count, extract(epoch from now() - min(received_at))::float8 as seconds from intake_job
          where step in ('unpack', 'read', 'understand') group by step
          union all select step, count(*), 0 from intake_job where step = 'failed' group by step`,
    ),
    documentsToReview: await countDocuments(db),
    webhooks: await query(
      db,
      sql`select state, count(*) as count, max(last_position - position) as behind
          from webhook_endpoint, ledger_writer group by state`,
    ),
  };
}

/** Age in seconds of the message that has waited longest to be processed; 0: none waits. Index: message_waiting. */
export async function findOldestWaiting(db: Database): Promise<number> {
  const row = await queryOne<{ readonly seconds: number }>(
    db,
    sql`select extract(epoch from now() - received_at)::float8 as seconds from message where state = 'received' order by id limit 1`,
  );
  return Math.max(0, row?.seconds ?? 0);
}

/** Index: document_queue. */
async function countDocuments(db: Database): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*)::int as count from document where state = 'review'`,
  );
  return row?.count ?? 0;
}

/** Index: effect_due. */
async function findEffectLag(db: Database): Promise<number> {
  const row = await queryOne<{ readonly seconds: number | null }>(
    db,
    sql`select extract(epoch from now() - min(due_at))::float8 as seconds from effect where state = 'planned' and due_at <= now()`,
  );
  return Math.max(0, row?.seconds ?? 0);
}

/** Migrations this version has and the database does not. */
export async function listMissingMigrations(db: Database): Promise<readonly string[]> {
  const files = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith('.sql'));
  const applied = await query<{ readonly name: string }>(db, sql`select name from schema_migration`);
  const names = new Set(applied.map((row) => row.name));
  return files.filter((name) => !names.has(name));
}
