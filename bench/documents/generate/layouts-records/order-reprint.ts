/** An ambulatory order reprinted from a hospital's record system: demographics in two columns, the order with questions and answers. */
import type { Form, Pen } from '../form.ts';
import { penOf, plainLabel, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import {
  ageOf,
  clock,
  dxLines,
  foot,
  history,
  otherNumber,
  phoneRows,
  priorityPart,
  rows,
  ruled,
  someone,
} from './parts.ts';

export const orderReprint: Layout = { name: 'order-reprint', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(
    sheet,
    form,
    { size: 9, labelEnd: ':', isLabelCapital: false },
    { isDoctorTitled: false },
  );
  const { case: one } = form;
  const t = pen.tagged;
  sheet.paragraph(36, 46, 330, [practicePart(form)], { ...pen.heading, size: 12 });
  const address = pen.spell('referrer_address');
  const left = 576 - sheet.widthOf(address.text, sized(pen, 7.5));
  sheet.text(left, 40, address.text, sized(pen, 7.5), { field: 'referrer_address', value: address.value });
  sheet.textEndingAt(576, 50, `Main: ${otherNumber(pen, form)}`, sized(pen, 7.5));
  sheet.line(36, 60, 576, 60, 1.5);
  sheet.paragraph(36, 78, 400, [t('patient_name')], { ...pen.heading, size: 13 });
  sheet.paragraph(
    36,
    91,
    540,
    [
      'MRN: ',
      t('patient_mrn'),
      `     Order #${form.luck.digits(9)}     ${ageOf(form)} y.o. `,
      t('sex'),
      '  ',
      t('birth_date'),
    ],
    pen.body,
  );
  const y = demographics(pen, form, 112);
  order(pen, form, y + 6);
  foot(
    pen,
    `Printed by ${someone(form, 'capitals')} at ${pen.date('2026-06-14')} ${clock(form)}`,
    'Page 1 of 1',
  );
  sheet.text(36, 780, `${one.specialty} referral - REPRINT. Not valid as an appointment.`, sized(pen, 7));
}

function demographics(pen: Pen, form: Form, y: number): number {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const top = ruled(pen, 36, y, 540, 'Patient Demographics');
  const left = rows(
    pen,
    36,
    top,
    [82, 176],
    [
      ['Address:', [t('patient_address')]],
      ...phoneRows(pen, form, ['Home Phone:', 'Mobile:', 'Work Phone:']),
      ['Language:', [luck.pick(['English', 'English', 'Spanish', 'Vietnamese'])]],
    ],
  );
  const right = rows(
    pen,
    312,
    top,
    [92, 172],
    [
      ['Payer/Plan:', [t('payer')]],
      ['Subscriber ID:', [t('member_id')]],
      ['Group Number:', [one.group]],
      ['Guarantor:', [someone(form, 'family_first')]],
      ['Emergency Cont:', [`${someone(form, 'family_first')} ${otherNumber(pen, form)}`]],
      ['PCP:', [t('pcp_name')]],
    ],
  );
  return Math.max(left, right);
}

function order(pen: Pen, form: Form, y: number): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  const t = pen.tagged;
  const name = `Ambulatory referral to ${one.specialty}`;
  sheet.text(36, y + 8, name, { ...pen.heading, size: 13 }, { field: 'service', value: name });
  sheet.textEndingAt(576, y + 8, `[REF${luck.whole(10, 99)}]`, pen.body);
  let base = ruled(pen, 36, y + 28, 540, 'Order Information');
  const left = rows(
    pen,
    36,
    base,
    [92, 170],
    [
      [pen.labelText('ordered_on'), [t('ordered_on')]],
      [pen.labelText('urgency'), [priorityPart(form)]],
      ['Order Class:', [luck.pick(['Outgoing Referral', 'External', 'Normal'])]],
      ['Order Status:', ['Sent']],
    ],
  );
  const right = rows(
    pen,
    312,
    base,
    [100, 164],
    [
      ['Ordering User:', [`${someone(form, 'family_first')}, ${luck.pick(['RN', 'LPN', 'CMA'])}`]],
      ['Authorizing Provider:', [t('referrer_name')]],
      ['NPI:', [t('referrer_npi')]],
      ['Encounter Provider:', [`${someone(form, 'family_first')}, MD`]],
    ],
  );
  base = ruled(pen, 36, Math.max(left, right) + 8, 540, plainLabel(pen, 'diagnosis'));
  base = sheet.paragraph(36, base, 540, dxLines(form, 'brackets'), pen.value) + 2;
  base = ruled(pen, 36, base + 8, 540, 'Order Questions');
  base = rows(
    pen,
    36,
    base,
    [200, 330],
    [
      [
        'Referral reason',
        [luck.pick(['Specialty Services Required', 'Specialty Services Required', 'Patient Preference'])],
      ],
      ['Is this for a work-related injury?', ['No']],
      ['Number of visits requested', [String(luck.whole(1, 6))]],
      ['Release to patient', ['Immediate']],
    ],
  );
  base = rows(pen, 36, base + 4, [96, 440], [[pen.labelText('reason'), [t('reason')]]]);
  base = ruled(pen, 36, base + 8, 540, 'Referral');
  const low = rows(
    pen,
    36,
    base,
    [92, 170],
    [
      ['Referred To:', [one.own.name]],
      ['Phone / Fax:', [`${pen.phone(one.own.phone)} / ${pen.phone(one.own.fax)}`]],
      [pen.labelText('requested_provider'), [t('requested_provider')]],
    ],
  );
  rows(
    pen,
    312,
    base,
    [92, 172],
    [
      ['Referral #:', [t('referral_number')]],
      ['Expires:', [t('expires_on')]],
      ['Dept Phone:', [t('referrer_phone')]],
      ['Dept Fax:', [t('referrer_fax')]],
    ],
  );
  const note =
    'Process instructions: Scheduling is not guaranteed until the plan has approved the referral. If you do not hear from the specialty office within 5 business days, call the department above.';
  const last = sheet.paragraph(36, low + 18, 540, [note], sized(pen, 8));
  history(pen, form, last + 10, 7.5);
}
