import { array, assert, asyncProperty, boolean, nat, record } from 'fast-check';
import { expect, test, vi } from 'vitest';
import { MOST_UNDER_WAY, pump } from './pump.ts';

type Item = { readonly nr: number; readonly lanes: readonly string[]; readonly turns: number };

/** So many turns of the queue of promises. */
async function take(turns: number): Promise<void> {
  for (let nr = 0; nr < turns; nr += 1) await Promise.resolve();
}

test('whatever takes how long: every item once, those that share a lane in order, everything written down', () =>
  assert(
    asyncProperty(
      array(record({ lane: nat(5), other: nat(40), isWide: boolean(), turns: nat(20) }), { maxLength: 80 }),
      async (drawn) => {
        const items = drawn.map(({ lane, other, isWide, turns }, nr): Item => {
          const lanes = isWide ? [`a${lane}`, `b${other}`] : [`a${lane}`];
          return { nr, lanes, turns };
        });
        const begun: Item[] = [];
        const busy = new Set<string>();
        const written: number[] = [];
        let most = 0;

        const { delivered, failed, isLost } = await pump({
          items,
          lanesOf: (item) => item.lanes,
          send: async (item) => {
            for (const lane of item.lanes) {
              expect(busy.has(lane)).toBe(false);
              busy.add(lane);
            }
            begun.push(item);
            most = Math.max(most, begun.length - written.length);
            await take(item.turns);
            for (const lane of item.lanes) busy.delete(lane);
            return { isDelivered: true };
          },
          write: async (ended) => {
            await take(3);
            written.push(...ended.map((one) => one.item.nr));
            return true;
          },
          isStopping: () => false,
          window: 1,
        });

        expect([delivered, failed, isLost]).toEqual([items.length, undefined, false]);
        expect(written.toSorted((a, b) => a - b)).toEqual(items.map((item) => item.nr));
        for (const lane of new Set(items.flatMap((item) => item.lanes))) {
          const own = begun.filter((item) => item.lanes.includes(lane)).map((item) => item.nr);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        expect(most).toBeLessThanOrEqual(128);
      },
    ),
    { numRuns: 60 },
  ));

const items = Array.from({ length: 500 }, (_, nr) => nr);
const alone = (nr: number): readonly string[] => [String(nr)];

test('begins with one and grows with success, never beyond what a receiver is asked at once', async () => {
  let underWay = 0;
  const counts: number[] = [];

  const { window } = await pump({
    items,
    lanesOf: alone,
    send: async () => {
      counts.push((underWay += 1));
      await take(30);
      underWay -= 1;
      return { isDelivered: true };
    },
    write: () => Promise.resolve(true),
    isStopping: () => false,
    window: 1,
  });

  expect(counts.slice(0, 2)).toEqual([1, 1]);
  expect(Math.max(...counts)).toBe(MOST_UNDER_WAY);
  expect(window).toBe(128);
});

test('after a failure nothing is begun, what is under way is written down', async () => {
  let begun = 0;
  const written: number[] = [];

  const { failed, delivered } = await pump({
    items,
    lanesOf: alone,
    send: async (nr) => {
      begun += 1;
      await take(nr % 7);
      return { isDelivered: nr !== 100 };
    },
    write: (ended) => Promise.resolve(written.push(...ended.map((one) => one.item)) > 0),
    isStopping: () => false,
    window: 1,
  });

  expect(failed?.item).toBe(100);
  expect([written.length, delivered]).toEqual([begun, begun - 1]);
  expect(begun).toBeLessThan(500);
});

test('when writing says so it stops; when writing breaks, that is thrown after what is under way has ended', async () => {
  let [begun, over] = [0, 0];
  const send = async (): Promise<{ isDelivered: boolean }> => {
    begun += 1;
    await take(10);
    over += 1;
    return { isDelivered: true };
  };
  const work = { items, lanesOf: alone, send, isStopping: () => false, window: 8 };

  const lost = await pump({ ...work, write: () => Promise.resolve(false) });
  expect(lost.isLost).toBe(true);
  expect(begun).toBeLessThan(500);
  await expect(pump({ ...work, write: () => Promise.reject(new Error('away')) })).rejects.toThrow('away');
  expect(over).toBe(begun);
});

test('what has ended is written down before a lease can run out, however slow one lane is', async () => {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const writtenAt: number[] = [0];

  await pump({
    items: items.slice(0, 60),
    lanesOf: () => ['one'],
    send: async () => {
      await take(5);
      clock += 4_000;
      return { isDelivered: true };
    },
    write: () => {
      writtenAt.push(clock);
      return Promise.resolve(true);
    },
    isStopping: () => false,
    window: 128,
  }).finally(() => vi.restoreAllMocks());

  const gaps = writtenAt.slice(1).map((at, nr) => at - (writtenAt[nr] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(12_000);
});
