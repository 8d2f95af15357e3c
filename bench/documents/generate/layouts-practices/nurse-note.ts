/** A referral of a school or community nurse: labels at the left edge, values in a column far off, findings to tick, a slip to send back. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { codesInLine, hastePart, penOf, plainLabel, practicePart, sized } from './parts.ts';

export const nurseNote: Layout = {
  name: 'nurse-note',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { size: 10.5, labelEnd: '' }, { isDoctorTitled: false });
  const { case: one, luck } = form;
  const t = pen.tagged;
  const age = Number(one.orderedOn.slice(0, 4)) - Number(one.patient.birthDate.slice(0, 4));
  const isPupil = age > 5 && age < 18;
  const title = isPupil ? 'School Health Services - Medical Referral' : 'Community Health Nursing - Referral';
  sheet.centred(54, title, { ...pen.heading, size: 15 });
  sheet.centred(70, 'To the doctor: please see the person named below', sized(pen, 9.5));
  const school: readonly (readonly [string, readonly Part[]])[] = [
    [
      'School / grade',
      [
        `${luck.pick(['Lincoln', 'Oak Hill', 'Fairview'])} ${luck.pick(['Elem.', 'Middle', 'High'])}, gr. ${Math.max(1, age - 5)}`,
      ],
    ],
    ['Parent told?', [luck.pick(['yes, by phone', 'note sent home', 'yes'])]],
  ];
  const home: readonly (readonly [string, readonly Part[]])[] = [
    ['Seen at', [luck.pick(['home visit', 'senior center', 'shelter clinic', 'health fair'])]],
    ['Lives', [luck.pick(['alone', 'with family', 'group home'])]],
  ];
  const rows: readonly (readonly [string, readonly Part[]])[] = [
    [plainLabel(pen, 'ordered_on'), [t('ordered_on')]],
    [isPupil ? 'Student' : plainLabel(pen, 'patient_name'), [t('patient_name')]],
    [plainLabel(pen, 'birth_date'), [t('birth_date')]],
    [plainLabel(pen, 'sex'), [t('sex')]],
    [plainLabel(pen, 'patient_address'), [t('patient_address')]],
    [plainLabel(pen, 'patient_phone'), [t('patient_phone')]],
    ...(isPupil ? school : home),
    [plainLabel(pen, 'payer'), [t('payer')]],
    [plainLabel(pen, 'member_id'), [t('member_id')]],
  ];
  let y = rows.reduce((base, [label, parts]) => entry(pen, base, label, parts), 98);
  y = findings(pen, form, y + 4);
  const asked: readonly (readonly [string, readonly Part[]])[] = [
    [plainLabel(pen, 'reason'), [t('reason')]],
    [plainLabel(pen, 'diagnosis'), codesInLine(form, 'bare')],
    [plainLabel(pen, 'service'), [t('service')]],
    [plainLabel(pen, 'urgency'), [hastePart(form)]],
    ['Medical director', [t('referrer_name')]],
    ['NPI of director', [t('referrer_npi')]],
    ['Program of', [practicePart(form)]],
    ['Nurse line / fax', [t('referrer_phone'), '  /  ', t('referrer_fax')]],
  ];
  y = asked.reduce((base, [label, parts]) => entry(pen, base, label, parts), y + 4);
  slip(pen, y);
}

function entry(pen: Pen, y: number, label: string, parts: readonly Part[]): number {
  const { sheet } = pen;
  const style = {
    ...pen.label,
    size: Math.min(pen.label.size, (pen.label.size * 176) / sheet.widthOf(label, pen.label)),
  };
  sheet.text(50, y, label, style);
  return Math.max(sheet.paragraph(236, y, 330, parts, pen.value, 1.15), y + 12) + 8;
}

/** What was looked at: boxes that say nothing of the referral. */
function findings(pen: Pen, { luck }: Form, y: number): number {
  pen.sheet.text(50, y, 'Screened:', { ...pen.heading, size: 10 });
  ['Vision', 'Hearing', 'Teeth', 'Posture', 'BP', 'BMI'].forEach((label, at) =>
    pen.sheet.tick(120 + at * 76, y, label, luck.chance(0.4), sized(pen, 10), {
      shape: pen.label.isBold ? 'blank' : 'square',
    }),
  );
  return y + 20;
}

function slip(pen: Pen, y: number): void {
  const { sheet } = pen;
  const top = Math.max(y + 6, 640);
  sheet.pdf.dash(3, { space: 3 });
  sheet.line(30, top, 582, top, 0.7);
  sheet.pdf.undash();
  sheet.text(50, top + 16, "DOCTOR'S REPORT - please fax back to the nurse", { ...pen.heading, size: 10 });
  ['Findings', 'Treatment', 'Restrictions (gym, sports, work)', 'Return visit', 'Signed'].forEach(
    (label, at) => {
      sheet.text(50, top + 36 + at * 18, label, sized(pen, 9.5));
      sheet.line(220, top + 38 + at * 18, 560, top + 38 + at * 18, 0.5);
    },
  );
}
