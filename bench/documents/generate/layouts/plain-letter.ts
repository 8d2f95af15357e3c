/** A letter that says everything in sentences: no label in front of anything. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { spellName } from '../spelling.ts';
import { signature } from '../strokes.ts';

export const plainLetter: Layout = { name: 'plain-letter', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const letterForm = inLetters(form);
  const pen = takePen(sheet, letterForm);
  const { case: one } = form;
  const { own } = one;
  sheet.text(
    72,
    66,
    one.office.name,
    { ...pen.heading, size: 15 },
    { field: 'referrer_practice', value: one.office.name },
  );
  pen.addressLines(72, 80, 'referrer_address', 400);
  sheet.paragraph(
    72,
    108,
    460,
    [pen.tagged('referrer_phone'), ' (office)   ', pen.tagged('referrer_fax'), ' (fax)'],
    pen.body,
  );
  sheet.text(72, 142, pen.spell('ordered_on').text, pen.body, { field: 'ordered_on', value: one.orderedOn });
  sheet.paragraph(
    72,
    170,
    460,
    [`${own.name}\n${own.address.line1}\n${own.address.city}, ${own.address.state} ${own.address.zip}`],
    pen.body,
  );
  let y = sheet.paragraph(72, 226, 468, ['Dear ', pen.tagged('requested_provider'), ','], pen.body);
  for (const parts of paragraphs(pen.tagged, letterForm))
    y = sheet.paragraph(72, y + 8, 468, parts, pen.body, 1.4);
  sheet.text(72, y + 18, form.luck.pick(['Yours truly,', 'With kind regards,', 'Sincerely,']), pen.body);
  signature(sheet, form.luck, 76, y + 48);
  const doctor = pen.spell('referrer_name');
  sheet.text(72, y + 72, doctor.text, pen.body, { field: 'referrer_name', value: doctor.value });
  sheet.paragraph(72, y + 86, 468, ['NPI ', pen.tagged('referrer_npi')], pen.body);
}

/** In prose people are given by their first names first, with what they are behind. */
export function inLetters(form: Form): Form {
  const { look } = form;
  return {
    ...form,
    look: {
      ...look,
      valueFace: look.face,
      spelling: { ...look.spelling, name: 'given_first', hasCredential: true, sex: 'word' },
    },
  };
}

function paragraphs(
  tagged: (
    field: 'patient_name' | 'birth_date' | 'patient_phone' | 'payer' | 'member_id' | 'service' | 'reason',
  ) => Part,
  form: Form,
): readonly (readonly Part[])[] {
  const { case: one, look } = form;
  const she = one.patient.sex === 'F' ? 'She' : 'He';
  const name = spellName(look.spelling, one.patient.name);
  const urgent: Readonly<Record<string, readonly Part[]>> = {
    routine: [],
    urgent: [' Please treat this as ', { field: 'urgency', value: 'urgent', text: 'urgent' }, '.'],
    stat: [' This is a ', { field: 'urgency', value: 'stat', text: 'STAT' }, ' request.'],
  };
  const codes = one.diagnoses.flatMap((code, at): Part[] => [
    at > 0 ? ', ' : '',
    `${code.title.toLowerCase()} (`,
    { field: 'diagnosis', value: code.code, text: code.code },
    ')',
  ]);
  return [
    [
      'I would be grateful if you could see my patient ',
      { field: 'patient_name', ...name },
      ', born ',
      tagged('birth_date'),
      ', for ',
      tagged('service'),
      '. ',
      tagged('reason'),
      '.',
      ...(urgent[one.urgency] ?? []),
    ],
    [`${she} has `, ...codes, '. Medication and allergies are in the attached list.'],
    [
      `${she} can be reached at `,
      tagged('patient_phone'),
      ' and is insured with ',
      tagged('payer'),
      ', member ',
      tagged('member_id'),
      '.',
    ],
    ['I will follow up here in four weeks and look forward to your opinion.'],
  ];
}
