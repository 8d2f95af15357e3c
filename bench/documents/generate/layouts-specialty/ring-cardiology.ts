/** A heart group's test order: five doctors in the letterhead of which one is ticked, tests to ring, values on lines. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { spellDoctor } from '../spelling.ts';
import { signature } from '../strokes.ts';
import {
  asTold,
  codesInLine,
  head,
  print,
  reasonAt,
  rings,
  serviceChoices,
  shortSoonChoices,
  sized,
} from './parts.ts';

export const ringCardiology: Layout = {
  name: 'ring-cardiology',
  isFilledIn: true,
  specialties: ['Cardiology'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  sheet.centred(44, 'LARKSPUR HEART & VASCULAR', head(pen, 17));
  sheet.centred(
    57,
    `${one.own.address.line1}, ${one.own.address.city}   Ph ${pen.phone(one.own.phone)}   Scheduling fax ${pen.phone(one.own.fax)}`,
    print(pen, 8),
  );
  doctors(pen, form);
  pen.rule(112);
  sheet.text(36, 128, pen.labelText('title').replace(/:$/, ''), head(pen, 12));
  sheet.textEndingAt(
    576,
    128,
    'Circle test(s). One order per patient. Incomplete orders will be returned.',
    print(pen, 8),
  );
  lines(pen, 152, [['patient_name', 36, 540]]);
  lines(pen, 172, [
    ['birth_date', 36, 250],
    ['patient_phone', 300, 276],
  ]);
  lines(pen, 192, [
    ['payer', 36, 300],
    ['member_id', 346, 230],
  ]);
  lines(pen, 212, [
    ['authorisation_number', 36, 300],
    ['ordered_on', 346, 230],
  ]);
  order(pen, form);
  sender(pen, form);
}

function order(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { case: one } = form;
  sheet.box(36, 226, 540, 112, 1.2);
  sheet.text(42, 239, pen.labelText('service'), { ...pen.label, isBold: true });
  serviceChoices(form).forEach((choice, at) => {
    rings(pen, 54 + (at % 3) * 176, 260 + Math.floor(at / 3) * 24, [choice]);
  });
  sheet.text(
    42,
    330,
    'Nuclear: no caffeine 24 h. Treadmill: hold beta blocker unless told otherwise. Wear two-piece clothing.',
    print(pen, 7.5),
  );
  sheet.text(36, 358, pen.labelText('urgency'), pen.label);
  rings(pen, 170, 358, asTold('urgency', one.urgency, shortSoonChoices), 40);
  sheet.text(36, 380, pen.labelText('reason'), pen.label);
  let y = reasonAt(pen, 48, 397, 520) + 6;
  sheet.text(36, y, pen.labelText('diagnosis'), pen.label);
  y = sheet.paragraph(48, y + 16, 520, codesInLine(form, '   '), pen.value, 1.25);
  vitals(pen, form, Math.max(y + 4, 474));
}

function sender(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { luck } = form;
  lines(pen, 566, [
    ['referrer_name', 36, 330],
    ['referrer_npi', 376, 200],
  ]);
  lines(pen, 588, [['referrer_practice', 36, 540]]);
  lines(pen, 610, [
    ['referrer_phone', 36, 265],
    ['referrer_fax', 311, 265],
  ]);
  sheet.text(36, 644, pen.labelText('signature'), pen.label);
  sheet.line(230, 646, 460, 646);
  signature(sheet, luck, 250, 640);
  sheet.box(36, 664, 540, 62);
  sheet.text(42, 676, 'PATIENT INSTRUCTIONS', print(pen, 8, true));
  sheet.paragraph(
    42,
    688,
    526,
    [
      'Arrive 15 minutes early with photo ID, insurance card and a list of your medicines. No lotion on chest. Nuclear tests take 3 to 4 hours; bring a snack. A $75 fee applies to nuclear visits missed or cancelled with less than 24 hours notice, as the isotope cannot be returned.',
    ],
    print(pen, 8),
    1.2,
  );
  sheet.centred(
    748,
    'Accredited by IAC in echocardiography, nuclear cardiology and vascular testing',
    print(pen, 7.5),
  );
}

function doctors(pen: Pen, { case: one, look }: Form): void {
  one.own.doctors.forEach((doctor, at) => {
    const told = spellDoctor(
      { ...look.spelling, name: 'given_first', hasCredential: true, isDoctorTitled: false },
      doctor,
    );
    pen.sheet.tick(
      60 + (at % 3) * 176,
      76 + Math.floor(at / 3) * 13,
      told.text,
      doctor.npi === one.requested.npi,
      print(pen, 8.5),
      {
        tag: { field: 'requested_provider', value: told.value },
        mark: look.mark === 'circle' ? 'check' : look.mark,
        shape: look.tickShape,
      },
    );
  });
  pen.sheet.text(60, 104, 'Check one, or leave blank for first available', print(pen, 7.5));
}

function vitals(pen: Pen, { luck }: Form, y: number): void {
  const cells = [
    ['BP', `${luck.whole(108, 178)}/${luck.whole(60, 98)}`],
    ['HR', String(luck.whole(52, 104))],
    ['Ht', `5'${luck.whole(1, 11)}"`],
    ['Wt', `${luck.whole(118, 312)} lb`],
    ['Can walk on treadmill?', luck.pick(['Y', 'N'])],
    ['On beta blocker?', luck.pick(['Y', 'N'])],
    ['Asthma/COPD?', luck.pick(['Y', 'N'])],
  ] as const;
  cells.forEach(([label, value], at) => {
    const x = 36 + at * 77.14;
    pen.sheet.box(x, y, 77.14, 34);
    pen.sheet.text(x + 3, y + 10, label, print(pen, 6.5));
    pen.sheet.text(x + 8, y + 27, value, print(pen, 9));
  });
}

/** Labels on one line with their values underlined behind: field, left edge, width. */
function lines(
  pen: Pen,
  y: number,
  entries: readonly (readonly [Parameters<Pen['pair']>[3], number, number])[],
): void {
  for (const [field, x, width] of entries) pen.pair(x, y, field, field, { width, isUnderlined: true });
}
