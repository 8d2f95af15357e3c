/** A health centre's slip of half a page, typed by the referral clerk, with the instructions for the patient and a log of calls below it. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { daysAfter } from '../case.ts';
import { codesInLine, practicePart } from '../layouts-practices/parts.ts';
import { bare, head, print, sized } from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import { barcode } from '../strokes.ts';
import { cellOf, cellRow, otherCell, otherPhone, sideTicks, somebody, soonPart, tickGrid } from './parts.ts';

export const clinicSlip: Layout = { name: 'clinic-slip', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.paragraph(40, 46, 380, [practicePart(form)], head(pen, 13), 1.2);
  sheet.paragraph(40, 60, 380, ['Sliding fee program   ', pen.tagged('referrer_address')], print(pen, 8));
  barcode(sheet, luck, 470, 34, 100, 18);
  sheet.textEndingAt(572, 63, `SLIP ${luck.digits(5)}`, print(pen, 8));
  sheet.inverse(30, 72, 552, 15, 'OUTSIDE SPECIALTY REFERRAL SLIP', head(pen, 10));
  let y = cellRow(pen, 30, 87, [
    cellOf(pen, 'patient_name', 262),
    cellOf(pen, 'birth_date', 130),
    cellOf(pen, 'patient_mrn', 160),
  ]);
  y = cellRow(pen, 30, y, [
    cellOf(pen, 'patient_phone', 162),
    otherCell('Message phone / name', `${otherPhone(pen, form)} ${somebody(form).split(' ')[0]}`, 190),
    otherCell('Language', luck.pick(['English', 'Spanish', 'Haitian Creole', 'Vietnamese']), 100),
    otherCell('Homeless / migrant', luck.pick(['N / N', 'N / Y']), 100),
  ]);
  y = cellRow(pen, 30, y, [
    cellOf(pen, 'payer', 202),
    cellOf(pen, 'member_id', 190),
    otherCell('Sliding fee', luck.pick(['n/a', 'B', 'C 60%']), 70),
    otherCell('Copay', luck.pick(['$0', '$20']), 90),
  ]);
  y = cellRow(pen, 30, y, [
    { ...cellOf(pen, 'service', 362) },
    { label: bare(pen, 'urgency'), parts: [soonPart(form)], width: 190 },
  ]);
  y = cellRow(pen, 30, y, [cellOf(pen, 'reason', 552)], 40);
  y = cellRow(pen, 30, y, [
    { label: bare(pen, 'diagnosis'), parts: codesInLine(form, 'before'), width: 552 },
  ]);
  y = cellRow(pen, 30, y, [
    cellOf(pen, 'referrer_name', 222),
    cellOf(pen, 'referrer_npi', 110),
    otherCell('Visit date', pen.date(daysAfter(one.orderedOn, -luck.whole(1, 6))), 110),
    cellOf(pen, 'ordered_on', 110),
  ]);
  y = cellRow(pen, 30, y, [
    cellOf(pen, 'referrer_phone', 140),
    cellOf(pen, 'referrer_fax', 140),
    cellOf(pen, 'pcp_name', 272),
  ]);
  const to: readonly Part[] = [
    `${bare(pen, 'section_recipient')}: ${one.own.name}, ${one.own.address.line1}, ${one.own.address.city}.  Ph ${pen.phone(one.own.phone)}  Fax ${pen.phone(one.own.fax)}`,
  ];
  sheet.paragraph(36, y + 15, 540, to, print(pen, 9));
  sheet.text(36, y + 31, 'Sent with:', print(pen, 8.5));
  tickGrid(
    pen,
    form,
    90,
    y + 31,
    { columns: 5, width: 480, size: 8.5 },
    sideTicks(form, ['Progress note', 'Labs', 'X-ray', 'Rx list', 'Consent'], 0.5),
  );
  sheet.box(30, 26, 552, y + 14, 1.5);
  log(pen, form, y + 54);
}

function log(pen: Pen, form: Form, top: number): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  for (let x = 30; x < 582; x += 9) sheet.line(x, top, x + 5, top, 0.6);
  sheet.text(36, top + 20, 'REFERRAL TRACKING (clinic copy)', head(pen, 10));
  const clerk = somebody(form);
  const rows = [
    ['Date', 'By', 'What was done'],
    [pen.date(one.orderedOn), clerk, 'Faxed to specialist, confirmation OK'],
    [
      pen.date(daysAfter(one.orderedOn, 2)),
      clerk,
      luck.pick(['LM for patient', 'Spoke with pt, aware', 'No answer']),
    ],
    ['', '', ''],
    ['', '', ''],
  ];
  rows.forEach((words, at) => {
    [30, 130, 260].forEach((x, column) => {
      const width = [100, 130, 322][column] ?? 0;
      sheet.box(x, top + 30 + at * 20, width, 20, 0.5);
      sheet.text(x + 5, top + 44 + at * 20, words[column] ?? '', print(pen, 8.5, at === 0));
    });
  });
  const words =
    'PATIENT: the specialist will call you. If you do not hear from them in 10 days call our referral desk. Take this slip, your card and your medicines. If you cannot keep the visit, call them and us. Bus passes and rides: ask at the front desk. Si necesita ayuda en español, pregunte por su navegador.';
  sheet.paragraph(36, top + 160, 540, [words], print(pen, 9), 1.3);
  sheet.text(
    36,
    top + 228,
    'Consult report due back within 30 days. This institution is an equal opportunity provider.',
    print(pen, 8),
  );
}
