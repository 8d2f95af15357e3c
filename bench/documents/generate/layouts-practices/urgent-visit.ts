/** What an urgent care hands to a patient on leaving: a box with the visit, advice for everybody, and whom to follow up with. */
import type { Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { logo } from '../strokes.ts';
import { codesInLine, hastePart, penOf, practicePart, sized } from './parts.ts';

export const urgentVisit: Layout = { name: 'urgent-visit', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { size: 10 }, { isDoctorTitled: false });
  const { case: one, luck } = form;
  const t = pen.tagged;
  logo(sheet, luck, 40, 36, 34);
  const under = sheet.paragraph(84, 56, 250, [practicePart(form)], { ...pen.heading, size: 14 });
  sheet.text(84, under - 3, 'Walk-in care  8am-8pm  365 days', sized(pen, 9));
  sheet.box(346, 36, 226, 84, 1);
  const visit: readonly (readonly Part[])[] = [
    [t('patient_name')],
    ['DOB ', t('birth_date'), '   ', t('sex')],
    ['Visit ', t('ordered_on'), `  ${luck.whole(8, 11)}:${luck.whole(10, 59)} am`],
    ['Chart ', t('patient_mrn'), `   Rm ${luck.whole(1, 9)}`],
    ['Tel ', t('patient_phone')],
  ];
  visit.forEach((parts, at) => sheet.paragraph(354, 52 + at * 15, 214, parts, sized(pen, 10, at === 0)));
  sheet.text(40, 146, 'DISCHARGE INSTRUCTIONS', { ...pen.heading, size: 15 });
  let y = sheet.paragraph(
    40,
    166,
    530,
    ['You were seen today by ', t('referrer_name'), ' (NPI ', t('referrer_npi'), ').'],
    pen.body,
  );
  y = sheet.paragraph(40, y + 4, 530, ['Your diagnosis: ', ...codesInLine(form, 'after')], pen.body);
  const advice = [
    'Rest, drink plenty of fluids, and take over-the-counter acetaminophen or ibuprofen as directed on the label.',
    'Return or go to the nearest emergency room, or call 911, for chest pain, trouble breathing, weakness on one side, or fever over 102.',
    'Prescriptions were sent to your pharmacy. Finish all antibiotics even if you feel better.',
  ];
  for (const words of advice) y = sheet.paragraph(54, y + 3, 510, [`-  ${words}`], sized(pen, 9));
  sheet.fill(40, y + 8, 532, 18, 0.88);
  sheet.text(46, y + 21, '>> FOLLOW UP WITH', { ...pen.heading, size: 12 });
  y = sheet.paragraph(
    60,
    y + 44,
    500,
    [`${one.own.name}, ${pen.phone(one.own.phone)}. They will call you, or you call them.`],
    pen.body,
  );
  y = sheet.paragraph(60, y + 4, 500, ['For: ', t('service')], pen.body);
  y = sheet.paragraph(60, y + 4, 500, ['Why: ', t('reason')], pen.body);
  y = sheet.paragraph(60, y + 4, 500, ['How soon: ', hastePart(form)], pen.body);
  y = sheet.paragraph(60, y + 4, 500, ['Insurance on file: ', t('payer'), ' / ', t('member_id')], pen.body);
  y = sheet.paragraph(60, y + 4, 500, ['Your own doctor: ', t('pcp_name')], pen.body);
  const [phone, fax] = [t('referrer_phone'), t('referrer_fax')];
  y = sheet.paragraph(
    40,
    y + 16,
    530,
    ['Questions about this visit? Call us at ', phone, '. Records can be faxed to us at ', fax, '.'],
    pen.body,
  );
  y = sheet.paragraph(40, y + 18, 530, ['I have received and understand these instructions.'], pen.body);
  sheet.line(40, y + 18, 300, y + 18);
  sheet.text(40, y + 29, 'Patient or responsible party', sized(pen, 8.5));
  const last =
    'This summary is not a complete medical record. X-rays are read again by a radiologist and you will be called if the reading differs. Poison control 1-800-222-1222.';
  sheet.paragraph(40, 752, 532, [last], sized(pen, 8.5));
}
