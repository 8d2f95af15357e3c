/** A government hospital's consultation sheet: a form of boxes filled by a terminal in type of one width. */
import type { Form, Pen } from '../form.ts';
import { penOf, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { clock, otherNumber, otherProblems, someone, wordsOf } from './parts.ts';

export const consultSf513: Layout = { name: 'consult-sf513', pages: [{ class: 'referral_form', draw }] };

/** A box with a small label in its corner and what was typed into it; `y` is its upper edge. */
function boxed(
  pen: Pen,
  [x, y, width, height]: readonly [number, number, number, number],
  label: string,
  parts: readonly Part[],
): void {
  pen.sheet.box(x, y, width, height, 0.7);
  pen.sheet.text(x + 3, y + 8, label, { ...pen.label, size: 6.5, isBold: false });
  const wide = Math.max(
    ...wordsOf(parts)
      .split('\n')
      .map((line) => pen.sheet.widthOf(line, pen.value)),
  );
  const isTight = height < 30 && wide > width - 8;
  const size = isTight ? Math.max(7, (pen.value.size * (width - 8)) / wide) : pen.value.size;
  pen.sheet.paragraph(x + 4, y + 19.5, width - 6, parts, { ...pen.value, size }, 1.25);
}

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(
    sheet,
    form,
    {
      face: 'arimo',
      valueFace: form.luck.pick(['courier', 'cousine']),
      size: 9.5,
      labelEnd: '',
      tickShape: 'square',
      mark: 'cross',
    },
    { name: 'capitals', isDoctorTitled: false, sex: 'letter' },
  );
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.text(36, 42, 'MEDICAL RECORD', { ...pen.heading, size: 12 });
  sheet.text(230, 42, 'CONSULTATION SHEET', { ...pen.heading, size: 14 });
  sheet.box(36, 48, 540, 712, 1.2);
  sheet.centred(60, 'REQUEST', sized(pen, 9, true));
  boxed(pen, [36, 65, 200, 40], 'TO: (Service)', [one.specialty.toUpperCase(), '\nOUTSIDE: COMMUNITY']);
  boxed(pen, [236, 65, 210, 40], 'FROM: (Requesting ward, unit, or activity)', [practicePart(form)]);
  boxed(pen, [446, 65, 130, 40], 'DATE OF REQUEST', [t('ordered_on')]);
  boxed(pen, [36, 105, 540, 28], 'CONSULT / PROCEDURE REQUESTED', [t('service')]);
  boxed(pen, [36, 133, 540, 50], 'REASON FOR REQUEST (Complaints and findings)', [t('reason')]);
  const history = otherProblems(form, 3).map(([, title]) => title);
  boxed(pen, [36, 183, 540, 42], 'PERTINENT HISTORY', [`${history.join('; ')}.`]);
  const codes = one.diagnoses.flatMap(({ code, title }, at): readonly Part[] => [
    at > 0 ? '\n' : '',
    `${title} (`,
    { field: 'diagnosis', value: code, text: code },
    ')',
  ]);
  boxed(pen, [36, 225, 540, 64], 'PROVISIONAL DIAGNOSIS', codes);
  boxed(pen, [36, 289, 210, 56], "DOCTOR'S SIGNATURE", [
    '/es/ ',
    t('referrer_name'),
    `\nSigned ${clock(form)}`,
  ]);
  boxed(pen, [246, 289, 110, 56], 'APPROVED', [someone(form, 'capitals').slice(0, 17)]);
  place(pen, form);
  boxed(pen, [36, 345, 210, 28], 'REQUESTING PROVIDER NPI', [t('referrer_npi')]);
  boxed(pen, [246, 345, 165, 28], 'CALL BACK TELEPHONE', [t('referrer_phone')]);
  boxed(pen, [411, 345, 165, 28], 'FAX RESULTS TO', [t('referrer_fax')]);
  boxed(pen, [36, 373, 270, 28], 'ATTENTION (Consultant)', [t('requested_provider')]);
  boxed(pen, [306, 373, 135, 28], 'REFERRAL NO.', [t('referral_number')]);
  boxed(pen, [441, 373, 135, 28], 'VALID THROUGH', [t('expires_on')]);
  sheet.centred(413, 'CONSULTATION REPORT', sized(pen, 9, true));
  sheet.line(36, 418, 576, 418, 0.7);
  sheet.text(
    40,
    430,
    'RECORD REVIEWED   [ ] YES   [ ] NO      PATIENT EXAMINED   [ ] YES   [ ] NO      TELEHEALTH   [ ] YES   [ ] NO',
    sized(pen, 7.5),
  );
  for (let y = 452; y < 610; y += 18) sheet.line(42, y, 570, y, 0.3);
  sheet.text(40, 628, '(Continue on reverse side)', sized(pen, 7));
  boxed(pen, [36, 634, 380, 28], 'SIGNATURE AND TITLE', ['']);
  boxed(pen, [416, 634, 160, 28], 'DATE', ['']);
  identity(pen, form);
  sheet.text(
    36,
    772,
    `STANDARD FORM 513 (REV. 4-98)    Automated version    Consult No. ${luck.digits(7)}`,
    sized(pen, 7),
  );
  sheet.textEndingAt(
    576,
    772,
    `Printed ${pen.date('2026-06-14')} @ ${luck.whole(10, 17)}${luck.whole(10, 59)}   Pg 1`,
    sized(pen, 7),
  );
}

/** Where the patient is seen, and how soon: one of four is crossed. */
function place(pen: Pen, { case: one, look }: Form): void {
  pen.sheet.box(356, 289, 220, 56, 0.7);
  pen.sheet.text(359, 297, 'URGENCY', { ...pen.label, size: 6.5, isBold: false });
  const choices = [
    ['ROUTINE', 'routine'],
    ['WITHIN 72 HOURS', 'urgent'],
    ['TODAY', 'today'],
    ['EMERGENCY', 'stat'],
  ] as const;
  choices.forEach(([label, value], at) =>
    pen.sheet.tick(
      362 + (at % 2) * 84,
      313 + Math.floor(at / 2) * 20,
      label,
      value === one.urgency,
      sized(pen, 8),
      {
        tag: { field: 'urgency', value },
        shape: look.tickShape === 'round' ? 'round' : 'square',
        mark: 'cross',
      },
    ),
  );
}

function identity(pen: Pen, form: Form): void {
  const t = pen.tagged;
  pen.sheet.text(
    39,
    671,
    "PATIENT'S IDENTIFICATION (Name - last, first, middle; ID no.; date of birth; sex)",
    sized(pen, 6.5),
  );
  const lines: readonly (readonly Part[])[] = [
    [t('patient_name'), '   ', t('sex')],
    ['DOB ', t('birth_date'), '   ID ', t('patient_mrn')],
    [t('patient_address')],
    ['TEL ', t('patient_phone'), `  NOK ${otherNumber(pen, form)}`],
    ['INS: ', t('payer'), '  #', t('member_id')],
  ];
  lines.forEach((parts, at) => {
    const wide = pen.sheet.widthOf(wordsOf(parts), pen.value);
    pen.sheet.paragraph(44, 684 + at * 13, 530, parts, {
      ...pen.value,
      size: Math.min(9, (9.5 * 520) / wide),
    });
  });
}
