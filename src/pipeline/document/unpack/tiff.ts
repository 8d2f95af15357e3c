import sharp from 'sharp';
import type { TiffPage } from '../../../formats/tiff/read-directory.ts';
import { readTiffDirectory } from '../../../formats/tiff/read-directory.ts';
import { LIMITS } from './limits.ts';
import { fitPicture, packPicture } from './pack-picture.ts';
import type { Grey } from './png.ts';
import { refusal } from './refuse.ts';
import { resolutionOf } from './resolution.ts';
import type { FileAnswer, FileRequest, Give } from './work.ts';

/** The pages of a TIFF: faxes of every coding (G3, G4, either bit order), and scans. */
export async function openTiff(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  const most = Math.min(LIMITS.pages, request.left.pages);
  const { pages, isBroken } = readTiffDirectory(bytes, most * 2);
  const shown = pages.flatMap((page, index) => (page.isThumbnail ? [] : [{ page, index }]));
  if (shown.length === 0) throw refusal('damaged');
  if (shown.length > most) throw refusal('too-many-pages');
  for (const { page } of shown)
    if (page.width * page.height > LIMITS.picturePixels) throw refusal('page-too-large');
  let given = 0;
  for (const { page, index } of shown) {
    const decoded = await decodePage(bytes, index);
    if (!decoded) continue;
    const fitted = await fitPicture(decoded.grey, resolutionOf(decoded.grey, saidOf(page)));
    const { image, bytes: picture } = await packPicture(fitted.grey, fitted.dpi);
    await give.page({ image, problems: decoded.isDamaged ? [DAMAGED] : [] }, picture);
    given += 1;
  }
  if (given === 0) throw refusal('damaged');
  return { fate: 'pages', ...whatIsMissing(shown.length - given, shown.length, isBroken) };
}

/** Strictly first; a page with damaged lines is better than none. */
async function decodePage(
  bytes: Uint8Array,
  index: number,
): Promise<{ readonly grey: Grey; readonly isDamaged: boolean } | undefined> {
  for (const failOn of ['warning', 'none'] as const) {
    try {
      const { data, info } = await sharp(bytes, {
        page: index,
        failOn,
        limitInputPixels: LIMITS.picturePixels,
      })
        .autoOrient()
        .flatten({ background: '#fff' })
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const isDamaged = failOn === 'none';
      // Of a page that cannot be read at all the library makes an empty one.
      if (isDamaged && isEven(data)) return undefined;
      return { grey: { data, width: info.width, height: info.height }, isDamaged };
    } catch {
      // Tried again more leniently, or given up below.
    }
  }
  return undefined;
}

function isEven(data: Uint8Array): boolean {
  return data.every((value) => value === data[0]);
}

/** What the directory says, as the page was turned. */
function saidOf({ orientation, dpiX, dpiY }: TiffPage): {
  readonly x: number | undefined;
  readonly y: number | undefined;
} {
  return orientation >= 5 ? { x: dpiY, y: dpiX } : { x: dpiX, y: dpiY };
}

function whatIsMissing(lost: number, count: number, isBroken: boolean): Pick<FileAnswer, 'code' | 'reason'> {
  if (lost > 0) {
    return {
      code: 'page-lost',
      reason: `${lost === 1 ? 'A page' : `${lost} pages`} of ${count} could not be read: ask the sender to send it again.`,
    };
  }
  if (!isBroken) return {};
  return { code: 'cut-off', reason: 'The list of pages in the file is damaged: pages may be missing.' };
}

export const DAMAGED = 'damaged lines';
