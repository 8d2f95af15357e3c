/** Small print, three columns, everything on half a page, with a paragraph of terms below. */
import { sexChoices, takePen, urgencyChoices, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';

export const denseForm: Layout = {
  name: 'dense-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

const terms =
  'This referral is valid for the services listed only. It is not a guarantee of payment. The specialist must verify eligibility and benefits on the date of service. Additional visits, procedures and tests need a new request. Reports are due to the referring office within ten days of the visit. Copies of imaging are to be sent on request.';

const rows: readonly (readonly PaperField[])[] = [
  ['patient_name', 'birth_date', 'patient_mrn'],
  ['patient_address'],
  ['patient_phone', 'payer', 'member_id'],
  ['referrer_name', 'referrer_npi', 'referrer_phone'],
  ['referrer_practice', 'referrer_fax', 'pcp_name'],
  ['requested_provider', 'service', 'ordered_on'],
];

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, { ...form, look: { ...form.look, size: form.luck.pick([8.5, 9]) } });
  sheet.text(30, 56, pen.labelText('title').replace(/[ :]+$/, ''), { ...pen.heading, size: 13 });
  sheet.textEndingAt(582, 56, `Form ${form.luck.whole(100, 999)}-R  rev. 03/24`, pen.body);
  let y = 70;
  for (const row of rows) y = drawRow(pen, y, row);
  sheet.box(30, y, 276, 22);
  sheet.text(33, y + 14, pen.labelText('sex'), pen.label);
  pen.ticks(110, y + 14, 'sex', sexChoices, 70);
  sheet.box(306, y, 276, 22);
  sheet.text(309, y + 14, pen.labelText('urgency'), pen.label);
  pen.ticks(395, y + 14, 'urgency', urgencyChoices, 60);
  y += 22;
  sheet.box(30, y, 552, 58);
  sheet.text(33, y + 9, pen.labelText('diagnosis'), pen.label);
  pen.codes(120, y + 10, 450, 'code_title');
  y += 58;
  sheet.box(30, y, 552, 40);
  sheet.text(33, y + 9, pen.labelText('reason'), pen.label);
  sheet.paragraph(40, y + 24, 530, [pen.tagged('reason')], pen.value);
  y = sheet.paragraph(30, y + 60, 552, [terms], { ...pen.body, size: 7.5 });
  sheet.text(30, y + 30, pen.labelText('signature'), pen.label);
  sheet.line(110, y + 32, 320, y + 32);
}

function drawRow(pen: Pen, y: number, fields: readonly PaperField[]): number {
  const width = 552 / fields.length;
  fields.forEach((field, at) => pen.cell(30 + at * width, y, width, 25, field, field));
  return y + 25;
}
