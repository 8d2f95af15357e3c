import { thresholded } from '../../formats/raster/binarise.ts';
import type { Bits, Grey, Rectangle } from '../../formats/raster/bits.ts';
import { crop, fill } from '../../formats/raster/bits.ts';
import { clearCombs } from '../../formats/raster/combs.ts';
import { darkBars, invertBars } from '../../formats/raster/dark-bars.ts';
import { headerStrip } from '../../formats/raster/header-strip.ts';
import { componentsOf } from '../../formats/raster/components.ts';
import { tickBoxes } from '../../formats/raster/marks.ts';
import { laid, softened } from '../../formats/raster/resample.ts';
import { clearRings } from '../../formats/raster/ring-clear.ts';
import { ringsOf, type Ring } from '../../formats/raster/rings.ts';
import { tickRules } from '../../formats/raster/tick-rules.ts';
import type { Mended, Resolution, Upright } from '../../formats/raster/upright.ts';
import { inkOfPage, mended, shown, straight, upright, upsideDown } from '../../formats/raster/upright.ts';
import { decoded, pngOf } from '../../sdk/page-picture.ts';
import type { Box, Mark, Turn } from '../../sdk/reader.ts';
import { combWords } from './comb-words.ts';
import type { Engine, EngineWord } from './engine.ts';
import { looksLikeFaxHeader } from './fax-header.ts';
import { handwritten } from './handwriting.ts';
import { mendedWords } from './mend.ts';
import { missedWords } from './missed-ink.ts';
import { problemsOf } from './problems.ts';
import type { PageAnswer } from './requests.ts';
import { besideMarks, marksAmong, rulesAmong, withoutLeader, wordsOutside } from './tidy.ts';
import { withinEdges } from './word-edges.ts';

const READING_DPI = 300;

export async function readPage(
  engine: Engine,
  bytes: Uint8Array,
  request: Resolution & { readonly turn?: Turn },
): Promise<{ readonly page: PageAnswer; readonly bytes: Uint8Array }> {
  const raw = inkOfPage(await decoded(bytes));
  const whole = mended(raw, request);
  const faxHeader = takeHeader(engine, whole.bits, request);
  const { page, sheet, ink, rings, words } = rightWayUp(engine, raw, whole, request);
  const frames = tickBoxes(ink, READING_DPI);
  const letters = withinEdges(ink, words, frames);
  const marks = [
    ...marksAmong(frames, letters),
    ...rulesAmong((labels) => tickRules(ink, labels, READING_DPI), letters, frames),
  ];
  const places = marks.map(({ box }) => box);
  const missed = missedWords(engine, { sheet, ink, dpi: READING_DPI }, words, places);
  const outside = wordsOutside(marks, [...besideMarks(marks, words, letters), ...missed]).map(withoutLeader);
  const kept = mendedWords(ink, outside, engine.words);
  const byHand = handwritten(ink, kept, READING_DPI);
  const { bits, dpi } = shown(page);
  const toShown = dpi / READING_DPI;
  return {
    page: {
      turn: page.turn,
      skewDegrees: page.skewDegrees,
      words: kept.map(({ text, confidence, line, box }, index) => ({
        text,
        confidence,
        line,
        box: scaled(box, toShown, bits),
        ...(byHand[index] === true && { isHandwriting: true as const }),
      })),
      marks: [...marks, ...rings.map(markOf)].map((mark) => ({
        ...mark,
        box: scaled(mark.box, toShown, bits),
      })),
      ...(faxHeader !== undefined && { faxHeader }),
      problems: problemsOf({ whole, words: kept, ink }),
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
  const line = laid(softened(crop(bits, strip), 48, 24), scale);
  const text = engine
    .recognise(line, { mode: 'line', dpi: READING_DPI })
    .map((word) => word.text)
    .join(' ');
  if (!looksLikeFaxHeader(text)) return undefined;
  fill(bits, strip, 0);
  return text;
}

function markOf({ box, confidence }: Ring): Mark {
  return { box, confidence, isMarked: true, isRing: true };
}

/** A page as it was read: its rings and combs are off both pictures of it. */
type Read = {
  readonly page: Upright;
  readonly sheet: Grey;
  /** What of the sheet is ink. */
  readonly ink: Bits;
  readonly rings: readonly Ring[];
  readonly words: readonly EngineWord[];
};

/** Below this the words of a page that is the right way up hardly ever are, on average; above the other nothing is asked. */
const DOUBTFUL = { clearVote: 0.5, anyVote: 0.75 };

/** Letters say which way is up. Where they say it faintly, or nothing sensible is read, the page is read both ways. */
function rightWayUp(
  engine: Engine,
  raw: Bits,
  whole: Mended,
  request: Resolution & { readonly turn?: Turn },
): Read {
  const first = readOne(engine, upright(raw, whole, request, request.turn));
  if (request.turn !== undefined || first.words.length === 0) return first;
  const doubtful = first.page.certainty < 0.4 ? DOUBTFUL.anyVote : DOUBTFUL.clearVote;
  if (meanConfidence(first.words) > doubtful) return first;
  const other = readOne(engine, upsideDown(first.page));
  return meanConfidence(other.words) > meanConfidence(first.words) ? other : first;
}

function readOne(engine: Engine, page: Upright): Read {
  const sheet = straight(page.clean, page, READING_DPI);
  invertBars(sheet, darkBars(sheet, READING_DPI), READING_DPI);
  const ink = thresholded(sheet);
  // A ring takes the letters within for its own, and the words around for a drawing.
  const rings = ringsOf(ink, componentsOf(ink), READING_DPI);
  clearRings({ sheet, ink }, rings);
  const inCombs = combWords(engine, { sheet, ink, dpi: READING_DPI }, clearCombs(sheet, ink, READING_DPI));
  const words = engine.recognise(sheet, { mode: 'page', dpi: READING_DPI });
  const lines = Math.max(-1, ...words.map(({ line }) => line)) + 1;
  return {
    page,
    sheet,
    ink,
    rings,
    words: [...words, ...inCombs.map((word) => ({ ...word, line: word.line + lines }))],
  };
}

/** Over the letters, so that a lone sign weighs little. */
function meanConfidence(words: readonly EngineWord[]): number {
  let [sum, letters] = [0, 0];
  for (const { text, confidence } of words) {
    sum += text.length * confidence;
    letters += text.length;
  }
  return letters === 0 ? 0 : sum / letters;
}

/** In pixels of the page as it is shown, on which it keeps at least one. */
function scaled(box: Rectangle, scale: number, { width, height }: Bits): Box {
  const x = Math.min(width - 1, Math.max(0, Math.round(box.x * scale)));
  const y = Math.min(height - 1, Math.max(0, Math.round(box.y * scale)));
  const right = Math.min(width, Math.max(x + 1, Math.round((box.x + box.width) * scale)));
  const bottom = Math.min(height, Math.max(y + 1, Math.round((box.y + box.height) * scale)));
  return { x, y, width: right - x, height: bottom - y };
}
