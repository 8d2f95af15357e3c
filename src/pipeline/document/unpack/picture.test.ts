import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { barHeic } from '../../../../test/support/heic.ts';
import { differing, openUnpacking, pixelsOf } from '../../../../test/support/unpacking.ts';

const { unpackAll, close } = openUnpacking();

afterAll(close);

/** A sheet of paper of `light` with print on it, as a camera sees it. */
function photo(width: number, height: number, light = 235): Sharp {
  const words = Array.from(
    { length: 30 },
    (_, index) => `<rect x="80" y="${100 + index * 60}" width="${200 + ((index * 97) % 500)}" height="14"/>`,
  ).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="rgb(${light},${light - 5},${light - 15})"/><g fill="rgb(40,40,60)">${words}</g></svg>`;
  return sharp(Buffer.from(svg));
}

test('a photo is turned as the camera says and is grey', async () => {
  const bytes = await photo(1800, 1350).jpeg().withMetadata({ orientation: 6 }).toBuffer();

  const { allPages, allFiles } = await unpackAll(bytes);

  expect(allFiles).toMatchObject([{ fate: 'pages', mediaType: 'image/jpeg' }]);
  expect(allPages[0]?.image).toMatchObject({ width: 1350, height: 1800 });
  expect(allPages[0]?.words).toBeUndefined();
  expect(await sharp(allPages[0]?.image.bytes).metadata()).toMatchObject({ channels: 1 });
});

test('a photo in bad light is made bright', async () => {
  const { allPages } = await unpackAll(await photo(1200, 1600, 90).jpeg({ quality: 95 }).toBuffer());

  const { data } = await pixelsOf(allPages[0]);
  expect(data.filter((value) => value > 220).length).toBeGreaterThan(data.length * 0.5);
});

test('a large photo is as large as reading needs', async () => {
  const { allPages } = await unpackAll(await photo(4032, 3024).jpeg({ quality: 60 }).toBuffer());

  expect(allPages[0]?.image).toMatchObject({ width: 3300, height: 2475, dpiX: 300 });
});

test('a fax as PNG stays as it is', async () => {
  const data = Uint8Array.from({ length: 1728 * 1078 }, (_, index) => (index % 31 < 7 ? 0 : 255));
  const raw = { width: 1728, height: 1078, channels: 1 } as const;
  const bytes = await sharp(data, { raw }).toColourspace('b-w').png().toBuffer();

  const { allPages } = await unpackAll(bytes);

  expect(allPages[0]?.image).toMatchObject({ width: 1728, height: 1078, dpiX: 204, dpiY: 98 });
  expect(differing((await pixelsOf(allPages[0])).data, data)).toBe(0);
});

test.each(['gif', 'webp'] as const)('%s is read', async (format) => {
  const { allPages, allFiles } = await unpackAll(await photo(1000, 1300).toFormat(format).toBuffer());

  expect(allFiles).toMatchObject([{ fate: 'pages', mediaType: `image/${format}` }]);
  expect(allPages[0]?.image).toMatchObject({ width: 1000, height: 1300 });
});

test('a picture of an iPhone is read', async () => {
  const { allPages, allFiles } = await unpackAll(barHeic());

  expect(allFiles).toMatchObject([{ fate: 'pages', mediaType: 'image/heic' }]);
  const { data, width, height } = await pixelsOf(allPages[0]);
  expect({ width, height }).toEqual({ width: 640, height: 960 });
  expect(data[128 * width + 192]).toBeLessThan(20);
  expect(data[500 * width + 192]).toBeGreaterThan(235);
});

test('what can be seen through is laid on white', async () => {
  const clear = {
    create: { width: 1000, height: 1200, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  };

  const { allPages } = await unpackAll(await sharp(clear).png().toBuffer());

  expect((await pixelsOf(allPages[0])).data.every((value) => value === 255)).toBe(true);
});

test('a JPEG that ends in the middle is shown as far as it goes, and that is said', async () => {
  const whole = await photo(1200, 1600).jpeg().toBuffer();

  const { allPages } = await unpackAll(whole.subarray(0, whole.length * 0.7));

  expect(allPages[0]?.problems).toEqual(['damaged lines']);
});

test('a coarse picture is told', async () => {
  const { allPages } = await unpackAll(await photo(500, 640).png().toBuffer());

  expect(allPages[0]?.problems).toEqual(['coarse picture']);
});

test.each([
  ['BMP', Buffer.from(`BM${'\0'.repeat(60)}`), 'BMP'],
  ['an older Word file', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest', 'latin1'), '.doc'],
  ['nothing', Buffer.alloc(0), 'empty'],
  ['bytes of no kind', Buffer.from([1, 2, 3, 0, 5]), 'PDF or a fax'],
])('%s is refused with what to ask for instead', async (_name, bytes, words) => {
  const { allFiles, pages } = await unpackAll(bytes);

  expect(pages).toBe(0);
  expect(allFiles).toMatchObject([{ fate: 'refused', reason: expect.stringContaining(words) }]);
});

test('a drawing with markup is never drawn', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect width="10" height="10"/></svg>');

  const { allFiles } = await unpackAll(svg);

  expect(allFiles[0]?.mediaType).not.toContain('svg');
});
