/** A letter with letterhead, a block of facts about the patient, prose, and the doctor's name below. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import { inLetters } from './plain-letter.ts';

export const letter: Layout = { name: 'letter', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, inLetters(form));
  const { case: one } = form;
  letterhead(pen, form);
  sheet.text(72, 150, pen.date(one.orderedOn), pen.body, { field: 'ordered_on', value: one.orderedOn });
  const requested = pen.spell('requested_provider');
  sheet.text(72, 176, requested.text, pen.body, { field: 'requested_provider', value: requested.value });
  sheet.text(72, 190, one.own.name, pen.body);
  sheet.text(
    72,
    204,
    `${one.own.address.line1}, ${one.own.address.city}, ${one.own.address.state} ${one.own.address.zip}`,
    pen.body,
  );
  let y = pen.pair(72, 232, 'patient_name', 'patient_name', { width: 420, valueAt: 110 });
  for (const field of ['birth_date', 'patient_phone', 'payer', 'member_id', 'urgency'] as const)
    y = pen.pair(72, y + pen.body.size * 1.45, field, field, { width: 420, valueAt: 110 });
  y = sheet.paragraph(72, y + 28, 468, [`Dear Dr. ${one.requested.family},`], pen.body);
  y = sheet.paragraph(72, y + 6, 468, prose(pen, form), pen.body, 1.4);
  y = sheet.paragraph(
    72,
    y + 8,
    468,
    ['Please send your consultation note to our office. Thank you for seeing this patient.'],
    pen.body,
    1.4,
  );
  sheet.text(72, y + 16, 'Sincerely,', pen.body);
  signature(sheet, form.luck, 78, y + 50);
  const doctor = pen.spell('referrer_name');
  sheet.text(72, y + 76, doctor.text, pen.body, { field: 'referrer_name', value: doctor.value });
  sheet.paragraph(72, y + 90, 468, ['NPI ', pen.tagged('referrer_npi')], pen.body);
}

function letterhead(pen: Pen, { case: one }: Form): void {
  const { sheet } = pen;
  const { office } = one;
  const small = { ...pen.body, size: 9 };
  sheet.centred(
    60,
    office.name,
    { ...pen.heading, size: 18 },
    { field: 'referrer_practice', value: office.name },
  );
  const address = pen.spell('referrer_address');
  sheet.centred(78, address.text, small, { field: 'referrer_address', value: address.value });
  const contact = ['Tel ', pen.tagged('referrer_phone'), '    Fax ', pen.tagged('referrer_fax')];
  const width = contact.reduce(
    (sum, part) => sum + sheet.widthOf(typeof part === 'string' ? part : part.text, small),
    0,
  );
  sheet.paragraph((612 - width) / 2, 92, 540, contact, small);
  sheet.line(72, 104, 540, 104, 1.2);
}

function prose(pen: Pen, { case: one }: Form): Parameters<Pen['sheet']['paragraph']>[3] {
  const age = Number(one.orderedOn.slice(0, 4)) - Number(one.patient.birthDate.slice(0, 4));
  const [first, ...rest] = one.diagnoses;
  const codes = [first, ...rest].flatMap((code) =>
    code
      ? [`${code.title} (`, { field: 'diagnosis' as const, value: code.code, text: code.code }, '), ']
      : [],
  );
  return [
    `Thank you for seeing ${one.patient.name.given} ${one.patient.name.family}, a ${age} year old `,
    { field: 'sex', value: one.patient.sex, text: one.patient.sex === 'F' ? 'female' : 'male' },
    ', for ',
    { field: 'service', value: one.service, text: one.service },
    '. Reason: ',
    pen.tagged('reason'),
    '. Diagnoses: ',
    ...codes,
    'as discussed with the patient.',
  ];
}
