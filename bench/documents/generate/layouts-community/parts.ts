/** What forms of specialty groups and community clinics are made of: locations and their numbers, rows of lines, framed cells, boxes to tick in columns. */
import { communityCases } from '../data/community.ts';
import type { Line } from '../data/diagnoses.ts';
import type { Choice, Form, Pen } from '../form.ts';
import { bare, print } from '../layouts-specialty/parts.ts';
import type { Part, Style, Tag } from '../sheet.ts';
import { spellDoctor } from '../spelling.ts';
import { logo } from '../strokes.ts';
import { makeAddress, personName, phoneNumber } from '../world.ts';
import type { PaperField } from '../wordings.ts';

/** A field with its part of the width of a row. */
export type Share = readonly [field: PaperField, share: number];
export type Cell = { readonly label: string; readonly parts: readonly Part[]; readonly width: number };
export type Answer = { readonly label: string; readonly tag?: Tag; readonly isMeant: boolean };

/** Words no wider than `most`: smaller letters where they would be. */
export function fitting(pen: Pen, words: string, style: Style, most: number): Style {
  return { ...style, size: style.size * Math.min(1, most / pen.sheet.widthOf(words, style)) };
}

const wordsOf = (parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** Values on lines behind their labels, several to a row. Answers the base line of the next row. */
export function lineRow(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  shares: readonly Share[],
  step = 18,
): number {
  let left = x;
  const ends = shares.map(([field, share]) => {
    const wide = width * share - 8;
    const words = pen.labelText(field);
    const style = fitting(pen, words, pen.label, wide * 0.45);
    pen.sheet.text(left, y, words, style);
    const start = left + pen.sheet.widthOf(words, style) + 5;
    pen.sheet.line(start - 2, y + 2.5, left + wide, y + 2.5, 0.5);
    const end = pen.put(start, y, field, left + wide - start);
    left += wide + 8;
    return end;
  });
  return Math.max(...ends) + step;
}

/** Such rows one under the other, `step` apart. Answers the base line of the next. */
export const lineRows = (
  pen: Pen,
  x: number,
  y: number,
  width: number,
  rows: readonly (readonly Share[])[],
  step?: number,
): number => rows.reduce((at, shares) => lineRow(pen, x, at, width, shares, step), y);

/** Framed cells side by side, the label small above the value, as high as the longest. Answers where the next row begins. */
export function cellRow(pen: Pen, x: number, y: number, cells: readonly Cell[], least = 28): number {
  let left = x;
  const lefts = cells.map(({ label, parts, width }) => {
    const from = left;
    left += width;
    pen.sheet.text(from + 3, y + 8.5, label, fitting(pen, label, print(pen, 7.5), width - 6));
    if (wordsOf(parts).trim() === '') return { from, end: y };
    const whole = fitting(pen, wordsOf(parts), pen.value, width - 10);
    const style = whole.size > pen.value.size * 0.8 ? whole : { ...pen.value, size: pen.value.size * 0.9 };
    return { from, end: pen.sheet.paragraph(from + 5, y + 21.5, width - 9, parts, style, 1.15) - style.size };
  });
  const bottom = Math.max(y + least, ...lefts.map(({ end }) => end + 5.5));
  lefts.forEach(({ from }, at) => pen.sheet.box(from, y, cells[at]?.width ?? 0, bottom - y, 0.6));
  return bottom;
}

/** A cell for a field under its own label. */
export const cellOf = (pen: Pen, field: PaperField, width: number): Cell => ({
  label: bare(pen, field),
  parts: [pen.tagged(field)],
  width,
});

/** A cell with words that are no part of the referral. */
export const otherCell = (label: string, words: string, width: number): Cell => ({
  label,
  parts: [words],
  width,
});

/** Boxes to tick, filled row by row. Answers the base line after the last row. */
export function tickGrid(
  pen: Pen,
  { look }: Form,
  x: number,
  y: number,
  { columns, width, step = 15, size = 9 }: { columns: number; width: number; step?: number; size?: number },
  answers: readonly Answer[],
): number {
  const wide = width / columns;
  answers.forEach(({ label, tag, isMeant }, at) => {
    const style = fitting(pen, label, print(pen, size), wide - size * 1.5 - 8);
    pen.sheet.tick(x + (at % columns) * wide, y + Math.floor(at / columns) * step, label, isMeant, style, {
      mark: look.mark,
      shape: look.tickShape,
      ...(tag ? { tag } : {}),
    });
  });
  return y + Math.ceil(answers.length / columns) * step;
}

/** Ticks that say nothing a reader asks for: each marked by chance. */
export const sideTicks = ({ luck }: Form, labels: readonly string[], share: number): readonly Answer[] =>
  labels.map((label) => ({ label, isMeant: luck.chance(share) }));

/** Ticks of which one is marked, and that says nothing a reader asks for. */
export function oneTick({ luck }: Form, labels: readonly string[]): readonly Answer[] {
  const meant = luck.pick(labels);
  return labels.map((label) => ({ label, isMeant: label === meant }));
}

/** What the form of this specialty lists, asked for here or not. */
export const listedOn = ({ case: one }: Form): Line | undefined =>
  communityCases.lines.find(({ specialty }) => specialty === one.specialty);

/** Every reason the specialty's form lists, the one meant marked. */
export const reasonAnswers = (form: Form): readonly Answer[] =>
  (listedOn(form)?.reasons ?? []).map((label) => ({
    label,
    tag: { field: 'reason', value: label },
    isMeant: label === form.case.reason,
  }));

/** The doctors of the practice the form is for; now and then whoever is free first. */
export function doctorAnswers({ case: one, look, luck }: Form, count: number): readonly Answer[] {
  const isAnybody = luck.chance(0.3);
  const others = one.own.doctors.filter(({ npi }) => npi !== one.requested.npi).slice(0, count - 1);
  const doctors = one.own.doctors.filter((doctor) => doctor === one.requested || others.includes(doctor));
  const spelling = {
    ...look.spelling,
    name: 'given_first',
    hasCredential: true,
    isDoctorTitled: false,
  } as const;
  return [
    ...doctors.map((doctor): Answer => {
      const { text, value } = spellDoctor(spelling, doctor);
      const isMeant = !isAnybody && doctor === one.requested;
      return { label: text, tag: { field: 'requested_provider', value }, isMeant };
    }),
    { label: 'First available', isMeant: isAnybody },
  ];
}

/** How soon, as groups ask it. One way for one form. */
export const urgencyWays: readonly (readonly Choice[])[] = [
  [
    { label: 'Routine', value: 'routine' },
    { label: 'Urgent (within 72h)', value: 'urgent' },
    { label: 'Emergent: call the office', value: 'stat' },
  ],
  [
    { label: 'Routine - next available', value: 'routine' },
    { label: 'Urgent - 3 to 5 business days', value: 'urgent' },
    { label: 'STAT (doctor-to-doctor call required)', value: 'stat' },
  ],
  [
    { label: 'Non-urgent, within 30 days', value: 'routine' },
    { label: 'Expedited, within 7 days', value: 'urgent' },
    { label: 'Emergent, same day', value: 'stat' },
  ],
  [
    { label: 'Elective', value: 'routine' },
    { label: 'Urgent', value: 'urgent' },
    { label: 'Immediate / STAT', value: 'stat' },
  ],
];

/** How soon, as it is typed where nothing is to tick. */
export function soonPart({ case: one, luck }: Form): Part {
  const words = {
    routine: ['Routine', 'routine, within 30 days', 'Not urgent - routine'],
    urgent: ['Urgent', 'URGENT, please see this week', 'urgent (72 hours)'],
    stat: ['STAT', 'STAT - today', 'EMERGENT, same day'],
  }[one.urgency];
  return { field: 'urgency', value: one.urgency, text: luck.pick(words) };
}

export type Site = {
  readonly town: string;
  readonly street: string;
  readonly phone: string;
  readonly fax: string;
};

/** Where else the practice sees patients, with numbers that are nobody's who refers. */
export const sitesOf = (pen: Pen, { luck }: Form, count: number): readonly Site[] =>
  Array.from({ length: count }, () => {
    const address = makeAddress(luck);
    const [phone, fax] = [phoneNumber(luck), phoneNumber(luck)];
    const street = `${address.line1}, ${address.city}, ${address.state} ${address.zip}`;
    return { town: address.city, street, phone: pen.phone(phone), fax: pen.phone(fax) };
  });

/** Somebody else who stands on the page: a parent, a guarantor, a clerk. */
export function somebody({ luck }: Form): string {
  const { given, family } = personName(luck, luck.pick(['F', 'M']));
  return `${given} ${family}`;
}

export const otherPhone = (pen: Pen, { luck }: Form): string => pen.phone(phoneNumber(luck));

/** The sign and the name of the practice the form is for. */
export function banner(
  pen: Pen,
  { luck }: Form,
  x: number,
  y: number,
  name: string,
  size = 17,
  tag?: Tag,
): void {
  logo(pen.sheet, luck, x, y - 22, 30);
  pen.sheet.text(x + 38, y, name, { ...pen.heading, size }, tag);
}

/** Words on grey over the whole width. Answers the base line of what comes below. */
export function greyBar(pen: Pen, x: number, y: number, width: number, words: string): number {
  pen.sheet.fill(x, y + 0.6, width, 12.8, 0.85);
  pen.sheet.text(x + 4, y + 10.5, words, { ...pen.heading, size: 9.5 });
  return y + 30;
}

/** A box the practice keeps for itself. */
export function officeUse(pen: Pen, x: number, y: number, width: number, items: readonly string[]): void {
  pen.sheet.box(x, y, width, 34, 1);
  pen.sheet.text(x + 4, y + 10, 'FOR OFFICE USE ONLY', print(pen, 7, true));
  items.forEach((label, at) => {
    const left = x + 6 + (at * (width - 8)) / items.length;
    const box = pen.sheet.text(left, y + 25, label, print(pen, 7.5));
    pen.sheet.line(box.x + box.width + 3, y + 26, left + (width - 8) / items.length - 8, y + 26, 0.5);
  });
}

/** What a group prints below its form: plans it takes, hours, and how to be seen. None of it is about the patient. */
export function groupNotice(pen: Pen, form: Form, x: number, y: number, width: number): void {
  const { luck } = form;
  const plans = luck.some(communityCases.payers ?? [], 9).join(', ');
  const hours = luck.pick([
    'Mon - Thu 7:30 - 5, Fri 7:30 - noon',
    'Monday to Friday 8 am - 5 pm',
    'M-F 8:30-4:30',
  ]);
  const words = `PLANS WE TAKE: ${plans} and most others. Not all doctors take all plans; please check with the plan. HOURS: ${hours}. After hours the answering service is at ${otherPhone(pen, form)}. BILLING: ${otherPhone(pen, form)}, ask for ${somebody(form)}. Bring photo ID, insurance cards, a list of medicines and any films on disc. Please come 20 minutes early to the first visit. Visits not cancelled 24 hours before are charged $${luck.pick(['40', '50', '75'])}.`;
  pen.sheet.paragraph(x, y, width, [words], print(pen, 8), 1.3);
}

/** Lines with a small heading for whoever answers, left empty. */
export function emptyLines(pen: Pen, x: number, y: number, width: number, labels: readonly string[]): void {
  labels.forEach((label, at) => {
    const base = y + at * 20;
    const box = pen.sheet.text(x, base, label, print(pen, 8.5));
    pen.sheet.line(box.x + box.width + 4, base + 2, x + width, base + 2, 0.5);
  });
}
