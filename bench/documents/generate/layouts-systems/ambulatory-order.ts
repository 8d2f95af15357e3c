/** A referral order as a hospital's record prints it: banner, order details, coverage as a table, electronic signature. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { plainLabel } from '../layouts-practices/parts.ts';
import { bar, foot, list, problems, reasonBelow, signedBy, small } from './parts.ts';

export const ambulatoryOrder: Layout = {
  name: 'ambulatory-order',
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const age = Number(one.orderedOn.slice(0, 4)) - Number(one.patient.birthDate.slice(0, 4));
  sheet.fill(36, 34, 540, 32, 0.9);
  const name = { ...pen.heading, size: 12 };
  sheet.paragraph(42, 48, 520, [pen.tagged('patient_name'), `  (${one.patient.sex}, ${age} y.o.)`], name);
  const ids = [
    'MRN ',
    pen.tagged('patient_mrn'),
    '   DOB: ',
    pen.tagged('birth_date'),
    `   CSN ${luck.digits(9)}`,
  ];
  sheet.paragraph(42, 61, 520, ids, small(pen, 9));
  sheet.text(36, 88, pen.labelText('title').replace(/:$/, ''), { ...pen.heading, size: 14 });
  bar(pen, 110, plainLabel(pen, 'section_reason'));
  const left = list(pen, 36, 128, 270, 95, ['service', 'urgency', 'ordered_on', 'referral_number']);
  const right = list(pen, 316, 128, 260, 95, [
    'requested_provider',
    'expires_on',
    ['Visits', String(luck.whole(1, 12))],
    ['Status', 'Sent'],
  ]);
  let y = Math.max(left, right);
  sheet.text(36, y, pen.labelText('diagnosis'), pen.label);
  y = problems(pen, form, 44, y + 14, 520);
  y = reasonBelow(pen, 36, y + 4, 530);
  bar(pen, y + 8, plainLabel(pen, 'section_insurance'));
  y = coverage(pen, form, y + 14);
  bar(pen, y + 22, plainLabel(pen, 'section_referrer'));
  const next = list(pen, 36, y + 40, 270, 95, ['referrer_name', 'referrer_npi', 'referrer_practice']);
  const other = list(pen, 316, y + 40, 260, 95, ['referrer_phone', 'referrer_fax', 'pcp_name']);
  signedBy(pen, form, 36, Math.max(next, other) + 6);
  foot(pen, form);
}

/** Primary and secondary coverage: a row each. */
function coverage(pen: Pen, { case: one, luck }: Form, y: number): number {
  const { sheet } = pen;
  const columns = [36, 86, 300, 430] as const;
  const heads = ['', pen.labelText('payer'), pen.labelText('member_id'), pen.labelText('group_number')];
  heads.forEach((head, at) =>
    sheet.text((columns[at] ?? 0) + 4, y + 11, head.replace(/:$/, ''), { ...pen.label, size: 8.5 }),
  );
  sheet.line(36, y + 15, 576, y + 15);
  sheet.text(40, y + 28, 'Primary', small(pen, 9));
  const base = Math.max(pen.put(90, y + 28, 'payer', 204), pen.put(304, y + 28, 'member_id', 120));
  sheet.text(434, y + 28, one.group, pen.value);
  sheet.text(40, base + 16, 'Secondary', small(pen, 9));
  sheet.text(90, base + 16, luck.pick(['(none)', 'No coverage on file']), small(pen, 9));
  sheet.box(36, y, 540, base + 22 - y);
  return base + 22;
}
