/**
 * Invented faxes, read once and kept, so that what comes after reading can be worked on without reading again. Goes on where it was
 * stopped. `--simulate` makes words up instead of reading.
 *
 *     node --import tsx bench/documents/corpus.ts --set=seen --seed=1 --count=200 --resolution=fine|standard|mixed
 *       [--wear=usual|worn] [--kind=single|packet] [--hand=0.1] [--reader=tesseract | --simulate] [--workers=2] [--layout=letter] [--out=folder]
 */
import { join } from 'node:path';
import { numberOption } from '../parts/report.ts';
import { defaultFolder, keep } from './corpus-files.ts';
import type { FaxOptions } from './generate/fax.ts';
import { setNames } from './generate/truth.ts';
import { makeWorld } from './generate/world.ts';
import { keptFaxes } from './kept-faxes.ts';
import { textOption } from './options.ts';
import { openReader } from './read-fax.ts';

const set = textOption('set', setNames);
const resolution = textOption('resolution', ['fine', 'standard', 'mixed']);
const wear = textOption('wear', ['usual', 'worn']);
const kind = textOption('kind', ['single', 'packet']);
const layout = textOption('layout', '');
const seed = numberOption('seed', 1);
const count = numberOption('count', 100);
const isSimulated = process.argv.includes('--simulate');
const readerName = isSimulated ? 'simulated' : textOption('reader', 'tesseract');
const out = textOption(
  'out',
  join(defaultFolder, `${readerName}-${set}-${kind}-${seed}-${resolution}${wear === 'worn' ? '-worn' : ''}`),
);
const options: FaxOptions = {
  set,
  resolution,
  kind,
  wear,
  handwriting: numberOption('hand', 0),
  ...(layout === '' ? {} : { layout }),
};

const world = makeWorld(seed);
const reader = isSimulated ? undefined : await openReader(readerName, numberOption('workers', 2));
const faxOf = keptFaxes(world, out, reader);
let pages = 0;
for (let number = 0; number < count; number += 1) {
  const fax = await faxOf(number, options);
  if (isSimulated) keep(out, fax);
  pages += fax.pages.length;
  if ((number + 1) % (reader ? 5 : 50) === 0 || number + 1 === count)
    console.log(`${number + 1} of ${count} faxes, ${pages} pages in ${out}`);
}
await reader?.close();
