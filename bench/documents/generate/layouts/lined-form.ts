/** Values on lines, what they are in small letters below the line. */
import { takePen, urgencyChoices, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';

export const linedForm: Layout = {
  name: 'lined-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, { ...form, look: { ...form.look, labelEnd: '' } });
  sheet.centred(64, pen.labelText('title'), { ...pen.heading, size: 16 });
  let y = 108;
  y = lined(pen, y, [
    ['patient_name', 340],
    ['birth_date', 150],
  ]);
  y = lined(pen, y, [['patient_address', 500]]);
  y = lined(pen, y, [
    ['patient_phone', 180],
    ['sex', 90],
    ['patient_mrn', 190],
  ]);
  y = lined(pen, y, [
    ['payer', 280],
    ['member_id', 210],
  ]);
  pen.rule(y - 18);
  y = lined(pen, y + 8, [
    ['referrer_name', 290],
    ['referrer_npi', 200],
  ]);
  y = lined(pen, y, [
    ['referrer_practice', 300],
    ['ordered_on', 190],
  ]);
  y = lined(pen, y, [
    ['referrer_phone', 240],
    ['referrer_fax', 240],
  ]);
  pen.rule(y - 18);
  y = lined(pen, y + 8, [
    ['service', 260],
    ['requested_provider', 230],
  ]);
  sheet.text(54, y, pen.labelText('urgency'), pen.label);
  pen.ticks(140, y, 'urgency', urgencyChoices, 90);
  y += 32;
  const last = pen.codes(58, y, 490, 'codes_only');
  y = caption(pen, 54, last, 500, 'diagnosis');
  const end = sheet.paragraph(58, y, 490, [pen.tagged('reason')], pen.value) - pen.value.size * 1.25;
  caption(pen, 54, end, 500, 'reason');
}

function lined(pen: Pen, y: number, fields: readonly (readonly [PaperField, number])[]): number {
  let x = 54;
  let next = y;
  for (const [field, width] of fields) {
    pen.put(x + 4, y, field, width - 6);
    next = caption(pen, x, y, width, field);
    x += width + 14;
  }
  return next;
}

function caption(pen: Pen, x: number, y: number, width: number, name: PaperField): number {
  const { sheet } = pen;
  sheet.line(x, y + 3.5, x + width, y + 3.5, 0.6);
  sheet.text(x + 2, y + 12.5, pen.labelText(name), { ...pen.label, size: pen.label.size * 0.86 });
  return y + 36;
}
