/** A form an office manager made in a word processor: labels with lines after them, several to a row, ticks in the middle. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import type { PaperField } from '../wordings.ts';
import { blank, penOf, sized } from './parts.ts';

export const wordForm: Layout = {
  name: 'word-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

type Entry = readonly [field: PaperField, until: number];

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { labelEnd: ':', size: 10.5 });
  const { case: one, luck } = form;
  const name = one.office.name;
  sheet.centred(58, name, { ...pen.heading, size: 17 }, { field: 'referrer_practice', value: name });
  const address = pen.spell('referrer_address');
  sheet.centred(73, address.text, sized(pen, 9), { field: 'referrer_address', value: address.value });
  sheet.centred(102, pen.labelText('title').replace(':', ''), { ...pen.heading, size: 14 });
  let y = row(pen, 132, [
    ['ordered_on', 250],
    ['referral_number', 558],
  ]);
  y = row(pen, y, [
    ['patient_name', 360],
    ['birth_date', 558],
  ]);
  y = row(pen, y, [['patient_address', 558]]);
  y = row(pen, y, [
    ['patient_phone', 290],
    ['patient_mrn', 558],
  ]);
  sheet.text(54, y, pen.labelText('sex'), pen.label);
  const sexes = [
    { label: 'M', value: 'M' },
    { label: 'F', value: 'F' },
  ];
  pen.ticks(60 + sheet.widthOf(pen.labelText('sex'), pen.label), y, 'sex', sexes);
  sheet.text(
    250,
    y,
    `Interpreter needed?  No   Yes, language: ${luck.pick(['', '', 'Spanish', 'Russian'])}`,
    pen.body,
  );
  y = row(pen, y + 24, [
    ['payer', 330],
    ['member_id', 558],
  ]);
  y = asked(pen, y + 6);
  y = row(pen, y, [
    ['referrer_name', 350],
    ['referrer_npi', 558],
  ]);
  y = row(pen, y, [
    ['referrer_phone', 290],
    ['referrer_fax', 558],
  ]);
  sheet.text(54, y + 14, pen.labelText('signature'), pen.label);
  blank(pen, 170, y + 14, 400);
  signature(sheet, luck, 190, y + 10);
  const foot = [
    '** Please attach last office note, labs and copy of insurance card (front and back). **\n',
    'Our referral desk is open Mon-Thu 8:30-4:30, Fri 8:30-12. Patients: bring a photo ID, your medication list and co-pay. Please give 24 hours notice if you cannot keep your appointment.',
  ];
  sheet.paragraph(54, 726, 504, foot, sized(pen, 8.5));
}

function asked(pen: Pen, start: number): number {
  const { sheet } = pen;
  let y = row(pen, start, [['service', 558]]);
  sheet.text(54, y, pen.labelText('urgency'), pen.label);
  const choices = [
    { label: 'Routine (next available)', value: 'routine' },
    { label: 'Urgent (1 week)', value: 'urgent' },
    { label: 'STAT', value: 'stat' },
  ];
  pen.ticks(66 + sheet.widthOf(pen.labelText('urgency'), pen.label), y, 'urgency', choices);
  y += 24;
  sheet.text(54, y, pen.labelText('diagnosis'), pen.label);
  const at = 60 + sheet.widthOf(pen.labelText('diagnosis'), pen.label);
  blank(pen, at, y, 558);
  y = pen.codes(at, y, 556 - at, 'codes_only') + 24;
  sheet.text(54, y, pen.labelText('reason'), pen.label);
  y += 20;
  const told = sheet.paragraph(58, y, 496, [pen.tagged('reason')], pen.value, 20 / pen.value.size);
  for (const line of [0, 1, 2]) blank(pen, 54, y + line * 20, 558);
  return Math.max(told, y + 60) + 8;
}

/** Entries of one row, each with a line up to where the next begins. */
function row(pen: Pen, y: number, entries: readonly Entry[]): number {
  let x = 54;
  for (const [field, until] of entries) {
    pen.pair(x, y, field, field, { width: until - x, isUnderlined: true });
    x = until + 8;
  }
  return y + 24;
}
