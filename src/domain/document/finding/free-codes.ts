import type { DiagnosisList } from '../knowledge/diagnoses.ts';
import { findDiagnoses } from '../values/diagnosis.ts';
import type { Found } from '../values/found.ts';

export type FreeCode = { readonly code: Found; readonly score: number; readonly evidence: string };

/** `Codes are H40.013, H04.123.` */
const sentence = /\b(?:(?:diagnos[ie]s |icd-?1[0o](?:-cm)? )?codes?|dx|diagnos[ie]s) (?:are|is) /gi;
/** `Dx R13.10`, `ICD-10 I10 Her insurance`: only what stands there at once. */
const nameOfList = /\b(?:icd-?\s?1[0o](?:-cm)?(?: codes?)?|dx)[ :#]{1,2}(?=\S)/gi;

/** ICD-10-CM codes of a page's text that no label of a form asks for: in brackets, in a sentence, behind the name of the list, or by their form. */
export function freeCodes(text: string, list: DiagnosisList): readonly FreeCode[] {
  return [
    ...inBrackets(text, list),
    ...[...text.matchAll(sentence)].flatMap((lead) => behind(text, lead, inSentence, list)),
    ...[...text.matchAll(nameOfList)].flatMap((lead) => behind(text, lead, atOnce, list)),
    ...findDiagnoses(text, list, 'free')
      .filter(({ from, to }) => text.slice(from, to).includes('.'))
      .map((code) => ({ code, score: 0.45, evidence: 'an ICD-10 code in the text' })),
  ];
}

function inBrackets(text: string, list: DiagnosisList): readonly FreeCode[] {
  return findDiagnoses(text, list, 'brackets')
    .filter(
      ({ from, to }) =>
        /[([]\s?$/.test(text.slice(Math.max(0, from - 2), from)) || /^\s?[)\]]/.test(text.slice(to, to + 2)),
    )
    .map((code) => ({ code, score: 0.8, evidence: 'an ICD-10 code in brackets' }));
}

function behind(
  text: string,
  lead: RegExpExecArray,
  codesIn: (said: string, list: DiagnosisList) => readonly Found[],
  list: DiagnosisList,
): readonly FreeCode[] {
  const start = lead.index + lead[0].length;
  return codesIn(text.slice(start, start + 120), list).map((code) => ({
    code: { ...code, from: code.from + start, to: code.to + start },
    score: 0.6,
    evidence: `behind “${lead[0].trim()}”`,
  }));
}

/** Up to the end of the sentence. */
function inSentence(said: string, list: DiagnosisList): readonly Found[] {
  return findDiagnoses(/^[^;:\n]*?(?=\. (?=\p{Lu})|\n|$)/u.exec(said)?.[0] ?? '', list, 'labelled');
}

/** The first, and what follows it with nothing but commas and the like between. */
function atOnce(said: string, list: DiagnosisList): readonly Found[] {
  const codes = findDiagnoses(said, list, 'labelled');
  const gap = codes.findIndex(
    ({ from }, at) => !/^(?:[,;&/\s]|and)*$/.test(said.slice(codes[at - 1]?.to ?? 0, from)),
  );
  return gap === -1 ? codes : codes.slice(0, gap);
}
