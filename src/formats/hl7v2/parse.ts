import { byteOffsets, decodeMessage } from './charset.ts';
import { layOut, namedCharsets } from './layout.ts';
import type { Hl7Message } from './message.ts';
import { readerOf } from './read.ts';

/**
 * Parses an HL7 v2 message (v2.5.1 chapter 2). Segments are found, fields are split when they are asked for; a large value is
 * never copied until it is read. Everything odd is a warning; only a missing MSH throws Failure permanent `hl7-no-msh`.
 *
 * @param options.charset the channel's override: it wins over MSH-18.
 */
export function parseMessage(bytes: Uint8Array, options: { readonly charset?: string } = {}): Hl7Message {
  const decoded = decodeMessage(bytes, options.charset, namedCharsets);
  return readerOf({
    layout: layOut(decoded.text),
    charset: decoded.charset,
    warnings: decoded.warnings,
    offsetOf: byteOffsets(decoded, bytes),
  });
}
