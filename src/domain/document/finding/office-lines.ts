import { areaOf, type Layout } from './areas.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { FieldName } from '../fields.ts';
import { isNotice } from './globals.ts';
import { findAddresses } from '../values/address.ts';
import { findValues, type ValueContext } from '../values/find.ts';
import type { Found } from '../values/found.ts';
import { findPersons } from '../values/person.ts';

/** `Oak Street Clinic | 12 Oak St, Springfield, IL 62701 | T 212-555-0143 | F 212-555-0144`: an office in one line, as at the foot of a letter. */
export function officeLines({ sheet, byRow }: Layout, values: ValueContext): readonly Candidate[] {
  return sheet.rows.flatMap((row, index) => {
    const labels = byRow.get(index) ?? [];
    const isTheirs = labels.some(({ subject }) => subject !== undefined && subject !== 'referrer');
    if (row.tokens.length > MOST_WORDS || isTheirs || labels.some(({ from }) => from === 0)) return [];
    const area = areaOf('right', [row.tokens]);
    const phones = findValues('referrer_phone', area.text, values).filter(({ isValid }) => isValid !== false);
    const [first] = phones;
    const [address] = findAddresses(area.text).filter(({ fit }) => fit > 0.9);
    const end = /\d|\|| [-–—•] /.exec(area.text)?.index ?? 0;
    const head = area.text.slice(0, end).replace(/(?:\b(?:tel|telephone|ph|phone|p|t|fax|fx|f)\b\W*)+$/i, '');
    const [office] = findValues('referrer_practice', head, values);
    const isDoctor = (findPersons(head)[0]?.value.split(', ').length ?? 0) > 2;
    if (!first || isDoctor || phones.length > 3 || office?.fit !== 1 || !isName(head)) return [];
    // Two cells of a table: what the number is, the label of its column says.
    if (phones.length === 1 && !address && !isNumber.test(area.text)) return [];
    const put = (field: FieldName, found: Found): Candidate =>
      candidateOf(field, found, area, sheet.page.number, {
        score: SCORE * found.fit,
        labelMatch: 0,
        evidence: 'in one line with the office',
        origin: 'pattern',
      });
    const fax = phones.find(({ from }) => isFax.test(area.text.slice(Math.max(0, from - 12), from)));
    const phone = phones.find((one) => one !== fax);
    return [
      put('referrer_practice', office),
      ...(phone ? [put('referrer_phone', phone)] : []),
      ...(fax ? [put('referrer_fax', fax)] : []),
      ...(address && address.from > office.to - 2 ? [put('referrer_address', address)] : []),
    ];
  });
}

const SCORE = 0.45;
/** Longer rows are sentences. */
const MOST_WORDS = 26;
const isFax = /\bf(?:a?x|acsimile)?\b\W{0,4}$/i;

const isNumber = /\b(?:t|tel|telephone|p|ph|phone|office|f|fx|fax)\b[\s.:#]{0,3}\(?\d/i;

/** A few words, most of them with capitals. */
function isName(head: string): boolean {
  const words = head.trim().split(/\s+/);
  const small = words.filter((word) => /^\p{Ll}/u.test(word) && !/^(?:of|and|the|at|for)$/.test(word));
  return (
    words.length > 1 && words.length < 9 && small.length === 0 && !head.includes(':') && !isNotice.test(head)
  );
}
