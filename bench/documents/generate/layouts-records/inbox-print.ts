/** A message from the inbox of a record system, printed: who to whom, re which patient, the order in sentences, and an older message under it. */
import type { Form, Pen } from '../form.ts';
import { codesInLine, penOf, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { ageOf, clock, foot, history, otherNumber, rows, someone } from './parts.ts';

export const inboxPrint: Layout = { name: 'inbox-print', pages: [{ class: 'letter', draw }] };

function draw(sheet: Sheet, form: Form): void {
  const pen = penOf(
    sheet,
    form,
    { face: 'carlito', valueFace: 'carlito', size: 10.5, labelEnd: ':', isLabelBold: true },
    { isDoctorTitled: false },
  );
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.text(36, 48, 'Patient Case / Message', { ...pen.heading, size: 15 });
  sheet.textEndingAt(576, 48, `Message ID ${luck.digits(7)}`, sized(pen, 8.5));
  sheet.line(36, 54, 576, 54, 1.2);
  const clerk = someone(form, 'given_first');
  let y = rows(
    pen,
    36,
    72,
    [62, 470],
    [
      ['From:', [t('referrer_name')]],
      ['To:', [`Referrals Pool; ${clerk}`]],
      ['Cc:', [t('pcp_name'), ' (PCP)']],
      ['Sent:', [t('ordered_on'), ` ${clock(form)}`]],
      ['Subject:', [`Referral - ${one.specialty}`]],
      [
        'Re:',
        [
          t('patient_name'),
          '  DOB ',
          t('birth_date'),
          `  (${ageOf(form)} y/o `,
          t('sex'),
          ')  MRN ',
          t('patient_mrn'),
        ],
      ],
    ],
  );
  sheet.line(36, y - 4, 576, y - 4, 0.5);
  const haste = {
    routine: ['routine', 'no rush, routine'],
    urgent: ['urgent', 'urgent, within 2 weeks', 'ASAP'],
    stat: ['STAT', 'STAT today'],
  };
  const soon: Part = { field: 'urgency', value: one.urgency, text: luck.pick(haste[one.urgency]) };
  const says: readonly (readonly Part[])[] = [
    [luck.pick(['Hi all,', 'Good morning,', 'Team -'])],
    ['Please send a referral to ', t('requested_provider'), ` at ${one.own.name} (${one.specialty}).`],
    ['Referral for: ', t('service')],
    ['Reason: ', t('reason')],
    ['Dx: ', ...codesInLine(form, luck.pick(['before', 'after', 'bare']))],
    ['Timeframe: ', soon],
    [
      luck.pick([
        'Please attach my last note and labs.',
        'Send imaging with it.',
        'Attach problem list and meds please.',
      ]),
    ],
  ];
  y = says.reduce((base, parts) => sheet.paragraph(36, base, 530, parts, pen.body) + 5, y + 14);
  y = sheet.paragraph(
    36,
    y + 2,
    530,
    [
      t('referrer_name'),
      '\n',
      practicePart(form),
      '\nNPI ',
      t('referrer_npi'),
      '\nP ',
      t('referrer_phone'),
      ' / F ',
      t('referrer_fax'),
    ],
    sized(pen, 9.5),
    1.15,
  );
  y = attached(pen, form, y + 12);
  sheet.line(36, y, 576, y, 0.5);
  y = sheet.paragraph(
    36,
    y + 16,
    540,
    [
      `----- Previous message -----\nFrom: ${someone(form, 'given_first')}, MA   To: ${someone(form, 'given_first')}, RN   ${pen.date('2026-05-28')} ${clock(form)}\nPt called, asks whether the office has heard from the specialist, wants a call back at ${otherNumber(pen, form)} after 3 pm. Refill of ibuprofen also asked for.`,
    ],
    sized(pen, 9),
  );
  sheet.paragraph(
    36,
    y + 6,
    540,
    [
      `Actions taken:\n${pen.date('2026-05-28')}  ${clerk}  Read\n${pen.date('2026-06-14')}  ${clerk}  Faxed to ${one.own.name} at ${pen.phone(one.own.fax)}\n${pen.date('2026-06-14')}  ${clerk}  Closed`,
    ],
    sized(pen, 9),
  );
  foot(pen, `Printed from In Basket by ${clerk}`, `${pen.date('2026-06-14')}  Page 1`);
}

/** What the system puts under a message of the patient it is about. */
function attached(pen: Pen, form: Form, y: number): number {
  const { case: one, luck } = form;
  const t = pen.tagged;
  pen.sheet.fill(36, y - 11, 540, 15, 0.9);
  pen.sheet.text(40, y, 'Patient snapshot (added automatically)', sized(pen, 9.5, true));
  const left = rows(
    pen,
    40,
    y + 18,
    [70, 190],
    [
      ['Phone:', [t('patient_phone')]],
      ['Address:', [t('patient_address')]],
      [
        'Pharmacy:',
        [`${luck.pick(['CVS', 'Walgreens', 'Kroger'])} #${luck.digits(4)} ${otherNumber(pen, form)}`],
      ],
    ],
  );
  const right = rows(
    pen,
    316,
    y + 18,
    [70, 186],
    [
      ['Insurance:', [t('payer')]],
      ['ID / Grp:', [t('member_id'), ` / ${one.group}`]],
      ['Last visit:', [pen.date('2026-05-20')]],
      ['Next visit:', [pen.date('2026-08-24')]],
    ],
  );
  return history(pen, form, Math.max(left, right) + 8) + 6;
}
