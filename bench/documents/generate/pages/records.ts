/** What is sent along with a referral: chart notes, laboratory results. */
import { takePen, type Form } from '../form.ts';
import type { Sheet } from '../sheet.ts';
import { barcode } from '../strokes.ts';

const sentences = [
  'The patient is here today for follow up.',
  'Symptoms began several weeks ago and have not improved.',
  'Denies fever, chills, night sweats or weight loss.',
  'Taking all medications as prescribed without side effects.',
  'Reports good compliance with diet, walks thirty minutes on most days.',
  'No known drug allergies.',
  'Past surgical history includes appendectomy and tonsillectomy.',
  'Family history is positive for diabetes and heart disease.',
  'Former smoker, quit ten years ago. Drinks wine on weekends.',
  'Lungs are clear to auscultation bilaterally. No wheezes.',
  'Heart regular rate and rhythm. No edema of the lower extremities.',
  'Abdomen soft, nontender, bowel sounds present.',
  'Neurologic exam is grossly intact, gait normal.',
  'Discussed options at length. The patient agrees with the plan.',
  'Will obtain outside records and repeat laboratory work.',
  'Return in six weeks or sooner if symptoms worsen.',
];

export function drawNotes(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.text(
    40,
    50,
    one.office.name,
    { ...pen.heading, size: 12 },
    { field: 'referrer_practice', value: one.office.name },
  );
  sheet.textEndingAt(
    572,
    50,
    luck.pick(['Progress Note', 'Office Visit', 'Chart Note', 'Encounter Summary']),
    pen.heading,
  );
  const head = [
    'Patient: ',
    pen.tagged('patient_name'),
    '    DOB: ',
    pen.tagged('birth_date'),
    `    Visit: ${pen.date(one.orderedOn)}`,
  ];
  let y = sheet.paragraph(40, 68, 532, head, pen.body);
  sheet.line(40, y - 6, 572, y - 6);
  for (const heading of luck.pick([
    ['Subjective', 'Objective', 'Assessment', 'Plan'],
    ['HPI', 'ROS', 'Physical Exam', 'Assessment and Plan'],
  ])) {
    y += 14;
    sheet.text(40, y, `${heading}:`, pen.heading);
    const words = luck.some(sentences, luck.whole(3, 6)).join(' ');
    y = sheet.paragraph(48, y + 15, 520, [words], pen.body, 1.35);
  }
  y = sheet.paragraph(
    48,
    y + 4,
    520,
    one.diagnoses.map((code) => `${code.title} ${code.code}. `),
    pen.body,
  );
  y += 16;
  sheet.text(40, y, 'Vitals:', pen.heading);
  sheet.text(
    100,
    y,
    `BP ${luck.whole(104, 162)}/${luck.whole(60, 98)}  Pulse ${luck.whole(56, 104)}  Temp 98.${luck.whole(1, 8)}  Wt ${luck.whole(118, 260)} lb  BMI ${luck.whole(19, 38)}.${luck.whole(0, 9)}`,
    pen.body,
  );
  sheet.text(40, 760, `Electronically signed by ${pen.spell('referrer_name').text}`, {
    ...pen.body,
    size: 9,
  });
}

const tests: readonly (readonly [name: string, low: number, high: number, unit: string])[] = [
  ['Glucose', 70, 99, 'mg/dL'],
  ['BUN', 7, 25, 'mg/dL'],
  ['Creatinine', 0.6, 1.3, 'mg/dL'],
  ['Sodium', 135, 146, 'mmol/L'],
  ['Potassium', 3.5, 5.3, 'mmol/L'],
  ['Chloride', 98, 110, 'mmol/L'],
  ['Calcium', 8.6, 10.4, 'mg/dL'],
  ['AST', 10, 40, 'U/L'],
  ['ALT', 6, 29, 'U/L'],
  ['Hemoglobin A1c', 4, 5.6, '%'],
  ['TSH', 0.4, 4.5, 'mIU/L'],
  ['WBC', 3.8, 10.8, 'K/uL'],
  ['Hemoglobin', 11.7, 15.5, 'g/dL'],
  ['Platelet count', 140, 400, 'K/uL'],
];

export function drawLabResult(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, { ...form, look: { ...form.look, size: 9.5 } });
  const { case: one, luck } = form;
  sheet.text(
    40,
    52,
    luck.pick(['Quillfeather Laboratories', 'Tri-County Diagnostics', 'Brightwater Pathology']),
    { ...pen.heading, size: 15 },
  );
  barcode(sheet, luck, 440, 36, 120, 22);
  sheet.text(40, 68, luck.pick(['LABORATORY REPORT - FINAL', 'Final Report', 'Results']), pen.heading);
  sheet.box(40, 78, 532, 50);
  sheet.paragraph(46, 94, 260, ['Patient: ', pen.tagged('patient_name')], pen.body);
  sheet.paragraph(46, 108, 260, ['DOB: ', pen.tagged('birth_date'), `   Sex: ${one.patient.sex}`], pen.body);
  sheet.paragraph(46, 122, 260, [`Specimen ID: ${luck.digits(8)}`], pen.body);
  sheet.paragraph(320, 94, 250, ['Ordering: ', pen.tagged('referrer_name')], pen.body);
  sheet.paragraph(320, 108, 250, [`Collected: ${pen.date(one.orderedOn)} 08:15`], pen.body);
  sheet.paragraph(320, 122, 250, ['Fasting: Yes'], pen.body);
  const columns = [46, 230, 310, 400, 500];
  ['Test', 'Result', 'Flag', 'Reference Range', 'Units'].forEach((head, at) =>
    sheet.text(columns[at] ?? 0, 152, head, { ...pen.label, isBold: true }),
  );
  sheet.line(40, 157, 572, 157);
  let y = 174;
  for (const [name, low, high, unit] of luck.some(tests, luck.whole(8, 13))) {
    const result = luck.between(low * 0.85, high * 1.2);
    const flag = result > high ? 'H' : result < low ? 'L' : '';
    [name, result.toFixed(high < 20 ? 1 : 0), flag, `${low} - ${high}`, unit].forEach((words, at) =>
      sheet.text(columns[at] ?? 0, y, words, pen.body),
    );
    y += 17;
  }
  sheet.paragraph(
    40,
    y + 16,
    530,
    ['Reference ranges apply to adults. Results should be read with the clinical picture.'],
    { ...pen.body, size: 8.5 },
  );
}
