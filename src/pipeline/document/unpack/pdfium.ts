import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { init } from '@embedpdf/pdfium';

/** PDFium's C functions by their names, and its memory. */
export type Pdfium = {
  readonly call: WrappedPdfiumModule;
  /** A place of 256 bytes for what functions hand back. */
  readonly scratch: number;
  /** Numbers at a place, copied. */
  readonly floats: (at: number, count: number) => readonly number[];
  readonly integers: (at: number, count: number) => readonly number[];
  readonly doubles: (at: number, count: number) => readonly number[];
  readonly bytes: (at: number, length: number) => Uint8Array;
  /** Puts bytes into PDFium's memory; whoever asked frees them. */
  readonly keep: (bytes: Uint8Array) => number;
  readonly reserve: (length: number) => number;
  readonly free: (at: number) => void;
};

let opened: Promise<Pdfium> | undefined;

/** PDFium as WebAssembly, loaded once. It has no JavaScript engine: scripts of documents never run. */
export function openPdfium(): Promise<Pdfium> {
  opened ??= load();
  return opened;
}

async function load(): Promise<Pdfium> {
  const file = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const wasm = readFileSync(file);
  const call = await init({ wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) });
  call.PDFiumExt_Init();
  const module = call.pdfium as unknown as Heap;
  const { malloc, free } = module.wasmExports;
  const reserve = (length: number): number => {
    const at = malloc(Math.max(1, length));
    if (at === 0) throw new RangeError('PDFium is out of memory');
    return at;
  };
  return {
    call,
    scratch: reserve(256),
    // The views are made anew by every growth of the memory, so they are looked up each time.
    floats: (at, count) => [...module.HEAPF32.subarray(at >> 2, (at >> 2) + count)],
    integers: (at, count) => [...module.HEAP32.subarray(at >> 2, (at >> 2) + count)],
    doubles: (at, count) => [...module.HEAPF64.subarray(at >> 3, (at >> 3) + count)],
    bytes: (at, length) => module.HEAPU8.slice(at, at + length),
    keep: (bytes) => {
      const at = reserve(bytes.length);
      module.HEAPU8.set(bytes, at);
      return at;
    },
    reserve,
    free,
  };
}

type Heap = {
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  readonly HEAPF32: Float32Array;
  readonly HEAPF64: Float64Array;
  readonly wasmExports: {
    readonly malloc: (size: number) => number;
    readonly free: (pointer: number) => void;
  };
};

/** UTF-16LE text of a function that fills a buffer and returns its length in bytes with the closing zero. */
export function readUtf16(
  pdfium: Pdfium,
  fill: (buffer: number, length: number) => number,
): string | undefined {
  const length = fill(0, 0);
  if (length <= 2 || length > 64 * 1024) return undefined;
  const at = pdfium.reserve(length);
  try {
    fill(at, length);
    return Buffer.from(pdfium.bytes(at, length - 2)).toString('utf16le');
  } finally {
    pdfium.free(at);
  }
}
