import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { degrees, grayscale, PDFDocument, rgb, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { readTiffDirectory } from '../../formats/tiff/read-directory.ts';
import { sharedContainment } from './contained.ts';
import { drawFax, placeOnFax } from './fax-pages.ts';
import { openPaper } from './paper.ts';
import { toFaxTiff } from './to-fax-tiff.ts';

const folder = mkdtempSync(join(tmpdir(), 'fax-'));
const isPopplerHere = has('pdftoppm');
if (!isPopplerHere)
  console.log('pdftoppm (poppler-utils) is missing: pages are not compared with a second program.');

afterAll(() => {
  sharedContainment.close();
  rmSync(folder, { recursive: true });
});

test('a PDF becomes a fine fax that libtiff reads: every page 1728 by 2156, black on white', async () => {
  const pdf = await letterPdf(3);
  const fax = await toFaxTiff(pdf);

  expect(fax.pages).toBe(3);
  const { pages, isBroken } = readTiffDirectory(fax.bytes, 10);
  expect(isBroken).toBe(false);
  expect(pages).toHaveLength(3);
  for (const page of pages)
    expect(page).toMatchObject({
      width: 1728,
      height: 2156,
      dpiX: 204,
      dpiY: 196,
      bitsPerSample: 1,
      compression: 4,
    });
  const ink = await Promise.all([0, 1, 2].map(async (page) => inkShare(await pixels(fax.bytes, page))));
  for (const share of ink) {
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.2);
  }
  const again = await toFaxTiff(pdf);
  expect(again.sha256).toBe(fax.sha256);
  expect(again.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test.skipIf(!isPopplerHere)('a second program draws the same letters at the same places', async () => {
  const pdf = await letterPdf(1);
  const { bytes } = await drawFax(pdf);
  const file = join(folder, 'letter.pdf');
  writeFileSync(file, pdf);
  const size = ['-scale-to-x', '1728', '-scale-to-y', '2156'];
  execFileSync('pdftoppm', ['-png', '-gray', '-singlefile', ...size, file, join(folder, 'letter')]);
  const theirs = await pixels(readFileSync(join(folder, 'letter.png')), 0);
  const ours = await pixels(bytes, 0);

  expect(ours.filter((value) => value === 0).length).toBeGreaterThan(10_000);
  // The two smooth and place edges a little differently; a pixel apart is the same letter, lost or foreign strokes are not.
  expect(shareWithout(theirs, ours)).toBeLessThan(0.01);
  expect(shareWithout(ours, theirs)).toBeLessThan(0.01);
});

test('pale letters print, letters on a dark ground print, a picture becomes dots and not a blot', async () => {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  const page = document.addPage([612, 792]);
  page.drawText('PALE PALE PALE', { x: 60, y: 700, size: 14, font, color: grayscale(0.72) });
  page.drawRectangle({ x: 50, y: 580, width: 300, height: 40, color: rgb(0.1, 0.2, 0.5) });
  page.drawText('WHITE ON BLUE', { x: 60, y: 592, size: 16, font, color: rgb(1, 1, 1) });
  page.drawRectangle({ x: 50, y: 300, width: 200, height: 200, color: grayscale(0.6) });
  const { bytes } = await drawFax(await document.save());
  const ink = await pixels(bytes, 0);

  expect(shareIn(ink, { x: 60, y: 695, width: 120, height: 20 })).toBeGreaterThan(0.05);
  const onBlue = shareIn(ink, { x: 55, y: 585, width: 150, height: 30 });
  expect(onBlue).toBeGreaterThan(0.5);
  expect(onBlue).toBeLessThan(0.95);
  const tone = shareIn(ink, { x: 70, y: 320, width: 160, height: 160 });
  expect(tone).toBeGreaterThan(0.25);
  expect(tone).toBeLessThan(0.55);
});

test('what was filled into a form is on the fax', async () => {
  const document = await PDFDocument.create();
  const field = document.getForm().createTextField('iop');
  field.setText('14 mmHg 14 mmHg');
  const place = { x: 60, y: 600, width: 300, height: 30, borderWidth: 0 };
  field.addToPage(document.addPage([612, 792]), place);
  const { bytes } = await drawFax(await document.save());

  expect(shareIn(await pixels(bytes, 0), place)).toBeGreaterThan(0.01);
});

test('a page wider than high is turned, its letters as large as they were', async () => {
  const document = await PDFDocument.create();
  const page = document.addPage([792, 612]);
  page.drawRectangle({ x: 20, y: 500, width: 100, height: 80 });
  const turned = document.addPage([612, 792]);
  turned.setRotation(degrees(90));
  turned.drawRectangle({ x: 20, y: 500, width: 100, height: 80 });
  const { bytes, pages } = await drawFax(await document.save());

  expect(pages).toBe(2);
  const [first, second] = [await pixels(bytes, 0), await pixels(bytes, 1)];
  const whole = (100 * 80) / (612 * 792);
  for (const ink of [first, second]) expect(inkShare(ink)).toBeCloseTo(whole, 2);
  // What stood at the upper left of the shown page stands at the upper right of the fax.
  expect(shareIn(first, { x: 500, y: 680, width: 70, height: 80 })).toBeGreaterThan(0.8);
});

test.each([
  ['letter', { width: 612, height: 792 }, { isTurned: false, width: 1728, height: 2156, left: 0, tops: [0] }],
  [
    'A4, a little smaller',
    { width: 595, height: 842 },
    { isTurned: false, width: 1586, height: 2156, left: 71, tops: [0] },
  ],
  [
    'a small slip, not enlarged',
    { width: 288, height: 432 },
    { isTurned: false, width: 816, height: 1176, left: 456, tops: [0] },
  ],
  [
    'a long strip, in pieces',
    { width: 612, height: 2376 },
    { isTurned: false, width: 1728, height: 6446, left: 0, tops: [0, 2096, 4192, 6288] },
  ],
])('%s', (_name, size, placing) => {
  expect(placeOnFax(size)).toEqual(placing);
});

test('what cannot be drawn is refused, and the next one is drawn', async () => {
  await expect(toFaxTiff(Buffer.from('%PDF-1.4 nothing'))).rejects.toMatchObject({
    fate: 'permanent',
    code: 'damaged',
  });
  await expect(toFaxTiff(await letterPdf(1))).resolves.toMatchObject({ pages: 1 });
});

/** Of the fonts our packets have, embedded: two programs draw the same outlines. */
async function letterPdf(pages: number): Promise<Uint8Array> {
  const paper = openPaper('Letter', '2026-03-06T23:00:00Z');
  for (let index = 0; index < pages; index += 1)
    paper.draw(
      Array.from({ length: 30 }, (_, line) => ({
        kind: 'text' as const,
        x: 60,
        y: 80 + line * 20,
        text: `Page ${index} line ${line}: the quick brown fox jumps over the lazy dog`,
        face: 'regular' as const,
        size: 10.5,
      })),
    );
  return await paper.finish();
}

/** 0 is black. Greys of a second program are cut at the middle. */
async function pixels(file: Uint8Array, page: number): Promise<Uint8Array> {
  const { data, info } = await sharp(file, { page })
    .greyscale()
    .threshold(128)
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([1728, 2156]);
  const step = info.channels;
  return Uint8Array.from({ length: 1728 * 2156 }, (_, at) => data[at * step] ?? 0);
}

/** The share of the ink of one page that has none of the other within a pixel. */
function shareWithout(one: Uint8Array, other: Uint8Array): number {
  const near = [-1729, -1728, -1727, -1, 0, 1, 1727, 1728, 1729];
  let ink = 0;
  let alone = 0;
  one.forEach((value, at) => {
    if (value !== 0) return;
    ink += 1;
    if (near.every((step) => other[at + step] !== 0)) alone += 1;
  });
  return alone / ink;
}

function inkShare(data: Uint8Array): number {
  return data.filter((value) => value === 0).length / data.length;
}

/** Ink in an area given in points of a letter page, from below as in PDF. */
function shareIn(
  data: Uint8Array,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): number {
  const [left, right] = [area.x, area.x + area.width].map((x) => Math.round((x * 1728) / 612)) as [
    number,
    number,
  ];
  const [top, bottom] = [792 - area.y - area.height, 792 - area.y].map((y) =>
    Math.round((y * 2156) / 792),
  ) as [number, number];
  let ink = 0;
  for (let y = top; y < bottom; y += 1)
    for (let x = left; x < right; x += 1) if (data[y * 1728 + x] === 0) ink += 1;
  return ink / ((right - left) * (bottom - top));
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
