import { faces } from '../../bench/documents/generate/fonts.ts';
import { faxHeight, faxWidth, pngOf, renderPdf } from '../../bench/documents/generate/picture.ts';
import { openPaper, type Sheet } from '../../bench/documents/generate/sheet.ts';
import type { PageImage } from '../../src/sdk/reader.ts';

/** What stands on a printed page, a line each; the first starts an inch from the left edge, on a line two inches from the top. */
export const PRINTED = [
  'Referral request for cardiology',
  'Patient name: ZZTEST, Maria',
  'Date of birth: 04/17/1961',
  'Phone: (555) 555-0142',
  'Please evaluate and treat exertional dyspnea',
] as const;

const POINTS = 72;

/** A clean fax page with a few printed lines. All is invented. `more`: draws what else stands on it. */
export async function printedPage({
  isStandard = false,
  turn = 0,
  more,
}: {
  readonly isStandard?: boolean;
  readonly turn?: 0 | 180;
  readonly more?: (sheet: Sheet) => void;
} = {}): Promise<PageImage> {
  const paper = openPaper();
  const sheet = paper.addSheet();
  for (const [at, line] of PRINTED.entries()) {
    sheet.text(POINTS, POINTS * 2 + at * 30, line, { face: faces.tinos, size: 12 });
  }
  more?.(sheet);
  const height = isStandard ? faxHeight / 2 : faxHeight;
  const [page] = await renderPdf(await paper.finish(), faxWidth, height);
  if (!page) throw new Error('The page was not rendered.');
  const data = page.data.map((value) => (value < 140 ? 1 : 0));
  if (turn === 180) data.reverse();
  const [dpiX, dpiY] = [204, isStandard ? 98 : 196];
  const bytes = await pngOf({ width: faxWidth, height, data, dpiX, dpiY });
  return { bytes, mediaType: 'image/png', width: faxWidth, height, dpiX, dpiY };
}
