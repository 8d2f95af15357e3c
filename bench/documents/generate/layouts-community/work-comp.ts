/** A clinic's referral for somebody hurt at work: claim, carrier, adjuster, nurse and employer, all with numbers, stand around the patient. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { daysAfter } from '../case.ts';
import { bare, codesInLine, head, print, sized } from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import { signature } from '../strokes.ts';
import {
  banner,
  emptyLines,
  fitting,
  greyBar,
  oneTick,
  otherPhone,
  sideTicks,
  somebody,
  soonPart,
  tickGrid,
} from './parts.ts';

export const workComp: Layout = {
  name: 'work-comp',
  specialties: ['Work Injury', 'Physical Therapy'],
  pages: [{ class: 'referral_form', draw }],
};

type Row = readonly [label: string, parts: readonly Part[]];

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  banner(pen, form, 36, 52, one.office.name, 14, { field: 'referrer_practice', value: one.office.name });
  sheet.textEndingAt(576, 66, `OCCUPATIONAL MEDICINE  -  ${bare(pen, 'title')}`, head(pen, 10));
  sheet.line(36, 72, 576, 72, 2);
  const hurt = pen.date(daysAfter(one.orderedOn, -luck.whole(12, 90)));
  let y = pairs(pen, greyBar(pen, 36, 80, 540, 'EMPLOYEE / PATIENT') - 2, [
    [bare(pen, 'patient_name'), [t('patient_name')]],
    [bare(pen, 'birth_date'), [t('birth_date')]],
    [bare(pen, 'patient_phone'), [t('patient_phone')]],
    ['Date of injury', [hurt]],
    [bare(pen, 'sex'), [t('sex')]],
    ['SSN (last 4)', [`xxx-xx-${luck.digits(4)}`]],
  ]);
  y = wideRow(pen, y, bare(pen, 'patient_address'), [t('patient_address')]);
  y = pairs(pen, greyBar(pen, 36, y - 8, 540, 'EMPLOYER') - 2, [
    [
      'Company',
      [luck.pick(['Delmar Produce Co.', 'City of Juniper', 'Northline Freight', 'Brite Linen Service'])],
    ],
    ['Supervisor / HR', [somebody(form)]],
    ['Employer phone', [otherPhone(pen, form)]],
    ['Job title', [luck.pick(['picker', 'driver', 'CNA', 'line cook', 'roofer'])]],
  ]);
  y = pairs(pen, greyBar(pen, 36, y - 8, 540, 'WORKERS’ COMPENSATION CARRIER') - 2, [
    [bare(pen, 'payer'), [t('payer')]],
    ['Claim # / member ID', [t('member_id')]],
    ['Adjuster', [somebody(form)]],
    ['Adjuster phone', [otherPhone(pen, form)]],
    ['Adjuster fax', [otherPhone(pen, form)]],
    ['Nurse case manager', [`${somebody(form)}, RN`]],
    [bare(pen, 'authorisation_number'), [t('authorisation_number')]],
    ['NCM phone', [otherPhone(pen, form)]],
  ]);
  y = wideRow(pen, greyBar(pen, 36, y - 8, 540, bare(pen, 'section_reason')), bare(pen, 'service'), [
    t('service'),
  ]);
  y = wideRow(pen, y, bare(pen, 'reason'), [t('reason')]);
  y = wideRow(pen, y, bare(pen, 'diagnosis'), codesInLine(form, '; '));
  y = wideRow(pen, y, bare(pen, 'urgency'), [soonPart(form)]);
  sheet.text(40, y, 'Work status:', print(pen, 9, true));
  const status = ['Full duty', 'Modified duty', 'Off work', 'No lifting > 10 lb'];
  y = tickGrid(pen, form, 124, y, { columns: 4, width: 452 }, oneTick(form, status)) + 8;
  y = pairs(pen, greyBar(pen, 36, y - 8, 540, bare(pen, 'section_referrer')) - 2, [
    [bare(pen, 'referrer_name'), [t('referrer_name')]],
    [bare(pen, 'referrer_npi'), [t('referrer_npi')]],
    [bare(pen, 'referrer_phone'), [t('referrer_phone')]],
    [bare(pen, 'referrer_fax'), [t('referrer_fax')]],
    [bare(pen, 'ordered_on'), [t('ordered_on')]],
    ['Sent to', [one.own.name]],
  ]);
  signature(sheet, luck, 140, y + 8);
  sheet.line(40, y + 12, 330, y + 12, 0.6);
  sheet.text(40, y + 22, bare(pen, 'signature'), print(pen, 8));
  sheet.text(350, y + 12, 'cc: adjuster, employer, NCM', print(pen, 8));
  const top = Math.max(y + 44, 660);
  sheet.box(36, top, 540, 90, 0.8);
  sheet.text(
    42,
    top + 13,
    'RESPONSE OF THE CLAIMS ADMINISTRATOR (reply by fax within 5 business days)',
    print(pen, 8.5, true),
  );
  const reply = ['Approved as requested', 'Modified, see below', 'Denied', 'Claim in dispute'];
  tickGrid(pen, form, 44, top + 30, { columns: 4, width: 526, size: 8.5 }, sideTicks(form, reply, 0));
  emptyLines(pen, 44, top + 50, 520, ['Remarks', 'Name, title and phone of reviewer']);
}

/** Labels with values behind them, two to a row. */
function pairs(pen: Pen, y: number, rows: readonly Row[]): number {
  rows.forEach(([label, parts], at) => {
    const [x, base] = [40 + (at % 2) * 270, y + Math.floor(at / 2) * 17.5];
    pen.sheet.text(x, base, `${label}:`, fitting(pen, `${label}:`, print(pen, 9, true), 104));
    const words = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
    pen.sheet.paragraph(x + 108, base, 160, parts, fitting(pen, words, pen.value, 152));
  });
  return y + Math.ceil(rows.length / 2) * 17.5;
}

function wideRow(pen: Pen, y: number, label: string, parts: readonly Part[]): number {
  pen.sheet.text(40, y, `${label}:`, fitting(pen, `${label}:`, print(pen, 9, true), 104));
  return pen.sheet.paragraph(148, y, 424, parts, pen.value, 1.2) + 5.5;
}
