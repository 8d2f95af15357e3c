/** A question asked of a specialist through a system, that may become a visit: a column of facts on the left, the question at its right. */
import type { Form, Pen } from '../form.ts';
import { penOf, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import {
  ageOf,
  allergyText,
  clock,
  dxLines,
  foot,
  medications,
  otherNumber,
  otherProblems,
  priorityPart,
  someone,
} from './parts.ts';

export const eConsult: Layout = { name: 'e-consult', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { size: 9, labelEnd: '' }, { isDoctorTitled: false });
  const { case: one, luck } = form;
  sheet.inverse(36, 34, 540, 22, `eConsult / Referral   -   ${one.specialty}`, { ...pen.heading, size: 13 });
  sheet.paragraph(
    36,
    72,
    540,
    [
      'Case ',
      pen.tagged('referral_number'),
      `   opened `,
      pen.tagged('ordered_on'),
      ` ${clock(form)}   state: ${luck.pick(['Converted to visit', 'Awaiting scheduling', 'Face-to-face requested'])}`,
    ],
    sized(pen, 8.5),
  );
  sheet.line(36, 78, 576, 78, 0.6);
  column(pen, form, 94);
  sheet.line(206, 84, 206, 745, 0.5);
  question(pen, form, 94);
  foot(
    pen,
    `Exported by ${someone(form, 'given_first')}, referral coordinator`,
    `${pen.date('2026-06-14')}   1 of 1`,
  );
}

/** Small headings over values, one under the other. */
function column(pen: Pen, form: Form, y: number): void {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const entries: readonly (readonly [string, readonly Part[]])[] = [
    ['Patient', [t('patient_name')]],
    ['Born', [t('birth_date'), ` (${ageOf(form)}y)`]],
    ['Sex', [t('sex')]],
    ['MRN', [t('patient_mrn')]],
    ['Contact', [t('patient_phone')]],
    ['Lives at', [t('patient_address')]],
    ['Interpreter', [luck.pick(['Not needed', 'Not needed', 'Yes - Spanish'])]],
    ['Coverage', [t('payer')]],
    ['Member no.', [t('member_id')]],
    ['Asked by', [t('referrer_name')]],
    ['NPI', [t('referrer_npi')]],
    ['Site', [practicePart(form)]],
    ['Site phone', [t('referrer_phone')]],
    ['Site fax', [t('referrer_fax')]],
    ['PCP of record', [t('pcp_name')]],
    ['Specialist', [t('requested_provider')]],
    ['Specialist site', [`${one.own.name}\n${pen.phone(one.own.phone)}`]],
    ['Backup contact', [`${someone(form, 'given_first')}, MA  ${otherNumber(pen, form)}`]],
  ];
  entries.reduce((base, [label, parts]) => {
    pen.sheet.text(36, base, label, sized(pen, 7.5));
    return pen.sheet.paragraph(36, base + 11, 164, parts, sized(pen, 9.5, true), 1.15) + 4.5;
  }, y);
}

function question(pen: Pen, form: Form, y: number): void {
  const { sheet } = pen;
  const { luck } = form;
  const t = pen.tagged;
  const part = (base: number, title: string, parts: readonly Part[], size = 10): number => {
    sheet.text(216, base, title, { ...pen.heading, size: 9.5 });
    return sheet.paragraph(216, base + 14, 356, parts, sized(pen, size), 1.3) + 8;
  };
  let base = part(y, 'What are you asking for?', [t('service')], 11);
  base = part(base, 'Clinical question', [t('reason')], 10.5);
  base = part(base, 'How soon', [priorityPart(form)]);
  base = part(base, 'Diagnoses for this request', dxLines(form, luck.pick(['brackets', 'dash'])));
  base = part(base, 'What has been tried', [
    luck.pick([
      'Conservative care, see note.',
      'Medication changes x 2 without benefit.',
      'Labs and first imaging done, results attached.',
    ]),
  ]);
  base = part(
    base,
    'Other active problems',
    [
      otherProblems(form, 5)
        .map(([code, title]) => `${code}  ${title}`)
        .join('\n'),
    ],
    9,
  );
  base = part(
    base,
    'Medications',
    [
      medications(form, 5)
        .map(([name, sig]) => `${name}: ${sig}`)
        .join('\n'),
    ],
    9,
  );
  base = part(base, 'Allergies', [allergyText(form)], 9);
  base = part(base, 'May this be answered without a visit?', [
    luck.pick(['No, patient should be seen.', 'No - procedure likely.', 'Either.']),
  ]);
  const thread: readonly string[] = [
    `${someone(form, 'given_first')}, RN (triage): chart reviewed, needs in-person visit. Please schedule.`,
    `${someone(form, 'given_first')} (coordinator): left voicemail for patient x 1. Records uploaded.`,
  ];
  part(base, 'Conversation', [thread.join('\n')], 9);
}
