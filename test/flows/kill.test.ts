import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { query, sql, type Database } from '../../src/store/database.ts';
import { controlIdOf, openReceiver, polite, type Receiver } from '../contracts/mllp-peer.ts';
import { controlIdOf as sentAs } from '../../src/destinations/mllp/document-message.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startHubChild, type HubChild, type HubProcessOptions } from '../support/hub-child.ts';
import { createTestHub } from '../support/hub.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';
import { enterOffices, type OfficeEndpoint } from '../support/offices.ts';
import { seededRandom } from '../support/random.ts';
import { createResendingSender } from '../support/resending-sender.ts';
import { tellVisits } from '../support/visits.ts';

const CYCLES = Number(process.env['KILL_CYCLES'] ?? 30);
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const OFFICES = 6;
const SENDERS = 4;
/** Messages each sender may add to a cycle. */
const QUOTA = 10;
/** A visit is told in about five messages. */
const PATIENTS = Math.ceil((CYCLES * QUOTA) / 4);
/** A worker that was killed loses its jobs after its heartbeat; a failed delivery waits some seconds for its next try. */
const SETTLE_MS = 240_000;

/** What the outside sees, in the order it happens: the killer counts these. */
type Moment = 'ack' | 'parcel' | 'mail';

let database: TestDatabase;
let mail: MailCatcher;
/** One for each office that takes HL7: what goes to one address goes one after another. */
let receivers: readonly Receiver[];
let spool: string;
let onMoment: (moment: Moment) => void = () => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  spool = await mkdtemp(join(tmpdir(), 'referloop-kill-'));
  mail = await startMailCatcher(() => onMoment('mail'));
  receivers = await Promise.all(
    Array.from({ length: OFFICES / 2 }, () =>
      openReceiver((message, socket, count) => {
        onMoment('parcel');
        return polite(message, socket, count);
      }),
    ),
  );
});
afterAll(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()));
  await mail.stop();
  await database.drop();
});

test(
  `a hub killed ${CYCLES} times under load loses nothing it acknowledged and does nothing twice (seed ${SEED})`,
  { timeout: 60_000 + CYCLES * 20_000 },
  async () => {
    const random = seededRandom(SEED);
    await enterOffices(database.db, endpointsOf(receivers));
    const senders = Array.from({ length: SENDERS }, (_, index) =>
      createResendingSender(
        tellVisits(index * PATIENTS, PATIENTS, OFFICES, random).map((text) => Buffer.from(text)),
        () => onMoment('ack'),
      ),
    );
    const options: HubProcessOptions = {
      databaseUrl: database.url,
      spoolDir: spool,
      smtpUrl: mail.url,
      work: 'everything',
    };
    const kills: Record<Moment | 'clock', number> = { ack: 0, parcel: 0, mail: 0, clock: 0 };

    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const hub = await startHubChild(options);
      const killed = killAt(hub, planKill(random));
      const limits = senders.map((sender) => sender.acknowledged().length + QUOTA);
      const sent = Promise.all(senders.map((sender, index) => sender.run(hub.port, limits[index] ?? 0)));
      await sent;
      kills[await killed.atLast] += 1;
    }

    const hub = await startHubChild(options);
    await Promise.all(senders.map((sender) => sender.run(hub.port, Infinity)));
    await settled(database.db);
    await hub.stop();
    const acknowledged = senders.flatMap((sender) => sender.acknowledged());
    console.log(
      `seed ${SEED}: ${CYCLES} kills (${JSON.stringify(kills)}), ${acknowledged.length} acknowledged, ${senders.reduce((sum, one) => sum + one.repeats(), 0)} sent again, ${receivers.flatMap(({ messages }) => messages).length} parcels by MLLP, ${mail.mails.length} mails`,
    );
    expect(senders.flatMap((sender) => sender.wrong())).toEqual([]);
    await everythingIsStored(acknowledged);
    await everythingEnded();
    await nothingHappenedTwice();
    await replayAgrees();
  },
);

type Plan = {
  readonly moment: Moment;
  readonly count: number;
  /** Before the peer's answer is written, or when the hub may have read it. */
  readonly isBefore: boolean;
  /** If the moment does not come, then so long after the start of the cycle. */
  readonly latestMs: number;
};

/** After the n-th answer, or with the n-th parcel or mail in the receiver's hands: then nobody has told the hub yet. */
function planKill(random: () => number): Plan {
  const chance = random();
  const isBefore = random() < 0.5;
  // Sending begins a second after the hub: the composing child has to start.
  const latestMs = chance < 0.5 ? 200 + random() * 1_000 : 3_000;
  if (chance < 0.5) return { moment: 'ack', count: upTo(random, SENDERS * QUOTA), isBefore, latestMs };
  if (chance < 0.75) return { moment: 'parcel', count: upTo(random, 4), isBefore, latestMs };
  return { moment: 'mail', count: upTo(random, 12), isBefore, latestMs };
}

function upTo(random: () => number, most: number): number {
  return 1 + Math.floor(random() * most);
}

/** Kills once, at the planned moment or by the clock; `atLast` says which, when the process is gone. */
function killAt(hub: HubChild, plan: Plan): { readonly atLast: Promise<Moment | 'clock'> } {
  let seen = 0;
  const atLast = new Promise<Moment | 'clock'>((resolve) => {
    const kill = (why: Moment | 'clock'): void => {
      clearTimeout(latest);
      onMoment = () => undefined;
      void hub.kill().then(() => resolve(why));
    };
    const latest = setTimeout(() => kill('clock'), plan.latestMs);
    onMoment = (moment) => {
      if (moment !== plan.moment || (seen += 1) !== plan.count) return;
      if (plan.isBefore) return kill(moment);
      setImmediate(() => kill(moment));
    };
  });
  return { atLast };
}

function endpointsOf(hl7: readonly Receiver[]): readonly OfficeEndpoint[] {
  return Array.from({ length: OFFICES }, (_, index) =>
    index % 2 === 0
      ? { destination: 'folder' as const, address: `office-${index}` }
      : { destination: 'mllp' as const, address: hl7[(index - 1) / 2]?.address ?? '' },
  );
}

/** Nothing waits any more for the hub to do something. */
async function settled(db: Database): Promise<void> {
  await vi.waitFor(
    async () => {
      const open = await query(
        db,
        sql`select 'message' as what, state, count(*) as count from message where state = 'received' group by state
            union all select 'effect', state, count(*) from effect where state = 'planned' and due_at <= now() group by state
            union all select 'delivery', status, count(*) from delivery where status in ('queued', 'sending', 'failed_transient') group by status`,
      );
      expect(open).toEqual([]);
    },
    { timeout: SETTLE_MS, interval: 200 },
  );
}

/** S1: every acknowledged message is in the store, byte for byte, once. */
async function everythingIsStored(acknowledged: readonly Buffer[]): Promise<void> {
  const rows = await query<{ readonly sha256: string }>(
    database.db,
    sql`select encode(body_sha256, 'hex') as sha256 from message`,
  );
  const stored = rows.map((row) => row.sha256);
  expect(new Set(stored).size).toBe(stored.length);
  const missing = acknowledged.filter((message) => !stored.includes(sha256(message)));
  expect(missing).toHaveLength(0);
}

/** S2: every message and every delivery is in a state that has a name and an owner. */
async function everythingEnded(): Promise<void> {
  const messages = await query<{ readonly state: string }>(
    database.db,
    sql`select distinct state from message`,
  );
  const unended = await query(
    database.db,
    sql`select d.status, d.code, e.state from delivery d join effect e on e.key = d.effect_key
        where d.purpose <> 'liaison_alert' and not (d.status = 'delivered' and e.state = 'released')
          and not (d.status = 'cancelled' and (e.state = 'withdrawn' or d.code = 'superseded'))`,
  );
  const alerts = await query<{ readonly status: string }>(
    database.db,
    sql`select distinct status from delivery where purpose = 'liaison_alert'`,
  );

  expect(messages.map((row) => row.state)).toEqual(['applied']);
  // Delivered, or stopped because an amendment came before it had left.
  expect(unended).toEqual([]);
  // A mail whose answer the hub did not live to hear is a person's question, never sent again by itself.
  expect(['ambiguous', 'sent']).toEqual(expect.arrayContaining(alerts.map((row) => row.status)));
}

/** S3: counted outside the hub, by what the receivers hold. */
async function nothingHappenedTwice(): Promise<void> {
  const deliveries = await query<{
    readonly id: string;
    readonly key: string;
    readonly destination: string;
    readonly status: string;
  }>(database.db, sql`select id, effect_key as key, destination, status from delivery`);
  const idsTo = (destination: string, status?: string): readonly string[] =>
    deliveries
      .filter((one) => one.destination === destination && (status ?? one.status) === one.status)
      .map((one) => one.id);
  const alive = deliveries.filter((one) => one.status !== 'cancelled').map((one) => one.key);
  expect(new Set(alive).size).toBe(alive.length);

  const parcels = new Map<string, Set<string>>();
  for (const message of receivers.flatMap(({ messages }) => messages)) {
    const id = controlIdOf(message);
    parcels.set(id, (parcels.get(id) ?? new Set()).add(sha256(message)));
  }
  expect([...parcels.values()].filter((contents) => contents.size > 1)).toEqual([]);
  // One that the hub calls cancelled may have arrived in the moment of a kill: never another one than it meant to send.
  expect([...parcels.keys()]).toEqual(expect.arrayContaining(idsTo('mllp', 'delivered').map(sentAs)));
  expect(idsTo('mllp').map(sentAs)).toEqual(expect.arrayContaining([...parcels.keys()]));

  const written = await filesIn(spool);
  expect(new Set(written).size).toBe(written.length);
  expect(written).toEqual(expect.arrayContaining([...idsTo('folder', 'delivered')]));
  expect(idsTo('folder')).toEqual(expect.arrayContaining([...written]));

  const mails = mail.mails.map((text) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
  expect(new Set(mails).size).toBe(mails.length);
  const alerts = await query<{ readonly alerts: number; readonly referrals: number }>(
    database.db,
    sql`select (select count(*) from effect where kind = 'alert_liaison') as alerts, (select count(*) from referral where is_counted and merged_into is null) as referrals`,
  );
  expect(alerts[0]?.alerts).toBe(alerts[0]?.referrals);
}

/** Keys of the parcels in the offices' folders, each proved whole by what its JSON says of its PDF. */
async function filesIn(root: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const office of await readdir(root)) {
    for (const name of (await readdir(join(root, office))).filter((one) => one.endsWith('.json'))) {
      const about = JSON.parse(await readFile(join(root, office, name), 'utf8')) as {
        readonly key: string;
        readonly sha256: string;
      };
      const pdf = await readFile(join(root, office, name.replace('.json', '.pdf')));
      expect(sha256(pdf)).toBe(about.sha256);
      keys.push(about.key);
    }
  }
  return keys;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** S4: the ledger is what a hub that was never killed makes of the same messages. */
async function replayAgrees(): Promise<void> {
  const stored = await query<{ readonly id: string; readonly body: Buffer }>(
    database.db,
    sql`select id, body from message order by id`,
  );
  const fresh = await createTestHub({ smtpUrl: mail.url });
  try {
    await enterOffices(fresh.hub.db, endpointsOf(receivers));
    await fresh.feed(...stored.map((row) => row.body.toString()));
    await fresh.send();

    expect(await ledgerOf(fresh.hub.db)).toEqual(await ledgerOf(database.db));
  } finally {
    await fresh.close();
  }
}

async function ledgerOf(db: Database) {
  const referrals = await query(
    db,
    sql`select i.value as mrn, r.state, r.kind, r.is_counted, r.received_at, r.appointment_at, n.value as npi, p.family, p.birth_date
        from referral r join patient p on p.id = r.patient_id join patient_identifier i on i.patient_id = p.id
        left join partner_identifier n on n.partner_id = r.referrer_partner_id and n.system = 'npi'
        where r.merged_into is null order by i.value, r.received_at, r.state`,
  );
  const facts = await query(
    db,
    sql`select kind, count(*) as count from fact where retired_at is null and kind <> 'note_delivered' group by kind order by kind`,
  );
  // A version of a note that went out before its amendment arrived is told besides; the newest of each is the same. When something
  // fell due that has been told since is history.
  const effects = await query(
    db,
    sql`select distinct on (e.kind, n.value, e.appointment_key, e.document_key, e.referral_id) e.kind, n.value as npi, e.appointment_key, e.document_key, e.content_sha256
        from effect e join partner_identifier n on n.partner_id = e.partner_id and n.system = 'npi' where e.state <> 'withdrawn'
        order by e.kind, n.value, e.appointment_key, e.document_key, e.referral_id, e.due_at desc`,
  );
  const open = await query(
    db,
    sql`select kind, count(*) as count from review where state = 'open' group by kind order by kind`,
  );
  return { referrals, facts, effects: effects.map((one) => JSON.stringify(one)).toSorted(), open };
}
