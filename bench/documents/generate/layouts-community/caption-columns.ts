/** Two columns of lines with the captions small below them: the office that refers beside the patient, the family doctor beside who pays. */
import { takePen, type Form, type Pen } from '../form.ts';
import type { Layout } from '../layout.ts';
import {
  asTold,
  bare,
  codesInLine,
  head,
  print,
  serviceChoices,
  sized,
  under,
} from '../layouts-specialty/parts.ts';
import type { Part, Sheet } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';
import { otherPhone, sideTicks, sitesOf, somebody, tickGrid, urgencyWays } from './parts.ts';

export const captionColumns: Layout = {
  name: 'caption-columns',
  isFilledIn: true,
  specialties: ['Endocrinology', 'Rheumatology', 'Nephrology', 'Pulmonary', 'Maternal Fetal Medicine'],
  pages: [{ class: 'referral_form', draw }],
};

type Line = PaperField | { readonly caption: string; readonly words: string };

function draw(sheet: Sheet, wide: Form): void {
  const form = sized(wide, 10);
  const pen = takePen(sheet, form);
  const { case: one } = form;
  const group = `LARKSPUR ${one.specialty.toUpperCase()}`;
  sheet.centred(46, group, head(pen, 17));
  sheet.centred(60, bare(pen, 'title'), head(pen, 11));
  const [main, north] = sitesOf(pen, form, 2);
  const numbers = `Main: ${pen.phone(one.own.phone)}  Fax ${pen.phone(one.own.fax)}   |   ${north?.town}: ${north?.phone}  Fax ${north?.fax}`;
  sheet.centred(73, numbers, print(pen, 8));
  sheet.line(36, 80, 576, 80, 1.6);
  sheet.text(36, 96, bare(pen, 'section_patient'), head(pen, 10));
  sheet.text(316, 96, bare(pen, 'section_referrer'), head(pen, 10));
  const patient: readonly Line[] = [
    'patient_name',
    'birth_date',
    'patient_phone',
    'patient_address',
    'sex',
    { caption: 'Emergency contact / phone', words: `${somebody(form)}  ${otherPhone(pen, form)}` },
    'patient_mrn',
  ];
  const referrer: readonly Line[] = [
    'ordered_on',
    'referrer_name',
    'referrer_npi',
    'referrer_practice',
    'referrer_phone',
    'referrer_fax',
    { caption: 'Office contact person', words: somebody(form).split(' ')[0] ?? '' },
  ];
  stack(pen, 36, 116, patient);
  stack(pen, 316, 116, referrer);
  const insurance: readonly Line[] = ['payer', 'member_id', { caption: 'Group / Plan #', words: one.group }];
  stack(pen, 36, 340, insurance);
  const pcp: readonly Line[] = [
    'pcp_name',
    'pcp_phone',
    { caption: 'Subscriber name, if not the patient', words: 'self' },
  ];
  stack(pen, 316, 340, pcp);
  clinical(pen, form, 440, main?.fax ?? '');
}

function stack(pen: Pen, x: number, top: number, lines: readonly Line[]): void {
  lines.forEach((line, at) => {
    const y = top + at * 31;
    if (typeof line === 'string') under(pen, x, y, 260, line, line);
    else {
      pen.sheet.text(x + 3, y, line.words, pen.value);
      pen.sheet.line(x, y + 3, x + 260, y + 3, 0.6);
      pen.sheet.text(x + 2, y + 10.5, line.caption, print(pen, 7));
    }
  });
}

function clinical(pen: Pen, form: Form, top: number, oldFax: string): void {
  const { sheet } = pen;
  const { case: one, luck } = form;
  sheet.inverse(36, top, 540, 14, bare(pen, 'section_reason'), head(pen, 9));
  sheet.text(36, top + 32, pen.labelText('urgency'), pen.label);
  const soon = asTold('urgency', one.urgency, luck.pick(urgencyWays));
  tickGrid(pen, form, 40, top + 48, { columns: 3, width: 536 }, soon);
  sheet.text(36, top + 68, pen.labelText('service'), pen.label);
  let y = tickGrid(pen, form, 40, top + 84, { columns: 2, width: 536 }, serviceChoices(form)) + 6;
  const told = (label: string, parts: readonly Part[]): void => {
    sheet.text(36, y, label, pen.label);
    y = sheet.paragraph(44, y + 14, 526, parts, pen.value, 1.2) + 5;
  };
  told(pen.labelText('reason'), [pen.tagged('reason')]);
  told(pen.labelText('diagnosis'), codesInLine(form, '   '));
  sheet.text(36, y, 'Include with this form:', print(pen, 8.5, true));
  const enclosed = ['Last 2 visit notes', 'Labs past 12 mo', 'Imaging reports', 'Medication list'];
  tickGrid(pen, form, 140, y, { columns: 4, width: 436, size: 8.5 }, sideTicks(form, enclosed, 0.6));
  const foot = `Records are reviewed before scheduling. Incomplete referrals are returned. We do not use fax ${oldFax} any more. Patients who miss a new visit without 48 hours notice are not rescheduled.`;
  sheet.paragraph(36, 738, 540, [foot], print(pen, 7.5), 1.2);
}
