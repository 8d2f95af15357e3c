import { readdir } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { listAccountFaults } from '../../store/account-faults.ts';
import { assertDurable, openDatabase, query, queryOne, sql, type Database } from '../../store/database.ts';
import { countDiagnosisCodes } from '../../store/diagnosis-codes.ts';
import { countDeskRows } from '../../store/document-desk.ts';
import { startEmbedded } from '../../store/embedded/start.ts';
import type { Keyring } from '../../store/keyring.ts';
import { MIGRATIONS_DIR } from '../../store/migrate.ts';
import { countOpenReviews } from '../../store/reviews.ts';
import { sentenceOf } from '../run.ts';
import { fail, look, ok, warn, type Finding } from './finding.ts';
import { checkSecrets } from './secrets.ts';

/** The database and what waits in it. The embedded one is started for the look, unless it runs, and stopped again. */
export async function checkDatabase(config: Config): Promise<readonly Finding[]> {
  if (config.databaseUrl === undefined && !(await hasCluster(config.dataDir))) {
    return [
      {
        group: 'database',
        name: 'server',
        level: 'ok',
        said: `the first start makes one in ${config.dataDir}`,
      },
    ];
  }
  try {
    const embedded =
      config.databaseUrl === undefined
        ? await startEmbedded({ dataDir: config.dataDir, report: () => undefined })
        : undefined;
    const db = openDatabase(config.databaseUrl ?? embedded?.url ?? '', {
      maxConnections: 4,
      applicationName: 'referloop-doctor',
    });
    try {
      return await examine(db, config.keyring);
    } finally {
      await db.close();
      await embedded?.stop();
    }
  } catch (error) {
    return [
      {
        group: 'database',
        name: 'server',
        level: 'fail',
        said: sentenceOf(error),
        fix: 'Check DATABASE_URL and whether the server runs.',
      },
    ];
  }
}

async function examine(db: Database, keyring: Keyring): Promise<readonly Finding[]> {
  const server = await look('database', 'server', async () => {
    const row = await queryOne<{ readonly version: string }>(
      db,
      sql`select current_setting('server_version') as version`,
    );
    return ok(`Postgres ${row?.version ?? ''}`);
  });
  if (server.level === 'fail') return [{ ...server, fix: 'Check DATABASE_URL and whether the server runs.' }];
  const migrations = await look('database', 'migrations', () => checkMigrations(db));
  const always = [
    look('database', 'durability', async () => {
      await assertDurable(db);
      return ok('what is acknowledged is on disk');
    }),
    look('database', 'clock', () => checkClock(db)),
  ];
  // Without its tables the rest would only fail, one by one.
  if (migrations.level !== 'ok') return [server, migrations, ...(await Promise.all(always))];
  const queues = [
    look('queues', 'waiting messages', () => checkWaiting(db)),
    look('queues', 'invalid messages', async () => {
      const count = await countOf(
        db,
        sql`select count(*) as count from (select from message where state = 'invalid' limit 10000) counted`,
      );
      return count === 0
        ? ok('none')
        : warn(
            `${count}: nobody could read them`,
            'Look at them in the console, mend the mapping, then: referloop replay --channel <name>',
          );
    }),
    look('queues', 'dead letters', async () => {
      const count = await countOf(
        db,
        sql`select count(*) as count from delivery where status in ('dead', 'ambiguous')`,
      );
      return count === 0
        ? ok('none')
        : warn(
            `${count} deliveries were given up or are in doubt`,
            'Look at them in the console; referloop resend <id> sends one again.',
          );
    }),
    look('queues', 'open reviews', async () => {
      const count = await countOpenReviews(db);
      return count === 0
        ? ok('none')
        : warn(`${count} questions wait for a person`, 'Answer them in the console under Reviews.');
    }),
    look('queues', 'faxes and mails', () => checkDesk(db)),
    look('ways out', 'accounts', () => checkAccounts(db)),
    look('documents', 'ICD-10-CM', () => checkDiagnoses(db)),
    look('database', 'secrets', () => checkSecrets(db, keyring)),
  ];
  return [server, migrations, ...(await Promise.all([...always, ...queues]))];
}

/** A gateway that refuses our account holds up everything that goes by it. */
async function checkAccounts(db: Database) {
  const faults = await listAccountFaults(db);
  if (faults.length === 0) return ok('no gateway refuses them');
  const said = faults.map(({ destination, count }) => `${destination} refuses it, ${count} parcels wait`);
  return fail(
    said.join('; '),
    'Check credentials and credit with the gateway; what waits goes by itself when they are right.',
  );
}

async function checkDesk(db: Database) {
  const { unread, review } = await countDeskRows(db);
  if (unread > 0)
    return warn(
      `${unread} could not be read, ${review} wait for a person`,
      'Look at them in the console under Faxes & mails: Could not be read.',
    );
  return ok(review === 0 ? 'none' : `${review} wait for a person`);
}

async function checkDiagnoses(db: Database) {
  const count = await countDiagnosisCodes(db);
  if (count > 0) return ok(`${count.toLocaleString('en-US')} codes`);
  return warn(
    'only a few hundred common codes are known',
    'Get icd10cm_order_<year>.txt of CMS, then: referloop import diagnoses <file>',
  );
}

async function checkMigrations(db: Database) {
  const known = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith('.sql'));
  const isNew = await queryOne<{ readonly found: string | null }>(
    db,
    sql`select to_regclass('schema_migration')::text as found`,
  );
  if (!isNew?.found)
    return warn('the database is empty', 'The first start fills it; or run: referloop migrate');
  const applied = new Set(
    (await query<{ readonly name: string }>(db, sql`select name from schema_migration where name <> ''`)).map(
      (row) => row.name,
    ),
  );
  const missing = known.filter((name) => !applied.has(name));
  const newer = [...applied].filter((name) => !known.includes(name));
  if (newer.length > 0)
    return fail(`the database belongs to a newer version (${newer.join(', ')})`, 'Install that version.');
  return missing.length === 0
    ? ok(`all ${known.length} applied`)
    : warn(`${missing.join(', ')} not applied yet`, 'The next start applies them; or run: referloop migrate');
}

const SKEW_WARN_MS = 2_000;
const SKEW_FAIL_MS = 60_000;

/** The order of what happened is by clocks: ours and the database's must agree. */
async function checkClock(db: Database) {
  const asked = Date.now();
  const row = await queryOne<{ readonly at: string }>(db, sql`select now() as at`);
  const skewMs = Math.abs(Date.parse(row?.at ?? '') - (asked + Date.now()) / 2);
  const said = `${(skewMs / 1000).toFixed(1)} s apart from the database`;
  if (skewMs > SKEW_FAIL_MS) return fail(said, 'Set both clocks with NTP.');
  return skewMs > SKEW_WARN_MS ? warn(said, 'Set both clocks with NTP.') : ok(said);
}

const OLD_MINUTES = 5;

async function checkWaiting(db: Database) {
  const row = await queryOne<{ readonly count: number; readonly minutes: number | null }>(
    db,
    sql`select count(*) as count, (extract(epoch from now() - min(received_at)) / 60)::float8 as minutes
        from (select received_at from message where state = 'received' order by id limit 10000) waiting`,
  );
  const count = row?.count ?? 0;
  const minutes = Math.round(row?.minutes ?? 0);
  if (count === 0) return ok('none');
  const said = `${count}, the oldest for ${minutes} minutes`;
  return minutes >= OLD_MINUTES
    ? fail(said, 'Is a hub running? Its log says why it does not process them.')
    : ok(said);
}

async function countOf(db: Database, statement: Parameters<typeof queryOne>[1]): Promise<number> {
  return (await queryOne<{ readonly count: number }>(db, statement))?.count ?? 0;
}

async function hasCluster(dataDir: string): Promise<boolean> {
  const entries = await readdir(dataDir).catch(() => []);
  return entries.some((entry) => /^postgres-\d+$/.test(entry));
}
