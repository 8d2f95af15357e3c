import { LIMITS } from './limits.ts';
import type { Pdfium } from './pdfium.ts';
import type { Grey } from './png.ts';
import { refusal } from './refuse.ts';

/** A page of an open PDF. Lengths are points (1/72 inch), as it is shown. */
export type PdfPage = {
  readonly pdfium: Pdfium;
  readonly handle: number;
  readonly width: number;
  readonly height: number;
  /** From PDF space (y up, not turned) to points from the upper left corner of the page as shown. */
  readonly place: (x: number, y: number) => { readonly x: number; readonly y: number };
  /** Quarter turns clockwise from PDF space to the page as shown. */
  readonly turns: number;
};

/** What is asked of PDFium is freed by `closePage`. */
export function openPage(pdfium: Pdfium, document: number, index: number): PdfPage | undefined {
  const handle = pdfium.call.FPDF_LoadPage(document, index);
  return handle === 0 ? undefined : describePage(pdfium, handle);
}

export function describePage(pdfium: Pdfium, handle: number): PdfPage {
  const { call, scratch } = pdfium;
  const width = call.FPDF_GetPageWidthF(handle);
  const height = call.FPDF_GetPageHeightF(handle);
  call.FPDF_GetPageBoundingBox(handle, scratch);
  const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats(scratch, 4);
  const turns = call.FPDFPage_GetRotation(handle) & 3;
  const place = (x: number, y: number): { x: number; y: number } => {
    if (turns === 1) return { x: y - bottom, y: x - left };
    if (turns === 2) return { x: right - x, y: y - bottom };
    if (turns === 3) return { x: top - y, y: right - x };
    return { x: x - left, y: top - y };
  };
  return { pdfium, handle, width, height, place, turns };
}

export function closePage(page: PdfPage): void {
  page.pdfium.call.FPDF_ClosePage(page.handle);
}

/** Pixels an inch that were asked for, or fewer for a page too large: memory is never asked for by a page's own word. */
export function fittingDpi(page: Pick<PdfPage, 'width' | 'height'>, dpi: number): number {
  const pixels = (page.width / 72) * (page.height / 72) * dpi * dpi;
  return pixels <= LIMITS.pagePixels ? dpi : dpi * Math.sqrt(LIMITS.pagePixels / pixels) * 0.999;
}

/** Draws the page, annotations included, in so many pixels. */
export function renderPage(page: PdfPage, width: number, height: number): Grey {
  const { call } = page.pdfium;
  if (width * height > LIMITS.pagePixels || width < 1 || height < 1) throw refusal('page-too-large');
  const bitmap = call.FPDFBitmap_CreateEx(width, height, FORMAT_BGRX, 0, 0);
  if (bitmap === 0) throw refusal('page-too-large');
  try {
    call.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    call.FPDF_RenderPageBitmap(bitmap, page.handle, 0, 0, width, height, 0, RENDER_FLAGS);
    return greyOf(page.pdfium, bitmap);
  } finally {
    call.FPDFBitmap_Destroy(bitmap);
  }
}

/** The pixels of a bitmap of PDFium as grey; `undefined` for a format that is none of its four. */
export function greyOf(pdfium: Pdfium, bitmap: number): Grey {
  const { call } = pdfium;
  const width = call.FPDFBitmap_GetWidth(bitmap);
  const height = call.FPDFBitmap_GetHeight(bitmap);
  const stride = call.FPDFBitmap_GetStride(bitmap);
  const format = call.FPDFBitmap_GetFormat(bitmap);
  const channels = format === FORMAT_GREY ? 1 : format === FORMAT_BGR ? 3 : 4;
  const at = call.FPDFBitmap_GetBuffer(bitmap);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = pdfium.bytes(at + y * stride, width * channels);
    if (channels === 1) data.set(row, y * width);
    else greyRow(row, channels, data, y * width);
  }
  return { data, width, height };
}

/** Rec. 601 weights in 256ths, of blue, green, red. */
function greyRow(row: Uint8Array, channels: number, data: Uint8Array, to: number): void {
  for (let x = 0, from = 0; from < row.length; x += 1, from += channels) {
    const sum = 29 * (row[from] ?? 0) + 150 * (row[from + 1] ?? 0) + 77 * (row[from + 2] ?? 0);
    data[to + x] = sum >> 8;
  }
}

const FORMAT_GREY = 1;
const FORMAT_BGR = 2;
const FORMAT_BGRX = 3;
/** FPDF_ANNOT: stamps and what people typed over a page are part of it. */
const RENDER_FLAGS = 0x01;
