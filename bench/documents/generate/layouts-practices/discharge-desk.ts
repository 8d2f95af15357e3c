/** A hospital's discharge coordinator: a worksheet in two columns, labels against the middle, values in brackets. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { codesInLine, hastePart, penOf, plainLabel, practicePart, sized } from './parts.ts';

export const dischargeDesk: Layout = {
  name: 'discharge-desk',
  pages: [{ class: 'referral_form', draw }],
};

type Row = readonly [label: string, parts: readonly Part[]];

function draw(sheet: Sheet, form: Form): void {
  const face = form.luck.pick(['courier', 'cousine', 'mono'] as const);
  const pen = penOf(
    sheet,
    form,
    { face, valueFace: face, size: 9, labelEnd: '' },
    { name: 'capitals', isDoctorTitled: false },
  );
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.paragraph(36, 48, 540, [practicePart(form)], { ...pen.heading, size: 12 });
  sheet.text(36, 64, 'CASE MANAGEMENT / DISCHARGE PLANNING - OUTPATIENT REFERRAL', {
    ...pen.heading,
    size: 10,
  });
  sheet.text(36, 78, '='.repeat(60), sized(pen, 9));
  let y = rows(pen, 98, [
    ['PATIENT', [t('patient_name')]],
    ['DOB / SEX', [t('birth_date'), '  ', t('sex')]],
    ['MRN', [t('patient_mrn')]],
    ['ADMITTED', [pen.date(`${one.orderedOn.slice(0, 4)}-05-${10 + luck.whole(0, 18)}`)]],
    ['UNIT-BED', [`${luck.whole(2, 7)}${luck.pick(['N', 'S', 'W'])}-${luck.whole(10, 48)}`]],
    ['DISPOSITION', [luck.pick(['HOME', 'HOME WITH FAMILY', 'HOME W/ SERVICES', 'SNF'])]],
    ['REACH PT AT', [t('patient_phone')]],
    ['PAYER', [t('payer')]],
    ['ID', [t('member_id')]],
  ]);
  y = list(pen, form, y + 4);
  y = rows(pen, y + 6, [
    [plainLabel(pen, 'service').toUpperCase(), [t('service')]],
    [plainLabel(pen, 'reason').toUpperCase(), [t('reason')]],
    ['ICD-10', codesInLine(form, 'bare')],
    ['PRIORITY', [hastePart(form)]],
    ['REFERRED ON', [t('ordered_on')]],
    ['ATTENDING', [t('referrer_name')]],
    ['ATTENDING NPI', [t('referrer_npi')]],
    ['PCP', [t('pcp_name')]],
    ['CM OFFICE / FAX', [t('referrer_phone'), '  ', t('referrer_fax')]],
  ]);
  const words = `COORDINATOR ${luck.pick(['B. Lutz RN', 'C. Avila MSW', 'P. Oyelaran RN CCM'])} PAGER ${luck.digits(4)}. Please reply with appointment date before discharge if you can. Hospital course, medication list and imaging reports to follow. Patient was given a choice of providers and chose ${one.own.name}.`;
  sheet.paragraph(36, y + 16, 540, [words], sized(pen, 9));
  sheet.text(36, 764, 'PERMANENT PART OF THE MEDICAL RECORD   FORM CM-114 (9/19)', sized(pen, 8));
}

function rows(pen: Pen, start: number, entries: readonly Row[]): number {
  return entries.reduce((y, [label, parts]) => {
    const wide = pen.sheet.widthOf(label, pen.label);
    const size = Math.min(pen.label.size, (pen.label.size * 188) / wide);
    pen.sheet.textEndingAt(226, y, label, { ...pen.label, size });
    return pen.sheet.paragraph(236, y, 330, ['[ ', ...parts, ' ]'], pen.value, 1.3) + 4;
  }, start);
}

/** What the coordinator has done: no part of the referral. */
function list(pen: Pen, { luck }: Form, y: number): number {
  const done = ['DME ordered', 'Home O2', 'Transport', 'Rx to bedside', 'HH agency', 'Diet teach'];
  done.forEach((label, at) =>
    pen.sheet.tick(60 + (at % 3) * 170, y + Math.floor(at / 3) * 16, label, luck.chance(0.5), sized(pen, 9), {
      shape: 'brackets',
    }),
  );
  return y + 36;
}
