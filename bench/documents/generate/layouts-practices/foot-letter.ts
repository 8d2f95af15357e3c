/** A typed letter: the letterhead stands at the foot, the subject under the greeting, the number of the doctor under the signature. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import { codesInLine, penOf, sized } from './parts.ts';

export const footLetter: Layout = { name: 'foot-letter', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const { case: one, luck } = form;
  const face = luck.pick(['tinos', 'serif', 'merriweather', 'courier'] as const);
  const pen = penOf(
    sheet,
    form,
    { face, valueFace: face, size: 11 },
    { name: 'given_first', hasCredential: true, isDoctorTitled: false },
  );
  const t = pen.tagged;
  sheet.paragraph(360, 72, 200, [t('ordered_on')], pen.body);
  const to = `${one.own.name}\n${one.own.address.line1}\n${one.own.address.city}, ${one.own.address.state} ${one.own.address.zip}`;
  let y = sheet.paragraph(72, 104, 300, [to], pen.body);
  y = sheet.paragraph(72, y + 14, 440, ['Dear ', t('requested_provider'), ','], pen.body);
  const re: readonly Part[] = [
    'Re: ',
    t('patient_name'),
    '   d.o.b. ',
    t('birth_date'),
    '   our chart ',
    t('patient_mrn'),
  ];
  y = sheet.paragraph(108, y + 6, 440, re, { ...pen.body, isBold: true });
  for (const words of body(pen, form)) y = sheet.paragraph(72, y + 8, 468, words, pen.body, 1.3);
  y = sheet.paragraph(
    306,
    y + 14,
    240,
    [luck.pick(['Sincerely,', 'With kind regards,', 'Respectfully,'])],
    pen.body,
  );
  signature(sheet, luck, 310, y + 16);
  sheet.paragraph(306, y + 42, 250, [t('referrer_name'), '\nNPI ', t('referrer_npi')], pen.body);
  sheet.text(72, 706, 'Encl.: office note, medication list', sized(pen, 9));
  foot(pen, form);
}

function body(pen: Pen, form: Form): readonly (readonly Part[])[] {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const she = one.patient.sex === 'F' ? 'her' : 'him';
  const haste: Readonly<Record<string, string>> = {
    routine: 'This is routine',
    urgent: 'This is urgent',
    stat: 'This is STAT',
  };
  const since = luck.whole(2004, 2023);
  return [
    [
      `Thank you for seeing this patient, whom I have followed here since ${since}. I am asking for: `,
      t('service'),
      '.',
    ],
    ['In short: ', t('reason'), '. My assessment is ', ...codesInLine(form, 'after'), '.'],
    [
      `Blood pressure at the last visit was ${luck.whole(112, 158)}/${luck.whole(64, 94)}, pulse ${luck.whole(58, 98)}, weight ${luck.whole(118, 246)} lb. There are no known drug allergies. Medications are on the enclosed list.`,
    ],
    [
      { field: 'urgency', value: one.urgency, text: haste[one.urgency] ?? '' },
      `. You can reach ${she} by telephone at `,
      t('patient_phone'),
      '. Insurance: ',
      t('payer'),
      ', identification number ',
      t('member_id'),
      '.',
    ],
    ['I would appreciate a copy of your note. Please do not hesitate to call me with any questions.'],
  ];
}

function foot(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { address, name } = form.case.office;
  const small = sized(pen, 9);
  sheet.line(72, 722, 540, 722, 1.2);
  sheet.centred(738, name, { ...pen.heading, size: 12 }, { field: 'referrer_practice', value: name });
  const [first, last] = [
    [address.line1, address.line2].filter(Boolean).join(', '),
    `${address.city}, ${address.state} ${address.zip}`,
  ];
  const value = [address.line1, address.line2, address.city, address.state, address.zip].join('; ');
  sheet.centred(751, `${first}, ${last}`, small, { field: 'referrer_address', value });
  const numbers: readonly Part[] = [
    'Telephone ',
    pen.tagged('referrer_phone'),
    '   Facsimile ',
    pen.tagged('referrer_fax'),
  ];
  const words = numbers.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  sheet.paragraph((612 - sheet.widthOf(words, small)) / 2, 763, 400, numbers, small);
}
