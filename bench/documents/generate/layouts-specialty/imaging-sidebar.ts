/** An imaging centre's order: locations, hours and advertising in a column beside; exams by machine; contrast to ring. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { barcode, signature } from '../strokes.ts';
import {
  answers,
  asTold,
  bare,
  codesInLine,
  column,
  endingAt,
  head,
  print,
  reasonAt,
  rings,
  serviceChoices,
  shortSoonChoices,
  sized,
  toTheRight,
} from './parts.ts';

export const imagingSidebar: Layout = {
  name: 'imaging-sidebar',
  specialties: ['Imaging'],
  pages: [{ class: 'referral_form', draw }],
};

/** Where values begin. */
const edge = 322;

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 9.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sidebar(pen, form);
  sheet.text(196, 48, 'Imaging Order', head(pen, 18));
  barcode(sheet, luck, 460, 32, 116, 20);
  heading(pen, 70, bare(pen, 'section_patient'));
  let y = 88;
  for (const field of [
    'patient_name',
    'birth_date',
    'patient_phone',
    'payer',
    'member_id',
    'authorisation_number',
  ] as const)
    y = toTheRight(pen, edge, y, 254, field, 15);
  endingAt(pen, edge - 6, y, 120, pen.labelText('sex'));
  rings(
    pen,
    edge + 4,
    y,
    asTold('sex', one.patient.sex, [
      { label: 'Female', value: 'F' },
      { label: 'Male', value: 'M' },
    ]),
  );
  order(pen, form);
  sender(pen, form);
}

function order(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { case: one } = form;
  heading(pen, 212, bare(pen, 'section_reason'));
  sheet.text(196, 230, pen.labelText('service'), pen.label);
  const choices = serviceChoices(form);
  column(pen, form, 204, 245, choices.slice(0, 5), 14.5, 8.5);
  column(pen, form, 392, 245, choices.slice(5), 14.5, 8.5);
  sheet.text(196, 330, 'Contrast:', pen.label);
  const contrast = /w\/ & w\/o/.test(one.service)
    ? 'With & without'
    : /w\/o/.test(one.service)
      ? 'Without'
      : /w\//.test(one.service)
        ? 'With'
        : '';
  rings(
    pen,
    262,
    330,
    answers(['Without', 'With', 'With & without', 'Radiologist choice'], contrast),
    20,
    print(pen, 9),
  );
  sheet.text(196, 354, pen.labelText('urgency'), pen.label);
  rings(pen, 322, 354, asTold('urgency', one.urgency, shortSoonChoices), 30);
  sheet.text(196, 378, pen.labelText('reason'), pen.label);
  let y = reasonAt(pen, 204, 394, 370) + 4;
  sheet.text(196, y, pen.labelText('diagnosis'), pen.label);
  y = sheet.paragraph(204, y + 15, 370, codesInLine(form, '\n'), pen.value, 1.25);
  safety(pen, form, Math.max(y, 500));
}

function sender(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { luck } = form;
  heading(pen, 588, bare(pen, 'section_referrer'));
  let y = 606;
  for (const field of [
    'referrer_name',
    'referrer_npi',
    'referrer_practice',
    'referrer_phone',
    'referrer_fax',
    'ordered_on',
  ] as const)
    y = toTheRight(pen, edge, y, 254, field, 15);
  sheet.line(322, y + 16, 576, y + 16);
  signature(sheet, luck, 340, y + 12);
  endingAt(pen, 316, y + 14, 120, pen.labelText('signature'));
  sheet.text(
    196,
    744,
    'Reports are faxed within 24 hours. STAT reports are phoned to the number above.',
    print(pen, 8),
  );
}

function sidebar(pen: Pen, { case: one }: Form): void {
  const { sheet } = pen;
  sheet.fill(36, 30, 144, 732, 0.92);
  sheet.paragraph(44, 52, 130, ['LARKSPUR\nOPEN MRI & ADVANCED IMAGING'], head(pen, 12), 1.2);
  const texts = [
    [
      'Schedule',
      `Phone ${pen.phone(one.own.phone)}\nFax ${pen.phone(one.own.fax)}\nor ask for online ordering`,
    ],
    ['Hours', 'Mon - Fri  7:00a - 9:00p\nSaturday  8:00a - 4:00p\nSunday  MRI only, by appointment'],
    [
      'Where',
      `${one.own.address.line1}\n${one.own.address.city}, ${one.own.address.state}\nNext to the pharmacy. Free parking behind the building. Bus lines 4 and 17.`,
    ],
    [
      'Why choose us?',
      'Wide bore 3T MRI. Low dose CT. Sub-specialty radiologists. Prices up to 60% below hospital rates. Se habla espanol.',
    ],
    [
      'Before your exam',
      'CT or MRI with contrast: tell us of kidney disease or allergy. Ultrasound of abdomen: nothing by mouth for 8 hours. Mammogram: no deodorant or powder. DEXA: no calcium pills the day before.',
    ],
    ['Bring', 'This order, photo ID, card and earlier films. Payment of deductible is due at check-in.'],
  ] as const;
  let y = 122;
  for (const [title, words] of texts) {
    sheet.text(44, y, title, head(pen, 9));
    y = sheet.paragraph(44, y + 12, 130, [words], print(pen, 8), 1.3) + 12;
  }
}

function safety(pen: Pen, form: Form, y: number): void {
  const { luck } = form;
  pen.sheet.box(196, y, 380, 66);
  pen.sheet.text(201, y + 12, 'MRI / contrast safety', print(pen, 8, true));
  const items = [
    'Pacemaker or defibrillator',
    'Aneurysm clip',
    'Claustrophobia',
    'Pregnant',
    'Iodine allergy',
    'eGFR under 30',
  ];
  items.forEach((label, at) => {
    column(
      pen,
      form,
      204 + (at % 2) * 186,
      y + 27 + Math.floor(at / 2) * 14,
      [{ label, isMeant: luck.chance(0.1) }],
      14,
      8.5,
    );
  });
}

function heading(pen: Pen, y: number, words: string): void {
  pen.sheet.text(196, y, words, head(pen, 10));
  pen.sheet.line(196, y + 3, 576, y + 3, 1.4);
}
