import { expect, test } from 'vitest';
import { npi } from '../../../../test/support/npi.ts';
import { printPage, valueIn, valueOf, type PrintedRow } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';

const patient = 'Patient Name: Ann Zztestly   DOB: 1/2/1950';

test.each<[string, readonly PrintedRow[], FieldName, string | undefined]>([
  [
    'what else a form asks about the patient is no part of why',
    [patient, 'Order comments:', 'Palpitations, Holter per cardiology le the patient pregnant? No'],
    'reason',
    'Palpitations, Holter per cardiology',
  ],
  [
    'a scrap far from where the text begins is no part of it',
    [patient, 'Reason for referral:', 'Chronic neck pain after a fall', [[30, 'way']], ''],
    'reason',
    'Chronic neck pain after a fall',
  ],
  [
    'a colon is soon read as a comma',
    [
      patient,
      'Why, Persistent reflux despite PPI for 12 weeks.',
      'Diagnoses, Encounter for screening for malignant neoplasm of colon Z12.11, Hemorrhage of anus and rectum K62.5,',
    ],
    'reason',
    'Persistent reflux despite PPI for 12 weeks.',
  ],
  [
    'a sentence begins where its point was lost or read as a comma',
    [patient, 'Reason for referral:', 'Chronic neck pain after a fall, Please see her within two weeks', ''],
    'reason',
    'Chronic neck pain after a fall',
  ],
  [
    'a capital in the midst of a sentence begins none',
    [patient, 'Reason for referral:', 'Chronic pain in the Left shoulder since a fall', ''],
    'reason',
    'Chronic pain in the Left shoulder since a fall',
  ],
  ['people ask in words of their own', [patient, 'What we need: GYN consult'], 'service', 'GYN consult'],
  [
    'people tell why in words of their own',
    [patient, 'What is going on: Rash on both arms, worse at night.'],
    'reason',
    'Rash on both arms, worse at night.',
  ],
  [
    'brackets behind a label make no sentence of it',
    [patient, 'Reason for request (include duration and treatment to date)', 'Rash on both arms'],
    'reason',
    'Rash on both arms',
  ],
  [
    'the first word of a service is no label',
    [patient, 'Service requested:', 'Medication management'],
    'service',
    'Medication management',
  ],
  [
    'a service is no label of itself',
    [patient, 'Service requested:', 'Evaluation and treatment', 'Diagnosis: Cough R05.9'],
    'service',
    'Evaluation and treatment',
  ],
  [
    'a word of medicine is no misread label',
    [patient, 'Reason for referral:', 'Reducible L inguinal hernia'],
    'reason',
    'Reducible L inguinal hernia',
  ],
  [
    'the service says more than the specialty',
    [patient, 'Specialty: Surgery', 'Services requested: Hernia consult'],
    'service',
    'Hernia consult',
  ],
  [
    'a column of boxes answers what stands over it, whatever question stands beside; a part of the body is no service',
    [
      patient,
      'ORDER',
      [
        [0, '[ ] Shoulder'],
        [20, '[x] Hand / Wrist'],
        [50, 'Evaluate for'],
      ],
      [
        [0, 'Side (circle):'],
        [20, 'RIGHT'],
        [30, 'LEFT'],
        [51, '[ ] Surgical evaluation'],
      ],
      [
        [0, 'Imaging done?'],
        [20, 'X-ray'],
        [30, 'MRI'],
        [51, '[x] Joint replacement consult'],
      ],
      [[51, '[ ] Corticosteroid injection']],
    ],
    'service',
    'Joint replacement consult',
  ],
  [
    'a grade alone on its line says how soon',
    [patient, 'Rx   EMG', 'next available (routine)'],
    'urgency',
    'routine',
  ],
  [
    'grades to choose from are no answer',
    [
      patient,
      [
        [0, 'Routine'],
        [20, 'Urgent'],
        [40, 'STAT'],
      ],
    ],
    'urgency',
    undefined,
  ],
  [
    'what nobody need do is not asked for',
    [
      patient,
      'You do not need to finish the work-up before sending. If your patient needs therapy, call us.',
    ],
    'service',
    undefined,
  ],
  ['a street is no service', [patient, '8802 Oak Ct'], 'service', undefined],
  [
    'codes behind a reason',
    [patient, 'Reason: Itchy rash for 3 weeks icp-10 L20.9, L30.9'],
    'reason',
    'Itchy rash for 3 weeks',
  ],
  [
    'the beginning of a sentence behind a reason',
    [patient, 'Reason: Posterior capsule haze after cataract surgery. This is'],
    'reason',
    'Posterior capsule haze after cataract surgery',
  ],
  [
    'a misread grade behind a reason',
    [patient, 'Reason: Rectal bleeding, anemia. Route is fine'],
    'reason',
    'Rectal bleeding, anemia',
  ],
  [
    'a word that asks, in front of a reason',
    [patient, 'Reason for referral: Symptoms joint pain and stiffness'],
    'reason',
    'joint pain and stiffness',
  ],
  [
    'what leads to a reason',
    [patient, 'Reason: The patient has been having memory loss for a year'],
    'reason',
    'memory loss for a year',
  ],
  [
    'what a reader makes of a signature is no name',
    [
      'Ann Zztestly, NP',
      'Oak Street Family Medicine',
      'Name Bo Zztest   DOB 1/1/2002',
      [[40, 'Na Ana']],
      [[40, 'Signature (original only)']],
    ],
    'referrer_name',
    'ZZTESTLY, Ann, NP',
  ],
  [
    'the I of NPI that ran into the number',
    ['Ann Zztestly, NP', 'Tel 2125550143', `NP 1${npi(8)} Lic # ME16615`, 'Name Bo Zztest   DOB 1/1/2002'],
    'referrer_npi',
    npi(8),
  ],
  [
    'a column begins at the number of its label',
    [
      patient,
      [
        [0, '19. SERVICES REQUESTED'],
        [40, '20. VISITS AUTHORIZED'],
      ],
      [
        [0, 'Gen surg consult'],
        [40, '8'],
      ],
    ],
    'service',
    'Gen surg consult',
  ],
  [
    'an injury at work does not go on with the service above',
    [patient, 'Rx:   OT hand therapy', '      W/C injury lifting boxes, lumbar strain'],
    'service',
    'OT hand therapy',
  ],
  [
    'how many times is no dirt',
    [patient, 'Service requested: Venofer infusion 200 mg x 5'],
    'service',
    'Venofer infusion 200 mg x 5',
  ],
  [
    'the reason begins behind what leads to it',
    [patient, 'Message:', 'He is being referred for the following: 12 wks IUP, hx of preeclampsia.'],
    'reason',
    '12 wks IUP, hx of preeclampsia',
  ],
  [
    'what stands in a box beside a grade is how soon',
    [
      patient,
      'Type of referral',
      '[x] Routine - next available   [ ] Urgent - 3 to 5 days   [ ] STAT (call us)',
    ],
    'urgency',
    'routine',
  ],
  [
    'an answer beside a box is no label',
    [patient, 'Priority:', '[ ] Routine   [ ] Urgent   [x] Emergent: call the office'],
    'urgency',
    'stat',
  ],
  [
    'a sentence ends where its last word stands alone',
    [patient, 'Reason for referral: No better after 8 PT', '                     visits.'],
    'reason',
    'No better after 8 PT visits.',
  ],
  [
    'another column beside the answer is not read with it',
    [
      patient,
      'Reason for referral:',
      [[50, 'Alder Grove']],
      [[0, 'Overactive bladder']],
      [[50, '9331 Church Dr']],
    ],
    'reason',
    'Overactive bladder',
  ],
  [
    'a name under whom it is sent to is asked for',
    [
      patient,
      [
        [0, 'REFERRAL FROM'],
        [40, 'REFERRAL TO'],
      ],
      [
        [0, 'NAME'],
        [40, 'NAME'],
      ],
      [
        [0, 'Lee Zztestman, MD'],
        [40, 'Paul Zztestberg, MD'],
      ],
    ],
    'requested_provider',
    'ZZTESTBERG, Paul, MD',
  ],
])('%s', (_, rows, field, value) => {
  expect(valueOf(rows, field)).toBe(value);
});

test.each<[string, readonly PrintedRow[], FieldName, string | undefined]>([
  [
    'one of the doctors a practice prints is ticked',
    [patient, 'Schedule with:', '[ ] Lee Zztestman, MD   [x] Paul Zztestberg, DO   [ ] First available'],
    'requested_provider',
    'ZZTESTBERG, Paul, DO',
  ],
  [
    'doctors beside empty boxes are not asked for',
    [patient, 'Schedule with:', '[ ] Lee Zztestman, MD   [ ] Paul Zztestberg, DO   [x] First available'],
    'requested_provider',
    undefined,
  ],
  [
    'one of the reasons a form knows is ticked',
    [patient, 'Reason for referral:', '[ ] Rectal bleeding   [x] Chronic diarrhea   [ ] Dysphagia'],
    'reason',
    'Chronic diarrhea',
  ],
])('%s', (_, rows, field, value) => {
  expect(valueOf(rows, field)).toBe(value);
});

test('a rule read as brackets row after row is no column of boxes', () => {
  const rows = ['PATIENT', 'APPOINTMENT TYPE', 'PRIORITY', 'PAYER', 'REFERRED ON'];
  const values = ['Ann Zztestly', 'Colposcopy', 'urgent', 'Aetna', '6/1/2026'];
  const page = printPage([
    ...rows.map((label, at): PrintedRow => [
      [0, label],
      [24, '['],
      [26, values[at] ?? ''],
    ]),
    '[ ] DME   [x] Transport',
  ]);
  expect(valueIn(page, 'service')).toBe('Colposcopy');
});

test('a table of those who care for one patient is no list of patients', () => {
  const rows: readonly PrintedRow[] = [
    patient,
    'Service requested:   Hearing test',
    [
      [0, 'Role'],
      [25, 'Name'],
      [52, 'NPI'],
      [68, 'Phone'],
    ],
    [
      [0, 'Referring doctor'],
      [25, 'Lee Zztestman, MD'],
      [52, '1625786011'],
      [68, '617-555-0100'],
    ],
    [
      [0, 'Family doctor'],
      [25, 'Paul Zztestberg, DO'],
      [52, '1632320218'],
      [68, '617-555-0101'],
    ],
  ];
  expect(valueOf(rows, 'service')).toBe('Hearing test');
});
