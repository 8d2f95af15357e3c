/** A form made of framed cells under grey bars, labels small in the corners; parent, subscriber and guarantor stand beside the patient. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { asTold, bare, codesInLine, head, print, serviceChoices, sized } from '../layouts-specialty/parts.ts';
import type { Sheet } from '../sheet.ts';
import {
  cellOf,
  cellRow,
  greyBar,
  groupNotice,
  officeUse,
  otherCell,
  otherPhone,
  sideTicks,
  somebody,
  tickGrid,
  urgencyWays,
  type Cell,
} from './parts.ts';

export const framedSections: Layout = {
  name: 'framed-sections',
  isFilledIn: true,
  specialties: ['Dermatology', 'Allergy', 'ENT', 'Podiatry', 'Wound Care'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  sheet.text(36, 50, `Larkspur ${one.specialty}`, { ...head(pen, 20), isBold: false });
  sheet.text(
    36,
    65,
    `${one.own.address.line1}, ${one.own.address.city}, ${one.own.address.state}`,
    print(pen, 8),
  );
  sheet.textEndingAt(576, 44, bare(pen, 'title'), head(pen, 12));
  const [fax, phone] = [pen.phone(one.own.fax), pen.phone(one.own.phone)];
  sheet.textEndingAt(576, 57, `Fax completed form to ${fax}`, print(pen, 8.5, true));
  sheet.textEndingAt(576, 68, `Questions: ${phone} opt. 2`, print(pen, 8));
  const row = (y: number, ...cells: readonly Cell[]): number => cellRow(pen, 36, y, cells);
  greyBar(pen, 36, 78, 540, bare(pen, 'section_patient'));
  let y = row(92, cellOf(pen, 'patient_name', 250), cellOf(pen, 'birth_date', 130), cellOf(pen, 'sex', 160));
  y = row(y, cellOf(pen, 'patient_address', 350), cellOf(pen, 'patient_phone', 190));
  const kin = luck.pick(['n/a', somebody(form)]);
  y = row(
    y,
    otherCell('Parent / legal guardian (if minor)', kin, 210),
    otherCell('Guardian phone', kin === 'n/a' ? '' : otherPhone(pen, form), 130),
    otherCell('Language / interpreter', luck.pick(['English', 'Spanish - yes', 'ASL']), 200),
  );
  greyBar(pen, 36, y, 540, bare(pen, 'section_insurance'));
  y = row(
    y + 14,
    cellOf(pen, 'payer', 220),
    cellOf(pen, 'member_id', 190),
    otherCell('Group', one.group, 130),
  );
  y = row(
    y,
    otherCell('Subscriber (if other)', luck.pick(['', 'same', somebody(form)]), 190),
    otherCell('Secondary insurance', luck.pick(['none', '', 'see card']), 160),
    cellOf(pen, 'authorisation_number', 190),
  );
  greyBar(pen, 36, y, 540, bare(pen, 'section_referrer'));
  y = row(y + 14, cellOf(pen, 'referrer_practice', 300), cellOf(pen, 'referrer_name', 240));
  y = row(
    y,
    cellOf(pen, 'referrer_phone', 150),
    cellOf(pen, 'referrer_fax', 150),
    cellOf(pen, 'referrer_npi', 110),
    cellOf(pen, 'ordered_on', 130),
  );
  clinical(pen, form, y);
}

function clinical(pen: Pen, form: Form, top: number): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  greyBar(pen, 36, top, 540, bare(pen, 'section_reason'));
  let y = cellRow(pen, 36, top + 14, [{ ...cellOf(pen, 'reason', 540) }], 42);
  y = cellRow(pen, 36, y, [{ label: bare(pen, 'diagnosis'), parts: codesInLine(form, '; '), width: 540 }]);
  const from = y;
  sheet.text(39, y + 11, bare(pen, 'service'), print(pen, 8, true));
  sheet.text(309, y + 11, bare(pen, 'urgency'), print(pen, 8, true));
  const grid = { columns: 1, width: 264 };
  const left = tickGrid(pen, form, 44, y + 27, grid, serviceChoices(form));
  const right = tickGrid(
    pen,
    form,
    314,
    y + 27,
    grid,
    asTold('urgency', one.urgency, luck.pick(urgencyWays)),
  );
  sheet.text(309, right + 3, 'Enclosed', print(pen, 8, true));
  const enclosed = ['Notes', 'Path / lab results', 'Photos', 'Copy of card'];
  const low = tickGrid(
    pen,
    form,
    314,
    right + 18,
    { columns: 2, width: 260 },
    sideTicks(form, enclosed, 0.5),
  );
  y = Math.max(left, low) - 6;
  sheet.box(36, from, 270, y - from, 0.6);
  sheet.box(306, from, 270, y - from, 0.6);
  const words =
    'We will call your patient within 2 business days and fax you the appointment date. If you have not heard from us in 5 days please resend. HMO patients must have a referral on file before the visit.';
  sheet.paragraph(36, y + 13, 540, [words], print(pen, 8), 1.2);
  groupNotice(pen, form, 36, Math.max(y + 44, 668), 540);
  officeUse(pen, 36, Math.max(y + 96, 726), 540, ['Received', 'Scheduled', 'Provider', 'By']);
}
