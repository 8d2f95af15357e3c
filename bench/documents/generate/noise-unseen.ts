/**
 * HELD OUT. Damage nothing may be tuned on: waves, a shadow across the page, a coffee ring, a stamp over the text, bands of a worn ribbon,
 * burst dirt. Who writes or tunes the reading of documents does not read this file.
 */
import { faces } from './fonts.ts';
import type { Luck } from './luck.ts';
import { usualWear, type Wear } from './noise.ts';
import type { Grey } from './picture.ts';
import type { Sheet } from './sheet.ts';
import type { Resolution } from './truth.ts';

const kinds = ['wave', 'shadow', 'ring', 'stamp', 'bands', 'blots'] as const;

/** A milder ordinary wear, and one or two kinds of damage beside it on half of the pages. */
export function unseenWear(luck: Luck, resolution: Resolution): Wear {
  const usual = usualWear(luck, resolution);
  const extras = luck.chance(0.55) ? luck.some(kinds, luck.pick([1, 1, 2])) : [];
  return { ...usual, specks: usual.specks * 0.6, streaks: luck.chance(0.15) ? 1 : 0, extras };
}

/** What lies on the paper before it is scanned. */
export function spoil(page: Grey, extras: readonly string[], luck: Luck): Grey {
  let grey = page;
  if (extras.includes('wave')) grey = wave(grey, luck);
  if (extras.includes('shadow')) grey = shadow(grey, luck);
  if (extras.includes('ring')) grey = ring(grey, luck);
  if (extras.includes('bands')) grey = bands(grey, luck);
  if (extras.includes('blots')) grey = blots(grey, luck);
  return grey;
}

export function stampOn(sheet: Sheet, luck: Luck): void {
  const words = luck.pick(['RECEIVED JUN 12 2026', 'FAXED', 'COPY', 'SCANNED', 'URGENT - PLEASE CALL']);
  const style = { face: faces.arimo, size: luck.between(20, 28), isBold: true };
  const [x, y] = [luck.between(120, 300), luck.between(140, 620)];
  const width = sheet.widthOf(words, style);
  const { pdf } = sheet;
  pdf.save();
  pdf.rotate(luck.between(-14, 14), { origin: [x + width / 2, y] });
  pdf
    .lineWidth(2)
    .rect(x - 8, y - 24, width + 16, 34)
    .stroke('#555555');
  pdf
    .font(style.face.bold)
    .fontSize(style.size)
    .fillColor('#555555')
    .text(words, x, y, { lineBreak: false, baseline: 'alphabetic' });
  pdf.restore();
  sheet.ignore({ x: x - 16, y: y - 60, width: width + 32, height: 100 }, words);
}

/** The paper slipped while it was drawn in: rows shifted to and fro. */
function wave(page: Grey, luck: Luck): Grey {
  const { width, height, data } = page;
  const out = new Uint8Array(data.length).fill(255);
  const depth = luck.between(1, 3.5);
  const length = luck.between(180, 700);
  for (let y = 0; y < height; y += 1) {
    const shift = Math.round(depth * Math.sin((2 * Math.PI * y) / length));
    const from = y * width;
    out.set(
      data.subarray(from + Math.max(0, -shift), from + width - Math.max(0, shift)),
      from + Math.max(0, shift),
    );
  }
  return { width, height, data: out };
}

/** The lid stood open: the paper grows darker to one side. */
function shadow(page: Grey, luck: Luck): Grey {
  const depth = luck.between(50, 95);
  const isAcross = luck.chance(0.5);
  return mapped(page, (value, x, y) => value - depth * (isAcross ? x / page.width : y / page.height) ** 2);
}

function ring(page: Grey, luck: Luck): Grey {
  const [middleX, middleY] = [luck.between(0.2, 0.8) * page.width, luck.between(0.2, 0.8) * page.height];
  const radius = luck.between(170, 300);
  const thick = luck.between(5, 14);
  return mapped(page, (value, x, y) => {
    const away = Math.abs(Math.hypot(x - middleX, y - middleY) - radius);
    return away < thick ? value - 130 * (1 - away / thick) : value;
  });
}

/** A worn ribbon: every few rows the ink is pale. */
function bands(page: Grey, luck: Luck): Grey {
  const every = luck.whole(14, 40);
  const pale = luck.between(0.25, 0.45);
  return mapped(page, (value, _x, y) => (y % every < every * 0.35 ? value + (255 - value) * pale : value));
}

function blots(page: Grey, luck: Luck): Grey {
  const data = page.data.slice();
  const count = luck.whole(3, 9);
  for (let blot = 0; blot < count; blot += 1) {
    const [middleX, middleY] = [luck.whole(50, page.width - 50), luck.whole(60, page.height - 60)];
    for (let dot = 0; dot < 60; dot += 1) {
      const x = Math.round(middleX + luck.bell() * 14);
      const y = Math.round(middleY + luck.bell() * 14);
      if (x >= 0 && y >= 0 && x < page.width - 1 && y < page.height)
        data.fill(20, y * page.width + x, y * page.width + x + 2);
    }
  }
  return { ...page, data };
}

function mapped(page: Grey, change: (value: number, x: number, y: number) => number): Grey {
  const { width, height, data } = page;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      out[y * width + x] = Math.max(0, Math.min(255, change(data[y * width + x]!, x, y)));
  return { width, height, data: out };
}
