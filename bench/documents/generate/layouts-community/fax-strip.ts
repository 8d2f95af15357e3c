/** Three numbers to fax to in a strip on top, the question first, then the patient in a sentence-like row, and the sender last; locations run down the side. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import {
  asTold,
  bare,
  codesInLine,
  head,
  print,
  serviceChoices,
  sized,
  toTheRight,
} from '../layouts-specialty/parts.ts';
import type { Sheet } from '../sheet.ts';
import {
  doctorAnswers,
  fitting,
  groupNotice,
  otherPhone,
  sideTicks,
  sitesOf,
  somebody,
  tickGrid,
  urgencyWays,
} from './parts.ts';

export const faxStrip: Layout = {
  name: 'fax-strip',
  specialties: ['Neurology', 'Pulmonary', 'Urology', 'Physical Therapy'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 9.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.text(36, 52, `${one.specialty} at Larkspur`, head(pen, 19));
  sheet.textEndingAt(576, 52, bare(pen, 'title'), head(pen, 12));
  const strip = [
    `PLEASE FAX TO: ${pen.phone(one.own.fax)}`,
    `STAT line: ${otherPhone(pen, form)}`,
    `Appointments: ${pen.phone(one.own.phone)}`,
  ];
  sheet.fill(36, 62, 540, 20, 0.85);
  strip.forEach((words, at) => sheet.text(44 + at * 184, 76, words, head(pen, 9)));
  side(pen, form);
  let y = 100;
  const title = (words: string): void => {
    sheet.text(36, y, words, head(pen, 10));
    sheet.line(36, y + 3, 420, y + 3, 1.2);
    y += 18;
  };
  title(`1. ${bare(pen, 'section_reason')}`);
  sheet.text(40, y, pen.labelText('service'), pen.label);
  y = tickGrid(pen, form, 46, y + 15, { columns: 2, width: 374 }, serviceChoices(form)) + 2;
  sheet.text(40, y, pen.labelText('urgency'), pen.label);
  const soon = asTold('urgency', one.urgency, luck.pick(urgencyWays));
  y = tickGrid(pen, form, 46, y + 15, { columns: 1, width: 374, step: 14 }, soon) + 4;
  sheet.text(40, y, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(46, y + 14, 370, [pen.tagged('reason')], pen.value) + 4;
  sheet.text(40, y, pen.labelText('diagnosis'), pen.label);
  y = sheet.paragraph(46, y + 14, 370, codesInLine(form, '\n'), pen.value) + 14;
  title(`2. ${bare(pen, 'section_patient')}`);
  for (const field of ['patient_name', 'birth_date', 'sex', 'patient_phone', 'patient_address'] as const)
    y = toTheRight(pen, 160, y, 258, field, 15, 118);
  sheet.text(40, y, `Emergency contact: ${somebody(form)} ${otherPhone(pen, form)}`, print(pen, 9));
  y += 24;
  title(`3. ${bare(pen, 'section_insurance')}`);
  for (const field of ['payer', 'member_id'] as const) y = toTheRight(pen, 160, y, 258, field, 15, 118);
  sheet.text(40, y, `Grp ${one.group}     Insured's DOB (if not patient): ____________`, print(pen, 9));
  y += 24;
  title(`4. ${bare(pen, 'section_referrer')}`);
  const sender = [
    'referrer_name',
    'referrer_practice',
    'referrer_npi',
    'referrer_phone',
    'referrer_fax',
    'ordered_on',
  ] as const;
  for (const field of sender) y = toTheRight(pen, 160, y, 258, field, 15, 118);
  const note =
    'Thank you for your referral! A consultation note will be faxed to you within 48 hours of the visit.';
  if (y < 664) groupNotice(pen, form, 36, 676, 380);
  sheet.text(36, Math.max(y + 12, 762), note, print(pen, 8));
}

function side(pen: Pen, form: Form): void {
  const { sheet } = pen;
  sheet.box(432, 92, 144, 650, 0.8);
  sheet.text(
    440,
    106,
    bare(pen, 'requested_provider'),
    fitting(pen, bare(pen, 'requested_provider'), head(pen, 9), 128),
  );
  let y =
    tickGrid(pen, form, 440, 122, { columns: 1, width: 136, step: 15, size: 8 }, doctorAnswers(form, 6)) + 8;
  sheet.text(440, y, 'Our locations', head(pen, 9));
  for (const { town, street, phone, fax } of sitesOf(pen, form, 5)) {
    sheet.text(440, y + 14, town, print(pen, 8, true));
    y = sheet.paragraph(440, y + 24, 130, [`${street}\nTel ${phone}\nFax ${fax}`], print(pen, 7.5), 1.25) - 6;
  }
  sheet.text(440, y + 20, 'Send with this form', head(pen, 9));
  const items = ['Demographics', 'Insurance cards', 'Recent notes', 'Imaging', 'Labs'];
  tickGrid(pen, form, 440, y + 36, { columns: 1, width: 136, size: 8 }, sideTicks(form, items, 0.4));
}
