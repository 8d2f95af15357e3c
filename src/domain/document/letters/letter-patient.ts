import type { Add } from './letter-add.ts';
import { findAddresses } from '../values/address.ts';
import { findDates } from '../values/date.ts';
import { findMemberIds } from '../values/ids.ts';
import { findPersons } from '../values/person.ts';
import { findPhones } from '../values/phone.ts';
import { findPayers } from '../values/payer.ts';
import { findSexes } from '../values/sex.ts';

const titled = String.raw`(?:(?:mr|mrs|ms|miss|master|dr)\.?\s+)?`;

/** Verbs and nouns that stand in front of the patient's name. */
const introduced = new RegExp(
  String.raw`\b(?:refer(?:ring|red)?|see(?:ing|n)?|saw|evaluat(?:e|ing)|introduc(?:e|ing)|sending|send you|on behalf of|accept(?:ing)?|treat(?:ing)?|schedul(?:e|ing)|assess(?:ing)?|regarding|concerning|care of|for|meet(?:ing)?|have|help with|consult on|consultation (?:for|on)|patient(?: is| named| name is)?|request for)\s+(?:you\s+|to you\s+)?(?:(?:my|our|this|the|your|a|mutual|above|delightful|pleasant|lovely|kind|new)\s+){0,3}(?:patient,?\s+|pt\.?\s+)?${titled}`,
  'gi',
);

export function patientInText(text: string, today: string, add: Add): void {
  for (const match of text.matchAll(introduced))
    named(
      text,
      match.index + match[0].length,
      today,
      /refer|see|patient|evaluat|sending|introduc/i.test(match[0]) ? 0.7 : 0.45,
      add,
    );
  // `Jane Doe (DOB 1/2/1950)`, `Jane Doe, born 1/2/1950`, `Jane Doe is a 67 year old`.
  for (const match of text.matchAll(
    /(?<name>(?:[\p{Lu}][\p{L}'’.-]*,?\s+){1,4}[\p{Lu}][\p{L}'’.-]*)\s?(?:\(|,|[-–])?\s?(?:dob|d\.o\.b\.?|born|date of birth|is an? \d{1,3}|(?:[FM],? ?)?\d{1,3}[ -]?(?:y\/?\.?o|year|yr))/gu,
  ))
    named(text, match.index, today, 0.6, add);
  for (const match of text.matchAll(/\b(?<title>mrs?|ms|miss)\.?\s+(?=\p{Lu})/giu)) {
    named(text, match.index + match[0].length, today, 0.4, add);
    const value = /^mr$/i.test(match.groups?.['title'] ?? '') ? 'M' : 'F';
    add(
      'sex',
      match.index,
      { value, from: 0, to: match[0].trimEnd().length, fit: 1, repaired: 0 },
      0.35,
      'by the title',
    );
  }
  births(text, today, add);
  sexes(text, add);
  phones(text, add);
  homes(text, add);
}

function named(text: string, from: number, today: string, score: number, add: Add): void {
  const [person] = findPersons(text.slice(from, from + 60));
  if (
    !person ||
    person.from > 0 ||
    person.fit < 0.9 ||
    person.value.split(', ').length > 2 ||
    (person.value.split(', ')[0] ?? '').length < 3
  )
    return;
  const behind = text.slice(from + person.to, from + person.to + 70);
  // A doctor's name goes on with a degree or a place.
  if (/^,?\s*(?:md|do|np|pa|dnp|aprn|office|clinic|at \p{Lu})/iu.test(behind)) return;
  add('patient_name', from, person, score, 'named in the text');
  const [date] = findDates(behind, 'birth', today);
  if (
    date &&
    /^[\s,(]*(?:dob|born|date of birth|d\.o\.b)?[\s.:,(]*(?:on )?$/i.test(behind.slice(0, date.from))
  )
    add('birth_date', from + person.to, date, 0.6, 'behind the patient’s name');
}

function births(text: string, today: string, add: Add): void {
  for (const match of text.matchAll(
    /\b(?:born(?: on)?|date of birth(?: is)?|dob|d\.?[o0]\.?b\.?|birthdate)\W{1,4}/gi,
  )) {
    const from = match.index + match[0].length;
    const [date] = findDates(text.slice(from, from + 24), 'birth', today);
    if (date && date.from < 3) add('birth_date', from, date, 0.65, `behind “${match[0].trim()}”`);
  }
}

/** "She lives at 12 Oak St, Springfield, IL 62701". */
function homes(text: string, add: Add): void {
  for (const match of text.matchAll(
    /\b(?:lives|living|resides|residing|home address is|home is) (?:at |in )?(?=\d)/gi,
  )) {
    const from = match.index + match[0].length;
    const [address] = findAddresses(text.slice(from, from + 90));
    if (address && address.from === 0 && address.fit > 0.9)
      add('patient_address', from, address, 0.6, 'named in the text');
  }
}

function sexes(text: string, add: Add): void {
  const aged =
    /\b\d{1,3}[- ]?(?:years?|yrs?|y\/?o|yo|y\.o\.)?[- ]?(?:old)?[- ,]{0,2}(?:[a-z-]+ ){0,2}(?<sex>female|male|woman|man|gentleman|lady|girl|boy|[fm](?![a-z]))\b/gi;
  for (const match of text.matchAll(aged)) {
    const said = (match.groups?.['sex'] ?? '').toLowerCase();
    if (said.length === 1 && !/y/i.test(match[0])) continue;
    const plain = said === 'gentleman' ? 'man' : said === 'lady' ? 'woman' : said;
    const [sex] = findSexes(plain);
    const at = match.index + match[0].length - said.length;
    add('sex', at, sex && { ...sex, from: 0, to: said.length }, 0.6, 'named with the age');
  }
  const hers = [...text.matchAll(/\b(?:she|her|hers)\b/gi)];
  const his = [...text.matchAll(/\b(?:he|his|him)\b/gi)];
  const [some] = hers.length > 0 ? hers : his;
  if (some && (hers.length === 0 || his.length === 0) && hers.length + his.length > 1)
    add(
      'sex',
      some.index,
      { value: hers.length > 0 ? 'F' : 'M', from: 0, to: some[0].length, fit: 1, repaired: 0 },
      0.25,
      'by “he” or “she”',
    );
}

/** Numbers in a sentence about the patient. */
function phones(text: string, add: Add): void {
  for (const one of findPhones(text)) {
    const before =
      /[^.;!?]*$/.exec(
        text
          .slice(Math.max(0, one.from - 90), one.from)
          .replace(/(?<=\b(?:tel|ph|no|mr|mrs|ms|dr))\./gi, ' '),
      )?.[0] ?? '';
    if (/\bfax\b|\b(?:my|our|us|me|office|clinic)\b/i.test(before)) continue;
    const isReached = /\b(?:reached|reachable|contacted|called|phoned)\b/i.test(before);
    const isTheirs = /\b(?:her|his|him|their|them|patient|patient'?s|she|he|they|cell|mobile|home)\b/i.test(
      before,
    );
    if (isReached || isTheirs)
      add(
        'patient_phone',
        0,
        one,
        isReached || /phone|tel|number|cell|mobile|call|contact/i.test(before) ? 0.6 : 0.4,
        'named in the text',
      );
  }
}

export function insurance(text: string, add: Add): void {
  for (const match of text.matchAll(
    /\b(?:insured (?:with|by|through)|[Ii]nsurance(?: is|:| with| through| carrier is| company is)|[Ii]nsurer is|[Pp]lan is|[Cc]overed by|[Cc]overage (?:is (?:with|through|by|under)|is|with|through)|has|carries)\s+(?<payer>[A-Z][^.;\n(#]{2,48}(?:\((?!(?:ID|Id|id)\b)[A-Za-z ]{2,19}\))?)/g,
  )) {
    const said = match.groups?.['payer'] ?? '';
    const whole = said.split(/,|\b(?:member|policy|subscriber|id|insurance|and|with)\b/i)[0] ?? '';
    // `Workers Comp - Liberty Mutual` are two payers, `Aetna - she was seen in May` is one.
    const isWhole = findPayers(whole.trim())[0]?.isValid === true;
    const name = isWhole ? whole : (whole.split(/\s[-–]/)[0] ?? '');
    const isStrong = !/^(?:has|carries|plan)/i.test(match[0]);
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
    /(?:\b(?:member|policy|subscriber|insurance|medicare|medicaid)(?: ?(?:id|number|no\.?|#|policy))*|(?:[(,;]|\bwith|\bunder|\bthe)\s?(?:id|identification)(?: ?(?:number|no\.?|#))?|\b(?:covered|insured) (?:by|with|through) [^.;\n#]{3,50}?\((?:no\.|#))(?: is)?[\s:#(]{1,4}(?=[A-Z]{0,4}[\dA-Z]*\d)/gi,
  )) {
    const from = match.index + match[0].length;
    const [id] = findMemberIds(text.slice(from, from + 24).replace(/[.,;)(\s].*$/s, ''));
    if (id && id.from === 0) add('member_id', from, id, 0.6, 'named in the letter');
  }
  // `Insurance Aetna W123456789`.
  for (const match of text.matchAll(
    /\b(?:insurance|ins|coverage|payer)[.:]? (?:is )?(?:\p{Lu}[\p{L}&.'-]* ){1,5}(?:(?:ID|#) ?)?(?=(?<id>[A-Z]{0,4}\d[\dA-Z-]{6,14})(?:[ .,;)]|$))/giu,
  )) {
    const from = match.index + match[0].length;
    const [id] = findMemberIds(match.groups?.['id'] ?? '');
    if (id) add('member_id', from, id, 0.45, 'behind the insurer');
  }
  // `Blue Choice PPO ID W123456789 Group 285104`.
  for (const match of text.matchAll(/\p{L}[.)]? ID#? (?=(?<id>[A-Z\d-]{6,16})[ ,]+(?:group|grp)\b)/giu)) {
    const from = match.index + match[0].length;
    const [id] = findMemberIds(match.groups?.['id'] ?? '');
    if (id) add('member_id', from, id, 0.55, 'in front of the group');
    payerBefore(text, match.index + 1, add);
  }
}

/** `Blue Choice PPO` in front of the number: the most words that are a payer of the list and its plan. */
function payerBefore(text: string, end: number, add: Add): void {
  const words = [...text.slice(0, end).matchAll(/\S+/g)].slice(-6);
  for (const { index } of words) {
    const said = text.slice(index, end);
    const [payer] = /^\p{Lu}/u.test(said) ? findPayers(said) : [];
    if (payer?.isValid !== true || payer.repaired > 0 || payer.value !== said) continue;
    add('payer', index, { ...payer, from: 0, to: said.length }, 0.5, 'in front of the member number');
    return;
  }
}
