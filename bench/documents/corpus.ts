/**
 * Invented faxes, read once and kept, so that what comes after reading can be worked on without reading again. Goes on where it was
 * stopped.
 *
 *     node --import tsx bench/documents/corpus.ts --set=seen --seed=1 --count=200 --resolution=fine --simulate [--out=folder] [--hand=0.1]
 */
import { join } from 'node:path';
import { numberOption } from '../parts/report.ts';
import { defaultFolder, isKept, keep } from './corpus-files.ts';
import { drawFax } from './generate/fax.ts';
import type { Resolution, SetName } from './generate/truth.ts';
import { makeWorld } from './generate/world.ts';
import { simulatePage } from './simulate.ts';

const textOption = (name: string, otherwise: string): string =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;

const set = textOption('set', 'seen') as SetName;
const resolution = textOption('resolution', 'fine') as Resolution;
const seed = numberOption('seed', 1);
const count = numberOption('count', 100);
const handwriting = numberOption('hand', 0);
const out = textOption('out', join(defaultFolder, `simulated-${set}-${seed}-${resolution}`));
if (!process.argv.includes('--simulate')) throw new Error('Say --simulate: there is no reader yet.');

const world = makeWorld(seed);
for (let number = 0; number < count; number += 1) {
  const drawn = await drawFax(world, number, { set, resolution, wear: 'usual', handwriting });
  const { truth } = drawn;
  if (!isKept(out, truth.id))
    keep(out, { truth, pages: truth.pages.map((page) => simulatePage(truth, page)) });
  if ((number + 1) % 50 === 0 || number + 1 === count)
    console.log(`${number + 1} of ${count} faxes in ${out}`);
}
