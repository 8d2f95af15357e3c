/** A ring drawn by hand around words. */
import type { Box } from '../../../src/domain/document/page.ts';
import { luckOf } from './luck.ts';

/** Radians from one point of the line to the next. */
const STEP = 0.12;

/**
 * A loop of a pen around a place that it reaches over by `across` and `down` points: a little aslant, never quite round, its ends short
 * of one another or past one another. It follows from the place, so that drawing it leaves all other luck as it is. Answers the box
 * around the middle of its line, in points.
 */
export function penLoop(pdf: PDFKit.PDFDocument, around: Box, across: number, down: number): Box {
  const luck = luckOf(0, 'loop', Math.round(around.x * 100), Math.round(around.y * 100));
  const middle = {
    x: around.x + around.width / 2 + luck.between(-1.5, 1.5),
    y: around.y + around.height / 2 + luck.between(-1, 1),
  };
  const reach = {
    x: around.width / 2 + across * luck.between(0.8, 1.4),
    y: around.height / 2 + down * luck.between(0.85, 1.4),
  };
  const tilt = luck.between(-0.3, 0.3) * Math.min(1, reach.y / reach.x);
  const from = luck.between(0, 2 * Math.PI);
  const isBackwards = luck.chance(0.25);
  const turns = luck.between(5.95, 7.2);
  const drift = luck.between(-0.012, 0.02);
  const waves = [luck.between(0, 0.05), luck.between(0, 0.03)] as const;
  const phases = [luck.between(0, 6), luck.between(0, 6)] as const;
  const [xs, ys]: [number[], number[]] = [[], []];
  pdf.lineWidth(luck.between(0.8, 1.8)).lineCap('round').lineJoin('round');
  for (let gone = 0; gone <= turns; gone += STEP) {
    const angle = from + (isBackwards ? -gone : gone);
    const size =
      1 +
      waves[0] * Math.sin(2 * angle + phases[0]) +
      waves[1] * Math.sin(3 * angle + phases[1]) +
      drift * (gone - Math.PI);
    const [x, y] = [Math.cos(angle) * reach.x * size, Math.sin(angle) * reach.y * size];
    xs.push(middle.x + x * Math.cos(tilt) - y * Math.sin(tilt));
    ys.push(middle.y + x * Math.sin(tilt) + y * Math.cos(tilt));
    if (gone === 0) pdf.moveTo(xs.at(-1) ?? 0, ys.at(-1) ?? 0);
    else pdf.lineTo(xs.at(-1) ?? 0, ys.at(-1) ?? 0);
  }
  pdf.stroke('black').lineCap('butt').lineJoin('miter');
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
