/** What family doctors, clinics and nurses write when they refer, and the plans as their staff write them. ICD-10-CM codes with their titles (the public list of CMS). */
import type { CaseData } from '../case.ts';
import { line, type Line } from './diagnoses.ts';

const lines: readonly Line[] = [
  line(
    'Orthopedics',
    ['Ortho consult', 'Orthopedic eval & tx', 'Knee injection', 'Hand surgery eval'],
    [
      'c/o R knee pain x 6 mo, failed NSAIDs and PT',
      's/p fall 2 wks ago, L wrist still swollen, XR neg, r/o scaphoid fx',
      'Locking and giving way of left knee since soccer injury, r/o meniscal tear',
    ],
    [
      ['M17.11', 'Unilateral primary osteoarthritis, right knee'],
      ['M25.532', 'Pain in left wrist'],
      ['M23.92', 'Unspecified internal derangement of left knee'],
    ],
  ),
  line(
    'Spine',
    ['Spine eval', 'LESI consult', 'MRI L-spine w/o'],
    [
      'c/o LBP x 3 mo radiating to L leg, no red flags',
      'Chronic LBP, s/p L4-5 discectomy in 2019, pain is back',
      'Neck pain w/ numbness R hand, pls eval for injection',
    ],
    [
      ['M54.42', 'Lumbago with sciatica, left side'],
      ['M96.1', 'Postlaminectomy syndrome, not elsewhere classified'],
      ['M54.12', 'Radiculopathy, cervical region'],
    ],
  ),
  line(
    'Cardiology',
    ['Cardiology consult', 'Cards - eval for stress test', '2D Echo', 'Pre-op cardiac clearance'],
    [
      'CP w/ exertion, +FHx early MI, r/o CAD',
      'New onset A-fib found on office EKG, rate controlled',
      'Palps and near syncope x 2, HR to 150 on home cuff',
      'Pre-op clearance for TKA, DM2 and HTN',
    ],
    [
      ['R07.9', 'Chest pain, unspecified'],
      ['I48.91', 'Unspecified atrial fibrillation'],
      ['R00.2', 'Palpitations'],
      ['Z01.810', 'Encounter for preprocedural cardiovascular examination'],
    ],
  ),
  line(
    'GI',
    ['Screening colonoscopy', 'EGD', 'GI consult', 'GI f/u'],
    [
      '45 y/o due for first screening colonoscopy, avg risk',
      'GERD not controlled on PPI BID, dysphagia to solids',
      '+ Cologuard, no sx',
      'Elev LFTs x 2, fatty liver on US, f/u',
    ],
    [
      ['Z12.11', 'Encounter for screening for malignant neoplasm of colon'],
      ['K21.9', 'Gastro-esophageal reflux disease without esophagitis'],
      ['R19.5', 'Other fecal abnormalities'],
      ['R79.89', 'Other specified abnormal findings of blood chemistry'],
    ],
  ),
  line(
    'Dermatology',
    ['Derm eval', 'Full body skin check', 'Bx of lesion'],
    [
      'Non-healing lesion L ear x 4 mo, r/o SCC',
      'Rash both arms, no better w/ triamcinolone',
      'Severe cystic acne, wants to discuss isotretinoin',
    ],
    [
      ['L98.9', 'Disorder of the skin and subcutaneous tissue, unspecified'],
      ['R21', 'Rash and other nonspecific skin eruption'],
      ['L70.0', 'Acne vulgaris'],
    ],
  ),
  line(
    'Neurology',
    ['Neuro consult', 'EMG/NCS bilateral upper ext', 'EEG'],
    [
      'Migraines 3-4x/wk, failed topiramate and propranolol',
      'Numbness both hands at night, r/o CTS',
      'Staring spells at school per teacher, r/o absence sz',
      'Memory loss per family, MoCA 19/30',
    ],
    [
      ['G43.909', 'Migraine, unspecified, not intractable, without status migrainosus'],
      ['R20.2', 'Paresthesia of skin'],
      ['R41.3', 'Other amnesia'],
      ['R56.9', 'Unspecified convulsions'],
    ],
  ),
  line(
    'ENT',
    ['ENT eval', 'T&A consult', 'Hearing test'],
    [
      'Recurrent strep, 7 episodes this yr, snores, r/o OSA',
      'Failed school hearing screen x 2, L ear',
      'Vertigo on and off since March, Epley not helping',
    ],
    [
      ['J35.3', 'Hypertrophy of tonsils with hypertrophy of adenoids'],
      ['H91.92', 'Unspecified hearing loss, left ear'],
      ['R42', 'Dizziness and giddiness'],
    ],
  ),
  line(
    'Behavioral Health',
    ['Counseling', 'Psych eval / med mgmt', 'ADHD testing'],
    [
      'Anxiety and poor sleep since divorce, GAD-7 = 14',
      'Trouble focusing at home and school, Vanderbilt forms positive',
      'Depression not responding to 2 SSRIs, denies SI',
    ],
    [
      ['F41.9', 'Anxiety disorder, unspecified'],
      ['F90.2', 'Attention-deficit hyperactivity disorder, combined type'],
      ['F32.A', 'Depression, unspecified'],
    ],
  ),
  line(
    'Physical Therapy',
    ['PT eval & tx 2x/wk x 6 wks', 'PT - low back', 'OT hand therapy'],
    [
      'W/C injury lifting boxes, lumbar strain, light duty',
      'MVA in May, whiplash, cont. neck pain and HAs',
      's/p R rotator cuff repair, begin passive ROM',
    ],
    [
      ['S39.012D', 'Strain of muscle, fascia and tendon of lower back, subsequent encounter'],
      ['S13.4XXA', 'Sprain of ligaments of cervical spine, initial encounter'],
      ['Z47.89', 'Encounter for other orthopedic aftercare'],
    ],
  ),
  line(
    'Endocrine',
    ['Endo consult', 'Diabetes education', 'Thyroid US + FNA'],
    [
      'DM2 uncontrolled, A1C 10.4 on max metformin + glipizide',
      'Palpable thyroid nodule, TSH 0.1, pls eval',
      'Hypothyroid, TSH still 18 on 125 mcg, compliant w/ meds',
    ],
    [
      ['E11.65', 'Type 2 diabetes mellitus with hyperglycemia'],
      ['E04.1', 'Nontoxic single thyroid nodule'],
      ['E03.9', 'Hypothyroidism, unspecified'],
    ],
  ),
  line(
    'Pulmonary / Sleep',
    ['Sleep study', 'PFTs', 'Pulm consult'],
    [
      'Snoring, daytime sleepiness, BMI 41, STOP-BANG 6',
      'Cough x 4 mo, former smoker 30 pk yrs, CXR neg',
      'Asthma w/ 2 ER visits since Jan, on Advair',
    ],
    [
      ['R06.83', 'Snoring'],
      ['R05.3', 'Chronic cough'],
      ['J45.40', 'Moderate persistent asthma, uncomplicated'],
    ],
  ),
  line(
    'Urology / Nephrology',
    ['Urology consult', 'Vasectomy consult', 'Nephrology eval', 'Renal US'],
    [
      'Microscopic hematuria on 3 UAs, no UTI',
      'BPH, nocturia x 4, no relief w/ tamsulosin',
      'CKD 3b, GFR 38 and falling, HTN on 3 meds',
      'Desires permanent sterilization, 3 children',
    ],
    [
      ['R31.29', 'Other microscopic hematuria'],
      ['N40.1', 'Benign prostatic hyperplasia with lower urinary tract symptoms'],
      ['N18.32', 'Chronic kidney disease, stage 3b'],
      ['Z30.2', 'Encounter for sterilization'],
    ],
  ),
  line(
    'OB/GYN',
    ['GYN consult', 'Pelvic US', 'High-risk OB consult', 'Colposcopy'],
    [
      'Heavy menses w/ clots x 5 mo, Hgb 9.8',
      'ASCUS HPV+, needs colpo',
      '12 wks IUP, hx of preeclampsia, AMA',
    ],
    [
      ['N92.0', 'Excessive and frequent menstruation with regular cycle'],
      [
        'R87.610',
        'Atypical squamous cells of undetermined significance on cytologic smear of cervix (ASC-US)',
      ],
      ['O09.521', 'Supervision of elderly multigravida, first trimester'],
    ],
  ),
  line(
    'Eye',
    ['Diabetic eye exam', 'Cataract eval', 'Pediatric ophthalmology eval'],
    [
      'DM x 12 yrs, no dilated exam in 3 yrs',
      'Blurry vision OU, cataracts noted, can no longer drive at night',
      'Failed vision screening OD 20/60 OS 20/25',
    ],
    [
      ['E11.9', 'Type 2 diabetes mellitus without complications'],
      ['H26.9', 'Unspecified cataract'],
      ['H53.8', 'Other visual disturbances'],
    ],
  ),
  line(
    'Surgery / Vascular',
    ['Gen surg consult', 'Port placement', 'Vein clinic eval', 'Wound care'],
    [
      'RUQ pain after meals, gallstones on US',
      'Reducible L inguinal hernia, getting larger',
      'Non-healing wound R lower leg x 8 wks, DM, PVD',
    ],
    [
      ['K80.20', 'Calculus of gallbladder without cholecystitis without obstruction'],
      ['K40.90', 'Unilateral inguinal hernia, without obstruction or gangrene, not specified as recurrent'],
      ['I73.9', 'Peripheral vascular disease, unspecified'],
    ],
  ),
  line(
    'Rheum / Heme',
    ['Rheum consult', 'Hematology consult', 'Iron infusion'],
    [
      'Joint pain and AM stiffness hands x 1 yr, RF 88',
      'Iron def anemia, intol to PO iron, ferritin 4',
      'Easy bruising, plts 92K, repeat 89K',
    ],
    [
      ['M05.9', 'Rheumatoid arthritis with rheumatoid factor, unspecified'],
      ['D50.9', 'Iron deficiency anemia, unspecified'],
      ['D69.6', 'Thrombocytopenia, unspecified'],
    ],
  ),
];

const payers = [
  'BCBS PPO',
  'Blue Cross Blue Shield Fed Emp',
  'Anthem Blue Cross HMO',
  'Anthem Medicaid',
  'Horizon NJ Health',
  'Aetna Better Health',
  'Aetna Choice POS II',
  'Aetna Medicare Advantage PPO',
  'Cigna OAP',
  'UHC Community Plan',
  'UHC AARP Medicare Complete',
  'United Healthcare Choice Plus',
  'Oxford Freedom',
  'Humana Gold Plus HMO',
  'Devoted Health MA',
  'Medicare + AARP supp',
  'Medicare B / Mutual of Omaha Plan G',
  'Molina Healthcare (Medicaid)',
  'Superior Health Plan STAR',
  'Peach State Health Plan',
  'Meridian Medicaid',
  'Medi-Cal / L.A. Care',
  'MassHealth',
  'NYS Medicaid - Fidelis',
  'Healthfirst Essential Plan',
  'Amerigroup',
  'Passport by Molina',
  'Oscar Bronze Classic',
  'Tricare Prime',
  'CHAMPVA',
  'Workers Comp - Liberty Mutual',
  'W/C: State Fund',
  'Travelers (work comp)',
  'State Farm auto / MedPay',
  'Medical Mutual SuperMed',
  'Geisinger Gold',
  'UPMC for You',
];

export const practicesCases: CaseData = { lines, payers };
