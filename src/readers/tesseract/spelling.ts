import type { EngineWord } from './engine.ts';
import type { WordList } from './word-list.ts';

/** Letters that run into one another on faxes, as they are read and as they are printed: `Thomton`, `facihty`, `Authonzation`. */
const RUN_TOGETHER = pairs('h=li m=rn m=in m=ni n=ri d=cl rn=m w=vi w=iv nu=mi');
/** Single letters that look alike on faxes. */
const ALIKE = pairs(
  `h=b h=n b=h b=k k=h i=l i=r i=t l=i l=t l=f t=l t=i t=r t=f f=t f=l f=r f=e j=i j=l e=c e=o e=a e=s e=f c=e c=o c=s o=e o=a o=c
   a=o a=e a=s s=a s=e g=q g=a g=y q=g q=o u=ti u=li v=y v=r v=w y=v r=i r=t r=f n=h n=u n=r u=n u=a u=o p=d z=a i= j= l=`,
);

/** Read, and what was printed. */
type Pair = readonly [read: string, printed: string];

function pairs(text: string): readonly Pair[] {
  return text.split(/\s+/).map((pair): Pair => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']);
}

/** The letters between the punctuation around a word; words joined by a bar or a hyphen are looked at one by one. */
const LETTERS = /[^\s/-]+/g;
const BARE = /^(?<before>[^\p{L}\d]*)(?<core>.*?)(?<behind>[^\p{L}\d]*)$/u;
/** One figure or sign at most among letters: what is more is a number or dirt. */
const SPELT = /^(?=.{4})\p{L}*(?:[^\p{L}.,:;@'&()]\p{L}+)?$/u;
const FOREIGN = /[áíñóúü]|é.*[oa]$/i;
const ALL_LETTERS = /^\p{L}+$/u;

/**
 * Words that no list has, and of which a look-alike stands in the list, are that one: what is surely no letter first, then letters
 * that run together, then single letters the engine was not sure of. Where two words would fit, or the page has the word twice, it
 * stays.
 */
export function spelled(words: readonly EngineWord[], list: WordList): readonly EngineWord[] {
  const seen = new Map<string, number>();
  const partsOf = (text: string): readonly string[] =>
    (text.match(LETTERS) ?? []).map((part) => BARE.exec(part)?.groups?.['core'] ?? '');
  for (const { text } of words) for (const part of partsOf(text)) seen.set(part, (seen.get(part) ?? 0) + 1);
  return words.map((word, index) => {
    const isAmid = [words[index - 1], words[index + 1]].every(
      (other) => other?.line === word.line && /\p{Ll}{2}/u.test(other.text),
    );
    const text = word.text.replaceAll(LETTERS, (part) => {
      const { before = '', core = '', behind = '' } = BARE.exec(part)?.groups ?? {};
      if ((seen.get(core) ?? 0) > 1) return part;
      const little = isAmid ? littleWord(core, list) : undefined;
      if (little === undefined && (!SPELT.test(core) || isKnown(core, list))) return part;
      return before + (little ?? meant(core, word.confidence, list) ?? core) + behind;
    });
    return text === word.text ? word : { ...word, text };
  });
}

/** Little words are too like one another for a list of all: only those that stand in every sentence. */
const SHORT = /^[\p{Ll}\d]{2,4}$/u;
const LITTLE =
  'and any are been call can for from had has have her him his if in is it like more much not of our please she the this to was will with you your'.split(
    ' ',
  );

function littleWord(core: string, list: WordList): string | undefined {
  const isWord = /[aeiouy]/.test(core) && isKnown(core, list);
  if (!SHORT.test(core) || !/\p{Ll}/u.test(core) || isWord) return undefined;
  const one = core.replaceAll('1', 'i').replaceAll('0', 'o');
  const near = one === core ? [...swapped(one, RUN_TOGETHER), ...swapped(one, ALIKE)] : [one];
  return only(LITTLE.filter((word) => near.includes(word)));
}

/** Engines are surer of words they know: one they do not is read with 0.93 at most. */
const UNSURE = { alike: 0.88, small: 0.92, any: 0.8, name: 0.5 };
/** Below so many letters too many words differ by one only. */
const LONG = 7;
const SHORTEST = 4;

function meant(core: string, confidence: number, list: WordList): string | undefined {
  // The list is English: of another language's words it has the nearest.
  if (FOREIGN.test(core)) return undefined;
  // What stands for a first letter does not say whether it is a capital.
  if (!/^\p{L}/u.test(core)) return undefined;
  if (!ALL_LETTERS.test(core)) return only(known(anyAt(core, core.search(/\P{L}/u)), list));
  const together = swapped(core, RUN_TOGETHER);
  // The name of one person is a letter away from that of another.
  const isFit = (one: string): boolean => confidence < UNSURE.name || isCommon(one, list);
  // A word without a capital is no name: it is in the list, or it was read badly.
  const isDoubtful = core.length > SHORTEST && confidence < (isSmall(core) ? UNSURE.small : UNSURE.alike);
  const alike = isDoubtful ? swapped(core, ALIKE).filter(isFit) : [];
  const any =
    confidence < UNSURE.any && core.length >= LONG
      ? Array.from(core).flatMap((_, at) => anyAt(core, at))
      : [];
  const twice = core.length > LONG ? together.flatMap((one) => swapped(one, RUN_TOGETHER)) : [];
  const tiers = [together, alike, any.filter(isFit), twice].map((tier) => known(tier, list));
  return only(tiers.find((tier) => tier.length > 0) ?? []);
}

/** The word with each piece that can be another one changed once; a capital stays one. */
function swapped(core: string, by: readonly Pair[]): readonly string[] {
  const small = core.toLowerCase();
  return by.flatMap(([read, printed]) => {
    const found: string[] = [];
    for (let at = small.indexOf(read); at >= 0; at = small.indexOf(read, at + 1)) {
      if (printed === '' && at > 0 && small.length < LONG) continue;
      // A capital is no piece of two small letters.
      if (at === 0 && printed.length !== read.length && !isSmall(core)) continue;
      found.push(inCaseOf(core, small.slice(0, at) + printed + small.slice(at + read.length)));
    }
    return found;
  });
}

const ALPHABET = Array.from('abcdefghijklmnopqrstuvwxyz');

function anyAt(core: string, at: number): readonly string[] {
  const small = core.toLowerCase();
  return ALPHABET.map((letter) => inCaseOf(core, small.slice(0, at) + letter + small.slice(at + 1)));
}

function known(candidates: readonly string[], list: WordList): readonly string[] {
  return [...new Set(candidates)].filter((one) => isKnown(one, list));
}

function only(found: readonly string[]): string | undefined {
  return found.length === 1 ? found[0] : undefined;
}

const isSmall = (text: string): boolean => text === text.toLowerCase();
const isLarge = (text: string): boolean => text === text.toUpperCase();
const titled = (small: string): string => small.slice(0, 1).toUpperCase() + small.slice(1);

/** All capitals, a first one, or none, as the word that was read. */
function inCaseOf(core: string, small: string): string {
  if (isLarge(core)) return small.toUpperCase();
  return isSmall(core.slice(0, 1)) ? small : titled(small);
}

/** A word is known however it is written; one without capitals only if the list has it so. */
export function isKnown(word: string, list: WordList): boolean {
  const small = word.toLowerCase();
  if (list.has(word) || isCommon(small, list)) return true;
  return !isSmall(word) && list.has(titled(small));
}

/** Plans and programmes that stand on every form and in no list of words. */
const PLANS = new Set([
  'ambetter',
  'caresource',
  'humana',
  'optum',
  'tricare',
  'unitedhealthcare',
  'wellcare',
]);

/** No name: the list has it without a capital. */
function isCommon(word: string, list: WordList): boolean {
  const small = word.toLowerCase();
  return list.has(small) || PLANS.has(small);
}
