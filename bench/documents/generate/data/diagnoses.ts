/** ICD-10-CM codes with their titles (the public list of CMS), by the service they lead to. */
export type Line = {
  readonly specialty: string;
  readonly services: readonly string[];
  readonly reasons: readonly string[];
  readonly codes: readonly (readonly [string, string])[];
};

/** What a specialty is asked for, in one breath. */
export const line = (
  specialty: string,
  services: Line['services'],
  reasons: Line['reasons'],
  codes: Line['codes'],
): Line => ({ specialty, services, reasons, codes });

export const lines: readonly Line[] = [
  {
    specialty: 'Cardiology',
    services: [
      'Cardiology consultation',
      'Echocardiogram',
      'Stress test',
      'Holter monitor 48 hours',
      'Evaluate and treat',
    ],
    reasons: [
      'Chest pain on exertion for 3 weeks, family history of early CAD',
      'New murmur heard on annual exam',
      'Palpitations, two episodes of near syncope',
      'Uncontrolled hypertension on three drugs',
      'Abnormal EKG before surgery',
    ],
    codes: [
      ['I10', 'Essential (primary) hypertension'],
      ['I20.9', 'Angina pectoris, unspecified'],
      ['I25.10', 'Atherosclerotic heart disease of native coronary artery without angina pectoris'],
      ['I48.91', 'Unspecified atrial fibrillation'],
      ['I50.9', 'Heart failure, unspecified'],
      ['R00.2', 'Palpitations'],
      ['R01.1', 'Cardiac murmur, unspecified'],
      ['R07.9', 'Chest pain, unspecified'],
      ['R55', 'Syncope and collapse'],
      ['R94.31', 'Abnormal electrocardiogram [ECG] [EKG]'],
      ['E78.5', 'Hyperlipidemia, unspecified'],
    ],
  },
  {
    specialty: 'Gastroenterology',
    services: ['GI consultation', 'Screening colonoscopy', 'Upper endoscopy (EGD)', 'Consult and treat'],
    reasons: [
      'Rectal bleeding, iron deficiency anemia, due for colonoscopy',
      'Persistent reflux despite PPI for 12 weeks',
      'Dysphagia to solids since spring',
      'Elevated liver enzymes on repeat labs',
      'Positive FIT test',
    ],
    codes: [
      ['K21.9', 'Gastro-esophageal reflux disease without esophagitis'],
      ['K62.5', 'Hemorrhage of anus and rectum'],
      ['K58.9', 'Irritable bowel syndrome without diarrhea'],
      ['R13.10', 'Dysphagia, unspecified'],
      ['R19.5', 'Other fecal abnormalities'],
      ['R74.8', 'Abnormal levels of other serum enzymes'],
      ['Z12.11', 'Encounter for screening for malignant neoplasm of colon'],
      ['D50.9', 'Iron deficiency anemia, unspecified'],
      ['K76.0', 'Fatty (change of) liver, not elsewhere classified'],
      ['R10.9', 'Unspecified abdominal pain'],
    ],
  },
  {
    specialty: 'Orthopedics',
    services: [
      'Orthopedic evaluation',
      'MRI lumbar spine without contrast',
      'Physical therapy eval and treat',
      'Knee injection',
    ],
    reasons: [
      'Low back pain radiating to left leg, no relief after 6 weeks of PT',
      'Right knee pain and locking after a fall',
      'Shoulder stiffness, limited abduction',
      'Numbness of both hands at night',
      'Chronic neck pain, please evaluate',
    ],
    codes: [
      ['M54.50', 'Low back pain, unspecified'],
      ['M54.16', 'Radiculopathy, lumbar region'],
      ['M25.561', 'Pain in right knee'],
      ['M25.562', 'Pain in left knee'],
      ['M17.11', 'Unilateral primary osteoarthritis, right knee'],
      ['M75.101', 'Unspecified rotator cuff tear or rupture of right shoulder, not specified as traumatic'],
      ['M54.2', 'Cervicalgia'],
      ['G56.03', 'Carpal tunnel syndrome, bilateral upper limbs'],
      ['S83.241A', 'Other tear of medial meniscus, current injury, right knee, initial encounter'],
      ['M48.061', 'Spinal stenosis, lumbar region without neurogenic claudication'],
    ],
  },
  {
    specialty: 'Ophthalmology',
    services: ['Diabetic eye exam', 'Cataract evaluation', 'Retina consultation', 'Glaucoma evaluation'],
    reasons: [
      'Blurred vision both eyes, worse on the right',
      'Flashes and floaters left eye since Monday',
      'Annual dilated exam, diabetic for 11 years',
      'Elevated pressure at screening',
      'Cataract limiting night driving',
    ],
    codes: [
      ['E11.9', 'Type 2 diabetes mellitus without complications'],
      ['E11.319', 'Type 2 diabetes mellitus with unspecified diabetic retinopathy without macular edema'],
      ['H25.13', 'Age-related nuclear cataract, bilateral'],
      ['H40.013', 'Open angle with borderline findings, low risk, bilateral'],
      ['H43.392', 'Other vitreous opacities, left eye'],
      ['H53.8', 'Other visual disturbances'],
      ['H35.31', 'Nonexudative age-related macular degeneration'],
      ['H04.123', 'Dry eye syndrome of bilateral lacrimal glands'],
    ],
  },
  {
    specialty: 'Endocrinology',
    services: ['Endocrinology consult', 'Thyroid ultrasound', 'Diabetes management', 'Second opinion'],
    reasons: [
      'A1c 9.8 on two agents, please help with insulin',
      'Thyroid nodule 1.4 cm found on neck CT',
      'Fatigue and weight gain, TSH 11.2',
      'Osteoporosis with fracture',
    ],
    codes: [
      ['E11.65', 'Type 2 diabetes mellitus with hyperglycemia'],
      ['E04.1', 'Nontoxic single thyroid nodule'],
      ['E03.9', 'Hypothyroidism, unspecified'],
      ['E05.90', 'Thyrotoxicosis, unspecified without thyrotoxic crisis or storm'],
      ['M81.0', 'Age-related osteoporosis without current pathological fracture'],
      ['E66.9', 'Obesity, unspecified'],
      ['R63.5', 'Abnormal weight gain'],
    ],
  },
  {
    specialty: 'Neurology',
    services: ['Neurology consultation', 'EMG / nerve conduction study', 'EEG', 'Headache clinic'],
    reasons: [
      'Daily headaches with aura, failed two preventives',
      'Tremor of the right hand at rest',
      'Memory loss noticed by the family for a year',
      'First seizure, CT head normal',
      'Tingling in both feet',
    ],
    codes: [
      ['G43.909', 'Migraine, unspecified, not intractable, without status migrainosus'],
      ['G20.A1', "Parkinson's disease without dyskinesia, without mention of fluctuations"],
      ['R41.3', 'Other amnesia'],
      ['R56.9', 'Unspecified convulsions'],
      ['G62.9', 'Polyneuropathy, unspecified'],
      ['R51.9', 'Headache, unspecified'],
      ['R42', 'Dizziness and giddiness'],
      ['G47.33', 'Obstructive sleep apnea (adult) (pediatric)'],
    ],
  },
];
