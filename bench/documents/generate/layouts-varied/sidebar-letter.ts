/** A letter beside a column with all doctors of the office; the patient in a block under "RE:". */
import { takePen, type Form } from '../form.ts';
import { inLetters } from '../layouts/plain-letter.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { spellDoctor, spellName } from '../spelling.ts';

export const sidebarLetter: Layout = { name: 'sidebar-letter', pages: [{ class: 'letter', draw }] };

const column = 190;

function draw(sheet: Sheet, given: Form): void {
  const form = inLetters(given);
  const pen = takePen(sheet, form);
  const { case: one, luck, look } = form;
  const { office } = one;
  const tag = { field: 'referrer_practice', value: office.name } as const;
  sheet.text(36, 60, office.name, { ...pen.heading, size: 16 }, tag);
  sheet.line(36, 68, 576, 68, 1.5);
  const small = { ...pen.body, size: 8.5 };
  let y = 96;
  for (const doctor of office.doctors) {
    sheet.text(36, y, spellDoctor({ ...look.spelling, isDoctorTitled: false }, doctor).text, small);
    y += 13;
  }
  y = pen.addressLines(36, y + 14, 'referrer_address', column - 46) + 26;
  sheet.paragraph(36, y, column - 40, ['Tel ', pen.tagged('referrer_phone')], small);
  sheet.paragraph(36, y + 13, column - 40, ['Fax ', pen.tagged('referrer_fax')], small);
  sheet.line(column - 8, 80, column - 8, 740);
  sheet.text(column, 96, pen.spell('ordered_on').text, pen.body, {
    field: 'ordered_on',
    value: one.orderedOn,
  });
  const to = pen.spell('requested_provider');
  sheet.text(column, 124, to.text, pen.body, { field: 'requested_provider', value: to.value });
  sheet.paragraph(
    column,
    138,
    380,
    [
      `${one.own.name}\n${one.own.address.line1}\n${one.own.address.city}, ${one.own.address.state} ${one.own.address.zip}`,
    ],
    pen.body,
  );
  const title = one.patient.sex === 'F' ? luck.pick(['Mrs. ', 'Ms. ', '']) : luck.pick(['Mr. ', '']);
  const name = spellName(look.spelling, one.patient.name);
  sheet.paragraph(column, 196, 380, [`RE: ${title}`, { field: 'patient_name', ...name }], {
    ...pen.body,
    isBold: true,
  });
  sheet.paragraph(
    column + 24,
    210,
    380,
    ['DOB ', pen.tagged('birth_date'), '   MRN ', pen.tagged('patient_mrn')],
    pen.body,
  );
  y = 240;
  for (const parts of story(pen.tagged, form, title || (one.patient.sex === 'F' ? 'Ms. ' : 'Mr. ')))
    y = sheet.paragraph(column, y + 6, 386, parts, pen.body, 1.35);
  sheet.text(column, y + 18, luck.pick(['Sincerely yours,', 'Best,', 'With thanks,']), pen.body);
  const doctor = pen.spell('referrer_name');
  sheet.text(column, y + 58, doctor.text, pen.body, { field: 'referrer_name', value: doctor.value });
  sheet.paragraph(column, y + 72, 300, ['NPI: ', pen.tagged('referrer_npi')], pen.body);
}

type Tagged = (field: 'service' | 'reason' | 'payer' | 'member_id' | 'patient_phone') => Part;

function story(tagged: Tagged, form: Form, title: string): readonly (readonly Part[])[] {
  const { case: one, luck } = form;
  const { name } = one.patient;
  const she = one.patient.sex === 'F' ? 'She' : 'He';
  const urgent: Readonly<Record<string, readonly Part[]>> = {
    routine: [],
    urgent: [
      ' I would consider this ',
      { field: 'urgency', value: 'urgent', text: 'urgent' },
      ' and ask for an early date.',
    ],
    stat: [' This request is ', { field: 'urgency', value: 'stat', text: 'STAT' }, '.'],
  };
  const codes = one.diagnoses.flatMap((code, at): Part[] => [
    at > 0 ? '; ' : '',
    { field: 'diagnosis', value: code.code, text: code.code },
    ` ${code.title}`,
  ]);
  const ask = luck.pick([
    ['Thank you for seeing this patient for ', tagged('service'), '. '],
    [`I am referring ${title}${name.family} to you for `, tagged('service'), '. '],
    ['May I ask for your help with ', tagged('service'), ' for the above patient. '],
  ] as const);
  const why = luck.pick([
    ['The reason is ', tagged('reason'), '.'],
    ['The main concern is ', tagged('reason'), '.'],
    [`${title}${name.family} presents with `, tagged('reason'), '.'],
  ] as const);
  return [
    ['Dear Doctor,'],
    [...ask, ...why, ...(urgent[one.urgency] ?? [])],
    ['Diagnoses: ', ...codes, '.'],
    [
      `${she} has coverage with `,
      tagged('payer'),
      ' (ID ',
      tagged('member_id'),
      ') and can be called at ',
      tagged('patient_phone'),
      '.',
    ],
    ['Please send your findings to my office. We are glad to help with anything that is missing.'],
  ];
}
