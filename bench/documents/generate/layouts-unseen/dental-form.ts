/** HELD OUT. Rounded, two halves side by side: who and where on the left, what on the right. */
import { takePen, urgencyChoices, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';

export const dentalForm: Layout = {
  name: 'dental-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { office } = form.case;
  sheet.centred(54, pen.labelText('title').replace(/[ :]+$/, ''), { ...pen.heading, size: 18 });
  sheet.line(306, 76, 306, 700, 1);
  let y = stack(pen, 36, 96, 258, 'section_patient', [
    'patient_name',
    'birth_date',
    'sex',
    'patient_phone',
    'patient_address',
  ]);
  y = stack(pen, 36, y + 16, 258, 'section_insurance', ['payer', 'member_id']);
  stack(pen, 36, y + 16, 258, 'section_referrer', [
    'referrer_name',
    'referrer_npi',
    'referrer_practice',
    'referrer_phone',
    'referrer_fax',
  ]);
  y = stack(pen, 320, 96, 258, 'section_recipient', ['requested_provider', 'ordered_on']);
  y = stack(pen, 320, y + 16, 258, 'section_reason', ['service']);
  sheet.text(326, y + 16, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(326, y + 32, 244, [pen.tagged('reason')], pen.value);
  sheet.text(326, y + 14, pen.labelText('diagnosis'), pen.label);
  y = pen.codes(326, y + 30, 244, 'code_title');
  sheet.text(326, y + 30, pen.labelText('urgency'), pen.label);
  urgencyChoices.forEach((choice, at) => pen.ticks(340, y + 48 + at * 18, 'urgency', [choice]));
  sheet.centred(740, `${office.name}   ${pen.phone(office.phone)}`, { ...pen.body, size: 9 });
}

function stack(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  heading: Parameters<Pen['labelText']>[0],
  fields: readonly PaperField[],
): number {
  const { sheet } = pen;
  sheet.fill(x, y - 11, width, 15, 0.86);
  sheet.text(x + 4, y, pen.labelText(heading).replace(/[ :]+$/, ''), pen.heading);
  let base = y + 22;
  for (const field of fields) {
    sheet.text(x + 6, base, pen.labelText(field), { ...pen.label, size: pen.label.size * 0.9 });
    base =
      field === 'patient_address'
        ? pen.addressLines(x + 14, base + 14, 'patient_address', width - 20)
        : pen.put(x + 14, base + 14, field, width - 20);
    base += 19;
  }
  return base - 8;
}
