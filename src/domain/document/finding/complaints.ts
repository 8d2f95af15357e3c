import { clinicalWords, shortForms } from '../knowledge/clinical-words.ts';
import { serviceWord } from '../knowledge/service-words.ts';
import type { Found } from '../values/found.ts';
import { organisationWord } from '../values/words.ts';

/** A line of complaints: most of its words are clinical, and it asks for nothing. */
export function complaint(text: string): Found | undefined {
  const said = text.match(/(?<![\p{L}\d])\p{L}[\p{L}\d'’-]+/gu) ?? [];
  const isAsked =
    serviceWord.test(said.slice(0, 3).join(' ')) || (text.length < 30 && serviceWord.test(text));
  if (said.length < 3 || !/^(?:\p{Lu}|[a-z]\/[a-z]\b|\+ |\d{1,3} )/u.test(text) || isAsked || isName(said))
    return undefined;
  const clinical = said.filter(isClinical).length;
  if (
    clinical < 2 ||
    clinical < said.length * 0.4 ||
    /\b(?:please|fax|call|office|records|page|confidential|information|insurance|requests?|referral|orders?|forms?|consult\w*)\b/i.test(
      text,
    )
  )
    return undefined;
  return { value: text.replaceAll(/\s+/g, ' '), from: 0, to: text.length, fit: 1, repaired: 0 };
}

function isClinical(word: string): boolean {
  const known = clinicalWords.get(word.toLowerCase());
  return (known !== undefined && (word.length > 3 || known === word)) || shortForms.has(word);
}

/** `Pinecrest Internal Medicine`: every word stands in a capital, and one is of those practices are called by. */
function isName(words: readonly string[]): boolean {
  return words.every((word) => /^\p{Lu}|^of$|^and$/u.test(word)) && organisationWord.test(words.join(' '));
}
