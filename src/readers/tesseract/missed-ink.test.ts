import { expect, test } from 'vitest';
import { printedPage } from '../../../test/support/printed-page.ts';
import { thresholded } from '../../formats/raster/binarise.ts';
import { inkOfPage, mended, straight, upright } from '../../formats/raster/upright.ts';
import { decoded } from '../../sdk/page-picture.ts';
import { openEngines } from './engine.ts';
import { missedWords } from './missed-ink.ts';

const DPI = 300;

test('rows of letters where nothing was read are read, others are not', async () => {
  const engine = (await openEngines())('print');
  const { bytes, dpiX, dpiY } = await printedPage();
  const raw = inkOfPage(await decoded(bytes));
  const request = { dpiX, dpiY };
  const page = upright(raw, mended(raw, request), request);
  const sheet = straight(page.clean, page, DPI);
  const words = engine.recognise(sheet, { mode: 'page', dpi: DPI });
  const picture = { sheet, ink: thresholded(sheet), dpi: DPI };
  const longest = words.toSorted((a, b) => b.text.length - a.text.length)[0];
  const rest = words.filter(({ line }) => line !== longest?.line);

  const missed = missedWords(engine, picture, rest, []);

  expect(missed.map(({ text }) => text)).toContain(longest?.text);
  expect(Math.min(...missed.map(({ line }) => line))).toBeGreaterThan(
    Math.max(...rest.map(({ line }) => line)),
  );
  const found = missed.find(({ text }) => text === longest?.text);
  expect(Math.abs((found?.box.x ?? 0) - (longest?.box.x ?? 0))).toBeLessThan(5);
  expect(missedWords(engine, picture, words, [])).toEqual([]);
  // What is taken by a frame to tick or the like is left alone.
  expect(missedWords(engine, picture, rest, [{ x: 0, y: 0, width: 3000, height: 4000 }])).toEqual([]);
});
