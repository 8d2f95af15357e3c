import { LIMITS } from './limits.ts';
import { openPdfAttachments } from './pdf-attachments.ts';
import { openForm } from './pdf-form.ts';
import { giveText, readPage } from './pdf-reading.ts';
import type { Pdfium } from './pdfium.ts';
import { openPdfium } from './pdfium.ts';
import { refusal } from './refuse.ts';
import type { FileAnswer, FileRequest, Give } from './work.ts';

/** Gives the pages of a PDF, then the files attached to it. */
export async function openPdf(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  return await withDocument(bytes, request.passwords, async (pdfium, document) => {
    const count = pageCount(pdfium, document);
    if (count > LIMITS.pages || count > request.left.pages) throw refusal('too-many-pages');
    const form = openForm(pdfium, document);
    const lost: number[] = [];
    try {
      for (let index = 0; index < count; index += 1) {
        const page = await readPage(pdfium, document, index, form);
        if (page) await give.page(page.page, page.bytes);
        else lost.push(index + 1);
      }
    } finally {
      form?.close();
    }
    if (lost.length === count) throw refusal('damaged');
    await openPdfAttachments(pdfium, document, request, give);
    return { fate: 'pages', ...whatIsMissing(lost, count, bytes) };
  });
}

/** One or more pages of our own making: their words are those of `bytes`. */
export async function givePdfOfText(bytes: Uint8Array, give: Give): Promise<void> {
  await withDocument(bytes, [], async (pdfium, document) => {
    const count = pageCount(pdfium, document);
    for (let index = 0; index < count; index += 1) {
      const page = await giveText(pdfium, document, index);
      await give.page(page.page, page.bytes);
    }
  });
}

async function withDocument<Result>(
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
function pageCount(pdfium: Pdfium, document: number): number {
  const count = pdfium.call.FPDF_GetPageCount(document);
  if (count <= 0) throw refusal('no-pages');
  return count;
}

function whatIsMissing(
  lost: readonly number[],
  count: number,
  bytes: Uint8Array,
): Pick<FileAnswer, 'code' | 'reason'> {
  if (lost.length > 0) {
    const which = lost.length === 1 ? `Page ${lost[0]}` : `${lost.length} pages`;
    return {
      code: 'page-lost',
      reason: `${which} of ${count} could not be read: ask the sender to send it again.`,
    };
  }
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-TAIL_BYTES);
  if (tail.includes('%%EOF')) return {};
  return {
    code: 'cut-off',
    reason: 'The file seems to be cut off: pages may be missing. Compare with the page count of the sender.',
  };
}

const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;
const TAIL_BYTES = 2048;
