import type { PdfPage } from './pdf-page.ts';
import type { PlacedWord } from './pdf-text.ts';
import type { Pdfium } from './pdfium.ts';
import { readUtf16 } from './pdfium.ts';

/** What is needed to know the values of a document's form. */
export type PdfForm = { readonly handle: number; readonly close: () => void };

/** Its open actions are never run, and there is no engine for its scripts. */
export function openForm(pdfium: Pdfium, document: number): PdfForm | undefined {
  const { call } = pdfium;
  if (call.FPDF_GetFormType(document) === 0) return undefined;
  const info = call.PDFiumExt_OpenFormFillInfo();
  const handle = call.PDFiumExt_InitFormFillEnvironment(document, info);
  const close = (): void => {
    if (handle !== 0) call.PDFiumExt_ExitFormFillEnvironment(handle);
    call.PDFiumExt_CloseFormFillInfo(info);
  };
  if (handle !== 0) return { handle, close };
  close();
  return undefined;
}

/**
 * Makes what was filled in, typed over and stamped part of the page, so that it is drawn and read like the rest. Gives the boxes that can
 * be ticked as words, since a tick is a drawing and its absence nothing at all. The page has to be opened again when `isChanged`.
 */
export function flattenPage(
  page: PdfPage,
  form: PdfForm | undefined,
): { readonly boxes: readonly PlacedWord[]; readonly isChanged: boolean } {
  const { call } = page.pdfium;
  const count = Math.min(call.FPDFPage_GetAnnotCount(page.handle), MOST_ANNOTATIONS);
  if (count <= 0) return { boxes: [], isChanged: false };
  const boxes: PlacedWord[] = [];
  for (let index = 0; index < count; index += 1) {
    const annotation = call.FPDFPage_GetAnnot(page.handle, index);
    if (annotation === 0) continue;
    if (form && call.FPDFAnnot_GetSubtype(annotation) === WIDGET) {
      // Some programs leave the drawing of values to whoever shows them.
      if (!call.EPDFAnnot_HasAppearanceStream(annotation, NORMAL))
        call.EPDFAnnot_GenerateFormFieldAP(annotation);
      const box = boxOf(page, form, annotation);
      if (box) boxes.push(box);
    }
    call.FPDFPage_CloseAnnot(annotation);
  }
  return { boxes, isChanged: call.FPDFPage_Flatten(page.handle, FOR_DISPLAY) === FLATTENED };
}

function boxOf(page: PdfPage, form: PdfForm, annotation: number): PlacedWord | undefined {
  const { call, scratch } = page.pdfium;
  const type = call.FPDFAnnot_GetFormFieldType(form.handle, annotation);
  if (type !== CHECK_BOX && type !== RADIO_BUTTON) return undefined;
  if (!call.FPDFAnnot_GetRect(annotation, scratch)) return undefined;
  // FS_RECTF: left, top, right, bottom.
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = page.pdfium.floats(scratch, 4);
  const one = page.place(x1, y1);
  const two = page.place(x2, y2);
  const state = readUtf16(page.pdfium, (buffer, length) =>
    call.FPDFAnnot_GetStringValue(annotation, 'AS', buffer, length),
  );
  return {
    text: state !== undefined && state !== 'Off' ? '☒' : '☐',
    left: Math.min(one.x, two.x),
    top: Math.min(one.y, two.y),
    right: Math.max(one.x, two.x),
    bottom: Math.max(one.y, two.y),
  };
}

/** The words of a page with its boxes; the drawing of a tick is sometimes a letter, which the box replaces. */
export function withBoxes(words: readonly PlacedWord[], boxes: readonly PlacedWord[]): readonly PlacedWord[] {
  if (boxes.length === 0) return words;
  const others = words.filter((word) => {
    const x = (word.left + word.right) / 2;
    const y = (word.top + word.bottom) / 2;
    const isInBox = boxes.some(
      (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom && word.text.length <= 1,
    );
    return !isInBox;
  });
  return [...others, ...boxes];
}

const MOST_ANNOTATIONS = 2000;
const WIDGET = 20;
const NORMAL = 0;
const CHECK_BOX = 2;
const RADIO_BUTTON = 3;
const FOR_DISPLAY = 0;
const FLATTENED = 1;
