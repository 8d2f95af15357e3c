/** A referral order of a hospital system: one table of order details, each detail in a row, and the banner of the patient above. */
import type { Form } from '../form.ts';
import { penOf, plainLabel, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import {
  ageOf,
  allergyText,
  clock,
  dxLines,
  foot,
  otherNumber,
  priorityPart,
  someone,
  table,
} from './parts.ts';

export const orderDetail: Layout = { name: 'order-detail', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(
    sheet,
    form,
    { face: 'arimo', valueFace: 'arimo', size: 9, labelEnd: '' },
    { name: 'capitals', isDoctorTitled: false },
  );
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.box(36, 34, 540, 58, 0.8);
  const fin = luck.digits(10);
  const banner: readonly (readonly Part[])[] = [
    [t('patient_name')],
    ['DOB: ', t('birth_date'), `   Age: ${ageOf(form)} years   Sex: `, t('sex')],
    ['MRN: ', t('patient_mrn'), `   FIN: ${fin}`],
    [`Allergies: ${allergyText(form)}`],
  ];
  banner.forEach((parts, at) =>
    sheet.paragraph(42, 48 + at * 12.5, 330, parts, sized(pen, at === 0 ? 11 : 9, at === 0)),
  );
  sheet.paragraph(376, 48, 196, ['Loc: ', practicePart(form)], sized(pen, 8.5));
  sheet.text(376, 73, `Outpatient [${pen.date(one.orderedOn)} - ]`, sized(pen, 8.5));
  sheet.text(376, 85, `Attending: ${someone(form, 'given_first')}, MD`, sized(pen, 8.5));
  sheet.text(36, 116, 'Referral Order', { ...pen.heading, size: 15 });
  sheet.text(36, 129, `Order ID ${luck.digits(10)}   Ordered   Electronic`, sized(pen, 8));
  const label = (name: Parameters<typeof plainLabel>[1]): readonly Part[] => [plainLabel(pen, name)];
  const details: readonly (readonly (readonly Part[])[])[] = [
    [label('service'), [t('service')]],
    [['Order Date/Time'], [t('ordered_on'), ` ${clock(form)} EDT`]],
    [['Priority'], [priorityPart(form)]],
    [['Class'], [luck.pick(['External', 'Refer out', 'Consult and treat'])]],
    [label('reason'), [t('reason')]],
    [label('diagnosis'), dxLines(form, luck.pick(['dash', 'parentheses']))],
    [['Refer To'], [t('requested_provider'), `\n${one.own.name}`]],
    [['Refer To Phone / Fax'], [`${pen.phone(one.own.phone)} / ${pen.phone(one.own.fax)}`]],
    [['Requested Start Date/Time'], [pen.date('2026-06-22')]],
    [['Stop Date'], [t('expires_on')]],
    [['Number of Visits'], [String(luck.whole(1, 12))]],
    [['Records to Send'], [luck.pick(['Last office note, labs', 'Imaging, labs', 'All pertinent'])]],
    [['Constant Indicator'], ['No']],
  ];
  let y = table(pen, 36, 140, [150, 390], ['Order Detail', 'Value'], details, { style: sized(pen, 9) });
  const people: readonly (readonly (readonly Part[])[])[] = [
    [['Ordering Provider'], [t('referrer_name')], ['NPI ', t('referrer_npi')]],
    [['Order Entered By'], [`${someone(form, 'capitals')}, RN`], [clock(form)]],
    [['Primary Care Physician'], [t('pcp_name')], [t('pcp_phone')]],
    [['Clinic contact'], ['Ph ', t('referrer_phone')], ['Fx ', t('referrer_fax')]],
  ];
  y = table(pen, 36, y + 14, [150, 240, 150], ['Role', 'Name', 'Contact'], people);
  y = table(
    pen,
    36,
    y + 14,
    [100, 180, 130, 130],
    ['Health Plan', 'Name', 'Member Nbr', 'Group'],
    [
      [['Primary'], [t('payer')], [t('member_id')], [one.group]],
      [['Secondary'], [luck.pick(['None', 'Self Pay', ''])], [''], ['']],
    ],
  );
  const contact: readonly Part[] = ['Patient contact: ', t('patient_address'), '   Ph: ', t('patient_phone')];
  y = sheet.paragraph(36, y + 18, 540, contact, sized(pen, 9));
  y = sheet.paragraph(
    36,
    y + 4,
    540,
    [
      `Next of kin: ${someone(form, 'capitals')} (${luck.pick(['Spouse', 'Child', 'Parent'])}) ${otherNumber(pen, form)}`,
    ],
    sized(pen, 9),
  );
  sheet.paragraph(
    36,
    y + 8,
    540,
    ['Electronically signed by ', t('referrer_name'), ` on ${pen.date(one.orderedOn)} ${clock(form)} EDT`],
    sized(pen, 8.5),
  );
  foot(
    pen,
    `Report Request ID: ${luck.digits(8)}   Print Date/Time: ${pen.date('2026-06-14')} ${clock(form)}`,
    'Page 1 of 1',
  );
}
