/** Two columns of frames with small labels in them, boxes to tick for sex and urgency. */
import { sexChoices, takePen, urgencyChoices, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';

export const boxedForm: Layout = {
  name: 'boxed-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { own } = form.case;
  sheet.centred(62, pen.labelText('title').replace(/[ :]+$/, ''), { ...pen.heading, size: 16 });
  sheet.text(40, 84, `${own.name}   Phone ${pen.phone(own.phone)}   Fax ${pen.phone(own.fax)}`, {
    ...pen.body,
    size: 9,
  });
  pen.cell(396, 90, 180, 30, 'ordered_on', 'ordered_on');
  section(pen, 128, pen.labelText('section_patient'));
  patient(pen);
  section(pen, 284, pen.labelText('section_insurance'));
  pen.cell(36, 300, 270, 32, 'payer', 'payer');
  pen.cell(306, 300, 135, 32, 'member_id', 'member_id');
  pen.cell(441, 300, 135, 32, 'authorisation_number', 'authorisation_number');
  section(pen, 344, pen.labelText('section_referrer'));
  referrer(pen);
  section(pen, 470, pen.labelText('section_reason'));
  request(pen, form);
  sheet.text(40, 752, 'CONFIDENTIAL: this form holds protected health information.', {
    ...pen.body,
    size: 8,
  });
}

function section(pen: Pen, y: number, words: string): void {
  pen.sheet.inverse(36, y, 540, 14, words.replace(/[ :]+$/, '').toUpperCase(), { ...pen.heading, size: 10 });
}

function patient(pen: Pen): void {
  const { sheet } = pen;
  pen.cell(36, 144, 300, 34, 'patient_name', 'patient_name');
  pen.cell(336, 144, 120, 34, 'birth_date', 'birth_date');
  sheet.box(456, 144, 120, 34);
  sheet.text(459, 153, pen.labelText('sex'), { ...pen.label, size: pen.label.size * 0.86 });
  pen.ticks(462, 172, 'sex', sexChoices, 58);
  pen.cell(36, 178, 180, 34, 'patient_phone', 'patient_phone');
  pen.cell(216, 178, 180, 34, 'patient_mrn', 'patient_mrn');
  pen.cell(396, 178, 180, 34, 'pcp_name', 'pcp_name');
  sheet.box(36, 212, 540, 60);
  sheet.text(39, 222, pen.labelText('patient_address'), { ...pen.label, size: pen.label.size * 0.86 });
  pen.addressLines(41, 240, 'patient_address', 520);
}

function referrer(pen: Pen): void {
  pen.cell(36, 360, 300, 34, 'referrer_name', 'referrer_name');
  pen.cell(336, 360, 240, 34, 'referrer_npi', 'referrer_npi');
  pen.cell(36, 394, 300, 34, 'referrer_practice', 'referrer_practice');
  pen.cell(336, 394, 120, 34, 'referrer_phone', 'referrer_phone');
  pen.cell(456, 394, 120, 34, 'referrer_fax', 'referrer_fax');
  pen.cell(36, 428, 540, 32, 'referrer_address', 'referrer_address');
}

function request(pen: Pen, { case: one }: Form): void {
  const { sheet } = pen;
  sheet.box(36, 486, 540, 24);
  sheet.text(40, 502, pen.labelText('urgency'), pen.label);
  pen.ticks(130, 502, 'urgency', urgencyChoices, 90);
  pen.cell(36, 510, 270, 34, 'service', 'service');
  pen.cell(306, 510, 270, 34, 'requested_provider', 'requested_provider');
  sheet.box(36, 544, 540, 80);
  sheet.text(39, 554, pen.labelText('diagnosis'), { ...pen.label, size: pen.label.size * 0.86 });
  pen.codes(42, 570, 524, 'code_title');
  sheet.box(36, 624, 540, 60);
  sheet.text(39, 634, pen.labelText('reason'), { ...pen.label, size: pen.label.size * 0.86 });
  sheet.paragraph(42, 652, 524, [pen.tagged('reason')], pen.value);
  sheet.text(40, 716, pen.labelText('signature'), pen.label);
  sheet.line(130, 718, 360, 718);
  sheet.text(380, 716, one.referrer.credential, pen.body);
}
