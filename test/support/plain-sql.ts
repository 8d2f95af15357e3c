import type { Statement } from '../../src/store/sql.ts';

/** A statement of text alone, for names of databases, which cannot be parameters. */
export function plain(text: string): Statement {
  return { text, values: [], pieces: [text] };
}
