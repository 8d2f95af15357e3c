/** A requisition for imaging or a visit: two framed halves, the order in a table, questions asked at order entry. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { barcode } from '../strokes.ts';
import { foot, list, problems, reasonBelow, signedBy, small } from './parts.ts';

export const imagingRequisition: Layout = {
  name: 'imaging-requisition',
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const { office } = one;
  sheet.text(
    36,
    50,
    office.name,
    { ...pen.heading, size: 13 },
    { field: 'referrer_practice', value: office.name },
  );
  sheet.text(36, 66, 'ORDER REQUISITION', { ...pen.heading, size: 11 });
  barcode(sheet, luck, 430, 36, 140, 22);
  sheet.text(430, 68, `*${luck.digits(10)}*`, small(pen, 8));
  const left = list(pen, 42, 94, 256, 84, [
    'patient_name',
    'birth_date',
    'sex',
    'patient_mrn',
    'patient_phone',
  ]);
  const right = list(pen, 312, 94, 258, 84, [
    'referrer_name',
    'referrer_npi',
    'referrer_phone',
    'referrer_fax',
    'pcp_name',
  ]);
  let y = Math.max(left, right);
  sheet.box(36, 80, 266, y - 84);
  sheet.box(306, 80, 270, y - 84);
  y = list(pen, 42, y + 14, 528, 110, ['payer', 'member_id', 'authorisation_number', 'patient_address']);
  pen.rule(y - 6, 36, 576);
  y = list(pen, 42, y + 10, 528, 110, ['service', 'urgency', 'ordered_on', 'requested_provider']);
  sheet.text(42, y, pen.labelText('diagnosis'), pen.label);
  y = problems(pen, form, 50, y + 15, 510);
  y = reasonBelow(pen, 42, y + 4, 520);
  pen.rule(y, 36, 576);
  for (const [question, answer] of [
    ['Is the patient pregnant?', luck.pick(['No', 'N/A'])],
    ['Contrast allergy?', 'No'],
    ['Release result to patient?', 'Immediate'],
  ] as const)
    y = sheet.paragraph(42, y + 14, 520, [`${question}  ${answer}`], small(pen, 9)) - 10;
  signedBy(pen, form, 42, y + 28);
  foot(pen, form);
}
