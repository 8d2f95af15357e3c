import type { Bits } from '../../formats/raster/bits.ts';
import { crop, fill } from '../../formats/raster/bits.ts';
import { darkBars, invertBars } from '../../formats/raster/dark-bars.ts';
import { headerStrip } from '../../formats/raster/header-strip.ts';
import { laid, softened } from '../../formats/raster/resample.ts';
import type { Resolution } from '../../formats/raster/upright.ts';
import { inkOfPage, mended, shown, straight, upright } from '../../formats/raster/upright.ts';
import { decoded, pngOf } from '../../sdk/page-picture.ts';
import type { Turn, Word } from '../../sdk/reader.ts';
import type { Engine, EngineWord } from './engine.ts';
import { looksLikeFaxHeader } from './fax-header.ts';
import type { PageAnswer } from './requests.ts';

const READING_DPI = 300;

export async function readPage(
  engine: Engine,
  bytes: Uint8Array,
  request: Resolution & { readonly turn?: Turn },
): Promise<{ readonly page: PageAnswer; readonly bytes: Uint8Array }> {
  const raw = inkOfPage(await decoded(bytes));
  const whole = mended(raw);
  const faxHeader = takeHeader(engine, whole.bits, request);
  const page = upright(raw, whole, request, request.turn);
  const sheet = straight(page.clean, page, READING_DPI);
  invertBars(sheet, darkBars(sheet, READING_DPI), READING_DPI);
  const words = engine.recognise(sheet, { mode: 'page', dpi: READING_DPI });
  const { bits, dpi } = shown(page);
  return {
    page: {
      turn: page.turn,
      skewDegrees: page.skewDegrees,
      words: words.map((word) => onShown(word, dpi)),
      marks: [],
      ...(faxHeader !== undefined && { faxHeader }),
      problems: [],
      width: bits.width,
      height: bits.height,
      dpi,
      mediaType: 'image/png',
    },
    bytes: pngOf(bits),
  };
}

/** Reads the line of the sending machine and takes it off the page, where it is upright whatever the page is. */
function takeHeader(engine: Engine, bits: Bits, { dpiX, dpiY }: Resolution): string | undefined {
  const strip = headerStrip(bits, { dpiX, dpiY });
  if (!strip) return undefined;
  const scale = { scaleX: READING_DPI / dpiX, scaleY: READING_DPI / dpiY, degrees: 0 };
  const text = engine
    .recognise(laid(softened(crop(bits, strip), 48, 48), scale), { mode: 'line', dpi: READING_DPI })
    .map((word) => word.text)
    .join(' ');
  if (!looksLikeFaxHeader(text)) return undefined;
  fill(bits, strip, 0);
  return text;
}

function onShown({ text, box, confidence, line }: EngineWord, dpi: number): Word {
  const scale = dpi / READING_DPI;
  const left = Math.round(box.x * scale);
  const top = Math.round(box.y * scale);
  return {
    text,
    confidence,
    line,
    box: {
      x: left,
      y: top,
      width: Math.max(1, Math.round((box.x + box.width) * scale) - left),
      height: Math.max(1, Math.round((box.y + box.height) * scale) - top),
    },
  };
}
