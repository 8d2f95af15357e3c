/** Two halves of a page: the patient and the insurance on the left, the office on the right, what is wanted across below. */
import { sexChoices, takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';

export const splitForm: Layout = {
  name: 'split-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

type Name = LabelName & PaperField;

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one } = form;
  sheet.centred(46, one.own.name, { ...pen.heading, size: 15 });
  sheet.centred(60, `Fax ${pen.phone(one.own.fax)} | Phone ${pen.phone(one.own.phone)}`, pen.body);
  sheet.centred(80, pen.labelText('title').replace(/[ :]+$/, ''), pen.heading);
  sheet.inverse(36, 92, 262, 15, pen.labelText('section_patient').replace(/[ :]+$/, ''), {
    ...pen.heading,
    size: 9.5,
  });
  sheet.inverse(314, 92, 262, 15, pen.labelText('section_referrer').replace(/[ :]+$/, ''), {
    ...pen.heading,
    size: 9.5,
  });
  let left = stack(pen, 36, 126, ['patient_name', 'birth_date', 'patient_phone', 'patient_mrn']);
  sheet.text(36, left, pen.labelText('sex'), pen.label);
  pen.ticks(60 + sheet.widthOf(pen.labelText('sex'), pen.label), left, 'sex', sexChoices);
  sheet.text(36, left + 22, pen.labelText('patient_address'), pen.label);
  left = pen.addressLines(46, left + 36, 'patient_address', 240) + 22;
  left = stack(pen, 36, left, ['payer', 'member_id', 'authorisation_number']);
  const right = stack(pen, 314, 126, [
    'referrer_name',
    'referrer_npi',
    'referrer_practice',
    'referrer_phone',
    'referrer_fax',
    'pcp_name',
    'ordered_on',
  ]);
  sheet.line(306, 92, 306, Math.max(left, right));
  let y = Math.max(left, right) + 12;
  pen.rule(y - 14);
  y = stack(pen, 36, y, ['service', 'requested_provider', 'urgency', 'expires_on', 'referral_number'], 540);
  sheet.text(36, y, pen.labelText('diagnosis'), pen.label);
  y = pen.codes(46, y + 15, 520, 'title_code') + 22;
  sheet.text(36, y, pen.labelText('reason'), pen.label);
  sheet.paragraph(46, y + 15, 520, [pen.tagged('reason')], pen.value);
}

function stack(pen: Pen, x: number, y: number, fields: readonly Name[], width = 258): number {
  return fields.reduce(
    (base, field) => pen.pair(x, base, field, field, { width, isUnderlined: true }) + pen.label.size * 1.9,
    y,
  );
}
