import { serveContained } from '../../contained/serve.ts';
import type { Turn } from '../../sdk/reader.ts';
import { inkOfPage, mended, shown, upright } from '../../formats/raster/upright.ts';
import { decoded, pngOf } from '../../sdk/page-picture.ts';

export type StraightenRequest = { readonly dpiX: number; readonly dpiY: number; readonly turn?: Turn };

export type StraightenAnswer = {
  readonly turn: Turn;
  readonly skewDegrees: number;
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
};

/** A process that makes pages upright and straight before they are sent to a reader elsewhere. */
await serveContained<StraightenRequest, StraightenAnswer>(
  async (request, picture) => {
    const raw = inkOfPage(await decoded(picture));
    const page = upright(raw, mended(raw, request), request, request.turn);
    const { bits, dpi } = shown(page);
    const { turn, skewDegrees } = page;
    return { answer: { turn, skewDegrees, width: bits.width, height: bits.height, dpi }, bytes: pngOf(bits) };
  },
  { code: 'page-not-readable', message: 'The process that straightens pages failed' },
);
