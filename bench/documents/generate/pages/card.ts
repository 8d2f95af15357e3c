/** An insurance card laid on the glass: a dark frame, small print, a box of numbers. */
import { takePen, type Form } from '../form.ts';
import type { Sheet } from '../sheet.ts';
import { barcode, logo } from '../strokes.ts';

export function drawCard(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, { ...form, look: { ...form.look, size: 9, face: 'arimo', valueFace: 'arimo' } });
  const { case: one, luck } = form;
  const left = luck.between(80, 150);
  const top = luck.between(110, 190);
  sheet.fill(left - 8, top - 8, 376, 246, 0.45);
  sheet.pdf.lineWidth(1).roundedRect(left, top, 360, 230, 10).fillAndStroke('white', 'black');
  logo(sheet, luck, left + 300, top + 14, 34);
  sheet.text(
    left + 16,
    top + 34,
    one.patient.payer,
    { ...pen.heading, size: 16 },
    { field: 'payer', value: one.patient.payer },
  );
  const name = pen.spell('patient_name');
  sheet.text(left + 16, top + 72, luck.pick(['Member Name', 'Name', 'Subscriber']), {
    ...pen.label,
    size: 7.5,
  });
  sheet.text(
    left + 16,
    top + 84,
    name.text,
    { ...pen.value, isBold: true },
    { field: 'patient_name', value: name.value },
  );
  sheet.text(left + 16, top + 104, luck.pick(['Member ID', 'ID Number', 'Identification No.']), {
    ...pen.label,
    size: 7.5,
  });
  pen.put(left + 16, top + 116, 'member_id', 180);
  sheet.text(left + 200, top + 104, 'Group', { ...pen.label, size: 7.5 });
  sheet.text(left + 200, top + 116, one.group, pen.value);
  sheet.text(
    left + 16,
    top + 140,
    `RxBIN ${luck.digits(6)}   RxPCN ${luck.pick(['ADV', 'MEDDPRIME', '9999'])}   Plan ${luck.pick(['PPO', 'HMO', 'EPO', 'POS'])}`,
    { ...pen.body, size: 8 },
  );
  sheet.text(
    left + 16,
    top + 160,
    `PCP $${luck.pick([10, 20, 30])}   Specialist $${luck.pick([30, 40, 60])}   ER $${luck.pick([150, 250])}   Urgent care $50`,
    { ...pen.body, size: 8 },
  );
  barcode(sheet, luck, left + 16, top + 176, 140, 22);
  sheet.text(left + 16, top + 218, 'Customer service: see the back of this card', { ...pen.body, size: 7.5 });
  back(sheet, form, left, top + 280);
}

function back(sheet: Sheet, form: Form, left: number, top: number): void {
  const pen = takePen(sheet, { ...form, look: { ...form.look, size: 8, face: 'arimo' } });
  sheet.fill(left - 8, top - 8, 376, 216, 0.45);
  sheet.pdf.lineWidth(1).roundedRect(left, top, 360, 200, 10).fillAndStroke('white', 'black');
  sheet.fill(left, top + 16, 360, 26, 0);
  sheet.paragraph(
    left + 14,
    top + 66,
    330,
    [
      'Providers: call for prior authorization before elective admissions. This card is for identification only and does not prove eligibility. Send claims to the address below. In an emergency call 911 or go to the nearest hospital.',
    ],
    pen.body,
    1.3,
  );
  sheet.text(
    left + 14,
    top + 150,
    `Claims: PO Box ${form.luck.digits(5)}, ${form.luck.pick(['Dayton, OH 45401', 'El Paso, TX 79998', 'Lakemont, NY 14857'])}`,
    pen.body,
  );
  sheet.text(
    left + 14,
    top + 166,
    `Provider line ${pen.phone(`800${form.luck.whole(2, 9)}${form.luck.digits(6)}`)}`,
    pen.body,
  );
}
