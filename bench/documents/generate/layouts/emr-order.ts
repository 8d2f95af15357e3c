/** What an electronic record prints: label and value pairs in two columns under headings, signed electronically. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';

export const emrOrder: Layout = { name: 'emr-order', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const one = form.case;
  const { office } = one;
  sheet.text(
    36,
    52,
    office.name,
    { ...pen.heading, size: 14 },
    { field: 'referrer_practice', value: office.name },
  );
  sheet.text(
    36,
    66,
    pen.spell('referrer_address').text,
    { ...pen.body, size: 9 },
    { field: 'referrer_address', value: pen.spell('referrer_address').value },
  );
  const contact = ['Ph: ', pen.tagged('referrer_phone'), '   Fx: ', pen.tagged('referrer_fax')];
  sheet.paragraph(36, 79, 540, contact, { ...pen.body, size: 9 });
  pen.rule(88);
  sheet.text(36, 108, `Outgoing Referral / Order`, { ...pen.heading, size: 13 });
  sheet.textEndingAt(576, 108, `Printed ${pen.date(one.orderedOn)} 10:42 AM`, { ...pen.body, size: 8.5 });
  let y = columns(
    pen,
    134,
    ['patient_name', 'birth_date', 'sex', 'patient_mrn'],
    ['patient_phone', 'payer', 'member_id', 'pcp_name'],
  );
  y = pen.pair(36, y + 18, 'patient_address', 'patient_address', { valueAt: 92, width: 540 });
  pen.rule(y + 10);
  sheet.text(36, y + 28, pen.labelText('section_reason').replace(/[ :]+$/, ''), pen.heading);
  y = columns(
    pen,
    y + 48,
    ['ordered_on', 'urgency', 'service'],
    ['referral_number', 'expires_on', 'requested_provider'],
  );
  const label = pen.labelText('diagnosis');
  sheet.text(36, y + 24, label, pen.label);
  y = pen.codes(
    36 + Math.max(92, sheet.widthOf(label, pen.label) + 8),
    y + 24,
    440,
    form.luck.pick(['code_title', 'title_code'] as const),
  );
  sheet.text(36, y + 22, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(48, y + 38, 520, [pen.tagged('reason')], pen.value);
  pen.rule(y + 8);
  y = pen.pair(36, y + 28, 'referrer_name', 'referrer_name', { width: 300 });
  pen.pair(350, y, 'referrer_npi', 'referrer_npi');
  const signed = pen.spell('referrer_name');
  sheet.paragraph(
    36,
    y + 22,
    540,
    [`Electronically signed by ${signed.text} on ${pen.date(one.orderedOn)} at 10:40 AM`],
    { ...pen.body, size: 9 },
  );
  sheet.text(36, 766, `Page 1 of 1    ${pen.spell('patient_name').text}`, { ...pen.body, size: 8 });
}

function columns(
  pen: ReturnType<typeof takePen>,
  y: number,
  left: readonly PaperField[],
  right: readonly PaperField[],
): number {
  const step = pen.label.size * 1.75;
  const last = (x: number, fields: readonly PaperField[]): number =>
    fields.reduce((base, field) => pen.pair(x, base, field, field, { width: 258, valueAt: 92 }) + step, y);
  return Math.max(last(36, left), last(310, right)) - step;
}
