import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenReader, PageImage, PageReading, Reader } from '../../src/sdk/reader.ts';
import { PRINTED, printedPage } from '../support/printed-page.ts';

export type ReaderUnderTest<Config> = {
  readonly reader: Reader<Config>;
  /** Asked once, before the first test: a server may have to be started. */
  readonly config: () => Promise<Config>;
  readonly close?: () => Promise<void>;
  readonly badConfigs: readonly { readonly field: string; readonly config: unknown }[];
};

/** What every reader promises, whatever it reads with. Each adapter's `index.test.ts` calls this first. */
export function describeReader<Config>(adapter: ReaderUnderTest<Config>): void {
  const { reader } = adapter;

  describe(`${reader.name}: the contract of a reader`, { timeout: 120_000 }, () => {
    let open: OpenReader;
    let fine: PageImage;
    let reading: PageReading;

    beforeAll(async () => {
      open = await reader.open({ config: await adapter.config(), workers: 1 });
      fine = await printedPage();
      reading = await open.read(fine, {});
    });

    afterAll(async () => {
      await open.close();
      await adapter.close?.();
    });

    test('says who read, with a version', () => {
      expect(reading.reader).toMatch(/^[\w.-]+@[\w.+-]+$/);
    });

    test('finds the words that are printed, in order', () => {
      const text = reading.words.map((word) => word.text).join(' ');

      for (const words of PRINTED) expect(text).toContain(words);
      expect(reading.words.map((word) => word.line)).toEqual(
        reading.words.map((word) => word.line).toSorted((one, other) => one - other),
      );
    });

    test('every box lies on the page, and every confidence between 0 and 1', () => {
      const { width, height } = reading.image;

      for (const { box, confidence } of [...reading.words, ...reading.marks]) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        expect(box.y + box.height).toBeLessThanOrEqual(height);
        expect(box.width * box.height).toBeGreaterThan(0);
        expect(Object.values(box).every(Number.isInteger)).toBe(true);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    });

    test('words stand where they were printed', () => {
      const { image, words } = reading;
      const first = words.find((word) => PRINTED[0].includes(word.text));

      expect(Math.abs((first?.box.x ?? 0) - image.dpiX)).toBeLessThan(image.dpiX * 0.05);
      expect(Math.abs((first?.box.y ?? 0) + (first?.box.height ?? 0) - image.dpiY * 2)).toBeLessThan(
        image.dpiY * 0.05,
      );
    });

    test('the page that people see has square pixels and is as large as it says', async () => {
      const { image } = reading;
      const metadata = await sharp(image.bytes).metadata();

      expect(image.dpiX).toBe(image.dpiY);
      expect({ width: metadata.width, height: metadata.height }).toEqual({
        width: image.width,
        height: image.height,
      });
      expect(image.mediaType).toBe(`image/${metadata.format}`);
    });

    test('an upside-down page of a standard fax is turned and made square', async () => {
      const { turn, image, words } = await open.read(await printedPage({ isStandard: true, turn: 180 }), {});

      expect(turn).toBe(180);
      expect(image.dpiX).toBe(image.dpiY);
      expect(Math.abs(image.width - reading.image.width)).toBeLessThan(3);
      expect(Math.abs(image.height - reading.image.height)).toBeLessThan(10);
      expect(words.map((word) => word.text).join(' ')).toContain('ZZTEST');
    });

    test('who says which way is up is believed', async () => {
      const { turn } = await open.read(fine, { turn: 180 });

      expect(turn).toBe(180);
    });

    test('parts are read again in the order asked, also those beside the page', async () => {
      const { image, words } = reading;
      const family = words.find((word) => word.text.includes('ZZTEST'))?.box ?? {
        x: 0,
        y: 0,
        width: 1,
        height: 1,
      };
      const beside = { x: image.width - 2, y: image.height - 2, width: 50, height: 50 };
      const [first, second] = await open.readRegions(
        image,
        [
          { box: beside, expects: 'digits' },
          { box: family, expects: 'text' },
        ],
        {},
      );

      expect(first?.text).not.toContain('ZZTEST');
      expect(second?.text).toContain('ZZTEST');
      expect(second?.confidence).toBeGreaterThan(0);
      await expect(open.readRegions(image, [], {})).resolves.toEqual([]);
    });

    test('a page that is no picture fails for good, in words, and the next is read', async () => {
      const broken = { ...fine, bytes: Buffer.from('%PDF-1.7 ZZTEST') };

      await expect(open.read(broken, {})).rejects.toMatchObject({
        fate: 'permanent',
        code: 'page-not-readable',
      });
      await expect(open.read(broken, {})).rejects.not.toThrow(/ZZTEST/);
      await expect(open.read(fine, {})).resolves.toMatchObject({ turn: 0 });
    });

    test('a signal ends a page, and the next is read', async () => {
      const controller = new AbortController();
      const under = open.read(fine, { signal: controller.signal });
      controller.abort();

      await expect(under).rejects.toThrow(/abort/i);
      await expect(open.read(fine, {})).resolves.toMatchObject({ turn: 0 });
    });

    test.each(adapter.badConfigs)(
      'a config with a wrong $field is refused by that name',
      ({ field, config }) => {
        const complaints = reader.config.safeParse(config).error?.issues.map((issue) => issue.path.join('.'));

        expect(complaints).toContain(field);
      },
    );
  });
}
