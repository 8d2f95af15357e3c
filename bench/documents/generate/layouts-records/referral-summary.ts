/** An outgoing referral of two pages: who, from whom, to whom and why in cells; then problems, medicines, results and the visit. */
import type { Form, Pen } from '../form.ts';
import { penOf, practicePart, sized } from '../layouts-practices/parts.ts';
import type { Layout } from '../layout.ts';
import type { Part, Sheet } from '../sheet.ts';
import {
  ageOf,
  allergyText,
  band,
  clock,
  foot,
  headed,
  medications,
  otherNumber,
  otherProblems,
  priorityPart,
  someone,
  table,
} from './parts.ts';

export const referralSummary: Layout = {
  name: 'referral-summary',
  pages: [
    { class: 'referral_form', draw: drawFirst },
    { class: 'referral_form', draw: drawSecond },
  ],
};

const penFor = (sheet: Sheet, form: Form): Pen =>
  penOf(
    sheet,
    form,
    { face: 'lato', valueFace: 'lato', size: 9, labelEnd: '', isLabelBold: false },
    { isDoctorTitled: false },
  );

function drawFirst(sheet: Sheet, form: Form): void {
  const pen = penFor(sheet, form);
  const { case: one, luck } = form;
  const t = pen.tagged;
  sheet.text(36, 52, 'Outgoing Referral', { ...pen.heading, size: 18, isBold: false });
  sheet.paragraph(330, 46, 246, ['Referral ID: ', t('referral_number')], sized(pen, 10, true));
  sheet.text(330, 59, `Status: Authorized    Type: Consultation    Class: Outgoing`, sized(pen, 8));
  let y = band(pen, 36, 82, 540, 'Patient');
  y = headed(
    pen,
    40,
    y,
    [190, 110, 90, 146],
    [
      ['PATIENT NAME', [t('patient_name')]],
      ['DOB', [t('birth_date'), ` (${ageOf(form)} yrs)`]],
      ['LEGAL SEX', [t('sex')]],
      ['MRN', [t('patient_mrn')]],
    ],
  );
  y = headed(
    pen,
    40,
    y,
    [190, 110, 90, 146],
    [
      ['ADDRESS', [t('patient_address')]],
      ['HOME PHONE', [t('patient_phone')]],
      ['WORK PHONE', [luck.chance(0.6) ? otherNumber(pen, form) : '--']],
      ['NEED INTERPRETER?', ['No']],
    ],
  );
  y = band(pen, 36, y + 6, 540, 'Referred By');
  y = headed(
    pen,
    40,
    y,
    [190, 110, 90, 146],
    [
      ['PROVIDER', [t('referrer_name')]],
      ['NPI', [t('referrer_npi')]],
      ['SPECIALTY', [luck.pick(['Family Medicine', 'Internal Med', 'Family Practice'])]],
      ['LOCATION / POS', [practicePart(form)]],
    ],
  );
  y = headed(
    pen,
    40,
    y,
    [190, 110, 90, 146],
    [
      ['LOCATION ADDRESS', [t('referrer_address')]],
      ['PHONE', [t('referrer_phone')]],
      ['FAX', [t('referrer_fax')]],
      ['PRIMARY CARE PROVIDER', [t('pcp_name')]],
    ],
  );
  y = band(pen, 36, y + 6, 540, 'Referred To');
  y = headed(
    pen,
    40,
    y,
    [190, 110, 90, 146],
    [
      ['PROVIDER', [t('requested_provider')]],
      ['PHONE', [pen.phone(one.own.phone)]],
      ['FAX', [pen.phone(one.own.fax)]],
      ['LOCATION', [one.own.name]],
    ],
  );
  y = band(pen, 36, y + 6, 540, 'Referral');
  y = headed(
    pen,
    40,
    y,
    [90, 100, 90, 110, 146],
    [
      ['ENTRY DATE', [t('ordered_on')]],
      ['PRIORITY', [priorityPart(form)]],
      ['EXPIRES', [t('expires_on')]],
      ['AUTH #', [t('authorisation_number')]],
      ['VISITS REQ / AUTH / USED', [`${luck.whole(1, 6)} / ${luck.whole(1, 6)} / 0`]],
    ],
  );
  y = headed(pen, 40, y, [536], [['SERVICE', [t('service')]]], { ...pen.value, isBold: true });
  y = headed(pen, 40, y, [536], [['REASON FOR REFERRAL', [t('reason')]]]);
  const codes = one.diagnoses.map(({ code, title }, at) => [
    [String(at + 1)],
    [title],
    [{ field: 'diagnosis' as const, value: code, text: code }],
  ]);
  y = table(pen, 40, y, [40, 396, 96], ['#', 'Diagnosis', 'ICD-10-CM'], codes, { rules: 'under' });
  y = band(pen, 36, y + 20, 540, 'Coverage');
  y = headed(
    pen,
    40,
    y,
    [220, 130, 90, 96],
    [
      ['PAYER / PLAN', [t('payer')]],
      ['SUBSCRIBER NUMBER', [t('member_id')]],
      ['GROUP', [one.group]],
      ['SUBSCRIBER REL.', [luck.pick(['Self', 'Self', 'Spouse'])]],
    ],
  );
  y = band(pen, 36, y + 6, 540, 'Referral Notes');
  const note = (iso: string, role: string, words: string): readonly (readonly Part[])[] => [
    [pen.date(iso)],
    [`${someone(form, 'family_first')}, ${role}`],
    [words],
  ];
  table(
    pen,
    40,
    y - 8,
    [80, 130, 322],
    ['Date', 'Author', 'Note'],
    [
      note(
        '2026-06-14',
        'RN',
        'Packet faxed to the specialty office, please call the patient directly to schedule.',
      ),
      note(
        '2026-06-14',
        'Patient Access',
        luck.pick([
          'Benefits verified. No authorization needed for office visit.',
          'Approved per plan portal, see Auth #. Visits counted from entry date.',
        ]),
      ),
      note('2026-06-13', 'MA', `Left message for patient at ${otherNumber(pen, form)} (daughter).`),
    ],
    { rules: 'under' },
  );
  foot(pen, `Generated on ${pen.date('2026-06-14')} ${clock(form)}`, 'Page 1 of 2');
}

function drawSecond(sheet: Sheet, form: Form): void {
  const pen = penFor(sheet, form);
  const { luck } = form;
  const year = luck.pick(['2024', '2025', '2026']);
  sheet.paragraph(
    36,
    48,
    540,
    [pen.tagged('patient_name'), '  (MRN ', pen.tagged('patient_mrn'), ')'],
    sized(pen, 9, true),
  );
  let y = band(pen, 36, 72, 540, 'Problem List');
  y = table(
    pen,
    40,
    y - 8,
    [90, 340, 100],
    ['Code', 'Problem', 'Noted'],
    otherProblems(form, 5).map((cells) => cells.map((words) => [words])),
    { rules: 'under', isHeadShaded: false },
  );
  y = band(pen, 36, y + 22, 540, 'Current Outpatient Medications');
  y = table(
    pen,
    40,
    y - 8,
    [250, 280],
    ['Medication', 'Sig'],
    medications(form, 6).map((cells) => cells.map((words) => [words])),
    { rules: 'under', isHeadShaded: false },
  );
  y = band(pen, 36, y + 22, 540, 'Allergies');
  sheet.text(40, y, allergyText(form), pen.body);
  y = band(pen, 36, y + 24, 540, `Vitals and results, office visit with ${someone(form, 'given_first')}, RN`);
  const lab = (name: string, value: string, range: string) => [
    [name],
    [value],
    [range],
    [pen.date(`${year}-0${luck.whole(1, 5)}-1${luck.whole(0, 9)}`)],
  ];
  y = table(
    pen,
    40,
    y - 8,
    [150, 120, 140, 120],
    ['Component', 'Value', 'Ref Range', 'Collected'],
    [
      lab('BP', `${luck.whole(104, 168)}/${luck.whole(60, 98)}`, ''),
      lab('Weight', `${luck.whole(48, 120)} kg`, ''),
      lab('Hemoglobin A1c', `${luck.whole(5, 9)}.${luck.whole(0, 9)} %`, '4.0 - 5.6'),
      lab('Creatinine', `0.${luck.whole(60, 99)} mg/dL`, '0.50 - 1.20'),
      lab('TSH', `${luck.whole(1, 5)}.${luck.whole(10, 99)} uIU/mL`, '0.40 - 4.50'),
    ],
  );
  const past = [
    'Appendectomy',
    'Tonsillectomy',
    'Inguinal hernia repair',
    'Cataract extraction',
    'Wisdom teeth',
  ];
  y = band(pen, 36, y + 22, 540, 'Past Surgical History');
  y = sheet.paragraph(
    40,
    y,
    530,
    [
      luck.some(past, 2).join(', '),
      '.  Family history: father - CAD; mother - DM2.  Social: ',
      luck.pick(['never smoker', 'former smoker, quit 2012', 'current every day smoker']),
    ],
    pen.body,
  );
  foot(pen, `Generated on ${pen.date('2026-06-14')} ${clock(form)}`, 'Page 2 of 2');
}
