/**
 * More kinds of damage, invented for tuning: none was taken from the held-out set. Each page has one of them, some have two, beside
 * the ordinary wear. Pure: everything follows from the luck given.
 */
import type { Box } from '../../../src/domain/document/page.ts';
import type { FaceName } from './fonts.ts';
import { faces } from './fonts.ts';
import type { Luck } from './luck.ts';
import { usualWear, type Wear } from './noise.ts';
import type { Sheet } from './sheet.ts';
import { pageHeight, pageWidth } from './sheet.ts';
import type { Resolution } from './truth.ts';

export const wornKinds = [
  'worn: wavy lines',
  'worn: uneven feed',
  'worn: book shadow',
  'worn: grey ground',
  'worn: pen rings',
  'worn: pen lines',
  'worn: rubber stamp',
  'worn: pale band',
  'worn: ink blots',
  'worn: holes and staples',
  'worn: thick streak',
  'worn: fold',
] as const;

export type WornKind = (typeof wornKinds)[number];

export function wornWear(luck: Luck, resolution: Resolution): Wear {
  const kinds = luck.some(wornKinds, luck.chance(0.25) ? 2 : 1);
  return { ...usualWear(luck, resolution), extras: kinds };
}

/** What was done to the paper with pens, stamps and ink: drawn over the print. */
export function drawWorn(sheet: Sheet, extras: readonly string[], luck: Luck): void {
  const has = (kind: WornKind): boolean => extras.includes(kind);
  if (has('worn: pen rings')) penRings(sheet, luck);
  if (has('worn: pen lines')) penLines(sheet, luck);
  if (has('worn: rubber stamp')) rubberStamp(sheet, luck);
  if (has('worn: ink blots')) inkBlots(sheet, luck);
  if (has('worn: holes and staples')) holes(sheet, luck);
}

/** Something printed that a pen may go around or under. */
function somePlace(sheet: Sheet, luck: Luck): Box {
  const runs = sheet.printed().runs.filter(({ words }) => words.length > 0);
  if (runs.length === 0) return { x: luck.between(60, 400), y: luck.between(60, 700), width: 60, height: 9 };
  const run = luck.pick(runs);
  const first = luck.whole(0, run.words.length - 1);
  const boxes = run.words.slice(first, first + luck.whole(1, 3)).map(({ box }) => box);
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Rings around words, never quite round, not quite closed, sometimes twice around, sometimes through the letters. */
function penRings(sheet: Sheet, luck: Luck): void {
  const { pdf } = sheet;
  for (let count = luck.whole(2, 5); count > 0; count -= 1) {
    const { x, y, width, height } = somePlace(sheet, luck);
    const [middleX, middleY] = [x + width / 2 + luck.between(-3, 3), y + height / 2 + luck.between(-2, 2)];
    const [reachX, reachY] = [width / 2 + luck.between(1, 12), height / 2 + luck.between(0.5, 6)];
    const from = luck.between(0, 6);
    const turns = luck.between(5.9, luck.chance(0.3) ? 11 : 6.8);
    pdf.lineWidth(luck.between(0.7, 2.2));
    for (let angle = 0; angle <= turns; angle += 0.15) {
      const wobble = 1 + 0.06 * Math.sin(angle * 2.3 + from) + angle * 0.01;
      const atX = middleX + Math.cos(angle + from) * reachX * wobble;
      const atY = middleY + Math.sin(angle + from) * reachY * wobble;
      if (angle === 0) pdf.moveTo(atX, atY);
      else pdf.lineTo(atX, atY);
    }
    pdf.stroke('black');
  }
}

/** Underlined by hand, struck through at an edge, a bracket in the margin, an arrow. */
function penLines(sheet: Sheet, luck: Luck): void {
  const { pdf } = sheet;
  for (let count = luck.whole(3, 7); count > 0; count -= 1) {
    const { x, y, width, height } = somePlace(sheet, luck);
    const base = y + height + luck.between(-0.5, 2.5);
    pdf.lineWidth(luck.between(0.7, 2)).moveTo(x - luck.between(0, 5), base);
    for (let part = 1; part <= 6; part += 1)
      pdf.lineTo(x + (width * part) / 6 + luck.between(-2, 2), base + luck.between(-1, 1));
    pdf.stroke('black');
  }
  const { y } = somePlace(sheet, luck);
  pdf
    .lineWidth(luck.between(1, 2.5))
    .moveTo(luck.between(16, 30), y - luck.between(5, 30))
    .bezierCurveTo(10, y, 12, y + 20, luck.between(16, 30), y + luck.between(20, 60))
    .stroke('black');
}

const stampTexts = [
  'RECEIVED',
  'FAXED',
  'SCANNED',
  'COPY',
  'ENTERED',
  'CONFIDENTIAL',
  'POSTED TO CHART',
] as const;

/** A word in a frame, aslant, across whatever stands there; some of its rubber did not print. */
function rubberStamp(sheet: Sheet, luck: Luck): void {
  const { pdf } = sheet;
  const text = luck.pick(stampTexts);
  const date = `${luck.pick(['JUN', 'MAY', 'APR'])} ${luck.whole(1, 28)} 2026`;
  const style = {
    face: faces[luck.pick<FaceName>(['arimo', 'courier', 'serif'])],
    size: luck.between(13, 24),
  };
  const width = sheet.widthOf(text, { ...style, isBold: true });
  const [high, wide] = [style.size * 2.3, width + 20];
  const x = luck.between(40, pageWidth - wide - 30);
  const y = luck.between(70, pageHeight - 140);
  const [middleX, middleY] = [x + wide / 2, y + high / 2];
  pdf.save().rotate(luck.between(-18, 18), { origin: [middleX, middleY] });
  if (luck.chance(0.75)) pdf.lineWidth(luck.between(1, 3)).rect(x, y, wide, high).stroke('black');
  if (luck.chance(0.4))
    pdf
      .lineWidth(0.8)
      .rect(x + 4, y + 4, wide - 8, high - 8)
      .stroke('black');
  pdf.font(style.face.bold).fontSize(style.size).fillColor('black');
  pdf.text(text, x + 10, y + style.size * 1.15, { lineBreak: false, baseline: 'alphabetic' });
  pdf.fontSize(style.size * 0.55);
  pdf.text(date, x + 14, y + style.size * 1.9, { lineBreak: false, baseline: 'alphabetic' });
  for (let count = 0; count < 30; count += 1)
    pdf.circle(luck.between(x, x + wide), luck.between(y, y + high), luck.between(0.2, 0.9)).fill('white');
  pdf.restore();
  sheet.ignore({ x, y, width: wide, height: style.size * 1.2 }, text);
  sheet.ignore({ x, y: y + style.size * 1.25, width: wide, height: style.size }, date);
}

/** Drops with ragged edges, large ones over print, small ones around them. */
function inkBlots(sheet: Sheet, luck: Luck): void {
  const { pdf } = sheet;
  for (let count = luck.whole(1, 4); count > 0; count -= 1) {
    const [x, y] = [luck.between(40, pageWidth - 40), luck.between(60, pageHeight - 60)];
    const size = luck.between(2.5, 11);
    for (let step = 0; step < 14; step += 1) {
      const angle = (step / 14) * 2 * Math.PI;
      const reach = size * luck.between(0.75, 1.25);
      const [atX, atY] = [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
      if (step === 0) pdf.moveTo(atX, atY);
      else pdf.lineTo(atX, atY);
    }
    pdf.closePath().fill('black');
    for (let drop = luck.whole(2, 9); drop > 0; drop -= 1)
      pdf
        .circle(x + luck.bell() * size * 1.6, y + luck.bell() * size * 1.6, luck.between(0.4, 1.6))
        .fill('black');
  }
}

/** Punched holes that copied black, and the shadow of a staple. */
function holes(sheet: Sheet, luck: Luck): void {
  const { pdf } = sheet;
  const x = luck.between(14, 26);
  for (const y of luck.chance(0.5) ? [126, 396, 666] : [260, 532]) pdf.circle(x, y, 9.5).fill('black');
  const [left, top] = [luck.between(20, 60), luck.between(20, 60)];
  const angle = luck.between(-0.8, 0.8);
  pdf
    .lineWidth(luck.between(1.5, 3))
    .moveTo(left, top)
    .lineTo(left + Math.cos(angle) * 26, top + Math.sin(angle) * 26)
    .stroke('black');
}
