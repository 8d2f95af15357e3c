import type { Pdfium } from './pdfium.ts';
import { openPdfium } from './pdfium.ts';
import { refusal } from './refuse.ts';

/** Opens a PDF for as long as `use` takes. Passwords are tried in their order, after none. */
export async function withDocument<Result>(
  bytes: Uint8Array,
  passwords: readonly string[],
  use: (pdfium: Pdfium, document: number) => Promise<Result>,
): Promise<Result> {
  const pdfium = await openPdfium();
  const kept = pdfium.keep(bytes);
  try {
    const document = loadDocument(pdfium, kept, bytes.length, passwords);
    try {
      return await use(pdfium, document);
    } finally {
      pdfium.call.FPDF_CloseDocument(document);
    }
  } finally {
    pdfium.free(kept);
  }
}

/** A document that only its owner may change opens without a password. */
function loadDocument(pdfium: Pdfium, at: number, length: number, passwords: readonly string[]): number {
  let error = 0;
  for (const password of ['', ...passwords]) {
    const document = pdfium.call.FPDF_LoadMemDocument(at, length, password);
    if (document !== 0) return document;
    error = pdfium.call.FPDF_GetLastError();
    if (error !== ERROR_PASSWORD) break;
  }
  throw refusal(error === ERROR_PASSWORD || error === ERROR_SECURITY ? 'password' : 'damaged');
}

/** A file that was cut off may open without any. */
export function pageCount(pdfium: Pdfium, document: number): number {
  const count = pdfium.call.FPDF_GetPageCount(document);
  if (count <= 0) throw refusal('no-pages');
  return count;
}

const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;
