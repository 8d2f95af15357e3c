/** A grid of boxes, the label small in each; parts of the name apart; much that nobody asked for. */
import { sexChoices, takePen, type Choice, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import { spellName } from '../spelling.ts';

export const gridIntake: Layout = {
  name: 'grid-intake',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

const left = 30;
const width = 552;
const height = 31;

const howSoon: readonly Choice[] = [
  { label: 'Routine (next available)', value: 'routine' },
  { label: 'Urgent (within 7 days)', value: 'urgent' },
  { label: 'STAT (call us)', value: 'stat' },
];

function draw(sheet: Sheet, form: Form): void {
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const office = { field: 'referrer_practice', value: one.office.name } as const;
  sheet.centred(48, pen.labelText('title').replace(/[ :]+$/, ''), { ...pen.heading, size: 14 });
  sheet.text(left, 66, 'Please fax both sides with recent notes and a copy of the insurance card.', pen.body);
  let y = bar(pen, 76, 'section_patient');
  nameCells(pen, form, y);
  y += height;
  cells([
    [0.3, (x, w) => pen.cell(x, y, w, height, 'birth_date', 'birth_date')],
    [0.25, (x, w) => ticked(pen, x, y, w)],
    [0.25, (x, w) => other(pen, x, y, w, 'Marital status', 'Married')],
    [0.2, (x, w) => other(pen, x, y, w, 'Language', 'English')],
  ]);
  y += height;
  pen.cell(left, y, width * 0.68, height, 'patient_address', 'patient_address');
  pen.cell(left + width * 0.68, y, width * 0.32, height, 'patient_phone', 'patient_phone');
  y = bar(pen, y + height, 'section_insurance');
  pen.cell(left, y, width * 0.45, height, 'payer', 'payer');
  pen.cell(left + width * 0.45, y, width * 0.3, height, 'member_id', 'member_id');
  other(pen, left + width * 0.75, y, width * 0.25, pen.labelText('group_number'), one.group);
  y = bar(pen, y + height, 'section_referrer');
  pen.cell(left, y, width * 0.6, height, 'referrer_name', 'referrer_name');
  pen.cell(left + width * 0.6, y, width * 0.4, height, 'referrer_npi', 'referrer_npi');
  y += height;
  sheet.box(left, y, width * 0.5, height);
  sheet.text(left + 3, y + 9, pen.labelText('referrer_practice'), {
    ...pen.label,
    size: pen.label.size * 0.8,
  });
  sheet.text(left + 5, y + height - 5, one.office.name, pen.value, office);
  pen.cell(left + width * 0.5, y, width * 0.25, height, 'referrer_phone', 'referrer_phone');
  pen.cell(left + width * 0.75, y, width * 0.25, height, 'referrer_fax', 'referrer_fax');
  y = bar(pen, y + height, 'section_reason');
  pen.cell(left, y, width * 0.6, height, 'service', 'service');
  pen.cell(left + width * 0.6, y, width * 0.4, height, 'requested_provider', 'requested_provider');
  y += height;
  sheet.box(left, y, width, 24);
  const label = pen.labelText('urgency');
  sheet.text(left + 4, y + 16, label, pen.label);
  pen.ticks(left + 22 + sheet.widthOf(label, pen.label), y + 16, 'urgency', howSoon);
  y += 24;
  sheet.box(left, y, width, 62);
  sheet.text(left + 3, y + 10, pen.labelText('reason'), pen.label);
  sheet.paragraph(left + 6, y + 25, width - 12, [pen.tagged('reason')], pen.value);
  y += 62;
  sheet.box(left, y, width, 68);
  sheet.text(left + 3, y + 10, pen.labelText('diagnosis'), pen.label);
  pen.codes(left + 6, y + 25, width - 12, 'title_code');
  y += 92;
  sheet.text(left, y, pen.labelText('signature'), pen.label);
  sheet.line(left + 90, y + 2, left + 330, y + 2);
  pen.pair(left + 350, y, 'ordered_on', 'ordered_on');
}

function bar(
  pen: Pen,
  y: number,
  name: 'section_patient' | 'section_insurance' | 'section_referrer' | 'section_reason',
): number {
  pen.sheet.fill(left, y + 2, width, 15, 0.85);
  pen.sheet.text(left + 4, y + 13, pen.labelText(name).replace(/[ :]+$/, ''), pen.heading);
  return y + 18;
}

function cells(parts: readonly (readonly [number, (x: number, w: number) => void])[]): void {
  let x = left;
  for (const [share, put] of parts) {
    put(x, width * share);
    x += width * share;
  }
}

function nameCells(pen: Pen, form: Form, y: number): void {
  const { sheet, value, label } = pen;
  const { name } = form.case.patient;
  const small = { ...label, size: label.size * 0.82 };
  const family = [name.family, name.suffix].filter(Boolean).join(' ');
  const middle = form.look.spelling.hasMiddle ? (name.middle ?? '') : '';
  const parts = [
    [0.4, 'Last name', family],
    [0.35, 'First name', name.given],
    [0.25, 'M.I.', middle],
  ] as const;
  let x = left;
  const boxes = parts.map(([share, words, text]) => {
    sheet.box(x, y, width * share, height);
    sheet.text(x + 3, y + 9, words, small);
    const box = sheet.text(x + 5, y + height - 5, text, value);
    x += width * share;
    return box;
  });
  const whole = spellName({ ...form.look.spelling, name: 'family_first' }, name);
  const [first] = boxes;
  if (first)
    sheet.note({ field: 'patient_name', value: whole.value }, { ...first, width: width * 0.7 }, whole.text);
}

function ticked(pen: Pen, x: number, y: number, w: number): void {
  pen.sheet.box(x, y, w, height);
  pen.sheet.text(x + 3, y + 9, pen.labelText('sex'), { ...pen.label, size: pen.label.size * 0.82 });
  pen.ticks(x + 6, y + height - 5, 'sex', sexChoices);
}

function other(pen: Pen, x: number, y: number, w: number, label: string, value: string): void {
  pen.sheet.box(x, y, w, height);
  pen.sheet.text(x + 3, y + 9, label, { ...pen.label, size: pen.label.size * 0.82 });
  pen.sheet.text(x + 5, y + height - 5, value, pen.value);
}
