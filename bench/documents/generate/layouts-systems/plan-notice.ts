/** A health plan's notice of a certified service, in three columns of labels over values. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { problems, reasonBelow, small, stacked } from './parts.ts';

export const planNotice: Layout = { name: 'plan-notice', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.text(
    36,
    52,
    one.patient.payer,
    { ...pen.heading, size: 15 },
    { field: 'payer', value: one.patient.payer },
  );
  sheet.text(
    36,
    66,
    `Utilization Management  -  Provider line 1-8${luck.digits(2)}-555-01${luck.digits(2)}`,
    small(pen, 9),
  );
  sheet.inverse(36, 78, 540, 18, 'NOTICE OF PRE-SERVICE DETERMINATION - APPROVED', {
    ...pen.heading,
    size: 10.5,
  });
  let y = stacked(pen, 116, [
    ['authorisation_number', 'ordered_on', 'urgency'],
    ['patient_name', 'birth_date', 'member_id'],
    ['patient_phone', 'sex', ['Group', one.group]],
  ]);
  pen.rule(y - 8);
  y = stacked(pen, y + 8, [
    ['referrer_name', 'referrer_npi', 'referrer_practice'],
    ['referrer_phone', 'referrer_fax', ['Network', luck.pick(['PAR', 'IN NETWORK', 'TIER 1'])]],
    ['requested_provider', ['Facility', one.own.name], ['Facility fax', pen.phone(one.own.fax)]],
  ]);
  pen.rule(y - 8);
  y = stacked(pen, y + 8, [
    ['service', ['Units', `${luck.whole(1, 12)} VISITS`]],
    ['expires_on', ['Effective', pen.date(one.orderedOn)]],
  ]);
  sheet.text(36, y, pen.labelText('diagnosis'), pen.label);
  y = problems(pen, form, 44, y + 15, 520);
  reasonBelow(pen, 36, y + 4, 530);
  const words =
    'Certification is not a guarantee of payment. Benefits are subject to eligibility on the day of service. Send claims to the address on the member card.';
  sheet.paragraph(36, 726, 540, [words], small(pen));
}
