/** HELD OUT. An old system's order: capitals of one width, dots between labels and values, stars for lines. */
import { takePen, type Form } from '../form.ts';
import { faces } from '../fonts.ts';
import type { Layout } from '../layout.ts';
import type { Sheet, Style } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';

export const matrixOrder: Layout = { name: 'matrix-order', pages: [{ class: 'referral_form', draw }] };

const groups: readonly (readonly PaperField[])[] = [
  ['ordered_on', 'referral_number', 'urgency'],
  ['patient_name', 'birth_date', 'sex', 'patient_mrn', 'patient_phone', 'patient_address'],
  ['payer', 'member_id', 'authorisation_number'],
  ['referrer_name', 'referrer_npi', 'referrer_practice', 'referrer_phone', 'referrer_fax'],
  ['service', 'requested_provider', 'reason'],
];

function draw(sheet: Sheet, form: Form): void {
  const typed: Form = {
    ...form,
    look: { ...form.look, face: 'mono', valueFace: 'mono', size: 9.5, labelEnd: '' },
  };
  const pen = takePen(sheet, typed);
  const style: Style = { face: faces.mono, size: 9.5 };
  const stars = '*'.repeat(86);
  let y = 60;
  sheet.text(48, y, stars, style);
  sheet.text(48, y + 14, form.case.office.name.toUpperCase(), style, {
    field: 'referrer_practice',
    value: form.case.office.name,
  });
  sheet.text(48, y + 28, 'OUTGOING ORDER - SPECIALTY', style);
  sheet.text(48, y + 42, stars, style);
  y += 66;
  for (const fields of groups) {
    for (const field of fields) {
      const label = pen.labelText(field).toUpperCase();
      const value = pen.spell(field);
      const isCode = field === 'referral_number' || field === 'member_id';
      sheet.paragraph(
        48,
        y,
        530,
        [
          `${label} ${'.'.repeat(Math.max(3, 26 - label.length))} `,
          { field, value: value.value, text: isCode ? value.text : value.text.toUpperCase() },
        ],
        style,
      );
      y += 15;
    }
    y += 9;
  }
  sheet.text(48, y, pen.labelText('diagnosis').toUpperCase(), style);
  form.case.diagnoses.forEach((code, at) => {
    sheet.paragraph(
      70,
      y + 15 + at * 14,
      500,
      [
        `${at + 1}) `,
        { field: 'diagnosis', value: code.code, text: code.code },
        ` ${code.title.toUpperCase().slice(0, 62)}`,
      ],
      style,
    );
  });
  sheet.text(
    48,
    y + 40 + form.case.diagnoses.length * 14,
    `*** END OF ORDER *** ${form.luck.digits(6)}`,
    style,
  );
}
