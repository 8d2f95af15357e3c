/** Files of Tesseract's training tools (version 5): lines to learn from, and a network that can go on learning. */

/** `.lstmf` (imagedata.h, `DocumentData`): a PNG and its text a line; no boxes of letters, none are needed. */
export function trainingFile(
  lines: readonly { readonly name: string; readonly png: Uint8Array; readonly text: string }[],
): Buffer {
  const page = u32(0);
  const isThere = Buffer.from([1]);
  const noBoxes = u32(0);
  const noBoxTexts = u32(0);
  const isVertical = Buffer.from([0]);
  const documents = lines.map(({ name, png, text }) =>
    Buffer.concat([
      isThere,
      string(name),
      page,
      u32(png.length),
      png,
      string('eng'),
      string(text),
      noBoxes,
      noBoxTexts,
      isVertical,
    ]),
  );
  return Buffer.concat([u32(documents.length), ...documents]);
}

const INT8 = 1;
const LAYER_RATES = 64;
const SERIES = new Set([
  'Series',
  'Parallel',
  'Reversed',
  'RTLReversed',
  'TTBReversed',
  'XYTranspose',
  'Replicated',
]);
const SHAPED: Readonly<Record<string, number>> = { Input: 20, Convolve: 8, Maxpool: 8, Reconfig: 8 };
const GATES: Readonly<Record<string, number>> = { LSTM: 4, SummLSTM: 4 };

/**
 * The network of a model in whole numbers, as fractions: `lstmtraining` goes on from no other (network.cpp, weightmatrix.cpp, lstmrecognizer.cpp).
 * Throws if the bytes are another kind of network.
 */
export function fractional(network: Uint8Array): Buffer {
  const from = Buffer.from(network);
  const parts: Buffer[] = [];
  let at = 0;
  const copy = (length: number): Buffer => {
    const bytes = from.subarray(at, at + length);
    at += length;
    parts.push(bytes);
    return bytes;
  };
  const text = (): string => copy(copy(4).readUInt32LE()).toString();
  const layer = (): void => {
    if (copy(1)[0] !== 0) throw new Error('Layers of this network are not told by name');
    const kind = text();
    copy(2);
    const flags = copy(16).readInt32LE();
    text();
    if (SERIES.has(kind)) {
      for (let left = copy(4).readUInt32LE(); left > 0; left -= 1) layer();
      if ((flags & LAYER_RATES) !== 0) copy(4 * copy(4).readUInt32LE());
      return;
    }
    const shape = SHAPED[kind];
    if (shape !== undefined) {
      copy(shape);
      return;
    }
    const gates = GATES[kind];
    if (gates !== undefined) copy(4);
    for (let left = gates ?? 1; left > 0; left -= 1) weights();
  };
  const weights = (): void => {
    const mode = from.readUInt8(at);
    if ((mode & INT8) === 0) throw new Error('The weights of this network are fractions already');
    const [rows, columns] = [from.readUInt32LE(at + 1), from.readUInt32LE(at + 5)];
    const values = at + 10;
    const scales = values + rows * columns + 4;
    const head = Buffer.alloc(17);
    head.writeUInt8(mode & ~INT8);
    from.copy(head, 1, at + 1, at + 9);
    const fractions = Buffer.alloc(rows * columns * 8);
    for (let index = 0; index < rows * columns; index += 1) {
      const scale = from.readDoubleLE(scales + Math.floor(index / columns) * 8);
      fractions.writeDoubleLE(from.readInt8(values + index) * scale, index * 8);
    }
    parts.push(head, fractions);
    at = scales + from.readUInt32LE(scales - 4) * 8;
  };
  layer();
  text();
  const flags = Buffer.from(from.subarray(at, at + 4));
  flags.writeInt32LE(flags.readInt32LE() & ~INT8);
  parts.push(flags, from.subarray(at + 4));
  return Buffer.concat(parts);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u32(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
