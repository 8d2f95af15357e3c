import { decodeBytes } from './charset.ts';
import { mshStart } from './layout.ts';

/**
 * The MSH line of a message before it is decoded: one character a byte, so that what is echoed is echoed to the byte.
 * Field numbers are the standard's.
 */
export type Header = {
  readonly separator: string;
  readonly field: (number: number) => string;
  /** Whether the first segment after MSH (SFT and UAC aside) is MSA. */
  readonly isAnswer: boolean;
  /** The bytes of a text made of header fields. */
  readonly encode: (text: string) => Uint8Array;
};

/** Reads the MSH line and nothing behind it. Never throws; `undefined` when there is none in the first 64 kB. */
export function readHeader(bytes: Uint8Array): Header | undefined {
  return (
    readWithin(bytes, usualWindow) ??
    (bytes.length > usualWindow ? readWithin(bytes, largestWindow) : undefined)
  );
}

/** A field for people: decoded, since a header is read as single bytes. */
export function readable(field: string): string {
  return /[\x80-\xff]/.test(field) ? decodeBytes(Buffer.from(field, 'latin1'), 'utf-8') : field;
}

const usualWindow = 2048;
const largestWindow = 64 * 1024;

function readWithin(bytes: Uint8Array, window: number): Header | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, window));
  const encoding = encodingOf(view);
  const text = encoding === 'utf16be' ? swapped(view).toString('utf16le') : view.toString(encoding);
  const start = mshStart(text);
  if (start < 0) return undefined;
  const length = text.slice(start).search(/[\r\n]/);
  if (length < 0 && view.length < bytes.length && window < largestWindow) return undefined;

  const line = length < 0 ? text.slice(start) : text.slice(start, start + length);
  const separator = line.charAt(3);
  const fields = line.split(separator);
  return {
    separator,
    field: (number) => (number === 1 ? separator : (fields[number - 1] ?? '')),
    isAnswer:
      length >= 0 &&
      /^(?:[\r\n]+(?:SFT|UAC)[^\r\n]*)*[\r\n]+MSA[^A-Za-z0-9\s]/.test(text.slice(start + length)),
    encode: (written) =>
      encoding === 'utf16be' ? swapped(Buffer.from(written, 'utf16le')) : Buffer.from(written, encoding),
  };
}

/** A header in UTF-16 shows by its zero bytes. */
function encodingOf(view: Buffer): 'latin1' | 'utf16le' | 'utf16be' {
  const [first, second] = view;
  if ((first === 0xff && second === 0xfe) || (first === 0x4d && second === 0)) return 'utf16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x4d)) return 'utf16be';
  return 'latin1';
}

function swapped(view: Buffer): Buffer {
  return Buffer.from(view.subarray(0, view.length - (view.length % 2))).swap16();
}
