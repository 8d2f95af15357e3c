import type { ContentRef } from '../domain/fact.ts';
import { decodeContent } from '../formats/hl7v2/content.ts';
import type { Queryable } from '../store/database.ts';
import { loadSlice } from '../store/messages.ts';

/** The decoded bytes of a note, read out of the stored message that brought it. */
export async function loadNoteBytes(
  db: Queryable,
  messageId: string,
  content: ContentRef,
): Promise<Uint8Array> {
  const slices: Uint8Array[] = [];
  for (const slice of content.slices) slices.push(await loadSlice(db, messageId, slice.offset, slice.length));
  return decodeContent(slices, content);
}
