/** A nurse navigator's fax sheet: who sends on the left, a bare list of what matters, a memo below. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { list, problems, small } from './parts.ts';

export const navigatorFax: Layout = { name: 'navigator-fax', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const { office } = one;
  sheet.centred(
    60,
    office.name,
    { ...pen.heading, size: 15 },
    { field: 'referrer_practice', value: office.name },
  );
  sheet.centred(76, 'Patient Navigation / Care Coordination', pen.body);
  pen.rule(86, 90, 522);
  let y = list(pen, 90, 108, 440, 130, [
    ['TO', `${one.own.name}, scheduling`],
    ['TO FAX', pen.phone(one.own.fax)],
    ['FROM', `${luck.pick(['Tina', 'Marisol', 'Dee', 'Joan'])} RN, navigator`],
    'referrer_phone',
    'referrer_fax',
    'ordered_on',
  ]);
  pen.rule(y - 4, 90, 522);
  y = list(pen, 90, y + 16, 440, 130, [
    'patient_name',
    'birth_date',
    'patient_phone',
    'payer',
    'member_id',
    'service',
    'urgency',
    'referrer_name',
    'referrer_npi',
    'reason',
  ]);
  sheet.text(90, y, pen.labelText('diagnosis'), pen.label);
  y = problems(pen, form, 100, y + 15, 420);
  const memo = `Please call the patient to schedule and fax the appointment date back to us. Last seen here ${pen.date(one.orderedOn)}. Language: ${luck.pick(['English', 'Spanish', 'Arabic'])}. Transport: ${luck.pick(['own', 'needs ride'])}.`;
  sheet.paragraph(90, y + 12, 432, [memo], pen.body);
  sheet.centred(760, 'This transmission is intended only for the person named above.', small(pen));
}
