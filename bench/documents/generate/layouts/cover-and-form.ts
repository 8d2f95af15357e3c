/** A cover sheet, then a short form with values on lines. */
import { drawCover } from '../pages/cover.ts';
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';

export const coverAndForm: Layout = {
  name: 'cover-and-form',
  isFilledIn: true,
  pages: [
    { class: 'cover', draw: drawCover },
    { class: 'referral_form', draw },
  ],
};

const left: readonly PaperField[] = [
  'ordered_on',
  'patient_name',
  'birth_date',
  'patient_phone',
  'payer',
  'member_id',
];
const rest: readonly PaperField[] = [
  'reason',
  'service',
  'urgency',
  'requested_provider',
  'referrer_name',
  'referrer_npi',
];

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const step = form.luck.between(25, 29);
  sheet.centred(80, pen.labelText('title').replace(/[ :]+$/, ''), { ...pen.heading, size: 15 });
  let y = 124;
  for (const field of left) y = pen.pair(54, y, field, field, { width: 470, isUnderlined: true }) + step;
  sheet.text(54, y, pen.labelText('diagnosis'), pen.label);
  y = pen.codes(54 + sheet.widthOf(pen.labelText('diagnosis'), pen.label) + 10, y, 380, 'codes_only') + step;
  for (const field of rest) y = pen.pair(54, y, field, field, { width: 504, isUnderlined: true }) + step;
  pen.pair(54, y, 'referrer_phone', 'referrer_phone', { width: 235, isUnderlined: true });
  y = pen.pair(310, y, 'referrer_fax', 'referrer_fax', { width: 240, isUnderlined: true });
  sheet.text(54, y + 44, pen.labelText('signature'), pen.label);
  sheet.line(140, y + 46, 400, y + 46);
}
