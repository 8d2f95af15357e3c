import { areaOf, firstSegment, tokensIn, type Area, type Layout } from './areas.ts';
import { segmentArea, segmentsOf, type Segment } from './blocks.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { FieldName } from '../fields.ts';
import { foldName } from '../../names.ts';
import { findAddresses } from '../values/address.ts';
import { findValues, type ValueContext } from '../values/find.ts';
import { doubtOf, type Found } from '../values/found.ts';
import { freeCodes } from './free-codes.ts';
import { findDates } from '../values/date.ts';
import { findNpis } from '../values/npi.ts';
import { findPersons } from '../values/person.ts';
import { findPhones } from '../values/phone.ts';
import { findOrganisations } from '../values/words.ts';

/** A page as one text, in reading order. */
export function flowOf(layout: Layout): Area {
  return areaOf(
    'right',
    layout.sheet.rows.map(({ tokens }) => tokens),
  );
}

type Push = (field: FieldName, found: Found, score: number, evidence: string, area?: Area) => void;

/** Values that need no label: what stands under a closing, in the letterhead, in brackets, or passes a check digit. */
export function globalCandidates(layout: Layout, flow: Area, values: ValueContext): readonly Candidate[] {
  const found: Candidate[] = [];
  const push: Push = (field, one, score, evidence, area = flow) => {
    const isOwn = findValues(field, one.value, values).length === 0 && /phone|fax/.test(field);
    if (isOwn) return;
    found.push(
      candidateOf(field, one, area, layout.sheet.page.number, {
        score: score * one.fit,
        labelMatch: 0,
        evidence,
        origin: 'pattern',
      }),
    );
  };
  npis(flow, values, push);
  for (const { code, score, evidence } of freeCodes(flow.text, values.diagnoses))
    push('diagnosis', code, score, evidence);
  labelledBehind(flow, push);
  closing(layout, push);
  letterhead(layout, values, push);
  recipientBlock(layout, values, push);
  salutation(layout, push);
  beforeBirth(layout, push);
  loneDate(layout, values, push);
  payerHead(layout, values, push);
  return found;
}

function npis(flow: Area, { own }: ValueContext, push: Push): void {
  for (const one of findNpis(flow.text)) {
    const isNamed = isAfterNpi(flow.text, one.from);
    if (
      one.isValid === true &&
      one.repaired === 0 &&
      one.to - one.from === 10 &&
      !own.ownNpis.includes(one.value)
    )
      push(
        'referrer_npi',
        isNamed ? one : { ...one, ...doubtOf(one.doubt, 'nothing says whose NPI it is') },
        isNamed ? 0.5 : 0.3,
        'a number with the check digit of an NPI',
      );
  }
}

function isAfterNpi(text: string, from: number): boolean {
  return /np(?:i[l1i|]?|[l1|]?)\W{0,4}1?$/i.test(text.slice(Math.max(0, from - 12), from));
}

/** `(212) 555-0143 (office)`, `555-0144 fax`: the word behind says which it is. */
function labelledBehind(flow: Area, push: Push): void {
  for (const one of findPhones(flow.text)) {
    const behind = flow.text.slice(one.to, one.to + 14);
    if (/^\s?[([]\s?(?:fax|f|facsimile)\s?[)\]]/i.test(behind))
      push('referrer_fax', one, 0.75, 'the word “fax” behind it');
    else if (/^\s?[([]\s?(?:office|phone|tel|voice|o|p|main|ofc)\b/i.test(behind))
      push('referrer_phone', one, 0.75, 'the word “phone” behind it');
  }
}

const closings =
  /^(?:sincerely|kind regards|best regards|regards|warm regards|respectfully|thank you|thanks|cordially|best(?: wishes)?\W*$|with (?:kind|best|warm|many|sincere)|many thanks|yours (?:truly|sincerely|faithfully)?|very truly|faithfully|respectfully|appreciatively|gratefully|(?:electronically |digitally )?signed|warmly|dictated(?: but not (?:read|signed))?)\b/i;

/** The name under "Sincerely,": the one with a degree, else the clearest; a scribble above it is no name. */
function closing(layout: Layout, push: Push): void {
  const { rows } = layout.sheet;
  for (const [index, row] of rows.entries()) {
    const text = areaOf('right', [row.tokens]).text;
    const lead = closings.exec(text)?.[0];
    // `Signed 10:46 AM` stands behind the name.
    if (lead === undefined || text.length > MOST_CLOSING || /\d:\d\d/.test(text)) continue;
    const behind = areaOf('right', [row.tokens.slice(lead.split(' ').length)]);
    const [signed] =
      row.tokens[lead.split(' ').length - 1]?.text.endsWith(',') === true ? findPersons(behind.text) : [];
    if (signed && signed.from === 0 && signed.fit > 0.9 && signed.value.split(', ').length > 2) {
      push('referrer_name', signed, 0.75, `behind “${lead}”`, behind);
      continue;
    }
    if (text.length > 60) continue;
    const [best] = namesBelow(layout, index).toSorted((a, b) => b.score - a.score);
    if (best) push('referrer_name', best.person, best.score, `under “${text.slice(0, 30)}”`, best.area);
  }
}

/** A closing, a name and an office in one line. */
const MOST_CLOSING = 120;

type Named = { readonly person: Found; readonly area: Area; readonly score: number };

function namesBelow({ sheet }: Layout, index: number): readonly Named[] {
  const { rows, unit } = sheet;
  const bottom = rows[index]?.bottom ?? 0;
  return rows.slice(index + 1, index + 7).flatMap((row) => {
    if (row.top - bottom > 24 * unit) return [];
    const area = areaOf('right', [firstSegment(row.tokens)]);
    if (isPlace.test(area.text)) return [];
    const [person] = findPersons(
      area.text.replace(/^(?:electronically )?signed by\W*/i, (lead) => ' '.repeat(lead.length)),
    );
    if (!person || person.fit < 0.8) return [];
    const trust = tokensIn(area, person.from, person.to).reduce(
      (least, token) => Math.min(least, token.confidence),
      1,
    );
    const hasDegree = person.value.split(', ').length > 2 || /^dr\b/i.test(area.text);
    return [{ person, area, score: (hasDegree ? 0.8 : 0.62) * (trust < 0.55 && !hasDegree ? 0.4 : 1) }];
  });
}

/** `West Linden, KS 66614` */
const isPlace = /,? [A-Z]{2} \d{5}(?:-\d{4})?\s*$/;

/** The first rows of a page, until a label or a sentence: who sent it. */
function letterhead(layout: Layout, values: ValueContext, push: Push): void {
  const { sheet, byRow } = layout;
  const limit = sheet.extent.y + Math.max(sheet.extent.height * 0.22, 12 * sheet.unit);
  const lines: Area[] = [];
  for (const [index, row] of sheet.rows.entries()) {
    if (row.top > limit || lines.length >= 8) break;
    const isSentence = row.tokens.length > 14;
    if (
      isSentence ||
      byRow.get(index)?.some(({ subject, meaning }) => subject !== undefined && meaning !== 'referrer_fax')
    )
      break;
    lines.push(areaOf('right', [row.tokens]));
  }
  for (const area of lines) headNumbers(area, push);
  for (const [at, area] of lines.entries()) {
    const text = area.text;
    const [organisation] = findValues(
      'referrer_practice',
      areaOf('right', [firstSegment(area.tokens)]).text,
      values,
    );
    const isName =
      organisation?.fit === 1 &&
      (findPersons(text)[0]?.value.split(', ').length ?? 0) < 3 &&
      !/referral|request|form|consult|order|fax|report|summary|cover|confidential/i.test(text) &&
      !/\d{3}/.test(text) &&
      !isNotice.test(text);
    if (organisation && isName)
      push('referrer_practice', organisation, 0.6 - at * 0.04, 'in the letterhead', area);
    const two = areaOf('right', [area.tokens, lines[at + 1]?.tokens ?? []]);
    const [address] = [...findAddresses(text), ...findAddresses(two.text)].filter(({ fit }) => fit > 0.9);
    if (address && !isUnderOwn(lines, at, values))
      push(
        'referrer_address',
        address,
        0.55,
        'in the letterhead',
        findAddresses(text)[0]?.fit === address.fit ? area : two,
      );
  }
}

/** Whether the practice's own name stands in the two lines over a line: a letter's head says whom it is for. */
function isUnderOwn(lines: readonly Area[], at: number, values: ValueContext): boolean {
  return lines.slice(Math.max(0, at - 2), at).some((line) => {
    const { text } = areaOf('right', [firstSegment(line.tokens)]);
    return findOrganisations(text).length > 0 && findValues('referrer_practice', text, values).length === 0;
  });
}

/** What offices print of themselves beside their name: hours, what they offer, sentences. */
export const isNotice =
  /[!?] |%|\d ?[ap]\.?m?\b|\b(?:appointments?|walk-?ins?|hours|open|mon|tues?|wed|thu|fri|sat|sun|accepting|se habla|rates|or)\b/iu;

/** Two numbers in a line of a letterhead: the telephone, then the fax, whatever became of the words before them. */
function headNumbers(area: Area, push: Push): void {
  const [first, second, third] = findPhones(area.text);
  if (!first || third) return;
  push('referrer_phone', first, second ? 0.4 : 0.22, 'in the letterhead', area);
  if (second) push('referrer_fax', second, 0.4, 'in the letterhead', area);
}

/** Names right above or under the practice's own name are those it was sent to. */
function recipientBlock(layout: Layout, values: ValueContext, push: Push): void {
  const { rows } = layout.sheet;
  const own = values.own.ownNames.map(foldName);
  for (const [index, row] of rows.entries()) {
    const segment = segmentsOf(row, index).find((one) => {
      const said = foldName(segmentArea([one]).text);
      return own.some((name) => name !== '' && said.includes(name));
    });
    const area = segment && lineOver(layout, segment, index);
    if (!area) continue;
    const [person] = findPersons(area.text);
    if (person && person.fit > 0.9)
      push('requested_provider', person, 0.6, 'above the practice’s own name', area);
  }
}

/** What stands right over a segment, whatever other columns print in between. */
function lineOver({ sheet }: Layout, { box }: Segment, row: number): Area | undefined {
  for (let above = row - 1; above >= Math.max(0, row - 3); above -= 1) {
    const line = sheet.rows[above];
    if (!line || box.y - line.bottom > 2.5 * sheet.unit) return undefined;
    const over = segmentsOf(line, above).find((one) => Math.abs(one.box.x - box.x) < 3 * sheet.unit);
    if (over) return segmentArea([over]);
  }
  return undefined;
}

/** The name right in front of the birth date in its row is the patient's. */
function beforeBirth({ sheet, byRow }: Layout, push: Push): void {
  for (const [index, labels] of byRow) {
    const birth = labels.find(({ meaning }) => meaning === 'birth_date');
    const tokens = sheet.rows[index]?.tokens.slice(0, birth?.from) ?? [];
    if (!birth || tokens.length === 0) continue;
    // `Doe,Jane`: no blank behind the comma.
    const fewest = /\p{L}{2},\p{L}{2}/u.test(tokens.at(-1)?.text ?? '') ? 1 : 2;
    for (let length = Math.min(4, tokens.length); length >= fewest; length -= 1) {
      const area = areaOf('right', [tokens.slice(-length)]);
      const [person] = findPersons(area.text);
      if (!person || person.from > 0 || person.to < area.text.trimEnd().length - 1 || person.fit < 0.9)
        continue;
      const doubt = doubtOf(person.doubt, 'no label says whose name it is');
      push('patient_name', { ...person, ...doubt }, 0.36, 'in front of the birth date', area);
      break;
    }
  }
}

/** "Dear Jane Doe, MD," names whom it was sent to; "Dear Dr. Doe" only by the family name. */
function salutation({ sheet }: Layout, push: Push): void {
  for (const row of sheet.rows) {
    if (!/^dear\b/i.test(row.tokens[0]?.text ?? '') || row.tokens.length > 10) continue;
    const area = areaOf('right', [row.tokens.slice(1)]);
    const [person] = findPersons(area.text.replace(/[,:]\s*$/, ' '));
    if (person && person.fit > 0.9) push('requested_provider', person, 0.55, 'whom the letter is to', area);
  }
}

/** A date alone in its row near the top of a letter is the day it was written. */
function loneDate({ sheet, byRow }: Layout, { own }: ValueContext, push: Push): void {
  const limit = sheet.extent.y + sheet.extent.height * 0.45;
  for (const [index, row] of sheet.rows.entries()) {
    if (row.top > limit) break;
    if (row.tokens.length === 0 || row.tokens.length > 4 || byRow.has(index)) continue;
    const area = areaOf('right', [row.tokens]);
    const [date] = findDates(area.text, 'order', own.today);
    if (date?.isValid !== true || date.to - date.from < area.text.trim().length - 2) continue;
    push('ordered_on', date, 0.5, 'a date alone in its row', area);
    return;
  }
}

/** A payer's own form has the payer's name in its head. */
function payerHead({ sheet }: Layout, values: ValueContext, push: Push): void {
  for (const row of sheet.rows.slice(0, 4)) {
    const area = areaOf('right', [firstSegment(row.tokens)]);
    if (area.text.length < 4 || area.text.length > 50) continue;
    const [payer] = findValues('payer', area.text, values);
    if (payer?.isValid === true && payer.to - payer.from > area.text.length - 3)
      push('payer', payer, 0.45, 'in the head of the form', area);
  }
}
