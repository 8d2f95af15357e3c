import { expect, test } from 'vitest';
import { streamText } from './text-stream.ts';

test('pieces come out as UTF-8, in their order', async () => {
  async function* pieces() {
    yield 'a,';
    yield '';
    yield 'é\r\n';
  }

  expect(await new Response(streamText(pieces())).text()).toBe('a,é\r\n');
});

test('what fails halfway is no whole file, and tells no values', async () => {
  async function* pieces() {
    yield 'a';
    throw new Error('ZZTEST is no date');
  }

  const read = new Response(streamText(pieces())).text();

  await expect(read).rejects.toThrow('The file could not be made to its end.');
});

test('who leaves early ends the work', async () => {
  let isEnded = false;
  async function* pieces() {
    try {
      for (;;) yield 'a';
    } finally {
      isEnded = true;
    }
  }
  const reader = streamText(pieces()).getReader();
  await reader.read();

  await reader.cancel();

  expect(isEnded).toBe(true);
});
