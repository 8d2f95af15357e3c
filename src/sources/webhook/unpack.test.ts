import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bodyRoom } from '../../sdk/http-door.ts';
import { unpack } from './unpack.ts';

const most = 100_000;
const packed = gzipSync(Buffer.alloc(most));

test('what strangers sent packed counts as what it becomes: a few small posts do not fill the memory', async () => {
  const room = bodyRoom(most);
  const open = Array.from({ length: 6 }, () => room.enter());

  const unpacked = await Promise.all(open.map((held) => unpack(packed, 'gzip', most, held)));
  expect(unpacked.filter((one) => one === 'no-room').length).toBeGreaterThanOrEqual(2);

  for (const held of open) held.leave();
  expect(await unpack(packed, 'gzip', most, room.enter())).toEqual(Buffer.alloc(most));
});

test('more than the limit, cut, or no gzip at all: never a body', async () => {
  const { enter } = bodyRoom(most);

  expect(await unpack(gzipSync(Buffer.alloc(most + 1)), 'gzip', most, enter())).toBe('too-large');
  expect(await unpack(packed.subarray(0, -8), 'x-gzip', most, enter())).toBe('gzip-broken');
  expect(await unpack(Buffer.from('{}'), 'gzip', most, enter())).toBe('gzip-broken');
  expect(await unpack(Buffer.from('{}'), 'br', most, enter())).toBe('encoding-unknown');
});
