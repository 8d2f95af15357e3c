/** Two pages: who, by whom and who pays, each with bold labels and colons; then the procedure list, what was tried, and the codes. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import {
  asTold,
  bare,
  blackBar,
  codesInLine,
  head,
  print,
  privacy,
  serviceChoices,
  sized,
} from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import {
  doctorAnswers,
  emptyLines,
  groupNotice,
  lineRow,
  lineRows,
  officeUse,
  oneTick,
  otherPhone,
  sideTicks,
  sitesOf,
  somebody,
  tickGrid,
  urgencyWays,
  type Share,
} from './parts.ts';

export const painTwoPages: Layout = {
  name: 'pain-two-pages',
  isFilledIn: true,
  specialties: ['Pain Management', 'Vascular', 'Urology'],
  pages: [
    { class: 'referral_form', draw: drawFirst },
    { class: 'referral_form', draw: drawSecond },
  ],
};

function drawFirst(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.centred(48, bare(pen, 'title'), head(pen, 16));
  sheet.centred(64, `Larkspur ${one.specialty} Center`, head(pen, 12));
  const top = `Phone: ${pen.phone(one.own.phone)}     New referrals fax: ${pen.phone(one.own.fax)}     Records fax: ${otherPhone(pen, form)}`;
  sheet.centred(78, top, print(pen, 8.5));
  const rows = (y: number, title: string, lines: readonly (readonly Share[])[]): number => {
    blackBar(pen, 36, y, 540, title);
    return lineRows(pen, 40, y + 32, 536, lines, 21);
  };
  let y = rows(94, bare(pen, 'section_insurance'), [
    [['payer', 1]],
    [
      ['member_id', 0.5],
      ['authorisation_number', 0.5],
    ],
  ]);
  sheet.text(
    40,
    y,
    `Policy holder / relationship: ${luck.pick(['Self', `${somebody(form)} / spouse`])}`,
    pen.body,
  );
  y = rows(y + 12, bare(pen, 'section_patient'), [
    [
      ['patient_name', 0.62],
      ['sex', 0.38],
    ],
    [
      ['birth_date', 0.45],
      ['patient_phone', 0.55],
    ],
    [['patient_address', 1]],
  ]);
  sheet.text(
    40,
    y,
    `Alternate contact: ${somebody(form)}, ${luck.pick(['wife', 'son', 'caregiver'])}, ${otherPhone(pen, form)}`,
    pen.body,
  );
  y = rows(y + 12, bare(pen, 'section_referrer'), [
    [['referrer_practice', 1]],
    [
      ['referrer_name', 0.6],
      ['referrer_npi', 0.4],
    ],
    [
      ['referrer_phone', 0.5],
      ['referrer_fax', 0.5],
    ],
    [['referrer_address', 1]],
    [
      ['pcp_name', 0.6],
      ['pcp_phone', 0.4],
    ],
  ]);
  sheet.text(40, y, 'Is the injury related to:', pen.label);
  const cause = oneTick(form, ['Work (L&I)', 'Auto accident', 'Neither']);
  tickGrid(pen, form, 180, y, { columns: 3, width: 390 }, cause);
  sheet.text(40, y + 24, 'Preferred location:', pen.label);
  const places = sitesOf(pen, form, 3).map(({ town }) => town);
  tickGrid(pen, form, 180, y + 24, { columns: 3, width: 390 }, oneTick(form, places));
  officeUse(pen, 36, y + 42, 540, ['Verified', 'Copay', 'Auth req', 'Init']);
  const consent =
    'RELEASE: the patient has agreed that records may be sent to this office, and that the office may leave a message at the numbers above.';
  sheet.paragraph(36, y + 100, 540, [consent], print(pen, 9), 1.3);
  groupNotice(pen, form, 36, Math.max(y + 136, 690), 540);
  sheet.centred(772, 'Page 1 of 2', print(pen, 8));
}

function drawSecond(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const who: readonly Part[] = [
    'Patient: ',
    pen.tagged('patient_name'),
    '      DOB: ',
    pen.tagged('birth_date'),
  ];
  sheet.paragraph(36, 44, 540, who, pen.body);
  blackBar(pen, 36, 54, 540, bare(pen, 'section_reason'));
  sheet.text(40, 86, pen.labelText('urgency'), pen.label);
  tickGrid(
    pen,
    form,
    44,
    102,
    { columns: 3, width: 530 },
    asTold('urgency', one.urgency, luck.pick(urgencyWays)),
  );
  sheet.text(40, 126, pen.labelText('service'), pen.label);
  let y = tickGrid(pen, form, 44, 143, { columns: 2, width: 530, step: 16 }, serviceChoices(form)) + 8;
  sheet.text(40, y, pen.labelText('requested_provider'), pen.label);
  y = tickGrid(pen, form, 44, y + 16, { columns: 2, width: 530 }, doctorAnswers(form, 5)) + 8;
  sheet.text(40, y, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(48, y + 15, 520, [pen.tagged('reason')], pen.value) + 8;
  sheet.text(40, y, pen.labelText('diagnosis'), pen.label);
  y = sheet.paragraph(48, y + 15, 520, codesInLine(form, '\n'), pen.value) + 8;
  sheet.text(40, y, 'Treatments already tried:', pen.label);
  const tried = [
    'NSAIDs',
    'Physical therapy',
    'Injections',
    'Surgery',
    'Opioids',
    'Anticoagulant: yes',
    'Antibiotics',
    'Bracing',
  ];
  y = tickGrid(pen, form, 44, y + 16, { columns: 4, width: 530 }, sideTicks(form, tried, 0.35)) + 8;
  sheet.text(
    40,
    y,
    `Most recent imaging: ${luck.pick(['MRI', 'CT', 'X-ray', 'US'])}  ${luck.whole(1, 5)}/${luck.whole(1, 28)}/2026   BMI ${luck.whole(21, 44)}   Last INR ${luck.pick(['n/a', '2.3'])}`,
    pen.body,
  );
  signature(sheet, luck, 150, y + 36);
  sheet.line(40, y + 40, 340, y + 40, 0.6);
  sheet.text(40, y + 51, bare(pen, 'signature'), print(pen, 8));
  lineRow(pen, 370, y + 38, 206, [['ordered_on', 1]]);
  sheet.text(
    36,
    y + 76,
    'Blood thinners must be held before injections - prescriber clearance:',
    print(pen, 8.5, true),
  );
  emptyLines(pen, 40, y + 94, 530, ['Drug and days to hold', 'Cleared by / date', 'Office nurse review']);
  const words =
    'MUST INCLUDE: demographic sheet, front and back of insurance cards, last three office notes, imaging reports within 2 years, medication list. We do not take over prescribing of controlled substances at the first visit. ';
  sheet.paragraph(36, 712, 540, [words, privacy], print(pen, 7.5), 1.2);
  sheet.centred(772, 'Page 2 of 2', print(pen, 8));
}
