import type { Label } from './labels.ts';
import type { Meaning, Subject } from './label-entry.ts';
import { documentFields, type FieldName } from './fields.ts';
import { rightOf, type Sheet } from './lines.ts';

/** Whom a label is about, and how far its surroundings agree, 0 to 1. */
export type Context = { readonly subject: Subject; readonly share: number };

/** A row of print with its gap, in units. */
const ROW = 2.1;
/** Labels further up than this many others are not asked. */
const MOST_ASKED = 160;

/**
 * Whom each label is about, where its own words do not say it: labels and headings around it vote, nearer ones more, those above it
 * in the same column most; what stands behind a heading of the same column counts little.
 */
export function contextsOf(sheet: Sheet, labels: readonly Label[]): ReadonlyMap<Label, Context> {
  const voters = labels.filter(({ subject }) => subject !== undefined);
  const columns = new Map(voters.map((voter) => [voter, columnOf(voter, labels, sheet)]));
  const contexts = new Map<Label, Context>();
  for (const label of labels) {
    if (label.subject !== undefined) contexts.set(label, { subject: label.subject, share: 1 });
    else contexts.set(label, vote(label, voters, columns, sheet));
  }
  return contexts;
}

/** From where to where the things below a label or heading belong to it. */
type Column = { readonly left: number; readonly right: number; readonly isSection: boolean };

function columnOf(label: Label, labels: readonly Label[], sheet: Sheet): Column {
  const row = sheet.rows[label.row];
  const isSection = label.isAlone && !label.hasColon && (label.isHeading || label.meaning === 'none');
  const next = labels.find(
    (other) => other.row === label.row && other.from >= label.to && (!isSection || other.isHeading),
  );
  const behind = isSection && !next ? row?.tokens[label.to] : undefined;
  const right = next?.box.x ?? behind?.box.x ?? Infinity;
  const isFirst = !row?.tokens.some((token) => token.at < label.from);
  const left = isFirst && label.box.x < sheet.extent.x + sheet.extent.width * 0.4 ? -Infinity : label.box.x;
  return { left: left - 2 * sheet.unit, right: right - 0.5 * sheet.unit, isSection };
}

function vote(
  label: Label,
  voters: readonly Label[],
  columns: ReadonlyMap<Label, Column>,
  sheet: Sheet,
): Context {
  const votes = new Map<Subject, number>();
  const near = nearestVoters(label, voters);
  const barrier = barrierOf(label, near, columns);
  const able = owners[label.meaning];
  for (const voter of near) {
    const column = columns.get(voter);
    if (!column || voter.subject === undefined || able?.includes(voter.subject) === false) continue;
    const isBehind = barrier !== undefined && voter !== barrier && voter.row < barrier.row;
    const weight = weightOf(label, voter, column, sheet) * (isBehind ? 0.12 : 1);
    votes.set(voter.subject, (votes.get(voter.subject) ?? 0) + weight);
  }
  // A letterhead stands above everything that could say whose it is.
  if (isContact(label) && near.every((voter) => voter.row > label.row))
    return { subject: 'referrer', share: 0.7 };
  const ranked = [...votes].toSorted((a, b) => b[1] - a[1]);
  const total = ranked.reduce((sum, [, weight]) => sum + weight, 0);
  const [best] = ranked;
  if (!best || best[1] < 0.02) return { subject: defaultOf(label), share: 0.4 };
  return { subject: best[0], share: best[1] / total };
}

function nearestVoters(label: Label, voters: readonly Label[]): readonly Label[] {
  const behind = voters.findIndex((voter) => voter.row > label.row + 3);
  const end = behind === -1 ? voters.length : behind;
  return voters.slice(Math.max(0, end - MOST_ASKED), end);
}

/** The nearest section heading above a label in its column. */
function barrierOf(
  label: Label,
  voters: readonly Label[],
  columns: ReadonlyMap<Label, Column>,
): Label | undefined {
  return voters.findLast((voter) => {
    const column = columns.get(voter);
    return column?.isSection === true && voter.row < label.row && isWithin(label, column);
  });
}

function isWithin({ box }: Label, { left, right }: Column): boolean {
  return box.x >= left && box.x < right;
}

function weightOf(label: Label, voter: Label, column: Column, { unit }: Sheet): number {
  const down = (label.box.y - voter.box.y) / unit / ROW;
  if (label.row === voter.row) {
    const gap = (label.box.x - rightOf(voter)) / unit;
    return gap >= 0 ? 1.6 * Math.exp(-gap / 40) : isLead(label) ? 0.4 : 0.15;
  }
  if (down < 0) return (isLead(label) ? 0.3 : isWithin(label, column) ? 0.12 : 0.02) * Math.exp(down / 2);
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
  address: ['patient', 'referrer', 'pcp', 'recipient', 'requested', 'insurance', 'contact'],
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
