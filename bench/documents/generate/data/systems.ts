/** What record systems and health plans refer for, and the plans as they print them. ICD-10-CM codes with their titles (the public list of CMS). */
import type { CaseData } from '../case.ts';
import { line, type Line } from './diagnoses.ts';

const lines: readonly Line[] = [
  line(
    'Cardiology',
    ['AMB REFERRAL TO CARDIOLOGY', 'ECHO COMPLETE W DOPPLER', 'HOLTER MONITOR 48 HR'],
    ['Exertional dyspnea, murmur heard at annual visit', 'Skipped beats, ZIO or Holter per cardiology'],
    [
      ['R06.09', 'Other forms of dyspnea'],
      ['I49.9', 'Cardiac arrhythmia, unspecified'],
      ['I35.0', 'Nonrheumatic aortic (valve) stenosis'],
    ],
  ),
  line(
    'Gastroenterology',
    ['AMB REFERRAL TO GASTROENTEROLOGY', 'COLONOSCOPY, DIAGNOSTIC', 'GI Clinic New Patient Visit'],
    ['Hgb 9.1 with low ferritin, needs scope', 'Change in bowel habits for 3 months'],
    [
      ['R19.4', 'Change in bowel habit'],
      ['K92.1', 'Melena'],
      ['Z86.0100', 'Personal history of colon polyps, unspecified'],
    ],
  ),
  line(
    'Nephrology',
    ['AMB REFERRAL TO NEPHROLOGY', 'Office consultation, nephrology', 'US RENAL COMPLETE'],
    ['eGFR down from 52 to 34 in one year', 'Persistent proteinuria, UACR 640'],
    [
      ['N18.32', 'Chronic kidney disease, stage 3b'],
      ['R80.9', 'Proteinuria, unspecified'],
      ['N28.1', 'Cyst of kidney, acquired'],
    ],
  ),
  line(
    'Pulmonology',
    ['AMB REFERRAL TO PULMONARY', 'PFT COMPLETE W/ DLCO', 'Pulmonary consult and follow-up'],
    ['8 mm nodule right upper lobe on chest CT', 'Wheezing despite inhaled steroid and LABA'],
    [
      ['R91.1', 'Solitary pulmonary nodule'],
      ['J44.9', 'Chronic obstructive pulmonary disease, unspecified'],
      ['J45.909', 'Unspecified asthma, uncomplicated'],
    ],
  ),
  line(
    'Rheumatology',
    ['AMB REFERRAL TO RHEUMATOLOGY', 'Rheumatology eval', 'E-consult to rheumatology'],
    ['Swollen MCPs, positive CCP', 'ANA 1:640 with rash and joint pain'],
    [
      ['M06.9', 'Rheumatoid arthritis, unspecified'],
      ['M25.50', 'Pain in unspecified joint'],
      ['R76.8', 'Other specified abnormal immunological findings in serum'],
    ],
  ),
  line(
    'Urology',
    ['AMB REFERRAL TO UROLOGY', 'CYSTOSCOPY', 'Urology new patient'],
    ['Gross hematuria, negative culture', 'PSA rose from 3.8 to 7.2'],
    [
      ['R31.0', 'Gross hematuria'],
      ['R97.20', 'Elevated prostate specific antigen [PSA]'],
      ['N20.0', 'Calculus of kidney'],
    ],
  ),
  line(
    'Dermatology',
    ['AMB REFERRAL TO DERMATOLOGY', 'Skin lesion evaluation', 'MOHS surgery consult'],
    ['Changing mole on upper back', 'Biopsy proven BCC left temple'],
    [
      ['D22.5', 'Melanocytic nevi of trunk'],
      ['L40.9', 'Psoriasis, unspecified'],
      ['L70.0', 'Acne vulgaris'],
    ],
  ),
  line(
    'Otolaryngology',
    ['AMB REFERRAL TO ENT', 'Audiogram', 'ENT evaluation and treatment'],
    ['Hoarse for ten weeks, former smoker', 'Hearing loss right ear, tinnitus'],
    [
      ['R49.0', 'Dysphonia'],
      ['H93.11', 'Tinnitus, right ear'],
      ['J32.9', 'Chronic sinusitis, unspecified'],
    ],
  ),
  line(
    'Neurosurgery',
    ['AMB REFERRAL TO NEUROSURGERY', 'Spine surgery consult'],
    ['Foot drop, MRI shows large L4-5 herniation', 'Incidental 4 mm aneurysm on MRA'],
    [
      ['M51.26', 'Other intervertebral disc displacement, lumbar region'],
      ['M21.371', 'Foot drop, right foot'],
      ['I67.1', 'Cerebral aneurysm, nonruptured'],
    ],
  ),
  line(
    'Hematology / Oncology',
    ['AMB REFERRAL TO HEMATOLOGY/ONCOLOGY', 'Hematology consultation'],
    ['Platelets 88 on three draws', 'New breast cancer, please see within the week'],
    [
      ['D69.6', 'Thrombocytopenia, unspecified'],
      ['D64.9', 'Anemia, unspecified'],
      ['C50.911', 'Malignant neoplasm of unspecified site of right female breast'],
    ],
  ),
  line(
    'Physical Medicine',
    ['AMB REFERRAL TO PHYSICAL THERAPY', 'PT EVAL AND TREAT, 12 VISITS', 'Occupational therapy evaluation'],
    ['Work injury, lifting, off duty since May', 'Gait unsteady, two falls this month'],
    [
      ['S39.012A', 'Strain of muscle, fascia and tendon of lower back, initial encounter'],
      ['R26.81', 'Unsteadiness on feet'],
      ['M62.81', 'Muscle weakness (generalized)'],
    ],
  ),
  line(
    'Behavioral Health',
    ['AMB REFERRAL TO BEHAVIORAL HEALTH', 'Psychiatric diagnostic evaluation', 'Psychotherapy, 8 visits'],
    ['PHQ-9 of 19, on sertraline 100 mg', 'Panic attacks, interested in therapy'],
    [
      ['F41.1', 'Generalized anxiety disorder'],
      ['F33.1', 'Major depressive disorder, recurrent, moderate'],
      ['F43.10', 'Post-traumatic stress disorder, unspecified'],
    ],
  ),
  line(
    'Radiology',
    ['MRI BRAIN W WO CONTRAST', 'CT ABDOMEN PELVIS W CONTRAST', 'US THYROID', 'XR KNEE 3 VIEWS RIGHT'],
    ['Right knee pain after fall, rule out fracture', 'Weight loss 20 lb, abdominal pain'],
    [
      ['R63.4', 'Abnormal weight loss'],
      ['M25.561', 'Pain in right knee'],
      ['R51.9', 'Headache, unspecified'],
    ],
  ),
  line(
    'Endocrinology',
    ['AMB REFERRAL TO ENDOCRINOLOGY', 'Endocrine clinic visit', 'Diabetes self-management education'],
    ['A1c 11.2, new start insulin', 'Calcium 11.1 with high PTH'],
    [
      ['E11.65', 'Type 2 diabetes mellitus with hyperglycemia'],
      ['E21.3', 'Hyperparathyroidism, unspecified'],
      ['E04.2', 'Nontoxic multinodular goiter'],
    ],
  ),
  line(
    'Sleep Medicine',
    ['AMB REFERRAL TO SLEEP MEDICINE', 'HOME SLEEP APNEA TEST', 'Polysomnography'],
    ['Snores, witnessed apneas, Epworth 15', 'CPAP not tolerated, needs retitration'],
    [
      ['G47.33', 'Obstructive sleep apnea (adult) (pediatric)'],
      ['R06.83', 'Snoring'],
      ['G47.00', 'Insomnia, unspecified'],
    ],
  ),
  line(
    'Pain Management',
    ['AMB REFERRAL TO PAIN MANAGEMENT', 'LUMBAR EPIDURAL STEROID INJECTION', 'Pain clinic consult'],
    ['Sciatica not better after PT and gabapentin', 'Chronic neck pain after MVA'],
    [
      ['M54.16', 'Radiculopathy, lumbar region'],
      ['G89.4', 'Chronic pain syndrome'],
      ['M47.812', 'Spondylosis without myelopathy or radiculopathy, cervical region'],
    ],
  ),
  line(
    'Podiatry',
    ['AMB REFERRAL TO PODIATRY', 'Diabetic foot exam and nail care'],
    ['Ulcer left heel, two weeks', 'Neuropathy, thick nails, cannot self trim'],
    [
      ['L97.429', 'Non-pressure chronic ulcer of left heel and midfoot with unspecified severity'],
      ['E11.42', 'Type 2 diabetes mellitus with diabetic polyneuropathy'],
      ['B35.1', 'Tinea unguium'],
    ],
  ),
];

const payers: readonly string[] = [
  'AETNA CHOICE POS II',
  'AETNA MEDICARE PPO',
  'BCBS FEDERAL EMPLOYEE PROGRAM',
  'BCBS OF MICHIGAN PPO',
  'BLUE CARE NETWORK HMO',
  'CIGNA OAP',
  'CIGNA LOCALPLUS',
  'UHC CHOICE PLUS',
  'UHC COMMUNITY PLAN MCD',
  'UHC DUAL COMPLETE HMO D-SNP',
  'HUMANA MEDICARE HMO',
  'HUMANA CHOICE PPO',
  'MEDICARE PART A & B',
  'MEDICARE RAILROAD',
  'MEDICAID OF OHIO',
  'MOLINA MARKETPLACE SILVER',
  'CARESOURCE MEDICAID',
  'BUCKEYE HEALTH PLAN',
  'PRIORITY HEALTH HMO',
  'TRICARE EAST PRIME',
  'TRIWEST VA CCN',
  'OPTUM VA COMMUNITY CARE',
  'AMBETTER BALANCED CARE 11',
  'WELLCARE VALUE HMO-POS',
  'HEALTH NET CALAIM',
  'KAISER SIGNATURE HMO',
  'SEDGWICK WORKERS COMP',
  'AMERIHEALTH CARITAS',
];

export const systemsCases: CaseData = { lines, payers };
