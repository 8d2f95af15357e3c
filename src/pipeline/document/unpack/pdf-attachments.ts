import type { Pdfium } from './pdfium.ts';
import { readUtf16 } from './pdfium.ts';
import { refusal } from './refuse.ts';
import type { FileRequest, Give } from './work.ts';

/** The files a PDF carries: a portfolio, or a record attached to its printed form. */
export async function openPdfAttachments(
  pdfium: Pdfium,
  document: number,
  { left }: FileRequest,
  give: Give,
): Promise<void> {
  const { call, scratch } = pdfium;
  const count = call.FPDFDoc_GetAttachmentCount(document);
  if (count > left.files) throw refusal('too-many-files');
  for (let index = 0; index < count; index += 1) {
    const attachment = call.FPDFDoc_GetAttachment(document, index);
    if (attachment === 0) continue;
    const name = readUtf16(pdfium, (buffer, length) =>
      call.FPDFAttachment_GetName(attachment, buffer, length),
    );
    if (!call.FPDFAttachment_GetFile(attachment, 0, 0, scratch)) continue;
    const [length = 0] = pdfium.integers(scratch, 1);
    if (length < 0 || length > left.bytes) throw refusal('unpacks-too-large');
    const at = pdfium.reserve(length);
    try {
      if (!call.FPDFAttachment_GetFile(attachment, at, length, scratch)) continue;
      await give.file({ role: 'archived', ...(name ? { name } : {}) }, pdfium.bytes(at, length));
    } finally {
      pdfium.free(at);
    }
  }
}
