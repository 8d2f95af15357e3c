/** One page of a TIFF file to be made: its coded pixels and what its directory says beside them. */
export type TiffSource = {
  readonly width: number;
  readonly height: number;
  readonly strip: Uint8Array;
  /** Tag 259: 3 is G3, 4 is G4. */
  readonly compression: number;
  /** Whole numbers of other tags, such as orientation (274), fill order (266), options (292), photometric (262). */
  readonly tags?: Readonly<Record<number, number>>;
  /** Pixels an inch. */
  readonly resolution?: { readonly x: number; readonly y: number };
};

/** A little-endian TIFF file of such pages (TIFF 6.0). `loopTo`: the last directory is followed by that page again. */
export function tiffOf(pages: readonly TiffSource[], loopTo?: number): Buffer {
  const parts: Buffer[] = [];
  const directories: { readonly at: number; readonly body: Buffer }[] = [];
  let at = 8;
  for (const page of pages) {
    const stripAt = at;
    const fractionsAt = stripAt + page.strip.length + (page.strip.length % 2);
    const body = directoryOf(page, stripAt, fractionsAt);
    directories.push({ at: fractionsAt + 16, body });
    parts.push(Buffer.from(page.strip), Buffer.alloc(page.strip.length % 2), fractionsOf(page), body);
    at = fractionsAt + 16 + body.length;
  }
  directories.forEach(({ body }, index) => {
    const next = directories[index + 1] ?? (loopTo === undefined ? undefined : directories[loopTo]);
    body.writeUInt32LE(next?.at ?? 0, body.length - 4);
  });
  const head = Buffer.alloc(8);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(directories[0]?.at ?? 0, 4);
  return Buffer.concat([head, ...parts]);
}

function directoryOf(page: TiffSource, stripAt: number, fractionsAt: number): Buffer {
  const entries = new Map<number, readonly [number, number]>([
    [256, [LONG, page.width]],
    [257, [LONG, page.height]],
    [258, [SHORT, 1]],
    [259, [SHORT, page.compression]],
    [262, [SHORT, 0]],
    [273, [LONG, stripAt]],
    [277, [SHORT, 1]],
    [278, [LONG, page.height]],
    [279, [LONG, page.strip.length]],
  ]);
  if (page.resolution) {
    entries.set(282, [RATIONAL, fractionsAt]);
    entries.set(283, [RATIONAL, fractionsAt + 8]);
    entries.set(296, [SHORT, 2]);
  }
  for (const [tag, value] of Object.entries(page.tags ?? {}))
    entries.set(Number(tag), [Number(tag) === 292 ? LONG : SHORT, value]);
  const sorted = [...entries].toSorted(([one], [two]) => one - two);
  const body = Buffer.alloc(2 + sorted.length * 12 + 4);
  body.writeUInt16LE(sorted.length, 0);
  sorted.forEach(([tag, [type, value]], index) => {
    body.writeUInt16LE(tag, 2 + index * 12);
    body.writeUInt16LE(type, 4 + index * 12);
    body.writeUInt32LE(1, 6 + index * 12);
    body.writeUInt32LE(value, 10 + index * 12);
  });
  return body;
}

function fractionsOf({ resolution }: TiffSource): Buffer {
  const fractions = Buffer.alloc(16);
  [resolution?.x ?? 1, 1, resolution?.y ?? 1, 1].forEach((value, index) =>
    fractions.writeUInt32LE(value, index * 4),
  );
  return fractions;
}

/** A page of bars, 16 black and 16 white pixels wide, that change places every eight lines and are missing in its last quarter. */
export function barsPage(height: number): { readonly data: Uint8Array; readonly lines: readonly BarLine[] } {
  const lines = Array.from({ length: height }, (_, y): BarLine => {
    if (y >= height * 0.75) return 'white';
    return Math.floor(y / 8) % 2 === 0 ? 'white first' : 'black first';
  });
  const data = new Uint8Array(BARS_WIDTH * height).fill(255);
  lines.forEach((line, y) => {
    if (line === 'white') return;
    for (let x = 0; x < BARS_WIDTH; x += 1) {
      const isEven = Math.floor(x / 16) % 2 === 0;
      if (isEven === (line === 'black first')) data[y * BARS_WIDTH + x] = 0;
    }
  });
  return { data, lines };
}

export type BarLine = 'white first' | 'black first' | 'white';

/** The bars in the codes of ITU-T T.4, each line after an EOL. `isTwoDimensional`: lines like the one above are coded by it. */
export function codeBars(lines: readonly BarLine[], isTwoDimensional: boolean): Uint8Array {
  const bits: string[] = [];
  lines.forEach((line, y) => {
    const isCodedByLast = isTwoDimensional && y % 4 !== 0 && lines[y - 1] === line;
    bits.push(EOL, isTwoDimensional ? (isCodedByLast ? '0' : '1') : '');
    bits.push(isCodedByLast ? '1'.repeat(changesOf(line)) : codesOf(line));
  });
  bits.push((EOL + (isTwoDimensional ? '1' : '')).repeat(6));
  const all = bits.join('');
  const bytes = new Uint8Array(Math.ceil(all.length / 8));
  for (let index = 0; index < bytes.length; index += 1)
    bytes[index] = Number.parseInt(all.slice(index * 8, index * 8 + 8).padEnd(8, '0'), 2);
  return bytes;
}

/** The other order of bits in a byte (tag 266). */
export function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) =>
    Number.parseInt(byte.toString(2).padStart(8, '0').split('').toReversed().join(''), 2),
  );
}

function codesOf(line: BarLine): string {
  if (line === 'white') return WHITE_1728 + WHITE_0;
  const pairs = BARS_WIDTH / 32;
  return line === 'white first'
    ? (WHITE_16 + BLACK_16).repeat(pairs)
    : WHITE_0 + (BLACK_16 + WHITE_16).repeat(pairs);
}

/** How often the colour changes, the end of the line included. */
function changesOf(line: BarLine): number {
  if (line === 'white') return 1;
  return BARS_WIDTH / 16 + (line === 'black first' ? 1 : 0);
}

export const BARS_WIDTH = 1728;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const EOL = '000000000001';
const WHITE_0 = '00110101';
const WHITE_16 = '101010';
const WHITE_1728 = '010011011';
const BLACK_16 = '0000010111';
