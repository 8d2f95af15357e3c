/** An order with a list of services to tick, and words to circle; labels stand flush right before their values. */
import { sexChoices, takePen, urgencyChoices, type Choice, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';

export const tickOrder: Layout = {
  name: 'tick-order',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const right = (x: number, y: number, name: LabelName & PaperField, width: number): number => {
    const words = pen.labelText(name);
    sheet.textEndingAt(x - 6, y, words, pen.label);
    return pen.put(x, y, name, width);
  };
  sheet.text(40, 52, one.own.name, { ...pen.heading, size: 14 });
  sheet.text(
    40,
    67,
    `Phone ${pen.phone(one.own.phone)}   Fax your order to ${pen.phone(one.own.fax)}`,
    pen.body,
  );
  sheet.text(40, 92, pen.labelText('title').replace(/[ :]+$/, ''), pen.heading);
  let y = 116;
  const step = pen.value.size * 1.9;
  right(170, y, 'patient_name', 190);
  right(490, y, 'birth_date', 90);
  right(170, (y += step), 'patient_phone', 190);
  right(490, y, 'ordered_on', 90);
  right(170, (y += step), 'payer', 190);
  right(490, y, 'member_id', 90);
  y += step;
  sheet.textEndingAt(164, y, pen.labelText('sex'), pen.label);
  pen.ticks(170, y, 'sex', sexChoices);
  y += step;
  sheet.text(40, y, pen.labelText('service'), pen.label);
  const services: readonly Choice[] = [...new Set(one.services)].map((label) => ({ label, value: label }));
  for (const choice of services) {
    y += step * 0.8;
    pen.ticks(56, y, 'service', [choice]);
  }
  y += step * 0.8;
  pen.ticks(56, y, 'service', [{ label: 'Other: ____________________', value: '-' }]);
  y += step * 1.1;
  sheet.text(40, y, pen.labelText('urgency'), pen.label);
  pen.ticks(70 + sheet.widthOf(pen.labelText('urgency'), pen.label), y, 'urgency', urgencyChoices);
  y = right(170, y + step, 'requested_provider', 380) + step;
  sheet.text(40, y, pen.labelText('diagnosis'), pen.label);
  y = pen.codes(56, y + step * 0.8, 500, 'code_title') + step;
  sheet.text(40, y, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(56, y + step * 0.8, 500, [pen.tagged('reason')], pen.value) + step * 0.6;
  pen.rule(y - 12);
  right(170, y + 6, 'referrer_name', 190);
  right(490, y + 6, 'referrer_npi', 90);
  right(170, y + 6 + step, 'referrer_practice', 190);
  right(490, y + 6 + step, 'referrer_fax', 90);
  right(170, y + 6 + 2 * step, 'referrer_phone', 190);
}
