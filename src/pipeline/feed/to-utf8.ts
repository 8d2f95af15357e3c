import { TextDecoder } from 'node:util';

/** Bytes of a text in UTF-16 (told by its byte order mark) come out as UTF-8; all others as they are. */
export async function* toUtf8(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined;
  let head: Uint8Array = new Uint8Array();
  let isKnown = false;
  for await (const chunk of content) {
    if (isKnown) {
      yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 2) continue;
    isKnown = true;
    decoder = decoderOf(head);
    yield decoder ? Buffer.from(decoder.decode(head, { stream: true })) : head;
  }
  if (!isKnown && head.length > 0) yield head;
  if (decoder) yield Buffer.from(decoder.decode());
}

function decoderOf([first, second]: Uint8Array): TextDecoder | undefined {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : undefined;
}
