import { createJsonScanner } from '../../formats/feed/json-scan.ts';
import { sniffFeed, type SniffedFeed } from '../../formats/feed/sniff-feed.ts';
import { openHead, type TableFile } from '../import/open-file.ts';

export type FeedFile = TableFile & { readonly sniffed: SniffedFeed };

/**
 * Opens a file of records: a table, a JSON array or NDJSON. Throws permanent Failures that say what was seen and what is wanted
 * (`file-unreadable`, `not-a-table`, `header-repeats`, `no-records`).
 */
export async function openFeed(path: string): Promise<FeedFile> {
  const { head, ...file } = await openHead(path);
  const sniffed = sniffFeed(head);
  const { layout } = sniffed;
  if (layout === 'table') return { ...file, sniffed };
  const begin = { offset: sniffed.headerEnd, row: 0 };
  return {
    ...file,
    sniffed,
    scanner: (start) => createJsonScanner({ layout, start: start.row === 0 ? begin : start }),
  };
}
