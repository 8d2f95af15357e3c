/** HELD OUT. An eye clinic's or a dentist's pad: a list of services to tick, the patient at the foot. */
import { sexChoices, takePen, urgencyChoices, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { logo, signature } from '../strokes.ts';

export const optometryForm: Layout = {
  name: 'optometry-form',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  logo(sheet, luck, 500, 40, 44);
  sheet.text(
    50,
    58,
    one.office.name,
    { ...pen.heading, size: 17 },
    { field: 'referrer_practice', value: one.office.name },
  );
  // What is printed on the pad nobody writes by hand.
  const { hand: _hand, ...printed } = form;
  takePen(sheet, printed).addressLines(50, 74, 'referrer_address', 360);
  sheet.paragraph(
    50,
    100,
    400,
    ['T: ', pen.tagged('referrer_phone'), '   F: ', pen.tagged('referrer_fax')],
    pen.body,
  );
  sheet.line(50, 110, 562, 110, 2);
  sheet.text(50, 134, `${pen.labelText('section_recipient').replace(/[ :]+$/, '')}: `, pen.heading);
  pen.put(200, 134, 'requested_provider', 340);
  sheet.text(200, 148, one.own.name, pen.body);
  services(pen, form, 178);
  sheet.text(50, 306, pen.labelText('urgency'), pen.label);
  pen.ticks(160, 306, 'urgency', urgencyChoices, 100);
  let y = 336;
  sheet.text(50, y, pen.labelText('diagnosis'), pen.label);
  y = pen.codes(180, y, 370, 'title_code') + 24;
  y = pen.pair(50, y, 'reason', 'reason', { width: 500 }) + 30;
  sheet.fill(50, y - 12, 512, 3, 0);
  y = pen.pair(50, y + 12, 'patient_name', 'patient_name', { width: 300 });
  pen.pair(370, y, 'birth_date', 'birth_date', { width: 190 });
  y = pen.pair(50, y + 24, 'patient_phone', 'patient_phone', { width: 220 });
  sheet.text(300, y, pen.labelText('sex'), pen.label);
  pen.ticks(420, y, 'sex', sexChoices, 62);
  y = pen.pair(50, y + 24, 'patient_address', 'patient_address', { width: 510 });
  y = pen.pair(50, y + 24, 'payer', 'payer', { width: 270 });
  pen.pair(330, y, 'member_id', 'member_id', { width: 230 });
  y += 54;
  signature(sheet, luck, 60, y);
  sheet.line(50, y + 6, 300, y + 6);
  const doctor = pen.spell('referrer_name');
  sheet.text(50, y + 20, doctor.text, pen.body, { field: 'referrer_name', value: doctor.value });
  sheet.paragraph(50, y + 33, 240, ['NPI ', pen.tagged('referrer_npi')], pen.body);
  pen.pair(330, y + 20, 'ordered_on', 'ordered_on', { valueAt: 96, width: 240 });
}

/** The one asked for is ticked; the others stand beside it. */
function services(pen: Pen, { case: one, look }: Form, y: number): void {
  const { sheet } = pen;
  sheet.text(50, y, pen.labelText('service'), pen.label);
  const all = [
    ...new Set([...one.services, 'Second opinion', 'Post-op co-management', 'Testing only']),
  ].slice(0, 8);
  all.forEach((service, at) => {
    const isMarked = service === one.service;
    const x = 62 + (at % 2) * 250;
    sheet.tick(x, y + 20 + Math.floor(at / 2) * 20, service, isMarked, pen.body, {
      tag: { field: 'service', value: service },
      mark: look.mark,
      shape: look.tickShape === 'blank' ? 'square' : look.tickShape,
    });
  });
}
