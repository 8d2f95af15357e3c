import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import all from '../../mappings/hl7v2/all.mapping.ts';
import { readConfig } from '../../src/config.ts';
import { Failure } from '../../src/lib/failure.ts';
import { openLog } from '../../src/log.ts';
import { openStore, startHub } from '../../src/main.ts';
import { confirmDelivery, confirmSent, deliver, resendDelivery } from '../../src/pipeline/deliver.ts';
import type { DeliveryJob, Hub, Way } from '../../src/pipeline/hub.ts';
import { recoverStranded } from '../../src/pipeline/recover.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import { tellOutcome } from '../../src/pipeline/tell-outcome.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import type { Outcome, Parcel, SentParcel } from '../../src/sdk/destination.ts';
import { mllp } from '../../src/sources/mllp/index.ts';
import { execute, query, queryOne, sql, type Queryable } from '../../src/store/database.ts';
import { framed, openSender, portOf } from '../contracts/mllp-peer.ts';
import { mdm, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { npi } from '../support/npi.ts';
import { enterOffices } from '../support/offices.ts';

const ana = 'ana@practice.example';
const arrived: Outcome = { status: 'delivered' };
const taken: Outcome = { status: 'sent', reference: 'C1' };
const refused: Outcome = { status: 'failed', fate: 'permanent', code: 'refused', detail: 'No such office.' };
const away: Outcome = { status: 'failed', fate: 'transient', code: 'away', detail: 'Nobody answers.' };

let base: TestHub;
let hub: Hub;
let jobs: DeliveryJob[];
/** What a destination was given and asked, and what it answers. `van`: a repeat would be a second parcel. */
let courier: {
  readonly parcels: Parcel[];
  readonly asked: SentParcel[];
  deliver: () => Promise<Outcome>;
  confirm: (sent: SentParcel) => Promise<Outcome | undefined>;
};

beforeEach(async () => {
  base = await createTestHub();
  jobs = [];
  courier = {
    parcels: [],
    asked: [],
    deliver: () => Promise.resolve(arrived),
    confirm: () => Promise.resolve(undefined),
  };
  const ways: readonly Way[] = [wayOf('courier', true), wayOf('van', false)];
  hub = {
    ...base.hub,
    destinations: new Map([...base.hub.destinations, ...ways.map((way) => [way.adapter.name, way] as const)]),
    enqueue: (_, added) => Promise.resolve(void jobs.push(...added)),
  };
  return () => base.close();
});

function wayOf(name: string, isRepeatHarmless: boolean): Way {
  const endpoint = z.object({ address: z.string(), settings: z.record(z.string(), z.unknown()) });
  return {
    adapter: { name, endpoint, isRepeatHarmless },
    open: {
      deliver: (parcel) => {
        courier.parcels.push(parcel);
        return courier.deliver();
      },
      confirm: (sent) => {
        courier.asked.push(sent);
        return courier.confirm(sent);
      },
      close: () => Promise.resolve(),
    },
  };
}

/** A note for an office that takes notes by this destination, released and not yet sent. Returns the delivery's id. */
async function noteFor(destination: string, address = 'north'): Promise<string> {
  await base.feed(siu('S12'));
  await takes(destination, address);
  await base.feed(mdm('T02'));
  return release();
}

async function takes(destination: string, address: string, rank = 1): Promise<void> {
  const partner = await queryOne<{ id: string }>(
    hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = '1234567893'`,
  );
  const endpoint = { destination, address, settings: {}, rank };
  expect(await addEndpoint(hub, partner?.id ?? '', endpoint, ana)).toEqual({});
}

/** Releases what is planned; the newest delivery of a note is what the tests are about. */
async function release(): Promise<string> {
  while ((await releaseDue(hub)) > 0);
  jobs.length = 0;
  const note = await queryOne<{ id: string }>(
    hub.db,
    sql`select id from delivery where purpose = 'note' order by id desc limit 1`,
  );
  return note?.id ?? '';
}

const stateOf = (id: string) =>
  queryOne<{ status: string; code: string | null; attempts: number; is_pausing: boolean }>(
    hub.db,
    sql`select status, code, attempts, coalesce(next_attempt_at > now(), false) as is_pausing from delivery where id = ${id}`,
  );
const notes = () =>
  query<{ status: string; address: string }>(
    hub.db,
    sql`select status, address from delivery where purpose = 'note' order by id`,
  );
/** As if the hub that sends it had not been heard of for a while. */
const forget = (id: string) =>
  execute(hub.db, sql`update delivery set alive_until = now() - interval '1 second' where id = ${id}`);
const endPause = (id: string) =>
  execute(hub.db, sql`update delivery set next_attempt_at = now() where id = ${id}`);

/** An answer that is given when the test says so, and a promise that it is waited for. */
function held() {
  let give: (outcome: Outcome) => void = () => undefined;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const answer = new Promise<Outcome>((resolve) => (give = resolve));
  const ask = (): Promise<Outcome> => {
    begin();
    return answer;
  };
  return { ask, begun, give };
}

test('two hubs that hear the same refusal send one fallback', async () => {
  const id = await noteFor('courier');
  await takes('courier', 'south', 2);
  courier.deliver = () => Promise.resolve(taken);
  await deliver(hub, id);
  const first = held();
  courier.confirm = first.ask;
  const one = confirmSent(hub);
  await first.begun;
  const second = held();
  courier.confirm = second.ask;
  const other = confirmSent(hub);
  await second.begun;
  first.give(refused);
  second.give(refused);

  expect((await one) + (await other)).toBe(1);
  expect(await notes()).toEqual([
    { status: 'dead', address: 'north' },
    { status: 'queued', address: 'south' },
  ]);
  const told = await query(hub.db, sql`select id from event where type = 'delivery.failed'`);
  expect(told).toHaveLength(1);
});

test('what a former attempt hears does not undo what the next one heard', async () => {
  const id = await noteFor('courier');
  const former = held();
  courier.deliver = former.ask;
  const slow = deliver(hub, id);
  await former.begun;
  await forget(id);
  const next = held();
  courier.deliver = next.ask;
  const again = deliver(hub, id);
  await next.begun;
  former.give(refused);
  await slow;
  expect(await stateOf(id)).toMatchObject({ status: 'sending', attempts: 2 });
  next.give(arrived);
  await again;

  expect(await notes()).toEqual([{ status: 'delivered', address: 'north' }]);
  const outcomes = await query<{ outcome: string }>(
    hub.db,
    sql`select outcome from delivery_attempt where delivery_id = ${id} order by id`,
  );
  expect(outcomes.map((row) => row.outcome)).toEqual(['failed', 'delivered']);
});

test('a person’s word counts while the hub is still sending', async () => {
  const id = await noteFor('courier');
  const call = held();
  courier.deliver = call.ask;
  const sending = deliver(hub, id);
  await call.begun;
  expect(await confirmDelivery(hub, id, 'phone call', ana)).toBe('done');
  call.give(refused);
  await sending;

  expect(await stateOf(id)).toMatchObject({ status: 'delivered' });
  expect(await confirmDelivery(hub, id, 'phone call', ana)).toBe('already_answered');
});

test('a lost job is replaced once, not at every look of every hub', async () => {
  const id = await noteFor('courier');
  await execute(hub.db, sql`update delivery set updated_at = now() - interval '6 minutes' where id = ${id}`);

  const [one, other] = await Promise.all([recoverStranded(hub), recoverStranded(hub)]);
  expect(one + other).toBe(1);
  expect(await recoverStranded(hub)).toBe(0);
  expect(jobs.map((job) => job.deliveryId)).toEqual([id]);
});

test('a second job leaves alone what another hub is sending', async () => {
  const id = await noteFor('van');
  const call = held();
  courier.deliver = call.ask;
  const sending = deliver(hub, id);
  await call.begun;
  await deliver(hub, id);
  expect(await stateOf(id)).toMatchObject({ status: 'sending' });
  expect(await recoverStranded(hub)).toBe(0);
  call.give(taken);
  await sending;

  expect(await stateOf(id)).toMatchObject({ status: 'sent', attempts: 1 });
  expect(courier.parcels).toHaveLength(1);
});

test('a hub that died while sending is noticed when its lease ends: a mail is then a person’s question', async () => {
  const id = await noteFor('van');
  const call = held();
  courier.deliver = call.ask;
  const sending = deliver(hub, id);
  await call.begun;
  await forget(id);
  expect(await recoverStranded(hub)).toBe(1);
  expect(await recoverStranded(hub)).toBe(0);
  await deliver(hub, jobs.at(-1)?.deliveryId ?? '');
  expect(await stateOf(id)).toMatchObject({ status: 'ambiguous', code: 'interrupted' });
  expect(courier.parcels).toHaveLength(1);

  // It was not dead, only slow: what it heard is the answer.
  call.give(taken);
  await sending;
  expect(await stateOf(id)).toMatchObject({ status: 'sent', code: null });
});

test('a hub that died while sending is noticed when its lease ends: a harmless repeat goes out', async () => {
  const id = await noteFor('courier');
  courier.deliver = held().ask;
  void deliver(hub, id);
  await vi.waitFor(() => expect(courier.parcels).toHaveLength(1));
  await forget(id);
  await recoverStranded(hub);
  courier.deliver = () => Promise.resolve(arrived);
  await deliver(hub, jobs.at(-1)?.deliveryId ?? '');

  expect(await stateOf(id)).toMatchObject({ status: 'delivered', attempts: 2 });
  expect(new Set(courier.parcels.map((parcel) => parcel.key)).size).toBe(1);
});

test('a second job does not shorten the pause after a failure', async () => {
  const id = await noteFor('courier');
  courier.deliver = () => Promise.resolve(away);
  await deliver(hub, id);
  await deliver(hub, id);
  expect(courier.parcels).toHaveLength(1);
  expect(await stateOf(id)).toMatchObject({ status: 'failed_transient', attempts: 1, is_pausing: true });
  await endPause(id);
  await deliver(hub, id);

  expect(courier.parcels).toHaveLength(2);
});

test('a mail whose packet cannot be made just now is tried again: nothing has left', async () => {
  const id = await noteFor('van');
  const outage = new Failure('transient', 'database-unavailable', 'The database is away.');
  const { send } = hub.db;
  const isStory = (text: string) => text.includes('from referral where id');
  const limping: Hub = {
    ...hub,
    db: { ...hub.db, send: (config) => (isStory(config.text) ? Promise.reject(outage) : send(config)) },
  };
  await deliver(limping, id);

  expect(await stateOf(id)).toEqual({
    status: 'failed_transient',
    code: 'database-unavailable',
    attempts: 1,
    is_pausing: true,
  });
  expect(jobs).toMatchObject([{ deliveryId: id, startAfter: expect.any(String) }]);
  await endPause(id);
  await deliver(hub, id);
  expect(await stateOf(id)).toMatchObject({ status: 'delivered', attempts: 2 });
});

test('everybody is asked after in turn, and a destination that cannot tell keeps no place', async () => {
  const id = await noteFor('courier');
  courier.deliver = () => Promise.resolve(taken);
  await deliver(hub, id);
  const copies = (destination: string, count: number) =>
    execute(
      hub.db,
      sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at, sent_at)
          select gen_random_uuid(), effect_key, referral_id, 'no_show', ${destination}, 'old', 'sent', now(), now() - interval '1 day'
          from delivery, generate_series(1, ${count}) where id = ${id}`,
    );
  await copies('nobody-knows', 150);
  await copies('van', 150);
  await copies('courier', 150);
  courier.confirm = (sent) => Promise.resolve(sent.address === 'north' ? arrived : undefined);

  expect((await confirmSent(hub)) + (await confirmSent(hub))).toBe(1);
  expect(await stateOf(id)).toMatchObject({ status: 'delivered' });
  expect(courier.asked.map((sent) => sent.key)).toContain(id);
});

test('a destination that fails when asked keeps no other from being asked', async () => {
  const id = await noteFor('courier');
  courier.deliver = () => Promise.resolve(taken);
  await deliver(hub, id);
  await execute(
    hub.db,
    sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at, sent_at)
        select gen_random_uuid(), effect_key, referral_id, 'no_show', 'van', 'broken', 'sent', now(), now() - interval '1 day'
        from delivery where id = ${id}`,
  );
  courier.confirm = (sent) =>
    sent.address === 'broken'
      ? Promise.reject(new Failure('permanent', 'out-of-order', 'Broken.'))
      : Promise.resolve(arrived);
  const failures: string[] = [];

  expect(await confirmSent(hub, (code) => failures.push(code))).toBe(1);
  expect(failures).toEqual(['out-of-order']);
  expect(await stateOf(id)).toMatchObject({ status: 'delivered' });
});

test('nobody is asked after a parcel whose last word was said', async () => {
  const id = await noteFor('courier');
  courier.deliver = () => Promise.resolve({ ...taken, isFinal: true });
  await deliver(hub, id);
  await confirmSent(hub);

  expect(await stateOf(id)).toMatchObject({ status: 'sent' });
  expect(courier.asked).toEqual([]);
});

test('news that comes by itself counts once, and only from the destination that sent it', async () => {
  courier.deliver = () => Promise.resolve(taken);
  const id = await noteFor('courier');
  await deliver(hub, id);
  const news = { reference: 'C1', outcome: arrived } as const;

  expect(await tellOutcome(hub, 'van', news)).toBe('unknown');
  expect(await tellOutcome(hub, 'courier', { reference: 'C2', outcome: arrived })).toBe('unknown');
  expect(await tellOutcome(hub, 'courier', { key: 'no key', outcome: arrived })).toBe('unknown');
  expect(await stateOf(id)).toMatchObject({ status: 'sent' });
  expect(await tellOutcome(hub, 'courier', news)).toBe('recorded');
  expect(await tellOutcome(hub, 'courier', news)).toBe('known');
  expect(await tellOutcome(hub, 'courier', { key: id, outcome: refused })).toBe('known');
  expect(await stateOf(id)).toMatchObject({ status: 'delivered' });
  expect(await tellOutcome(hub, 'courier', { key: id, acknowledged: 'opened' })).toBe('recorded');
  expect(await tellOutcome(hub, 'courier', { key: id, acknowledged: 'opened' })).toBe('known');
});

test('fewer pages than were handed over are no arrival, whoever counts them', async () => {
  courier.deliver = () => Promise.resolve(taken);
  const id = await noteFor('courier');
  await deliver(hub, id);
  await execute(hub.db, sql`update delivery set packet_pages = 3 where id = ${id}`);
  const news = { reference: 'C1', outcome: arrived } as const;

  expect(await tellOutcome(hub, 'courier', { ...news, pagesArrived: 2 })).toBe('recorded');
  expect(await stateOf(id)).toMatchObject({ status: 'failed_transient', code: 'fax-partial' });
});

test('a refusal that is told later moves on to the next address; that it arrived after all is heard even then', async () => {
  courier.deliver = () => Promise.resolve(taken);
  const id = await noteFor('courier');
  await takes('folder', 'front-desk', 2);
  await deliver(hub, id);

  expect(await tellOutcome(hub, 'courier', { key: id, outcome: refused })).toBe('recorded');

  expect(await stateOf(id)).toMatchObject({ status: 'dead', code: 'refused' });
  expect(jobs).toHaveLength(1);
  expect(await tellOutcome(hub, 'courier', { key: id, outcome: taken })).toBe('known');
  expect(await tellOutcome(hub, 'courier', { key: id, outcome: arrived })).toBe('recorded');
  expect(await stateOf(id)).toMatchObject({ status: 'delivered' });
  // The office has it: it does not get it a second time.
  expect(await stateOf(jobs[0]?.deliveryId ?? '')).toMatchObject({ status: 'cancelled', code: 'arrived' });
});

test('what fails after the office had it another way is not tried again', async () => {
  courier.deliver = () => Promise.resolve(taken);
  const id = await noteFor('courier');
  await deliver(hub, id);
  const again = await resendDelivery(hub, id, ana);
  await confirmDelivery(hub, again ?? '', 'They have it.', ana);

  expect(await tellOutcome(hub, 'courier', { key: id, outcome: away })).toBe('recorded');
  expect(await stateOf(id)).toMatchObject({ status: 'cancelled' });
});

test('what nobody knows the end of is looked up before anybody sends it again', async () => {
  const unknown: Outcome = { status: 'failed', fate: 'ambiguous', code: 'cut', detail: 'The line broke.' };
  courier.deliver = () => Promise.resolve(unknown);
  const id = await noteFor('van');
  await deliver(hub, id);
  expect(await stateOf(id)).toMatchObject({ status: 'ambiguous' });
  courier.confirm = () => Promise.resolve(away);

  await confirmSent(hub);

  // The other side never had it: a try like any other that failed.
  expect(courier.asked).toMatchObject([{ key: id }]);
  expect(await stateOf(id)).toMatchObject({ status: 'failed_transient', is_pausing: true });
});

test('a version that was overtaken on its way goes out when it is wanted again', async () => {
  const id = await noteFor('courier');
  courier.deliver = async () => {
    await base.feed(mdm('T10', { at: '20261106090000-0500', text: 'Findings corrected.' }));
    return away;
  };
  await deliver(hub, id);
  courier.deliver = () => Promise.resolve(arrived);
  await endPause(id);
  await deliver(hub, id);
  expect(await stateOf(id)).toMatchObject({ status: 'cancelled', code: 'superseded' });
  expect(courier.parcels).toHaveLength(1);

  await base.feed(mdm('T10', { at: '20261107090000-0500' }));
  await deliver(hub, await release());
  const sent = await query<{ content: string }>(
    hub.db,
    sql`select d.content_sha256 = v.content_sha256 as "isFirst", d.status from delivery d join delivery v on v.id = ${id}
        where d.purpose = 'note' and d.status = 'delivered'`,
  );
  expect(sent).toEqual([{ isFirst: true, status: 'delivered' }]);
});

test('a hub that is stopped finishes what it is sending', { timeout: 60_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'referloop-stop-'));
  const config = { ...readConfig({ DATA_DIR: dir, SPOOL_DIR: dir }, 'demo'), port: 0 };
  const log = openLog('silent');
  const running = await startHub(config, log, [clinic]);
  let isClosed = false;
  const close = () => Promise.resolve(void (isClosed = true));
  const way = wayOf('courier', true);
  const ways = running.hub.destinations as Map<string, Way>;
  ways.set('courier', { ...way, open: { ...way.open, close } });
  try {
    const call = held();
    courier.deliver = call.ask;
    await enterOffices(running.hub.db, [{ destination: 'courier', address: 'north' }]);
    const sender = await openSender(portOf(running.addresses.get(clinic.name)));
    const referrer = `${npi(0)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`;
    for (const text of [siu('S12', { referrer }), mdm('T02', { referrer })])
      sender.write(framed(Buffer.from(text)));
    await call.begun;
    const stopping = running.stop();
    // The queue stops listening first and then waits: whoever closes destinations before that is caught here.
    const isListening = () => countListeners(running.hub.db);
    await vi.waitFor(async () => expect(isClosed || (await isListening()) === 0).toBe(true), 10_000);
    call.give(isClosed ? away : arrived);
    await stopping;

    const store = await openStore(config, log);
    const statuses = await query(store.db, sql`select status from delivery where purpose = 'note'`);
    await store.close();
    expect(statuses).toEqual([{ status: 'delivered' }]);
    expect(isClosed).toBe(true);
  } finally {
    await running.stop();
    await rm(dir, { recursive: true });
  }
});

const clinic = {
  name: 'clinic',
  owner: 'it@practice.example',
  source: mllp,
  config: { port: 0 },
  zone: 'America/New_York',
  mapping: all,
} as Channel;

async function countListeners(db: Queryable): Promise<number> {
  const rows = await query(
    db,
    sql`select pid from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
  );
  return rows.length;
}
