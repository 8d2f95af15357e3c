/** What a hospital sends when it lets somebody go: a banner with the patient, a summary, and the follow-up asked for. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { barcode } from '../strokes.ts';

export const discharge: Layout = { name: 'discharge', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.text(
    36,
    56,
    one.office.name,
    { ...pen.heading, size: 15 },
    { field: 'referrer_practice', value: one.office.name },
  );
  sheet.text(
    36,
    72,
    luck.pick([
      'Discharge Referral',
      'Post-Discharge Follow-up Request',
      'ED Discharge - Specialist Follow Up',
    ]),
    { ...pen.heading, size: 12 },
  );
  barcode(sheet, luck, 430, 42, 120, 24);
  sheet.box(36, 84, 540, 62, 1.2);
  pen.pair(42, 100, 'patient_name', 'patient_name', { width: 280 });
  pen.pair(330, 100, 'patient_mrn', 'patient_mrn', { width: 240 });
  pen.pair(42, 119, 'birth_date', 'birth_date', { width: 200 });
  pen.pair(250, 119, 'sex', 'sex', { width: 120 });
  pen.pair(380, 119, 'patient_phone', 'patient_phone', { width: 190 });
  pen.pair(42, 138, 'payer', 'payer', { width: 280 });
  pen.pair(330, 138, 'member_id', 'member_id', { width: 240 });
  let y = 172;
  const heading = (words: string): void => {
    sheet.text(36, y, words, pen.heading);
    sheet.line(36, y + 3, 576, y + 3, 1);
    y += 18;
  };
  heading('Hospital Course');
  y = sheet.paragraph(36, y, 540, course(form), pen.body, 1.35) + 10;
  heading('Discharge Diagnoses');
  y = pen.codes(48, y, 520, luck.pick(['code_title', 'title_code'] as const)) + 24;
  heading('Follow-up Requested');
  for (const field of ['service', 'requested_provider', 'urgency', 'reason'] as const)
    y = pen.pair(48, y, field, field, { valueAt: 140, width: 520 }) + pen.body.size * 1.6;
  y += 8;
  heading('Discharging Provider');
  y = pen.pair(48, y, 'referrer_name', 'referrer_name', { valueAt: 140 }) + pen.body.size * 1.6;
  y = pen.pair(48, y, 'referrer_npi', 'referrer_npi', { valueAt: 140 }) + pen.body.size * 1.6;
  pen.pair(48, y, 'referrer_phone', 'referrer_phone', { width: 230 });
  y = pen.pair(300, y, 'referrer_fax', 'referrer_fax', { width: 250 }) + pen.body.size * 1.6;
  pen.pair(48, y, 'ordered_on', 'ordered_on', { width: 300 });
  sheet.text(
    36,
    762,
    `Unit ${luck.whole(2, 9)}${luck.pick(['N', 'S', 'E', 'W'])}  Acct ${luck.digits(9)}  Page 1/1`,
    { ...pen.body, size: 8 },
  );
}

function course({ case: one, luck }: Form): readonly Part[] {
  const days = luck.whole(1, 6);
  return [
    `The patient was admitted through the emergency department and stayed ${days} ${days === 1 ? 'day' : 'days'}. Vital signs were stable on the day of discharge. Laboratory results were reviewed with the family. ${luck.pick(
      [
        'Home medications were continued without change.',
        'Two new medications were started; the list is attached.',
        'Pain was controlled on oral medication.',
      ],
    )} The patient was told to return with fever, shortness of breath or worsening symptoms and to see ${one.specialty.toLowerCase()} as below.`,
  ];
}
