import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import all from '../../mappings/hl7v2/all.mapping.ts';
import referral from '../../mappings/document/referral.mapping.ts';
import { readNextPage } from '../../src/pipeline/document/read-pages.ts';
import { understandNext } from '../../src/pipeline/document/understand-arrival.ts';
import { unpackNext } from '../../src/pipeline/document/unpack-arrival.ts';
import { deliver } from '../../src/pipeline/deliver.ts';
import type { DeliveryJob, Hub } from '../../src/pipeline/hub.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import { builtInWays, openWays, type StatusDoor } from '../../src/open-ways.ts';
import type { WayOut } from '../../src/sdk/way.ts';
import { openReader } from '../../src/open-reader.ts';
import { createIntake, type Intake } from '../../src/pipeline/receive.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import type { Arrival } from '../../src/sdk/source.ts';
import { http } from '../../src/sources/http/index.ts';
import { execute, sql } from '../../src/store/database.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export type TestHub = {
  readonly hub: Hub;
  readonly database: TestDatabase;
  readonly intake: Intake;
  readonly spool: string;
  /** Where ways out hear their news. */
  readonly statusDoors: ReadonlyMap<string, StatusDoor>;
  /** Receives messages and runs them through to the ledger. */
  readonly feed: (...messages: readonly string[]) => Promise<void>;
  /** Receives documents and runs them through to the desk, and what the hub files by itself to the ledger. */
  readonly feedDocuments: (...arrivals: readonly Omit<Arrival, 'peer'>[]) => Promise<readonly string[]>;
  /** Releases what is due (or, with `isAnyTime`, what is planned at all) and sends it, retries too. */
  readonly send: (isAnyTime?: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
};

const zone = 'America/New_York';

/** The whole pipeline on a database of its own, real destinations, and a queue that is worked off when the test says so. */
export async function createTestHub(
  options: {
    readonly smtpUrl?: string;
    readonly policy?: Partial<Hub['policy']>;
    /** Beside `clinic` and `uploads`. */
    readonly channels?: readonly Channel[];
    /** Beside `email`, `folder` and `mllp`. */
    readonly ways?: readonly Omit<WayOut, 'owner'>[];
  } = {},
): Promise<TestHub> {
  const database = await createTestDatabase();
  const spool = await mkdtemp(join(tmpdir(), 'referloop-spool-'));
  const jobs: DeliveryJob[] = [];
  const mail = {
    smtpUrl: options.smtpUrl ?? 'smtp://127.0.0.1:9',
    from: 'hub@practice.example',
    requireTls: false,
  };
  const reader = await openReader({ name: 'tesseract', workers: 2 });
  const publicUrl = 'http://127.0.0.1:8080';
  const ways = await openWays(
    [...builtInWays({ mail, spoolDir: spool }), ...(options.ways ?? [])],
    { spoolDir: spool, publicUrl },
    () => hub,
  );
  const hub: Hub = {
    db: database.db,
    channels: new Map(
      [clinic, uploads, ...(options.channels ?? [])].map((channel) => [channel.name, channel]),
    ),
    destinations: ways.destinations,
    reader,
    policy: { zone, noShowNoticeAt: '08:00', cancellationGraceMinutes: 30, ...options.policy },
    practice: { name: 'Lakeside Eye', phone: '555-0100' },
    liaisonEmail: 'liaison@practice.example',
    publicUrl,
    enqueue: (_, added) => Promise.resolve(void jobs.push(...added)),
    wake: () => undefined,
  };
  const intake = createIntake(database.db, () => undefined);
  return {
    hub,
    database,
    intake,
    spool,
    statusDoors: ways.doors,
    feed: async (...messages) => {
      await Promise.all(
        messages.map((text) => intake.receive(clinic.name, { body: Buffer.from(text), peer: 'test' })),
      );
      while ((await processWaiting(hub)) > 0);
    },
    feedDocuments: async (...arrivals) => {
      const receipts = await Promise.all(
        arrivals.map((arrival) => intake.receive(uploads.name, { peer: 'test', ...arrival }, 'document')),
      );
      await readDocuments(hub);
      while ((await processWaiting(hub)) > 0);
      return receipts.map(({ messageId }) => messageId);
    },
    send: async (isAnyTime = false) => {
      if (isAnyTime)
        await execute(database.db, sql`update effect set due_at = now() where state = 'planned'`);
      while ((await releaseDue(hub)) > 0);
      // The queue waits out the pause after a failure, and the night; here both are over when the test says so.
      await execute(
        database.db,
        sql`update delivery set next_attempt_at = now() where status in ('failed_transient', 'queued') and next_attempt_at is not null`,
      );
      for (const job of jobs.splice(0)) await deliver(hub, job.deliveryId);
    },
    close: async () => {
      await ways.close();
      await reader.close();
      await database.drop();
    },
  };
}

/** Everything that waits to be unpacked, read and understood. */
export async function readDocuments(hub: Hub): Promise<void> {
  while ((await unpackNext(hub)) > 0);
  while ((await readNextPage(hub, 'arrival')) > 0);
  while ((await understandNext(hub)) > 0);
}

const clinic = {
  name: 'clinic',
  owner: 'it@practice.example',
  source: http,
  config: {},
  zone,
  mapping: all,
} as Channel;

const uploads = { ...clinic, name: 'uploads', mapping: referral } as Channel;
