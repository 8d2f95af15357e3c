import type { Grey } from '../../formats/raster/bits.ts';
import { crop } from '../../formats/raster/bits.ts';
import { isBilevel, thresholded } from '../../formats/raster/binarise.ts';
import { laid, softened } from '../../formats/raster/resample.ts';
import type { RegionReading, RegionRequest } from '../../sdk/reader.ts';
import type { Engines, EngineWord } from './engine.ts';
import { withFigures } from './figures.ts';
import type { RegionsRequest } from './requests.ts';
import { respelled } from './respell.ts';
import { spelled } from './spelling.ts';
import type { WordList } from './word-list.ts';
import { decoded } from '../../sdk/page-picture.ts';

const REGION_DPI = 300;
/** Paper around a crop, in inches: Tesseract loses letters that touch the edge. */
const ROOM = 0.03;

const CHARACTERS: Readonly<Record<RegionRequest['expects'], string>> = {
  text: '',
  digits: '0123456789()-./ +',
  date: '0123456789/-., ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  code: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-/ ',
};

/**
 * Each part of a page read for itself: one line, not cleaned, harder edges, only the characters that can stand there, a second opinion by
 * the network that was taught on print. What differs from the first reading keeps the two from slipping at the same place.
 */
export async function readRegions(
  engines: Engines,
  bytes: Uint8Array,
  { dpi, regions, network }: Pick<RegionsRequest, 'dpi' | 'regions' | 'network'>,
): Promise<readonly RegionReading[]> {
  const page = await decoded(bytes);
  const isBlackAndWhite = isBilevel(page);
  return regions.map((region) => {
    const room = Math.round(ROOM * dpi);
    const part = crop(page, {
      x: region.box.x - room,
      y: region.box.y - room,
      width: region.box.width + 2 * room,
      height: region.box.height + 2 * room,
    });
    if (part.width < 4 || part.height < 4) return { text: '', confidence: 0 };
    const engine = engines(region.isSecond ? 'print' : network);
    const words = engine.recognise(enlarged(part, isBlackAndWhite, dpi), {
      mode: region.box.height > TWO_LINES * dpi ? 'block' : 'line',
      dpi: REGION_DPI,
      characters: CHARACTERS[region.expects],
    });
    return {
      text: mendedText(words, region.expects, engine.words),
      confidence: words.length === 0 ? 0 : Math.min(...words.map((word) => word.confidence)),
    };
  });
}

/** As the words of a page are put right, without what needs a picture or the line around them. */
function mendedText(words: readonly EngineWord[], expects: RegionRequest['expects'], list: WordList): string {
  const figures = withFigures(expects === 'digits' ? words : respelled(words));
  const mended = expects === 'text' || expects === 'date' ? spelled(figures, list) : figures;
  return mended.map((word) => word.text).join(' ');
}

/** A box higher than this many inches holds more than one line. */
const TWO_LINES = 0.34;

function enlarged(part: Grey, isBlackAndWhite: boolean, dpi: number): Grey {
  const scale = { scaleX: REGION_DPI / dpi, scaleY: REGION_DPI / dpi, degrees: 0 };
  return laid(isBlackAndWhite ? softened(thresholded(part), 48, 48) : part, scale);
}
