import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { emptyEvents, openReceiver, publishOf, type Receiver } from '../../../test/support/webhooks.ts';
import { newId } from '../../lib/ids.ts';
import { execute, query, sql } from '../../store/database.ts';
import { lastPosition, listEvents, type NewEvent } from '../../store/events.ts';
import { listWebhookAttempts } from '../../store/webhook-attempts.ts';
import { findReplay, listReplays, stopReplay } from '../../store/webhook-replays.ts';
import { findWebhook, insertWebhook } from '../../store/webhooks.ts';
import { dispatchWebhooks } from '../publish.ts';
import { askReplay, planReplay, runReplays } from './replay.ts';
import type { Publishing } from './sender.ts';

let database: TestDatabase;
let publishing: Publishing;
const open: (() => Promise<void>)[] = [];
const how = { perSecond: 50, askedBy: 'test' };

beforeAll(async () => {
  database = await createTestDatabase();
  publishing = { db: database.db, publicUrl: 'https://hub.example', allowPrivate: true };
});
afterAll(() => database.drop());
beforeEach(() => emptyEvents(database.db));
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A receiver that has had these events already. */
async function served(
  types: readonly NewEvent['type'][],
  wanted: readonly string[] = [],
  ...answer: Parameters<typeof openReceiver>
): Promise<{ crm: Receiver; id: string; ids: readonly string[]; subjects: readonly string[] }> {
  const crm = await openReceiver(...answer);
  open.push(crm.close);
  const { id } = await insertWebhook(database.db, {
    url: crm.url,
    description: '',
    types: wanted,
    position: 0,
  });
  const subjects = types.map(() => newId());
  const ids = await publishOf(database.db, subjects, ...types);
  await dispatchWebhooks(publishing);
  crm.received.length = 0;
  return { crm, id, ids, subjects };
}

const makeDue = () => execute(database.db, sql`update webhook_replay set next_attempt_at = now()`);

test('one event is sent again with the id it always had, whatever the receiver takes', async () => {
  const { crm, id, ids } = await served(['referral.received', 'referral.seen'], ['referral.seen']);

  const { count } = await askReplay(database.db, id, { eventId: ids[0] ?? '' }, how);
  expect(await runReplays(publishing)).toBe(1);

  expect(count).toBe(1);
  expect(crm.ids()).toEqual([ids[0]]);
  expect(await listReplays(database.db, id, 5)).toMatchObject([{ state: 'done', total: 1, sent: 1 }]);
  expect(await listWebhookAttempts(database.db, id, 1)).toMatchObject([{ kind: 'replay', eventId: ids[0] }]);
  // Its own place in the log is where it was.
  expect((await findWebhook(database.db, id))?.position).toBe(2);
});

test('all since a time, of some types, of one subject: a dry run counts what would be sent and sends nothing', async () => {
  const types = ['referral.received', 'referral.seen', 'referral.closed', 'referral.seen'] as const;
  const { crm, id, ids, subjects } = await served(types);
  // The log refuses changes; here its times must be apart.
  await execute(database.db, sql`alter table event disable trigger user`);
  await execute(
    database.db,
    sql`update event set recorded_at = now() - make_interval(hours => 5 - position::int)`,
  );
  const [, , third] = await listEvents(database.db, 0, 10);
  const count = async (wish: Parameters<typeof planReplay>[2]): Promise<number> =>
    (await planReplay(database.db, id, wish)).count;

  expect(await count({})).toBe(4);
  expect(await count({ since: third?.recordedAt ?? '' })).toBe(2);
  expect(await count({ since: '2999-01-01T00:00:00.000Z' })).toBe(0);
  expect(await count({ since: '1999-01-01T00:00:00.000Z' })).toBe(4);
  expect(await count({ after: 1, types: ['referral.seen'] })).toBe(2);
  expect(await count({ subjectId: subjects[2] ?? '' })).toBe(1);
  expect(await runReplays(publishing)).toBe(0);
  expect(crm.received).toEqual([]);

  await askReplay(database.db, id, { types: ['referral.seen'] }, how);
  await runReplays(publishing);
  expect(crm.ids()).toEqual([ids[1], ids[3]]);
});

test('no faster than was asked: one second’s worth a turn, and it ends where the log ended when it was asked', async () => {
  const { crm, id, ids } = await served(Array.from({ length: 25 }, () => 'referral.seen' as const));
  const replay = await askReplay(database.db, id, {}, { ...how, perSecond: 10 });
  const [later] = await publishOf(database.db, [newId()], 'referral.seen');

  expect(await runReplays(publishing)).toBe(10);
  expect(await runReplays(publishing)).toBe(0);
  await makeDue();
  await runReplays(publishing);
  await makeDue();
  expect(await runReplays(publishing)).toBe(5);

  expect(new Set(crm.ids())).toEqual(new Set(ids));
  expect(crm.ids()).not.toContain(later);
  expect(await findReplay(database.db, id, replay.id)).toMatchObject({ state: 'done', sent: 25, total: 25 });
});

test('a failure waits and goes on from there; after ten in a row it is given up; it can be stopped', async () => {
  let status = 204;
  const { crm, id, ids } = await served(
    ['referral.received', 'referral.seen', 'referral.closed'],
    [],
    (response) => response.writeHead(status).end(),
  );
  const { id: replayId } = await askReplay(database.db, id, {}, how);
  status = 500;

  expect(await runReplays(publishing)).toBe(0);
  expect(await runReplays(publishing)).toBe(0);
  expect(crm.received).toHaveLength(1);
  status = 204;
  await makeDue();
  await runReplays(publishing);
  expect(crm.ids()).toEqual([ids[0], ...ids]);
  expect((await findReplay(database.db, id, replayId))?.state).toBe('done');

  status = 500;
  const hopeless = await askReplay(database.db, id, {}, how);
  for (let nr = 0; nr < 10; nr += 1) {
    await makeDue();
    await runReplays(publishing);
  }
  expect((await findReplay(database.db, id, hopeless.id))?.state).toBe('failed');

  const stopped = await askReplay(database.db, id, {}, how);
  expect(await stopReplay(database.db, id, stopped.id)).toBe(true);
  expect(await stopReplay(database.db, id, stopped.id)).toBe(false);
  crm.received.length = 0;
  await runReplays(publishing);
  expect(crm.received).toEqual([]);
});

test('one that is stopped under way ends with the batch that is in hand, and says how far it came', async () => {
  let stop = (): Promise<unknown> => Promise.resolve();
  const { crm, id } = await served(
    Array.from({ length: 20 }, () => 'referral.seen' as const),
    [],
    (response) => void stop().then(() => response.writeHead(204).end()),
  );
  const { id: replayId } = await askReplay(database.db, id, {}, how);
  stop = () => stopReplay(database.db, id, replayId);

  expect(await runReplays(publishing)).toBe(1);

  expect(crm.received).toHaveLength(1);
  expect((await findReplay(database.db, id, replayId))?.state).toBe('stopped');
});

test('a slow receiver does not cost a turn its lease: every batch keeps it', async () => {
  let look = (): Promise<unknown> => Promise.resolve();
  const { crm, id, ids } = await served(
    Array.from({ length: 20 }, () => 'referral.seen' as const),
    [],
    (response) => void look().then(() => response.writeHead(204).end()),
  );
  await askReplay(database.db, id, {}, how);
  const left: boolean[] = [];
  look = async () => {
    const [row] = await query<{ isLong: boolean }>(
      database.db,
      sql`select leased_until > now() + interval '30 seconds' as "isLong" from webhook_replay`,
    );
    left.push(row?.isLong ?? false);
    await execute(database.db, sql`update webhook_replay set leased_until = now() + interval '10 seconds'`);
  };

  expect(await runReplays(publishing)).toBe(20);

  expect(new Set(crm.ids())).toEqual(new Set(ids));
  // The first found it as it was taken, the second as the batch of the first left it.
  expect(left.slice(0, 2)).toEqual([true, true]);
});

test('a receiver that is failing or disabled is left alone until it is well', async () => {
  const { crm, id } = await served(['referral.seen']);
  await askReplay(database.db, id, {}, how);
  await execute(database.db, sql`update webhook_endpoint set next_attempt_at = now() + interval '1 hour'`);
  expect(await runReplays(publishing)).toBe(0);
  await execute(database.db, sql`update webhook_endpoint set next_attempt_at = now(), state = 'disabled'`);
  expect(await runReplays(publishing)).toBe(0);
  await execute(database.db, sql`update webhook_endpoint set state = 'active'`);

  expect(await runReplays(publishing)).toBe(1);
  expect(crm.received).toHaveLength(1);
});

test('what does not exist is refused by name', async () => {
  const { id } = await served(['referral.seen']);

  await expect(planReplay(database.db, newId(), {})).rejects.toMatchObject({ code: 'webhook-unknown' });
  await expect(planReplay(database.db, id, { eventId: newId() })).rejects.toMatchObject({
    code: 'event-unknown',
  });
  expect(await lastPosition(database.db)).toBe(1);
});
