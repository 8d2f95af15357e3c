import type { Candidate } from '../finding/candidate.ts';
import type { FieldName } from '../fields.ts';
import { slipsBetween, wrongFigures } from '../knowledge/ocr-slips.ts';
import type { PageFindings } from '../read-page.ts';

/** Pages that are one document, and why that is in doubt. */
export type PageGroup = { readonly pages: readonly PageFindings[]; readonly splitDoubt?: string };

/** Whom a page is about, as far as it says. */
type Identity = { readonly name?: string; readonly birthDate?: string };

type Group = { pages: PageFindings[]; identity: Identity; splitDoubt?: string };

/**
 * Parts a fax where another patient begins, or the same form begins again. A cover in front of all stands with the first; notes, results
 * and cards go with the form before them.
 */
export function splitPages(pages: readonly PageFindings[]): readonly PageGroup[] {
  const groups: Group[] = [];
  let covers: PageFindings[] = [];
  for (const [at, page] of pages.entries()) {
    const identity = identityOf(page);
    const current = groups.at(-1);
    if (
      page.class.class === 'cover' &&
      at < pages.length - 1 &&
      (!current || beginsAnother(pages, at, current))
    ) {
      covers.push(page);
      continue;
    }
    const judged = current ? judge(current, page, identity) : ('new' as const);
    if (judged === 'new' || !current) {
      groups.push({ pages: [...covers, page], identity });
    } else if (judged === 'same') {
      current.pages.push(...covers, page);
      current.identity = merged(current.identity, identity);
    } else {
      if (judged.isNew) groups.push({ pages: [...covers, page], identity, splitDoubt: judged.doubt });
      else {
        current.pages.push(...covers, page);
        current.splitDoubt ??= judged.doubt;
      }
    }
    covers = [];
  }
  if (covers.length > 0) groups.push({ pages: covers, identity: {} });
  return groups.map(({ pages: some, splitDoubt }) => ({
    pages: some,
    ...(splitDoubt === undefined ? {} : { splitDoubt }),
  }));
}

type Judgement = 'new' | 'same' | { readonly isNew: boolean; readonly doubt: string };

function judge(current: Group, page: PageFindings, identity: Identity): Judgement {
  const other = compare(current.identity, identity);
  const isStart = isStarter(page);
  const hadStart = current.pages.some(isStarter);
  if (other === 'different') {
    if (isStart || !hadStart) return 'new';
    return { isNew: false, doubt: `page ${page.page.number} names somebody else than the pages before it` };
  }
  if (!isStart || !hadStart) return 'same';
  const isAgain = current.pages.some((one) => isStarter(one) && formOverlap(one, page) > 0.75);
  if (!isAgain) return 'same';
  if (other === 'unknown')
    return { isNew: true, doubt: 'the same form begins again, and it could not be read for whom' };
  return differsIn(current, page)
    ? { isNew: true, doubt: 'the same form begins again for the same patient, and asks for something else' }
    : 'same';
}

/** A cover in the middle belongs to what follows it when that is about somebody else. */
function beginsAnother(pages: readonly PageFindings[], at: number, current: Group): boolean {
  const cover = pages[at];
  if (cover && compare(current.identity, identityOf(cover)) === 'different') return true;
  const next = pages.slice(at + 1).find(isStarter);
  return (
    next !== undefined &&
    current.pages.some(isStarter) &&
    compare(current.identity, identityOf(next)) !== 'same'
  );
}

function isStarter({ class: { class: name } }: PageFindings): boolean {
  return name === 'referral_form' || name === 'letter';
}

function identityOf({ candidates }: PageFindings): Identity {
  // A name with a degree is somebody's of the office.
  const people = candidates.filter(({ value }) => value.split(', ').length < 3);
  const name = bestOf(people, 'patient_name');
  const birthDate = bestOf(candidates, 'birth_date');
  return {
    ...(name === undefined ? {} : { name }),
    ...(birthDate === undefined ? {} : { birthDate }),
  };
}

function bestOf(candidates: readonly Candidate[], field: FieldName): string | undefined {
  const best = candidates
    .filter((one) => one.field === field && one.isValid !== false)
    .toSorted((a, b) => b.score - a.score)[0];
  return best && best.score > 0.33 ? best.value : undefined;
}

function merged(a: Identity, b: Identity): Identity {
  return { ...b, ...a };
}

/** Whether two pages can be about one person: names that differ by slips are the same, dates that differ in two figures too. */
function compare(a: Identity, b: Identity): 'same' | 'different' | 'unknown' {
  const name = nameLikeness(a.name, b.name);
  const birth = birthLikeness(a.birthDate, b.birthDate);
  if (name === 'same') return birth === 'different' ? 'different' : 'same';
  if (name === 'different') return birth === 'same' ? 'same' : 'different';
  return birth;
}

type Likeness = 'same' | 'different' | 'unknown';

function nameLikeness(a: string | undefined, b: string | undefined): Likeness {
  if (a === undefined || b === undefined) return 'unknown';
  const [one, other] = [a, b].map((name) => name.split(', ').slice(0, 2).join(' ').toLowerCase());
  if (one === undefined || other === undefined) return 'unknown';
  const swapped = b.split(', ').slice(0, 2).toReversed().join(' ').toLowerCase();
  const slips = Math.min(slipsBetween(one, other), slipsBetween(one, swapped));
  const share = slips / Math.max(4, Math.min(one.length, other.length));
  return share < 0.34 || isShortened(one, other) ? 'same' : 'different';
}

/** `doe jane` and `doe jane marie`. */
function isShortened(a: string, b: string): boolean {
  return a.startsWith(`${b} `) || b.startsWith(`${a} `);
}

function birthLikeness(a: string | undefined, b: string | undefined): Likeness {
  if (a === undefined || b === undefined) return 'unknown';
  return (wrongFigures(a, b) ?? 9) <= 2 ? 'same' : 'different';
}

/** How many labels two pages have in common. */
function formOverlap(a: PageFindings, b: PageFindings): number {
  const [one, other] = [a, b].map(
    ({ layout }) =>
      new Set(
        layout.labels.map(({ meaning, row, from }) => `${meaning} ${Math.min(1, row)} ${Math.min(0, from)}`),
      ),
  );
  if (!one || !other || one.size < 4 || other.size < 4) return 0;
  const common = [...one].filter((key) => other.has(key)).length;
  return common / Math.max(one.size, other.size);
}

function differsIn(current: Group, page: PageFindings): boolean {
  const asked = (candidates: readonly Candidate[]): string =>
    ['service', 'reason', 'referral_number', 'requested_provider']
      .map((field) => bestOf(candidates, field as FieldName) ?? '')
      .join('|')
      .toLowerCase();
  const before = current.pages.filter(isStarter).map(({ candidates }) => asked(candidates));
  const now = asked(page.candidates);
  return before.every((one) => slipsBetween(one, now) > Math.max(8, now.length * 0.35));
}
