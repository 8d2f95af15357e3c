import type { FileArrival, SourceContext } from '../../src/sdk/source.ts';
import type { Inbox } from './source.ts';

export type RecordedFile = Omit<FileArrival, 'content'> & { readonly bytes: Buffer; readonly chunks: number };

/** Stands where the pipeline takes files of records: reads each to its end, knows one again by its identity, can be made to fail. */
export type FileInbox = {
  readonly context: <Config>(config: Config) => SourceContext<Config>;
  /** Files that were read to their end and stored, in order, without repeats. */
  readonly files: readonly RecordedFile[];
  /** How many files were offered, repeats and broken ones too. */
  readonly offered: () => number;
  readonly failNext: () => void;
  /** Called after each piece of a file: a test changes the world in the middle of one. */
  readonly onChunk: (act: (name: string, bytes: number) => Promise<void> | void) => void;
};

export function takeFiles(inbox: Inbox): FileInbox {
  const files: RecordedFile[] = [];
  let offered = 0;
  let failures = 0;
  let act: (name: string, bytes: number) => Promise<void> | void = () => undefined;
  const receiveFile: NonNullable<SourceContext<unknown>['receiveFile']> = async ({ content, ...file }) => {
    offered += 1;
    const pieces: Uint8Array[] = [];
    for await (const piece of content) {
      pieces.push(Buffer.from(piece));
      await act(
        file.name,
        pieces.reduce((sum, one) => sum + one.byteLength, 0),
      );
    }
    if (failures > 0) {
      failures -= 1;
      throw new Error('the disk is full');
    }
    const before = files.findIndex(({ identity }) => identity === file.identity);
    if (before !== -1) return { importId: `import-${before + 1}`, outcome: 'duplicate' };
    files.push({ ...file, bytes: Buffer.concat(pieces), chunks: pieces.length });
    return { importId: `import-${files.length}`, outcome: 'stored' };
  };
  return {
    context: (config) => ({ ...inbox.context(config), receiveFile }),
    files,
    offered: () => offered,
    failNext: () => {
      failures += 1;
    },
    onChunk: (given) => {
      act = given;
    },
  };
}
