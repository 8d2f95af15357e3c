import { randomFillSync } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import {
  doubleFlatePdf,
  hugeImagePdf,
  hugePagePdf,
  hugePng,
  hugeTiff,
  manyPagesPdf,
  nestedFormsPdf,
} from '../../../test/support/bombs.ts';
import { drawPdf } from '../../../test/support/pdfs.ts';
import { linesOf, openUnpacking } from '../../../test/support/unpacking.ts';
import { makeZip } from '../../../test/support/zip.ts';

const { unpackAll, close } = openUnpacking();

afterAll(close);

const WORDS = 'Referral for Anna Zztest, cataract evaluation';

test.each([
  ['a page that unpacks to two gigabytes', doubleFlatePdf(2), 'took-too-much', 'too much memory'],
  ['forms that are drawn a billion times', nestedFormsPdf(9), 'took-too-much', 'damaged or made to do harm'],
  ['a picture of 3.6 billion pixels in a PDF', hugeImagePdf(60_000), 'page-too-large', 'usual scan'],
  ['a TIFF of 3.6 billion pixels', hugeTiff(60_000), 'page-too-large', 'usual scan'],
  ['a TIFF of 100 million pixels', hugeTiff(10_000), 'page-too-large', 'usual scan'],
  ['a PNG of 900 million pixels', hugePng(30_000), 'page-too-large', 'usual scan'],
  ['a PDF of a thousand pages', manyPagesPdf(1000), 'too-many-pages', 'more than 200 pages'],
])('%s is refused, and the next good file is read', async (_name, bytes, code, words) => {
  const { allFiles, allPages } = await unpackAll(bytes);

  expect(allPages).toEqual([]);
  expect(allFiles).toMatchObject([{ fate: 'refused', code, reason: expect.stringContaining(words) }]);
  const next = await unpackAll(Buffer.from(WORDS));
  expect(linesOf(next.allPages[0])).toEqual([WORDS]);
});

test('a page of 70 metres is shown small, and that is said', async () => {
  const { allPages } = await unpackAll(hugePagePdf(200_000));

  const [page] = allPages;
  expect((page?.image.width ?? 0) * (page?.image.height ?? 0)).toBeLessThanOrEqual(25_000_000);
  expect(page?.problems).toEqual(['very large page: small print may not be legible']);
});

test('the fax that stops its child costs the others nothing', async () => {
  const good = await drawPdf((page) => void page.text(WORDS));
  const bomb = doubleFlatePdf(2);
  const zip = makeZip(
    [good, Buffer.from(bomb), Buffer.concat([good, Buffer.from('\n')])].map((text, index) => ({
      name: `${index}.bin`,
      text,
    })),
  );

  const { allFiles, allPages, pages } = await unpackAll(zip);

  expect(allFiles.map(({ fate }) => fate)).toEqual(['opened', 'pages', 'refused', 'pages']);
  expect(pages).toBe(2);
  expect(allPages.map(({ file, number }) => [file, number])).toEqual([
    [1, 1],
    [3, 2],
  ]);
});

test('more than 25 MB is refused as one file, more than 50 MB altogether', async () => {
  const noise = randomFillSync(Buffer.alloc(51 * 1024 * 1024));

  noise.write('%PDF-1.7', 0);
  expect((await unpackAll(noise.subarray(0, 26 * 1024 * 1024))).allFiles).toMatchObject([
    { fate: 'refused', code: 'too-large' },
  ]);
  expect((await unpackAll(noise)).allFiles).toMatchObject([{ fate: 'refused', code: 'arrival-too-large' }]);
});

test('the pages of all files of an arrival are counted together', async () => {
  const zip = makeZip(
    [150, 51, 50].map((count, index) => ({ name: `${index}`, text: Buffer.from(manyPagesPdf(count)) })),
  );

  const { allFiles, pages } = await unpackAll(zip);

  expect(pages).toBe(200);
  expect(allFiles.map(({ fate, code }) => code ?? fate)).toEqual([
    'opened',
    'pages',
    'too-many-pages',
    'pages',
  ]);
});

test('the same bytes give the same files and pages', async () => {
  const zip = makeZip([
    { name: 'a.txt', text: WORDS },
    { name: 'b.txt', text: `${WORDS} OD` },
  ]);

  expect(await unpackAll(zip)).toEqual(await unpackAll(zip));
});

test('who does not wait any more ends the work', async () => {
  const controller = new AbortController();
  const work = unpackAll(doubleFlatePdf(2), { signal: controller.signal });
  controller.abort(new Error('nobody waits'));

  await expect(work).rejects.toThrow('nobody waits');
});
