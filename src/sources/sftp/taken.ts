import type { SourceMemory } from '../../sdk/source.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { RemoteFile } from '../../sdk/sftp/session.ts';

/** Which files were taken, over restarts. Losing it costs fetching them again, and nothing else: what was stored is a repeat. */
export type Taken = {
  readonly has: (file: RemoteFile) => boolean;
  readonly add: (file: RemoteFile) => Promise<void>;
  /** Forgets what is not there any more, and writes down the rest. */
  readonly keep: (listed: readonly RemoteFile[]) => Promise<void>;
};

const KEY = 'taken';
/** Of a folder with a hundred thousand files the whole list is written each time: not after each of them. */
const WRITE_AFTER = 50;

export async function recallTaken(memory: SourceMemory): Promise<Taken> {
  let keys = new Set(JSON.parse((await memory.recall(KEY)) ?? '[]') as readonly string[]);
  let written = [...keys].join();
  let unwritten = 0;
  const write = async (): Promise<void> => {
    unwritten = 0;
    const list = [...keys];
    if (list.join() === written) return;
    await memory.remember(KEY, JSON.stringify(list));
    written = list.join();
  };
  return {
    has: (file) => keys.has(keyOf(file)),
    add: async (file) => {
      keys.add(keyOf(file));
      unwritten += 1;
      if (unwritten >= WRITE_AFTER || keys.size < WRITE_AFTER) await write();
    },
    keep: async (listed) => {
      const there = new Set(listed.map(keyOf));
      keys = new Set([...keys].filter((key) => there.has(key)));
      await write();
    },
  };
}

/** Path, size and time. A hash, because names may hold a patient's. */
export function keyOf({ path, size, mtimeMs }: RemoteFile): string {
  return sha256Hex(Buffer.from(`${path}\0${size}\0${mtimeMs}`)).slice(0, 32);
}
