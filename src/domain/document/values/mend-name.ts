import { foldName } from '../../names.ts';
import { isUsual } from './usual-names.ts';

/** Readers of English take ñ for `fi`, `ii` or `fl`: family names that have it. */
const tilded =
  'quiñones muñoz nuñez peña ibañez zuñiga castañeda ordoñez acuña treviño avendaño bolaños saldaña magaña montaño briseño carreño peñaloza villaseñor patiño ureña'.split(
    ' ',
  );
const tildes = tilded.map((name) => ({
  name,
  pattern: new RegExp(`^${name.replace('ñ', '(?:fi|fl|f|ii|iii|fii|il|li|ti|it)')}$`, 'i'),
}));

function withTilde(word: string): string {
  const found = /f|ii|il|li|ti|it/i.test(word) ? tildes.find(({ pattern }) => pattern.test(word)) : undefined;
  return found ? likeCaseOf(word, found.name) : word;
}

/** All capitals, or a first one. */
function likeCaseOf(word: string, name: string): string {
  return word === word.toUpperCase() ? name.toUpperCase() : name.charAt(0).toUpperCase() + name.slice(1);
}

function isUsualName(name: string): boolean {
  return isUsual('given', foldName(name)) || isUsual('family', foldName(name));
}

/** A sign that no name has between letters: `S§ott`. One usual name with a letter in its place is meant, if there is only one. */
function withoutSign(word: string): string {
  const at = word.search(oddSign);
  if (at < 0 || !/^\p{L}*[^\p{L}]\p{L}+$/u.test(word) || word.length < 4) return word;
  const names = 'abcdefghijklmnopqrstuvwxyz'
    .split('')
    .map((letter) => word.slice(0, at) + letter + word.slice(at + 1))
    .filter(isUsualName);
  const [only, other] = names;
  return only === undefined || other !== undefined ? word : likeCaseOf(word, only);
}

const oddSign = /[§¢€£©®@&$%*#+?!/]/;

/** `Sm1th`: an i where that makes a usual name, `Wi1son`: else an l. */
function withStroke(word: string): string {
  const meant = word.replaceAll(/[1|]/g, 'i');
  return isUsualName(meant) ? meant : word.replaceAll(/[1|]/g, 'l');
}

/** A figure between letters was a letter. */
export function mendLetters(said: string): string {
  const text = withoutSign(withTilde(said));
  if (!/\d|\|/.test(text) || !/\p{L}{2}/u.test(text)) return text;
  const isUpper = text === text.toUpperCase();
  const put = (upper: string, lower: string): string => (isUpper ? upper : lower);
  return (isUpper ? text.replaceAll(/[1|]/g, 'I') : withStroke(text))
    .replaceAll('0', put('O', 'o'))
    .replaceAll('5', put('S', 's'))
    .replaceAll('8', 'B')
    .replaceAll('3', put('B', 'e'))
    .replaceAll('4', put('A', 'a'))
    .replaceAll('6', put('G', 'b'))
    .replaceAll('9', put('G', 'g'))
    .replaceAll('2', put('Z', 'z'));
}
