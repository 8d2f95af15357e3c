/** A hospital's referral on the way out: visit data in a box, a table of who cares for the patient with roles and numbers, what is wanted and by when. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { daysAfter } from '../case.ts';
import { practicePart } from '../layouts-practices/parts.ts';
import { bare, codesInLine, head, print, sized } from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import { barcode } from '../strokes.ts';
import { emptyLines, fitting, otherPhone, somebody, soonPart } from './parts.ts';

export const transitionCare: Layout = {
  name: 'transition-care',
  pages: [{ class: 'referral_form', draw }],
};

const columns = [36, 150, 316, 396, 486, 576] as const;

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 9.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.paragraph(36, 44, 330, [practicePart(form)], head(pen, 13), 1.2);
  sheet.text(36, 60, 'TRANSITION OF CARE - AMBULATORY REFERRAL', head(pen, 10));
  sheet.text(
    36,
    73,
    `Printed ${pen.date(daysAfter(one.orderedOn, 1))} ${luck.whole(8, 11)}:${luck.whole(10, 59)}   Encounter ${luck.digits(9)}`,
    print(pen, 8),
  );
  barcode(sheet, luck, 400, 30, 170, 14);
  sheet.box(390, 48, 186, 62, 0.8);
  const label: readonly (readonly Part[])[] = [
    [t('patient_name')],
    ['DOB ', t('birth_date'), '  ', t('sex')],
    [`${luck.pick(['MRN', 'MR#'])} `, t('patient_mrn')],
    [`Adm ${pen.date(daysAfter(one.orderedOn, -luck.whole(3, 9)))}`],
  ];
  label.forEach((parts, at) => sheet.paragraph(396, 61 + at * 14, 178, parts, print(pen, 9, at === 0)));
  sheet.line(36, 118, 576, 118, 1.4);
  let y = 134;
  const row = (words: string, parts: readonly Part[]): void => {
    sheet.text(36, y, words, fitting(pen, words, print(pen, 9, true), 122));
    y = sheet.paragraph(164, y, 410, parts, pen.value, 1.2) + 4;
  };
  row(bare(pen, 'section_recipient'), [
    `${one.own.name}, fax ${pen.phone(one.own.fax)}, phone ${pen.phone(one.own.phone)}`,
  ]);
  row(bare(pen, 'requested_provider'), [t('requested_provider')]);
  row(bare(pen, 'service'), [t('service')]);
  row(bare(pen, 'urgency'), [soonPart(form)]);
  row(bare(pen, 'ordered_on'), [t('ordered_on')]);
  row('Discharge date (planned)', [pen.date(daysAfter(one.orderedOn, luck.whole(1, 3)))]);
  row('Discharged to', [
    luck.pick(['Home', 'Home with home health', 'Skilled nursing facility', 'Daughter’s home']),
  ]);
  row(bare(pen, 'reason'), [t('reason')]);
  row(bare(pen, 'diagnosis'), codesInLine(form, '\n'));
  row(bare(pen, 'patient_address'), [t('patient_address')]);
  row(bare(pen, 'patient_phone'), [t('patient_phone')]);
  row(bare(pen, 'payer'), [t('payer'), '    ', `${bare(pen, 'member_id')} `, t('member_id')]);
  row('Guarantor', [luck.pick(['Self', somebody(form)]), `    Phone ${otherPhone(pen, form)}`]);
  y = team(pen, form, y + 6);
  sheet.text(36, y + 18, 'MEDICATION CHANGES', head(pen, 9.5));
  const pills = [
    'apixaban 5 mg BID - NEW',
    'lisinopril 20 mg daily - CHANGED from 10',
    'ibuprofen - STOPPED',
    'metformin 500 mg BID - same',
    'pantoprazole 40 mg daily - NEW',
    'furosemide 20 mg daily - same',
  ];
  y = sheet.paragraph(44, y + 32, 520, [luck.some(pills, 4).join('\n')], print(pen, 9), 1.3);
  sheet.text(36, y + 8, 'PENDING AT DISCHARGE', head(pen, 9.5));
  y = sheet.paragraph(
    44,
    y + 22,
    520,
    [luck.pick(['Blood cultures, final', 'Surgical pathology', 'None', 'Vitamin D, PTH'])],
    print(pen, 9),
  );
  sheet.text(36, y + 8, 'VISITS ALREADY BOOKED', head(pen, 9.5));
  const visits = [
    `${pen.date(daysAfter(one.orderedOn, luck.whole(4, 9)))}  ${luck.whole(8, 11)}:30 AM   ${somebody(form)}, NP   Post-discharge clinic   ${otherPhone(pen, form)}`,
    `${pen.date(daysAfter(one.orderedOn, luck.whole(10, 20)))}  1:15 PM   Lab draw   ${otherPhone(pen, form)}`,
  ];
  y = sheet.paragraph(44, y + 22, 520, [visits.join('\n')], print(pen, 9), 1.3);
  sheet.text(36, y + 8, 'FOR THE SPECIALIST OFFICE', head(pen, 9.5));
  emptyLines(pen, 44, y + 26, 524, ['Appointment date / time', 'Patient told by']);
  const foot =
    'Please confirm the appointment by fax to the case manager before the discharge date. The hospital course and consult notes follow in a separate transmission. Signed electronically by the ordering provider.';
  sheet.paragraph(36, 744, 540, [foot], print(pen, 8), 1.2);
}

/** Who is who: only one of them refers. */
function team(pen: Pen, form: Form, top: number): number {
  const t = pen.tagged;
  const rows: readonly (readonly (readonly Part[])[])[] = [
    [['Role'], ['Name'], ['NPI'], ['Phone'], ['Fax']],
    [
      [bare(pen, 'referrer_name')],
      [t('referrer_name')],
      [t('referrer_npi')],
      [t('referrer_phone')],
      [t('referrer_fax')],
    ],
    [[bare(pen, 'pcp_name')], [t('pcp_name')], [t('pcp_npi')], [t('pcp_phone')], []],
    [['Case manager'], [`${somebody(form)}, RN`], [], [otherPhone(pen, form)], [otherPhone(pen, form)]],
    [
      ['Emergency contact'],
      [`${somebody(form)} (${form.luck.pick(['spouse', 'sister', 'son'])})`],
      [],
      [otherPhone(pen, form)],
      [],
    ],
  ];
  rows.forEach((cells, at) => {
    const y = top + at * 18;
    if (at === 0) pen.sheet.fill(36, y, 540, 18, 0.86);
    cells.forEach((parts, column) => {
      const [from, to] = [columns[column] ?? 0, columns[column + 1] ?? 0];
      pen.sheet.box(from, y, to - from, 18, 0.5);
      const words = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
      const style = print(pen, 8.5, at === 0);
      if (words !== '')
        pen.sheet.paragraph(from + 4, y + 12.5, to - from, parts, fitting(pen, words, style, to - from - 8));
    });
  });
  return top + rows.length * 18;
}
