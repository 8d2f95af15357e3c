/** An optometrist's co-management letter: address on the right, findings of both eyes in a table, the request in sentences. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { codesInLine, head, print, sized } from './parts.ts';

export const eyeLetter: Layout = {
  name: 'eye-letter',
  specialties: ['Ophthalmology'],
  pages: [{ class: 'letter', draw }],
};

const haste = {
  routine: 'This is routine and can wait for your next opening.',
  urgent: 'I consider this urgent and hope you can fit the patient in this week.',
  stat: 'This is a STAT referral; please see the patient today.',
} as const;

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10.5);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const { office } = one;
  const wideName = sheet.widthOf(office.name, head(pen, 14));
  sheet.text(558 - wideName, 54, office.name, head(pen, 14), {
    field: 'referrer_practice',
    value: office.name,
  });
  sheet.textEndingAt(558, 67, 'Comprehensive eye care - contact lenses - dry eye clinic', print(pen, 8));
  const numbers: readonly Part[] = [
    pen.tagged('referrer_phone'),
    ' (voice)\n',
    pen.tagged('referrer_fax'),
    ' (fax)',
  ];
  sheet.paragraph(430, 84, 130, numbers, print(pen, 9.5), 1.3);
  sheet.paragraph(54, 92, 200, [pen.tagged('ordered_on')], pen.body);
  sheet.paragraph(
    54,
    128,
    360,
    [
      pen.tagged('requested_provider'),
      `\n${one.own.name}\n${one.own.address.line1}\n${one.own.address.city}, ${one.own.address.state} ${one.own.address.zip}`,
    ],
    pen.body,
    1.3,
  );
  writing(pen, form);
}

function writing(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { case: one } = form;
  const re: readonly Part[] = [
    'Co-management request:  ',
    pen.tagged('patient_name'),
    '  /  ',
    pen.tagged('birth_date'),
    '  /  ',
    { field: 'sex', value: one.patient.sex, text: one.patient.sex },
  ];
  let y = sheet.paragraph(54, 206, 504, re, { ...pen.body, isBold: true }, 1.3);
  y = sheet.paragraph(
    54,
    y + 10,
    504,
    [
      `Dear ${one.requested.credential === 'MD' || one.requested.credential === 'DO' ? 'Doctor' : 'Colleague'},`,
    ],
    pen.body,
  );
  const first: readonly Part[] = [
    'Please see our mutual patient for ',
    pen.tagged('service'),
    '. In short: ',
    pen.tagged('reason'),
    '. ',
    { field: 'urgency', value: one.urgency, text: haste[one.urgency] },
  ];
  y = sheet.paragraph(54, y + 6, 504, first, pen.body, 1.35);
  y = findings(pen, form, y + 4);
  y = sheet.paragraph(54, y + 18, 504, ['Impression: ', ...codesInLine(form, '; '), '.'], pen.body, 1.35);
  const second: readonly Part[] = [
    'Vision plan aside, medical coverage is with ',
    pen.tagged('payer'),
    ', identification ',
    pen.tagged('member_id'),
    '. The patient prefers a call at ',
    pen.tagged('patient_phone'),
    '. I am happy to provide post-operative care from day one if surgery is done, and have enclosed the signed transfer of care form.',
  ];
  y = sheet.paragraph(54, y + 6, 504, second, pen.body, 1.35);
  y = sheet.paragraph(54, y + 12, 504, ['With kind regards,'], pen.body);
  sheet.paragraph(
    54,
    y + 26,
    504,
    [pen.tagged('referrer_name'), '\nNational provider identifier ', pen.tagged('referrer_npi')],
    pen.body,
    1.3,
  );
  sheet.centred(
    756,
    'Open Tuesday to Saturday. Ask us about myopia control for children and our frame sale in July.',
    print(pen, 7.5),
  );
}

function findings(pen: Pen, { luck }: Form, y: number): number {
  const rows = [
    ['', 'OD (right)', 'OS (left)'],
    ['BCVA', `20/${luck.pick([25, 30, 40, 60])}`, `20/${luck.pick([20, 30, 50, 80])}`],
    [
      'Manifest',
      `-${luck.whole(1, 5)}.25 -0.75 x ${luck.whole(10, 170)}`,
      `-${luck.whole(1, 5)}.50 -1.00 x ${luck.whole(10, 170)}`,
    ],
    ['IOP (GAT)', String(luck.whole(11, 24)), String(luck.whole(11, 24))],
    ['Lens', luck.pick(['2+ NS', '1+ NS, 1+ PSC', 'PCIOL']), luck.pick(['2+ NS', '3+ NS', 'PCIOL'])],
    ['C/D', `0.${luck.whole(2, 8)}`, `0.${luck.whole(2, 8)}`],
  ] as const;
  rows.forEach((row, at) => {
    row.forEach((words, column) => {
      const [x, width] = column === 0 ? [100, 90] : [190 + (column - 1) * 150, 150];
      pen.sheet.box(x, y + at * 17, width, 17, 0.6);
      pen.sheet.text(x + 6, y + at * 17 + 12, words, print(pen, 9, at === 0 || column === 0));
    });
  });
  return y + rows.length * 17;
}
