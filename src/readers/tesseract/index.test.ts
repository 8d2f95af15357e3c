import { afterAll, expect, test } from 'vitest';
import { describeReader } from '../../../test/contracts/reader.ts';
import { printedPage } from '../../../test/support/printed-page.ts';
import { faces } from '../../../bench/documents/generate/fonts.ts';
import type { Sheet } from '../../../bench/documents/generate/sheet.ts';
import type { OpenReader } from '../../sdk/reader.ts';
import { tesseract } from './index.ts';
import { READER } from './open.ts';

describeReader({
  reader: tesseract,
  config: () => Promise.resolve({}),
  badConfigs: [
    { field: 'pageSeconds', config: { pageSeconds: 0 } },
    { field: 'memoryMegabytes', config: { memoryMegabytes: 10 } },
    { field: 'idleMinutes', config: { idleMinutes: 'long' } },
    { field: 'network', config: { network: 'handwriting' } },
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

const print = { face: faces.tinos, size: 12 };

test('letters in combs are words, an empty cell parts them', { timeout: PATIENCE_MS }, async () => {
  const reader = await open({});
  const combs = (sheet: Sheet): void => {
    for (const [at, groups] of [
      ['08', '22', '1949'],
      ['W8847', '402'],
    ].entries()) {
      const y = 460 + at * 40;
      let x = 120;
      for (const letters of groups) {
        for (const letter of letters) {
          sheet.box(x, y - 11, 14, 15, 1);
          sheet.text(x + 4, y, letter, print);
          x += 14;
        }
        // Side by side with the next, or one empty cell before it.
        if (at === 1) sheet.box(x, y - 11, 14, 15, 1);
        x += at === 1 ? 14 : 8;
      }
    }
  };

  const { words } = await reader.read(await printedPage({ more: combs }), {});
  const texts = words.map(({ text }) => text);

  expect(texts).toEqual(expect.arrayContaining(['08', '22', '1949', 'W8847', '402', '04/17/1961']));
});

test('a ring is told as a mark, and the word within is read', { timeout: PATIENCE_MS }, async () => {
  const reader = await open({});
  const options = (sheet: Sheet): void => {
    sheet.text(72, 460, 'Priority:', print);
    sheet.text(140, 460, 'Routine', print);
    sheet.ring(sheet.text(210, 460, 'Urgent', print), 'Urgent');
    sheet.text(280, 460, 'STAT', print);
  };

  const { words, marks } = await reader.read(await printedPage({ more: options }), {});
  const urgent = words.find(({ text }) => text === 'Urgent');
  const rings = marks.filter(({ isRing }) => isRing);

  expect(words.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['Priority:', 'Routine', 'Urgent', 'STAT', 'Phone:']),
  );
  expect(rings).toHaveLength(1);
  expect(rings[0]?.box.x).toBeLessThan(urgent?.box.x ?? 0);
  expect(rings[0]?.isMarked).toBe(true);
});

test(
  'the network taught on faxes reads figures that print makes alike, and is told of; a second opinion is the other one’s',
  { timeout: PATIENCE_MS },
  async () => {
    const numbers = ['0801 8060 0890', '06/08/1980', '5S8B0O'];
    const more = (sheet: Sheet): void =>
      numbers.forEach((text, at) => void sheet.text(72, 460 + at * 40, text, { face: faces.mono, size: 9 }));
    const page = await printedPage({ isStandard: true, more });
    const [taught, usual] = [await open({}), await open({ network: 'print' })];

    const [one, other] = [await usual.read(page, {}), await taught.read(page, {})];
    const texts = other.words.map(({ text }) => text);
    const box = other.words.find(({ text }) => text === '06/08/1980')?.box ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    const again = async (reader: OpenReader, isSecond: boolean): Promise<string | undefined> =>
      (
        await reader.readRegions(other.image, [{ box, expects: 'date', ...(isSecond && { isSecond }) }], {})
      )[0]?.text;

    expect(texts).toEqual(expect.arrayContaining(['06/08/1980', '0801', '8060', '0890']));
    expect([one.reader, other.reader]).toEqual([`${READER}.print`, `${READER}.faxes`]);
    expect(await again(taught, true)).toBe(await again(usual, true));
    expect(await again(taught, false)).toBe('06/08/1980');
  },
);
