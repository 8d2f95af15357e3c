/** Values on lines, with what they are printed small under the line. */
import { takePen, urgencyChoices, type Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';

export const underLine: Layout = {
  name: 'under-line',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

type Slot = readonly [LabelName & PaperField, number];

const rows: readonly (readonly Slot[])[] = [
  [
    ['ordered_on', 0.3],
    ['referral_number', 0.3],
  ],
  [
    ['patient_name', 0.55],
    ['birth_date', 0.25],
    ['sex', 0.2],
  ],
  [
    ['patient_address', 0.65],
    ['patient_phone', 0.35],
  ],
  [
    ['payer', 0.4],
    ['member_id', 0.35],
    ['authorisation_number', 0.25],
  ],
];
const rest: readonly (readonly Slot[])[] = [
  [
    ['referrer_name', 0.6],
    ['referrer_npi', 0.4],
  ],
  [
    ['referrer_practice', 0.5],
    ['referrer_phone', 0.25],
    ['referrer_fax', 0.25],
  ],
];

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  sheet.centred(
    60,
    pen
      .labelText('title')
      .replace(/[ :]+$/, '')
      .toUpperCase(),
    { ...pen.heading, size: 15 },
  );
  sheet.centred(76, form.case.own.name, pen.body);
  let y = 118;
  for (const row of rows) y = line(y, row);
  const soon = pen.labelText('urgency');
  sheet.text(40, y, soon, pen.label);
  pen.ticks(60 + sheet.widthOf(soon, pen.label), y, 'urgency', urgencyChoices);
  y += 36;
  y = line(y, [
    ['service', 0.55],
    ['requested_provider', 0.45],
  ]);
  y = sheet.paragraph(44, y, 520, [pen.tagged('reason')], pen.value, 1.5) - pen.value.size * 1.5;
  y = under(40, y, 532, 'reason') + 20;
  y = pen.codes(44, y, 520, form.luck.pick(['codes_only', 'code_title'] as const));
  y = under(40, y, 532, 'diagnosis') + 22;
  for (const row of rest) y = line(y, row);
  sheet.line(40, y + 8, 300, y + 8, 0.5);
  sheet.text(40, y + 17, pen.labelText('signature').replace(/[ :]+$/, ''), {
    ...pen.label,
    size: pen.label.size * 0.8,
  });

  function under(x: number, at: number, width: number, name: LabelName): number {
    sheet.line(x, at + 3, x + width - 10, at + 3, 0.5);
    sheet.text(x, at + 12, pen.labelText(name).replace(/[ :]+$/, ''), {
      ...pen.label,
      size: pen.label.size * 0.8,
    });
    return at + 14;
  }
  function line(at: number, slots: readonly Slot[]): number {
    let x = 40;
    for (const [field, share] of slots) {
      const width = 532 * share;
      pen.put(x + 4, at, field, width - 16);
      under(x, at, width, field);
      x += width;
    }
    return at + 40;
  }
}
