/** A group with six offices: all of them with their numbers on top, sections with lines to fill in, services and reasons to tick, doctors to choose from. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import { asTold, bare, codesInLine, head, print, serviceChoices, sized } from '../layouts-specialty/parts.ts';
import type { Sheet } from '../sheet.ts';
import {
  banner,
  doctorAnswers,
  greyBar,
  groupNotice,
  lineRows,
  officeUse,
  reasonAnswers,
  sideTicks,
  sitesOf,
  somebody,
  tickGrid,
  urgencyWays,
} from './parts.ts';

export const groupLocations: Layout = {
  name: 'group-locations',
  isFilledIn: true,
  specialties: ['Gastroenterology'],
  pages: [{ class: 'referral_form', draw }],
};

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 9.5);
  const pen = takePen(sheet, form);
  const { case: one, luck } = form;
  banner(pen, form, 36, 50, 'Larkspur Digestive Health');
  sheet.textEndingAt(576, 42, bare(pen, 'title'), head(pen, 12));
  sheet.textEndingAt(576, 56, `Central referral fax: ${pen.phone(one.own.fax)}`, print(pen, 9, true));
  locations(pen, form);
  let y = greyBar(pen, 36, 136, 540, bare(pen, 'section_referrer'));
  y = lineRows(pen, 40, y, 536, [
    [
      ['referrer_name', 0.62],
      ['referrer_npi', 0.38],
    ],
    [
      ['referrer_practice', 0.6],
      ['ordered_on', 0.4],
    ],
    [
      ['referrer_phone', 0.5],
      ['referrer_fax', 0.5],
    ],
  ]);
  sheet.text(
    40,
    y,
    `Form completed by:  ${somebody(form)}, ${luck.pick(['MA', 'referrals', 'LPN'])}`,
    pen.body,
  );
  y = greyBar(pen, 36, y + 8, 540, bare(pen, 'section_patient'));
  y = lineRows(pen, 40, y, 536, [
    [
      ['patient_name', 0.6],
      ['birth_date', 0.4],
    ],
    [['patient_address', 1]],
    [
      ['patient_phone', 0.55],
      ['sex', 0.45],
    ],
    [
      ['payer', 0.55],
      ['member_id', 0.45],
    ],
  ]);
  clinical(pen, form, y);
}

function clinical(pen: Pen, form: Form, top: number): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  let y = greyBar(pen, 36, top - 8, 540, bare(pen, 'section_reason'));
  sheet.text(40, y, pen.labelText('urgency'), pen.label);
  const soon = asTold('urgency', one.urgency, luck.pick(urgencyWays));
  y = tickGrid(pen, form, 44, y + 15, { columns: 3, width: 534 }, soon) + 3;
  sheet.text(40, y, pen.labelText('service'), pen.label);
  sheet.text(312, y, bare(pen, 'requested_provider'), pen.label);
  const low = tickGrid(pen, form, 44, y + 15, { columns: 1, width: 256, step: 14 }, serviceChoices(form));
  const beside = { columns: 1, width: 256, step: 14 };
  y = Math.max(low, tickGrid(pen, form, 316, y + 15, beside, doctorAnswers(form, 5))) + 3;
  sheet.text(40, y, `${bare(pen, 'reason')} (check one)`, pen.label);
  y = tickGrid(pen, form, 44, y + 15, { columns: 3, width: 534, step: 14 }, reasonAnswers(form)) + 3;
  sheet.text(40, y, pen.labelText('diagnosis'), pen.label);
  const left = 46 + sheet.widthOf(pen.labelText('diagnosis'), pen.label);
  y = sheet.paragraph(left, y, 570 - left, codesInLine(form, '; '), print(pen, 9)) + 2;
  const enclosed = [
    'Office notes',
    'Labs (CBC, CMP)',
    'Imaging',
    'Insurance card',
    'Med list',
    'Prior scopes',
  ];
  sheet.text(40, y, 'Please attach:', print(pen, 8.5, true));
  y = tickGrid(pen, form, 106, y, { columns: 6, width: 470, size: 8 }, sideTicks(form, enclosed, 0.5));
  groupNotice(pen, form, 36, Math.max(y + 4, 668), 540);
  officeUse(pen, 36, 726, 540, ['Rec’d', 'Appt', 'Loc', 'Called x', 'Initials']);
}

function locations(pen: Pen, form: Form): void {
  const { sheet } = pen;
  sitesOf(pen, form, 6).forEach(({ town, street, phone, fax }, at) => {
    const [x, y] = [36 + (at % 3) * 182, 74 + Math.floor(at / 3) * 31];
    sheet.text(x, y, town, print(pen, 7.5, true));
    sheet.text(x, y + 9, street.split(',')[0] ?? '', print(pen, 7));
    sheet.text(x, y + 18, `P ${phone}  F ${fax}`, print(pen, 7));
  });
  pen.rule(130);
}
