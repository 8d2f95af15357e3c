import sharp from 'sharp';
import type { Box, Word } from '../../domain/document/page.ts';
import { keepLately } from '../../lib/keep-lately.ts';
import { findDocument } from '../../store/documents.ts';
import { findPage, findPageHead, loadShownImage, type PageHead } from '../../store/page-readings.ts';
import type { Hub } from '../hub.ts';
import type { DeskImage } from './desk-types.ts';

type Store = Pick<Hub, 'db'>;

/** What stands around a value helps to read it: in pixels of the page. */
export const CROP_MARGIN = { x: 24, y: 10 };
/** Larger asks are answered at this size. */
const WIDEST = 2_600;
/** As many as unpacking lets through. */
const MOST_PIXELS = 30_000_000;

/** A page in grey, unpacked: its picture, its thumbnail and the strips of its fields are all cut from it. */
type Pixels = {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
};

/** About six pages at 204 dots an inch, and the pictures made of some forty. */
const keptPixels = keepLately<Pixels | undefined>(24_000_000, (page) => page?.bytes.length ?? 0);
const keptPictures = keepLately<DeskImage | undefined>(6_000_000, (image) => image?.bytes.length ?? 0);

/** A page as people see it, scaled down to `width` pixels where it is larger. Undefined: no such page, or it has no picture. */
export async function loadPageImage(
  hub: Store,
  documentId: string,
  number: number,
  { width }: { readonly width?: number } = {},
): Promise<DeskImage | undefined> {
  const page = await findPageHead(hub.db, documentId, number);
  if (page?.hasImage !== true) return undefined;
  if (width === undefined || width >= page.width) return loadShownImage(hub.db, page);
  return keptPictures(`${keyOf(page)} ${width}`, () => scaled(hub, page, width));
}

/** Grey JPEG: a page of text stays legible and small, and is packed three times faster than as PNG. */
async function scaled(hub: Store, page: PageHead, width: number): Promise<DeskImage | undefined> {
  const pixels = await pixelsOf(hub, page);
  if (!pixels) return undefined;
  const bytes = await opened(pixels)
    .resize({ width: Math.min(Math.max(1, Math.round(width)), WIDEST) })
    .jpeg({ quality: 65 })
    .toBuffer();
  return { bytes, mediaType: 'image/jpeg' };
}

/** The strip of the page a value was read from, with a little around it. */
export async function loadPageCrop(
  hub: Store,
  documentId: string,
  number: number,
  box: Box,
): Promise<DeskImage | undefined> {
  const page = await findPageHead(hub.db, documentId, number);
  const pixels = page?.hasImage === true ? await pixelsOf(hub, page) : undefined;
  if (!pixels) return undefined;
  const left = clamp(box.x - CROP_MARGIN.x, 0, pixels.width - 1);
  const top = clamp(box.y - CROP_MARGIN.y, 0, pixels.height - 1);
  const area = {
    left,
    top,
    width: clamp(box.x + box.width + CROP_MARGIN.x - left, 1, pixels.width - left),
    height: clamp(box.y + box.height + CROP_MARGIN.y - top, 1, pixels.height - top),
  };
  const bytes = await opened(pixels).extract(area).png({ compressionLevel: 9 }).toBuffer();
  return { bytes, mediaType: 'image/png' };
}

/** What was read of a page, to be laid over its picture. */
export async function loadPageWords(
  hub: Store,
  documentId: string,
  number: number,
): Promise<readonly Word[]> {
  const document = await findDocument(hub.db, documentId);
  return (document && (await findPage(hub.db, document.messageId, number)))?.words ?? [];
}

function pixelsOf(hub: Store, page: PageHead): Promise<Pixels | undefined> {
  return keptPixels(keyOf(page), async () => {
    const shown = await loadShownImage(hub.db, page);
    if (!shown) return undefined;
    const { data, info } = await sharp(shown.bytes, { limitInputPixels: MOST_PIXELS })
      .flatten({ background: '#fff' })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { bytes: data, width, height, channels };
  });
}

function opened({ bytes, ...raw }: Pixels) {
  return sharp(bytes, { raw, limitInputPixels: MOST_PIXELS });
}

/** Of a page as it was read, the way up it stands: another reading of it is another picture. */
function keyOf({ id, reader, readTurn, readAt }: PageHead): string {
  return [id, reader, readTurn, readAt].join(' ');
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), Math.max(least, most)));
}
