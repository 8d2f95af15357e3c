import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that may be a document. */
export type FoundFile = {
  readonly name: string;
  readonly path: string;
  /** The folder below the watched one it lies in; absent: in the watched one itself. */
  readonly device?: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: number;
  /** A file of its name with `.done` behind it lies beside it. */
  readonly hasMarker: boolean;
};

/** Where taken files go: never looked through. */
export const PROCESSED = 'processed';
export const FAILED = 'failed';

/**
 * The documents of a folder and of the folders one step below it, longest unchanged first. Nothing hidden or temporary, no
 * markers, no sidecars, no links: what a link leads to was not put here.
 *
 * @param isRecords the files are records: then `*.json` is one of them and never a sidecar.
 * @param onClosed told of a folder below that cannot be read (`lost+found` of a disk, say): the others are none the worse for it.
 */
export async function findDocuments(
  root: string,
  isRecords: boolean,
  onClosed: (device: string, error: unknown) => void,
): Promise<readonly FoundFile[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const devices = entries
    .filter((entry) => entry.isDirectory() && !isOurs(entry.name) && !isPassing(entry.name, isRecords))
    .map((entry) => entry.name);
  const findBelow = (device: string): Promise<readonly FoundFile[]> =>
    findIn(join(root, device), device, isRecords).catch((error: unknown) => {
      onClosed(device, error);
      return [];
    });
  const found = [
    ...(await findIn(root, undefined, isRecords)),
    ...(await Promise.all(devices.map((device) => findBelow(device)))).flat(),
  ];
  return found.toSorted((one, other) => one.mtimeMs - other.mtimeMs || one.path.localeCompare(other.path));
}

async function findIn(
  folder: string,
  device: string | undefined,
  isRecords: boolean,
): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = new Set(entries.map((entry) => entry.name));
  const files = entries.filter(({ name }) => !isPassing(name, isRecords));
  const found = await Promise.all(
    files.map(async ({ name }): Promise<FoundFile | undefined> => {
      const path = join(folder, name);
      // Taken away between two looks, or not ours to see: not a document now.
      const status = await lstat(path).catch(() => undefined);
      if (!status?.isFile()) return undefined;
      return {
        name,
        path,
        ...(device === undefined ? {} : { device }),
        size: status.size,
        mtimeMs: status.mtimeMs,
        inode: status.ino,
        hasMarker: names.has(`${name}.done`),
      };
    }),
  );
  return found.filter((file) => file !== undefined);
}

function isOurs(name: string): boolean {
  return name === PROCESSED || name === FAILED;
}

/** Hidden, or on its way (half-written files of scanners, browsers, editors and file servers), or beside a document. */
function isPassing(name: string, isRecords: boolean): boolean {
  return (
    /^[.~]|~$|\.(?:tmp|temp|part|partial|filepart|crdownload|download|swp|lock|done)$/i.test(name) ||
    /^(?:thumbs\.db|desktop\.ini)$/i.test(name) ||
    (!isRecords && /\.json$/i.test(name))
  );
}
