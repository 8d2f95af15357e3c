/** A request for authorization printed from a portal: the address of the page, numbered sections, questions with answers behind them. */
import type { Form, Pen } from '../form.ts';
import { penOf, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { band, clock, otherNumber, priorityPart, rows, someone, table } from './parts.ts';

export const portalRequest: Layout = { name: 'portal-request', pages: [{ class: 'referral_form', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(
    sheet,
    form,
    { face: 'ptSans', valueFace: 'ptSans', size: 9.5, labelEnd: ':' },
    { isDoctorTitled: false },
  );
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.text(30, 26, `${pen.date('2026-06-14')}, ${clock(form)}`, sized(pen, 7.5));
  sheet.text(250, 26, 'Referral Authorization Request - Provider Portal', sized(pen, 7.5));
  sheet.text(36, 56, 'Referral Authorization Request', { ...pen.heading, size: 17 });
  sheet.box(392, 36, 184, 36, 0.8);
  sheet.paragraph(398, 49, 174, ['Request #: ', t('referral_number')], sized(pen, 9.5, true));
  sheet.text(
    398,
    63,
    `Status: ${luck.pick(['Submitted', 'Approved', 'Pended - info sent', 'Auto-approved'])}`,
    sized(pen, 9),
  );
  const wide = [120, 140] as const;
  let y = band(pen, 36, 92, 540, '1  Member');
  const member = rows(pen, 36, y, wide, [
    ['Member Name:', [t('patient_name')]],
    ['Date of Birth:', [t('birth_date')]],
    ['Gender:', [t('sex')]],
    ['Member Phone:', [t('patient_phone')]],
    ['Member Address:', [t('patient_address')]],
  ]);
  const plan = rows(pen, 312, y, wide, [
    ['Health Plan:', [t('payer')]],
    ['Member ID:', [t('member_id')]],
    ['Group:', [one.group]],
    ['Subscriber:', [luck.pick(['Self', someone(form, 'given_first')])]],
    ['Eligibility verified:', [`${pen.date(one.orderedOn)}  Active`]],
    ['Patient Acct:', [t('patient_mrn')]],
  ]);
  y = band(pen, 36, Math.max(member, plan) + 10, 540, '2  Requesting provider');
  const from = rows(pen, 36, y, wide, [
    ['Requesting Provider:', [t('referrer_name')]],
    ['Provider NPI:', [t('referrer_npi')]],
    ['Practice:', [practicePart(form)]],
    ['Member PCP:', [t('pcp_name')]],
  ]);
  const contact = rows(pen, 312, y, wide, [
    ['Contact Name:', [someone(form, 'given_first')]],
    ['Contact Phone:', [t('referrer_phone')]],
    ['Contact Fax:', [t('referrer_fax')]],
    ['Submitted On:', [t('ordered_on'), ` ${clock(form)}`]],
  ]);
  y = servicing(pen, form, Math.max(from, contact) + 10);
  const legal =
    'An approval is not a guarantee of payment. Payment depends on eligibility on the date of service and the limits of the plan. Request reconsideration within 60 days at the number on the member card.';
  sheet.paragraph(
    36,
    y + 14,
    540,
    [legal, ` Questions: utilization management ${otherNumber(pen, form)}, fax ${otherNumber(pen, form)}.`],
    sized(pen, 8),
  );
  sheet.text(30, 778, `https://portal.invalid/referrals/view?id=${luck.digits(8)}&print=1`, sized(pen, 7.5));
  sheet.textEndingAt(582, 778, '1/1', sized(pen, 7.5));
}

function servicing(pen: Pen, form: Form, y: number): number {
  const { case: one, luck } = form;
  const t = pen.tagged;
  const wide = [120, 140] as const;
  let base = band(pen, 36, y, 540, '3  Servicing provider');
  const left = rows(pen, 36, base, wide, [
    ['Servicing Provider:', [t('requested_provider')]],
    ['Servicing Facility:', [one.own.name]],
  ]);
  const right = rows(pen, 312, base, wide, [
    ['Phone / Fax:', [`${pen.phone(one.own.phone)}\n${pen.phone(one.own.fax)}`]],
    ['Network:', [luck.pick(['In network', 'Tier 1', 'Participating'])]],
  ]);
  base = band(pen, 36, Math.max(left, right) + 10, 540, '4  Service');
  const first = rows(pen, 36, base, wide, [
    ['Request Type:', [luck.pick(['Outpatient referral', 'Specialist referral', 'Outpatient'])]],
    ['Review Priority:', [priorityPart(form)]],
  ]);
  rows(pen, 312, base, wide, [
    ['Authorization #:', [t('authorisation_number')]],
    ['Valid Through:', [t('expires_on')]],
  ]);
  const codes = one.diagnoses.map(({ code, title }, at): readonly (readonly Part[])[] => [
    [at === 0 ? 'Primary' : 'Secondary'],
    [{ field: 'diagnosis', value: code, text: code }],
    [title],
  ]);
  base = rows(pen, 36, first, [120, 400], [['Service Requested:', [t('service')]]]);
  base = table(pen, 36, base, [80, 80, 380], ['Dx type', 'Dx code', 'Dx description'], codes);
  base = table(
    pen,
    36,
    base + 8,
    [80, 80, 240, 140],
    ['CPT', 'Units', 'Description', 'Place of service'],
    [
      [
        [luck.pick(['99204', '99244', '99203'])],
        [String(luck.whole(1, 6))],
        ['Office visit, new patient'],
        ['11 - Office'],
      ],
    ],
  );
  base = rows(
    pen,
    36,
    base + 18,
    [120, 420],
    [
      ['Clinical Information:', [t('reason')]],
      ['Attachments:', [luck.pick(['1 file (progress_note.pdf)', 'none', '2 files'])]],
    ],
  );
  base = band(pen, 36, base + 8, 540, '5  Activity');
  const step = (iso: string, what: string): readonly (readonly Part[])[] => [
    [`${pen.date(iso)} ${clock(form)}`],
    [someone(form, 'given_first')],
    [what],
  ];
  return table(
    pen,
    36,
    base - 8,
    [150, 130, 260],
    ['When', 'Who', 'What'],
    [
      step(one.orderedOn, 'Request submitted'),
      step('2026-06-14', 'Status changed, letter sent to member'),
      step('2026-06-14', `Fax to servicing provider ${pen.phone(one.own.fax)}`),
    ],
    { rules: 'under' },
  );
}
