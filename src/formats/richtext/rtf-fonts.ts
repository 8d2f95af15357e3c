import { decodeCodePage, decodeUtf8 } from './charset.ts';

/** A font of `\fonttbl`: what its bytes mean. */
export type RtfFont =
  | { readonly kind: 'text'; readonly codePage: number | undefined }
  | { readonly kind: 'symbol' | 'wingdings' };

/** What a font entry means, by its `\fcharset` (RTF 1.9.1, "Font Table") and its name. */
export function rtfFont(charset: number | undefined, name: string): RtfFont {
  if (/wingdings/i.test(name)) return { kind: 'wingdings' };
  if (/^\s*symbol\b/i.test(name) || charset === 2) return { kind: 'symbol' };
  return { kind: 'text', codePage: CODE_PAGES.get(charset ?? 0) };
}

/**
 * Bytes to text in a font. Raw 8-bit bytes are not RTF, but systems write them: when they are valid UTF-8 they are read
 * as UTF-8, else in the code page. Symbol fonts matter: read as letters, `≥ 140` would print as `³ 140`.
 */
export function decodeRtfBytes(
  bytes: readonly number[],
  font: RtfFont | undefined,
  documentCodePage: number,
  isRaw: boolean,
): string {
  if (font?.kind === 'symbol' || font?.kind === 'wingdings')
    return bytes.map((byte) => symbolOf(byte, font)).join('');
  const data = Uint8Array.from(bytes);
  const utf8 = isRaw ? decodeUtf8(data) : undefined;
  return (
    utf8 ?? decodeCodePage(data, (font?.kind === 'text' ? font.codePage : undefined) ?? documentCodePage)
  );
}

/** A `\u` code. Word writes characters of symbol fonts as U+F020 to U+F0FF of the private use area. */
export function rtfCharacter(code: number, font: RtfFont | undefined): string {
  if (code < 0xf020 || code > 0xf0ff) return String.fromCharCode(code);
  return symbolOf(code - 0xf000, font?.kind === 'wingdings' ? font : { kind: 'symbol' });
}

function symbolOf(byte: number, font: RtfFont): string {
  if (byte < 0x20) return String.fromCharCode(byte);
  if (font.kind === 'wingdings') return WINGDINGS.get(byte) ?? '▪';
  const character = byte < 0x7f ? SYMBOL_LOW[byte - 0x20] : SYMBOL_HIGH[byte - 0xa0];
  return character ?? '▪';
}

const CODE_PAGES: ReadonlyMap<number, number> = new Map([
  [77, 10_000],
  [128, 932],
  [129, 949],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
  [254, 437],
  [255, 850],
]);

/** Adobe Symbol encoding, 0x20 to 0x7E and 0xA0 to 0xFE. */
const SYMBOL_LOW =
  ' !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼';
const SYMBOL_HIGH =
  '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…│─↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭';

/** The marks of Wingdings that carry meaning in a record: boxes, ticks, crosses, arrows. */
const WINGDINGS: ReadonlyMap<number, string> = new Map([
  [0x20, ' '],
  [0x4a, '☺'],
  [0x4c, '☹'],
  [0x6c, '●'],
  [0x6d, '❍'],
  [0x6e, '■'],
  [0x6f, '□'],
  [0x70, '□'],
  [0x71, '❑'],
  [0x72, '❒'],
  [0x76, '❖'],
  [0x9f, '•'],
  [0xa1, '○'],
  [0xa7, '▪'],
  [0xa8, '☐'],
  [0xd8, '➢'],
  [0xdf, '←'],
  [0xe0, '→'],
  [0xe1, '↑'],
  [0xe2, '↓'],
  [0xe8, '➔'],
  [0xfb, '✗'],
  [0xfc, '✓'],
  [0xfd, '☒'],
  [0xfe, '☑'],
]);
