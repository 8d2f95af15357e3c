/** Faxes of a world, read once and kept in a folder; or made up, where there is no reader. */
import type { OpenReader } from '../../src/sdk/reader.ts';
import { isKept, keep, keepImages, loadFax, type CorpusFax } from './corpus-files.ts';
import { drawFax, type FaxOptions } from './generate/fax.ts';
import type { World } from './generate/world.ts';
import { readFax } from './read-fax.ts';
import { simulatePage } from './simulate.ts';

export function keptFaxes(
  world: World,
  folder: string,
  reader: OpenReader | undefined,
): (number: number, options: FaxOptions) => Promise<CorpusFax> {
  return async (number, options) => {
    const drawn = drawFax(world, number, options);
    const { truth } = drawn;
    if (!reader) return { truth, pages: truth.pages.map((page) => simulatePage(truth, page)) };
    if (isKept(folder, truth.id)) return loadFax(folder, truth.id);
    const { pages, images, tookMs } = await readFax(reader, drawn);
    keepImages(folder, truth.id, images);
    const fax = { truth, pages, tookMs };
    keep(folder, fax);
    return fax;
  };
}
