/** A sleep lab's order: white on black bars, labels that end at the value, family and given names in cells of their own, a scale to score. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { unionOf, type Sheet } from '../sheet.ts';
import { spellName } from '../spelling.ts';
import { signature } from '../strokes.ts';
import {
  asTold,
  bare,
  blackBar,
  codesInLine,
  column,
  comb,
  endingAt,
  head,
  print,
  reasonAt,
  serviceChoices,
  shortSoonChoices,
  sized,
  toTheRight,
} from './parts.ts';

export const sleepColumns: Layout = {
  name: 'sleep-columns',
  specialties: ['Sleep Medicine'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 9.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.text(36, 52, 'SLEEP STUDY ORDER', head(pen, 17));
  sheet.textEndingAt(576, 46, 'Larkspur Sleep Disorders Center', head(pen, 10));
  sheet.textEndingAt(
    576,
    58,
    `AASM accredited   T ${pen.phone(one.own.phone)}   F ${pen.phone(one.own.fax)}`,
    print(pen, 8),
  );
  blackBar(pen, 36, 66, 540, bare(pen, 'section_patient'));
  names(pen, form);
  let y = 130;
  for (const field of ['birth_date', 'sex', 'patient_phone'] as const)
    y = toTheRight(pen, 160, y, 140, field, 16);
  sheet.textEndingAt(430, 130, 'Height:', pen.label);
  sheet.text(436, 130, `${luck.whole(5, 6)} ft ${luck.whole(0, 11)} in`, pen.value);
  sheet.textEndingAt(430, 146, 'Neck size:', pen.label);
  sheet.text(436, 146, `${luck.whole(13, 20)} in`, pen.value);
  sheet.textEndingAt(430, 162, 'Interpreter:', pen.label);
  sheet.text(436, 162, luck.pick(['No', 'No', 'Yes - Spanish']), pen.value);
  blackBar(pen, 36, 174, 540, bare(pen, 'section_insurance'));
  toTheRight(pen, 160, 205, 200, 'payer');
  endingAt(pen, 154, 226, 114, pen.labelText('member_id'));
  comb(pen, 160, 226, [one.patient.memberId], { field: 'member_id', value: one.patient.memberId });
  blackBar(pen, 36, 238, 266, bare(pen, 'service'));
  column(pen, form, 44, 267, serviceChoices(form), 15);
  blackBar(pen, 310, 238, 266, 'EPWORTH SLEEPINESS SCALE (0-3)');
  epworth(pen, form);
  sheet.text(36, 386, pen.labelText('urgency'), pen.label);
  asTold('urgency', one.urgency, shortSoonChoices).forEach((choice, at) => {
    column(pen, form, 190 + at * 110, 386, [choice]);
  });
  clinical(pen, form);
}

function clinical(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { luck } = form;
  blackBar(pen, 36, 398, 540, bare(pen, 'section_reason'));
  sheet.text(42, 428, pen.labelText('reason'), pen.label);
  let y = reasonAt(pen, 50, 443, 520);
  sheet.text(42, y + 6, pen.labelText('diagnosis'), pen.label);
  sheet.paragraph(50, y + 21, 520, codesInLine(form, '\n'), pen.value, 1.25);
  blackBar(pen, 36, 540, 540, bare(pen, 'section_referrer'));
  y = 572;
  for (const field of ['referrer_name', 'referrer_npi', 'referrer_practice'] as const)
    y = toTheRight(pen, 160, y, 180, field, 18);
  y = 572;
  for (const field of ['ordered_on', 'referrer_phone', 'referrer_fax'] as const)
    y = toTheRight(pen, 460, y, 116, field, 18);
  endingAt(pen, 154, 640, 114, pen.labelText('signature'));
  sheet.line(160, 643, 380, 643);
  signature(sheet, luck, 180, 637);
  sheet.paragraph(
    36,
    670,
    540,
    [
      'Orders are honored for six months. If the home test is negative or technically inadequate, an in-lab study may be substituted per payer rules. Patients with oxygen, heart failure, stroke or opioid use are not candidates for home testing. Medicare requires a face-to-face note that documents symptoms before the study; send it with this order.',
    ],
    print(pen, 8),
    1.25,
  );
  sheet.centred(
    740,
    'Check-in 8:30 PM. Wake-up 6:00 AM. Bring your own pillow. Private rooms, WiFi, caregiver recliner.',
    print(pen, 8, true),
  );
}

/** Family name, given name and initial each in a cell. */
function names(pen: Pen, { case: one, look }: Form): void {
  const { name } = one.patient;
  const cells = [
    ['Last name', 36, 250, [name.family, name.suffix].filter(Boolean).join(' ')],
    ['First name', 286, 230, name.given],
    ['MI', 516, 60, name.middle ?? ''],
  ] as const;
  const boxes = cells.flatMap(([label, x, width, words]) => {
    pen.sheet.box(x, 81, width, 30);
    pen.sheet.text(x + 3, 90, label, print(pen, 7));
    return words === '' ? [] : [pen.sheet.text(x + 6, 106, words, pen.value)];
  });
  const full = spellName({ ...look.spelling, name: 'family_first', hasMiddle: true }, name);
  pen.sheet.note({ field: 'patient_name', value: full.value }, unionOf(boxes), full.text);
}

function epworth(pen: Pen, { luck }: Form): void {
  const items = [
    'Sitting and reading',
    'Watching TV',
    'Passenger in a car for an hour',
    'Lying down in the afternoon',
    'In traffic, stopped for minutes',
  ];
  const scores = items.map(() => luck.whole(0, 3));
  items.forEach((words, at) => {
    const y = 254 + at * 17;
    pen.sheet.box(310, y, 226, 17, 0.5);
    pen.sheet.box(536, y, 40, 17, 0.5);
    pen.sheet.text(315, y + 12, words, print(pen, 8.5));
    pen.sheet.text(553, y + 12, String(scores[at]), print(pen, 9));
  });
  pen.sheet.textEndingAt(530, 352, 'Total', print(pen, 9, true));
  pen.sheet.text(551, 352, String(scores.reduce((sum, score) => sum + score, 0)), print(pen, 9, true));
}
