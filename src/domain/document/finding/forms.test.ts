import { expect, test } from 'vitest';
import { printPage, understood, valueOf, type PrintedRow } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';
import { namesService } from '../knowledge/service-words.ts';
import { findPayers, goesOnAsPayer } from '../values/payer.ts';
import { findUrgencies } from '../values/urgency.ts';

const patient = 'Patient Name: Ann Zztestly   DOB: 1/2/1950';

test.each<[string, readonly PrintedRow[], FieldName, string]>([
  [
    'a figure in front of a label that was read as a letter',
    [
      [
        [0, '1 Member #'],
        [40, '2 Date written'],
      ],
      [
        [0, '32982163299'],
        [40, '06-14-2026'],
      ],
      [
        [0, 'S Patient (name, then address)'],
        [40, '6 Physician group (name, then address)'],
      ],
      [
        [0, 'ZZTESTLY, ANN LEE'],
        [40, 'Zztest Internal Medicine Associates'],
      ],
      [
        [0, '7 Date of birth (mm-dd-yyyy)'],
        [40, '8 Sex'],
      ],
      [
        [0, '10-08-1945'],
        [40, 'F'],
      ],
    ],
    'patient_name',
    'ZZTESTLY, Ann Lee',
  ],
  ['the VA calls its patient a veteran', ['Veteran Name: Ann Zztestly'], 'patient_name', 'ZZTESTLY, Ann'],
  ['plans call theirs a member', ['Member Name: Ann Zztestly'], 'patient_name', 'ZZTESTLY, Ann'],
  ['a vision plan pays too', [patient, 'Vision Plan: VSP'], 'payer', 'VSP'],
  ['how soon may stand as a type of request', [patient, 'Request Type: Expedited'], 'urgency', 'urgent'],
  ['a code is short for it', [patient, 'Diag Cd: M54.16'], 'diagnosis', 'M54.16'],
  ['the last day of an order', [patient, 'Term Date: 06/01/2027'], 'expires_on', '2027-06-01'],
  [
    'a payer may be called as a label is',
    [patient, 'Coverage   Priority Health HMO'],
    'payer',
    'Priority Health HMO',
  ],
  [
    'a payer goes on in what looks like a label',
    [patient, 'Ins: United Healthcare Community Plan # TEST-223244'],
    'payer',
    'United Healthcare Community Plan',
  ],
  [
    'a value ends where the next label begins',
    ['Department: Zztest Family Medicine PCP: Paul Zztestberg, MD'],
    'pcp_name',
    'ZZTESTBERG, Paul, MD',
  ],
  [
    'a banner says the sex beside the age',
    ['ZZTESTLY, ANN (F, 54 y.o.)', 'MRN TEST-20417 DOB: 1/2/1972', 'Priority: Routine'],
    'patient_name',
    'ZZTESTLY, Ann',
  ],
  [
    'PT is therapy behind what is ordered',
    [patient, 'Procedure:   PT eval and treat'],
    'service',
    'PT eval and treat',
  ],
  [
    'a long reason behind its colon is no sentence with a label in it',
    [patient, 'Reason for Exam/Referral: Pain in the knee after a fall in may'],
    'reason',
    'Pain in the knee after a fall in may',
  ],
  [
    'a colon is soon read as a comma',
    ['Department: Zztest Family Medicine PCP,   Paul Zztestberg, MD'],
    'pcp_name',
    'ZZTESTBERG, Paul, MD',
  ],
  [
    'dirt behind a name makes no label of it',
    [patient, 'Ordering Provider:   Zztestberg, Paul:'],
    'referrer_name',
    'ZZTESTBERG, Paul',
  ],
  ['what a number is called may touch it', [patient, 'Chartno: TEST-20417'], 'patient_mrn', 'TEST-20417'],
  [
    'a ZIP code says what state was lost',
    [patient, 'Home Address: 12 Oak St, Springfield, 62701'],
    'patient_address',
    '12 Oak St; ; Springfield; IL; 62701',
  ],
  [
    'a heading begins with its number',
    [
      patient,
      [
        [0, 'Consultant'],
        [40, 'Section B - Referring office'],
      ],
      [
        [0, 'Ann Zztestham'],
        [40, 'Paul Zztestberg'],
      ],
    ],
    'referrer_name',
    'ZZTESTBERG, Paul',
  ],
  [
    'between labels over their values stands a label that could not be read',
    [
      patient,
      [
        [0, 'Organization'],
        [40, 'Dirxct lne'],
        [70, 'Office Fax'],
      ],
      [
        [0, 'Zztest Family Medicine'],
        [40, '212-555-0143'],
        [70, '212-555-0144'],
      ],
    ],
    'referrer_practice',
    'Zztest Family Medicine',
  ],
  ['a label in Spanish', ['Nombre del paciente: Ann Zztestly'], 'patient_name', 'ZZTESTLY, Ann'],
  [
    'the same said in two languages is one label',
    [patient, 'Reason / Motivo: Low back pain'],
    'reason',
    'Low back pain',
  ],
  ['and in brackets', [patient, 'Insurance (Seguro): Aetna'], 'payer', 'Aetna'],
  [
    'two things under one label',
    [patient, 'Carrier & Policy #: Aetna W123456789'],
    'member_id',
    'W123456789',
  ],
  [
    'one letter to a cell',
    [
      patient,
      [
        [0, 'Member ID'],
        [20, 'W'],
        [23, '1'],
        [26, '2'],
        [29, '3'],
        [32, '4'],
        [35, '5'],
        [38, '6'],
        [41, '7'],
        [44, '8'],
      ],
    ],
    'member_id',
    'W12345678',
  ],
  [
    'a birth date in three cells',
    [
      'Patient: Ann Zztestly',
      [
        [0, 'DOB:'],
        [8, '01'],
        [13, '02'],
        [18, '1950'],
      ],
    ],
    'birth_date',
    '1950-01-02',
  ],
  [
    'a sentence says it as a label does',
    [patient, 'Referring doctor is Paul Zztestberg, DO, NPI 1679576722.'],
    'referrer_name',
    'ZZTESTBERG, Paul, DO',
  ],
  [
    'a payer with brackets in a sentence',
    ['Covered by Humana Honor (PPO) (no. W328466029).', patient],
    'payer',
    'Humana Honor (PPO)',
  ],
  [
    'its number behind it',
    ['Covered by Humana Honor (PPO) (no. W328466029).', patient],
    'member_id',
    'W328466029',
  ],
  [
    'when a form was completed',
    [
      patient,
      'Completed by Paul Zztestberg, MD (NPI 1679576722) on June 8, 2026. We will keep seeing the patient.',
    ],
    'ordered_on',
    '2026-06-08',
  ],
  ['a day without a colon', [patient, 'Phone (212) 555-0143   Date 6/8/26'], 'ordered_on', '2026-06-08'],
  [
    'with whom to follow up',
    [patient, 'Follow up with: Jane Zztestham, MD in 2 weeks'],
    'requested_provider',
    'ZZTESTHAM, Jane, MD',
  ],
  [
    'who closes a note in one line with the office',
    [patient, 'Please see her for low back pain.', 'Thank you, Paul Zztestberg, MD, Zztest Family Medicine'],
    'referrer_name',
    'ZZTESTBERG, Paul, MD',
  ],
  [
    'a name and a birth date in one breath',
    [
      'Co-management request: Zztestly, Ann / 01-02-1950 / F',
      'Reason for Referral: Low back pain',
      'Fax: 212-555-0144',
    ],
    'birth_date',
    '1950-01-02',
  ],
  [
    'a member number in front of the group',
    [patient, 'BCBS Blue Choice PPO ID W123456789 Group 285104'],
    'member_id',
    'W123456789',
  ],
  [
    'a member number behind a stroke',
    [patient, 'Insurance on file: Aetna / W123456789'],
    'member_id',
    'W123456789',
  ],
  [
    'who saw the patient refers',
    [patient, 'You were seen today by Paul Zztestberg, MD (NPI 1679576722).'],
    'referrer_name',
    'ZZTESTBERG, Paul, MD',
  ],
  [
    'what somebody is stands as a title',
    [patient, 'Ordering clinician: Practitioner Kim Zztestov, NP'],
    'referrer_name',
    'ZZTESTOV, Kim, NP',
  ],
  [
    'a fax beside a telephone',
    [patient, 'Referring Provider: Paul Zztestberg, MD', 'Office / Fax   212-555-0143   212-555-0144'],
    'referrer_fax',
    '2125550144',
  ],
  [
    'how to fill it in stands behind a label',
    [
      [
        [0, 'ID# on card'],
        [30, 'Birthday'],
      ],
      [
        [0, 'W123456789'],
        [30, '1/2/1950'],
      ],
    ],
    'member_id',
    'W123456789',
  ],
  [
    'whoever may refer',
    [patient, 'Name of referring MD/DO/NP/PA   Kim Zztestov, NP'],
    'referrer_name',
    'ZZTESTOV, Kim, NP',
  ],
  [
    'the subject of a mail',
    [
      'Subject: Referral - Ann Zztestly DOB 1/2/1950',
      'Reason for Referral: Low back pain',
      'Fax: 212-555-0144',
    ],
    'patient_name',
    'ZZTESTLY, Ann',
  ],
  [
    'where somebody lives',
    [patient, 'She lives at 12 Oak St, Springfield, IL 62701 and has low back pain.'],
    'patient_address',
    '12 Oak St; ; Springfield; IL; 62701',
  ],
  [
    'an office in one line',
    [
      patient,
      'Reason for Referral: Low back pain',
      '',
      'Zztest Family Medicine | 12 Oak St, Springfield, IL 62701 | T 212-555-0143 | F 212-555-0144',
    ],
    'referrer_fax',
    '2125550144',
  ],
  [
    'an account is no chart',
    ['Patient: Ann Zztestly   Acct: 99887766   MRN: TEST-20417'],
    'patient_mrn',
    'TEST-20417',
  ],
  [
    'labels in brackets under their values',
    [
      [
        [0, 'Ann Zztestly'],
        [40, '1/2/1950'],
        [70, '212-555-0143'],
      ],
      [
        [0, '(Patient name)'],
        [40, '(Date of birth)'],
        [70, '(Phone)'],
      ],
      '',
      [
        [0, 'Paul Zztestberg, MD'],
        [40, '212-555-0144'],
      ],
      [
        [0, '(Referring physician)'],
        [40, '(Office phone)'],
      ],
    ],
    'patient_name',
    'ZZTESTLY, Ann',
  ],
])('%s', (_, rows, field, value) => {
  expect(valueOf(rows, field)).toBe(value);
});

test.each<[string, readonly PrintedRow[], FieldName]>([
  ['what is attached stands elsewhere', [patient, 'Insurance: see attached'], 'payer'],
  ['and a reason on file is none', [patient, 'Reason for Referral: see attached notes'], 'reason'],
  [
    'numbers to choose from are no number',
    [
      patient,
      [
        [0, 'Member ID'],
        [20, '1'],
        [23, '2'],
        [26, '3'],
        [29, '4'],
      ],
    ],
    'member_id',
  ],
  [
    'who answers for the bill has a telephone of his own',
    [patient, 'Guarantor: Tom Zztestly   Relationship: Spouse   Phone: 212-555-0143'],
    'patient_phone',
  ],
  ['a study is for nobody of that name', ['For: US pelvic'], 'patient_name'],
  [
    'who saw the patient is not asked for',
    [patient, 'You were seen today by Paul Zztestberg, MD.'],
    'requested_provider',
  ],
  ['a copy goes to somebody', [patient, 'cc: Paul Zztestberg, file'], 'reason'],
])('%s: nothing is taken', (_, rows, field) => {
  expect(valueOf(rows, field)).toBeUndefined();
});

test('the tables of a form, one under the other, are no list of patients', () => {
  const documents = understood(
    printPage([
      [
        [0, 'Patient Name'],
        [40, 'DOB'],
        [70, 'Phone'],
      ],
      [
        [0, 'Ann Zztestly'],
        [40, '1/2/1950'],
        [70, '212-555-0143'],
      ],
      [
        [0, 'Requested Provider'],
        [40, 'Diagnosis'],
        [70, 'Service Requested'],
      ],
      [
        [0, 'Paul Zztestberg, MD'],
        [40, 'M54.16'],
        [70, 'MRI lumbar spine'],
      ],
    ]),
  );

  expect(documents).toHaveLength(1);
});

test.each([
  ['Urgent (within 24 hours)', 'urgent'],
  ['Priority: routine', 'routine'],
  ['2 weeks', 'urgent'],
  ['within 4-6 weeks', 'routine'],
  ['Emergent/STAT', 'stat'],
  ['next available', 'routine'],
  ['expedite', 'urgent'],
])('%s is %s', (text, grade) => {
  expect(findUrgencies(text)[0]).toMatchObject({ value: grade, fit: 1 });
});

test('a number of a scale is told with doubt', () => {
  expect(findUrgencies('Priority 2')[0]?.doubt).toContain('which way');
});

test.each([
  'BCBS of Ohio',
  'Medicaid of Texas',
  'TRIWEST VA CCN',
  'Delta Dental of Maine',
  'UHC Choice Plus',
  'CareSource Medicaid',
])('%s is a payer', (name) => {
  expect(findPayers(name)[0]).toMatchObject({ value: name, isValid: true });
});

test('a name goes on only as the list has it', () => {
  expect(goesOnAsPayer('He is covered by United Healthcare Community', 'Plan,')).toBe(true);
  expect(goesOnAsPayer('Aetna', 'Member')).toBe(false);
});

test.each(['Nerve conduction study', 'Cystoscopy', 'Root canal', 'AMB REFERRAL TO ENT', 'CPAP titration'])(
  '%s is something to be done',
  (text) => {
    expect(namesService(text)).toBe(true);
  },
);

test.each(['Chest pain on exertion', 'Weight gain', 'Numbness of both hands'])('%s is none', (text) => {
  expect(namesService(text)).toBe(false);
});

test('a code keeps its figures where the words beside it say more than the title of its neighbour', () => {
  expect(valueOf([patient, 'Dx: H93.11 Tinnitus, right ear'], 'diagnosis')).toBe('H93.11');
});

test('a printed order that says it was sent is no status message', () => {
  const [document] = understood(
    printPage([
      patient,
      'MRN: TEST-20417   Order ID: 501433   Status: Sent',
      'Referral Summary',
      'Procedure: MRI lumbar spine   Priority: Routine',
      'Dx: M54.16',
      'Coverage: Aetna   Member ID: W123456789',
      'Referred by: Paul Zztestberg, MD   Office Fax: 212-555-0144',
      'Clinical Question: Low back pain',
    ]),
  );

  expect(document?.kind).toBe('referral');
});

test('what goes on in its line is a heading, no question for what stands below', () => {
  const rows = [
    'Referral to Behavioral Health',
    'ZZTESTLY, ANN, born January 2, 1950, female, reachable at 212-555-0143',
    'Reason for Referral: Low mood',
  ];
  expect(valueOf(rows, 'requested_provider')).toBeUndefined();
  expect(valueOf(rows, 'patient_phone')).toBe('2125550143');
});
