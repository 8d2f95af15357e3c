/** HELD OUT. A small page in the middle of a big one, like a prescription pad laid on the glass. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';

export const therapyPrescription: Layout = {
  name: 'therapy-prescription',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const left = 96;
  const right = 516;
  const width = right - left;
  sheet.box(left - 16, 96, width + 32, 560, 1.4);
  const middle = (words: string): number =>
    left + (width - sheet.widthOf(words, { ...pen.heading, size: 14 })) / 2;
  sheet.text(
    middle(one.office.name),
    124,
    one.office.name,
    { ...pen.heading, size: 14 },
    { field: 'referrer_practice', value: one.office.name },
  );
  const doctor = pen.spell('referrer_name');
  sheet.text(left, 146, doctor.text, pen.body, { field: 'referrer_name', value: doctor.value });
  sheet.paragraph(330, 146, 190, ['NPI ', pen.tagged('referrer_npi')], pen.body);
  sheet.paragraph(
    left,
    162,
    width,
    ['Ph ', pen.tagged('referrer_phone'), '    Fax ', pen.tagged('referrer_fax')],
    pen.body,
  );
  sheet.line(left, 172, right, 172);
  let y = pen.pair(left, 196, 'patient_name', 'patient_name', { width: 270 });
  pen.pair(left + 280, y, 'birth_date', 'birth_date', { width: 140 });
  y = pen.pair(left, y + 24, 'patient_phone', 'patient_phone', { width: 210 });
  pen.pair(left + 220, y, 'ordered_on', 'ordered_on', { width: 200 });
  y = pen.pair(left, y + 24, 'payer', 'payer', { width: 210 });
  pen.pair(left + 220, y, 'member_id', 'member_id', { width: 200 });
  sheet.text(left, y + 46, 'Rx', { ...pen.heading, size: 26 });
  y = pen.put(left + 60, y + 44, 'service', width - 60) + 26;
  y = pen.put(left + 60, y, 'reason', width - 60) + 26;
  sheet.text(left, y + 6, pen.labelText('diagnosis'), pen.label);
  y = pen.codes(left + 20, y + 24, width - 30, 'code_title') + 28;
  y = pen.pair(left, y, 'requested_provider', 'requested_provider', { width }) + 24;
  y = pen.pair(left, y, 'urgency', 'urgency', { width });
  signature(sheet, luck, left + 110, 634);
  sheet.line(left, 640, left + 280, 640);
  sheet.text(left, 651, pen.labelText('signature'), { ...pen.label, size: pen.label.size * 0.85 });
}
