/** A fax cover whose message is the whole referral: to and from in a table, then what the front desk typed. */
import type { Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { codesInLine, hastePart, penOf, phonePart, practicePart, sized } from './parts.ts';

export const coverMessage: Layout = {
  name: 'cover-message',
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { size: 11 }, { name: 'given_first', isDoctorTitled: false });
  const { case: one, luck } = form;
  sheet.inverse(54, 44, 150, 44, 'FAX', { ...pen.heading, size: 32 });
  sheet.paragraph(230, 60, 320, [practicePart(form)], { ...pen.heading, size: 15 });
  sheet.paragraph(230, 78, 330, [pen.tagged('referrer_address')], sized(pen, 9));
  const rows: readonly (readonly [string, readonly Part[], string, readonly Part[]])[] = [
    ['TO:', [one.own.name], 'FROM:', [`${luck.pick(['Debbie', 'Yolanda', 'Kim', 'Rosa'])} / referrals`]],
    ['FAX:', [pen.phone(one.own.fax)], 'FAX:', [phonePart('referrer_fax', one.office.fax, 'dots')]],
    ['PHONE:', [pen.phone(one.own.phone)], 'PHONE:', [phonePart('referrer_phone', one.office.phone, 'dots')]],
    ['RE:', ['new pt referral'], 'DATE:', [pen.tagged('ordered_on')]],
    ['PAGES:', [luck.pick(['1', '1 of 1', 'one'])], 'CC:', [luck.pick(['-', 'chart', 'none'])]],
  ];
  rows.forEach(([left, told, right, said], at) => {
    const y = 126 + at * 24;
    sheet.line(54, y + 8, 558, y + 8, 0.5);
    sheet.text(54, y, left, { ...pen.heading, size: 10 });
    sheet.paragraph(104, y, 200, told, pen.body);
    sheet.text(312, y, right, { ...pen.heading, size: 10 });
    sheet.paragraph(366, y, 192, said, pen.body);
  });
  const kinds = ['Urgent', 'For review', 'Please reply', 'Please recycle'];
  kinds.forEach((label, at) => sheet.tick(54 + at * 126, 258, label, at === 2, pen.body));
  sheet.text(54, 290, 'MESSAGE:', { ...pen.heading, size: 11 });
  let y = 312;
  for (const words of message(form, pen)) y = sheet.paragraph(54, y, 500, words, pen.body, 1.4) + 6;
  const warning =
    'The information in this facsimile is privileged and confidential. If you are not the intended recipient you are hereby notified that any use, disclosure or copying is strictly prohibited (45 CFR 164). If you got this by mistake call us collect and shred all pages. THANK YOU.';
  sheet.paragraph(54, 724, 504, [warning], sized(pen, 8.5));
}

function message(form: Form, pen: ReturnType<typeof penOf>): readonly (readonly Part[])[] {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const who = one.patient.sex === 'F' ? 'She' : 'He';
  return [
    [luck.pick(['Good morning,', 'Hi,', 'To scheduling:'])],
    ['Please see our patient ', t('patient_name'), ', DOB ', t('birth_date'), ', for ', t('service'), '.'],
    [`${who} is being referred for the following: `, t('reason'), '.'],
    ['Dx: ', ...codesInLine(form, luck.pick(['bare', 'before']))],
    ['This is ', hastePart(form), '.'],
    [`${who} has `, t('payer'), ', ID# ', t('member_id'), ', no auth required per the plan.'],
    [`Call ${one.patient.sex === 'F' ? 'her' : 'him'} at `, t('patient_phone'), ' (ok to leave message).'],
    ['Referring doctor is ', t('referrer_name'), ', NPI ', t('referrer_npi'), '.'],
    ['Let us know date and time of the appt so we can note the chart. Office closed noon to 1 for lunch.'],
  ];
}
