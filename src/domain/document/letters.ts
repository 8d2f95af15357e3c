import type { Area } from './areas.ts';
import { candidateOf, type Candidate } from './candidates.ts';
import type { FieldName } from './fields.ts';
import type { ValueContext } from './values/find.ts';
import { findDates } from './values/date.ts';
import { findMemberIds } from './values/ids.ts';
import { findPersons } from './values/person.ts';
import { findPhones } from './values/phone.ts';
import { findPayers, findSexes, findUrgencies } from './values/words.ts';
import type { Found } from './values/found.ts';

/** What sentences say: "I am referring Mrs. Jane Doe, born 1/2/1950, for evaluation of chronic cough." */
export function letterCandidates(flow: Area, page: number, values: ValueContext): readonly Candidate[] {
  const found: Candidate[] = [];
  const text = flow.text.replaceAll('\n', ' ');
  const add = (
    field: FieldName,
    from: number,
    one: Found | undefined,
    score: number,
    evidence: string,
  ): void => {
    if (!one || one.fit < 0.3) return;
    const placed = { ...one, from: one.from + from, to: one.to + from };
    found.push(
      candidateOf(field, placed, { ...flow, text }, page, {
        score: score * one.fit,
        labelMatch: 0,
        evidence,
        origin: 'pattern',
      }),
    );
  };
  patient(text, values, add);
  insurance(text, add);
  why(text, add);
  howSoon(text, add);
  callBack(text, values, add);
  return found;
}

type Add = (
  field: FieldName,
  from: number,
  found: Found | undefined,
  score: number,
  evidence: string,
) => void;

const introduced =
  /\b(?:refer(?:ring|red)?|see(?:ing|n)?|saw|evaluat(?:e|ing)|introduc(?:e|ing)|sending|send you|on behalf of|accept(?:ing)?|treat(?:ing)?|schedul(?:e|ing)|assess(?:ing)?|regarding|care of)\s+(?:you\s+|to you\s+)?(?:(?:my|our|this|the|your|a|mutual|above|delightful|pleasant|lovely|kind|new)\s+){0,3}(?:patient,?\s+|pt\.?\s+)?(?:(?:mr|mrs|ms|miss|dr|master)\.?\s+)?/gi;

function patient(text: string, { own }: ValueContext, add: Add): void {
  for (const match of text.matchAll(introduced)) {
    const from = match.index + match[0].length;
    const behind = text.slice(from, from + 60);
    const [person] = findPersons(behind);
    if (!person || person.from > 0 || person.value.split(', ').length > 2) continue;
    add('patient_name', from, person, 0.7, 'named in the letter');
    const [date] = findDates(text.slice(from, from + 140), 'birth', own.today);
    if (
      date &&
      /\b(?:dob|born|birth|d\.o\.b)\W{0,12}(?:on |is |of )?$|\(\s?$|,\s?$/i.test(
        text.slice(from, from + date.from),
      )
    )
      add('birth_date', from, date, 0.6, 'behind the patient’s name');
  }
  for (const match of text.matchAll(/\b(?:born(?: on)?|date of birth(?: is)?|dob)\W{1,4}/gi)) {
    const from = match.index + match[0].length;
    const [date] = findDates(text.slice(from, from + 24), 'birth', own.today);
    if (date && date.from < 3) add('birth_date', from, date, 0.65, 'behind “born”');
  }
  for (const match of text.matchAll(
    /\b\d{1,3}[- ]?(?:years?|yrs?|y\/?o|yo|y\.o\.)?[- ]?(?:old)?[- ,]{0,2}(?:[a-z]+ ){0,2}(?<sex>female|male|woman|man|gentleman|lady|girl|boy)\b/gi,
  )) {
    const said = (match.groups?.['sex'] ?? '').toLowerCase();
    const plain = said === 'gentleman' ? 'man' : said === 'lady' ? 'woman' : said;
    const [sex] = findSexes(plain);
    const at = match.index + match[0].length - said.length;
    add('sex', at, sex && { ...sex, from: 0, to: said.length }, 0.6, 'named with the age');
  }
  for (const match of text.matchAll(
    /\b(?:reached|contacted|called|call (?:her|him|them)|(?:phone|telephone|cell|mobile|contact)(?: number)?(?: is)?)(?: at| on| by phone at| by phone)?\W{0,3}(?=\(?\d)/gi,
  )) {
    const from = match.index + match[0].length;
    const isHers =
      /reached|contacted|her|him|them|cell|mobile/i.test(match[0]) ||
      /\b(?:her|his|their|patient'?s?)\W+$/i.test(text.slice(Math.max(0, match.index - 12), match.index));
    const [phone] = findPhones(text.slice(from, from + 20));
    if (isHers && phone && phone.from < 2) add('patient_phone', from, phone, 0.6, 'named in the letter');
  }
}

function insurance(text: string, add: Add): void {
  for (const match of text.matchAll(
    /\b(?:insured (?:with|by|through)|insurance (?:is|with|through)|covered by|coverage (?:is|with|through)|has|carries)\s+(?<payer>[A-Z][^.;\n(#]{2,48})/g,
  )) {
    const said = match.groups?.['payer'] ?? '';
    const name = said.split(/,|\b(?:member|policy|subscriber|id|insurance|and|with)\b/i)[0] ?? '';
    const isStrong = !/^(?:has|carries)/.test(match[0]);
    const [payer] = findPayers(name.trim());
    if (payer && (isStrong || payer.isValid === true))
      add(
        'payer',
        match.index + match[0].length - said.length,
        { ...payer, from: 0, to: name.trimEnd().length },
        0.6,
        'named in the letter',
      );
  }
  for (const match of text.matchAll(
    /\b(?:member|policy|subscriber|insurance|medicare|medicaid)(?: ?(?:id|number|no\.?|#|policy))*(?: is)?[\s:#(]{1,4}(?=[A-Z]{0,4}[\dA-Z]*\d)/gi,
  )) {
    const from = match.index + match[0].length;
    const [id] = findMemberIds(text.slice(from, from + 24).replace(/[.,;)(\s].*$/s, ''));
    if (id && id.from === 0) add('member_id', from, id, 0.6, 'named in the letter');
  }
}

/** Words by which a thing to be done is known from a complaint. */
export const serviceWord =
  /\b(?:evaluation|consult(?:ation)?s?|clinic|visit|mri|ct|cta|mra|pet|scan|echo(?:cardiogram)?|ekg|ecg|eeg|emg|ncs|colonoscopy|endoscopy|egd|ultrasound|x-?rays?|therapy|injections?|tests?|testing|study|studies|screening|biopsy|surgery|monitor(?:ing)?|treatment|treat|assessment|exam(?:ination)?|procedure|imaging|mammogram|dexa|holter|polysomnogra\w+|removal|excision|repair|replacement|spirometry|pfts?|check|program|management|opinion|rehab\w*|counsel\w+|infusion|ablation|stimulation|work-?up|allergy testing|patch testing|audiogram|follow-?up)\b/i;

function why(text: string, add: Add): void {
  const asked =
    /\b(?:for|[Nn]eeds?|[Rr]equesting|[Rr]equests?|[Rr]equest an?|[Pp]lease (?:schedule|arrange|provide|perform)(?: an?| for an?)?)\s+(?:an? |the |your |further )?(?<what>[A-Za-z](?:(?!,? for )(?:[^.;:?!]|\.(?=\d))){2,120})(?=[.;:?!]|$|,? for )/g;
  for (const match of text.matchAll(asked)) {
    const what = match.groups?.['what'] ?? '';
    const from = match.index + match[0].length - what.length;
    const context = text.slice(Math.max(0, match.index - 160), match.index);
    const isFor = /^for/.test(match[0]);
    if (isFor && !/\b(?:refer|see|seeing|send|evaluat|introduc|born|dob|old)/i.test(context)) continue;
    if (isFor && /\b(?:thank|thanks)(?: you)?\s*$/i.test(context) && !/\b(?:refer)/i.test(what)) continue;
    askedFor(text, from, what, add);
  }
}

/** "evaluation of chronic cough": what is to be done and why; the sentence behind may say why. */
function askedFor(text: string, from: number, what: string, add: Add): void {
  const of =
    /^(?<service>.*?\b(?:evaluation|consultation|consult|assessment|management|treatment|work-?up|opinion)(?: and (?:\w+ ?){1,3})?) (?:of|for|regarding|on) (?<reason>.{3,})$/i.exec(
      what,
    );
  const service = of?.groups?.['service'] ?? (serviceWord.test(what) ? what : '');
  const trimmed = service
    .replace(/,? (?:when|as soon|at your|and (?:would|look)|within|asap|please|urgently|to be).*$/i, '')
    .trim();
  if (trimmed !== '' && trimmed.length < 70)
    add('service', from, textFound(trimmed), 0.5, 'asked for in the letter');
  const reason = of?.groups?.['reason'] ?? (service === '' ? what : '');
  if (reason !== '')
    add('reason', from + what.length - reason.length, textFound(reason), 0.5, 'asked for in the letter');
  if (reason === '' && trimmed !== '') {
    const rest = text.slice(from + what.length);
    const next = /^[.:;]\s+(?:rea[sg][oa]n\W+)?(?<said>[A-Z](?:[^.?!]|\.(?=\d)){4,160})[.?!]/i.exec(rest)
      ?.groups?.['said'];
    if (
      next !== undefined &&
      !/^(?:please|thank|this is|he |she |they |i |we |medication|call|see |he'|she'|my |our |the patient|if |her |his )/i.test(
        next,
      )
    ) {
      const at = from + what.length + rest.indexOf(next);
      add('reason', at, textFound(next), 0.42, 'the sentence behind what is asked for');
    }
  }
}

function textFound(said: string): Found {
  const value = said.replaceAll(/\s+/g, ' ').trim();
  return { value, from: 0, to: said.length, fit: 1, repaired: 0 };
}

/** "Please treat this as urgent", "URGENT please!": not beside a box, and not denied. */
function howSoon(text: string, add: Add): void {
  for (const match of text.matchAll(
    /(?<=^|[\s"“(*])(?<word>stat|urgent(?:ly)?|asap|as soon as possible|emergent(?:ly)?|expedite[ds]?|routine|non-?urgent)(?![\p{L}])/giu,
  )) {
    const word = match.groups?.['word'] ?? '';
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    const behind = text.slice(match.index + word.length, match.index + word.length + 20);
    if (isAmongOthers(text, match.index, word)) continue;
    if (
      /\b(?:not|non|no|isn't|if|for|nor)[- ]$/i.test(before) ||
      /^[ -](?:care|center|response|clinic|department)\b/i.test(behind)
    )
      continue;
    const isAsked =
      /\b(?:please|treat|mark|consider|this is|is an?|appointment|needs?|seen|see|as|request|referral|priority|status|schedule)\W(?:[\w' ]{0,30}\W)?$/i.test(
        before,
      );
    const isLoud = word === word.toUpperCase() && word.length > 3;
    const isAlone =
      /(?:^|[.!?:]\s{1,3}|\*+\s?)$/.test(before) && /^\W*(?:please|referral|request|$|[A-Z*!.])/.test(behind);
    const score = isAsked ? 0.5 : isLoud || isAlone ? 0.42 : 0;
    const [found] = findUrgencies(word);
    if (score > 0 && found)
      add('urgency', match.index, { ...found, from: 0, to: word.length }, score, 'said in the text');
  }
}

/** Routine, urgent and STAT side by side are a choice, not an answer. */
function isAmongOthers(text: string, from: number, word: string): boolean {
  const near =
    text.slice(Math.max(0, from - 45), from) + text.slice(from + word.length, from + word.length + 45);
  return /\b(?:stat|routine|urgent|emergent)\b/i.test(
    near.replaceAll(new RegExp(`\\b${word.replaceAll(/\W/g, '.')}\\b`, 'gi'), ''),
  );
}

/** "Call us with questions 233.421.6988", "my office at …": the sender's own line. */
function callBack(text: string, { own }: ValueContext, add: Add): void {
  for (const one of findPhones(text)) {
    if (own.ownNumbers.includes(one.value)) continue;
    const before = text.slice(Math.max(0, one.from - 60), one.from);
    const said = /[^.:;]*$/.exec(before.replace(/[.:]?\s*$/, ''))?.[0] ?? '';
    if (/\bfax\b/i.test(said)) {
      if (/\b(?:results?|notes?|reports?|back|reply|return|records|us|me|our|my)\b/i.test(said))
        add('referrer_fax', 0, one, 0.6, 'where they ask for the answer');
    } else if (
      /\b(?:call|contact|reach)\b(?! (?:her|him|them|the patient|patient))[^.]{0,45}$/i.test(said) ||
      /\b(?:my|our) (?:office|cell|clinic|direct line|number|nurse|staff)\b[^.]{0,25}$/i.test(said)
    )
      add(
        'referrer_phone',
        0,
        one,
        /\b(?:her|his|patient)\b/i.test(said) ? 0.2 : 0.55,
        'where they ask to be called',
      );
  }
}
