import type { EngineWord } from './engine.ts';

/** Figures that came apart, and letters and signs among figures, put right where the form of a time, a telephone or a code says so. */
export function withFigures(words: readonly EngineWord[]): readonly EngineWord[] {
  return together(words).map((word, index, all) => {
    const text = asTime(asNumber(word), all[index + 1], word);
    return text === word.text ? word : { ...word, text };
  });
}

/** `9:` `16` is a time, `744.398` `8088` and `744` `398.2265` a telephone number: no blank stands there. */
const HALVES: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^(?:[01]?\d|2[0-3]):$/, /^[0-5]\d[,.;)]?$/, ''],
  [/^[^\d]*\d{3}\.\d{3}$/, /^\d{4}[,.;)]?$/, '.'],
  [/^[^\d]*\d{3}$/, /^\d{3}\.\d{4}[,.;)]?$/, '.'],
];

function together(words: readonly EngineWord[]): readonly EngineWord[] {
  const result: EngineWord[] = [];
  for (const word of words) {
    const before = result.at(-1);
    const seam = before && isNear(before, word) ? seamOf(before.text, word.text) : undefined;
    if (before && seam !== undefined) result[result.length - 1] = joined(before, word, seam);
    else result.push(word);
  }
  return result;
}

function seamOf(one: string, other: string): string | undefined {
  return HALVES.find(([left, right]) => left.test(one) && right.test(other))?.[2];
}

/** No more than a blank is between them. */
function isNear(one: EngineWord, other: EngineWord): boolean {
  return one.line === other.line && other.box.x - one.box.x - one.box.width < 0.8 * other.box.height;
}

/** One word of two, with what stands between them. */
function joined(one: EngineWord, other: EngineWord, seam: string): EngineWord {
  const [top, left] = [Math.min(one.box.y, other.box.y), one.box.x];
  const bottom = Math.max(one.box.y + one.box.height, other.box.y + other.box.height);
  return {
    ...one,
    text: one.text + seam + other.text,
    confidence: Math.min(one.confidence, other.confidence),
    box: { x: left, y: top, width: other.box.x + other.box.width - left, height: bottom - top },
  };
}

/** `3.41 PM`, `5°44 PM`: what is between hours and minutes is two points. */
function asTime(text: string, behind: EngineWord | undefined, word: EngineWord): string {
  const time = /^(?<hours>1[0-2]|[1-9])[.°*'’](?<minutes>[0-5]\d)$/.exec(text)?.groups;
  if (!time || behind?.line !== word.line || !/^[AP]\.?M\b/i.test(behind.text)) return text;
  return `${time['hours']}:${time['minutes']}`;
}

/** Letters and signs that are read for figures. */
const FIGURES: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  o: '0',
  I: '1',
  l: '1',
  '|': '1',
  Z: '2',
  S: '5',
  '€': '6',
  B: '8',
};
/** A telephone number or a date but for a letter or two. */
const NUMBER_LIKE =
  /^\(?(?:[\dOQDoIl|ZS€B]{3}\)?[-.][\dOQDoIl|ZS€B]{3}[-.][\dOQDoIl|ZS€B]{4}|[\dOQDoIl|ZS€B]{1,2}(?<sign>[-/])[\dOQDoIl|ZS€B]{1,2}\k<sign>(?:19|20)[\dOQDoIl|ZS€B]{2})[,.;)]?$/;
/** A figure that was read twice, as itself and as the letter it looks like; the engine is not sure of such words. */
const TWICE = /(?<=\p{Lu}|\d)(?:O0|0O|8B|B8|S8|S5|5S|I1|1I)(?=\d)/u;
const UNSURE = 0.6;

function asNumber({ text, confidence }: EngineWord): string {
  const parts = text.split(/[-/.)]+/).filter((part) => part !== '');
  if (NUMBER_LIKE.test(text) && parts.every((part) => /\d/.test(part)))
    return text.replaceAll(/[OQDoIl|ZS€B]/g, (letter) => FIGURES[letter] ?? letter);
  if (confidence < UNSURE && /\d.*\d.*\d.*\d/.test(text) && /^[A-Z\d-]{7,}$/.test(text))
    return text.replace(TWICE, (both) => (/[OQ]/.test(both) ? '0' : both.replace(/[A-Z]/, '')));
  return text
    .replace(/(?<=^\(?[A-TV-Z])O(?=\d\.\d)/, '0')
    .replace(/(?<=^\(?[A-TV-Z]\d[\dAB]\.[A-Z]?\d{0,3})[lI](?=[),;]*$)/, '1')
    .replace(/(?<=^[A-Z]{0,4}\d{4,})[op](?=\d{2,}$)/, '0')
    .replace(/^ICDI0(?=\b)/, 'ICD10');
}
