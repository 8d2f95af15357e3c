import { LIMITS } from './limits.ts';
import type { PdfPage } from './pdf-page.ts';
import { greyOf, renderPage } from './pdf-page.ts';
import type { Pdfium } from './pdfium.ts';
import type { Grey } from './png.ts';
import { refusal } from './refuse.ts';

/** A picture on a page. */
export type PlacedImage = {
  readonly object: number;
  /** Its own pixels. */
  readonly width: number;
  readonly height: number;
  /** Share of the page it covers, 0 to 1. */
  readonly share: number;
  /** Length of its sides on the page, points. */
  readonly pointsWide: number;
  readonly pointsHigh: number;
  /** How it lies on the page as shown; absent when it is slanted. */
  readonly lie?: Lie;
};

/** Mirrored left to right first, then so many quarter turns clockwise. */
export type Lie = { readonly isMirrored: boolean; readonly turns: number };

export type PageContent = {
  readonly images: readonly PlacedImage[];
  /** Lines and areas, which an image alone does not show. */
  readonly drawings: number;
};

/** What a page is made of, by its top objects and those of forms in it. */
export function readContent(page: PdfPage): PageContent {
  const { call } = page.pdfium;
  const found: { images: PlacedImage[]; drawings: number; seen: number } = {
    images: [],
    drawings: 0,
    seen: 0,
  };
  const visit = (object: number, outer: Matrix, depth: number): void => {
    found.seen += 1;
    if (object === 0 || found.seen > MOST_OBJECTS) return;
    const type = call.FPDFPageObj_GetType(object);
    if (type === TYPE_PATH || type === TYPE_SHADING) found.drawings += 1;
    if (type === TYPE_IMAGE) found.images.push(describeImage(page, object, outer));
    if (type !== TYPE_FORM || depth >= MOST_DEPTH) return;
    const inner = multiply(matrixOf(page.pdfium, object), outer);
    const count = call.FPDFFormObj_CountObjects(object);
    for (let index = 0; index < count && found.seen <= MOST_OBJECTS; index += 1)
      visit(call.FPDFFormObj_GetObject(object, index), inner, depth + 1);
  };
  const count = call.FPDFPage_CountObjects(page.handle);
  for (let index = 0; index < count && found.seen <= MOST_OBJECTS; index += 1)
    visit(call.FPDFPage_GetObject(page.handle, index), IDENTITY, 0);
  return found;
}

/**
 * The pixels of the one image a scanned page is, exactly as they were scanned. `undefined` when taking it alone would show something
 * else than the page (a mask, a picture in negative, a part that lies over it): then the page has to be drawn.
 */
export function pullImage(page: PdfPage, image: PlacedImage): Grey | undefined {
  const { pdfium } = page;
  if (!image.lie) return undefined;
  const bitmap = pdfium.call.FPDFImageObj_GetBitmap(image.object);
  if (bitmap === 0) return undefined;
  try {
    const pixels = greyOf(pdfium, bitmap);
    if (pixels.width !== image.width || pixels.height !== image.height) return undefined;
    const upright = lay(pixels, image.lie);
    return looksLike(upright, renderPage(page, CHECK_WIDE, CHECK_HIGH)) ? upright : undefined;
  } finally {
    pdfium.call.FPDFBitmap_Destroy(bitmap);
  }
}

function describeImage(page: PdfPage, object: number, outer: Matrix): PlacedImage {
  const { call, scratch } = page.pdfium;
  call.FPDFImageObj_GetImagePixelSize(object, scratch, scratch + 4);
  const [width = 0, height = 0] = page.pdfium.integers(scratch, 2);
  if (width * height > LIMITS.picturePixels) throw refusal('page-too-large');
  const [a, b, c, d, e, f] = multiply(matrixOf(page.pdfium, object), outer);
  const corners = [page.place(e, f), page.place(e + a, f + b), page.place(e + c, f + d)];
  const [origin, right, up] = corners as [Point, Point, Point];
  const area = Math.abs((right.x - origin.x) * (up.y - origin.y) - (right.y - origin.y) * (up.x - origin.x));
  const lie = lieOf(
    { x: right.x - origin.x, y: right.y - origin.y },
    { x: up.x - origin.x, y: up.y - origin.y },
  );
  return {
    object,
    width,
    height,
    share: area / Math.max(1, page.width * page.height),
    pointsWide: Math.hypot(a, b),
    pointsHigh: Math.hypot(c, d),
    ...(lie === undefined ? {} : { lie }),
  };
}

type Point = { readonly x: number; readonly y: number };

/** From where the image's right and up point on the page as shown (y down). */
function lieOf(right: Point, up: Point): Lie | undefined {
  const turns = quarterOf(right);
  const expected = quarterOf({ x: -up.y, y: up.x });
  if (turns === undefined || expected === undefined) return undefined;
  if (turns === expected) return { isMirrored: false, turns };
  return (turns + 2) % 4 === expected ? { isMirrored: true, turns: expected } : undefined;
}

/** Quarter turns clockwise from pointing right; `undefined` between them. */
function quarterOf({ x, y }: Point): number | undefined {
  const length = Math.hypot(x, y);
  if (length === 0) return undefined;
  const degrees = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  const turns = Math.round(degrees / 90);
  return Math.abs(degrees - turns * 90) < STRAIGHT_DEGREES ? turns % 4 : undefined;
}

function lay(grey: Grey, { isMirrored, turns }: Lie): Grey {
  if (!isMirrored && turns === 0) return grey;
  const { data, width, height } = grey;
  const isSideways = turns % 2 === 1;
  const wide = isSideways ? height : width;
  const high = isSideways ? width : height;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromX = isMirrored ? width - 1 - x : x;
      const [toX, toY] = turned(x, y, turns, width, height);
      out[toY * wide + toX] = data[y * width + fromX] ?? 0;
    }
  }
  return { data: out, width: wide, height: high };
}

function turned(
  x: number,
  y: number,
  turns: number,
  width: number,
  height: number,
): readonly [number, number] {
  if (turns === 1) return [height - 1 - y, x];
  if (turns === 2) return [width - 1 - x, height - 1 - y];
  if (turns === 3) return [y, width - 1 - x];
  return [x, y];
}

/** Whether both are the same picture, by the mean of their grey in small fields. */
function looksLike(pixels: Grey, drawn: Grey): boolean {
  const mean = fields(pixels);
  const other = fields(drawn);
  let apart = 0;
  for (let index = 0; index < mean.length; index += 1)
    apart = Math.max(apart, Math.abs((mean[index] ?? 0) - (other[index] ?? 0)));
  return apart <= MOST_APART;
}

function fields({ data, width, height }: Grey): readonly number[] {
  const sums = Array.from({ length: FIELDS * FIELDS }, () => 0);
  const counts = Array.from({ length: FIELDS * FIELDS }, () => 0);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * FIELDS) / height) * FIELDS;
    for (let x = 0; x < width; x += 1) {
      const field = row + Math.floor((x * FIELDS) / width);
      sums[field] = (sums[field] ?? 0) + (data[y * width + x] ?? 0);
      counts[field] = (counts[field] ?? 0) + 1;
    }
  }
  return sums.map((sum, index) => sum / Math.max(1, counts[index] ?? 1));
}

/** PDF's six numbers: a b c d e f. */
type Matrix = readonly [number, number, number, number, number, number];

function matrixOf(pdfium: Pdfium, object: number): Matrix {
  const { call, scratch } = pdfium;
  if (!call.FPDFPageObj_GetMatrix(object, scratch)) return IDENTITY;
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = pdfium.floats(scratch, 6);
  return [a, b, c, d, e, f];
}

/** First `one`, then `two`. */
function multiply(one: Matrix, two: Matrix): Matrix {
  return [
    one[0] * two[0] + one[1] * two[2],
    one[0] * two[1] + one[1] * two[3],
    one[2] * two[0] + one[3] * two[2],
    one[2] * two[1] + one[3] * two[3],
    one[4] * two[0] + one[5] * two[2] + two[4],
    one[4] * two[1] + one[5] * two[3] + two[5],
  ];
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const TYPE_PATH = 2;
const TYPE_IMAGE = 3;
const TYPE_SHADING = 4;
const TYPE_FORM = 5;
const MOST_OBJECTS = 20_000;
const MOST_DEPTH = 4;
const STRAIGHT_DEGREES = 0.3;
const CHECK_WIDE = 425;
const CHECK_HIGH = 550;
const FIELDS = 12;
/** Of 255: resampling moves the mean of a field by a few, a negative by a hundred. */
const MOST_APART = 24;
