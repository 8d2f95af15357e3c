/** A few lines typed into a blank page: what a nurse sends when she is busy. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';

export const shortNote: Layout = { name: 'short-note', isFilledIn: true, pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const style = form.hand === undefined ? { ...pen.body, size: pen.body.size * 1.15 } : pen.value;
  const codes = one.diagnoses.flatMap((code, at): Part[] => [
    at > 0 ? ', ' : '',
    { field: 'diagnosis', value: code.code, text: code.code },
  ]);
  const lines: readonly (readonly Part[])[] = [
    [pen.tagged('ordered_on')],
    [`To: ${one.own.name}, fax ${pen.phone(one.own.fax)}`],
    ['From: ', pen.tagged('referrer_practice'), ', ', pen.tagged('referrer_name')],
    [''],
    [
      `${luck.pick(['Pt', 'Patient', 'RE'])}: `,
      pen.tagged('patient_name'),
      ', DOB ',
      pen.tagged('birth_date'),
      ', ph ',
      pen.tagged('patient_phone'),
    ],
    ['Ins: ', pen.tagged('payer'), ' # ', pen.tagged('member_id')],
    [
      luck.pick(['Please see for ', 'Needs ', 'Requesting ']),
      pen.tagged('service'),
      `${luck.pick([' if possible', '', ' when you can'])}.`,
    ],
    ['Reason: ', pen.tagged('reason'), '.'],
    ['Dx: ', ...codes],
    ...(one.urgency === 'routine'
      ? []
      : [[{ field: 'urgency' as const, value: one.urgency, text: one.urgency.toUpperCase() }, ' please!']]),
    [''],
    [
      'Call us with questions ',
      pen.tagged('referrer_phone'),
      '. Fax notes to ',
      pen.tagged('referrer_fax'),
      '. Dr. NPI ',
      pen.tagged('referrer_npi'),
      '.',
    ],
    ['Thanks!'],
  ];
  let y = luck.between(80, 150);
  for (const parts of lines) y = sheet.paragraph(64, y, 470, parts, style, 1.5);
}
