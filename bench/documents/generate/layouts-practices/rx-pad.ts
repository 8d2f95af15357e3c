/** A slip of a prescription pad copied onto a page: small, in the middle, the order under a large Rx. */
import type { Form } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import { blank, codesInLine, hastePart, penOf, shortYear, sized } from './parts.ts';

export const rxPad: Layout = { name: 'rx-pad', pages: [{ class: 'referral_form', draw }] };

const left = 146;
const right = 466;

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(
    sheet,
    form,
    { size: 9.5, labelEnd: '' },
    { isDoctorTitled: false, hasCredential: true, name: 'given_first' },
  );
  const { case: one, luck } = form;
  const middle = (y: number, size: number, parts: readonly Part[], isBold = false): void => {
    const style = sized(pen, size, isBold);
    const words = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
    const wide = sheet.widthOf(words, style);
    const fitted = { ...style, size: Math.min(size, (size * (right - left - 16)) / wide) };
    sheet.paragraph((612 - sheet.widthOf(words, fitted)) / 2, y, 600, parts, fitted);
  };
  sheet.box(left - 10, 150, right - left + 20, 452, 0.8);
  middle(176, 13, [pen.tagged('referrer_name')], true);
  middle(190, 10, [{ field: 'referrer_practice', value: one.office.name, text: one.office.name }]);
  middle(203, 8.5, [pen.tagged('referrer_address')]);
  middle(215, 8.5, ['Tel ', pen.tagged('referrer_phone'), '    Fax ', pen.tagged('referrer_fax')]);
  middle(227, 8.5, [
    'NPI ',
    pen.tagged('referrer_npi'),
    `    Lic. # ${luck.pick(['ME', 'A', 'G'])}${luck.digits(5)}`,
  ]);
  sheet.line(left - 10, 236, right + 10, 236, 1.1);
  sheet.paragraph(left, 256, 210, ['Name ', pen.tagged('patient_name')], pen.body);
  blank(pen, left + 26, 256, 356);
  sheet.paragraph(362, 256, 110, ['DOB ', shortYear('birth_date', one.patient.birthDate)], pen.body);
  const address = pen.tagged('patient_address');
  sheet.paragraph(left, 275, right - left, ['Address ', address], sized(pen, 8.5));
  blank(pen, left + 36, 275, right);
  sheet.paragraph(left, 301, 180, ['Phone ', pen.tagged('patient_phone')], pen.body);
  sheet.paragraph(362, 301, 110, ['Date ', shortYear('ordered_on', one.orderedOn)], pen.body);
  sheet.text(left + 2, 346, 'Rx', { ...pen.heading, size: 30 });
  let y = sheet.paragraph(left + 54, 340, right - left - 60, [pen.tagged('service')], sized(pen, 12, true));
  y = sheet.paragraph(left + 54, y + 6, right - left - 60, [pen.tagged('reason')], sized(pen, 11), 1.35);
  y = sheet.paragraph(
    left + 54,
    y + 6,
    right - left - 60,
    ['Dx ', ...codesInLine(form, 'bare')],
    sized(pen, 11),
  );
  sheet.paragraph(left + 54, y + 6, right - left - 60, [hastePart(form)], sized(pen, 11, true));
  sheet.paragraph(
    left,
    500,
    right - left,
    ['Ins: ', pen.tagged('payer'), '  # ', pen.tagged('member_id')],
    sized(pen, 9),
  );
  signature(sheet, luck, left + 150, 548);
  blank(pen, left + 110, 556, right);
  sheet.text(left + 112, 568, 'Signature (original only)', sized(pen, 8));
  sheet.text(left, 556, `Refill ${luck.pick(['NR', '0', '-'])}`, sized(pen, 8.5));
  sheet.text(left, 590, 'Void if altered.  Security features: see back.  Label in English.', sized(pen, 8));
}
