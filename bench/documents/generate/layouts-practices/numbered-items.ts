/** An old form, copied many times: numbered questions in full words, answers typed on lines below them, in two columns. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import { codesInLine, penOf, practicePart, sized } from './parts.ts';

export const numberedItems: Layout = {
  name: 'numbered-items',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

type Item = readonly [question: string, parts: readonly Part[]];

function draw(sheet: Sheet, form: Form): void {
  const face = form.luck.pick(['tinos', 'serif', 'courier'] as const);
  const typed = form.luck.pick(['courier', 'cousine'] as const);
  const pen = penOf(
    sheet,
    form,
    { face, valueFace: typed, size: 10 },
    { name: form.luck.pick(['family_first', 'capitals'] as const), isDoctorTitled: false },
  );
  const t = pen.tagged;
  const { luck } = form;
  sheet.centred(50, 'REQUEST FOR SPECIALTY CONSULTATION', { ...pen.heading, size: 13 });
  sheet.centred(
    64,
    '(Type or print. Complete all items. Incomplete requests will be returned.)',
    sized(pen, 9),
  );
  const left: readonly Item[] = [
    ["1. Patient's name (last, first, middle)", [t('patient_name')]],
    ['3. Address (street, city, state, zip)', [t('patient_address')]],
    ['5. Telephone', [t('patient_phone')]],
    ['7. Health insurance company', [t('payer')]],
    ['9. Referring physician', [t('referrer_name')]],
    ['11. Name of practice', [practicePart(form)]],
  ];
  const right: readonly Item[] = [
    ['2. Date of birth', [t('birth_date')]],
    ['4. Record number', [t('patient_mrn')]],
    ['6. Date of this request', [t('ordered_on')]],
    ['8. Policy or certificate number', [t('member_id')]],
    ["10. Physician's NPI", [t('referrer_npi')]],
    ['12. Office telephone and fax', [t('referrer_phone'), '  ', t('referrer_fax')]],
  ];
  let y = 92;
  left.forEach((item, at) => {
    const other = right[at];
    const ends = [answer(pen, 40, y, 300, item), other ? answer(pen, 358, y, 214, other) : y];
    y = Math.max(...ends);
  });
  sheet.text(40, y, '13. Sex', pen.label);
  const sexes = [
    { label: '1 Male', value: 'M' },
    { label: '2 Female', value: 'F' },
  ];
  pen.ticks(92, y, 'sex', sexes, 70);
  sheet.text(260, y, '14. Urgency', pen.label);
  const soon = [
    { label: 'Routine', value: 'routine' },
    { label: 'Urgent', value: 'urgent' },
    { label: 'Stat', value: 'stat' },
  ];
  pen.ticks(340, y, 'urgency', soon, 80);
  y = answer(pen, 40, y + 24, 532, ['15. Consultation or service requested', [t('service')]]);
  y = answer(pen, 40, y, 532, [
    '16. Diagnosis and ICD code(s)',
    codesInLine(form, luck.pick(['bare', 'before'])),
  ]);
  y = answer(pen, 40, y, 532, [
    '17. Reason for request (include duration and treatment to date)',
    [t('reason')],
  ]);
  y = answer(pen, 40, y, 532, ['18. Allergies', [luck.pick(['NKDA', 'PCN', 'sulfa', 'none known'])]]);
  sheet.text(40, y + 12, '19. Signature of requesting physician', pen.label);
  sheet.line(260, y + 14, 500, y + 14, 0.6);
  signature(sheet, luck, 280, y + 10);
  const words =
    'PRIVACY STATEMENT: The information asked for is used to arrange the consultation. Giving it is voluntary, but without it the appointment may be delayed.';
  sheet.paragraph(40, 738, 532, [words], sized(pen, 8.5));
  sheet.text(
    40,
    770,
    `Form ${luck.whole(11, 98)}-R (Rev. 4/94)   Previous editions may be used`,
    sized(pen, 8),
  );
}

/** A question, and the answer on the line below it; answers the base line for the next. */
function answer(pen: Pen, x: number, y: number, width: number, [question, parts]: Item): number {
  const { sheet } = pen;
  sheet.text(x, y, question, { ...pen.label, size: 9.5 });
  const words = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  const wide = sheet.widthOf(words, pen.value);
  const least = width > 500 ? pen.value.size : pen.value.size * 0.8;
  const size = Math.min(pen.value.size, Math.max(least, (pen.value.size * (width - 10)) / wide));
  const end = sheet.paragraph(x + 12, y + 17, width - 10, parts, { ...pen.value, size }, 1.2) - size * 1.2;
  sheet.line(x, end + 3, x + width, end + 3, 0.5);
  return end + 20;
}
