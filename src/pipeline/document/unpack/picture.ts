import decodeHeic from 'heic-decode';
import sharp from 'sharp';
import { LIMITS, MOST_DPI } from './limits.ts';
import { packPicture } from './pack-picture.ts';
import { refusal } from './refuse.ts';
import { LETTER_INCHES, resolutionOf } from './resolution.ts';
import { DAMAGED } from './tiff.ts';
import type { FileAnswer, FileRequest, Give } from './work.ts';

/** A picture as one page: a photo of a form, a screen, a scan. Turned as the camera says, grey, no larger than reading needs. */
export async function openPicture(
  request: FileRequest,
  bytes: Uint8Array,
  give: Give,
  mediaType: string,
): Promise<FileAnswer> {
  const size = await measure(bytes);
  if (size.width * size.height > LIMITS.picturePixels) throw refusal('page-too-large');
  if (isOrnament(request, size, bytes.length)) return ORNAMENT;
  if (request.left.pages < 1) throw refusal('too-many-pages');
  const source = mediaType === 'image/heic' ? await fromHeic(bytes) : bytes;
  const strict = await decode(source, 'warning').catch(() => undefined);
  const decoded = strict ?? (await decode(source, 'none'));
  const said = saidOf(decoded, size.density);
  const dpi = resolutionOf(decoded, { x: said, y: said });
  const { image, bytes: picture } = await packPicture(decoded, dpi);
  const problems = [
    ...(strict ? [] : [DAMAGED]),
    ...(Math.max(decoded.width, decoded.height) < COARSE_PIXELS ? ['coarse picture'] : []),
  ];
  await give.page({ image, problems }, picture);
  return { fate: 'pages' };
}

type Size = { readonly width: number; readonly height: number; readonly density: number | undefined };

/** From the head of the file alone. */
async function measure(bytes: Uint8Array): Promise<Size> {
  const { width, height, density } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { width, height, density };
}

type Raw = { readonly data: Uint8Array; readonly width: number; readonly height: number };

async function decode(source: Uint8Array | Raw, failOn: 'warning' | 'none'): Promise<Raw> {
  const options = { failOn, limitInputPixels: LIMITS.picturePixels };
  const input =
    source instanceof Uint8Array
      ? sharp(source, options).autoOrient()
      : sharp(source.data, {
          ...options,
          raw: { width: source.width, height: source.height, channels: 4 as const },
        });
  const { data, info } = await input
    .flatten({ background: '#fff' })
    .resize(MOST_PIXELS, MOST_PIXELS, { fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const grey = { data, width: info.width, height: info.height };
  return isDim(data) ? brighten(grey) : grey;
}

/** Paper in bad light: no pixel that is anything like white. */
function isDim(data: Uint8Array): boolean {
  let bright = 0;
  for (const value of data) if (value >= PAPER_GREY) bright += 1;
  return bright < data.length * LEAST_PAPER;
}

/** Stretches the greys, so that the paper is white and the print black; half of a page at least is paper. */
function brighten({ data, width, height }: Raw): Raw {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value] = (counts[value] ?? 0) + 1;
  const dark = greyBelow(counts, data.length * 0.01);
  const light = greyBelow(counts, data.length * 0.5);
  const range = Math.max(1, light - dark);
  return {
    data: data.map((value) => Math.max(0, Math.min(255, ((value - dark) * 255) / range))),
    width,
    height,
  };
}

/** The grey so many pixels are darker than. */
function greyBelow(counts: Uint32Array, pixels: number): number {
  let sum = 0;
  for (let grey = 0; grey < counts.length; grey += 1) {
    sum += counts[grey] ?? 0;
    if (sum > pixels) return grey;
  }
  return counts.length - 1;
}

/** The picture library reads the size of these but not the pixels. Turning is part of the format and done already. */
async function fromHeic(bytes: Uint8Array): Promise<Raw> {
  const { data, width, height } = await decodeHeic({ buffer: bytes });
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height };
}

/** A logo or a line of symbols below a mail is no page. A photograph of a form is far larger. */
function isOrnament({ role }: FileRequest, { width, height }: Size, bytes: number): boolean {
  if (role !== 'attached' && role !== 'inline') return false;
  if (Math.min(width, height) < ORNAMENT_SIDE || width * height < ORNAMENT_PIXELS) return true;
  return role === 'inline' && (bytes < ORNAMENT_BYTES || Math.max(width, height) < COARSE_PIXELS);
}

/** What a scanner says, when it makes a sheet of paper. */
function saidOf({ width, height }: Raw, density: number | undefined): number | undefined {
  const inches = density === undefined ? 0 : Math.max(width, height) / density;
  return inches >= 3 && inches <= 17 ? density : undefined;
}

const ORNAMENT: FileAnswer = {
  fate: 'ignored',
  code: 'ornament',
  reason: 'A small picture of a mail, such as a logo.',
};
/** A Letter page at 300 pixels an inch. */
const MOST_PIXELS = MOST_DPI * LETTER_INCHES;
/** Print of a whole page is not legible in fewer. */
const COARSE_PIXELS = 900;
const ORNAMENT_SIDE = 150;
const ORNAMENT_PIXELS = 90_000;
const ORNAMENT_BYTES = 30_000;
const PAPER_GREY = 200;
const LEAST_PAPER = 0.1;
