/** A cancer center's new-patient packet: a ruled table with grey label cells, then a second page with disease, stage, records and who sent it. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';
import {
  asTold,
  bare,
  column,
  head,
  print,
  privacy,
  reasonAt,
  serviceChoices,
  sized,
  soonChoices,
} from './parts.ts';

export const oncologyTwoPages: Layout = {
  name: 'oncology-two-pages',
  specialties: ['Oncology'],
  pages: [
    { class: 'referral_form', draw: drawFirst },
    { class: 'referral_form', draw: drawSecond },
  ],
};

/** A label in grey on the left of its value. */
function cell(
  pen: Pen,
  x: number,
  y: number,
  widths: readonly [number, number],
  field: PaperField & LabelName,
): void {
  const [most, width] = widths;
  pen.sheet.fill(x, y, most, 22, 0.87);
  pen.sheet.box(x, y, most, 22, 0.6);
  pen.sheet.box(x + most, y, width, 22, 0.6);
  const words = bare(pen, field);
  const size = Math.min(8.5, (8.5 * (most - 8)) / pen.sheet.widthOf(words, print(pen, 8.5, true)));
  pen.sheet.text(x + 4, y + 14.5, words, print(pen, size, true));
  pen.put(x + most + 5, y + 15, field, width - 9);
}

function drawFirst(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  sheet.text(36, 54, 'Larkspur Cancer Center', { ...head(pen, 20), isBold: false });
  sheet.text(36, 70, 'NEW PATIENT REFERRAL  -  page 1 of 2', head(pen, 10));
  sheet.textEndingAt(576, 50, `New patient line ${pen.phone(one.own.phone)}`, print(pen, 9));
  sheet.textEndingAt(576, 62, `Fax both pages to ${pen.phone(one.own.fax)}`, print(pen, 9, true));
  sheet.paragraph(
    36,
    90,
    540,
    [
      'A nurse navigator will call your patient within one business day. We see new diagnoses within five business days. You do not need to finish the work-up before sending.',
    ],
    print(pen, 8.5),
    1.25,
  );
  cell(pen, 36, 120, [130, 410], 'patient_name');
  cell(pen, 36, 142, [130, 130], 'birth_date');
  cell(pen, 296, 142, [130, 150], 'sex');
  cell(pen, 36, 164, [130, 130], 'patient_phone');
  cell(pen, 296, 164, [130, 150], 'patient_mrn');
  cell(pen, 36, 186, [130, 410], 'patient_address');
  cell(pen, 36, 208, [130, 410], 'payer');
  cell(pen, 36, 230, [130, 130], 'member_id');
  cell(pen, 296, 230, [130, 150], 'authorisation_number');
  sheet.text(36, 276, bare(pen, 'service').toUpperCase(), head(pen, 10));
  column(pen, form, 46, 294, serviceChoices(form), 16);
  sheet.text(312, 276, bare(pen, 'urgency').toUpperCase(), head(pen, 10));
  column(pen, form, 322, 294, asTold('urgency', one.urgency, soonChoices), 16);
  sheet.text(312, 350, 'DOES THE PATIENT KNOW THE DIAGNOSIS?', head(pen, 9));
  column(
    pen,
    form,
    322,
    366,
    [
      { label: 'Yes', isMeant: true },
      { label: 'No - please call us first', isMeant: false },
    ],
    16,
  );
  visit(pen, form);
}

function visit(pen: Pen, form: Form): void {
  const { sheet } = pen;
  const { luck } = form;
  pen.rule(420);
  sheet.text(36, 440, bare(pen, 'reason').toUpperCase(), head(pen, 10));
  reasonAt(pen, 46, 458, 520);
  pen.rule(500);
  sheet.text(36, 520, 'GETTING HERE', head(pen, 10));
  sheet.paragraph(
    36,
    536,
    540,
    [
      'Valet parking is free for patients. From the interstate take exit 9, turn left at the second light and follow signs to the East Pavilion, level 2. Wheelchairs are at every door. If your patient needs a ride, lodging or help with cost, our social workers can arrange it; tick below.',
    ],
    print(pen, 9),
    1.3,
  );
  column(
    pen,
    form,
    46,
    590,
    ['Transportation', 'Lodging', 'Interpreter', 'Financial counseling'].map((label) => ({
      label,
      isMeant: luck.chance(0.2),
    })),
    15,
  );
  sheet.paragraph(36, 726, 540, [privacy], print(pen, 6.5), 1.2);
}

function drawSecond(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { luck } = form;
  sheet.paragraph(
    36,
    46,
    540,
    ['Page 2 of 2     Patient: ', pen.tagged('patient_name'), '     ', 'DOB: ', pen.tagged('birth_date')],
    print(pen, 9),
  );
  pen.rule(54);
  sheet.text(36, 76, 'DISEASE', head(pen, 10));
  table(pen, form, 86);
  sheet.text(36, 196, 'Biopsy proven?', pen.label);
  column(pen, form, 130, 196, [{ label: 'Yes', isMeant: luck.chance(0.6) }]);
  column(pen, form, 190, 196, [{ label: 'Scheduled', isMeant: false }]);
  sheet.text(
    300,
    196,
    `ECOG: ${luck.whole(0, 3)}     Clinical stage if known: ${luck.pick(['IIA', 'IIIB', 'unknown', 'T2N0Mx'])}`,
    pen.body,
  );
  sheet.text(36, 228, 'RECORDS (tick what is attached; send the rest when you have it)', head(pen, 10));
  const records = [
    'Pathology report',
    'Slides or block requested',
    'CT / PET reports',
    'MRI reports',
    'Mammogram / US reports',
    'Operative note',
    'Last two office notes',
    'CBC, CMP, tumor markers',
    'Medication list',
    'Insurance card',
  ];
  records.forEach((label, at) => {
    column(pen, form, at % 2 === 0 ? 46 : 312, 246 + Math.floor(at / 2) * 16, [
      { label, isMeant: luck.chance(0.5) },
    ]);
  });
  sheet.text(36, 350, bare(pen, 'section_referrer').toUpperCase(), head(pen, 10));
  cell(pen, 36, 360, [130, 410], 'referrer_name');
  cell(pen, 36, 382, [130, 130], 'referrer_npi');
  cell(pen, 296, 382, [130, 150], 'ordered_on');
  cell(pen, 36, 404, [130, 410], 'referrer_practice');
  cell(pen, 36, 426, [130, 130], 'referrer_phone');
  cell(pen, 296, 426, [130, 150], 'referrer_fax');
  cell(pen, 36, 448, [130, 410], 'pcp_name');
  cell(pen, 36, 470, [130, 410], 'requested_provider');
  sheet.text(
    36,
    520,
    'Office use: received ____________  navigator ____________  tumor board  Y / N',
    print(pen, 8.5),
  );
}

function table(pen: Pen, { case: one }: Form, y: number): void {
  pen.sheet.box(36, y, 100, 16, 0.6);
  pen.sheet.box(136, y, 440, 16, 0.6);
  pen.sheet.text(40, y + 11.5, bare(pen, 'diagnosis'), print(pen, 7, true));
  pen.sheet.text(140, y + 11.5, bare(pen, 'diagnosis_title'), print(pen, 7.5, true));
  for (let at = 0; at < 3; at += 1) {
    const code = one.diagnoses[at];
    const top = y + 16 + at * 22;
    pen.sheet.box(36, top, 100, 22, 0.6);
    pen.sheet.box(136, top, 440, 22, 0.6);
    if (code === undefined) continue;
    pen.sheet.text(42, top + 15, code.code, pen.value, { field: 'diagnosis', value: code.code });
    pen.sheet.text(142, top + 15, code.title, { ...pen.value, size: 8.5 });
  }
}
