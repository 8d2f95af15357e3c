import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PdfKit from 'pdfkit';

/** US Letter in points (1/72 inch). Margins leave room for the strip a fax machine prints and for what it cuts off. */
export const PAGE = { width: 612, height: 792, left: 50, right: 562, top: 40, bottom: 748 } as const;

/** Below this, standard-resolution fax (98 lines per inch) turns letters into blots. */
export const BODY_SIZE = 10.5;

export type Face = 'regular' | 'bold' | 'italic' | 'boldItalic' | 'fixed' | 'fixedBold';

/** What stands on a page. Only black: no colour, no grey, no fills. `y` of text is its baseline, from the top edge. */
export type Mark =
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly face: Face;
      readonly size: number;
    }
  | { readonly kind: 'line'; readonly from: Point; readonly to: Point; readonly weight: number };

export type Point = { readonly x: number; readonly y: number };

/** Width in points. */
export type Measure = (text: string, face: Face, size: number) => number;

/** A PDF under way. `draw` adds one page; `finish` gives the bytes. */
export type Paper = {
  readonly measure: Measure;
  /** The text with `□` for each character the fonts do not have, and how many those were. */
  readonly covered: (text: string) => { readonly text: string; readonly missing: number };
  readonly draw: (marks: readonly Mark[]) => void;
  readonly finish: () => Promise<Uint8Array>;
};

/**
 * Same title, time and marks, same bytes: pdfkit derives the document id from the information dictionary. Written as PDF/A-2b (ISO
 * 19005-2): fonts embedded, colours defined, XMP metadata, no scripts. `title` stands in the file's properties: name no patient.
 */
export function openPaper(title: string, composedAt: string): Paper {
  const at = new Date(composedAt);
  const document = new PdfKit({
    autoFirstPage: false,
    bufferPages: false,
    lang: 'en-US',
    pdfVersion: '1.7',
    subset: 'PDF/A-2b',
    info: { Title: title, Creator: 'Referloop', Producer: 'Referloop', CreationDate: at },
  });
  const chunks: Uint8Array[] = [];
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const finished = new Promise<void>((resolve, reject) => {
    document.on('end', resolve);
    document.on('error', reject);
  });
  for (const [face, file] of Object.entries(FONT_FILES)) document.registerFont(face, fontBytes(file));
  return {
    measure: measureWith(document),
    covered: coverageOf(document),
    draw: (marks) => drawPage(document, marks),
    finish: async () => {
      document.end();
      await finished;
      return Buffer.concat(chunks);
    },
  };
}

/** Words repeat, so their widths are kept; past the bound the text is hostile and nothing more is. */
function measureWith(document: PDFKit.PDFDocument): Measure {
  const widths = new Map<string, number>();
  return (text, face, size) => {
    const key = `${face}\n${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known * size;
    const width = document.font(face).fontSize(1).widthOfString(text);
    if (widths.size < MAX_KEPT_WIDTHS) widths.set(key, width);
    return width * size;
  };
}

function coverageOf(document: PDFKit.PDFDocument): Paper['covered'] {
  const known = new Map<string, boolean>();
  const has = (character: string): boolean => {
    const answer = known.get(character);
    if (answer !== undefined) return answer;
    document.font('regular');
    const { font } = (document as unknown as { _font: { font: FontkitFont } })._font;
    const isCovered = font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
    known.set(character, isCovered);
    return isCovered;
  };
  return (text) => {
    let missing = 0;
    const shown = text.replace(NOT_PLAIN, (character) => {
      if (has(character)) return character;
      missing += 1;
      return '□';
    });
    return { text: shown, missing };
  };
}

function drawPage(document: PDFKit.PDFDocument, marks: readonly Mark[]): void {
  document.addPage({ size: [PAGE.width, PAGE.height], margin: 0 });
  for (const mark of marks) {
    if (mark.kind === 'line') {
      document
        .lineWidth(mark.weight)
        .moveTo(mark.from.x, mark.from.y)
        .lineTo(mark.to.x, mark.to.y)
        .stroke('#000000');
      continue;
    }
    document.font(mark.face).fontSize(mark.size).fillColor('#000000');
    document.text(mark.text, mark.x, mark.y, { lineBreak: false, baseline: 'alphabetic' });
  }
}

/** Files are read once a process: every packet uses the same six. */
function fontBytes(file: string): Buffer {
  const known = fontFiles.get(file);
  if (known) return known;
  const bytes = readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`));
  fontFiles.set(file, bytes);
  return bytes;
}

type FontkitFont = { readonly hasGlyphForCodePoint: (codePoint: number) => boolean };

const require = createRequire(import.meta.url);
const fontFiles = new Map<string, Buffer>();
const MAX_KEPT_WIDTHS = 50_000;
const NOT_PLAIN = /[^\n\t\u0020-\u024F]/gu;

/** DejaVu: wide, open letters with Latin, Greek, Cyrillic and the signs of medicine (≥ ± µ ☑). */
const FONT_FILES: Readonly<Record<Face, string>> = {
  regular: 'DejaVuSansCondensed',
  bold: 'DejaVuSansCondensed-Bold',
  italic: 'DejaVuSansCondensed-Oblique',
  boldItalic: 'DejaVuSansCondensed-BoldOblique',
  fixed: 'DejaVuSansMono',
  fixedBold: 'DejaVuSansMono-Bold',
};
