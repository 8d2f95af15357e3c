/** An order requisition with stripes to scan: numbers in the head, cells of all sizes, a table of what is ordered. */
import type { Form, Pen } from '../form.ts';
import { penOf, plainLabel, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { barcode } from '../strokes.ts';
import type { LabelName, PaperField } from '../wordings.ts';
import { clock, foot, headed, otherNumber, priorityPart, someone, table, type Row } from './parts.ts';

export const barcodeRequisition: Layout = {
  name: 'barcode-requisition',
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(
    sheet,
    form,
    { face: 'condensed', valueFace: 'condensed', size: 9, labelEnd: '' },
    { name: 'capitals', isDoctorTitled: false },
  );
  const { case: one, luck } = form;
  const t = pen.tagged;
  barcode(sheet, luck, 36, 34, 150, 24);
  sheet.text(60, 68, `*${luck.digits(11)}*`, sized(pen, 8));
  sheet.text(214, 46, 'ORDER REQUISITION', { ...pen.heading, size: 14 });
  sheet.text(214, 60, `${one.specialty.toUpperCase()}  -  REFERRAL`, sized(pen, 9));
  sheet.paragraph(420, 42, 156, ['Req #: ', t('referral_number')], sized(pen, 9, true));
  sheet.text(420, 54, `Printed ${pen.date('2026-06-14')} ${clock(form)}`, sized(pen, 8));
  sheet.text(420, 66, `Acct #: ${luck.digits(8)}   Bill: Insurance`, sized(pen, 8));
  const labelled = (name: LabelName & PaperField, parts: readonly Part[] = [t(name)]): Row => [
    plainLabel(pen, name),
    parts,
  ];
  let y = framed(
    pen,
    76,
    [180, 180, 180],
    [
      labelled('patient_name'),
      labelled('birth_date', [t('birth_date'), '   ', t('sex')]),
      labelled('patient_mrn'),
    ],
  );
  y = framed(
    pen,
    y,
    [270, 135, 135],
    [
      labelled('patient_address'),
      labelled('patient_phone'),
      ['Alt phone / contact', [otherNumber(pen, form)]],
    ],
  );
  y = framed(
    pen,
    y,
    [180, 180, 90, 90],
    [
      ['Insured / Responsible party', [luck.pick(['SELF', someone(form, 'capitals')])]],
      labelled('payer'),
      labelled('member_id'),
      [plainLabel(pen, 'group_number'), [one.group]],
    ],
  );
  y = framed(
    pen,
    y,
    [200, 100, 120, 120],
    [
      labelled('referrer_name'),
      labelled('referrer_npi'),
      labelled('referrer_phone'),
      labelled('referrer_fax'),
    ],
  );
  y = framed(
    pen,
    y,
    [270, 270],
    [labelled('referrer_practice', [practicePart(form)]), ['Copy to', [t('pcp_name')]]],
  );
  y = tests(pen, form, y + 12);
  y = table(pen, 36, y + 12, [540], [plainLabel(pen, 'reason')], [[[t('reason')]]], {
    style: sized(pen, 9.5),
  });
  y = table(
    pen,
    36,
    y + 8,
    [220, 160, 160],
    ['Perform at', 'Tel', 'Fax'],
    [
      [
        [one.own.name, '\nAttn: ', t('requested_provider')],
        [pen.phone(one.own.phone)],
        [pen.phone(one.own.fax)],
      ],
    ],
  );
  y = framed(
    pen,
    y + 12,
    [180, 120, 120, 120],
    [
      ['Collected / Performed', ['']],
      [plainLabel(pen, 'authorisation_number'), [t('authorisation_number')]],
      [plainLabel(pen, 'expires_on'), [t('expires_on')]],
      ['ABN', [luck.pick(['Not required', 'On file', 'N/A'])]],
    ],
  );
  y = table(
    pen,
    36,
    y + 12,
    [320, 220],
    ['Order entry question', 'Answer'],
    [
      [['Patient on blood thinner?'], [luck.pick(['No', 'No', 'Yes - apixaban'])]],
      [['Infection precautions'], [luck.pick(['None', 'Standard', 'Contact (MRSA hx)'])]],
      [['Can the patient be reached by text message?'], [luck.pick(['Yes', 'No', 'Ask'])]],
      [['Last creatinine / date'], [`0.${luck.whole(60, 99)}  ${pen.date('2026-04-21')}`]],
      [['Clinic nurse line'], [otherNumber(pen, form)]],
    ],
    { rules: 'under' },
  );
  const words =
    'When ordering services for which Medicare or Medicaid reimbursement will be sought, order only services that are medically necessary for the diagnosis or treatment of the patient.';
  y = sheet.paragraph(36, y + 14, 540, [words], sized(pen, 7.5));
  sheet.paragraph(
    36,
    y + 10,
    540,
    ['e-Signed: ', t('referrer_name'), `  ${pen.date(one.orderedOn)} ${clock(form)}`],
    sized(pen, 9, true),
  );
  barcode(sheet, luck, 396, 722, 180, 20);
  foot(pen, `Entered by ${someone(form, 'capitals')}   Ver 12.4   Site ${luck.digits(3)}`, 'Page: 1');
}

/** A row of cells in a frame. `y` is the upper edge; answers the lower one. */
function framed(pen: Pen, y: number, widths: readonly number[], entries: readonly Row[]): number {
  const low = headed(pen, 39, y + 9, widths, entries) - 6;
  widths.reduce((left, width) => {
    pen.sheet.box(left, y, width, low - y, 0.6);
    return left + width;
  }, 36);
  return low;
}

function tests(pen: Pen, form: Form, y: number): number {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const codes = one.diagnoses.flatMap(({ code, title }, at): readonly Part[] => [
    at > 0 ? '\n' : '',
    { field: 'diagnosis', value: code, text: code },
    ` ${title}`,
  ]);
  return table(
    pen,
    36,
    y,
    [54, 160, 70, 180, 76],
    ['Order Code', 'Description', plainLabel(pen, 'urgency'), 'Diagnosis', plainLabel(pen, 'ordered_on')],
    [[[luck.digits(6)], [t('service')], [priorityPart(form)], codes, [t('ordered_on')]]],
    { style: sized(pen, 8.5) },
  );
}
