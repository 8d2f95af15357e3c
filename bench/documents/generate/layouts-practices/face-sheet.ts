/** Two pages: what a practice system prints of a patient, with others' names and numbers around, and then an order that says the rest. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import { personName } from '../world.ts';
import { codesInLine, hastePart, penOf, plainLabel, practicePart, sized } from './parts.ts';

export const faceSheet: Layout = {
  name: 'face-sheet',
  pages: [
    { class: 'other', draw: drawFace },
    { class: 'referral_form', draw: drawOrder },
  ],
};

type Row = readonly [label: string, parts: readonly Part[]];

const penFor = (sheet: Sheet, form: Form): Pen =>
  penOf(
    sheet,
    form,
    { face: 'condensed', valueFace: 'condensed', size: 9, labelEnd: '' },
    { name: 'capitals' },
  );

function drawFace(sheet: Sheet, form: Form): void {
  const pen = penFor(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  const kin = personName(luck, luck.pick(['F', 'M']));
  sheet.text(36, 48, 'Patient Face Sheet', { ...pen.heading, size: 14 });
  const wide = sheet.widthOf(one.office.name, sized(pen, 9));
  sheet.paragraph(576 - wide, 48, wide + 5, [practicePart(form)], sized(pen, 9));
  sheet.line(36, 54, 576, 54, 1.4);
  const left = block(pen, 36, 72, 'PATIENT', [
    ['Name', [t('patient_name')]],
    ['Acct', [t('patient_mrn')]],
    ['DOB', [t('birth_date')]],
    ['Sex', [t('sex')]],
    ['Marital', [luck.pick(['S', 'M', 'D', 'W', 'Unk'])]],
    ['Home', [t('patient_address')]],
    ['Ph (pref)', [t('patient_phone')]],
    ['E-mail', ['declined']],
  ]);
  const right = block(pen, 316, 72, 'EMERGENCY CONTACT', [
    ['Name', [`${kin.family}, ${kin.given}`.toUpperCase()]],
    ['Relation', [luck.pick(['Spouse', 'Sister', 'Friend', 'Parent'])]],
    ['Ph', [pen.phone(one.pcp.phone)]],
    ['HIPAA ok', [luck.pick(['Yes', 'No'])]],
    ['Employer', [luck.pick(['Retired', 'Self', 'School district', 'none'])]],
    ['Pharmacy', [luck.pick(['Corner Drug', 'Main St Rx', 'Mail order'])]],
  ]);
  const y = Math.max(left, right) + 14;
  const next = block(pen, 36, y, 'INSURANCE 1', [
    ['Plan', [t('payer')]],
    ['Policy', [t('member_id')]],
    ['Grp', [one.group]],
    ['Insured', ['SELF']],
    ['Eff.', [`01/01/${luck.pick(['2024', '2025', '2026'])}`]],
  ]);
  block(pen, 316, y, 'INSURANCE 2', [
    ['Plan', ['** NONE **']],
    ['Policy', []],
    ['Grp', []],
  ]);
  const low = block(pen, 36, next + 14, 'GUARANTOR', [
    ['Name', ['same as patient']],
    ['Balance', [luck.pick(['0.00', '35.00', '112.40'])]],
  ]);
  const words =
    'I authorize the release of any medical information needed to process this claim and assign benefits to the practice. I understand that I am responsible for charges my plan does not pay. Signature on file.';
  sheet.paragraph(36, low + 20, 540, [words], sized(pen, 8.5));
  foot(pen, 1, luck.whole(100, 999));
}

/** A heading in a bar, then labels with values behind them at one edge. */
function block(pen: Pen, x: number, y: number, title: string, rows: readonly Row[]): number {
  pen.sheet.inverse(x, y, 260, 13, title, { ...pen.heading, size: 8.5 });
  return rows.reduce((base, [label, parts]) => {
    pen.sheet.text(x + 4, base, label, { ...pen.label, isBold: false });
    return Math.max(
      pen.sheet.paragraph(x + 62, base, 196, parts, { ...pen.value, isBold: true }, 1.2) + 3,
      base + 14,
    );
  }, y + 27);
}

function drawOrder(sheet: Sheet, form: Form): void {
  const pen = penFor(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.text(36, 48, 'Outgoing Order', { ...pen.heading, size: 14 });
  sheet.paragraph(
    36,
    64,
    540,
    ['Patient: ', t('patient_name'), '   DOB: ', t('birth_date')],
    sized(pen, 9.5),
  );
  sheet.line(36, 70, 576, 70, 1.4);
  let y = 94;
  const rows: readonly Row[] = [
    [plainLabel(pen, 'ordered_on'), [t('ordered_on')]],
    [plainLabel(pen, 'service'), [t('service')]],
    [plainLabel(pen, 'urgency'), [hastePart(form)]],
    [plainLabel(pen, 'diagnosis'), codesInLine(form, 'before')],
    [plainLabel(pen, 'reason'), [t('reason')]],
    ['Send to', [`${one.own.name}  fax ${pen.phone(one.own.fax)}`]],
    [plainLabel(pen, 'referral_number'), [t('referral_number')]],
  ];
  for (const [label, parts] of rows) {
    sheet.text(36, y, label, { ...pen.label, isBold: true, size: 9 });
    y = sheet.paragraph(54, y + 13, 500, parts, { ...pen.value, size: 10.5 }) + 8;
  }
  sheet.line(36, y, 576, y, 0.5);
  y = sheet.paragraph(
    36,
    y + 20,
    540,
    [t('referrer_name'), '   NPI ', t('referrer_npi')],
    sized(pen, 10.5, true),
  );
  y = sheet.paragraph(36, y, 540, [practicePart(form), '  ', t('referrer_address')], sized(pen, 9.5));
  y = sheet.paragraph(
    36,
    y,
    540,
    ['Phone ', t('referrer_phone'), '  Fax ', t('referrer_fax')],
    sized(pen, 9.5),
  );
  signature(sheet, luck, 50, y + 18);
  sheet.text(36, y + 36, 'Signed electronically, image on file', sized(pen, 8.5));
  foot(pen, 2, luck.whole(100, 999));
}

function foot(pen: Pen, page: number, job: number): void {
  pen.sheet.text(36, 770, `job ${job}  user FD  prt02`, sized(pen, 8));
  pen.sheet.textEndingAt(576, 770, `${page}/2`, sized(pen, 8));
}
