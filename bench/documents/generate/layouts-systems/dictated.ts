/** A dictated and transcribed letter: a RE block, then everything in sentences, initials of the typist, copies. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { inLetters } from '../layouts/plain-letter.ts';
import type { Part, Sheet } from '../sheet.ts';
import { small } from './parts.ts';

export const dictated: Layout = { name: 'dictated', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, inLetters(form));
  const { case: one, luck } = form;
  const { office } = one;
  sheet.textEndingAt(552, 56, 'OUTPATIENT CORRESPONDENCE', { ...pen.heading, size: 9 });
  sheet.text(
    60,
    56,
    office.name,
    { ...pen.heading, size: 13 },
    { field: 'referrer_practice', value: office.name },
  );
  sheet.paragraph(
    60,
    70,
    490,
    ['T: ', pen.tagged('referrer_phone'), '  |  F: ', pen.tagged('referrer_fax')],
    small(pen, 9),
  );
  const head = [
    `Job ${luck.digits(7)}   D: `,
    pen.tagged('ordered_on'),
    ` ${luck.whole(10, 12)}:15   T: ${pen.date(one.orderedOn)}`,
  ];
  sheet.paragraph(60, 96, 490, head, small(pen, 9));
  sheet.text(60, 124, `${one.own.name}, fax ${pen.phone(one.own.fax)}`, pen.body);
  const re: readonly Part[] = [
    'RE:  ',
    pen.tagged('patient_name'),
    '\nDOB:  ',
    pen.tagged('birth_date'),
    '\nMR#:  ',
    pen.tagged('patient_mrn'),
  ];
  let y = sheet.paragraph(84, 150, 440, re, { ...pen.body, isBold: true }, 1.35);
  y = sheet.paragraph(60, y + 10, 490, ['Dear ', pen.tagged('requested_provider'), ':'], pen.body);
  for (const words of sentences(pen, form)) y = sheet.paragraph(60, y + 8, 490, words, pen.body, 1.35);
  y = sheet.paragraph(60, y + 16, 490, ['Dictated but not read,'], pen.body);
  y = sheet.paragraph(
    60,
    y + 20,
    490,
    [pen.tagged('referrer_name'), '\nNPI: ', pen.tagged('referrer_npi')],
    pen.body,
  );
  const typist = `${one.referrer.given.slice(0, 1)}${one.referrer.family.slice(0, 1)}/${luck.pick(['mkr', 'jt', 'nts'])}`;
  sheet.paragraph(
    60,
    y + 12,
    490,
    [`${typist}\ncc: ${one.pcp.given} ${one.pcp.family}, file`],
    small(pen, 9),
  );
}

function sentences(pen: Pen, { case: one }: Form): readonly (readonly Part[])[] {
  const codes = one.diagnoses.flatMap(({ code, title }, at): readonly Part[] => [
    `${at > 0 ? ' and ' : ''}${title} (`,
    { field: 'diagnosis', value: code, text: code },
    ')',
  ]);
  const haste: Readonly<Record<string, string>> = {
    routine: 'on a routine basis',
    urgent: 'on an urgent basis',
    stat: 'STAT, today if at all possible',
  };
  return [
    [
      'I would be grateful if you saw this pleasant patient for ',
      pen.tagged('service'),
      ' ',
      { field: 'urgency', value: one.urgency, text: haste[one.urgency] ?? '' },
      '.',
    ],
    [
      'The reason for this consultation is as follows: ',
      pen.tagged('reason'),
      '. The working diagnoses are ',
      ...codes,
      '.',
    ],
    [
      'Coverage is through ',
      pen.tagged('payer'),
      ', member number ',
      pen.tagged('member_id'),
      '. The best number to reach the patient is ',
      pen.tagged('patient_phone'),
      '.',
    ],
    ['Thank you for your help with this case. I look forward to your opinion.'],
  ];
}
