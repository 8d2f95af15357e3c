import { expect, test } from 'vitest';
import { bodyRoom, readBody } from './http-door.ts';

/** A body of which so many bytes have come and no end is in sight. */
function halfway(bytes: number): { readonly request: Request; readonly end: () => void } {
  let end = (): void => {};
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => {
      stream.enqueue(new Uint8Array(bytes));
      end = () => stream.close();
    },
  });
  const request = new Request('http://127.0.0.1/', { method: 'POST', body, duplex: 'half' });
  return { request, end: () => end() };
}

test('slow bodies hold no more than the room of their door; when they are gone there is room again', async () => {
  const room = bodyRoom(100);
  const slow = Array.from({ length: 4 }, () => ({ ...halfway(100), held: room.enter() }));
  const reading = slow.map(({ request, held }) => readBody(request, 100, held));
  const next = halfway(1);
  const held = room.enter();
  // Those before have been read as far as they have come.
  await new Promise((resolve) => setImmediate(resolve));

  expect(await readBody(next.request, 100, held)).toBe('no-room');

  for (const { end } of slow) end();
  await Promise.all(reading);
  for (const one of slow) one.held.leave();
  const again = halfway(100);
  again.end();
  expect(await readBody(again.request, 100, room.enter())).toHaveLength(100);
});

test('who leaves twice gives back once', () => {
  const room = bodyRoom(1);
  const [one, other] = [room.enter(), room.enter()];
  expect([one.take(2), other.take(2), other.take(1)]).toEqual([true, true, false]);
  one.leave();
  one.leave();

  expect([other.take(2), other.take(1)]).toEqual([true, false]);
});
