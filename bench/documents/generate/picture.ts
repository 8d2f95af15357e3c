/** Pictures of pages, and the usual ways to make and save them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init } from '@embedpdf/pdfium';
import sharp from 'sharp';

/** One byte a pixel, 0 black to 255 white. */
export type Grey = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** One byte a pixel, 1 black. `dpiY`: 196 fine, 98 standard. */
export type Bits = Grey & { readonly dpiX: number; readonly dpiY: number };

/** A fax page: 1728 columns, 204 an inch, and 196 rows an inch. */
export const faxWidth = 1_728;
export const faxHeight = 2_156;

let pdfium: ReturnType<typeof init> | undefined;

/** The pages of a PDF in grey, each `width` by `height` pixels whatever their shape. */
export async function renderPdf(
  bytes: Uint8Array,
  width = faxWidth,
  height = faxHeight,
): Promise<readonly Grey[]> {
  pdfium ??= start();
  const engine = await pdfium;
  // Emscripten's own view of the memory is no part of the published types.
  const memory = engine.pdfium as typeof engine.pdfium & { readonly HEAPU8: Uint8Array };
  const file = memory.wasmExports.malloc(bytes.length);
  memory.HEAPU8.set(bytes, file);
  const document = engine.FPDF_LoadMemDocument(file, bytes.length, '');
  const pages = Array.from({ length: engine.FPDF_GetPageCount(document) }, (_, at): Grey => {
    const page = engine.FPDF_LoadPage(document, at);
    const pixels = memory.wasmExports.malloc(width * height);
    const bitmap = engine.FPDFBitmap_CreateEx(width, height, 1, pixels, width);
    engine.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    engine.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0x08);
    const data = memory.HEAPU8.slice(pixels, pixels + width * height);
    engine.FPDFBitmap_Destroy(bitmap);
    memory.wasmExports.free(pixels);
    engine.FPDF_ClosePage(page);
    return { width, height, data };
  });
  engine.FPDF_CloseDocument(document);
  memory.wasmExports.free(file);
  return pages;
}

async function start(): ReturnType<typeof init> {
  const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const engine = await init({ wasmBinary: new Uint8Array(readFileSync(wasm)).buffer });
  engine.PDFiumExt_Init();
  return engine;
}

/** A black and white PNG, with its resolution. */
export async function pngOf(bits: Bits): Promise<Buffer> {
  const grey = Buffer.from(bits.data.map((bit) => (bit === 1 ? 0 : 255)));
  return sharp(grey, { raw: { width: bits.width, height: bits.height, channels: 1 } })
    .withMetadata({ density: bits.dpiX })
    .png({ colours: 2, palette: true, compressionLevel: 6 })
    .toBuffer();
}

/** Each pixel of the result fetched from where `from` says, mixed from the rows or columns beside it. */
export function bent(page: Grey, from: (x: number, y: number) => readonly [number, number]): Grey {
  const { width, height, data } = page;
  const out = new Uint8Array(data.length).fill(255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [fromX, fromY] = from(x, y);
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
      const at = top * width + left;
      const [partX, partY] = [fromX - left, fromY - top];
      const upper = data[at]! * (1 - partX) + data[at + 1]! * partX;
      const lower = data[at + width]! * (1 - partX) + data[at + width + 1]! * partX;
      out[y * width + x] = upper * (1 - partY) + lower * partY;
    }
  return { width, height, data: out };
}
