/** A chart face with contact, guarantor and coverages of a web-based practice system, the order of the day below it. */
import type { Form, Pen } from '../form.ts';
import { codesInLine, penOf, plainLabel, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Sheet } from '../sheet.ts';
import {
  clock,
  foot,
  history,
  otherNumber,
  phoneRows,
  priorityPart,
  rows,
  ruled,
  someone,
  type Row,
} from './parts.ts';

export const chartCoverage: Layout = { name: 'chart-coverage', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(sheet, form, { face: 'roboto', valueFace: 'roboto', size: 8.5, labelEnd: '' });
  const { case: one } = form;
  const t = pen.tagged;
  const address = pen.spell('referrer_address');
  sheet.paragraph(
    36,
    42,
    540,
    [practicePart(form), '  |  ', { field: 'referrer_address', ...address }],
    sized(pen, 8),
  );
  sheet.paragraph(
    36,
    66,
    540,
    [t('patient_name'), '  (id #', t('patient_mrn'), ', dob: ', t('birth_date'), ')'],
    {
      ...pen.heading,
      size: 12.5,
    },
  );
  sheet.line(36, 72, 576, 72, 1.2);
  const y = blocks(pen, form, 92);
  sheet.line(36, y + 2, 576, y + 2, 1.2);
  order(pen, form, y + 22);
  foot(
    pen,
    `${one.office.name}  -  id: ${one.patient.mrn}  -  printed ${pen.date('2026-06-14')} ${clock(form)}`,
    'page 1 of 1',
  );
}

function blocks(pen: Pen, form: Form, y: number): number {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const isOwn = luck.chance(0.5);
  const holder = someone(form, 'given_first');
  const block = (x: number, top: number, title: string, entries: readonly Row[]): number =>
    rows(pen, x, ruled(pen, x, top, 260, title, 9.5), [82, 176], entries, { label: sized(pen, 8) });
  const left = block(36, y, 'Patient Info', [
    ['Sex', [t('sex')]],
    ...phoneRows(pen, form, ['Home', 'Mobile', 'Work']),
    ['Address', [t('patient_address')]],
    ['Email', ['declined']],
    ['Usual Provider', [t('pcp_name')]],
  ]);
  const right = block(316, y, 'Guarantor', [
    ['Name', [isOwn ? 'Self' : holder]],
    ['Relationship', [isOwn ? 'Self' : luck.pick(['Spouse', 'Parent'])]],
    ['Phone', [isOwn ? '' : otherNumber(pen, form)]],
    ['Employer', [luck.pick(['Retired', 'County of Adair', 'Self-employed', 'not employed'])]],
  ]);
  const kin = block(316, right + 6, 'Next of Kin', [
    ['Name', [someone(form, 'given_first')]],
    ['Phone', [otherNumber(pen, form)]],
  ]);
  const low = Math.max(left, kin) + 6;
  const first = block(36, low, 'Primary Insurance', [
    ['Insurance', [t('payer')]],
    ['Policy ID', [t('member_id')]],
    ['Group', [one.group]],
    ['Policy Holder', [isOwn ? 'Self' : holder]],
    ['Ins. Phone', ['1-800-555-0142']],
  ]);
  const second = block(316, low, 'Secondary Insurance', [
    ['Insurance', [luck.pick(['None recorded', '*SELF PAY*', 'AARP SUPPLEMENTAL'])]],
    ['Policy ID', ['']],
    ['Copay', [luck.pick(['$0', '$25', '$40'])]],
    ['Eff. Date', [pen.date('2025-01-01')]],
  ]);
  return Math.max(first, second);
}

function order(pen: Pen, form: Form, y: number): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.text(36, y, 'REFERRAL ORDER', { ...pen.heading, size: 12 });
  sheet.text(316, y, `To: ${one.own.name}, Fax ${pen.phone(one.own.fax)}`, sized(pen, 8));
  const value = sized(pen, 9.5);
  const label = sized(pen, 9, true);
  let base = rows(
    pen,
    36,
    y + 20,
    [112, 420],
    [
      [plainLabel(pen, 'service'), [t('service')]],
      [plainLabel(pen, 'diagnosis'), codesInLine(form, 'before')],
      [plainLabel(pen, 'reason'), [t('reason')]],
      [plainLabel(pen, 'urgency'), [priorityPart(form)]],
      [plainLabel(pen, 'requested_provider'), [t('requested_provider')]],
      ['Schedule within', [luck.pick(['provider discretion', 'see priority', '-'])]],
      ['Alarm', [`${luck.whole(14, 45)} days`]],
      [plainLabel(pen, 'authorisation_number'), [t('authorisation_number')]],
      [plainLabel(pen, 'ordered_on'), [t('ordered_on')]],
    ],
    { label, value },
  );
  base = sheet.paragraph(
    36,
    base + 12,
    540,
    [
      'Ordering Provider: ',
      t('referrer_name'),
      ', NPI: ',
      t('referrer_npi'),
      '   Phone: ',
      t('referrer_phone'),
      '   Fax: ',
      t('referrer_fax'),
    ],
    value,
  );
  base = sheet.paragraph(
    36,
    base + 4,
    540,
    [
      `Approved electronically by the ordering provider ${pen.date(one.orderedOn)} at ${clock(form)}. Supervising provider: ${someone(form, 'given_first')}, MD.`,
    ],
    sized(pen, 8.5),
  );
  const note =
    'Note to receiving provider: please fax the consult note to the number above within 7 days of the visit so that the order can be closed. If the patient cannot be reached after three tries, or the order should be cancelled, let us know.';
  base = sheet.paragraph(36, base + 4, 540, [note], sized(pen, 8.5));
  history(pen, form, base + 12);
}
