/** HELD OUT. A web page somebody printed: cards with headings, small labels above the values, an address of a page at the foot. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';

export const portalPrintout: Layout = { name: 'portal-printout', pages: [{ class: 'referral_form', draw }] };

const cards: readonly (readonly [LabelName, readonly (readonly PaperField[])[]])[] = [
  [
    'section_patient',
    [
      ['patient_name', 'birth_date', 'sex'],
      ['patient_phone', 'patient_address'],
      ['payer', 'member_id', 'authorisation_number'],
    ],
  ],
  [
    'section_referrer',
    [
      ['referrer_name', 'referrer_npi'],
      ['referrer_practice', 'referrer_phone', 'referrer_fax'],
    ],
  ],
  [
    'section_reason',
    [
      ['service', 'requested_provider', 'urgency'],
      ['ordered_on', 'referral_number', 'expires_on'],
      ['reason'],
    ],
  ],
];

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, { ...form, look: { ...form.look, labelEnd: '' } });
  sheet.text(30, 30, `${pen.date(form.case.orderedOn)}, 11:04 AM`, { ...pen.body, size: 8 });
  sheet.textEndingAt(582, 30, 'Referral details', { ...pen.body, size: 8 });
  sheet.text(40, 66, `${pen.labelText('title')} ${form.case.referralNumber}`, { ...pen.heading, size: 15 });
  let y = 84;
  for (const [heading, rows] of cards) y = card(pen, y, heading, rows) + 12;
  sheet.text(48, y + 6, pen.labelText('diagnosis'), { ...pen.label, size: pen.label.size * 0.85 });
  pen.codes(48, y + 22, 510, 'code_title');
  sheet.text(30, 774, 'https://portal.referrals.example/r/print?view=full', { ...pen.body, size: 8 });
  sheet.textEndingAt(582, 774, '1/1', { ...pen.body, size: 8 });
}

function card(pen: Pen, y: number, heading: LabelName, rows: readonly (readonly PaperField[])[]): number {
  const { sheet } = pen;
  const height = 24 + rows.length * 36;
  sheet.pdf.lineWidth(0.8).roundedRect(36, y, 540, height, 6).stroke('black');
  sheet.text(48, y + 16, pen.labelText(heading), pen.heading);
  rows.forEach((fields, row) => {
    const width = 520 / fields.length;
    fields.forEach((field, at) => {
      const x = 48 + at * width;
      sheet.text(x, y + 32 + row * 36, pen.labelText(field), { ...pen.label, size: pen.label.size * 0.85 });
      pen.put(x, y + 45 + row * 36, field, width - 14);
    });
  });
  return y + height;
}
