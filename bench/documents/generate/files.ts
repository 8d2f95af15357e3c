/** A generated fax as files: what gateways, mails and scanners bring. The PDF with text in it is `drawn.print()`. */
import { PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { encodeG4 } from '../../../src/formats/tiff/encode-g4.ts';
import { encodeTiff } from '../../../src/formats/tiff/encode.ts';
import { pngOf, type Bits } from './picture.ts';

/** Several pages, Group 4. */
export const tiffOf = (pages: readonly Bits[]): Uint8Array => encodeTiff(pages);

/** A scan in a PDF: one picture a page, as the fax had it (Group 4) or as a PNG. No text. */
export async function scannedPdf(pages: readonly Bits[], picture: 'ccitt' | 'png'): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const day = new Date('2026-06-15T12:00:00Z');
  pdf.setCreationDate(day);
  pdf.setModificationDate(day);
  for (const bits of pages) {
    const [width, height] = [(bits.width / bits.dpiX) * 72, (bits.height / bits.dpiY) * 72];
    const page = pdf.addPage([width, height]);
    if (picture === 'png') {
      page.drawImage(await pdf.embedPng(await pngOf(bits)), { x: 0, y: 0, width, height });
      continue;
    }
    const stream = PDFRawStream.of(
      pdf.context.obj({
        Type: 'XObject',
        Subtype: 'Image',
        Width: bits.width,
        Height: bits.height,
        BitsPerComponent: 1,
        ColorSpace: 'DeviceGray',
        Filter: 'CCITTFaxDecode',
        DecodeParms: { K: -1, Columns: bits.width, Rows: bits.height },
      }),
      encodeG4(bits),
    );
    page.node.setXObject(PDFName.of('Scan'), pdf.context.register(stream));
    const content = pdf.context.flateStream(`q ${width} 0 0 ${height} 0 0 cm /Scan Do Q`);
    page.node.set(PDFName.of('Contents'), pdf.context.register(content));
  }
  return pdf.save();
}
