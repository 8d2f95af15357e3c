import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestApi, type Answer, type TestApi } from '../../test/support/api.ts';
import { execute, sql } from '../store/database.ts';
import { encodePosition } from './cursor.ts';

let api: TestApi;
const closing = new AbortController();
beforeAll(async () => {
  api = await createTestApi({ closing: closing.signal });
});
afterAll(() => api.close());
beforeEach(async () => {
  await execute(api.hub.db, sql`truncate event`);
  await execute(api.hub.db, sql`update ledger_writer set last_position = 0`);
});

const read = (query = ''): Promise<Answer> =>
  api.call('GET', `/v1/events${query}`, { token: api.tokens.events });
const idsOf = (answer: Answer): string[] => answer.body.events.map((one: { id: string }) => one.id);

describe('following the log', () => {
  test('page by page every event comes once and in order, and the end has a cursor to come back with', async () => {
    const ids = await api.publish(...Array.from({ length: 5 }, () => 'referral.seen' as const));

    const first = await read('?limit=2');
    const second = await read(`?limit=2&after=${first.body.next}`);
    const third = await read(`?limit=2&after=${second.body.next}`);
    const [later] = await api.publish('referral.closed');
    const fourth = await read(`?limit=2&after=${third.body.next}`);

    expect([first, second, third].flatMap(idsOf)).toEqual(ids);
    expect([first, second, third].map((page) => page.body.hasMore)).toEqual([true, true, false]);
    expect(idsOf(fourth)).toEqual([later]);
  });

  test('an event is a CloudEvent without anything of a patient', async () => {
    const [id] = await api.publish('referral.seen');

    const { body } = await read();

    expect(body.events).toEqual([
      {
        specversion: '1.0',
        id,
        source: 'http://127.0.0.1:8080',
        type: 'referral.seen',
        time: '2026-03-02T10:00:00.000Z',
        timestamp: '2026-03-02T10:00:00.000Z',
        recordedtime: expect.stringMatching(/Z$/),
        subject: expect.stringMatching(/^referral\//),
        datacontenttype: 'application/json',
        dataschema: 'http://127.0.0.1:8080/schemas/events/referral.seen/1',
        version: 1,
        data: { referralId: expect.any(String), state: 'seen' },
      },
    ]);
  });

  test('types narrow the page, and the cursor passes over the rest', async () => {
    const [, closed] = await api.publish('referral.seen', 'referral.closed', 'referral.seen');

    const answer = await read('?types=referral.closed, referral.declined&limit=10');

    expect(idsOf(answer)).toEqual([closed]);
    expect(answer.body.next).toBe(encodePosition(3));
  });

  test('after=latest is the cursor of now', async () => {
    await api.publish('referral.seen', 'referral.seen');

    const latest = await read('?after=latest&wait=30');
    const [id] = await api.publish('referral.closed');

    expect(latest.body.events).toEqual([]);
    expect(idsOf(await read(`?after=${latest.body.next}`))).toEqual([id]);
  });

  test('an empty log answers with a cursor too', async () => {
    const { body } = await read();

    expect(body).toEqual({ events: [], next: encodePosition(0), hasMore: false });
  });
});

describe('cursors', () => {
  test.each(['x', 'ZTE6LTE', '%00', 'ZTE6MWUz', "1' or '1'='1"])('"%s" is none of ours', async (cursor) => {
    const { status, body } = await read(`?after=${encodeURIComponent(cursor)}`);

    expect([status, body.code]).toEqual([400, 'cursor-malformed']);
  });

  test('one ahead of the log is of another database: start anew', async () => {
    await api.publish('referral.seen');

    const { status, body } = await read(`?after=${encodePosition(99)}`);

    expect([status, body.code]).toEqual([410, 'cursor-unknown']);
    expect(body.detail).toContain('/v1/events/snapshot');
  });

  test('one whose followers are no longer kept is 410; one whose followers are all kept is not', async () => {
    await api.publish('referral.seen', 'referral.seen', 'referral.seen');
    await execute(api.hub.db, sql`create table kept as select * from event where position = 3`);
    await execute(api.hub.db, sql`truncate event`);
    await execute(api.hub.db, sql`insert into event select * from kept`);

    const [old, fine] = [
      await read(`?after=${encodePosition(1)}`),
      await read(`?after=${encodePosition(2)}`),
    ];

    expect([old.status, old.body.code]).toEqual([410, 'cursor-too-old']);
    expect(fine.status).toBe(200);
  });

  test.each(['limit=0', 'limit=1001', 'limit=x', 'wait=31', 'wait=-1', 'types=referral.eaten'])(
    '%s is refused with the name of the parameter',
    async (parameter) => {
      const { status, body } = await read(`?${parameter}`);

      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ in: 'query', field: parameter.split('=')[0] }]);
    },
  );
});

describe('waiting', () => {
  test('the answer comes with the event', async () => {
    const waiting = read('?wait=30');

    const [id] = await api.publish('referral.seen');

    expect(idsOf(await waiting)).toEqual([id]);
  });

  test('an event of another type does not end the wait', async () => {
    let isAnswered = false;
    const waiting = read('?wait=30&types=referral.closed').finally(() => (isAnswered = true));
    await api.publish('referral.seen');
    await read();
    expect(isAnswered).toBe(false);

    const [id] = await api.publish('referral.closed');

    expect(idsOf(await waiting)).toEqual([id]);
  });

  test('without an event it ends empty when its time is up', async () => {
    const { status, body } = await read('?wait=1');

    expect([status, body.events]).toEqual([200, []]);
  });

  test('many readers are served by one event', async () => {
    const waiting = Array.from({ length: 50 }, () => read('?wait=30'));

    const [id] = await api.publish('referral.seen');

    for (const answer of await Promise.all(waiting)) expect(idsOf(answer)).toEqual([id]);
  });

  test('a hub that stops lets its readers go', async () => {
    const waiting = read('?wait=30');

    closing.abort();

    expect((await waiting).body.events).toEqual([]);
  });
});
