import { open } from 'node:fs/promises';
import { readZipDirectory, type ZipEntry } from '../../formats/zip/read-directory.ts';

export type { ZipEntry } from '../../formats/zip/read-directory.ts';

/** The files of an archive. Throws `zip-broken` (permanent) when it is none or is cut off. */
export async function listZip(path: string): Promise<readonly ZipEntry[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await readZipDirectory({
      size,
      read: async (position, length) => {
        const bytes = Buffer.alloc(length);
        const { bytesRead } = await file.read(bytes, 0, length, position);
        return bytes.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}
