/** The page an insurer sends when it has approved a visit: reference numbers first, then member, requesting and servicing provider. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';

export const insurerAuthorisation: Layout = {
  name: 'insurer-authorisation',
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.text(
    40,
    60,
    one.patient.payer,
    { ...pen.heading, size: 17 },
    { field: 'payer', value: one.patient.payer },
  );
  sheet.text(
    40,
    78,
    luck.pick([
      'Utilization Management',
      'Referral and Authorization Notice',
      'Authorization for Specialist Services',
    ]),
    pen.heading,
  );
  sheet.box(330, 44, 246, 62);
  pen.pair(338, 60, 'authorisation_number', 'authorisation_number', { width: 232 });
  pen.pair(338, 78, 'referral_number', 'referral_number', { width: 232 });
  pen.pair(338, 96, 'expires_on', 'expires_on', { width: 232 });
  let y = block(pen, 134, 'MEMBER', [
    'patient_name',
    'member_id',
    'birth_date',
    'sex',
    'patient_phone',
    'patient_address',
  ]);
  y = block(pen, y + 14, 'REQUESTING PROVIDER', [
    'referrer_name',
    'referrer_npi',
    'referrer_practice',
    'referrer_phone',
    'referrer_fax',
  ]);
  sheet.text(40, y + 14, 'SERVICING PROVIDER', pen.heading);
  y = pen.pair(52, y + 32, 'requested_provider', 'requested_provider', { valueAt: 150 });
  sheet.text(52, y + 16, one.own.name, pen.body);
  sheet.text(300, y + 16, `Fax ${pen.phone(one.own.fax)}`, pen.body);
  sheet.text(40, y + 42, 'APPROVED SERVICES', pen.heading);
  y = table(pen, form, y + 54);
  y = pen.pair(40, y + 24, 'reason', 'reason', { valueAt: 120 });
  y = pen.pair(40, y + 18, 'urgency', 'urgency', { valueAt: 120 });
  y = pen.pair(40, y + 18, 'ordered_on', 'ordered_on', { valueAt: 120 });
  sheet.paragraph(
    40,
    Math.max(y + 40, 690),
    530,
    [
      'This authorization is not a guarantee of payment. Payment depends on eligibility on the date of service, benefit limits and medical necessity. Questions: Provider Services, Monday to Friday.',
    ],
    { ...pen.body, size: 8.5 },
  );
}

type Fields = Parameters<Pen['spell']>[0];

function block(pen: Pen, y: number, heading: string, fields: readonly Fields[]): number {
  pen.sheet.text(40, y, heading, pen.heading);
  pen.rule(y + 4, 40, 576);
  return fields.reduce(
    (base, field) => pen.pair(52, base, field, field, { valueAt: 150 }) + pen.label.size * 1.6,
    y + 20,
  );
}

/** Code, what it means, visits: one row for each diagnosis, the service in the first. */
function table(pen: Pen, { case: one, luck }: Form, y: number): number {
  const { sheet } = pen;
  const columns = [40, 110, 360, 520, 576] as const;
  const heads = ['ICD-10', 'Description', 'Service', 'Visits'];
  heads.forEach((head, at) =>
    sheet.text((columns[at] ?? 0) + 4, y + 12, head, { ...pen.label, isBold: true }),
  );
  sheet.line(40, y, 576, y);
  let top = y + 17;
  sheet.line(40, top, 576, top);
  one.diagnoses.forEach((code, at) => {
    sheet.text(44, top + 13, code.code, pen.value, { field: 'diagnosis', value: code.code });
    const last = sheet.paragraph(
      114,
      top + 13,
      240,
      [code.title],
      { ...pen.value, size: pen.value.size * 0.9 },
      1.15,
    );
    if (at === 0) pen.put(364, top + 13, 'service', 152);
    if (at === 0) sheet.text(530, top + 13, String(luck.whole(1, 6)), pen.value);
    top = Math.max(last - 4, top + 20);
    sheet.line(40, top, 576, top);
  });
  for (const x of columns) sheet.line(x, y, x, top);
  return top;
}
