/** A black-and-white picture, one byte per pixel: 1 is ink, 0 is paper. Rows from the top, pixels from the left. */
export type Bits = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** A grey picture, one byte per pixel: 0 is black, 255 is white. */
export type Grey = { readonly width: number; readonly height: number; readonly data: Uint8Array };

export type QuarterTurn = 0 | 90 | 180 | 270;

/** Whole pixels, from the upper left corner. */
export type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export function blankBits(width: number, height: number): Bits {
  return { width, height, data: new Uint8Array(width * height) };
}

export function copyBits(bits: Bits): Bits {
  return { ...bits, data: bits.data.slice() };
}

/** How many pixels are ink. */
export function inkOf(bits: Bits): number {
  let ink = 0;
  for (const pixel of bits.data) ink += pixel;
  return ink;
}

/** Ink inside a rectangle; what lies outside the picture counts as paper. */
export function inkIn(bits: Bits, area: Rectangle): number {
  const { x, y, width, height } = clip(area, bits);
  let ink = 0;
  for (let row = y; row < y + height; row++) {
    const start = row * bits.width + x;
    for (let at = start; at < start + width; at++) ink += bits.data[at] as number;
  }
  return ink;
}

/** The part of a rectangle that lies in the picture. */
export function clip(area: Rectangle, { width, height }: Bits | Grey): Rectangle {
  const left = Math.min(width, Math.max(0, area.x));
  const top = Math.min(height, Math.max(0, area.y));
  const right = Math.max(left, Math.min(width, area.x + area.width));
  const bottom = Math.max(top, Math.min(height, area.y + area.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A copy of a part, as far as it lies in the picture. */
export function crop<Picture extends Bits | Grey>(picture: Picture, area: Rectangle): Picture {
  const { x, y, width, height } = clip(area, picture);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * picture.width + x;
    data.set(picture.data.subarray(start, start + width), row * width);
  }
  return { ...picture, width, height, data };
}

/** Paints a rectangle of the picture itself. */
export function fill(picture: Bits | Grey, area: Rectangle, value: number): void {
  const { x, y, width, height } = clip(area, picture);
  for (let row = y; row < y + height; row++) {
    const start = row * picture.width + x;
    picture.data.fill(value, start, start + width);
  }
}

/** Turned clockwise. */
export function turned<Picture extends Bits | Grey>(picture: Picture, turn: QuarterTurn): Picture {
  if (turn === 0) return picture;
  if (turn === 180) return { ...picture, data: picture.data.toReversed() };
  const { width, height, data } = picture;
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    // The column of the result that this row becomes, and the way it runs.
    const first = turn === 90 ? height - 1 - y : (width - 1) * height + y;
    const step = turn === 90 ? height : -height;
    for (let x = 0, to = first; x < width; x++, to += step) result[to] = data[y * width + x] as number;
  }
  return { ...picture, width: height, height: width, data: result };
}
