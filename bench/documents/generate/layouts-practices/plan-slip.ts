/** The referral form of a managed care plan: small captions in cells, the name parted, from and to side by side, visits and dates allowed. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { unionOf, type Part, type Sheet } from '../sheet.ts';
import { codesInLine, penOf, phonePart, practicePart, sized } from './parts.ts';

export const planSlip: Layout = { name: 'plan-slip', pages: [{ class: 'referral_form', draw }] };

type Box = readonly [caption: string, width: number, parts: readonly Part[]];

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { size: 10 }, { isDoctorTitled: false, name: 'family_first' });
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.paragraph(36, 54, 380, [t('payer')], { ...pen.heading, size: 15 });
  sheet.text(36, 69, 'REFERRAL TO A SPECIALIST', { ...pen.heading, size: 11 });
  sheet.textEndingAt(576, 54, 'WHITE - SPECIALIST   YELLOW - FILE', sized(pen, 8));
  sheet.paragraph(430, 69, 146, ['No. ', t('referral_number')], sized(pen, 11, true));
  let y = names(pen, form, 80);
  y = row(pen, y, [
    ['3. MEMBER IDENTIFICATION NO.', 200, [t('member_id')]],
    ['4. BIRTH DATE', 120, [t('birth_date')]],
    ['5. SEX', 60, [t('sex')]],
    ['6. MEMBER TELEPHONE', 160, [phonePart('patient_phone', one.patient.phone, 'spaces')]],
  ]);
  sheet.inverse(36, y, 270, 13, 'REFERRAL FROM', { ...pen.heading, size: 8.5 });
  sheet.inverse(306, y, 270, 13, 'REFERRAL TO', { ...pen.heading, size: 8.5 });
  y = row(pen, y + 13, [
    ['7. NAME', 270, [t('referrer_name')]],
    ['12. NAME', 270, [t('requested_provider')]],
  ]);
  y = row(pen, y, [
    ['8. NPI', 270, [t('referrer_npi')]],
    ['13. SPECIALTY', 270, [one.specialty]],
  ]);
  y = row(pen, y, [
    ['9. PRACTICE', 270, [practicePart(form)]],
    ['14. GROUP / FACILITY', 270, [one.own.name]],
  ]);
  y = row(pen, y, [
    ['10. TELEPHONE', 135, [phonePart('referrer_phone', one.office.phone, 'slash')]],
    ['11. FAX', 135, [phonePart('referrer_fax', one.office.fax, 'slash')]],
    ['15. TELEPHONE', 135, [pen.phone(one.own.phone)]],
    ['16. FAX', 135, [pen.phone(one.own.fax)]],
  ]);
  y = row(pen, y, [['17. DIAGNOSIS (ICD-10-CM)', 540, codesInLine(form, 'bare')]]);
  y = row(pen, y, [['18. REASON FOR REFERRAL / PERTINENT FINDINGS', 540, [t('reason')]]], 44);
  y = row(pen, y, [
    ['19. SERVICES REQUESTED', 300, [t('service')]],
    ['20. VISITS AUTHORIZED', 240, [String(luck.pick([1, 2, 3, 4, 6, 8, 12]))]],
  ]);
  y = row(pen, y, [
    ['21. DATE OF REFERRAL', 150, [t('ordered_on')]],
    ['22. REFERRAL VALID TO', 150, [t('expires_on')]],
    ['23. AUTHORIZATION NO. (IF REQUIRED)', 240, [t('authorisation_number')]],
  ]);
  sheet.text(40, y + 18, '24. TYPE', sized(pen, 8));
  const types = [
    { label: 'Routine', value: 'routine' },
    { label: 'Urgent', value: 'urgent' },
    { label: 'Stat', value: 'stat' },
  ];
  pen.ticks(92, y + 18, 'urgency', types, 110);
  rules(pen, y + 44);
}

/** The name lies in three cells; read together they are one. */
function names(pen: Pen, { case: one }: Form, y: number): number {
  const { family, given, suffix, middle } = one.patient.name;
  const told = pen.spell('patient_name');
  const initial = told.value.includes(`${given} `) ? (middle ?? '') : '';
  const texts = [
    [family, suffix].filter(Boolean).join(' ').toUpperCase(),
    given.toUpperCase(),
    initial.toUpperCase(),
  ];
  const boxes: readonly Box[] = [
    ['1. MEMBER LAST NAME', 240, []],
    ['2. FIRST NAME', 220, []],
    ['MI', 80, []],
  ];
  const next = row(pen, y, boxes);
  const starts = [36, 276, 496];
  const inked = texts.flatMap((text, at) =>
    text === '' ? [] : [pen.sheet.text((starts[at] ?? 0) + 6, next - 6, text, pen.value)],
  );
  pen.sheet.note({ field: 'patient_name', value: told.value }, unionOf(inked), texts.join(' ').trim());
  return next;
}

function row(pen: Pen, y: number, boxes: readonly Box[], height = 30): number {
  let x = 36;
  for (const [caption, width, parts] of boxes) {
    pen.sheet.box(x, y, width, height, 0.6);
    pen.sheet.text(x + 3, y + 9, caption, { ...pen.body, size: 7.5 });
    const words = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
    const wide = pen.sheet.widthOf(words, pen.value);
    const size =
      height > 30 ? pen.value.size : Math.min(pen.value.size, (pen.value.size * (width - 9)) / wide);
    pen.sheet.paragraph(x + 6, y + 24, width - 6, parts, { ...pen.value, size });
    x += width;
  }
  return y + height;
}

function rules(pen: Pen, start: number): void {
  const words = [
    'Referral is valid only for services listed and only while the member is eligible. Services beyond those shown need a new referral.',
    'Not covered without prior approval: cosmetic surgery, out-of-network care, MRI/CT/PET, sleep studies, inpatient admission.',
    'Specialist: send a written report to the referring office within 14 days. Attach this form to your first claim. For benefits and eligibility use the number on the back of the member card.',
  ];
  words.reduce(
    (y, one, at) => pen.sheet.paragraph(36, y, 540, [`${'abc'.charAt(at)}) ${one}`], sized(pen, 8.5)) + 3,
    start,
  );
}
