/** A dental specialist's slip: teeth in two rows of numbers, treatments to tick, the patient above and the dentist who refers below. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { asTold, codesInLine, head, print, serviceChoices, sized } from '../layouts-specialty/parts.ts';
import type { Sheet } from '../sheet.ts';
import {
  banner,
  doctorAnswers,
  groupNotice,
  lineRows,
  oneTick,
  otherPhone,
  sideTicks,
  sitesOf,
  somebody,
  tickGrid,
  urgencyWays,
} from './parts.ts';

export const toothChart: Layout = {
  name: 'tooth-chart',
  isFilledIn: true,
  specialties: ['Oral Surgery'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  banner(pen, form, 36, 54, 'Larkspur Oral Surgery & Endodontics', 15);
  sitesOf(pen, form, 3).forEach(({ town, phone, fax }, at) => {
    sheet.text(36 + at * 184, 76, `${town}  ${phone}`, print(pen, 8, true));
    sheet.text(36 + at * 184, 87, `fax ${fax}`, print(pen, 8));
  });
  sheet.line(36, 94, 576, 94, 1.2);
  let y = lineRows(
    pen,
    36,
    114,
    544,
    [
      [
        ['patient_name', 0.62],
        ['ordered_on', 0.38],
      ],
      [
        ['birth_date', 0.45],
        ['patient_phone', 0.55],
      ],
      [
        ['payer', 0.55],
        ['member_id', 0.45],
      ],
    ],
    20,
  );
  sheet.text(
    36,
    y,
    `Responsible party: ${luck.pick(['patient', somebody(form)])}     Cell of responsible party: ${otherPhone(pen, form)}`,
    pen.body,
  );
  chart(pen, form, y + 22);
  y += 88;
  sheet.text(36, y, pen.labelText('service'), pen.label);
  y = tickGrid(pen, form, 44, y + 16, { columns: 3, width: 530 }, serviceChoices(form)) + 6;
  sheet.text(36, y, pen.labelText('urgency'), pen.label);
  y =
    tickGrid(
      pen,
      form,
      44,
      y + 16,
      { columns: 3, width: 530 },
      asTold('urgency', one.urgency, luck.pick(urgencyWays)),
    ) + 6;
  sheet.text(36, y, pen.labelText('requested_provider'), pen.label);
  y = tickGrid(pen, form, 44, y + 16, { columns: 3, width: 530 }, doctorAnswers(form, 5)) + 6;
  sheet.text(36, y, pen.labelText('reason'), pen.label);
  y = sheet.paragraph(44, y + 16, 528, [pen.tagged('reason')], pen.value) + 6;
  sheet.text(36, y, pen.labelText('diagnosis'), pen.label);
  y = sheet.paragraph(44, y + 16, 528, codesInLine(form, '; '), pen.value) + 6;
  sheet.text(36, y, 'Radiographs:', pen.label);
  const films = ['E-mailed', 'Given to patient', 'Please take pano', 'Mailed'];
  y = tickGrid(pen, form, 120, y, { columns: 4, width: 456 }, sideTicks(form, films, 0.35)) + 4;
  sheet.text(36, y, 'Medical alert:', pen.label);
  const alerts = ['Blood thinner', 'Bisphosphonate', 'Premed', 'None'];
  y = tickGrid(pen, form, 120, y, { columns: 4, width: 456 }, oneTick(form, alerts)) + 10;
  sheet.line(36, y - 10, 576, y - 10, 1.2);
  y = lineRows(
    pen,
    36,
    y + 8,
    544,
    [
      [
        ['referrer_name', 0.6],
        ['referrer_npi', 0.4],
      ],
      [['referrer_practice', 1]],
      [
        ['referrer_phone', 0.5],
        ['referrer_fax', 0.5],
      ],
    ],
    20,
  );
  const words = `Appointment: ______ day ______________ at ________.  Nothing to eat or drink for 8 hours before sedation; bring an adult who can drive you. A parent must come with patients under 18. Our main number is ${pen.phone(one.own.phone)}, fax ${pen.phone(one.own.fax)}.`;
  y = sheet.paragraph(36, y + 8, 540, [words], print(pen, 8.5), 1.25);
  groupNotice(pen, form, 36, Math.max(y + 12, 690), 540);
}

/** Teeth 1 to 16 over 32 to 17, some of them crossed. */
function chart(pen: Pen, { luck }: Form, y: number): void {
  const { sheet } = pen;
  sheet.text(36, y + 16, 'R', head(pen, 11));
  sheet.text(568, y + 16, 'L', head(pen, 11));
  for (let at = 0; at < 16; at += 1) {
    const x = 54 + at * 32;
    [at + 1, 32 - at].forEach((tooth, row) => {
      const words = String(tooth);
      sheet.text(x + (28 - sheet.widthOf(words, print(pen, 9))) / 2, y + 8 + row * 22, words, print(pen, 9));
      if (luck.chance(0.06))
        sheet.pdf
          .lineWidth(1.2)
          .circle(x + 14, y + 5 + row * 22, 9)
          .stroke('black');
    });
  }
  sheet.line(54, y + 16, 562, y + 16, 0.8);
  sheet.line(308, y - 6, 308, y + 36, 0.8);
}
