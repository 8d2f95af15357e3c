import { LIMITS } from './limits.ts';
import { openPdfAttachments } from './pdf-attachments.ts';
import { pageCount, withDocument } from './pdf-document.ts';
import { openForm } from './pdf-form.ts';
import { giveText, readPage } from './pdf-reading.ts';
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

const TAIL_BYTES = 2048;
