/** A referral log row made into a page in a spreadsheet: a tight grid of small type, labels against the right edge of their cells. */
import type { Form, Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet, Style } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';
import { codesInLine, penOf, phonePart, plainLabel, practicePart, shortYear, sized } from './parts.ts';

export const sheetGrid: Layout = { name: 'sheet-grid', pages: [{ class: 'referral_form', draw }] };

type Cell = PaperField | readonly [label: string, parts: readonly Part[]];

const columns = [40, 138, 306, 404, 572] as const;
const height = 17;

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { size: 8.5, labelEnd: '', isLabelCapital: false });
  const { case: one, luck } = form;
  sheet.fill(40, 40, 532, 20, 0.86);
  sheet.box(40, 40, 532, 20, 0.5);
  sheet.paragraph(44, 54, 440, [practicePart(form), ' - REFERRALS OUT'], { ...pen.heading, size: 11 });
  sheet.textEndingAt(568, 54, `Sheet${luck.whole(1, 3)}  row ${luck.whole(12, 940)}`, sized(pen, 8));
  const dob: Cell = [plainLabel(pen, 'birth_date'), [shortYear('birth_date', one.patient.birthDate)]];
  const rows: readonly (readonly [Cell, Cell])[] = [
    [
      [plainLabel(pen, 'ordered_on'), [shortYear('ordered_on', one.orderedOn)]],
      ['Entered by', [luck.pick(['kl', 'TM', 'Jen', 'front'])]],
    ],
    ['patient_name', dob],
    [
      'sex',
      ['Ph/cell', [phonePart('patient_phone', one.patient.phone, luck.pick(['dots', 'slash', 'spaces']))]],
    ],
    ['patient_mrn', ['Lang', [luck.pick(['Eng', 'Span', 'ASL', 'Eng'])]]],
    ['payer', 'member_id'],
    [
      ['2nd ins', [luck.pick(['n/a', 'none', '-'])]],
      ['Copay', [luck.pick(['$40', '$25', '0', '$50'])]],
    ],
    ['referrer_name', 'referrer_npi'],
    ['referrer_phone', 'referrer_fax'],
    ['requested_provider', 'urgency'],
    ['authorisation_number', 'expires_on'],
  ];
  let y = 60;
  for (const cells of rows) y = drawRow(pen, y, cells);
  const wide: readonly (readonly [string, readonly Part[]])[] = [
    [plainLabel(pen, 'service'), [pen.tagged('service')]],
    [plainLabel(pen, 'diagnosis'), codesInLine(form, luck.pick(['before', 'bare']))],
    [plainLabel(pen, 'reason'), [pen.tagged('reason')]],
    [plainLabel(pen, 'patient_address'), [pen.tagged('patient_address')]],
    ['Notes sent?', [luck.pick(['Y - faxed w/ labs', 'Y', 'will send', 'ov note only'])]],
    ['Appt made', ['']],
  ];
  for (const [label, parts] of wide) y = drawWide(pen, y, label, parts);
  const note =
    'Appt col: specialist office please write date/time here and fax this sheet back. If we hear nothing in 10 business days we will call. Do not give results to the patient by phone.';
  sheet.paragraph(44, y + 22, 520, [note], sized(pen, 8));
}

function drawRow(pen: Pen, y: number, cells: readonly [Cell, Cell]): number {
  cells.forEach((cell, at) => {
    const [left, middle, right] = [columns[at * 2] ?? 0, columns[at * 2 + 1] ?? 0, columns[at * 2 + 2] ?? 0];
    frame(pen, left, middle, right, y, height);
    const base = y + height - 5;
    if (typeof cell !== 'string') {
      head(pen, middle, base, cell[0], middle - left);
      pen.sheet.paragraph(middle + 4, base, right - middle - 6, cell[1], pen.value);
      return;
    }
    head(pen, middle, base, plainLabel(pen, cell), middle - left);
    const told = pen.spell(cell);
    const wide = pen.sheet.widthOf(told.text, pen.value);
    const size = Math.min(pen.value.size, (pen.value.size * (right - middle - 7)) / wide);
    pen.sheet.text(middle + 4, base, told.text, { ...pen.value, size }, { field: cell, value: told.value });
  });
  return y + height;
}

function drawWide(pen: Pen, y: number, label: string, parts: readonly Part[]): number {
  const words = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  const lines = pen.sheet.widthOf(words, pen.value) > 415 ? 2 : 1;
  const high = lines * height;
  frame(pen, columns[0], columns[1], columns[4], y, high);
  head(pen, columns[1], y + 12, label, columns[1] - columns[0]);
  pen.sheet.paragraph(columns[1] + 4, y + 12, 424, parts, pen.value, 1.35);
  return y + high;
}

function frame(pen: Pen, left: number, middle: number, right: number, y: number, high: number): void {
  pen.sheet.fill(left, y, middle - left, high, 0.93);
  pen.sheet.box(left, y, middle - left, high, 0.4);
  pen.sheet.box(middle, y, right - middle, high, 0.4);
}

/** A label too wide for its cell is set smaller. */
function head(pen: Pen, right: number, base: number, label: string, width: number): void {
  const style: Style = { ...pen.label, size: 8 };
  const wide = pen.sheet.widthOf(label, style);
  pen.sheet.textEndingAt(right - 3, base, label, { ...style, size: Math.min(8, (8 * (width - 6)) / wide) });
}
