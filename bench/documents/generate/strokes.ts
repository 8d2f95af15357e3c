/** Things a pen, a printer or a copier leaves that are no words. */
import type { Luck } from './luck.ts';
import type { Sheet } from './sheet.ts';

/** A name nobody can read. */
export function signature(sheet: Sheet, luck: Luck, x: number, y: number): void {
  const { pdf } = sheet;
  pdf.lineWidth(1.1).moveTo(x, y);
  let left = x;
  for (let stroke = 0; stroke < 7; stroke += 1) {
    const next = left + luck.between(8, 24);
    pdf.bezierCurveTo(
      left + 4,
      y - luck.between(6, 22),
      next - 6,
      y + luck.between(2, 10),
      next,
      y - luck.between(0, 6),
    );
    left = next;
  }
  pdf.stroke('black');
}

/** Stripes that look like a code to scan, and are none. */
export function barcode(sheet: Sheet, luck: Luck, x: number, y: number, width: number, height: number): void {
  let left = x;
  while (left < x + width) {
    const bar = luck.pick([0.8, 1.6, 2.4]);
    sheet.fill(left, y, bar, height, 0);
    left += bar + luck.pick([0.8, 1.6, 2.4]);
  }
}

/** The sign of an office: a disc, a cross, a leaf. */
export function logo(sheet: Sheet, luck: Luck, x: number, y: number, size: number): void {
  const { pdf } = sheet;
  const kind = luck.pick(['disc', 'cross', 'rings', 'none'] as const);
  if (kind === 'none') return;
  if (kind === 'disc') pdf.circle(x + size / 2, y + size / 2, size / 2).fill('black');
  if (kind === 'disc') pdf.circle(x + size * 0.62, y + size * 0.4, size / 4).fill('white');
  if (kind === 'cross') {
    sheet.fill(x + size * 0.35, y, size * 0.3, size, 0);
    sheet.fill(x, y + size * 0.35, size, size * 0.3, 0);
  }
  if (kind === 'rings')
    pdf
      .lineWidth(2.5)
      .circle(x + size * 0.35, y + size / 2, size * 0.33)
      .circle(x + size * 0.65, y + size / 2, size * 0.33)
      .stroke('black');
}
