import type { Layout } from './areas.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import { foldName } from '../../names.ts';
import type { Label } from '../labels/labels.ts';
import { namesService } from '../knowledge/service-words.ts';
import { findPersons } from '../values/person.ts';
import { isUsual } from '../values/usual-names.ts';

/** How much less a value is believed for what its label, or the value itself, says of something else. */
export function shareFor(layout: Layout, label: Label, field: FieldName, value: string): number {
  const isAnothers =
    isForService(field, label, value) || isDoctor(field, value) || isTitle(layout, label, field);
  return (
    (isSender(field, label, value) ? 0.65 : 1) *
    (isAccount(field, label) ? 0.7 : 1) *
    (isOfSecondPayer(layout, label, field) ? 0.4 : 1) *
    (isField(field, label) || isKind(field, label) ? 0.75 : 1) *
    (isScrawl(label, value) ? 0.5 : 1) *
    (isOneOfMany(layout, label) ? 0.6 : 1) *
    (field === 'patient_name' && hasDegree(value) ? 0.7 : 1) *
    (field === 'reason' && isAboutSomebody.test(value) ? 0.3 : 1) *
    (isAnothers ? 0.35 : 1)
  );
}

/** What a reader makes of a signature: it is no name people have. */
function isScrawl({ meaning }: Label, value: string): boolean {
  if (meaning !== 'signature' || hasDegree(value)) return false;
  const [family = '', given = ''] = value.split(', ').map(foldName);
  return (
    !isUsual('family', family) && !given.split(' ').some((word) => word.length > 2 && isUsual('given', word))
  );
}

/** Who it is about is no reason. */
const isAboutSomebody = /\b(?:date of birth|d\.?o\.?b\b|born)\b/i;

/** "Please see for GI consultation": what is to be done, not why. */
function isForService(field: FieldName, label: Label, value: string): boolean {
  return (
    field === 'reason' &&
    /\b(?:see|eval\w*|refer(?:red|ring|ral for)?|please|request\w*)\b/i.test(label.text) &&
    !/\breason\b/i.test(label.text) &&
    value.length < 60 &&
    namesService(value)
  );
}

/** `TRAN, Charlotte, NP`: whoever treats. */
function hasDegree(person: string): boolean {
  return person.split(', ').length > 2;
}

/** A name with a degree is no practice. */
function isDoctor(field: FieldName, value: string): boolean {
  if (field !== 'referrer_practice') return false;
  const [person] = findPersons(value);
  const isTitled = /^dr\b/i.test(value);
  return (
    person !== undefined && (isTitled || person.value.split(', ').length > 2) && person.to > value.length - 3
  );
}

/** `Referral for specialty visit` in one breath over everything else is the title of the form. */
function isTitle({ sheet }: Layout, { row, to, hasColon }: Label, field: FieldName): boolean {
  const next = sheet.rows[row]?.tokens[to];
  return field === 'service' && !hasColon && row < 4 && next !== undefined && !next.startsSegment;
}

/** Who sends a fax is not always who refers. */
function isSender(field: FieldName, { text }: Label, value: string): boolean {
  if (field !== 'referrer_name') return false;
  return (
    /\b(?:RN|LPN|MA|CMA)\b/.test(value) || /^(?:from|sender|sent by|sender name|your name)\W*$/i.test(text)
  );
}

/** Who pays a visit has an account; the chart has a number of its own. */
function isAccount(field: FieldName, { text }: Label): boolean {
  return field === 'patient_mrn' && /\bacc(?:oun)?t\b/i.test(text);
}

/** Under `Secondary insurance`, which mostly stands beside the first. */
function isOfSecondPayer({ labels }: Layout, label: Label, field: FieldName): boolean {
  if (fieldOf(field).group !== 'insurance') return false;
  const heading = labels.findLast(
    ({ row, box, text }) =>
      row < label.row &&
      Math.abs(box.x - label.box.x) < 2 * label.box.height &&
      /\b(?:insurance|coverage|payer)\b/i.test(text) &&
      order.test(text),
  );
  return heading !== undefined && !/primary|1/i.test(order.exec(heading.text)?.[0] ?? '');
}

const order = /\b(?:primary|secondary|tertiary|other|second|[12])\b/i;

/** `Specialty: Surgery` says who is asked, `Services requested: Hernia consult` what for. */
function isField(field: FieldName, { text }: Label): boolean {
  return (
    field === 'service' &&
    /\b(?:sub-?)?(?:specialty|specialities|specialties|department|clinic|program)\b/i.test(text) &&
    !/\bservices?\b/i.test(text)
  );
}

/** `Type: Consultation` says of what kind the order is. */
function isKind(field: FieldName, { text }: Label): boolean {
  return field === 'service' && /^(?:type|class|category|kind)\W*$/i.test(text);
}

/** `P 212-555-0143` once for each place of a practice, as letterheads have it: which of them is meant, if any, no label says. */
function isOneOfMany({ labels }: Layout, { meaning, subject, text, hasColon }: Label): boolean {
  if (subject !== undefined || hasColon || text.length > 3) return false;
  return labels.filter((other) => other.meaning === meaning && other.text === text).length >= MANY;
}

const MANY = 3;
