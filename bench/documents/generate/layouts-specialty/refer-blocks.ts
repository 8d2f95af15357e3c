/** REFER TO and REFER FROM as blocks side by side whose lines have no labels; then a strip of values, laboratory results, a long footer. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { spellAddress } from '../spelling.ts';
import {
  asTold,
  bare,
  codesInLine,
  head,
  print,
  privacy,
  reasonAt,
  rings,
  serviceChoices,
  shortSoonChoices,
  sized,
} from './parts.ts';

export const referBlocks: Layout = {
  name: 'refer-blocks',
  specialties: ['Nephrology', 'Pain Management'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  sheet.centred(46, `${one.specialty.toUpperCase()} REFERRAL`, head(pen, 14));
  sheet.centred(59, 'Use one sheet for each patient. Type or print in black ink.', print(pen, 8));
  blocks(pen, form);
  const middle: readonly Part[] = [
    pen.tagged('patient_name'),
    '      DOB ',
    pen.tagged('birth_date'),
    '      ',
    pen.tagged('patient_phone'),
  ];
  sheet.line(36, 186, 576, 186, 2);
  sheet.paragraph(44, 206, 530, middle, { ...pen.body, size: 11, isBold: true });
  const cover: readonly Part[] = [
    pen.tagged('payer'),
    '   ID ',
    pen.tagged('member_id'),
    '   Group ',
    one.group,
  ];
  sheet.paragraph(44, 224, 530, cover, pen.body);
  sheet.line(36, 234, 576, 234, 2);
  sheet.text(36, 256, pen.labelText('service'), pen.label);
  serviceChoices(form).forEach((choice, at) => {
    rings(pen, 60 + (at % 2) * 264, 278 + Math.floor(at / 2) * 22, [choice]);
  });
  sheet.text(36, 350, pen.labelText('urgency'), pen.label);
  rings(pen, 190, 350, asTold('urgency', one.urgency, shortSoonChoices), 36);
  sheet.text(36, 378, pen.labelText('reason'), pen.label);
  let y = reasonAt(pen, 48, 394, 520);
  sheet.text(36, y + 8, pen.labelText('diagnosis'), pen.label);
  y = sheet.paragraph(48, y + 24, 520, codesInLine(form, '\n'), pen.value, 1.25);
  results(pen, form, Math.max(y + 6, 500));
  const ordered: readonly Part[] = [
    `${bare(pen, 'ordered_on')}: `,
    pen.tagged('ordered_on'),
    `          ${bare(pen, 'expires_on')}: `,
    pen.tagged('expires_on'),
  ];
  sheet.paragraph(36, 650, 540, ordered, pen.body);
  sheet.paragraph(
    36,
    674,
    540,
    [
      'New patients are seen in the order received. Bring all pill bottles. Controlled substances are not prescribed at the first visit; a urine drug screen may be asked for. Arrive 20 minutes early. Three missed visits lead to discharge from the practice. We validate parking in the Oak Street garage only.',
    ],
    print(pen, 8),
    1.25,
  );
  sheet.paragraph(36, 730, 540, [privacy], print(pen, 6.5), 1.2);
}

function blocks(pen: Pen, { case: one }: Form): void {
  const { sheet } = pen;
  const bar = (x: number, words: string): void => {
    sheet.inverse(x, 70, 266, 14, words, head(pen, 9));
    sheet.box(x, 70, 266, 106);
  };
  bar(36, 'REFER TO');
  bar(310, 'REFER FROM');
  const to = one.own.address;
  const lines: readonly Part[] = [
    pen.tagged('requested_provider'),
    `\n${one.own.name}\n${to.line1}\n${to.city}, ${to.state} ${to.zip}\nP ${pen.phone(one.own.phone)}\nF ${pen.phone(one.own.fax)}`,
  ];
  sheet.paragraph(42, 98, 256, lines, print(pen, 9.5), 1.35);
  const from = spellAddress(one.office.address);
  const mine: readonly Part[] = [
    pen.tagged('referrer_name'),
    '  (',
    pen.tagged('referrer_npi'),
    ')\n',
    pen.tagged('referrer_practice'),
    '\n',
    { field: 'referrer_address', value: from.value, text: from.lines.join('\n') },
    '\nP ',
    pen.tagged('referrer_phone'),
    '\nF ',
    pen.tagged('referrer_fax'),
  ];
  sheet.paragraph(316, 98, 256, mine, print(pen, 9.5), 1.35);
}

function results(pen: Pen, { luck }: Form, y: number): void {
  const columns = [
    ['Creatinine', () => `${luck.whole(0, 3)}.${luck.whole(1, 9)}`],
    ['eGFR', () => String(luck.whole(14, 88))],
    ['K', () => `${luck.whole(3, 5)}.${luck.whole(0, 9)}`],
    ['A1c', () => `${luck.whole(5, 10)}.${luck.whole(0, 9)}`],
    ['Hgb', () => `${luck.whole(8, 15)}.${luck.whole(0, 9)}`],
    ['UACR', () => String(luck.whole(8, 900))],
  ] as const;
  const cell = (column: number, row: number, words: string): void => {
    const x = 36 + column * 77.14;
    pen.sheet.box(x, y + row * 20, 77.14, 20, 0.6);
    pen.sheet.text(x + 6, y + row * 20 + 13.5, words, print(pen, 8.5, row === 0));
  };
  ['Drawn', ...columns.map(([name]) => name)].forEach((name, at) => cell(at, 0, name));
  for (const row of [1, 2, 3]) {
    cell(0, row, `${luck.whole(1, 5)}/${luck.whole(1, 28)}/26`);
    columns.forEach(([, value], at) => cell(at + 1, row, value()));
  }
}
