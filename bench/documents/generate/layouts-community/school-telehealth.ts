/** A school's health centre writes in sentences with the answers on lines within them, about a child, with parents and teacher around. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { codesInLine, practicePart } from '../layouts-practices/parts.ts';
import { bare, head, print, sized } from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import { emptyLines, otherPhone, sideTicks, somebody, soonPart, tickGrid } from './parts.ts';

export const schoolTelehealth: Layout = {
  name: 'school-telehealth',
  specialties: ['Child Development', 'Allergy'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  const school = luck.pick([
    'Birchwood Elementary',
    'Lincoln K-8 School',
    'Franklin Early Learning',
    'Highland Middle',
  ]);
  sheet.centred(48, `${school} - School-Based Telehealth Program`, head(pen, 14));
  sheet.centred(64, bare(pen, 'title'), head(pen, 11));
  const run: readonly Part[] = ['Medical services by ', practicePart(form), ', ', t('referrer_address')];
  sheet.paragraph(48, 82, 516, run, print(pen, 9));
  sheet.box(42, 106, 528, 20, 0.8);
  sheet.paragraph(
    50,
    120,
    516,
    [
      `TO: ${one.own.name}   FAX ${pen.phone(one.own.fax)}   DATE `,
      t('ordered_on'),
      '   GRADE ',
      luck.pick(['PK', 'K', '1', '3', '6']),
    ],
    print(pen, 9.5),
  );
  const who = one.patient.sex === 'F' ? 'She' : 'He';
  const lines: readonly (readonly Part[])[] = [
    [
      'We are referring our student ',
      t('patient_name'),
      `, born `,
      t('birth_date'),
      ', ',
      t('sex'),
      ', for ',
      t('service'),
      '.',
    ],
    [`${bare(pen, 'reason')}: `, t('reason')],
    [`${bare(pen, 'diagnosis')}: `, ...codesInLine(form, 'after')],
    [
      `${bare(pen, 'urgency')}: `,
      soonPart(form),
      '. ',
      `${who} was last seen by video on ${pen.date(`2026-0${luck.whole(2, 5)}-1${luck.whole(0, 9)}`)} with the school nurse present.`,
    ],
    [
      `${who} lives at `,
      t('patient_address'),
      ' and the family is best reached at ',
      t('patient_phone'),
      '.',
    ],
    [
      `Parent 1: ${somebody(form)}, work ${otherPhone(pen, form)}.   Parent 2: ${luck.pick([`${somebody(form)}, ${otherPhone(pen, form)}`, 'no contact', 'deceased'])}.   Student lives with: ${luck.pick(['mother', 'both', 'grandmother'])}.`,
    ],
    [
      `${bare(pen, 'payer')}: `,
      t('payer'),
      `   ${bare(pen, 'member_id')}: `,
      t('member_id'),
      `   Card holder: ${somebody(form)}`,
    ],
    [`${bare(pen, 'pcp_name')}: `, t('pcp_name'), '   ', `${bare(pen, 'pcp_phone')}: `, t('pcp_phone')],
  ];
  let y = 152;
  for (const parts of lines) y = sheet.paragraph(48, y, 516, parts, pen.value, 1.45) + 6;
  y = boxes(pen, form, y + 8);
  const from: readonly (readonly Part[])[] = [
    [
      `${bare(pen, 'referrer_name')}: `,
      t('referrer_name'),
      `     ${bare(pen, 'referrer_npi')}: `,
      t('referrer_npi'),
    ],
    [
      `${bare(pen, 'referrer_phone')}: `,
      t('referrer_phone'),
      `     ${bare(pen, 'referrer_fax')}: `,
      t('referrer_fax'),
    ],
    [
      `School nurse: ${somebody(form)}, RN   ${otherPhone(pen, form)} ext ${luck.whole(11, 89)}   Counselor: ${somebody(form)}`,
    ],
  ];
  for (const parts of from) y = sheet.paragraph(48, y, 516, parts, pen.value, 1.35) + 4;
  signature(sheet, luck, 120, y + 16);
  sheet.line(48, y + 20, 300, y + 20, 0.6);
  sheet.line(330, y + 20, 564, y + 20, 0.6);
  sheet.text(48, y + 30, bare(pen, 'signature'), print(pen, 8));
  sheet.text(330, y + 30, 'Parent / guardian consent on file', print(pen, 8));
  sheet.text(48, y + 56, 'SPECIALIST: please complete and return with your report', print(pen, 9, true));
  const asked = ['Findings', 'Recommendations for school', 'Medication during school hours', 'Return visit'];
  emptyLines(pen, 48, y + 76, 516, asked);
  const last =
    'FERPA / HIPAA: this record may be shared only with the agency named above. Please send findings to the fax above, not to the school office. Video visits can be arranged in the nurse’s room, Tuesday and Thursday, 9 to 2.';
  sheet.paragraph(48, 738, 516, [last], print(pen, 8), 1.2);
}

function boxes(pen: Pen, form: Form, y: number): number {
  pen.sheet.box(42, y - 12, 528, 62, 0.8);
  pen.sheet.text(50, y + 2, 'Supports in place (check all that apply):', print(pen, 9, true));
  const items = [
    'IEP',
    '504 plan',
    'Speech at school',
    'Early Intervention',
    'Behavior plan',
    'Glasses',
    'Hearing screen passed',
    'Interpreter',
  ];
  return tickGrid(pen, form, 52, y + 19, { columns: 4, width: 510 }, sideTicks(form, items, 0.3)) + 22;
}
