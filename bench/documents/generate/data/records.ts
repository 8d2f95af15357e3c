/** What is ordered in record systems, as those who order type and pick it, and the plans as their tables name them. ICD-10-CM codes with their titles (the public list of CMS). */
import type { CaseData } from '../case.ts';
import { line, type Line } from './diagnoses.ts';

const lines: readonly Line[] = [
  line(
    'Cardiology',
    [
      'Ambulatory referral to Cardiology',
      'TTE complete w/ Doppler',
      'Cardiac event monitor, 14 day',
      'AMB REF TO CARDIOLOGY - GENERAL',
    ],
    [
      'Exertional dyspnea and chest tightness x 2 mo. ASCVD risk 18%. Please eval & tx, ? need for stress imaging.',
      'R/O structural heart disease; new II/VI systolic murmur at RUSB',
      'Resistant HTN on 4 agents incl. spironolactone',
      'Near syncope w/ standing, orthostatics neg. Zio placed 5/30, results pending.',
    ],
    [
      ['R06.09', 'Other forms of dyspnea'],
      ['R01.1', 'Cardiac murmur, unspecified'],
      ['I1A.0', 'Resistant hypertension'],
    ],
  ),
  line(
    'Gastroenterology',
    [
      'Ambulatory referral to Gastroenterology',
      'Colonoscopy, diagnostic',
      'EGD with biopsy',
      'GI - New Patient',
    ],
    [
      '+Cologuard 05/2026. Needs diagnostic colonoscopy.',
      'eval & tx',
      'Iron deficiency anemia, Hgb 9.4, no overt bleeding. R/O GI source.',
      'c/o dysphagia to solids x 4 months, food sticks mid chest, 8 lb wt loss',
    ],
    [
      ['R19.5', 'Other fecal abnormalities'],
      ['D50.9', 'Iron deficiency anemia, unspecified'],
      ['R13.10', 'Dysphagia, unspecified'],
    ],
  ),
  line(
    'Orthopedic Surgery',
    [
      'Ambulatory referral to Orthopedic Surgery',
      'Consult to Ortho',
      'Shoulder eval & tx',
      'Ortho - sports medicine',
    ],
    [
      'R shoulder pain s/p fall 3 wks ago, weak abduction, + drop arm. R/O RC tear.',
      'Bone on bone L knee OA. Failed PT, NSAIDs, CSI x 2. Wants to discuss TKA.',
      'Trigger finger',
      'Pt requests 2nd opinion re: knee replacement',
    ],
    [
      ['M25.511', 'Pain in right shoulder'],
      ['M17.12', 'Unilateral primary osteoarthritis, left knee'],
      ['M65.341', 'Trigger finger, right ring finger'],
    ],
  ),
  line(
    'Physical Therapy',
    ['Ambulatory referral to Physical Therapy', 'PT eval and treat 2x/wk x 6 wks', 'Vestibular rehab'],
    [
      'Chronic low back pain without red flags. Core strengthening, HEP, modalities prn.',
      'Gait instability, 2 falls in last 6 months',
      'Eval & tx per protocol',
      's/p L ankle ORIF 4/2026, WBAT, ROM as tolerated',
    ],
    [
      ['M54.59', 'Other low back pain'],
      ['R26.81', 'Unsteadiness on feet'],
      ['Z47.89', 'Encounter for other orthopedic aftercare'],
    ],
  ),
  line(
    'Dermatology',
    [
      'Ambulatory referral to Dermatology',
      'Skin lesion eval',
      'Derm consult - possible excision',
      'Full body skin exam',
    ],
    [
      'Changing mole L scapula, irregular border, 9 mm. R/O melanoma.',
      'Rash x 3 wks not responding to triamcinolone 0.1%',
      'Personal hx of BCC, overdue for TBSE.',
    ],
    [
      ['D22.5', 'Melanocytic nevi of trunk'],
      ['R21', 'Rash and other nonspecific skin eruption'],
      ['Z85.828', 'Personal history of other malignant neoplasm of skin'],
    ],
  ),
  line(
    'Neurology',
    ['Ambulatory referral to Neurology', 'EMG/NCS bilateral upper extremities', 'Headache clinic consult'],
    [
      'Migraine w/ aura 10+ days/mo. Failed topiramate and propranolol. Consider CGRP.',
      'Resting tremor R hand, slowing per family, R/O PD',
      'B hand numbness, worse at night, + Phalen',
    ],
    [
      ['G43.109', 'Migraine with aura, not intractable, without status migrainosus'],
      ['R25.1', 'Tremor, unspecified'],
      ['G56.03', 'Carpal tunnel syndrome, bilateral upper limbs'],
    ],
  ),
  line(
    'Endocrinology',
    [
      'Ambulatory referral to Endocrinology',
      'Endo consult',
      'Diabetes self-management education',
      'Thyroid nodule FNA',
    ],
    [
      'DM2 uncontrolled, A1c 10.8 on metformin, glipizide and basal insulin. Assist w/ regimen / CGM.',
      '1.8 cm TR4 nodule on US 5/22, needs FNA',
      'Low TSH x 2, weight loss, palpitations',
      'Est care - moved from out of state, on insulin pump',
    ],
    [
      ['E11.65', 'Type 2 diabetes mellitus with hyperglycemia'],
      ['E04.1', 'Nontoxic single thyroid nodule'],
      ['E05.90', 'Thyrotoxicosis, unspecified without thyrotoxic crisis or storm'],
    ],
  ),
  line(
    'Pulmonology',
    [
      'Ambulatory referral to Pulmonology',
      'PFT w/ bronchodilator and DLCO',
      'Pulm nodule clinic',
      'LDCT lung cancer screening',
    ],
    [
      '8 mm RLL nodule, incidental on CT A/P. 40 pk-yr smoker.',
      'Cough x 5 months, CXR neg, no relief w/ PPI or albuterol',
      'COPD w/ 3 exacerbations since Jan despite triple therapy.',
    ],
    [
      ['R91.1', 'Solitary pulmonary nodule'],
      ['R05.3', 'Chronic cough'],
      ['J44.1', 'Chronic obstructive pulmonary disease with (acute) exacerbation'],
    ],
  ),
  line(
    'Urology',
    ['Ambulatory referral to Urology', 'Urology - new consult', 'Cystoscopy'],
    [
      'OAB sx x 1 yr, nocturia x 4, failed oxybutynin and Myrbetriq',
      'Painless gross hematuria x 2, UCx neg. Please eval.',
      'Recurrent stones, 6 mm L UVJ stone on CT 6/2, failing trial of passage',
    ],
    [
      ['N32.81', 'Overactive bladder'],
      ['R31.0', 'Gross hematuria'],
      ['N20.1', 'Calculus of ureter'],
    ],
  ),
  line(
    'Nephrology',
    ['Ambulatory referral to Nephrology', 'CKD co-management', 'Nephro consult (new)'],
    [
      'eGFR down from 48 to 31 in 12 mo, UACR 620. Eval and co-manage.',
      'K 5.7 on repeat, on losartan',
      's/p AKI during 5/2026 admission, Cr has not returned to baseline. Please follow.',
      'Microscopic hematuria + proteinuria, R/O GN',
    ],
    [
      ['N18.32', 'Chronic kidney disease, stage 3b'],
      ['E87.5', 'Hyperkalemia'],
      ['R80.9', 'Proteinuria, unspecified'],
    ],
  ),
  line(
    'Rheumatology',
    ['Ambulatory referral to Rheumatology', 'Rheum consult only', 'Rheumatology eval & tx'],
    [
      'B MCP/PIP swelling, AM stiffness > 1 hr, RF 88, anti-CCP > 250',
      'ANA 1:640 w/ malar rash and fatigue',
      'Recurrent gout, uric acid 10.1 on allopurinol 300',
    ],
    [
      [
        'M05.79',
        'Rheumatoid arthritis with rheumatoid factor of multiple sites without organ or systems involvement',
      ],
      ['R76.8', 'Other specified abnormal immunological findings in serum'],
      ['M10.9', 'Gout, unspecified'],
    ],
  ),
  line(
    'Otolaryngology',
    [
      'Ambulatory referral to ENT',
      'ENT/Otolaryngology consult',
      'Audiology - hearing eval',
      'Flexible laryngoscopy',
    ],
    [
      'Hoarseness > 6 weeks in smoker, needs scope',
      'Recurrent AOM, 5 episodes in 12 mo, ? tubes',
      'Sudden L hearing loss 3 days ago - needs to be seen this week please',
    ],
    [
      ['R49.0', 'Dysphonia'],
      ['H66.93', 'Otitis media, unspecified, bilateral'],
      ['H91.22', 'Sudden idiopathic hearing loss, left ear'],
    ],
  ),
  line(
    'Ophthalmology',
    ['Ambulatory referral to Ophthalmology', 'Dilated diabetic retinal exam', 'Cataract evaluation'],
    [
      'Annual DM eye exam, last 2023',
      'Blurry vision OD, glare with night driving',
      'On hydroxychloroquine, baseline screening exam',
      'New floaters and flashes OS since Sunday, R/O RD',
    ],
    [
      ['E11.9', 'Type 2 diabetes mellitus without complications'],
      ['H25.13', 'Age-related nuclear cataract, bilateral'],
      ['H43.392', 'Other vitreous opacities, left eye'],
    ],
  ),
  line(
    'Sleep Medicine',
    ['Ambulatory referral to Sleep Medicine', 'Home sleep apnea test', 'CPAP re-titration'],
    [
      'Loud snoring, witnessed apneas, STOP-BANG 6, ESS 15',
      'Known OSA, lost CPAP, needs new study for coverage',
      'Excessive daytime sleepiness, commercial driver - DOT clearance',
    ],
    [
      ['G47.33', 'Obstructive sleep apnea (adult) (pediatric)'],
      ['R06.83', 'Snoring'],
      ['G47.10', 'Hypersomnia, unspecified'],
    ],
  ),
  line(
    'General Surgery',
    ['Ambulatory referral to General Surgery', 'Surgical consult - hernia', 'Port placement'],
    [
      'RUQ pain after meals, US: cholelithiasis w/o cholecystitis. Eval for lap chole.',
      'Reducible L inguinal hernia, enlarging',
      'Recurrent pilonidal abscess s/p I&D x 3',
    ],
    [
      ['K80.20', 'Calculus of gallbladder without cholecystitis without obstruction'],
      ['K40.90', 'Unilateral inguinal hernia, without obstruction or gangrene, not specified as recurrent'],
      ['L05.01', 'Pilonidal cyst with abscess'],
    ],
  ),
  line(
    'Behavioral Health',
    ['Ambulatory referral to Behavioral Health', 'Psychiatry - medication management', 'Counseling / CBT'],
    [
      'PHQ-9 19, no SI. Partial response to sertraline 150. Requesting med mgmt.',
      'Panic attacks 3x/wk, interfering w/ work',
      'ADHD eval, grades falling, Vanderbilts attached',
    ],
    [
      ['F33.1', 'Major depressive disorder, recurrent, moderate'],
      ['F41.0', 'Panic disorder [episodic paroxysmal anxiety]'],
      ['F90.2', 'Attention-deficit hyperactivity disorder, combined type'],
    ],
  ),
  line(
    'Hematology/Oncology',
    ['Ambulatory referral to Hematology / Oncology', 'Heme consult', 'IV iron infusion'],
    [
      'WBC 24K with lymphocytosis on 2 draws, smear: smudge cells. R/O CLL.',
      'Unprovoked DVT L leg, how long to anticoagulate?',
      'Plt 82, stable, asymptomatic',
      'Ferritin 6, could not tolerate oral iron. Please arrange infusions x 2.',
    ],
    [
      ['D72.820', 'Lymphocytosis (symptomatic)'],
      ['I82.402', 'Acute embolism and thrombosis of unspecified deep veins of left lower extremity'],
      ['D69.6', 'Thrombocytopenia, unspecified'],
    ],
  ),
  line(
    'Pain Management',
    ['Ambulatory referral to Pain Management', 'Interventional spine eval', 'ESI, lumbar'],
    [
      'L5 radiculopathy, MRI 5/2026 w/ L4-5 HNP. Failed gabapentin, PT. Please eval for TFESI.',
      'Chronic pain on opioids, moved from out of state, needs new prescriber/taper plan',
    ],
    [
      ['M54.16', 'Radiculopathy, lumbar region'],
      ['G89.4', 'Chronic pain syndrome'],
      ['M51.26', 'Other intervertebral disc displacement, lumbar region'],
    ],
  ),
];

const payers = [
  'MEDICARE PART A AND B',
  'MEDICARE/MEDICARE B NGS',
  'AETNA/AETNA CHOICE POS II',
  'AETNA MEDICARE ADVANTAGE PPO',
  'ANTHEM BCBS/BLUE ACCESS PPO',
  'BCBS OUT OF STATE/BLUECARD PPO',
  'BLUE SHIELD OF CA - HMO',
  'HIGHMARK FREEDOM BLUE',
  'CIGNA/CIGNA OPEN ACCESS PLUS',
  'CIGNA HEALTHSPRING PREFERRED',
  'UHC/UNITED HEALTHCARE OPTIONS PPO',
  'UHC MEDICARE SOLUTIONS',
  'United Healthcare Community Plan (Medicaid)',
  'HUMANA/HUMANA CHOICE PPO MEDICARE',
  'WELLCARE VALUE HMO',
  'Centene - Ambetter Balanced Care 11',
  'KAISER PERMANENTE HMO',
  'TRICARE EAST (Humana Military)',
  'TRIWEST/VA CCN REGION 4',
  'OPTUM VA CCN',
  'Medicaid Managed Care - AmeriHealth Caritas',
  'CARESOURCE MEDICAID',
  'BUCKEYE COMMUNITY HEALTH PLAN',
  'HARVARD PILGRIM - HMO',
  'TUFTS HEALTH DIRECT',
  'PRIORITY HEALTH NARROW NETWORK',
  'SENTARA HEALTH PLANS',
  'SCAN CLASSIC',
  'REGENCE BLUESHIELD',
  'MODA HEALTH BEACON',
  'SELECTHEALTH MED',
  'UMR (TPA)',
  'MERITAIN HEALTH',
  'GEHA - Standard Option',
];

export const recordsCases: CaseData = { lines, payers };
