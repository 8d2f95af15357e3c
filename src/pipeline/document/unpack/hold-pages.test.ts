import { expect, test } from 'vitest';
import { holdPages } from './hold-pages.ts';
import type { FileAnswer, FoundPage } from './work.ts';

const page: FoundPage = {
  image: { mediaType: 'image/png', width: 10, height: 10, dpiX: 200, dpiY: 200 },
  problems: [],
};
const STOPPED: FileAnswer = { fate: 'refused', code: 'took-too-much', reason: 'It took too long.' };

test('a file comes before its pages, with what became of it', async () => {
  const { log, pages } = open();
  await pages.add(page, new Uint8Array(1));
  await pages.add(page, new Uint8Array(1));

  expect(log).toEqual([]);
  expect(await pages.finish({ fate: 'pages', code: 'cut-off', reason: 'It ends early.' })).toBe(2);
  expect(log).toEqual(['file pages cut-off It ends early.', 'page 8', 'page 9']);
});

test('a file that was stopped in the middle keeps the pages it had given, and says so', async () => {
  const { log, pages } = open();
  await pages.add(page, new Uint8Array(1));

  await pages.finish(STOPPED);

  expect(log).toEqual([
    'file pages took-too-much Only the first page could be read. It took too long.',
    'page 8',
  ]);
});

test('a file that was stopped at once is refused', async () => {
  const { log, pages } = open();

  expect(await pages.finish(STOPPED)).toBe(0);
  expect(log).toEqual(['file refused took-too-much It took too long.']);
});

test('pages that are too many to hold go on, and the last one bears what went wrong after it', async () => {
  const { log, pages } = open();
  const large = new Uint8Array(20 * 1024 * 1024);
  for (let index = 0; index < 4; index += 1) await pages.add(page, large);

  expect(log).toEqual(['file pages', 'page 8', 'page 9']);
  await pages.finish(STOPPED);
  expect(log.slice(3)).toEqual(['page 10', 'page 11 It took too long.']);
});

function open(): { readonly log: string[]; readonly pages: ReturnType<typeof holdPages> } {
  const log: string[] = [];
  const pages = holdPages({
    file: 3,
    first: 8,
    announce: async ({ fate, code, reason }) =>
      void log.push(['file', fate, code, reason].filter((word) => word !== undefined).join(' ')),
    page: async ({ number, problems }) => void log.push(['page', String(number), ...problems].join(' ')),
  });
  return { log, pages };
}
