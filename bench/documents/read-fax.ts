/** The pages of a generated fax through a reader of the project, as the hub keeps what it reads. */
import type { ReadPage } from '../../src/domain/document/page.ts';
import { readers } from '../../src/readers/index.ts';
import type { OpenReader, PageImage } from '../../src/sdk/reader.ts';
import { sendFax, type DrawnFax } from './generate/fax.ts';
import { pngOf } from './generate/picture.ts';

export type FaxReading = {
  readonly pages: readonly ReadPage[];
  /** The page upright, as read: what a second opinion is asked about. */
  readonly images: readonly PageImage[];
  /** Milliseconds from picture to words, of each page. */
  readonly tookMs: readonly number[];
};

export async function openReader(name: string, workers: number): Promise<OpenReader> {
  const reader = readers.find((one) => one.name === name);
  if (!reader) throw new Error(`No reader ${name}: there are ${readers.map((one) => one.name).join(', ')}.`);
  return reader.open({ config: reader.config.parse({}), workers });
}

/** All pages at once: the reader queues what it has no process for. */
export async function readFax(reader: OpenReader, drawn: DrawnFax): Promise<FaxReading> {
  const sent = await sendFax(drawn);
  const read = await Promise.all(
    sent.map(async (bits, at) => {
      const image: PageImage = {
        bytes: await pngOf(bits),
        mediaType: 'image/png',
        width: bits.width,
        height: bits.height,
        dpiX: bits.dpiX,
        dpiY: bits.dpiY,
      };
      const start = performance.now();
      const reading = await reader.read(image, {});
      const page: ReadPage = {
        number: at + 1,
        width: reading.image.width,
        height: reading.image.height,
        dpi: reading.image.dpiX,
        words: reading.words,
        marks: reading.marks,
        sourceDpiY: bits.dpiY,
        ...(reading.faxHeader === undefined ? {} : { faxHeader: reading.faxHeader }),
        origin: 'ocr',
        problems: reading.problems,
      };
      return { page, image: reading.image, tookMs: performance.now() - start };
    }),
  );
  return {
    pages: read.map(({ page }) => page),
    images: read.map(({ image }) => image),
    tookMs: read.map(({ tookMs }) => tookMs),
  };
}
