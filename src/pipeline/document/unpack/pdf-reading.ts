import { MOST_DPI, SCAN_DPI, TEXT_DPI } from './limits.ts';
import { fitPicture, packPicture } from './pack-picture.ts';
import type { PdfForm } from './pdf-form.ts';
import { flattenPage, withBoxes } from './pdf-form.ts';
import type { PageContent, PlacedImage } from './pdf-images.ts';
import { pullImage, readContent } from './pdf-images.ts';
import type { PdfPage } from './pdf-page.ts';
import { closePage, describePage, fittingDpi, openPage, renderPage } from './pdf-page.ts';
import type { PdfText, PlacedWord } from './pdf-text.ts';
import { isGoodText, placeWords, readPdfText } from './pdf-text.ts';
import type { Pdfium } from './pdfium.ts';
import type { Grey } from './png.ts';
import { refusal } from './refuse.ts';
import type { FoundPage } from './work.ts';

/** A page of a PDF as it goes on: its picture, and its words when the file itself says them well. */
export type ReadPdfPage = { readonly page: FoundPage; readonly bytes: Uint8Array };

/** `undefined`: the page is missing or broken. */
export async function readPage(
  pdfium: Pdfium,
  document: number,
  index: number,
  form: PdfForm | undefined,
): Promise<ReadPdfPage | undefined> {
  let page = openPage(pdfium, document, index);
  if (!page) return undefined;
  try {
    const { boxes, isChanged } = flattenPage(page, form);
    if (isChanged) {
      closePage(page);
      page = openPage(pdfium, document, index);
      if (!page) return undefined;
    }
    const text = readPdfText(page);
    if (form && isPlaceholder(pdfium, document, text)) throw refusal('dynamic-form');
    return await takePage(page, text, boxes);
  } finally {
    if (page) closePage(page);
  }
}

/** A page of our own: its text is right by making. */
export async function giveText(pdfium: Pdfium, document: number, index: number): Promise<ReadPdfPage> {
  const page = openPage(pdfium, document, index);
  if (!page) throw refusal('damaged');
  try {
    return await takeText(page, readPdfText(page).words);
  } finally {
    closePage(page);
  }
}

async function takePage(page: PdfPage, text: PdfText, boxes: readonly PlacedWord[]): Promise<ReadPdfPage> {
  const content = readContent(page);
  const { images } = content;
  const covered = images.reduce((sum, image) => sum + (image.share >= LEAST_SHARE ? image.share : 0), 0);
  const isScan = covered > SCAN_SHARE;
  if (isGoodText(text) && covered < MIXED_SHARE) {
    if (text.turns === 0) return await takeText(page, withBoxes(text.words, boxes));
    const upright = turnBack(page, text.turns);
    return await takeText(upright, readPdfText(upright).words);
  }
  if (isScan) return await takeScan(page, content, text);
  const isBlank = text.characters + text.garbage + images.length + content.drawings + boxes.length === 0;
  if (isBlank) return await takeText(page, []);
  return await takeDrawn(page, SCAN_DPI, SCAN_DPI);
}

/** Text that runs up or down the page, such as a sideways print: the page is turned, so that people can read it. */
function turnBack(page: PdfPage, turns: number): PdfPage {
  const { pdfium, handle } = page;
  pdfium.call.FPDFPage_SetRotation(handle, (page.turns + 4 - turns) & 3);
  return describePage(pdfium, handle);
}

async function takeText(page: PdfPage, words: readonly PlacedWord[]): Promise<ReadPdfPage> {
  const dpi = fittingDpi(page, TEXT_DPI);
  const grey = draw(page, dpi, dpi);
  const scale = { x: grey.width / page.width, y: grey.height / page.height };
  const { image, bytes } = await packPicture(grey, { x: scale.x * 72, y: scale.y * 72 });
  return {
    page: { image, words: placeWords(words, scale, grey), problems: problemsOf(dpi, TEXT_DPI) },
    bytes,
  };
}

/** A scanned page: the very pixels of the scan when it is one picture and nothing else, drawn in as many pixels otherwise. */
async function takeScan(
  page: PdfPage,
  { images, drawings }: PageContent,
  text: PdfText,
): Promise<ReadPdfPage> {
  const large = images.filter((image) => image.share > SCAN_SHARE);
  const [only] = large;
  const isAlone = images.length === 1 && drawings === 0 && text.characters + text.garbage === text.invisible;
  const pulled = only && isAlone ? pullImage(page, only) : undefined;
  if (pulled) {
    const { grey, dpi } = await fitPicture(pulled, {
      x: (pulled.width / page.width) * 72,
      y: (pulled.height / page.height) * 72,
    });
    const { image, bytes } = await packPicture(grey, dpi);
    return { page: { image, problems: [] }, bytes };
  }
  const finest = (large.length > 0 ? large : images).reduce(finer);
  const isSideways = (finest.lie?.turns ?? 0) % 2 === 1;
  const across = usefulDpi((finest.width / finest.pointsWide) * 72);
  const down = usefulDpi((finest.height / finest.pointsHigh) * 72);
  return await takeDrawn(page, isSideways ? down : across, isSideways ? across : down);
}

async function takeDrawn(page: PdfPage, dpiX: number, dpiY: number): Promise<ReadPdfPage> {
  const dpi = fittingDpi(page, Math.max(dpiX, dpiY));
  const shrink = dpi / Math.max(dpiX, dpiY);
  const grey = draw(page, dpiX * shrink, dpiY * shrink);
  const { image, bytes } = await packPicture(grey, {
    x: (grey.width / page.width) * 72,
    y: (grey.height / page.height) * 72,
  });
  return { page: { image, problems: problemsOf(dpi, Math.max(dpiX, dpiY)) }, bytes };
}

function draw(page: PdfPage, dpiX: number, dpiY: number): Grey {
  const pixels = (points: number, dpi: number): number => Math.max(1, Math.round((points / 72) * dpi));
  return renderPage(page, pixels(page.width, dpiX), pixels(page.height, dpiY));
}

function finer(one: PlacedImage, two: PlacedImage): PlacedImage {
  return one.width / one.pointsWide >= two.width / two.pointsWide ? one : two;
}

/** A standard fax has 98 lines an inch and is kept so; a coarse picture is drawn as any other page. */
function usefulDpi(dpi: number): number {
  return dpi < LEAST_DPI ? SCAN_DPI : Math.min(dpi, MOST_DPI);
}

function problemsOf(dpi: number, wanted: number): readonly string[] {
  return dpi < wanted * 0.5 ? ['very large page: small print may not be legible'] : [];
}

/** "Please wait…": all that other programs see of a form of Adobe's XFA kind. */
function isPlaceholder(pdfium: Pdfium, document: number, text: PdfText): boolean {
  if (pdfium.call.FPDF_GetFormType(document) < XFA_FULL) return false;
  const words = text.words.map((word) => word.text).join(' ');
  return /please wait\b.{0,200}\b(?:viewer|reader|document)/i.test(words);
}

const SCAN_SHARE = 0.8;
/** Pictures that cover as much may hold words of their own. */
const MIXED_SHARE = 0.2;
/** A logo covers less. */
const LEAST_SHARE = 0.02;
const LEAST_DPI = 90;
const XFA_FULL = 2;
