/** A bone and joint institute's intake sheet: framed cells, birth date in a comb, a grid of body parts, a side to ring. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { logo, signature } from '../strokes.ts';
import {
  answers,
  asTold,
  bare,
  blackBar,
  codesInLine,
  column,
  comb,
  frame,
  head,
  print,
  privacy,
  reasonAt,
  rings,
  serviceChoices,
  sized,
  soonChoices,
} from './parts.ts';

export const orthoIntake: Layout = {
  name: 'ortho-intake',
  specialties: ['Orthopedics', 'Spine'],
  pages: [{ class: 'referral_form', draw }],
};

const areas = [
  ['Shoulder', /shoulder|rotator/i],
  ['Elbow', /elbow/i],
  ['Hand / Wrist', /finger|wrist|radius|carpal|hand/i],
  ['Hip', /hip/i],
  ['Knee', /knee|TKA|medial compartment/i],
  ['Foot / Ankle', /foot|achilles|ankle/i],
  ['Neck', /neck|cervical/i],
  ['Mid back', /T12/],
  ['Low back', /back|lumbar|sciatica|L3|L4/i],
] as const;

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 9.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  logo(sheet, luck, 36, 30, 34);
  sheet.text(80, 46, 'Larkspur Bone, Joint & Spine Institute', head(pen, 15));
  sheet.text(
    80,
    59,
    'Same-week appointments. Walk-in injury clinic Mon-Fri 8a-7p, Sat 9a-1p.',
    print(pen, 8),
  );
  sheet.textEndingAt(576, 72, `Fax this sheet to ${pen.phone(one.own.fax)}`, head(pen, 10));
  blackBar(pen, 36, 80, 540, bare(pen, 'section_patient'));
  patient(pen, form);
  blackBar(pen, 36, 196, 540, bare(pen, 'section_reason'));
  const found = areas.filter(([, words]) => words.test(one.reason)).map(([label]) => label);
  areas.forEach(([label], at) => {
    const place = { x: 42 + (at % 3) * 92, y: 226 + Math.floor(at / 3) * 15 };
    column(pen, form, place.x, place.y, [{ label, isMeant: found.includes(label) }]);
  });
  sheet.text(42, 278, 'Side (circle):', pen.label);
  const side = /\bleft\b/i.test(one.reason) ? 'LEFT' : /\bright\b/i.test(one.reason) ? 'RIGHT' : '';
  rings(pen, 120, 278, answers(['RIGHT', 'LEFT', 'BOTH', 'N/A'], side));
  sheet.text(330, 222, pen.labelText('service'), pen.label);
  column(pen, form, 338, 237, serviceChoices(form), 14);
  sheet.text(42, 300, 'Imaging done?', pen.label);
  rings(pen, 120, 300, answers(['X-ray', 'MRI', 'CT', 'None'], luck.pick(['X-ray', 'MRI', 'None'])));
  sheet.text(42, 348, pen.labelText('urgency'), pen.label);
  soonChoices.reduce((x, choice) => {
    column(pen, form, x, 348, asTold('urgency', one.urgency, [choice]));
    return x + 140;
  }, 160);
  sheet.box(36, 360, 540, 58);
  sheet.text(40, 371, pen.labelText('reason'), pen.label);
  reasonAt(pen, 46, 386, 520);
  sheet.box(36, 418, 540, 60);
  sheet.text(40, 429, pen.labelText('diagnosis'), pen.label);
  sheet.paragraph(46, 443, 520, codesInLine(form, ';  '), pen.value, 1.2);
  office(pen, form);
  sheet.paragraph(36, 716, 540, [privacy], print(pen, 6.5), 1.2);
  sheet.centred(
    768,
    'We accept most commercial plans, Medicare, auto injury and workers compensation. We do not accept out-of-state Medicaid.',
    print(pen, 7, true),
  );
}

function patient(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  pen.cell(36, 95, 300, 30, 'patient_name', 'patient_name');
  sheet.box(336, 95, 240, 30);
  sheet.text(339, 104, pen.labelText('birth_date'), { ...pen.label, size: 7.5 });
  const [year = '', month = '', day = ''] = one.patient.birthDate.split('-');
  comb(pen, 440, 119, [month, day, year], { field: 'birth_date', value: one.patient.birthDate });
  pen.cell(36, 125, 390, 30, 'patient_address', 'patient_address');
  pen.cell(426, 125, 150, 30, 'patient_phone', 'patient_phone');
  pen.cell(36, 155, 200, 30, 'payer', 'payer');
  pen.cell(236, 155, 140, 30, 'member_id', 'member_id');
  frame(pen, 376, 155, 100, 30, 'Language', luck.pick(['English', 'Spanish', 'Vietnamese']));
  sheet.box(476, 155, 100, 30);
  sheet.text(479, 164, bare(pen, 'sex'), print(pen, 7));
  rings(
    pen,
    495,
    179,
    asTold('sex', one.patient.sex, [
      { label: 'M', value: 'M' },
      { label: 'F', value: 'F' },
    ]),
    26,
  );
}

function office(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { luck, case: one } = form;
  blackBar(pen, 36, 490, 540, bare(pen, 'section_referrer'));
  pen.cell(36, 505, 270, 32, 'referrer_name', 'referrer_name');
  pen.cell(306, 505, 120, 32, 'referrer_npi', 'referrer_npi');
  pen.cell(426, 505, 150, 32, 'ordered_on', 'ordered_on');
  pen.cell(36, 537, 240, 32, 'referrer_practice', 'referrer_practice');
  pen.cell(276, 537, 150, 32, 'referrer_phone', 'referrer_phone');
  pen.cell(426, 537, 150, 32, 'referrer_fax', 'referrer_fax');
  pen.cell(36, 569, 300, 32, 'requested_provider', 'requested_provider');
  frame(
    pen,
    336,
    569,
    240,
    32,
    'Person completing form',
    `${luck.pick(['Kelsey', 'Ana', 'Trish', 'Bree'])}, ext. ${luck.digits(3)}`,
  );
  sheet.text(36, 630, 'Please send with this form:', pen.label);
  column(
    pen,
    form,
    46,
    644,
    ['Last office note', 'Imaging report (and disc, or push by PowerShare)', 'Copy of card, both sides'].map(
      (label) => ({ label, isMeant: luck.chance(0.6) }),
    ),
    13,
  );
  sheet.line(340, 670, 576, 670);
  sheet.text(342, 679, bare(pen, 'signature'), print(pen, 7));
  signature(sheet, luck, 360, 664);
  sheet.text(
    36,
    696,
    `Work injury? Call our comp desk at ${pen.phone(one.own.phone)} before sending.`,
    print(pen, 8),
  );
}
