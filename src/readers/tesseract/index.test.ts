import { afterAll, expect, test } from 'vitest';
import { describeReader } from '../../../test/contracts/reader.ts';
import { printedPage } from '../../../test/support/printed-page.ts';
import type { OpenReader } from '../../sdk/reader.ts';
import { tesseract } from './index.ts';

describeReader({
  reader: tesseract,
  config: () => Promise.resolve({}),
  badConfigs: [
    { field: 'pageSeconds', config: { pageSeconds: 0 } },
    { field: 'memoryMegabytes', config: { memoryMegabytes: 10 } },
    { field: 'idleMinutes', config: { idleMinutes: 'long' } },
  ],
});

/** Reading stands back for everything else: a busy machine may need a while. */
const PATIENCE_MS = 120_000;
const opened: OpenReader[] = [];

afterAll(async () => {
  for (const reader of opened) await reader.close();
});

async function open(
  config: Parameters<typeof tesseract.open>[0]['config'],
  workers = 1,
): Promise<OpenReader> {
  const reader = await tesseract.open({ config, workers });
  opened.push(reader);
  return reader;
}

test('a page that takes too long is given up, in words, for each anew', async () => {
  const reader = await open({ pageSeconds: 0.01 });
  const page = await printedPage();

  for (const _ of [1, 2]) {
    await expect(reader.read(page, {})).rejects.toMatchObject({
      fate: 'permanent',
      code: 'page-stopped',
      message: 'Reading the page took too long: it is damaged or made to do harm.',
    });
  }
});

test('several pages at once come back each as itself', { timeout: 120_000 }, async () => {
  const reader = await open({}, 2);
  const pages = await Promise.all([
    printedPage(),
    printedPage({ turn: 180 }),
    printedPage({ isStandard: true }),
  ]);

  const turns = await Promise.all(pages.map(async (page) => (await reader.read(page, {})).turn));

  expect(turns).toEqual([0, 180, 0]);
});

test(
  'processes that have nothing to do end, and the next page is read all the same',
  { timeout: PATIENCE_MS },
  async () => {
    const reader = await open({ idleMinutes: 0.0001 });
    const page = await printedPage();
    await reader.read(page, {});
    await new Promise((resolve) => setTimeout(resolve, 50));

    await expect(reader.read(page, {})).resolves.toMatchObject({ turn: 0 });
  },
);
