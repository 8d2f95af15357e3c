import type { Add } from './letter-add.ts';
import { findDates } from '../values/date.ts';
import type { ValueContext } from '../values/find.ts';
import { findPersons } from '../values/person.ts';
import { findPhones } from '../values/phone.ts';
import { findUrgencies } from '../values/urgency.ts';

/** "Please treat this as urgent", "URGENT please!": not beside a box, and not denied. */
export function howSoon(text: string, add: Add): void {
  for (const match of text.matchAll(
    /(?<=^|[\s"“(*])(?<word>stat|urgent(?:ly)?|asap|as soon as possible|emergent(?:ly)?|expedite[ds]?|routine|non-?urgent|(?<=\b(?:referral|request|order|priority) is )elective)(?![\p{L}])/giu,
  )) {
    const word = match.groups?.['word'] ?? '';
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    const behind = text.slice(match.index + word.length, match.index + word.length + 20);
    if (isAmongOthers(text, match.index, word)) continue;
    if (
      /\b(?:not|non|no|isn't|if|for|nor)[- ]$/i.test(before) ||
      /^[ -](?:care|center|response|clinic|department|reports?|results?|reads?|calls|findings)\b/i.test(
        behind,
      )
    )
      continue;
    const isAsked =
      /\b(?:please|treat|mark|consider|this is|is an?|appointment|needs?|seen|see|as|like|want|prefer|request|referral|priority|status|schedule)\W(?:[\w' ]{0,30}\W)?$/i.test(
        before,
      );
    const isLoud = word === word.toUpperCase() && word.length > 3;
    const isAlone =
      /(?:^|[.!?:]\s{1,3}|\*+\s?)$/.test(before) && /^\W*(?:please|referral|request|$|[A-Z*!.])/.test(behind);
    const isGranted =
      /^ (?:is|would be|will be) (?:fine|ok(?:ay)?|good|appropriate|sufficient|acceptable)\b|^ (?:appointment|visit|basis|scheduling|priority)\b/i.test(
        behind,
      );
    const score = isAsked || isGranted ? 0.5 : isLoud || isAlone ? 0.42 : 0;
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

/** "You were seen today by Jane Doe, MD": who sends what the patient was given. */
export function seenBy(text: string, add: Add): void {
  for (const match of text.matchAll(
    /\b(?:you were|patient was|was|were) (?:seen|evaluated|examined|treated|cared for)(?: (?:today|here|on [\d/ -]+|in the \p{L}+))? by (?=\p{Lu})/giu,
  )) {
    const from = match.index + match[0].length;
    const [person] = findPersons(text.slice(from, from + 60));
    if (person && person.from === 0 && person.fit > 0.9)
      add('referrer_name', from, person, 0.55, 'who saw the patient');
  }
}

/** "Ordered per Dr. Jane Doe". */
export function orderedBy(text: string, add: Add): void {
  for (const match of text.matchAll(
    /\b(?:ordered|requested|referred|per order of)(?: (?:per|by))? (?=dr\.? \p{Lu})/giu,
  )) {
    const from = match.index + match[0].length;
    const [person] = findPersons(text.slice(from, from + 50));
    if (person && person.from < 5 && person.fit > 0.9)
      add('referrer_name', from, person, 0.5, 'who ordered it');
  }
}

/** "Completed by Jane Doe, MD (NPI 1234567893) on June 10, 2026": who wrote it, and when. */
export function completedBy(text: string, { own }: ValueContext, add: Add): void {
  for (const match of text.matchAll(
    /\b(?:completed|signed|written|ordered|prepared)(?: electronically)? by (?=(?:dr\.? )?\p{Lu})(?<who>[^;]{5,80}?) on (?=\d|\p{Lu}\p{Ll}{2})/giu,
  )) {
    const from = match.index + match[0].length;
    const [date] = findDates(text.slice(from, from + 24), 'order', own.today);
    if (date && date.from === 0) add('ordered_on', from, date, 0.55, 'when it was completed');
  }
}

/** "Call us with questions 233.421.6988", "my office at …": the sender's own line. */
export function callBack(text: string, { own }: ValueContext, add: Add): void {
  for (const one of findPhones(text)) {
    if (own.ownNumbers.includes(one.value)) continue;
    const before = text.slice(Math.max(0, one.from - 60), one.from);
    const said = /[^.:;]*$/.exec(before.replace(/[.:]?\s*$/, ''))?.[0] ?? '';
    if (/\bfax(?:ed)?\b/i.test(said)) {
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
