/** A cover sheet that is the referral: to, from and pages in two columns on top, and what is asked typed into the boxes below. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { codesInLine, practicePart } from '../layouts-practices/parts.ts';
import { asTold, bare, head, print, privacy, sized } from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import { cellOf, cellRow, otherPhone, sideTicks, somebody, tickGrid, urgencyWays } from './parts.ts';

export const coverReferral: Layout = {
  name: 'cover-referral',
  isFilledIn: true,
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.paragraph(36, 56, 360, [practicePart(form)], head(pen, 15), 1.2);
  sheet.textEndingAt(576, 56, 'FAX REFERRAL', head(pen, 20));
  const address = pen.spell('referrer_address');
  sheet.text(36, 72, address.text, print(pen, 9), { field: 'referrer_address', value: address.value });
  sheet.line(36, 82, 576, 82, 2.5);
  const left: readonly (readonly Part[])[] = [
    [`${bare(pen, 'to')}:  ${one.own.name}`],
    ['Dept:  New patient scheduling'],
    [`${bare(pen, 'to_fax')}:  ${pen.phone(one.own.fax)}`],
    [`${bare(pen, 'to_phone')}:  ${pen.phone(one.own.phone)}`],
    [`${bare(pen, 'requested_provider')}:  `, t('requested_provider')],
  ];
  const right: readonly (readonly Part[])[] = [
    [`From:  ${somebody(form)}, ${luck.pick(['referral coordinator', 'front desk', 'medical assistant'])}`],
    ['Date:  ', t('ordered_on')],
    [`Our fax:  `, t('referrer_fax')],
    [`Our phone:  `, t('referrer_phone'), `  x${luck.whole(101, 399)}`],
    [`${bare(pen, 'pages')}:  ${luck.whole(1, 14)}`],
  ];
  left.forEach((parts, at) => sheet.paragraph(36, 104 + at * 18, 290, parts, print(pen, 9.5)));
  right.forEach((parts, at) => sheet.paragraph(326, 104 + at * 18, 250, parts, print(pen, 9.5)));
  sheet.line(36, 188, 576, 188, 2.5);
  let y = 206;
  sheet.text(36, y, bare(pen, 'urgency'), { ...pen.label, isBold: true });
  y = tickGrid(
    pen,
    form,
    40,
    y + 17,
    { columns: 3, width: 536, size: 9.5 },
    asTold('urgency', one.urgency, luck.pick(urgencyWays)),
  );
  y = cellRow(
    pen,
    36,
    y,
    [cellOf(pen, 'patient_name', 300), cellOf(pen, 'birth_date', 130), cellOf(pen, 'sex', 110)],
    32,
  );
  y = cellRow(pen, 36, y, [cellOf(pen, 'patient_phone', 180), cellOf(pen, 'patient_address', 360)], 32);
  y = cellRow(pen, 36, y, [cellOf(pen, 'payer', 270), cellOf(pen, 'member_id', 270)], 32);
  y = cellRow(pen, 36, y, [cellOf(pen, 'service', 540)], 32);
  y = cellRow(pen, 36, y, [cellOf(pen, 'reason', 540)], 56);
  y = cellRow(
    pen,
    36,
    y,
    [{ label: bare(pen, 'diagnosis'), parts: codesInLine(form, 'after'), width: 540 }],
    44,
  );
  y = cellRow(pen, 36, y, [cellOf(pen, 'referrer_name', 360), cellOf(pen, 'referrer_npi', 180)], 32);
  y = next(pen, form, y + 20);
  sheet.paragraph(36, Math.max(y + 10, 722), 540, [privacy], print(pen, 8), 1.25);
}

function next(pen: Pen, form: Form, y: number): number {
  const { sheet } = pen;
  const { luck } = form;
  sheet.text(36, y, 'Following this page:', { ...pen.label, isBold: true });
  const items = [
    'Demographics',
    'Card front/back',
    'Last note',
    'Lab results',
    'Imaging',
    'Nothing, see above',
  ];
  const after = tickGrid(pen, form, 40, y + 17, { columns: 3, width: 536 }, sideTicks(form, items, 0.4)) + 6;
  sheet.text(36, after, 'Reply (fax back):', { ...pen.label, isBold: true });
  sheet.text(
    44,
    after + 18,
    'Appt date ______________  time __________  with ______________________',
    pen.body,
  );
  sheet.text(
    44,
    after + 36,
    'Unable to reach pt ____   Not accepting plan ____   Need: _____________________',
    pen.body,
  );
  sheet.text(
    44,
    after + 54,
    `If this fax is not legible call ${somebody(form)} at ${otherPhone(pen, form)} before ${luck.pick(['4', '4:30', '5'])} pm.`,
    print(pen, 9),
  );
  return after + 54;
}
