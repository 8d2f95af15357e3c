/** A few lines to a colleague, as people write mails: everything in a sentence or a bracket. */
import { takePen, type Form } from '../form.ts';
import { inLetters } from '../layouts/plain-letter.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { spellName } from '../spelling.ts';

export const officeMail: Layout = { name: 'office-mail', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, given: Form): void {
  const form = inLetters(given);
  const pen = takePen(sheet, form);
  const { case: one, luck, look } = form;
  const name = { field: 'patient_name', ...spellName(look.spelling, one.patient.name) } as const;
  const t = pen.tagged;
  const she = one.patient.sex === 'F' ? 'she' : 'he';
  const her = one.patient.sex === 'F' ? 'her' : 'his';
  const codes = one.diagnoses.flatMap((code, at): Part[] => [
    at > 0 ? ', ' : '',
    { field: 'diagnosis', value: code.code, text: code.code },
  ]);
  const urgency: Readonly<Record<string, readonly Part[]>> = {
    routine: [{ field: 'urgency', value: 'routine', text: 'Routine' }, ' is fine.'],
    urgent: ['We would like this to be ', { field: 'urgency', value: 'urgent', text: 'urgent' }, '.'],
    stat: ['Needs to be seen ', { field: 'urgency', value: 'stat', text: 'STAT' }, '.'],
  };
  const first = luck.pick<readonly Part[]>([
    [
      'We would like to refer ',
      name,
      ' (DOB ',
      t('birth_date'),
      ') for ',
      t('service'),
      ' with ',
      t('requested_provider'),
      '.',
    ],
    [
      'Please schedule ',
      name,
      ', date of birth ',
      t('birth_date'),
      ', with ',
      t('requested_provider'),
      ' for ',
      t('service'),
      '.',
    ],
    [
      'Our patient ',
      name,
      ' (',
      t('birth_date'),
      ') needs ',
      t('service'),
      ', preferably with ',
      t('requested_provider'),
      '.',
    ],
  ]);
  const second = luck.pick<readonly Part[]>([
    ['Reason: ', t('reason'), '.'],
    [`The patient has been having `, t('reason'), '.'],
    [`Referral is for `, t('reason'), '.'],
  ]);
  const third = luck.pick<readonly Part[]>([
    ['ICD-10 ', ...codes, '. '],
    ['Dx ', ...codes, '. '],
    ['Codes are ', ...codes, '. '],
  ]);
  const fourth = luck.pick<readonly Part[]>([
    ['Insurance is ', t('payer'), ', ID# ', t('member_id'), '. '],
    [`${she === 'she' ? 'Her' : 'His'} insurance: `, t('payer'), ', member ID ', t('member_id'), '. '],
  ]);
  const fifth = luck.pick<readonly Part[]>([
    [`Please call ${her} cell `, t('patient_phone'), '.'],
    [`You can reach ${she === 'she' ? 'her' : 'him'} at `, t('patient_phone'), ' any time.'],
  ]);
  sheet.text(60, 70, `Date: ${pen.spell('ordered_on').text}`, pen.body, {
    field: 'ordered_on',
    value: one.orderedOn,
  });
  sheet.text(60, 86, `To: ${one.own.name}, scheduling`, pen.body);
  sheet.text(60, 102, `Subject: new referral`, pen.body);
  let y = sheet.paragraph(60, 134, 480, ['Hello,'], pen.body) + 6;
  for (const parts of [
    first,
    [...second, ' ', ...(urgency[one.urgency] ?? [])],
    [...third, ...fourth],
    fifth,
  ])
    y = sheet.paragraph(60, y, 480, parts, pen.body, 1.4) + 6;
  sheet.text(60, y + 8, 'Thank you so much!', pen.body);
  const doctor = pen.spell('referrer_name');
  y = sheet.paragraph(
    60,
    y + 34,
    480,
    [{ field: 'referrer_name', ...doctor }, ' | NPI ', t('referrer_npi')],
    pen.body,
  );
  sheet.text(60, y, one.office.name, pen.body, { field: 'referrer_practice', value: one.office.name });
  y = pen.addressLines(60, y + 14, 'referrer_address', 400) + 14;
  sheet.paragraph(60, y, 480, ['o: ', t('referrer_phone'), '  f: ', t('referrer_fax')], pen.body);
}
