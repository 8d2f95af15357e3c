import sharp from 'sharp';
import type { UnpackContainment } from '../../src/pipeline/document/unpack.ts';
import { containUnpacking, unpack } from '../../src/pipeline/document/unpack.ts';
import type { Unpacked, UnpackedFile, UnpackedPage } from '../../src/pipeline/document/unpacked.ts';

export type AllUnpacked = Unpacked & {
  readonly allFiles: readonly UnpackedFile[];
  readonly allPages: readonly UnpackedPage[];
};

/** Unpacks in a child of the test's own. */
export function openUnpacking(): {
  readonly unpackAll: (
    bytes: Uint8Array,
    options?: {
      readonly contentType?: string;
      readonly passwords?: readonly string[];
      readonly signal?: AbortSignal;
    },
  ) => Promise<AllUnpacked>;
  readonly close: () => void;
} {
  const containment: UnpackContainment = containUnpacking();
  return {
    unpackAll: async (bytes, { contentType, ...options } = {}) => {
      const allFiles: UnpackedFile[] = [];
      const allPages: UnpackedPage[] = [];
      const result = await unpack(
        { bytes, ...(contentType === undefined ? {} : { contentType }) },
        {
          file: async (file) => void allFiles.push(file),
          page: async (page) => void allPages.push(page),
        },
        { ...options, containment },
      );
      return { ...result, allFiles, allPages };
    },
    close: containment.close,
  };
}

/** The grey pixels of a page's picture. */
export async function pixelsOf(
  page: UnpackedPage | undefined,
): Promise<{ readonly data: Uint8Array; readonly width: number; readonly height: number }> {
  if (!page) throw new Error('There is no such page.');
  const { data, info } = await sharp(page.image.bytes)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The words of a page, line by line. */
export function linesOf(page: UnpackedPage | undefined): readonly string[] {
  const lines = new Map<number, string[]>();
  for (const word of page?.words ?? []) lines.set(word.line, [...(lines.get(word.line) ?? []), word.text]);
  return [...lines.values()].map((words) => words.join(' '));
}

/** How many pixels differ. */
export function differing(one: Uint8Array, two: Uint8Array): number {
  if (one.length !== two.length) return Math.max(one.length, two.length);
  let count = 0;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== two[index]) count += 1;
  return count;
}
