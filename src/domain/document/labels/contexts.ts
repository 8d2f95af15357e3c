import { numbering } from './label-number.ts';
import type { Label } from './labels.ts';
import type { Meaning, Subject } from './label-entry.ts';
import { documentFields, type FieldName } from '../fields.ts';
import { rightOf, type Row, type Sheet } from '../layout/lines.ts';

/** Whom a label is about, and how far its surroundings agree, 0 to 1. */
export type Context = { readonly subject: Subject; readonly share: number };

/** A row of print with its gap, in units. */
const ROW = 2.1;
/** What begins further right than this share of the width has a column of its own. */
const LEFT_PART = 0.25;
/** Labels further up than this many others are not asked. */
const MOST_ASKED = 160;

/**
 * Whom each label is about, where its own words do not say it: labels and headings around it vote, nearer ones more, those above it
 * in the same column most; what stands behind a heading of the same column counts little.
 */
export function contextsOf(sheet: Sheet, labels: readonly Label[]): ReadonlyMap<Label, Context> {
  const columns = new Map(labels.map((label) => [label, columnOf(label, labels, sheet)]));
  const said = labels.flatMap((label): readonly Voter[] =>
    label.subject === undefined ? [] : [{ label, subject: label.subject, trust: 1 }],
  );
  const contexts = new Map<Label, Context>();
  const told: Voter[] = [];
  for (const label of labels) {
    const context =
      label.subject === undefined
        ? vote(label, [...said, ...told], columns, sheet)
        : { subject: label.subject, share: 1 };
    contexts.set(label, context);
    // Whose an office is, is whose the telephone under it is.
    if (label.subject === undefined && isOwned(label) && context.share > 0.6)
      told.push({ label, subject: context.subject, trust: 0.7 });
  }
  for (const label of labels) {
    const fax = label.meaning === 'phone' ? faxUnder(label, labels, sheet) : undefined;
    const owner = fax && contexts.get(fax);
    const own = contexts.get(label);
    if (owner && own && (own.subject === 'patient' || own.share < SURE))
      contexts.set(label, { ...owner, share: 0.7 });
  }
  return contexts;
}

/** What surroundings agree on less than this may be told better by a fax beside it. */
const SURE = 0.6;

/** Who has a fax under or beside the telephone is an office. */
function faxUnder({ box, row, text }: Label, labels: readonly Label[], { unit }: Sheet): Label | undefined {
  if (/patient|home|cell|mobile|day|evening/i.test(text)) return undefined;
  const beside = labels.filter((other) => other.row === row && other.box.x > box.x);
  const isNext = (other: Label): boolean => other === beside[0];
  return labels.find(
    (other) =>
      (other.meaning === 'fax' || other.meaning === 'referrer_fax') &&
      (isNext(other) ||
        (other.row !== row &&
          Math.abs(other.row - row) <= 2 &&
          Math.abs(other.box.x - box.x) < unit &&
          Math.abs(other.box.y - box.y) < 3 * unit)),
  );
}

/** A label that says whose the things around it are, by itself or by what was made of it. */
type Voter = { readonly label: Label; readonly subject: Subject; readonly trust: number };

function isOwned({ meaning }: Label): boolean {
  return meaning === 'practice' || meaning === 'npi' || meaning === 'name' || meaning === 'phone';
}

/** From where to where the things below a label or heading belong to it. */
type Column = { readonly left: number; readonly right: number; readonly isSection: boolean };

/** A heading stands in a row with nothing but headings; beside a question it is one itself. */
function isSectionHead(label: Label, labels: readonly Label[], row: Row | undefined): boolean {
  const mayHead = (one: Label): boolean =>
    one.isAlone && !one.hasColon && (one.isHeading || one.meaning === 'none');
  if (!mayHead(label)) return false;
  const beside = labels.filter((other) => other.row === label.row);
  const others = row?.tokens.filter(({ at }) => !beside.some(({ from, to }) => at >= from && at < to)) ?? [];
  return beside.every(mayHead) && others.every(({ text }) => numbering.test(text));
}

function columnOf(label: Label, labels: readonly Label[], sheet: Sheet): Column {
  const row = sheet.rows[label.row];
  const isSection = isSectionHead(label, labels, row);
  const next = labels.find(
    (other) => other.row === label.row && other.from >= label.to && (!isSection || other.isHeading),
  );
  const behind = isSection && !next ? row?.tokens[label.to] : undefined;
  const right = next?.box.x ?? behind?.box.x ?? Infinity;
  const isFirst = !row?.tokens.some((token) => token.at < label.from);
  const left =
    isFirst && label.box.x < sheet.extent.x + sheet.extent.width * LEFT_PART ? -Infinity : label.box.x;
  return { left: left - 2 * sheet.unit, right: right - 0.5 * sheet.unit, isSection };
}

function vote(
  label: Label,
  voters: readonly Voter[],
  columns: ReadonlyMap<Label, Column>,
  sheet: Sheet,
): Context {
  const votes = new Map<Subject, readonly number[]>();
  const near = nearestVoters(label, voters);
  const barrier = barrierOf(label, near, columns);
  const able = owners[label.meaning];
  // `Insurance: Humana ID: H12345678`
  const before = near.findLast(({ label: { row, to } }) => row === label.row && to <= label.from);
  if (label.meaning === 'id' && before?.label.meaning === 'payer')
    return { subject: 'insurance', share: 0.9 };
  if (label.meaning === 'address' && barrier?.subject === 'insurance')
    return { subject: 'insurance', share: 1 };
  for (const voter of near) {
    const column = columns.get(voter.label);
    if (!column || able?.includes(voter.subject) === false) continue;
    const isBehind = barrier !== undefined && voter !== barrier && voter.label.row < barrier.label.row;
    const weight = weightOf(label, voter.label, column, sheet) * voter.trust * (isBehind ? 0.12 : 1);
    votes.set(voter.subject, [...(votes.get(voter.subject) ?? []), weight]);
  }
  // A letterhead stands above everything that could say whose it is.
  if (isContact(label) && near.every((voter) => voter.label.row > label.row))
    return { subject: 'referrer', share: 0.7 };
  const ranked = [...votes]
    .map(([subject, weights]) => [subject, together(weights)] as const)
    .toSorted((a, b) => b[1] - a[1]);
  const total = ranked.reduce((sum, [, weight]) => sum + weight, 0);
  const [best] = ranked;
  if (!best || best[1] < 0.02) return { subject: defaultOf(label), share: 0.4 };
  // What is said of something else further on in the row is hardly said of this.
  return { subject: best[0], share: Math.min(best[1] / total, best[1] < FAINT ? 0.5 : 1) };
}

/** Votes below it are of what stands behind or far off. */
const FAINT = 0.2;

/** The strongest voice counts whole, many weak ones hardly: a long section far above is not nearer for its length. */
function together(weights: readonly number[]): number {
  const most = Math.max(...weights);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return most + 0.2 * (sum - most);
}

function nearestVoters(label: Label, voters: readonly Voter[]): readonly Voter[] {
  const inReach = voters.filter((voter) => voter.label !== label && voter.label.row <= label.row + 3);
  if (inReach.length <= MOST_ASKED) return inReach;
  return inReach.toSorted((a, b) => b.label.row - a.label.row).slice(0, MOST_ASKED);
}

/** The nearest section heading above a label in its column. */
function barrierOf(
  label: Label,
  voters: readonly Voter[],
  columns: ReadonlyMap<Label, Column>,
): Voter | undefined {
  return voters.reduce<Voter | undefined>((best, voter) => {
    const column = columns.get(voter.label);
    const isBarrier = column?.isSection === true && voter.label.row < label.row && isWithin(label, column);
    return isBarrier && (best === undefined || voter.label.row >= best.label.row) ? voter : best;
  }, undefined);
}

function isWithin({ box }: Label, { left, right }: Column): boolean {
  return box.x >= left && box.x < right;
}

function weightOf(label: Label, voter: Label, column: Column, { unit }: Sheet): number {
  const down = (label.box.y - voter.box.y) / unit / ROW;
  if (label.row === voter.row) {
    const gap = (label.box.x - rightOf(voter)) / unit;
    if (gap >= 0) return 1.6 * Math.exp(-gap / 40);
    // Who has a birth date beside the name is the patient.
    return isLead(label) ? (voter.meaning === 'birth_date' ? 1.5 : 0.4) : 0.15;
  }
  // The birth date under a name is as much the patient's as the one beside it.
  const lead = voter.meaning === 'birth_date' ? 1 : 0.3;
  if (down < 0) return (isLead(label) ? lead : isWithin(label, column) ? 0.12 : 0.02) * Math.exp(down / 2);
  const strength = (column.isSection ? 2.2 : 1) * voter.match;
  const decay = Math.exp(-Math.max(0, down - 1) / (column.isSection ? 16 : 4));
  const aligned = Math.abs(label.box.x - voter.box.x) < 3 * unit;
  const place = aligned ? 1.1 : isWithin(label, column) ? 0.9 : 0.15;
  return strength * decay * place;
}

/** Who can have such a thing at all: reasons have no telephone, patients no NPI. */
const owners: Readonly<Partial<Record<Meaning, readonly Subject[]>>> = {
  name: ['patient', 'referrer', 'pcp', 'recipient', 'requested', 'insurance', 'contact'],
  phone: ['patient', 'referrer', 'pcp', 'recipient', 'requested', 'insurance', 'contact'],
  fax: ['referrer', 'pcp', 'recipient', 'requested', 'insurance', 'contact'],
  phone_fax: ['referrer', 'pcp', 'recipient', 'requested', 'insurance', 'contact'],
  // An address beside an insurance is the patient's, unless the section is all about the insurance.
  address: ['patient', 'referrer', 'pcp', 'recipient', 'requested', 'contact'],
  npi: ['referrer', 'pcp', 'recipient', 'requested'],
  practice: ['referrer', 'pcp', 'recipient', 'requested'],
  date: ['referrer', 'reason', 'recipient'],
  id: ['patient', 'insurance', 'reason'],
};

/** Names come first: what stands behind and under them says whose they are. */
function isLead({ meaning }: Label): boolean {
  return meaning === 'name' || meaning === 'family_name' || meaning === 'given_name';
}

function isContact({ meaning }: Label): boolean {
  return (
    meaning === 'phone' ||
    meaning === 'fax' ||
    meaning === 'phone_fax' ||
    meaning === 'address' ||
    meaning === 'npi'
  );
}

/** Where nothing around it speaks: numbers and names without more are the sender's. */
function defaultOf({ meaning }: Label): Subject {
  if (meaning === 'name' || meaning === 'family_name' || meaning === 'given_name') return 'patient';
  return meaning === 'date' || meaning === 'id' ? 'reason' : 'referrer';
}

/** The field a label of a meaning fills when it is about somebody; undefined: none the hub reads. */
export function fieldFor(meaning: Meaning, subject: Subject): FieldName | undefined {
  if (isFieldName(meaning)) return meaning;
  const said = fieldsOf[meaning];
  return typeof said === 'string' ? said : said?.[subject];
}

function isFieldName(meaning: Meaning): meaning is FieldName & Meaning {
  return Object.hasOwn(documentFields, meaning);
}

type PerSubject = Readonly<Partial<Record<Subject, FieldName>>>;

const phonesOf: PerSubject = { patient: 'patient_phone', referrer: 'referrer_phone', pcp: 'pcp_phone' };
const addressesOf: PerSubject = { patient: 'patient_address', referrer: 'referrer_address' };
const datesOf: PerSubject = {
  referrer: 'ordered_on',
  reason: 'ordered_on',
  recipient: 'ordered_on',
  pcp: 'ordered_on',
  requested: 'ordered_on',
};

/** Meanings that are no fields themselves: the field, or the field by whom it is about. What is not here has none. */
const fieldsOf: Readonly<Partial<Record<Meaning, FieldName | PerSubject>>> = {
  name: {
    patient: 'patient_name',
    referrer: 'referrer_name',
    pcp: 'pcp_name',
    requested: 'requested_provider',
    recipient: 'requested_provider',
  },
  phone: phonesOf,
  phone_fax: phonesOf,
  fax: { referrer: 'referrer_fax' },
  address: addressesOf,
  city_state_zip: addressesOf,
  npi: {
    patient: 'referrer_npi',
    referrer: 'referrer_npi',
    pcp: 'pcp_npi',
    insurance: 'referrer_npi',
    contact: 'referrer_npi',
    reason: 'referrer_npi',
  },
  practice: { referrer: 'referrer_practice' },
  id: { insurance: 'member_id', patient: 'patient_mrn' },
  date: datesOf,
  signature: 'referrer_name',
  diagnosis_text: 'diagnosis',
  history: 'reason',
  comments: 'reason',
  recipient_name: 'requested_provider',
};
