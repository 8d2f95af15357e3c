/** A community clinic's form in English and Spanish: both labels in one line above the value, columns of unequal width. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { codesInLine, penOf, practicePart, sized } from './parts.ts';

export const twoTongues: Layout = {
  name: 'two-tongues',
  pages: [{ class: 'referral_form', draw }],
};

type Entry = readonly [english: string, spanish: string, width: number, parts: readonly Part[]];

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { size: 10.5 }, { isDoctorTitled: false });
  const { case: one } = form;
  const t = pen.tagged;
  sheet.paragraph(48, 56, 330, [practicePart(form)], { ...pen.heading, size: 15 });
  sheet.paragraph(48, 71, 330, [t('referrer_address')], sized(pen, 9));
  sheet.textEndingAt(564, 52, 'REFERRAL', { ...pen.heading, size: 13 });
  sheet.textEndingAt(564, 67, 'REFERIDO', { ...pen.heading, size: 13 });
  sheet.line(48, 80, 564, 80, 2);
  let y = band(pen, 104, [
    ['Patient name', 'Nombre del paciente', 330, [t('patient_name')]],
    ['Date of birth', 'Fecha de nacimiento', 186, [t('birth_date')]],
  ]);
  y = band(pen, y, [['Address', 'Dirección', 516, [t('patient_address')]]]);
  y = band(pen, y, [
    ['Phone', 'Teléfono', 180, [t('patient_phone')]],
    ['Chart no.', 'No. de expediente', 180, [t('patient_mrn')]],
    ['Language', 'Idioma', 156, [form.luck.pick(['Español', 'English', 'Español / English'])]],
  ]);
  sheet.text(48, y, 'Sex / Sexo', sized(pen, 9));
  const sexes = [
    { label: 'Female / Femenino', value: 'F' },
    { label: 'Male / Masculino', value: 'M' },
  ];
  pen.ticks(130, y, 'sex', sexes, 150);
  y = band(pen, y + 26, [
    ['Insurance', 'Seguro médico', 330, [t('payer')]],
    ['ID number', 'Número de identificación', 186, [t('member_id')]],
  ]);
  sheet.line(48, y - 8, 564, y - 8, 2);
  y = band(pen, y + 10, [['Service requested', 'Servicio solicitado', 516, [t('service')]]]);
  y = band(pen, y, [['Reason', 'Motivo', 516, [t('reason')]]]);
  y = band(pen, y, [['Diagnosis', 'Diagnóstico', 516, codesInLine(form, 'before')]]);
  sheet.text(48, y, 'Priority / Prioridad', sized(pen, 9));
  const soon = [
    { label: 'Routine / De rutina', value: 'routine' },
    { label: 'Urgent / Urgente', value: 'urgent' },
    { label: 'Stat / Inmediato', value: 'stat' },
  ];
  pen.ticks(150, y, 'urgency', soon, 136);
  y = band(pen, y + 28, [
    ['Provider', 'Médico que refiere', 250, [t('referrer_name')]],
    ['NPI', 'NPI', 116, [t('referrer_npi')]],
    ['Date', 'Fecha', 150, [t('ordered_on')]],
  ]);
  y = band(pen, y, [
    ['Clinic phone', 'Teléfono de la clínica', 250, [t('referrer_phone')]],
    ['Clinic fax', 'Fax de la clínica', 266, [t('referrer_fax')]],
  ]);
  both(pen, one.own.name, y + 4);
}

function band(pen: Pen, y: number, entries: readonly Entry[]): number {
  let x = 48;
  const ends = entries.map(([english, spanish, width, parts]) => {
    const label = english === spanish ? english : `${english} / ${spanish}`;
    pen.sheet.text(x, y, label, sized(pen, 9));
    const words = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
    const wide = pen.sheet.widthOf(words, pen.value);
    const size =
      width > 400 ? pen.value.size : Math.min(pen.value.size, (pen.value.size * (width - 12)) / wide);
    const end = pen.sheet.paragraph(x, y + 15, width - 6, parts, { ...pen.value, size });
    x += width;
    return end;
  });
  return Math.max(...ends) + 9;
}

function both(pen: Pen, where: string, y: number): void {
  const english = `You are being sent to ${where}. They will call you. If nobody calls within 2 weeks, call the clinic. Bring this page, an ID and your medicines.`;
  const spanish = `Lo estamos enviando a ${where}. Ellos le llamarán. Si nadie llama en 2 semanas, llame a la clínica. Traiga esta hoja, una identificación y sus medicinas.`;
  pen.sheet.line(48, y - 8, 564, y - 8, 0.7);
  pen.sheet.paragraph(48, y + 8, 248, [english], sized(pen, 9));
  pen.sheet.paragraph(316, y + 8, 248, [spanish], sized(pen, 9));
}
