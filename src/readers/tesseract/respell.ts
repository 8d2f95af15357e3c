import type { EngineWord } from './engine.ts';

/** What Tesseract runs together in narrow print, and where it comes apart: `14,2026` has no such number, `1of` no such word. */
const JOINED = [
  /^(\d{1,2},)(\d{4}[.,;]?)$/,
  /^(\d{1,2})([o0]f)$/,
  /^(\d{1,2})([o0]f)(\d{1,2})$/,
  /^([o0]f)(\d{1,2})$/,
];

/** Whatever stands before it: `1D` is the number of a flat behind these only. */
const FLAT = /^(?:apt|unit|suite|ste|apartment|room|rm|floor|fl|bldg|no|#)\b/i;

/** Words that were run together taken apart, and a capital I that was read as 1 put right where nothing else can be meant. */
export function respelled(words: readonly EngineWord[]): readonly EngineWord[] {
  return words.flatMap(apart).map((word, index, all) => {
    const before = all[index - 1];
    const isFlat = before?.line === word.line && FLAT.test(before.text);
    const text = word.text
      .replace(/^[1l|]CD(?=-?1[0O])/, 'ICD')
      .replace(/^[1l|]D(?=[:.#;]*$)/, (found) => (isFlat ? found : 'ID'))
      .replace(/^NP[1l|!](?=[:.#;]*$)/, 'NPI');
    return text === word.text ? word : { ...word, text };
  });
}

function apart(word: EngineWord): readonly EngineWord[] {
  const parts = JOINED.map((pattern) => pattern.exec(word.text)?.slice(1)).find(
    (found) => found !== undefined,
  );
  if (!parts) return [word];
  const share = word.box.width / word.text.length;
  let from = 0;
  return parts.map((part) => {
    const x = word.box.x + Math.round(from * share);
    from += part.length;
    const width = Math.max(1, word.box.x + Math.round(from * share) - x);
    return { ...word, text: part.replace(/^0f$/, 'of'), box: { ...word.box, x, width } };
  });
}
