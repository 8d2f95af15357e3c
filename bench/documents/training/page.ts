/** A page of training text: headings, prose, rows of labels and values, ruled and not, boxes to tick, in any type face. */
import type { Face } from '../generate/fonts.ts';
import type { Luck } from '../generate/luck.ts';
import type { Sheet, Style, TickOptions } from '../generate/sheet.ts';
import { pageHeight, pageWidth } from '../generate/sheet.ts';
import { label, sentence, term, value } from './text.ts';

type Look = {
  readonly labels: Style;
  readonly values: Style;
  readonly size: number;
  readonly left: number;
  readonly right: number;
  /** The lowest base line. */
  readonly end: number;
};

const sizes = [7.5, 8, 8.5, 9, 9, 9.5, 10, 10, 10, 10.5, 11, 11, 12, 12, 13, 14];

export function drawPage(paper: Sheet, luck: Luck, pickFace: () => Face): void {
  const sheet = luck.chance(0.08) ? inCapitals(paper) : paper;
  const size = luck.pick(sizes);
  const face = pickFace();
  const look: Look = {
    size,
    left: luck.between(30, 72),
    right: pageWidth - luck.between(30, 60),
    end: pageHeight - luck.between(30, 60),
    labels: { face, size, isBold: luck.chance(0.5) },
    values: {
      face: luck.chance(0.5) ? face : pickFace(),
      size: size * luck.pick([1, 1, 1, 1.05, 0.95]),
      isBold: luck.chance(0.12),
    },
  };
  let y = luck.between(40, 70);
  while (y < look.end - 30) {
    const kind = luck.next();
    if (kind < 0.08) y = heading(sheet, luck, look, y);
    else if (kind < 0.3) y = prose(sheet, luck, look, y);
    else if (kind < 0.42) y = ticks(sheet, luck, look, y);
    else y = rows(sheet, luck, look, y);
  }
}

function inCapitals(sheet: Sheet): Sheet {
  return {
    ...sheet,
    text: (x, y, text, style) => sheet.text(x, y, text.toUpperCase(), style),
    widthOf: (text, style) => sheet.widthOf(text.toUpperCase(), style),
    paragraph: (x, y, width, parts, style, leading) =>
      sheet.paragraph(
        x,
        y,
        width,
        parts.map((part) => (typeof part === 'string' ? part.toUpperCase() : part)),
        style,
        leading,
      ),
  };
}

function heading(sheet: Sheet, luck: Luck, { labels, left, right }: Look, y: number): number {
  const style: Style = { ...labels, size: labels.size * luck.between(1.1, 1.7), isBold: true };
  const text = luck.pick([label, value, term])(luck);
  const width = sheet.widthOf(text, style);
  const x = luck.chance(0.4) ? Math.max(left, (pageWidth - width) / 2) : left;
  if (width < right - left) sheet.text(x, y + style.size * 0.4, text, style);
  return y + style.size * 1.9;
}

function prose(sheet: Sheet, luck: Luck, { values, size, left, right, end }: Look, y: number): number {
  const width = luck.chance(0.5) ? right - left : luck.between(200, right - left);
  const x = left + (luck.chance(0.3) ? luck.between(0, right - left - width) : 0);
  const style: Style = { face: values.face, size: values.size };
  const text = Array.from({ length: luck.whole(1, 4) }, () => sentence(luck)).join(' ');
  const leading = luck.between(1.1, 1.45);
  const lines = Math.ceil(sheet.widthOf(text, style) / width) + 1;
  if (y + lines * size * leading > end) return y + 12;
  return sheet.paragraph(x, y, width, [text], style, leading) + size * 0.6;
}

/** Options beside or under one another. Their boxes are no letters. */
function ticks(
  sheet: Sheet,
  luck: Luck,
  { values, labels, size, left, right, end }: Look,
  from: number,
): number {
  const count = luck.whole(1, 4);
  const options = luck.pick(tickings);
  let y = from;
  for (let row = 0; row < count && y < end; row += 1) {
    let x = left + luck.between(0, 20);
    if (luck.chance(0.5)) x += sheet.text(x, y, label(luck), labels).width + size;
    while (x < right - 60) {
      const text = luck.chance(0.5) ? term(luck) : label(luck).replace(/[^\w)]+$/, '');
      if (x + sheet.widthOf(text, values) + size * 2 > right) break;
      x += sheet.tick(x, y, text, luck.chance(0.3), values, options).width + size * luck.between(0.8, 2.5);
    }
    y += size * luck.between(1.4, 1.9);
  }
  return y + size * 0.7;
}

const tickings: readonly TickOptions[] = [
  ...(['cross', 'check', 'fill'] as const).map((mark) => ({ mark })),
  { mark: 'cross', shape: 'round' },
  { mark: 'cross', shape: 'brackets' },
  { mark: 'check', shape: 'blank' },
];

function rows(sheet: Sheet, luck: Luck, look: Look, from: number): number {
  const { size, left, right, end } = look;
  const columns = luck.pick([1, 2, 2, 3, 4]);
  const count = luck.whole(2, 8);
  const isUnder = luck.chance(0.2);
  const high = size * luck.between(1.35, 2.3) * (isUnder ? 1.55 : 1);
  const ruling = luck.next();
  const weight = luck.between(0.4, 1.5);
  const wide = (right - left) / columns;
  let y = from;
  for (let row = 0; row < count && y < end; row += 1, y += high) {
    for (let column = 0; column < columns; column += 1) {
      const x = left + column * wide;
      cell(sheet, luck, look, { x, y, wide, isUnder });
      if (ruling < 0.35) sheet.box(x, y - high * (isUnder ? 0.46 : 0.72), wide, high, weight);
      else if (ruling < 0.42) sheet.line(x + wide - 2, y - high * 0.7, x + wide - 2, y + high * 0.3, weight);
    }
    if (ruling > 0.85) sheet.line(left, y + high * 0.28, right, y + high * 0.28, weight);
  }
  return y + size * 0.7;
}

type Cell = { readonly x: number; readonly y: number; readonly wide: number; readonly isUnder: boolean };

function cell(sheet: Sheet, luck: Luck, { labels, values, size }: Look, { x, y, wide, isUnder }: Cell): void {
  const room = wide - (luck.chance(0.3) ? 4.5 : 8);
  const said = valueWithin(sheet, luck, values, room);
  const called = luck.chance(0.15) ? '' : label(luck);
  if (said === undefined) return;
  if (isUnder) {
    const small = { ...labels, size: size * 0.75 };
    if (sheet.widthOf(called, small) < room) sheet.text(x + 3, y + size * 0.95, called, small);
    sheet.text(x + 3, y, said, values);
    return;
  }
  const width = sheet.widthOf(called, labels);
  const gap = called === '' ? 0 : width + size * luck.pick([0.4, 0.5, 0.8, 1.5]);
  const fits = gap + sheet.widthOf(said, values) < room;
  const isLabelAlone = !fits && luck.chance(0.5);
  if ((fits || isLabelAlone) && width < room) sheet.text(x + 3, y, called, labels);
  if (!isLabelAlone) sheet.text(x + 3 + (fits ? gap : 0), y, said, values);
  if (fits && luck.chance(0.15)) sheet.line(x + 3 + gap, y + 2, x + wide - 6, y + 2, luck.between(0.4, 1));
}

function valueWithin(sheet: Sheet, luck: Luck, style: Style, room: number): string | undefined {
  for (let tries = 0; tries < 12; tries += 1) {
    const text = value(luck);
    if (sheet.widthOf(text, style) <= room) return text;
  }
  return undefined;
}
