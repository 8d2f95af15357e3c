import type { Block } from './block.ts';
import { decodeText } from './charset.ts';
import { startElements } from './element-state.ts';
import { closeElement, finishElements, openElement, writeElementText } from './elements.ts';
import { scanMarkup } from './markup.ts';

/**
 * HTML as blocks, by an allow-list of elements. Nothing is fetched or run: scripts, styles, frames and objects are left
 * out, an image leaves its alternative text. Broken markup gives up its form, never its words. Never throws.
 */
export function readHtml(bytes: Uint8Array, charset?: string): readonly Block[] {
  return readHtmlText(decodeText(bytes, charset ?? declaredCharset(bytes)));
}

export function readHtmlText(html: string, leavesOut = true): readonly Block[] {
  const state = startElements(leavesOut);
  scanMarkup(html, 'html', (markup) => {
    switch (markup.kind) {
      case 'open':
        return openElement(state, markup.name, markup.attributes);
      case 'close':
        return closeElement(state, markup.name);
      case 'text':
        return writeElementText(state, markup.text);
      case 'doctype':
        return undefined;
    }
  });
  if (state.dropped) return readHtmlText(html, false);
  return finishElements(state);
}

/** `<meta charset>` or its older spelling, looked for in the first kilobyte as browsers do (HTML standard 13.2.3.2). */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 1024));
  return /<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})/i.exec(start)?.[1];
}
