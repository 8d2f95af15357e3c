import type { Layout } from './areas.ts';
import { blocksOf, segmentArea, segmentsOf, type Segment } from './blocks.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { UNKNOWN_MATCH } from '../labels/label-compose.ts';
import { isLabelled } from '../labels/label-on.ts';
import type { Token } from '../layout/lines.ts';
import { foldName } from '../../names.ts';
import { findDates } from '../values/date.ts';
import type { ValueContext } from '../values/find.ts';
import { findPersons } from '../values/person.ts';
import { isKnownWord } from '../values/mend-words.ts';
import { findSexes } from '../values/sex.ts';
import { isUsual } from '../values/usual-names.ts';

/** What stands behind a patient's name where nothing stands in front of it. */
const behindName =
  /^[\s,;|–—-]{0,4}[([]?\s?(?:mrn|m\.r\.n|(?:[fmx]|(?:fe)?male)\W|dob|d\.o\.b|date of birth|birth ?date|born|acct|chart|med(?:ical)? rec|patient id|pt id|id ?#|age\b|\d{1,3} ?(?:y\b|yo\b|y\/o|yr|year))/i;

/** Names that no label asks for: over a birth date as on a hospital's sticker, or in a running head in front of the number of the record. */
export function patientBeside(layout: Layout, values: ValueContext): readonly Candidate[] {
  const { sheet } = layout;
  const found: Candidate[] = [];
  const push = (segments: readonly Segment[], score: number, evidence: string, isWhole: boolean): void => {
    const area = segmentArea(segments);
    const [person] = findPersons(area.text);
    if (!person || person.from > 0 || person.fit < 0.9 || person.value.split(', ').length > 2) return;
    const rest = area.text.slice(person.to);
    if (isWhole ? rest.trim().length > 1 : !behindName.test(rest)) return;
    found.push(
      candidateOf('patient_name', person, area, sheet.page.number, {
        score: score * person.fit,
        labelMatch: 0,
        evidence,
        origin: 'pattern',
      }),
    );
  };
  for (const [index, row] of sheet.rows.entries()) {
    const segments = segmentsOf(row, index);
    for (const [at, segment] of segments.entries()) {
      if (segment.tokens.length > MOST_WORDS) continue;
      const next = segments[at + 1];
      if (next && isLone(layout, segment) && isLone(layout, next) && isBirthLine(layout, next, values))
        push([segment], 0.34, 'beside a date long ago', true);
      for (const part of partsOf(segment)) {
        push([part], 0.5, 'in front of the birth date or record number', false);
        found.push(...inOneBreath(part, sheet.page.number, values));
      }
    }
  }
  for (const block of blocksOf(sheet))
    for (const [at, segment] of block.entries()) {
      const above = block[at - 1];
      if (above && isBirthLine(layout, segment, values)) {
        push([above], 0.48, 'above the birth date', true);
        const isUnlabelled = isLone(layout, above, UNKNOWN_MATCH);
        push(isUnlabelled ? behindWords(above) : [], 0.44, 'behind words, above the birth date', true);
      } else if (above && isRecordLine(layout, segment, values))
        push([above], 0.48, 'above the record number and birth date', true);
    }
  return found;
}

const MOST_WORDS = 16;

/** No label stands in it, or none that matches better. */
function isLone({ byRow }: Layout, { row, tokens }: Segment, most = 0): boolean {
  return !isLabelled(
    byRow.get(row)?.filter(({ match }) => match > most),
    tokens,
  );
}

/** `Individual served Jane Doe`, `Who it is about: Jane Doe`: what stands behind the words of a label nobody knows. */
function behindWords(segment: Segment): readonly Segment[] {
  const from = segment.tokens.findIndex(({ text }) => {
    const word = foldName(text);
    return !isKnownWord(word) || isUsual('given', word) || isUsual('family', word);
  });
  return from > 0 ? [{ ...segment, tokens: segment.tokens.slice(from) }] : [];
}

/** A segment, and what stands behind its last colon and dash: `Subject: Referral - Jane Doe DOB 1/2/1950`. */
function partsOf(segment: Segment): readonly Segment[] {
  const { tokens } = segment;
  const ends = [
    -1,
    tokens.findLastIndex(({ hasColon, at }) => hasColon && at < (tokens.at(-1)?.at ?? 0)),
    tokens.findIndex(({ text }) => /^[-–—|]$/.test(text)),
  ];
  return [...new Set(ends)]
    .map((end) => ({ ...segment, tokens: tokens.slice(end + 1) }))
    .filter((part) => part.tokens.length > 0);
}

/** `Doe, Jane / 1/2/1950 / F`: a name, a birth date and mostly the sex, with nothing in between. */
function inOneBreath(segment: Segment, page: number, { own }: ValueContext): readonly Candidate[] {
  const area = segmentArea([segment]);
  const [person] = findPersons(area.text);
  if (!person || person.from > 0 || person.fit < 0.9 || person.value.split(', ').length > 2) return [];
  const rest = area.text.slice(person.to);
  const lead = /^\s?[,;/|(–-]\s?/.exec(rest)?.[0];
  const [date] = findDates(rest, 'birth', own.today);
  if (lead === undefined || date?.isValid !== true || date.from > lead.length) return [];
  const behind = rest.slice(date.to);
  if (!/^[\s,;/|)–-]{0,3}(?:$|(?:[FMX]|(?:fe)?male)\b)/i.test(behind)) return [];
  const support = {
    labelMatch: 0,
    evidence: 'a name, a birth date and nothing in between',
    origin: 'pattern',
  } as const;
  const placed = { ...date, from: date.from + person.to, to: date.to + person.to };
  return [
    candidateOf('patient_name', person, area, page, { ...support, score: 0.52 * person.fit }),
    candidateOf('birth_date', placed, area, page, { ...support, score: 0.52 * date.fit }),
    ...findSexes(behind.replaceAll(/[\s,;/|)–-]/g, ' '))
      .slice(0, 1)
      .map((sex) =>
        candidateOf('sex', { ...sex, from: sex.from + placed.to, to: sex.to + placed.to }, area, page, {
          ...support,
          score: 0.45 * sex.fit,
        }),
      ),
  ];
}

/** `1/2/1950 F`: a letter or word right behind the birth date. */
export function sexBeside({ sheet }: Layout, found: readonly Candidate[]): readonly Candidate[] {
  return found.flatMap(({ field, box, score }) => {
    if (field !== 'birth_date' || !box || score < 0.25) return [];
    const row = sheet.rows.find(
      ({ top, bottom }) => box.y + box.height / 2 > top && box.y + box.height / 2 < bottom,
    );
    const next = row?.tokens.find((token) => token.box.x > box.x + box.width);
    if (
      !next ||
      next.box.x - box.x - box.width > 6 * sheet.unit ||
      !/^\W?(?:[FM]|(?:FE)?MALE|(?:fe)?male|Female|Male)\W?$/.test(next.text)
    )
      return [];
    const area = segmentArea([{ tokens: [next], box: next.box, row: next.row }]);
    return findSexes(area.text).map((one) =>
      candidateOf('sex', one, area, sheet.page.number, {
        score: 0.45 * one.fit,
        labelMatch: 0,
        evidence: 'behind the birth date',
        origin: 'pattern',
      }),
    );
  });
}

/** `MRN: 936985  Order #407062492  18 y.o. Female  12/25/2007`: what record systems print under the name. */
function isRecordLine({ byRow, sheet }: Layout, { row, tokens }: Segment, { own }: ValueContext): boolean {
  const first = tokens[0]?.at ?? -1;
  const label = byRow.get(row)?.find(({ from }) => from === first);
  if (label?.meaning !== 'patient_mrn') return false;
  const line = (sheet.rows[row]?.tokens ?? [])
    .slice(first)
    .map(({ text }) => text)
    .join(' ');
  return findDates(line, 'birth', own.today).some(
    ({ isValid, value }) => isValid === true && value < own.today,
  );
}

/** A line that begins with a birth date, with or without its label. */
function isBirthLine({ byRow }: Layout, segment: Segment, { own }: ValueContext): boolean {
  const first = segment.tokens[0];
  const label = byRow.get(segment.row)?.find(({ from }) => from === first?.at);
  if (label) return label.meaning === 'birth_date';
  const [date] = findDates(segmentArea([segment]).text, 'birth', own.today);
  return (
    date?.isValid === true &&
    date.from < 2 &&
    date.value < `${Number(own.today.slice(0, 4)) - 1}${own.today.slice(4)}`
  );
}

/** `F` or `M` in a cell of its own, once on the page and surely read; days of a week stand side by side. */
export function isOnlyLetter({ sheet, byRow }: Layout, first: Token): boolean {
  const isLetter = ({ row, at, text, startsSegment, hasColon }: Token): boolean => {
    const tokens = sheet.rows[row]?.tokens ?? [];
    const next = tokens[at + 1];
    return (
      startsSegment &&
      !hasColon &&
      (next === undefined || next.startsSegment) &&
      /^[FM]$/.test(text) &&
      tokens.filter((other) => /^\p{L}{1,2}$/u.test(other.text)).length === 1 &&
      byRow.get(row)?.some(({ from }) => from === at) !== true
    );
  };
  return (
    first.confidence > SURE_OF_LETTER &&
    isLetter(first) &&
    sheet.rows.flatMap(({ tokens }) => tokens).filter(isLetter).length === 1
  );
}

/** A letter alone is soon dirt. */
const SURE_OF_LETTER = 0.8;
