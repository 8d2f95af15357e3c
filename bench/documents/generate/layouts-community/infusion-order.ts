/** An infusion centre's order: drug and diagnosis are ticked in lists with their codes, prescriber at the foot, infusion sites and pharmacy lines around. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { asTold, bare, blackBar, print, serviceChoices, sized } from '../layouts-specialty/parts.ts';
import type { Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import {
  banner,
  groupNotice,
  lineRow,
  lineRows,
  listedOn,
  otherPhone,
  reasonAnswers,
  sideTicks,
  sitesOf,
  tickGrid,
  urgencyWays,
  type Answer,
} from './parts.ts';

export const infusionOrder: Layout = {
  name: 'infusion-order',
  specialties: ['Infusion'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  banner(pen, form, 36, 52, 'Larkspur Infusion Suites', 16);
  const [first, second] = sitesOf(pen, form, 2);
  sheet.textEndingAt(576, 38, `${first?.town}  T ${first?.phone}  F ${first?.fax}`, print(pen, 8));
  sheet.textEndingAt(576, 49, `${second?.town}  T ${second?.phone}  F ${second?.fax}`, print(pen, 8));
  sheet.textEndingAt(576, 60, `Intake fax (all sites) ${pen.phone(one.own.fax)}`, print(pen, 8.5, true));
  blackBar(pen, 36, 70, 540, bare(pen, 'section_patient'));
  let y = lineRows(pen, 40, 102, 536, [
    [
      ['patient_name', 0.64],
      ['birth_date', 0.36],
    ],
    [['patient_address', 1]],
    [
      ['patient_phone', 0.6],
      ['sex', 0.4],
    ],
    [
      ['payer', 0.55],
      ['member_id', 0.45],
    ],
  ]);
  const body = `Weight ${luck.whole(104, 286)} lb    Height ${luck.whole(58, 75)} in    Allergies: ${luck.pick(['NKDA', 'PCN', 'sulfa', 'latex'])}    Secondary ins: ${luck.pick(['none', 'copay card'])}`;
  sheet.text(40, y, body, pen.body);
  y = order(pen, form, y + 12);
  blackBar(pen, 36, y, 540, bare(pen, 'section_referrer'));
  y = lineRows(pen, 40, y + 32, 536, [
    [
      ['referrer_name', 0.62],
      ['referrer_npi', 0.38],
    ],
    [['referrer_practice', 1]],
    [
      ['referrer_phone', 0.5],
      ['referrer_fax', 0.5],
    ],
  ]);
  sheet.text(
    40,
    y,
    `DEA ____________    Specialty pharmacy: ${luck.pick(['Optum', 'Accredo', 'buy and bill'])} ${otherPhone(pen, form)}`,
    pen.body,
  );
  signature(sheet, luck, 160, y + 27);
  sheet.line(40, y + 31, 350, y + 31, 0.6);
  sheet.text(40, y + 41, `${bare(pen, 'signature')} (no stamps)`, print(pen, 7.5));
  lineRow(pen, 370, y + 30, 206, [['ordered_on', 1]]);
  groupNotice(pen, form, 36, Math.max(y + 66, 690), 540);
}

function order(pen: Pen, form: Form, top: number): number {
  const { sheet } = pen;
  const { case: one, luck } = form;
  blackBar(pen, 36, top, 540, 'ORDER');
  sheet.text(40, top + 29, pen.labelText('diagnosis'), pen.label);
  let y = tickGrid(pen, form, 46, top + 44, { columns: 2, width: 530, step: 14 }, codeAnswers(form)) + 4;
  sheet.text(40, y, pen.labelText('service'), pen.label);
  y = tickGrid(pen, form, 46, y + 15, { columns: 2, width: 530, step: 14 }, serviceChoices(form)) + 4;
  sheet.text(40, y, pen.labelText('reason'), pen.label);
  y = tickGrid(pen, form, 46, y + 15, { columns: 2, width: 530, step: 14 }, reasonAnswers(form)) + 4;
  sheet.text(40, y, pen.labelText('urgency'), pen.label);
  y =
    tickGrid(
      pen,
      form,
      46,
      y + 15,
      { columns: 3, width: 530 },
      asTold('urgency', one.urgency, luck.pick(urgencyWays)),
    ) + 4;
  sheet.text(40, y, 'Pre-medication (30 min before):', pen.label);
  const before = ['Acetaminophen 650 mg PO', 'Diphenhydramine 25 mg IV', 'Methylprednisolone 125 mg', 'None'];
  y = tickGrid(pen, form, 46, y + 15, { columns: 4, width: 530, size: 8 }, sideTicks(form, before, 0.4)) + 4;
  const words =
    'Include: history and physical, labs, TB screen within 12 months and hepatitis B serology for biologics, tried and failed therapies. Infusion reaction protocol will be followed unless noted. Refills valid 12 months.';
  return sheet.paragraph(40, y, 530, [words], print(pen, 8), 1.2) + 2;
}

/** The diagnoses the form lists, each with its code; those of this patient ticked. */
const codeAnswers = (form: Form): readonly Answer[] =>
  (listedOn(form)?.codes ?? []).map(([code, title]) => ({
    label: `${code} ${title}`,
    tag: { field: 'diagnosis', value: code },
    isMeant: form.case.diagnoses.some((diagnosis) => diagnosis.code === code),
  }));
