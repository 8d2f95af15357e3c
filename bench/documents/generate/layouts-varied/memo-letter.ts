/** A memo: the head in four lines, then paragraphs with a word in bold before each. */
import { takePen, type Form } from '../form.ts';
import { inLetters } from '../layouts/plain-letter.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';

export const memoLetter: Layout = { name: 'memo-letter', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, given: Form): void {
  const form = inLetters(given);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const { office } = one;
  const t = pen.tagged;
  sheet.centred(
    56,
    office.name,
    { ...pen.heading, size: 15 },
    { field: 'referrer_practice', value: office.name },
  );
  const address = pen.spell('referrer_address');
  sheet.centred(70, address.text, pen.body, { field: 'referrer_address', value: address.value });
  sheet.paragraph(190, 84, 380, ['t ', t('referrer_phone'), '   f ', t('referrer_fax')], pen.body);
  const head: readonly (readonly Part[])[] = [
    [t('ordered_on')],
    ['Attention: ', t('requested_provider'), `, ${one.own.name}`],
    ['Regarding: ', t('patient_name'), ', d.o.b. ', t('birth_date'), ', tel. ', t('patient_phone')],
  ];
  let y = 120;
  for (const parts of head) y = sheet.paragraph(60, y, 490, parts, pen.body) + 4;
  const codes = one.diagnoses.flatMap((code, at): Part[] => [
    at > 0 ? ', ' : '',
    `${code.title} `,
    { field: 'diagnosis', value: code.code, text: code.code },
  ]);
  const she = one.patient.sex === 'F' ? 'She' : 'He';
  const soon: Readonly<Record<string, readonly Part[]>> = {
    routine: [],
    urgent: [' Please consider this an ', { field: 'urgency', value: 'urgent', text: 'urgent' }, ' request.'],
    stat: [' This cannot wait: ', { field: 'urgency', value: 'stat', text: 'STAT' }, ' please.'],
  };
  const body: readonly (readonly Part[])[] = [
    [
      'Request. ',
      'Kindly arrange ',
      t('service'),
      ' for this patient of mine.',
      ...(soon[one.urgency] ?? []),
    ],
    ['Why. ', t('reason'), '.'],
    ['Diagnoses. ', ...codes, '.'],
    ['Insurance. ', `${she} is covered by `, t('payer'), ', policy number ', t('member_id'), '.'],
  ];
  y += 10;
  for (const parts of body) y = sheet.paragraph(60, y, 490, parts, pen.body, 1.4) + 6;
  sheet.text(60, y + 12, 'Yours sincerely,', pen.body);
  const doctor = pen.spell('referrer_name');
  sheet.text(60, y + 48, doctor.text, pen.body, { field: 'referrer_name', value: doctor.value });
  sheet.paragraph(60, y + 62, 300, ['NPI # ', t('referrer_npi')], pen.body);
}
