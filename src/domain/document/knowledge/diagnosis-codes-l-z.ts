/** A code and its title a line: diagnosis-codes.ts. */
export const diagnosesLtoZ = `
L02.91 Cutaneous abscess, unspecified
L20.9 Atopic dermatitis, unspecified
L21.9 Seborrheic dermatitis, unspecified
L29.9 Pruritus, unspecified
L30.9 Dermatitis, unspecified
L40.0 Psoriasis vulgaris
L40.50 Arthropathic psoriasis, unspecified
L40.9 Psoriasis, unspecified
L50.9 Urticaria, unspecified
L57.0 Actinic keratosis
L60.0 Ingrowing nail
L65.9 Nonscarring hair loss, unspecified
L70.0 Acne vulgaris
L71.9 Rosacea, unspecified
L72.0 Epidermal cyst
L72.3 Sebaceous cyst
L73.2 Hidradenitis suppurativa
L80 Vitiligo
L82.1 Other seborrheic keratosis
L89.90 Pressure ulcer of unspecified site, unspecified stage
L97.509 Non-pressure chronic ulcer of other part of unspecified foot with unspecified severity
L98.9 Disorder of the skin and subcutaneous tissue, unspecified
M05.9 Rheumatoid arthritis with rheumatoid factor, unspecified
M06.9 Rheumatoid arthritis, unspecified
M10.9 Gout, unspecified
M16.11 Unilateral primary osteoarthritis, right hip
M16.12 Unilateral primary osteoarthritis, left hip
M16.9 Osteoarthritis of hip, unspecified
M17.0 Bilateral primary osteoarthritis of knee
M17.11 Unilateral primary osteoarthritis, right knee
M17.12 Unilateral primary osteoarthritis, left knee
M17.9 Osteoarthritis of knee, unspecified
M19.90 Unspecified osteoarthritis, unspecified site
M20.10 Hallux valgus (acquired), unspecified foot
M22.2X1 Patellofemoral disorders, right knee
M22.2X2 Patellofemoral disorders, left knee
M23.90 Unspecified internal derangement of unspecified knee
M25.50 Pain in unspecified joint
M25.511 Pain in right shoulder
M25.512 Pain in left shoulder
M25.531 Pain in right wrist
M25.532 Pain in left wrist
M25.551 Pain in right hip
M25.552 Pain in left hip
M25.561 Pain in right knee
M25.562 Pain in left knee
M25.571 Pain in right ankle and joints of right foot
M25.572 Pain in left ankle and joints of left foot
M32.9 Systemic lupus erythematosus, unspecified
M34.9 Systemic sclerosis, unspecified
M35.00 Sjogren syndrome, unspecified
M35.3 Polymyalgia rheumatica
M41.9 Scoliosis, unspecified
M43.16 Spondylolisthesis, lumbar region
M45.9 Ankylosing spondylitis of unspecified sites in spine
M47.812 Spondylosis without myelopathy or radiculopathy, cervical region
M47.816 Spondylosis without myelopathy or radiculopathy, lumbar region
M47.817 Spondylosis without myelopathy or radiculopathy, lumbosacral region
M48.02 Spinal stenosis, cervical region
M48.061 Spinal stenosis, lumbar region without neurogenic claudication
M48.062 Spinal stenosis, lumbar region with neurogenic claudication
M50.20 Other cervical disc displacement, unspecified cervical region
M50.30 Other cervical disc degeneration, unspecified cervical region
M51.26 Other intervertebral disc displacement, lumbar region
M51.36 Other intervertebral disc degeneration, lumbar region
M51.16 Intervertebral disc disorders with radiculopathy, lumbar region
M53.3 Sacrococcygeal disorders, not elsewhere classified
M54.12 Radiculopathy, cervical region
M54.16 Radiculopathy, lumbar region
M54.17 Radiculopathy, lumbosacral region
M54.2 Cervicalgia
M54.30 Sciatica, unspecified side
M54.31 Sciatica, right side
M54.32 Sciatica, left side
M54.41 Lumbago with sciatica, right side
M54.42 Lumbago with sciatica, left side
M54.5 Low back pain
M54.50 Low back pain, unspecified
M54.51 Vertebrogenic low back pain
M54.59 Other low back pain
M54.6 Pain in thoracic spine
M54.9 Dorsalgia, unspecified
M62.81 Muscle weakness (generalized)
M65.30 Trigger finger, unspecified finger
M65.4 Radial styloid tenosynovitis [de Quervain]
M67.40 Ganglion, unspecified site
M70.60 Trochanteric bursitis, unspecified hip
M72.0 Palmar fascial fibromatosis [Dupuytren]
M72.2 Plantar fascial fibromatosis
M75.00 Adhesive capsulitis of unspecified shoulder
M75.100 Unspecified rotator cuff tear or rupture of unspecified shoulder, not specified as traumatic
M75.101 Unspecified rotator cuff tear or rupture of right shoulder, not specified as traumatic
M75.102 Unspecified rotator cuff tear or rupture of left shoulder, not specified as traumatic
M75.41 Impingement syndrome of right shoulder
M75.42 Impingement syndrome of left shoulder
M76.60 Achilles tendinitis, unspecified leg
M77.10 Lateral epicondylitis, unspecified elbow
M77.11 Lateral epicondylitis, right elbow
M77.9 Enthesopathy, unspecified
M79.10 Myalgia, unspecified site
M79.18 Myalgia, other site
M79.2 Neuralgia and neuritis, unspecified
M79.601 Pain in right arm
M79.604 Pain in right leg
M79.605 Pain in left leg
M79.606 Pain in leg, unspecified
M79.641 Pain in right hand
M79.642 Pain in left hand
M79.671 Pain in right foot
M79.672 Pain in left foot
M79.7 Fibromyalgia
M81.0 Age-related osteoporosis without current pathological fracture
M85.80 Other specified disorders of bone density and structure, unspecified site
N13.30 Unspecified hydronephrosis
N17.9 Acute kidney failure, unspecified
N18.30 Chronic kidney disease, stage 3 unspecified
N18.31 Chronic kidney disease, stage 3a
N18.32 Chronic kidney disease, stage 3b
N18.4 Chronic kidney disease, stage 4 (severe)
N18.5 Chronic kidney disease, stage 5
N18.6 End stage renal disease
N18.9 Chronic kidney disease, unspecified
N20.0 Calculus of kidney
N20.1 Calculus of ureter
N28.1 Cyst of kidney, acquired
N30.10 Interstitial cystitis (chronic) without hematuria
N32.81 Overactive bladder
N39.0 Urinary tract infection, site not specified
N39.3 Stress incontinence (female) (male)
N39.41 Urge incontinence
N40.0 Benign prostatic hyperplasia without lower urinary tract symptoms
N40.1 Benign prostatic hyperplasia with lower urinary tract symptoms
N43.3 Hydrocele, unspecified
N46.9 Male infertility, unspecified
N48.1 Balanitis
N50.819 Testicular pain, unspecified
N52.9 Male erectile dysfunction, unspecified
N60.19 Diffuse cystic mastopathy of unspecified breast
N63.0 Unspecified lump in unspecified breast
N64.4 Mastodynia
N80.9 Endometriosis, unspecified
N81.10 Cystocele, unspecified
N81.4 Uterovaginal prolapse, unspecified
N83.209 Unspecified ovarian cyst, unspecified side
N91.2 Amenorrhea, unspecified
N92.0 Excessive and frequent menstruation with regular cycle
N92.1 Excessive and frequent menstruation with irregular cycle
N93.9 Abnormal uterine and vaginal bleeding, unspecified
N94.6 Dysmenorrhea, unspecified
N95.0 Postmenopausal bleeding
N95.1 Menopausal and female climacteric states
N97.9 Female infertility, unspecified
O09.90 Supervision of high risk pregnancy, unspecified, unspecified trimester
O24.419 Gestational diabetes mellitus in pregnancy, unspecified control
Q66.89 Other specified congenital deformities of feet
R00.0 Tachycardia, unspecified
R00.1 Bradycardia, unspecified
R00.2 Palpitations
R01.1 Cardiac murmur, unspecified
R03.0 Elevated blood-pressure reading, without diagnosis of hypertension
R04.0 Epistaxis
R04.2 Hemoptysis
R05.3 Chronic cough
R05.9 Cough, unspecified
R06.00 Dyspnea, unspecified
R06.02 Shortness of breath
R06.09 Other forms of dyspnea
R06.2 Wheezing
R06.83 Snoring
R07.2 Precordial pain
R07.89 Other chest pain
R07.9 Chest pain, unspecified
R09.81 Nasal congestion
R09.89 Other specified symptoms and signs involving the circulatory and respiratory systems
R10.11 Right upper quadrant pain
R10.13 Epigastric pain
R10.2 Pelvic and perineal pain
R10.30 Lower abdominal pain, unspecified
R10.31 Right lower quadrant pain
R10.32 Left lower quadrant pain
R10.84 Generalized abdominal pain
R10.9 Unspecified abdominal pain
R11.0 Nausea
R11.2 Nausea with vomiting, unspecified
R12 Heartburn
R13.10 Dysphagia, unspecified
R13.12 Dysphagia, oropharyngeal phase
R14.0 Abdominal distension (gaseous)
R15.9 Full incontinence of feces
R16.0 Hepatomegaly, not elsewhere classified
R17 Unspecified jaundice
R19.00 Intra-abdominal and pelvic swelling, mass and lump, unspecified site
R19.4 Change in bowel habit
R19.5 Other fecal abnormalities
R19.7 Diarrhea, unspecified
R20.0 Anesthesia of skin
R20.2 Paresthesia of skin
R21 Rash and other nonspecific skin eruption
R22.1 Localized swelling, mass and lump, neck
R22.9 Localized swelling, mass and lump, unspecified
R25.1 Tremor, unspecified
R25.2 Cramp and spasm
R26.2 Difficulty in walking, not elsewhere classified
R26.81 Unsteadiness on feet
R26.89 Other abnormalities of gait and mobility
R29.6 Repeated falls
R31.0 Gross hematuria
R31.21 Asymptomatic microscopic hematuria
R31.29 Other microscopic hematuria
R31.9 Hematuria, unspecified
R32 Unspecified urinary incontinence
R33.9 Retention of urine, unspecified
R35.0 Frequency of micturition
R35.1 Nocturia
R39.15 Urgency of urination
R40.0 Somnolence
R41.3 Other amnesia
R41.82 Altered mental status, unspecified
R42 Dizziness and giddiness
R47.01 Aphasia
R49.0 Dysphonia
R51.9 Headache, unspecified
R52 Pain, unspecified
R53.1 Weakness
R53.83 Other fatigue
R55 Syncope and collapse
R56.9 Unspecified convulsions
R59.0 Localized enlarged lymph nodes
R59.1 Generalized enlarged lymph nodes
R60.0 Localized edema
R60.9 Edema, unspecified
R61 Generalized hyperhidrosis
R62.50 Unspecified lack of expected normal physiological development in childhood
R63.4 Abnormal weight loss
R63.5 Abnormal weight gain
R68.84 Jaw pain
R73.03 Prediabetes
R73.09 Other abnormal glucose
R73.9 Hyperglycemia, unspecified
R74.01 Elevation of levels of liver transaminase levels
R74.8 Abnormal levels of other serum enzymes
R76.8 Other specified abnormal immunological findings in serum
R79.89 Other specified abnormal findings of blood chemistry
R80.9 Proteinuria, unspecified
R91.1 Solitary pulmonary nodule
R91.8 Other nonspecific abnormal finding of lung field
R92.8 Other abnormal and inconclusive findings on diagnostic imaging of breast
R93.1 Abnormal findings on diagnostic imaging of heart and coronary circulation
R94.31 Abnormal electrocardiogram [ECG] [EKG]
R94.39 Abnormal result of other cardiovascular function study
R97.20 Elevated prostate specific antigen [PSA]
S06.0X0A Concussion without loss of consciousness, initial encounter
S83.206A Unspecified tear of unspecified meniscus, current injury, right knee, initial encounter
S93.401A Sprain of unspecified ligament of right ankle, initial encounter
U07.0 Vaping-related disorder
U07.1 COVID-19
U09.9 Post COVID-19 condition, unspecified
Z00.00 Encounter for general adult medical examination without abnormal findings
Z01.810 Encounter for preprocedural cardiovascular examination
Z01.818 Encounter for other preprocedural examination
Z09 Encounter for follow-up examination after completed treatment
Z12.11 Encounter for screening for malignant neoplasm of colon
Z12.31 Encounter for screening mammogram for malignant neoplasm of breast
Z12.5 Encounter for screening for malignant neoplasm of prostate
Z13.820 Encounter for screening for osteoporosis
Z30.2 Encounter for sterilization
Z30.9 Encounter for contraceptive management, unspecified
Z34.90 Encounter for supervision of normal pregnancy, unspecified, unspecified trimester
Z79.01 Long term (current) use of anticoagulants
Z79.4 Long term (current) use of insulin
Z80.0 Family history of malignant neoplasm of digestive organs
Z80.3 Family history of malignant neoplasm of breast
Z82.49 Family history of ischemic heart disease and other diseases of the circulatory system
Z85.3 Personal history of malignant neoplasm of breast
Z86.010 Personal history of colonic polyps
Z86.73 Personal history of transient ischemic attack (TIA), and cerebral infarction without residual deficits
Z87.891 Personal history of nicotine dependence
Z90.710 Acquired absence of both cervix and uterus
Z95.0 Presence of cardiac pacemaker
Z95.1 Presence of aortocoronary bypass graft
Z95.5 Presence of coronary angioplasty implant and graft
Z96.651 Presence of right artificial knee joint
Z98.890 Other specified postprocedural states
`;
