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
  if (!found) return word;
  return word === word.toUpperCase()
    ? found.name.toUpperCase()
    : found.name.charAt(0).toUpperCase() + found.name.slice(1);
}

/** A figure between letters was a letter. */
export function mendLetters(said: string): string {
  const text = withTilde(said);
  if (!/\d|\|/.test(text) || !/\p{L}{2}/u.test(text)) return text;
  const isUpper = text === text.toUpperCase();
  const put = (upper: string, lower: string): string => (isUpper ? upper : lower);
  return text
    .replaceAll('0', put('O', 'o'))
    .replaceAll(/[1|]/g, put('I', 'l'))
    .replaceAll('5', put('S', 's'))
    .replaceAll('8', 'B')
    .replaceAll('3', put('B', 'e'))
    .replaceAll('4', put('A', 'a'))
    .replaceAll('6', put('G', 'b'))
    .replaceAll('9', put('G', 'g'))
    .replaceAll('2', put('Z', 'z'));
}
