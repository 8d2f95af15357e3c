import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Bits } from '../raster/bits.ts';
import { encodeTiff, type FaxPage } from './encode.ts';

/** What libtiff makes of a page: 1 is black. */
async function decoded(file: Uint8Array, page: number): Promise<Bits> {
  const { data, info } = await sharp(file, { page }).greyscale().raw().toBuffer({ resolveWithObject: true });
  const stride = info.channels;
  const pixels = Uint8Array.from({ length: info.width * info.height }, (_, at) =>
    data[at * stride] === 0 ? 1 : 0,
  );
  return { width: info.width, height: info.height, data: pixels };
}

/** Rows of runs, as pages have them, and like the row above now and then. */
const pages = fc
  .record({
    width: fc.integer({ min: 1, max: 3_000 }),
    height: fc.integer({ min: 1, max: 12 }),
    runs: fc.array(fc.integer({ min: 1, max: 2_800 }), { minLength: 4, maxLength: 60 }),
    shifts: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 12 }),
  })
  .map(({ width, height, runs, shifts }): FaxPage => {
    const data = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1) {
      let x = (shifts[y % shifts.length] ?? 0) + (y % 3 === 0 ? 0 : 2);
      runs.forEach((run, at) => {
        const length = at % 5 === 4 ? run : run % 40;
        if ((at + (y >> 2)) % 2 === 0)
          data.fill(
            1,
            y * width + Math.min(width, Math.max(0, x)),
            y * width + Math.min(width, Math.max(0, x + length)),
          );
        x += length;
      });
    }
    return { width, height, data, dpiX: 204, dpiY: 98 };
  });

test('what is encoded is decoded the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(pages, { minLength: 1, maxLength: 3 }), async (some) => {
      const file = encodeTiff(some);
      for (const [at, { width, height, data }] of some.entries()) {
        const read = await decoded(file, at);
        expect([read.width, read.height]).toEqual([width, height]);
        expect(Buffer.from(read.data).equals(Buffer.from(data))).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test('every length of run of either colour', async () => {
  const width = 2_700;
  const data = new Uint8Array(width * width);
  for (let y = 0; y < width; y += 1) {
    // One run from the left and one behind it, white first on even rows; nothing above is like it.
    if (y % 2 === 0) data.fill(1, y * width + ((y * 7) % width), (y + 1) * width);
    else data.fill(1, y * width, y * width + ((y * 7) % width));
  }

  const read = await decoded(encodeTiff([{ width, height: width, data, dpiX: 204, dpiY: 196 }]), 0);

  expect(Buffer.from(read.data).equals(Buffer.from(data))).toBe(true);
});

test('a reader finds the pages and their resolution', async () => {
  const blank: FaxPage = {
    width: 1_728,
    height: 1_078,
    data: new Uint8Array(1_728 * 1_078),
    dpiX: 204,
    dpiY: 98,
  };

  const meta = await sharp(encodeTiff([blank, blank, blank])).metadata();

  expect(meta).toMatchObject({ format: 'tiff', pages: 3, width: 1_728, height: 1_078, density: 204 });
});

test('the name of the document is printable and never moves what stands behind it', async () => {
  const page: FaxPage = { width: 16, height: 2, data: new Uint8Array(32).fill(1), dpiX: 204, dpiY: 196 };
  for (const documentName of ['', 'Fax', 'Fax 1', 'Référence of a parcel', 'x'.repeat(200)]) {
    const file = encodeTiff([page, page], { documentName });

    expect((await decoded(file, 1)).data).toEqual(page.data);
    expect((await sharp(file).metadata()).pages).toBe(2);
  }
  const named = Buffer.from(encodeTiff([page], { documentName: 'Référence' })).toString('latin1');
  expect(named).toContain('R?f?rence\0');
});
