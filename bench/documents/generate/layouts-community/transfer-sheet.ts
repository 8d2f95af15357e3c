/** What an urgent care sends ahead of a patient: who called whom, vitals in a strip, what was given, and what is asked of the specialist. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { practicePart } from '../layouts-practices/parts.ts';
import { asTold, bare, codesInLine, head, print, sized } from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import {
  cellOf,
  cellRow,
  emptyLines,
  otherCell,
  otherPhone,
  sideTicks,
  somebody,
  tickGrid,
  urgencyWays,
} from './parts.ts';

export const transferSheet: Layout = {
  name: 'transfer-sheet',
  isFilledIn: true,
  specialties: ['Acute Care', 'ENT', 'Work Injury'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.inverse(36, 30, 540, 24, 'URGENT CARE  >  SPECIALIST TRANSFER SHEET', head(pen, 14));
  const from: readonly Part[] = ['From: ', practicePart(form), '    ', pen.tagged('referrer_address')];
  let y = sheet.paragraph(36, 70, 540, from, print(pen, 9.5));
  const numbers: readonly Part[] = [
    `${bare(pen, 'referrer_phone')} `,
    pen.tagged('referrer_phone'),
    `    ${bare(pen, 'referrer_fax')} `,
    pen.tagged('referrer_fax'),
    `    X-ray desk ${otherPhone(pen, form)}`,
  ];
  y = sheet.paragraph(36, y, 540, numbers, print(pen, 9.5));
  const to = `To: ${one.own.name}    Fax ${pen.phone(one.own.fax)}    Tel ${pen.phone(one.own.phone)}`;
  y = sheet.paragraph(36, y, 540, [to], print(pen, 9.5)) - 4;
  y = cellRow(pen, 36, y, [
    cellOf(pen, 'patient_name', 260),
    cellOf(pen, 'birth_date', 150),
    cellOf(pen, 'sex', 130),
  ]);
  y = cellRow(pen, 36, y, [
    cellOf(pen, 'patient_phone', 180),
    otherCell('Accompanied by / phone', `${somebody(form)} ${otherPhone(pen, form)}`, 360),
  ]);
  y = cellRow(pen, 36, y, [cellOf(pen, 'payer', 260), cellOf(pen, 'member_id', 280)]);
  y = cellRow(pen, 36, y, [
    cellOf(pen, 'ordered_on', 150),
    otherCell('Time in', `${luck.whole(8, 11)}:${luck.whole(10, 59)} AM`, 90),
    otherCell('Time out', `${luck.whole(1, 6)}:${luck.whole(10, 59)} PM`, 90),
    otherCell('Mode', luck.pick(['private car', 'ambulance', 'walk']), 90),
    otherCell('Last ate', luck.pick(['7 AM', 'noon', 'unknown']), 120),
  ]);
  y = vitals(pen, form, y + 16) + 18;
  const told = (label: string, parts: readonly Part[]): void => {
    sheet.text(36, y, label, { ...pen.label, isBold: true });
    y = sheet.paragraph(50, y + 15, 520, parts, pen.value, 1.2) + 5;
  };
  told(pen.labelText('reason'), [pen.tagged('reason')]);
  told(pen.labelText('service'), [pen.tagged('service')]);
  told(pen.labelText('diagnosis'), codesInLine(form, '; '));
  sheet.text(36, y, pen.labelText('urgency'), { ...pen.label, isBold: true });
  y =
    tickGrid(
      pen,
      form,
      50,
      y + 16,
      { columns: 3, width: 526 },
      asTold('urgency', one.urgency, luck.pick(urgencyWays)),
    ) + 8;
  sheet.text(36, y, 'Done here:', { ...pen.label, isBold: true });
  const done = [
    'X-ray',
    'CBC',
    'UA',
    'EKG',
    'Splint',
    'Tetanus',
    'IV',
    'Pain med',
    'Sutures',
    'Eye wash',
    'Swab',
    'Disc sent',
  ];
  y = tickGrid(pen, form, 50, y + 16, { columns: 6, width: 526 }, sideTicks(form, done, 0.3)) + 10;
  y = cellRow(pen, 36, y, [cellOf(pen, 'referrer_name', 330), cellOf(pen, 'referrer_npi', 210)]);
  y = cellRow(pen, 36, y, [
    { label: 'Accepting physician (spoke with)', parts: [pen.tagged('requested_provider')], width: 330 },
    otherCell('Time of call', `${luck.whole(1, 5)}:${luck.whole(10, 59)} PM`, 90),
    otherCell('Nurse report to', somebody(form), 120),
  ]);
  y = cellRow(pen, 36, y, [
    cellOf(pen, 'pcp_name', 330),
    otherCell('Pharmacy', luck.pick(['Walgreens', 'CVS on Main', 'none']), 210),
  ]);
  const consent =
    'The patient has been told of the risks and benefits of transfer and agrees. If symptoms get worse on the way call 911. Copies of the chart and films go with the patient.';
  y = sheet.paragraph(36, y + 15, 540, [consent], print(pen, 8), 1.2);
  sheet.text(36, y + 12, 'Patient signature ______________________    Witness ____________', print(pen, 8.5));
  const top = Math.max(y + 28, 680);
  sheet.box(36, top, 540, 84, 1);
  sheet.text(42, top + 13, 'RECEIVING OFFICE - please complete and fax back', print(pen, 8.5, true));
  emptyLines(pen, 44, top + 32, 524, ['Arrived (date, time)', 'Seen by', 'Disposition / plan']);
}

function vitals(pen: Pen, { luck }: Form, y: number): number {
  const items = [
    `BP ${luck.whole(102, 168)}/${luck.whole(58, 98)}`,
    `HR ${luck.whole(58, 128)}`,
    `RR ${luck.whole(12, 26)}`,
    `T ${luck.whole(97, 102)}.${luck.whole(0, 9)}`,
    `SpO2 ${luck.whole(91, 100)}%`,
    `Pain ${luck.whole(0, 10)}/10`,
    `Wt ${luck.whole(32, 120)} kg`,
  ];
  pen.sheet.fill(36, y - 11, 540, 16, 0.88);
  items.forEach((words, at) => pen.sheet.text(42 + at * 77, y, words, print(pen, 9)));
  return y + 4;
}
