/**
 * Invented faxes as files, with what is known of them beside, to look at or to send to a hub.
 *
 *     node --import tsx bench/documents/make.ts --out=folder [--form=tiff|ccitt|scan|text|png] [--set=seen|unseen] [--seed=1] [--count=10]
 *       [--kind=packet|single] [--resolution=fine|standard|mixed] [--layout=letter] [--hand=0.1]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberOption } from '../parts/report.ts';
import { defaultFolder } from './corpus-files.ts';
import { drawFax, sendFax, type DrawnFax } from './generate/fax.ts';
import { scannedPdf, tiffOf } from './generate/files.ts';
import { pngOf } from './generate/picture.ts';
import { setNames } from './generate/truth.ts';
import { makeWorld } from './generate/world.ts';
import { textOption } from './options.ts';

const out = textOption('out', join(defaultFolder, 'files'));
const form = textOption('form', ['tiff', 'ccitt', 'scan', 'text', 'png']);
const layout = textOption('layout', '');
const world = makeWorld(numberOption('seed', 1));
const count = numberOption('count', 10);

mkdirSync(out, { recursive: true });
for (let number = 0; number < count; number += 1) {
  const drawn = drawFax(world, number, {
    set: textOption('set', setNames),
    kind: textOption('kind', ['packet', 'single']),
    resolution: textOption('resolution', ['mixed', 'fine', 'standard']),
    wear: 'usual',
    handwriting: numberOption('hand', 0),
    ...(layout === '' ? {} : { layout }),
  });
  const files = await filesOf(drawn);
  for (const [ending, bytes] of files) writeFileSync(join(out, `${drawn.truth.id}${ending}`), bytes);
  writeFileSync(join(out, `${drawn.truth.id}.json`), JSON.stringify(drawn.truth, undefined, 1));
}
console.log(`${count} faxes in ${out}`);

async function filesOf(drawn: DrawnFax): Promise<readonly (readonly [ending: string, bytes: Uint8Array])[]> {
  if (form === 'text') return [['.pdf', await drawn.print()]];
  const pages = await sendFax(drawn);
  if (form === 'tiff') return [['.tif', tiffOf(pages)]];
  if (form === 'png')
    return Promise.all(pages.map(async (page, at) => [`.${at + 1}.png`, await pngOf(page)] as const));
  return [['.pdf', await scannedPdf(pages, form === 'ccitt' ? 'ccitt' : 'png')]];
}
