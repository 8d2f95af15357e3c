import { randomFillSync } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { BARS_WIDTH, barsPage, codeBars, reverseBits, tiffOf } from '../../../../test/support/tiffs.ts';
import { differing, openUnpacking, pixelsOf } from '../../../../test/support/unpacking.ts';

const { unpackAll, close } = openUnpacking();

afterAll(close);

const HEIGHT = 400;
const bars = barsPage(HEIGHT);
const page = { width: BARS_WIDTH, height: HEIGHT, resolution: { x: 204, y: 98 } };
const oneDimensional = codeBars(bars.lines, false);
const twoDimensional = codeBars(bars.lines, true);

describe('faxes of every coding come out pixel for pixel, as one bit a pixel', () => {
  test.each([
    ['G3, one-dimensional', { strip: oneDimensional, compression: 3 }],
    ['G3, two-dimensional', { strip: twoDimensional, compression: 3, tags: { 292: 1 } }],
    ['G3, bits the other way', { strip: reverseBits(oneDimensional), compression: 3, tags: { 266: 2 } }],
    [
      'G3, two-dimensional, bits the other way',
      { strip: reverseBits(twoDimensional), compression: 3, tags: { 292: 1, 266: 2 } },
    ],
  ])('%s', async (_name, coding) => {
    const { allPages } = await unpackAll(tiffOf([{ ...page, ...coding }]));

    expect(allPages).toHaveLength(1);
    expect(allPages[0]).toMatchObject({
      image: { mediaType: 'image/png', width: BARS_WIDTH, height: HEIGHT, dpiX: 204, dpiY: 98 },
      problems: [],
    });
    expect(allPages[0]?.words).toBeUndefined();
    expect(differing((await pixelsOf(allPages[0])).data, bars.data)).toBe(0);
    expect(allPages[0]?.image.bytes[24]).toBe(1);
  });

  test('G4, as another program writes it', async () => {
    const { allPages } = await unpackAll(await g4());

    expect(allPages[0]).toMatchObject({ image: { dpiX: 204, dpiY: 98 }, problems: [] });
    expect(differing((await pixelsOf(allPages[0])).data, bars.data)).toBe(0);
  });

  test('black and white the other way round', async () => {
    const inverse = tiffOf([{ ...page, strip: oneDimensional, compression: 3, tags: { 262: 1 } }]);

    const { allPages } = await unpackAll(inverse);

    const expected = bars.data.map((value) => 255 - value);
    expect(differing((await pixelsOf(allPages[0])).data, expected)).toBe(0);
  });
});

test.each([
  [2, (x: number, y: number, w: number) => [w - 1 - x, y]],
  [3, (x: number, y: number, w: number, h: number) => [w - 1 - x, h - 1 - y]],
  [4, (x: number, y: number, _w: number, h: number) => [x, h - 1 - y]],
  [5, (x: number, y: number) => [y, x]],
  [6, (x: number, y: number, _w: number, h: number) => [h - 1 - y, x]],
  [7, (x: number, y: number, w: number, h: number) => [h - 1 - y, w - 1 - x]],
  [8, (x: number, y: number, w: number) => [y, w - 1 - x]],
] as const)('orientation %i is turned upright, and the resolution with it', async (orientation, place) => {
  const source = { ...page, strip: oneDimensional, compression: 3, tags: { 274: orientation } };

  const { allPages } = await unpackAll(tiffOf([source]));

  const isSideways = orientation >= 5;
  const [width, height] = isSideways ? [HEIGHT, BARS_WIDTH] : [BARS_WIDTH, HEIGHT];
  const [dpiX, dpiY] = isSideways ? [98, 204] : [204, 98];
  expect(allPages[0]?.image).toMatchObject({ width, height, dpiX, dpiY });
  const expected = new Uint8Array(bars.data.length);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < BARS_WIDTH; x += 1) {
      const [toX = 0, toY = 0] = place(x, y, BARS_WIDTH, HEIGHT);
      expected[toY * width + toX] = bars.data[y * BARS_WIDTH + x] ?? 0;
    }
  }
  expect(differing((await pixelsOf(allPages[0])).data, expected)).toBe(0);
});

test('several pages keep their order; small copies are no pages', async () => {
  const other = barsPage(200);
  const file = tiffOf([
    { ...page, strip: oneDimensional, compression: 3 },
    { ...page, strip: oneDimensional, compression: 3, tags: { 254: 1 } },
    {
      ...page,
      height: 200,
      strip: codeBars(other.lines, false),
      compression: 3,
      resolution: { x: 204, y: 196 },
    },
  ]);

  const { allPages, allFiles } = await unpackAll(file);

  expect(allPages.map(({ number, file: of, image }) => [number, of, image.height, image.dpiY])).toEqual([
    [1, 0, HEIGHT, 98],
    [2, 0, 200, 196],
  ]);
  expect(allFiles).toEqual([expect.objectContaining({ index: 0, fate: 'pages', mediaType: 'image/tiff' })]);
});

test('a fax that does not say its resolution has that of its shape', async () => {
  const standard = tiffOf([{ width: BARS_WIDTH, height: HEIGHT, strip: oneDimensional, compression: 3 }]);

  const { allPages } = await unpackAll(standard);

  expect(allPages[0]?.image).toMatchObject({ dpiX: 204, dpiY: 98 });
});

test('damaged lines are said, and the rest of the page is there', async () => {
  const damaged = oneDimensional.slice();
  damaged.fill(0x55, 9000, 9040);

  const { allPages } = await unpackAll(tiffOf([{ ...page, strip: damaged, compression: 3 }]));

  expect(allPages[0]?.problems).toEqual(['damaged lines']);
  const share = differing((await pixelsOf(allPages[0])).data, bars.data) / bars.data.length;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(0.1);
});

test('pages before a broken chain are kept, and that some may be missing is said', async () => {
  const pages = [
    { ...page, strip: oneDimensional, compression: 3 },
    { ...page, strip: twoDimensional, compression: 3, tags: { 292: 1 } },
  ];

  const { allPages, allFiles } = await unpackAll(tiffOf(pages, 0));

  expect(allPages).toHaveLength(2);
  expect(allFiles[0]).toMatchObject({ fate: 'pages', code: 'cut-off' });
});

test('a page that cannot be read is told, the others are kept', async () => {
  const file = tiffOf([
    { ...page, strip: oneDimensional, compression: 3 },
    { ...page, strip: oneDimensional, compression: 40_000 },
  ]);

  const { allPages, allFiles } = await unpackAll(file);

  expect(allPages).toHaveLength(1);
  expect(allFiles[0]).toMatchObject({
    fate: 'pages',
    code: 'page-lost',
    reason: expect.stringContaining('A page of 2'),
  });
});

test('a scan in grey, finer than anything reads better from, is made smaller', async () => {
  const side = 3000;
  const grey = randomFillSync(Buffer.alloc(side * side));
  const scan = await sharp(grey, { raw: { width: side, height: side, channels: 1 } })
    .tiff({ compression: 'lzw', xres: 600 / 25.4, yres: 600 / 25.4 })
    .toBuffer();

  const { allPages } = await unpackAll(scan);

  expect(allPages[0]?.image).toMatchObject({
    width: 1500,
    height: 1500,
    dpiX: 300,
    dpiY: 300,
    mediaType: 'image/jpeg',
  });
});

async function g4(): Promise<Uint8Array> {
  return await sharp(bars.data, { raw: { width: BARS_WIDTH, height: HEIGHT, channels: 1 } })
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, xres: 204 / 25.4, yres: 98 / 25.4 })
    .toBuffer();
}
