/** Open-access endoscopy: values on lines with their labels below, a screening table of yes and no, preparation advice. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import {
  answers,
  asTold,
  codesInLine,
  column,
  head,
  print,
  reasonAt,
  rings,
  serviceChoices,
  sized,
  soonChoices,
  under,
} from './parts.ts';

export const openAccessScope: Layout = {
  name: 'open-access-scope',
  isFilledIn: true,
  specialties: ['Gastroenterology'],
  pages: [{ class: 'referral_form', draw }],
};

const questions = [
  'Heart attack, stent or stroke in last 6 months',
  'Home oxygen or severe lung disease',
  'Dialysis or kidney failure',
  'Pacemaker / defibrillator',
  'Blood thinner other than aspirin',
  'BMI over 45',
  'Insulin or GLP-1 medicine',
  'Problem with anesthesia in the past',
] as const;

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  sheet.fill(36, 30, 540, 40, 0.9);
  sheet.centred(47, 'OPEN ACCESS ENDOSCOPY', head(pen, 15));
  sheet.centred(
    62,
    `Larkspur Digestive Health   Tel. ${pen.phone(one.own.phone)}   Fax ${pen.phone(one.own.fax)}`,
    print(pen, 9),
  );
  sheet.paragraph(
    36,
    82,
    540,
    [
      'For healthy patients who need a procedure without a prior office visit. Patients over 75 or with a YES below are seen in the office first. Colon cancer screening starts at 45.',
    ],
    print(pen, 8),
    1.2,
  );
  under(pen, 36, 122, 300, 'patient_name', 'patient_name');
  under(pen, 350, 122, 110, 'birth_date', 'birth_date');
  under(pen, 474, 122, 102, 'sex', 'sex');
  under(pen, 36, 154, 380, 'patient_address', 'patient_address');
  under(pen, 430, 154, 146, 'patient_phone', 'patient_phone');
  under(pen, 36, 186, 210, 'payer', 'payer');
  under(pen, 260, 186, 156, 'member_id', 'member_id');
  under(pen, 430, 186, 146, 'referral_number', 'referral_number');
  sheet.text(36, 216, pen.labelText('service'), { ...pen.label, isBold: true });
  column(pen, form, 44, 231, serviceChoices(form), 14.5);
  sheet.text(320, 216, pen.labelText('urgency'), { ...pen.label, isBold: true });
  column(pen, form, 328, 231, asTold('urgency', one.urgency, soonChoices), 14.5);
  sheet.text(320, 284, 'Prep:', pen.label);
  rings(
    pen,
    352,
    284,
    answers(['GoLYTELY', 'SUPREP', 'MiraLAX', 'Plenvu'], form.luck.pick(['GoLYTELY', 'SUPREP', 'MiraLAX'])),
    14,
    print(pen, 9),
  );
  sheet.text(36, 334, pen.labelText('reason'), pen.label);
  reasonAt(pen, 44, 349, 526);
  sheet.text(36, 382, pen.labelText('diagnosis'), pen.label);
  sheet.paragraph(44, 397, 526, codesInLine(form, ' / '), pen.value, 1.2);
  screening(pen, form, 446);
  sender(pen);
}

function sender(pen: Pen): void {
  const { sheet } = pen;
  under(pen, 36, 590, 290, 'referrer_name', 'referrer_name');
  under(pen, 340, 590, 110, 'referrer_npi', 'referrer_npi');
  under(pen, 464, 590, 112, 'ordered_on', 'ordered_on');
  under(pen, 36, 622, 264, 'referrer_practice', 'referrer_practice');
  under(pen, 314, 622, 124, 'referrer_phone', 'referrer_phone');
  under(pen, 452, 622, 124, 'referrer_fax', 'referrer_fax');
  under(pen, 36, 654, 290, 'pcp_name', 'pcp_name');
  under(pen, 340, 654, 236, 'requested_provider', 'requested_provider');
  sheet.paragraph(
    36,
    688,
    540,
    [
      'By sending this form you confirm that the patient has been examined within 90 days and is fit for moderate sedation. A driver aged 18 or older must stay in the building. Rideshare is not a driver. Please attach medication list, H&P and last CBC. We will call the patient within 2 business days; after three attempts the form is returned to you.',
    ],
    print(pen, 8),
    1.25,
  );
  sheet.centred(
    760,
    'Ambulatory Endoscopy Center - AAAHC accredited - parking in Lot C, enter at the canopy',
    print(pen, 7.5),
  );
}

function screening(pen: Pen, { luck }: Form, y: number): void {
  const { sheet } = pen;
  sheet.text(36, y - 6, 'SAFETY SCREEN (circle Y or N)', print(pen, 8.5, true));
  questions.forEach((words, at) => {
    const x = at % 2 === 0 ? 36 : 306;
    const top = y + Math.floor(at / 2) * 22;
    sheet.box(x, top, 270, 22, 0.5);
    sheet.text(x + 5, top + 14, words, print(pen, 8.5));
    rings(pen, x + 222, top + 14, answers(['Y', 'N'], luck.chance(0.15) ? 'Y' : 'N'), 20, print(pen, 9));
  });
}
