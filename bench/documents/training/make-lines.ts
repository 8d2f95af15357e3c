/**
 * Lines to train with: `node --import tsx bench/documents/training/make-lines.ts --seed=1 --pages=150 --models=folder --out=folder/a`.
 * Draws pages, sends them as faxes, cleans and straightens them as the reader does, and writes files of some 400 lines each
 * (`a-0.lstmf`, ...), mixed. `models` is the folder with `eng.traineddata`.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { darkBars, invertBars } from '../../../src/formats/raster/dark-bars.ts';
import { mended, straight, upright } from '../../../src/formats/raster/upright.ts';
import { faces, type Face } from '../generate/fonts.ts';
import { luckOf, type Luck } from '../generate/luck.ts';
import { scan, usualWear } from '../generate/noise.ts';
import { spoilWorn } from '../generate/noise-worn-scan.ts';
import { drawWorn, wornWear } from '../generate/noise-worn.ts';
import { renderPdf, type Bits, type Grey } from '../generate/picture.ts';
import { openPaper, type Printed } from '../generate/sheet.ts';
import { textOption } from '../options.ts';
import { trainingFile } from './files.ts';
import { linesOf, READING_DPI } from './lines.ts';
import { drawPage } from './page.ts';

const seed = Number(textOption('seed', '1'));
const count = Number(textOption('pages', '150'));
const models = textOption('models', '.');
const out = textOption('out', 'lines');
const LINES_PER_FILE = 400;

/** One page in three is set in faces that the measured faxes have too. */
const common: readonly Face[] = Object.values(faces);
const others = otherFaces();

const lines: { readonly name: string; readonly png: Uint8Array; readonly text: string }[] = [];
let [letters, wrong] = [0, 0];
for (let number = 0; number < count; number += 1) {
  const { sheet, printed } = await sentPage(luckOf(seed, 'training', number));
  for (const [at, { picture, text, edits }] of (await linesOf(sheet, printed, models)).entries()) {
    lines.push({ name: `${seed}-${number}-${at}`, png: await pngOfGrey(picture), text });
    letters += text.length;
    wrong += edits;
  }
  if (number % 20 === 19)
    console.log(
      `${number + 1} pages, ${lines.length} lines, ${((100 * wrong) / letters).toFixed(2)} % misread so far`,
    );
}
const mixed = luckOf(seed, 'mix').some(lines, lines.length);
for (let from = 0; from < mixed.length; from += LINES_PER_FILE)
  writeFileSync(
    `${out}-${from / LINES_PER_FILE}.lstmf`,
    trainingFile(mixed.slice(from, from + LINES_PER_FILE)),
  );

/** As the reader has a page before it reads. */
async function sentPage(luck: Luck): Promise<{ readonly sheet: Grey; readonly printed: Printed }> {
  const paper = openPaper();
  const drawing = paper.addSheet();
  const resolution = luck.pick(['fine', 'standard'] as const);
  const wear = luck.chance(0.4) ? wornWear(luck, resolution) : usualWear(luck, resolution);
  drawPage(drawing, luck, () => luck.pick(luck.chance(0.35) ? common : others));
  const printed = drawing.printed();
  drawWorn(drawing, wear.extras, luck);
  const [grey] = await renderPdf(await paper.finish());
  if (!grey) throw new Error('The page was not rendered.');
  const bits: Bits = scan(spoilWorn(grey, wear.extras, luck), wear, resolution === 'fine', luck);
  const page = upright(bits, mended(bits, bits), bits, 0);
  const sheet = straight(page.clean, page, READING_DPI);
  invertBars(sheet, darkBars(sheet, READING_DPI), READING_DPI);
  return { sheet, printed };
}

function otherFaces(): readonly Face[] {
  const folder = join(import.meta.dirname, 'faces', 'node_modules', '@fontsource');
  return readdirSync(folder).map((name) => {
    const files = join(folder, name, 'files');
    const regular = `${name}-latin-400-normal.woff`;
    const bold = `${name}-latin-700-normal.woff`;
    return {
      regular: join(files, regular),
      bold: join(files, readdirSync(files).includes(bold) ? bold : regular),
    };
  });
}

function pngOfGrey({ width, height, data }: Grey): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}
