import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import generic from '../../../mappings/feed/generic-referrals.mapping.ts';
import { createFeedHub, feedChannel, type FeedHub } from '../../../test/support/feed.ts';
import { query, sql } from '../../store/database.ts';
import { processWaiting } from '../process.ts';
import { judgedIds, keepJudged } from './judged.ts';
import { moveFeedRows } from './move-rows.ts';

let feed: FeedHub;
let mapped = 0;

beforeAll(async () => {
  const counted = {
    ...generic,
    map: (...said: Parameters<typeof generic.map>) => {
      mapped += 1;
      return generic.map(...said);
    },
  };
  feed = await createFeedHub([feedChannel('counted', counted)]);
});

beforeEach(() => {
  mapped = 0;
});

afterAll(() => feed.close());

const header = 'Referral ID,Last name,First name,DOB';

/** None says when it was said: then it is said when it is received. */
const rowsOf = (...ids: readonly string[]): string =>
  [header, ...ids.map((id, index) => `${id},Zztest${id},Row${id},1/${index + 1}/1960`), ''].join('\r\n');

test('a row is mapped once, and says what its message says when that is mapped alone', async () => {
  await feed.importText(rowsOf('KA', 'LO', 'MU'), { channel: 'counted' });
  while ((await moveFeedRows(feed.hub)) > 0);

  expect(judgedIds(feed.hub.channels, 10)).toHaveLength(3);
  expect(await processWaiting(feed.hub)).toBe(3);

  expect(mapped).toBe(3);
  expect(judgedIds(feed.hub.channels, 10)).toEqual([]);
  expect(await heard('counted')).toEqual({ facts: 6, atReceipt: 6 });
});

test('another hub, which judged nothing, maps the messages itself: nothing is lost and nothing differs', async () => {
  await feed.importText(rowsOf('NE', 'PI'), { channel: 'counted' });
  while ((await moveFeedRows(feed.hub)) > 0);
  const other = { ...feed.hub, channels: new Map(feed.hub.channels) };

  expect(await processWaiting(other)).toBe(2);

  expect(mapped).toBe(4);
  expect(await heard('counted')).toEqual({ facts: 10, atReceipt: 10 });
  expect(await processWaiting(feed.hub)).toBe(0);
});

test('what nobody comes for makes room: memory has an end', () => {
  const channels = new Map();
  const row = {
    receivedAt: '2026-03-02T15:00:00.000Z',
    mapped: { outcome: 'filtered', reason: '' },
  } as const;
  keepJudged(
    channels,
    Array.from({ length: 4_000 }, (_, index) => ({ messageId: `m${index}`, ...row })),
  );

  const ids = judgedIds(channels, 4_000);
  expect(ids.length).toBeLessThanOrEqual(1_500);
  expect(ids.at(-1)).toBe('m3999');
});

async function heard(channel: string): Promise<unknown> {
  const [row] = await query(
    feed.hub.db,
    sql`select count(*)::int as facts, count(*) filter (where f.effective_at = date_trunc('milliseconds', m.received_at))::int as "atReceipt"
        from fact f join message m on m.id = f.message_id where f.channel = ${channel}`,
  );
  return row;
}
