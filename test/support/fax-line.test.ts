import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeTiff, type FaxPage } from '../../src/formats/tiff/encode.ts';
import { missingForFaxLine, openFaxLine, pixelsOf, type FaxLine } from './fax-line.ts';

const missing = missingForFaxLine();
if (missing !== undefined) console.log(missing);

describe.skipIf(missing !== undefined)('a fax over a line', () => {
  let line: FaxLine;
  const tiff = encodeTiff([page(3), page(5), page(7)]);
  beforeAll(async () => {
    line = await openFaxLine();
  });
  afterAll(() => line.close());

  test.each([
    ['with error correction, in T.6', {}, true],
    ['without error correction, in T.4', { hasEcm: false }, false],
    ['through some noise', { noise: -50 }, true],
  ])('every pixel arrives %s', async (_, trouble, hasEcm) => {
    const call = await line.call(tiff, trouble);

    expect(call).toMatchObject({ sender: { code: 0, words: 'OK' }, receiver: { code: 0 }, hasEcm });
    expect([call.pagesSent, call.pagesReceived]).toEqual([3, 3]);
    const [sent, received] = await Promise.all([pixelsOf(tiff), pixelsOf(call.received)]);
    expect(received).toHaveLength(3);
    received.forEach((one, index) => {
      expect([one.width, one.height]).toEqual([1728, 2156]);
      expect(Buffer.compare(one.pixels, sent[index]?.pixels ?? Buffer.alloc(0))).toBe(0);
    });
  });

  test('a wire that is cut leaves fewer pages confirmed, and a code that says so', async () => {
    const call = await line.call(tiff, { hangUpAfter: 2, hasEcm: false });

    expect(call.sender.words).toBe('No response after sending a page');
    expect(call.pagesSent).toBeLessThan(3);
  });

  test('noise ends a call, and nobody who is no machine begins one', async () => {
    const noisy = await line.call(tiff, { noise: -46 });
    const voice = await line.call(tiff, { isVoice: true });

    expect(noisy.sender.code).toBeGreaterThan(0);
    expect(noisy.pagesSent).toBe(0);
    expect(voice.sender.words).toBe('Timed out waiting for initial communication');
  });

  test('what is no TIFF is not sent', async () => {
    const call = await line.call(Buffer.from('%PDF-1.7'));

    expect(call.sender.words).toMatch(/TIFF/);
    expect(call.pagesReceived).toBe(0);
  });
});

/** Stripes and dots that differ from page to page. */
function page(step: number): FaxPage {
  const [width, height] = [1728, 2156];
  const data = new Uint8Array((width / 8) * height);
  for (let y = 100; y < 2000; y += 1)
    for (let x = 0; x < width; x += 1)
      if (((x >> 4) + (y >> 3) * step) % 7 === 0) {
        const at = y * (width / 8) + (x >> 3);
        data[at] = (data[at] ?? 0) | (0x80 >> (x & 7));
      }
  return { width, height, data, dpiX: 204, dpiY: 196 };
}
