import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { tiffOf } from '../../../test/support/tiffs.ts';
import { readTiffDirectory } from './read-directory.ts';

const page = { width: 1728, height: 1100, strip: new Uint8Array(10), compression: 4 };

test('each page has its own size and resolution', () => {
  const file = tiffOf([
    { ...page, resolution: { x: 204, y: 98 } },
    { ...page, height: 2200, tags: { 274: 6 } },
    { ...page, tags: { 254: 1 } },
  ]);

  expect(readTiffDirectory(file, 10)).toEqual({
    isBroken: false,
    pages: [
      { ...shown, height: 1100, dpiX: 204, dpiY: 98 },
      { ...shown, height: 2200, orientation: 6 },
      { ...shown, height: 1100, isThumbnail: true },
    ],
  });
});

const shown = { width: 1728, bitsPerSample: 1, compression: 4, orientation: 1, isThumbnail: false };

test('big-endian files and centimetres are read', () => {
  const file = Buffer.alloc(70);
  file.write('MM\0*', 'latin1');
  file.writeUInt32BE(8, 4);
  file.writeUInt16BE(3, 8);
  const entry = (index: number, tag: number, type: number, value: number): void => {
    file.writeUInt16BE(tag, 10 + index * 12);
    file.writeUInt16BE(type, 12 + index * 12);
    file.writeUInt32BE(1, 14 + index * 12);
    if (type === 3) file.writeUInt16BE(value, 18 + index * 12);
    else file.writeUInt32BE(value, 18 + index * 12);
  };
  entry(0, 256, 3, 1728);
  entry(1, 283, 5, 60);
  entry(2, 296, 3, 3);
  file.writeUInt32BE(77, 60);
  file.writeUInt32BE(1, 64);

  const { pages } = readTiffDirectory(file, 10);

  expect(pages).toMatchObject([{ width: 1728, dpiY: expect.closeTo(195.58, 2) }]);
});

test('a chain that leads back into itself, or out of the file, ends', () => {
  expect(readTiffDirectory(tiffOf([page, page], 0), 10)).toMatchObject({ isBroken: true, pages: [{}, {}] });
  const cut = tiffOf([page, page]);
  expect(readTiffDirectory(cut.subarray(0, cut.length - 20), 10)).toMatchObject({
    isBroken: true,
    pages: [{}],
  });
  expect(readTiffDirectory(Buffer.from('no TIFF at all'), 10)).toEqual({ isBroken: true, pages: [] });
});

test('no more pages are looked at than asked for, and one to know that there are more', () => {
  const file = tiffOf(Array.from({ length: 20 }, () => page));

  expect(readTiffDirectory(file, 5).pages).toHaveLength(6);
});

test('any bytes can be read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readTiffDirectory(Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), bytes]), 50);
    }),
  );
});
