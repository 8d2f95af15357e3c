/** One table: a column of labels, a column of values, a row each. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';

export const tableForm: Layout = {
  name: 'table-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

const groups: readonly (readonly [LabelName, readonly PaperField[]])[] = [
  [
    'section_patient',
    ['patient_name', 'birth_date', 'sex', 'patient_phone', 'patient_address', 'patient_mrn'],
  ],
  ['section_insurance', ['payer', 'member_id', 'authorisation_number']],
  [
    'section_referrer',
    ['referrer_name', 'referrer_npi', 'referrer_practice', 'referrer_phone', 'referrer_fax', 'pcp_name'],
  ],
  ['section_reason', ['ordered_on', 'urgency', 'service', 'requested_provider', 'diagnosis', 'reason']],
];

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  sheet.text(
    36,
    70,
    form.case.office.name,
    { ...pen.heading, size: 15 },
    { field: 'referrer_practice', value: form.case.office.name },
  );
  sheet.text(36, 86, pen.labelText('title').replace(/[ :]+$/, ''), { ...pen.heading, size: 12 });
  const split = 36 + form.luck.pick([140, 160, 180]);
  const top = 100;
  let y = top;
  for (const [heading, fields] of groups) {
    y = row(pen, y, 18);
    sheet.text(40, y - 5, pen.labelText(heading).replace(/[ :]+$/, ''), pen.heading);
    for (const field of fields) y = fieldRow(pen, y, split, field);
  }
  sheet.line(36, top, 576, top);
  sheet.line(36, top, 36, y);
  sheet.line(576, top, 576, y);
  sheet.text(36, y + 26, pen.labelText('signature'), pen.label);
  sheet.line(120, y + 28, 330, y + 28);
}

function row(pen: Pen, y: number, height: number): number {
  pen.sheet.line(36, y + height, 576, y + height);
  return y + height;
}

function fieldRow(pen: Pen, y: number, split: number, field: PaperField): number {
  const { sheet } = pen;
  const base = y + 15;
  sheet.text(40, base, pen.labelText(field), pen.label);
  let last = base;
  if (field === 'diagnosis') last = pen.codes(split + 5, base, 570 - split, 'code_title');
  else if (field === 'reason')
    last =
      sheet.paragraph(split + 5, base, 566 - split, [pen.tagged('reason')], pen.value) -
      pen.value.size * 1.25;
  else last = pen.put(split + 5, base, field, 568 - split);
  const bottom = row(pen, last, 6);
  sheet.line(split, y, split, bottom);
  return bottom;
}
