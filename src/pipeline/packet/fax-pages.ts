import { faxTones } from '../../formats/raster/fax-tones.ts';
import type { CodedPage } from '../../formats/tiff/encode.ts';
import { codePage, joinPages } from '../../formats/tiff/encode.ts';
import { Failure } from '../../lib/failure.ts';
import { pageCount, withDocument } from '../document/unpack/pdf-document.ts';
import { openForm, flattenPage, type PdfForm } from '../document/unpack/pdf-form.ts';
import type { PdfPage } from '../document/unpack/pdf-page.ts';
import { closePage, greyOf, openPage } from '../document/unpack/pdf-page.ts';
import type { Pdfium } from '../document/unpack/pdfium.ts';
import { MAX_PAGES } from './flow.ts';

/** A fine fax page (ITU-T T.30, T.4): 1728 pixels in a line at 204 per inch, 11 inches of 196 lines. */
export const FAX = { width: 1728, height: 2156, dpiX: 204, dpiY: 196 } as const;

/**
 * The pages of a PDF as a fax machine sends them: TIFF class F, Group 4, 204 by 196, every page as wide and as high as a fax page, at
 * once in its pixels, since drawing larger and shrinking blurs letters. Run it only where time and memory are watched.
 *
 * @throws Failure permanent: `damaged`, `password`, `no-pages`, `page-too-large` for what cannot be opened; `fax-page-lost` when one page
 *   cannot be drawn; `fax-too-long` above 220 pages.
 */
export async function drawFax(
  pdf: Uint8Array,
): Promise<{ readonly bytes: Uint8Array; readonly pages: number }> {
  return await withDocument(pdf, [], async (pdfium, document) => {
    const form = openForm(pdfium, document);
    const pages: CodedPage[] = [];
    try {
      const count = pageCount(pdfium, document);
      for (let index = 0; index < count; index += 1) {
        pages.push(...drawPage(pdfium, document, index, form));
        if (pages.length > MOST_FAX_PAGES)
          throw new Failure(
            'permanent',
            'fax-too-long',
            `The fax has more than ${MOST_FAX_PAGES} pages: send it another way.`,
          );
      }
    } finally {
      form?.close();
    }
    return { bytes: joinPages(pages, { documentName: 'Fax' }), pages: pages.length };
  });
}

/** The cover and what a long page is cut into come on top. */
const MOST_FAX_PAGES = MAX_PAGES + 20;

function drawPage(
  pdfium: Pdfium,
  document: number,
  index: number,
  form: PdfForm | undefined,
): readonly CodedPage[] {
  let page = openPage(pdfium, document, index);
  if (page && flattenPage(page, form).isChanged) {
    closePage(page);
    page = openPage(pdfium, document, index);
  }
  if (!page) throw new Failure('permanent', 'fax-page-lost', `Page ${index + 1} could not be drawn.`);
  try {
    return drawPieces(page);
  } finally {
    closePage(page);
  }
}

/** How a page lies on fax pages. Pixels. */
export type Placing = {
  /** Turned a quarter clockwise: a page that is wider than high. */
  readonly isTurned: boolean;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  /** Where each fax page begins on it: more than one for a page far longer than paper. */
  readonly tops: readonly number[];
};

/** @param size Points, as the page is shown. */
export function placeOnFax(size: { readonly width: number; readonly height: number }): Placing {
  const isTurned = size.width > size.height;
  const inchesWide = Math.max(1, Math.min(size.width, size.height)) / 72;
  const inchesHigh = Math.max(1, Math.max(size.width, size.height)) / 72;
  const across = Math.min(1, FAX.width / FAX.dpiX / inchesWide);
  const down = Math.min(1, FAX.height / FAX.dpiY / inchesHigh);
  const isStrip = down < LEAST_SHRINK * across;
  const both = isStrip ? across : Math.min(across, down);
  // A letter page is one sixtieth of an inch wider than a fax: nobody sees that, and it fills the page.
  const isNear = Math.abs(across - down) < 0.01;
  const width = Math.round(inchesWide * FAX.dpiX * (isNear ? across : both));
  const height = Math.round(inchesHigh * FAX.dpiY * (isNear ? down : both));
  const pieces = isStrip ? Math.ceil((height - OVERLAP) / (FAX.height - OVERLAP)) : 1;
  return {
    isTurned,
    width,
    height,
    left: Math.floor((FAX.width - width) / 2),
    tops: Array.from({ length: pieces }, (_, piece) => piece * (FAX.height - OVERLAP)),
  };
}

/** A page that would become smaller than this is cut into pieces: letters of 10 points have to stay readable. */
const LEAST_SHRINK = 0.7;
/** Lines that stand on both pieces, so that none is cut in two. */
const OVERLAP = 60;

function drawPieces(page: PdfPage): readonly CodedPage[] {
  const placing = placeOnFax(page);
  if (placing.tops.length > MOST_FAX_PAGES)
    throw new Failure('permanent', 'fax-too-long', 'A page is longer than any paper: send it another way.');
  return placing.tops.map((top) => codePage({ ...faxTones(drawPiece(page, placing, top)), ...DENSITY }));
}

const DENSITY = { dpiX: FAX.dpiX, dpiY: FAX.dpiY };

function drawPiece(page: PdfPage, { isTurned, width, height, left }: Placing, top: number) {
  const { call } = page.pdfium;
  const bitmap = call.FPDFBitmap_CreateEx(FAX.width, FAX.height, GREY, 0, 0);
  if (bitmap === 0) throw new RangeError('PDFium is out of memory');
  try {
    call.FPDFBitmap_FillRect(bitmap, 0, 0, FAX.width, FAX.height, 0xffffffff);
    const turn = isTurned ? 1 : 0;
    call.FPDF_RenderPageBitmap(bitmap, page.handle, left, -top, width, height, turn, RENDER_FLAGS);
    return greyOf(page.pdfium, bitmap);
  } finally {
    call.FPDFBitmap_Destroy(bitmap);
  }
}

/** FPDFBitmap_Gray. */
const GREY = 1;
/** FPDF_ANNOT and FPDF_GRAYSCALE. */
const RENDER_FLAGS = 0x01 | 0x08;
