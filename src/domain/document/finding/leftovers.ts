import { areaOf, type Area, type Layout } from './areas.ts';
import { segmentArea, segmentsOf } from './blocks.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { complaint } from './complaints.ts';
import type { FieldName } from '../fields.ts';
import { foldName } from '../../names.ts';
import { isNotice } from './globals.ts';
import type { Token } from '../layout/lines.ts';
import type { Box } from '../page.ts';
import { serviceWord } from '../knowledge/service-words.ts';
import { findDates } from '../values/date.ts';
import type { ValueContext } from '../values/find.ts';
import { doubtOf, type Found } from '../values/found.ts';
import { findMemberIds } from '../values/ids.ts';
import { findPersons } from '../values/person.ts';
import { findAddresses } from '../values/address.ts';
import { findPhones } from '../values/phone.ts';
import { namesUrgency, urgencyAlone } from '../values/urgency.ts';
import { findPayers } from '../values/payer.ts';
import { memberBehindPayer } from './member-beside.ts';
import { isOnlyLetter } from './patient-beside.ts';
import { findSexes } from '../values/sex.ts';
import { isAssistant } from '../values/find.ts';
import { findOrganisations } from '../values/words.ts';

/** What is this sure is not looked for again. */
const SETTLED = 0.4;
/** Longer stretches are sentences. */
const MOST_TOKENS = 14;
/** A value that stands alone is one only if little else stands beside it. */
const REST = 2;

type Push = (field: FieldName, found: Found | undefined, score: number, evidence: string) => void;

/**
 * Values that no label claimed, by what they look like: a name with a degree under the text, a payer of the list, a date long ago. They
 * fill gaps and never win against a label.
 */
export function leftoverCandidates(
  layout: Layout,
  found: readonly Candidate[],
  values: ValueContext,
  options: ReadonlySet<Token>,
): readonly Candidate[] {
  const settled = new Set(found.filter(({ score }) => score > SETTLED).map(({ field }) => field));
  const taken = found.flatMap(({ box, score }) => (box && score > SETTLED ? [box] : []));
  const fresh: Candidate[] = [];
  const segments = freeSegments(layout, taken, options);
  for (const segment of segments) {
    const area = areaOf('right', [segment]);
    const put = (field: FieldName, one: Found, score: number, evidence: string): void => {
      const how = { score: score * one.fit, labelMatch: 0, evidence, origin: 'pattern' } as const;
      fresh.push(candidateOf(field, one, area, layout.sheet.page.number, how));
    };
    const push: Push = (field, one, score, evidence) => {
      if (!one || settled.has(field) || one.from > 1 || one.to < area.text.length - REST) return;
      put(field, one, score, evidence);
    };
    const member = settled.has('member_id') ? undefined : memberBehindPayer(layout, segment, found);
    if (member) put('member_id', member, 0.25, 'it stands behind the payer');
    if (segment.length <= MOST_TOKENS) alone(layout, segment, area, { values, found }, push);
  }
  return fresh;
}

/** Stretches between gaps that are no label, no option, and no value of a label. */
function freeSegments(
  layout: Layout,
  taken: readonly Box[],
  options: ReadonlySet<Token>,
): readonly (readonly Token[])[] {
  const segments: Token[][] = [];
  for (const [index, { tokens }] of layout.sheet.rows.entries()) {
    const labels = layout.byRow.get(index) ?? [];
    let open: Token[] | undefined;
    for (const token of tokens) {
      const isLabel = labels.some(({ from, to }) => token.at >= from && token.at < to);
      const isFree = !isLabel && !options.has(token) && !taken.some((box) => isIn(token.box, box));
      if (!isFree) open = undefined;
      else if (open && !token.startsSegment) open.push(token);
      else segments.push((open = [token]));
    }
  }
  return segments;
}

function isIn(box: Box, outer: Box): boolean {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  return x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height;
}

function alone(layout: Layout, segment: readonly Token[], area: Area, context: Around, push: Push): void {
  const { own } = context.values;
  const { text } = area;
  const first = segment[0];
  if (!first || text.length < 1) return;
  // What stands behind a code is its title.
  const isBeside = standsBesideWord(layout, first);
  if (first.startsSegment)
    push(
      'reason',
      complaint(text),
      isBeside ? 0.4 : 0.22,
      isBeside ? 'complaints beside a word' : 'a line of complaints',
    );
  if (first.startsSegment && !standsAmongGrades(layout, first))
    push('urgency', urgencyAlone(text), 0.35, 'how soon, and nothing else');
  if (first.startsSegment && text.length > 2 && text.length < 60 && isService(text))
    push(
      'service',
      {
        value: text,
        from: 0,
        to: text.length,
        fit: 1,
        repaired: 0,
        doubt: 'nothing says that it is asked for',
      },
      isBeside ? 0.44 : 0.23,
      isBeside ? 'something to be done, beside a word' : 'something to be done',
    );
  if (segment.length > 8) return;
  const person = personAlone(layout, segment, text, context, push);
  const [office] = findOrganisations(text);
  if (
    office?.fit === 1 &&
    /^[\p{Lu}\d]/u.test(text) &&
    !/\b(?:with|for|to|by)\b/.test(text) &&
    (person?.value.split(', ').length ?? 0) < 3 &&
    text.split(' ').length > 1 &&
    !isRecipients(layout, first, own.ownNames) &&
    !notAName.test(text) &&
    !isNotice.test(text)
  )
    push('referrer_practice', office, 0.26, 'it looks like the name of a practice');
  phoneAlone(layout, segment, area, context, push);
  const [payer] = text.length > 4 ? findPayers(text) : [];
  if (payer?.isValid === true && payer.repaired === 0) push('payer', payer, 0.36, 'a payer of the list');
  datesIn(text, own.today, push);
  if (/^(?:fe)?male$/i.test(text)) push('sex', findSexes(text)[0], 0.3, 'the word alone');
  if (isOnlyLetter(layout, first)) push('sex', findSexes(text)[0], 0.22, 'the letter alone');
  if (/^[A-Z]{1,3}\d{7,12}(?:-\d{2})?$/.test(text))
    push('member_id', findMemberIds(text)[0], 0.25, 'it looks like a member number');
}

/** Somebody whom nothing names, by a degree, an NPI or the day beside the name. */
function personAlone(
  layout: Layout,
  segment: readonly Token[],
  text: string,
  { values: { own }, found }: Around,
  push: Push,
): Found | undefined {
  const [person] = findPersons(text).filter(({ value }) => !isAssistant(value));
  const [first] = segment;
  if (!person || !first) return person;
  const { extent } = layout.sheet;
  const isLow = first.box.y - extent.y > extent.height / 2;
  if (person.value.split(', ').length > 2 && !isRecipients(layout, first, own.ownNames))
    push('referrer_name', person, isLow ? 0.5 : 0.3, 'a name with a degree');
  if (person.fit <= 0.9) return person;
  if (standsWithNpi(layout, first)) push('referrer_name', person, 0.56, 'in one row with an NPI');
  const isPatient = found.some(({ field, value }) => field === 'patient_name' && value === person.value);
  if (isLow && !isPatient && standsBeforeDay(layout, segment)) {
    const doubt = doubtOf(person.doubt, 'nothing says who signs');
    push('referrer_name', { ...person, ...doubt }, 0.28, 'beside the day it was signed');
  }
  return person;
}

/** A date that stands alone, or behind nothing but the word of a visit. */
function datesIn(text: string, today: string, push: Push): void {
  const [birth] = findDates(text, 'birth', today);
  if (birth?.isValid === true) {
    const isLongAgo = birth.value < `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;
    if (isLongAgo) push('birth_date', birth, 0.3, 'a date long ago');
    else push('ordered_on', birth, 0.3, 'a date of these days');
  }
  const visit = /^(?:date of )?(?:visit|service|encounter|exam|seen)(?: date| on)?\W/i.exec(text)?.[0];
  if (visit === undefined) return;
  const [day] = findDates(text, 'order', today);
  if (day?.isValid !== true || day.from > visit.length + 1) return;
  const doubt = 'it is the day of the visit';
  push('ordered_on', { ...day, from: 0, to: text.length, doubt }, 0.3, 'the day of a visit');
}

type Around = { readonly values: ValueContext; readonly found: readonly Candidate[] };

/** What is on forms beside names of practices. */
const notAName =
  /\b(?:referral|request|form|consult\w*|information|order|authori[sz]\w+|services? requested|insurance|evaluation|report|notes?|history|records)\b/i;

/** A number whose label could not be read is his whose things stand nearest above it. */
function phoneAlone(
  layout: Layout,
  segment: readonly Token[],
  area: Area,
  { values, found }: Around,
  push: Push,
): void {
  const [phone] = findPhones(area.text);
  const first = segment[0];
  if (
    !phone ||
    !first ||
    values.own.ownNumbers.includes(phone.value) ||
    found.some(({ value, score }) => value === phone.value && score > SETTLED)
  )
    return;
  const beside = layout.byRow.get(first.row) ?? [];
  const last = segment.at(-1)?.at ?? first.at;
  // Behind the label of a fax; or the first of two numbers in a row, of which the second is the fax.
  if (beside.some(({ to, meaning }) => to === first.at && meaning.includes('fax'))) return;
  if (beside.some(({ to, subject }) => to <= first.at && (subject === 'contact' || subject === 'pcp')))
    return;
  if (beside.some(({ from, meaning }) => from === last + 1 && meaning.includes('fax'))) {
    push('referrer_phone', phone, 0.3, 'a number beside a fax number');
    return;
  }
  const near = found
    .filter(
      ({ field, box, score }) => box && score > SETTLED && /^(?:patient|referrer|birth|sex)/.test(field),
    )
    .map(({ field, box }) => ({
      field,
      gap: box ? (first.box.y - box.y) / 3 + Math.abs(first.box.x - box.x) / 20 : Infinity,
    }))
    .filter(({ gap }) => gap >= -5)
    .toSorted((a, b) => a.gap - b.gap)[0];
  if (!near) return;
  push(
    near.field.startsWith('referrer') ? 'referrer_phone' : 'patient_phone',
    phone,
    0.24,
    'a number without a label',
  );
}

/** In its row stands only a word or two before it, as a label would: what it says is not known. */
function standsBesideWord({ sheet, byRow }: Layout, first: Token): boolean {
  if (first.at === 0 || first.at > 3 || (byRow.get(first.row) ?? []).some(({ from }) => from < first.at))
    return false;
  const before = sheet.rows[first.row]?.tokens.slice(0, first.at) ?? [];
  return before.every(({ text }, at) => /^[\p{L}/-]+$/u.test(text) && (at > 0 || /^\p{Lu}/u.test(text)));
}

/** What else stands in its row and in those above and below is of the same kind: a form offers them to choose from. */
function standsAmongGrades({ sheet }: Layout, { row, at }: Token): boolean {
  return [row - 1, row, row + 1].some((index) =>
    (sheet.rows[index]?.tokens ?? []).some(
      (token) => (index !== row || token.at !== at) && token.startsSegment && namesUrgency(token.text),
    ),
  );
}

/** A thing to be done, said in a few words that are no sentence and no heading of a form. */
function isService(text: string): boolean {
  return (
    serviceWord.test(text) &&
    /^[\p{Lu}\d]/u.test(text) &&
    !text.endsWith('?') &&
    findAddresses(text).length === 0 &&
    !/[.;:]\s|\babout\b|\b(?:referral|request|form|notes?|reports?|results?|order|information|attached|please|date|requested|needed|type|history|provider|physician|if|you|your|we|our|is|are|was|patient|fax|call)\b/i.test(
      text,
    )
  );
}

function standsWithNpi({ byRow }: Layout, { row }: Token): boolean {
  return byRow.get(row)?.some(({ meaning }) => /npi/.test(meaning)) === true;
}

/** `Jane Doe` at the beginning of a row, and in it the day: where a form is signed. */
function standsBeforeDay({ byRow }: Layout, segment: readonly Token[]): boolean {
  const [first, last] = [segment[0], segment.at(-1)];
  const labels = byRow.get(first?.row ?? -1) ?? [];
  return first?.at === 0 && labels[0]?.meaning === 'ordered_on' && labels[0].from === (last?.at ?? 0) + 1;
}

/** Right over, beside or under the practice's own name, or in the line of a salutation. */
function isRecipients({ sheet }: Layout, first: Token, ownNames: readonly string[]): boolean {
  const near = [first.row - 1, first.row, first.row + 1].flatMap((index) => {
    const row = sheet.rows[index];
    return row
      ? segmentsOf(row, index).filter(({ box }) => Math.abs(box.x - first.box.x) < BESIDE * sheet.unit)
      : [];
  });
  const texts = near.map((one) => foldName(segmentArea([one]).text));
  if (foldName(sheet.rows[first.row]?.tokens[0]?.text ?? '') === 'dear') return true;
  return ownNames.some((name) => texts.some((text) => text.includes(foldName(name))));
}

/** What begins further away than this many units is another column. */
const BESIDE = 10;
