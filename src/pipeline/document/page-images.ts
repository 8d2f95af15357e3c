import sharp from 'sharp';
import type { Box, Word } from '../../domain/document/page.ts';
import { findPage, loadShownImage, type StoredPage } from '../../store/page-readings.ts';
import { findDocument } from '../../store/documents.ts';
import type { Hub } from '../hub.ts';
import type { DeskImage } from './desk-types.ts';

type Store = Pick<Hub, 'db'>;

/** What stands around a value helps to read it: in pixels of the page. */
const MARGIN = { x: 24, y: 10 };
/** Larger asks are answered at this size. */
const WIDEST = 2_600;

/** A page as people see it, scaled down to `width` pixels where it is larger. Undefined: no such page, or it has no picture. */
export async function loadPageImage(
  hub: Store,
  documentId: string,
  number: number,
  { width }: { readonly width?: number } = {},
): Promise<DeskImage | undefined> {
  const page = await pageOf(hub, documentId, number);
  const shown = page && (await loadShownImage(hub.db, page));
  if (!page || !shown) return undefined;
  if (width === undefined || width >= page.width) return shown;
  // Grey JPEG: a page of text stays legible and small, and is packed three times faster than as PNG.
  const bytes = await sharp(shown.bytes, { limitInputPixels: MOST_PIXELS })
    .greyscale()
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
  const page = await pageOf(hub, documentId, number);
  const shown = page && (await loadShownImage(hub.db, page));
  if (!page || !shown) return undefined;
  const left = clamp(box.x - MARGIN.x, 0, page.width - 1);
  const top = clamp(box.y - MARGIN.y, 0, page.height - 1);
  const area = {
    left,
    top,
    width: clamp(box.x + box.width + MARGIN.x - left, 1, page.width - left),
    height: clamp(box.y + box.height + MARGIN.y - top, 1, page.height - top),
  };
  const bytes = await sharp(shown.bytes, { limitInputPixels: MOST_PIXELS })
    .extract(area)
    .png({ compressionLevel: 9 })
    .toBuffer();
  return { bytes, mediaType: 'image/png' };
}

/** What was read of a page, to be laid over its picture. */
export async function loadPageWords(
  hub: Store,
  documentId: string,
  number: number,
): Promise<readonly Word[]> {
  return (await pageOf(hub, documentId, number))?.words ?? [];
}

async function pageOf(hub: Store, documentId: string, number: number): Promise<StoredPage | undefined> {
  const document = await findDocument(hub.db, documentId);
  return document && findPage(hub.db, document.messageId, number);
}

/** As many as unpacking lets through. */
const MOST_PIXELS = 30_000_000;

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), Math.max(least, most)));
}
