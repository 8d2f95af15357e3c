/**
 * Notes queued to many partners, some of whom take a call and never answer: how much longer the others take than alone, and whether
 * any partner got anything out of order. Every delivery is decided, queued, composed, sent, recorded and folded as in a hub; only the
 * partners' line is a stand-in that takes each parcel so many milliseconds.
 *
 *     node --import tsx bench/deliveries.ts [--partners=200] [--each=50] [--dead=5] [--rounds=2]
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import all from '../mappings/hl7v2/all.mapping.ts';
import { openBackground } from '../src/jobs/background.ts';
import { startDeliverJob } from '../src/jobs/deliver.ts';
import { openQueue } from '../src/jobs/queue.ts';
import { openReader } from '../src/open-reader.ts';
import type { Hub, Way } from '../src/pipeline/hub.ts';
import { processWaiting } from '../src/pipeline/process.ts';
import { createIntake } from '../src/pipeline/receive.ts';
import { laneOf, releaseDue } from '../src/pipeline/release.ts';
import type { Channel } from '../src/sdk/channel.ts';
import type { Outcome } from '../src/sdk/destination.ts';
import { http } from '../src/sources/http/index.ts';
import { execute, openDatabase, query, sql } from '../src/store/database.ts';
import { transaction } from '../src/store/transaction.ts';
import { mdm, siu } from '../test/support/hl7.ts';
import { npi } from '../test/support/npi.ts';
import { enterOffices } from '../test/support/offices.ts';
import { openBenchDatabase } from './parts/database.ts';
import { mean, numberOption, thousands, writeReport } from './parts/report.ts';

/** A parcel on the line of a partner who answers. */
const LINE_MS = 20;
/** How long a dead partner keeps the line before the destination gives up. */
const HANG_MS = 5_000;
const FEED = 1_000;
const AT_LEAST = 0.95;

const partners = numberOption('partners', 200);
const each = numberOption('each', 50);
const dead = numberOption('dead', 5);
const rounds = numberOption('rounds', 2);

/** Office `n` of the partners that are dead in a round with dead ones. */
const isDead = (address: string): boolean => Number(address.slice('office-'.length)) < dead;
let areDead = false;
let got: { readonly key: string; readonly address: string }[] = [];

const line: Way = {
  adapter: {
    name: 'line',
    endpoint: z.object({ address: z.string(), settings: z.record(z.string(), z.unknown()) }),
    isRepeatHarmless: true,
  },
  open: {
    deliver: async ({ key, address }): Promise<Outcome> => {
      if (areDead && isDead(address)) {
        await wait(HANG_MS);
        return { status: 'failed', fate: 'transient', code: 'no-answer', detail: 'Nobody answers.' };
      }
      await wait(LINE_MS);
      got.push({ key, address });
      return { status: 'delivered' };
    },
    close: () => Promise.resolve(),
  },
};

type Queued = { readonly id: string; readonly destination: string; readonly address: string };
type Round = {
  readonly isWithDead: boolean;
  readonly ms: number;
  readonly delivered: number;
  readonly outOfOrder: number;
};

const clinic = {
  name: 'clinic',
  owner: 'it@practice.example',
  source: http,
  config: {},
  zone: 'America/New_York',
  mapping: all,
} as Channel;

const database = await openBenchDatabase();
// As many connections as a hub has.
const db = openDatabase(database.url, { maxConnections: 10, applicationName: 'bench' });
const queue = await openQueue(database.url, (error) => console.error(error));
const reader = await openReader({ name: 'tesseract', workers: 1 });
const hub: Hub = {
  db,
  channels: new Map([[clinic.name, clinic]]),
  destinations: new Map([['line', line]]),
  reader,
  policy: { zone: clinic.zone, noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
  practice: { name: 'Lakeside Eye', phone: '555-0100' },
  liaisonEmail: 'liaison@practice.example',
  publicUrl: 'http://127.0.0.1:8080',
  enqueue: (tx, jobs) => queue.enqueue(tx, jobs),
  wake: () => undefined,
};
const intake = createIntake(db, () => undefined);
await enterOffices(
  db,
  Array.from({ length: partners }, (_, nr) => ({ destination: 'line', address: `office-${nr}` })),
);
await fill();
const notes = await release();
const background = openBackground((error) => console.error(error));
await startDeliverJob(queue.boss, hub, background);
const measured: Round[] = [];
// Each kind first and last in turn: what the machine does meanwhile meets both.
for (const isWithDead of Array.from({ length: rounds }, (_, nr) =>
  nr % 2 === 0 ? [false, true] : [true, false],
).flat())
  measured.push(await measure(isWithDead));
report();
await queue.stop();
await background.settle();
await reader.close();
await db.close();
await database.close();

async function fill(): Promise<void> {
  const total = partners * each;
  for (let from = 0; from < total; from += FEED) {
    const nrs = Array.from({ length: Math.min(FEED, total - from) }, (_, index) => from + index);
    const texts = nrs.flatMap(storyOf);
    await Promise.all(
      texts.map((text) => intake.receive(clinic.name, { body: Buffer.from(text), peer: 'bench' })),
    );
    while ((await processWaiting(hub)) > 0);
    console.log(`${thousands(Math.min(from + FEED, total))} of ${thousands(total)} notes are in the ledger`);
  }
}

function storyOf(nr: number): readonly string[] {
  const story = {
    mrn: `TEST-${nr}`,
    family: `ZZTEST${letters(nr)}`,
    given: letters(nr + 500_000),
    birth: `19${String(40 + (nr % 50))}0${1 + (nr % 9)}1${nr % 10}`,
    phone: `555-01${String(nr % 100).padStart(2, '0')}`,
    street: `${nr} Main St`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
    note: `N${nr}`,
    text: `Findings of patient ${nr}.`,
    referrer: `${npi(nr % partners)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`,
  };
  return [siu('S12', story), mdm('T02', story)];
}

/** Six letters that look like no other number's. */
function letters(nr: number): string {
  let rest = (nr * 104_395_301 + 12_345) % 26 ** 6;
  return Array.from({ length: 6 }, () => {
    const letter = String.fromCodePoint(65 + (rest % 26));
    rest = Math.floor(rest / 26);
    return letter;
  }).join('');
}

/** Decides and queues all of them; the mails to the liaison are not what is measured. */
async function release(): Promise<readonly Queued[]> {
  await execute(db, sql`update effect set state = 'withdrawn' where kind <> 'deliver_note'`);
  const mute: Hub = { ...hub, enqueue: () => Promise.resolve() };
  while ((await releaseDue(mute)) > 0);
  return query<Queued>(
    db,
    sql`select id, destination, address from delivery where purpose = 'note' order by id`,
  );
}

/** Queues everything anew, in the same order, and waits for the last of those that answer. */
async function measure(isWithDead: boolean): Promise<Round> {
  areDead = isWithDead;
  got = [];
  const queued = isWithDead ? notes : notes.filter((one) => !isDead(one.address));
  await execute(
    db,
    sql`update delivery set status = case when id = any(${queued.map((one) => one.id)}::uuid[]) then 'queued' else 'cancelled' end, attempts = 0,
          next_attempt_at = null, alive_until = null, sent_at = null, delivered_at = null, updated_at = now()`,
  );
  const expected = notes.filter((one) => !isDead(one.address)).length;
  const startedAt = performance.now();
  await transaction(db, (tx) =>
    hub.enqueue(
      tx,
      queued.map((one) => ({ deliveryId: one.id, lane: laneOf(one) })),
    ),
  );
  while (got.filter((one) => !isDead(one.address)).length < expected) await wait(20);
  const ms = performance.now() - startedAt;
  const round = { isWithDead, ms, delivered: got.length, outOfOrder: countOutOfOrder() };
  console.log(
    `${isWithDead ? 'with' : 'without'} dead ones: ${thousands(round.delivered)} in ${(ms / 1000).toFixed(1)} s, ${round.outOfOrder} out of order`,
  );
  await queue.boss.deleteQueuedJobs('deliver');
  // Nothing of this round may still be on a line when the next one begins.
  await wait(HANG_MS + 1_000);
  return round;
}

/** Parcels a partner got after one that was decided later, and those it got twice. */
function countOutOfOrder(): number {
  const last = new Map<string, string>();
  let count = 0;
  for (const { key, address } of got) {
    if (key <= (last.get(address) ?? '')) count += 1;
    else last.set(address, key);
  }
  return count;
}

function report(): void {
  const rate = (isWithDead: boolean): number =>
    mean(measured.filter((one) => one.isWithDead === isWithDead).map((one) => one.ms));
  const ratio = rate(false) / rate(true);
  const outOfOrder = measured.reduce((sum, one) => sum + one.outOfOrder, 0);
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const times = measured.map((one) => `${one.isWithDead ? 'with' : 'without'} ${seconds(one.ms)} s`);
  writeReport('deliveries', {
    title: 'Deliveries to many partners, some of them dead',
    command: `node --import tsx bench/deliveries.ts --partners=${partners} --each=${each} --dead=${dead} --rounds=${rounds}`,
    words: [
      `${thousands(partners * each)} notes queued to ${partners} partners, ${dead} of whom keep the line ${HANG_MS / 1000} s and answer nothing; the others take a parcel in ${LINE_MS} ms. ` +
        'Deciding is done before. In the time are composing (in contained processes), sending, recording, closing the referral and its events; it ends with the last parcel of the partners that answer. ' +
        `${rounds} rounds of each kind in turn, hub and Postgres on one machine. Rounds in order: ${times.join(', ')}.`,
    ],
    head: ['Without dead ones, s', 'With, s', 'Without : with', 'At least', 'Out of order or twice'],
    rows: [
      [
        seconds(rate(false)),
        seconds(rate(true)),
        ratio.toFixed(3),
        `${AT_LEAST}: ${ratio >= AT_LEAST ? 'reached' : 'missed'}`,
        String(outOfOrder),
      ],
    ],
  });
}
