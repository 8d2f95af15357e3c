/** A clinical document exchanged between systems, as the usual style sheet prints it: a title, tables of who is who, sections with tables. */
import type { Form, Pen } from '../form.ts';
import { penOf, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import { allergyText, clock, medications, otherNumber, otherProblems, someone, table } from './parts.ts';

export const ccdaPrint: Layout = {
  name: 'ccda-print',
  pages: [
    { class: 'referral_form', draw: drawHead },
    { class: 'referral_form', draw: drawSections },
  ],
};

const penFor = (sheet: Sheet, form: Form): Pen =>
  penOf(
    sheet,
    form,
    { face: 'tinos', valueFace: 'tinos', size: 10, labelEnd: '' },
    { name: 'given_first', date: 'words', sex: 'word', isDoctorTitled: false },
  );

type Cells = readonly (readonly Part[])[];

/** A row of two labels in grey, each with what it says beside it. */
function facts(pen: Pen, y: number, lines: readonly Cells[]): number {
  const low = table(pen, 36, y, [100, 190, 90, 160], [], lines, { style: sized(pen, 9.5) });
  return low + 8;
}

function drawHead(sheet: Sheet, form: Form): void {
  const pen = penFor(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.centred(56, 'Referral Note', { ...pen.heading, size: 18 });
  sheet.centred(72, 'Created from a structured document (C-CDA R2.1)', sized(pen, 8));
  let y = facts(pen, 86, [
    [['Patient'], [t('patient_name')], ['Patient ID'], [t('patient_mrn'), ` (1.2.840.${luck.digits(5)})`]],
    [['Date of birth'], [t('birth_date')], ['Sex'], [t('sex')]],
    [
      ['Race'],
      [luck.pick(['White', 'Black or African American', 'Information not available'])],
      ['Ethnicity'],
      [luck.pick(['Not Hispanic or Latino', 'Hispanic or Latino'])],
    ],
    [
      ['Contact info'],
      ['Primary Home:\n', t('patient_address'), '\nTel: ', t('patient_phone')],
      ['Preferred language'],
      [luck.pick(['eng', 'en-US', 'spa'])],
    ],
  ]);
  y = facts(pen, y, [
    [
      ['Document Id'],
      [`2.16.840.1.113883.${luck.digits(6)}`],
      ['Document Created'],
      [t('ordered_on'), ` ${clock(form)}`],
    ],
    [['Care provision'], [`from ${pen.date(one.orderedOn)}`], ['Performer (primary care)'], [t('pcp_name')]],
    [['Author'], [t('referrer_name')], ['NPI'], [t('referrer_npi')]],
    [
      ['Contact info'],
      ['Work Place:\n', t('referrer_address'), '\nTel: ', t('referrer_phone'), '\nFax: ', t('referrer_fax')],
      ['Organization'],
      [{ field: 'referrer_practice', value: one.office.name, text: one.office.name }],
    ],
    [['Entered by'], [`${someone(form, 'given_first')}, RN`], ['Signed'], [pen.date(one.orderedOn)]],
    [
      ['Informant'],
      [`${someone(form, 'given_first')} (${luck.pick(['spouse', 'child', 'parent'])})`],
      ['Tel'],
      [otherNumber(pen, form)],
    ],
    [
      ['Information recipient'],
      [t('requested_provider'), `\n${one.own.name}`],
      ['Contact info'],
      [`Tel: ${pen.phone(one.own.phone)}\nFax: ${pen.phone(one.own.fax)}`],
    ],
    [['Document maintained by'], [one.office.name], ['Legal authenticator'], [t('referrer_name')]],
  ]);
  sheet.text(36, y + 14, 'Table of Contents', sized(pen, 12, true));
  const contents = [
    'Reason for Referral',
    'Plan of Treatment',
    'Encounter Diagnosis',
    'Payers',
    'Problems',
    'Medications',
    'Allergies, Adverse Reactions, Alerts',
    'Care Team',
  ];
  contents.forEach((words, at) => sheet.text(56, y + 30 + at * 12.5, `-  ${words}`, pen.body));
  sheet.textEndingAt(576, 772, '1', sized(pen, 8));
}

function drawSections(sheet: Sheet, form: Form): void {
  const pen = penFor(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  const title = (y: number, words: string): number => {
    sheet.text(36, y + 14, words, sized(pen, 12, true));
    return y + 20;
  };
  const haste = { routine: 'Routine', urgent: luck.pick(['Urgent', 'ASAP']), stat: 'STAT' }[one.urgency];
  let y = title(40, 'Reason for Referral');
  y = sheet.paragraph(36, y + 10, 540, [t('reason')], pen.body);
  y = title(y, 'Plan of Treatment');
  y = table(
    pen,
    36,
    y,
    [216, 78, 78, 88, 80],
    ['Planned Activity', 'Mood', 'Date', 'Priority', 'Through'],
    [
      [
        [t('service')],
        ['Request'],
        [t('ordered_on')],
        [{ field: 'urgency', value: one.urgency, text: haste }],
        [t('expires_on')],
      ],
      [['Lipid panel'], ['Intent'], [pen.date('2026-09-14')], [''], ['']],
      [['Follow up visit, primary care'], ['Appointment'], [pen.date('2026-09-21')], [''], ['']],
    ],
  );
  y = title(y, 'Encounter Diagnosis');
  const codes = one.diagnoses.map(({ code, title: words }): Cells => [
    [words],
    [{ field: 'diagnosis', value: code, text: code }, ' (ICD-10-CM)'],
    [pen.date(one.orderedOn)],
  ]);
  y = table(pen, 36, y, [300, 130, 110], ['Diagnosis', 'Code', 'Date'], codes);
  y = title(y, 'Payers');
  y = table(
    pen,
    36,
    y,
    [180, 120, 110, 130],
    ['Payer name', 'Policy type', 'Member ID', 'Covered party'],
    [[[t('payer')], ['Extended healthcare'], [t('member_id')], [luck.pick(['Self', 'Self', 'Dependent'])]]],
  );
  y = title(y, 'Problems');
  y = table(
    pen,
    36,
    y,
    [310, 130, 100],
    ['Problem', 'Effective dates', 'Status'],
    otherProblems(form, 4).map(([, words, year]): Cells => [[words], [`${year} -`], ['Active']]),
  );
  y = title(y, 'Medications');
  y = table(
    pen,
    36,
    y,
    [200, 250, 90],
    ['Medication', 'Directions', 'Status'],
    medications(form, 4).map(([name, sig]): Cells => [[name], [sig], ['Active']]),
  );
  y = title(y, 'Allergies, Adverse Reactions, Alerts');
  y = table(pen, 36, y, [440, 100], ['Substance', 'Status'], [[[allergyText(form)], ['Active']]]);
  y = title(y, 'Care Team');
  table(
    pen,
    36,
    y,
    [200, 190, 150],
    ['Name', 'Role', 'Telecom'],
    [
      [[t('pcp_name')], ['Primary care provider'], [t('pcp_phone')]],
      [[`${someone(form, 'given_first')}, LCSW`], ['Care coordinator'], [otherNumber(pen, form)]],
    ],
  );
  sheet.textEndingAt(576, 772, '2', sized(pen, 8));
}
