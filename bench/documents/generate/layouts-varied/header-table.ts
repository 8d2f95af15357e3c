/** Small tables: a row of headings, and the values in the row under it. */
import { takePen, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';

export const headerTable: Layout = { name: 'header-table', pages: [{ class: 'referral_form', draw }] };

type Column = readonly [LabelName & PaperField, number];

const tables: readonly (readonly [LabelName, readonly Column[]])[] = [
  [
    'section_patient',
    [
      ['patient_name', 0.38],
      ['birth_date', 0.22],
      ['sex', 0.14],
      ['patient_phone', 0.26],
    ],
  ],
  [
    'section_insurance',
    [
      ['payer', 0.42],
      ['member_id', 0.3],
      ['authorisation_number', 0.28],
    ],
  ],
  [
    'section_referrer',
    [
      ['referrer_name', 0.4],
      ['referrer_npi', 0.2],
      ['referrer_phone', 0.2],
      ['referrer_fax', 0.2],
    ],
  ],
  [
    'section_reason',
    [
      ['service', 0.4],
      ['urgency', 0.2],
      ['requested_provider', 0.4],
    ],
  ],
];

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one } = form;
  sheet.text(
    40,
    56,
    one.office.name,
    { ...pen.heading, size: 15 },
    { field: 'referrer_practice', value: one.office.name },
  );
  const address = pen.spell('referrer_address');
  sheet.text(40, 72, address.text, pen.body, { field: 'referrer_address', value: address.value });
  pen.pair(400, 56, 'ordered_on', 'ordered_on');
  sheet.text(40, 96, pen.labelText('title').replace(/[ :]+$/, ''), { ...pen.heading, size: 13 });
  let y = 116;
  for (const [heading, columns] of tables) {
    sheet.text(40, y, pen.labelText(heading).replace(/[ :]+$/, ''), pen.heading);
    y += 8;
    sheet.box(40, y, 532, 17);
    sheet.box(40, y + 17, 532, 22);
    let x = 40;
    for (const [field, share] of columns) {
      const width = 532 * share;
      sheet.line(x, y, x, y + 39);
      const words = pen.labelText(field).replace(/[ :]+$/, '');
      const size = Math.min(pen.label.size, (pen.label.size * (width - 6)) / sheet.widthOf(words, pen.label));
      sheet.text(x + 3, y + 12, words, { ...pen.label, size });
      pen.put(x + 3, y + 32, field, width - 6);
      x += width;
    }
    y += 64;
  }
  sheet.text(40, y, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(52, y + 16, 510, [pen.tagged('reason')], pen.value) + 10;
  sheet.box(40, y, 532, 17);
  sheet.text(43, y + 12, pen.labelText('diagnosis').replace(/[ :]+$/, ''), pen.label);
  sheet.text(146, y + 12, pen.labelText('diagnosis_title').replace(/[ :]+$/, ''), pen.label);
  for (const code of one.diagnoses) {
    y += 17;
    sheet.box(40, y, 532, 17);
    sheet.text(43, y + 12, code.code, pen.value, { field: 'diagnosis', value: code.code });
    sheet.text(146, y + 12, code.title, pen.value);
  }
}
