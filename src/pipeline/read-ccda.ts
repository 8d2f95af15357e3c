import { readCcdaDocument } from '../formats/ccda/read-document.ts';
import type { CcdaMapping, Mapped, MappingContext } from '../sdk/mapping.ts';

/** Bytes → clinical document → what the mapping makes of it. Throws permanent Failures that say what is wrong with the bytes. */
export function mapCcda(mapping: CcdaMapping, body: Uint8Array, context: MappingContext): Mapped {
  return mapping.map(readCcdaDocument(body), context);
}
