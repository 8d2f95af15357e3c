/** The line a sending machine prints along the upper edge of what it sends, upright whatever lies on the glass. */
import { faces } from './fonts.ts';
import { faxHeight, faxWidth, renderPdf, type Bits, type Grey } from './picture.ts';
import { openPaper, unionOf } from './sheet.ts';
import type { TruthRun } from './truth.ts';

const rows = 34;
const known = new Map<string, Promise<Grey>>();

export async function printHeader(bits: Bits, text: string): Promise<void> {
  const strip = await stripOf(text);
  const step = bits.dpiY > 150 ? 1 : 2;
  const width = Math.min(bits.width, strip.width);
  for (let y = 0; y * step < rows; y += 1)
    for (let x = 0; x < width; x += 1)
      bits.data[(y + 2) * bits.width + x] = strip.data[y * step * strip.width + x]! < 140 ? 1 : 0;
}

/** Where the line stands, in points: a machine's letters are all of one width. */
export function headerRun(text: string): TruthRun {
  const words = [...text.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    box: { x: 18 + match.index * 4.82, y: 4.4, width: match[0].length * 4.82, height: 6 },
  }));
  return { text, words, box: unionOf(words.map(({ box }) => box)), isHeader: true };
}

/** The upper edge of a page with nothing but the line on it. */
function stripOf(text: string): Promise<Grey> {
  const made = known.get(text) ?? render(text);
  if (known.size > 400) known.clear();
  known.set(text, made);
  return made;
}

async function render(text: string): Promise<Grey> {
  const paper = openPaper();
  paper.addSheet().text(18, 9.6, text, { face: faces.mono, size: 8 });
  const [page] = await renderPdf(await paper.finish(), faxWidth, faxHeight);
  if (!page) throw new Error('The header line was not rendered.');
  return { width: page.width, height: rows, data: page.data.slice(0, rows * page.width) };
}
