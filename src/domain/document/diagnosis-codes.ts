/** The ICD-10-CM codes outpatient referrals are most often for, with shortened titles (the list of CMS is in the public domain). */
export const commonDiagnoses: readonly (readonly [code: string, title: string])[] = `
A15.0 Tuberculosis of lung
A69.20 Lyme disease, unspecified
B07.9 Viral wart, unspecified
B18.1 Chronic viral hepatitis B without delta-agent
B18.2 Chronic viral hepatitis C
B20 Human immunodeficiency virus [HIV] disease
B35.1 Tinea unguium
C18.9 Malignant neoplasm of colon, unspecified
C20 Malignant neoplasm of rectum
C25.9 Malignant neoplasm of pancreas, unspecified
C34.90 Malignant neoplasm of unspecified part of unspecified bronchus or lung
C43.9 Malignant melanoma of skin, unspecified
C44.91 Basal cell carcinoma of skin, unspecified
C44.92 Squamous cell carcinoma of skin, unspecified
C50.911 Malignant neoplasm of unspecified site of right female breast
C50.912 Malignant neoplasm of unspecified site of left female breast
C50.919 Malignant neoplasm of unspecified site of unspecified female breast
C61 Malignant neoplasm of prostate
C64.9 Malignant neoplasm of unspecified kidney, except renal pelvis
C67.9 Malignant neoplasm of bladder, unspecified
C73 Malignant neoplasm of thyroid gland
C85.90 Non-Hodgkin lymphoma, unspecified, unspecified site
C90.00 Multiple myeloma not having achieved remission
D12.6 Benign neoplasm of colon, unspecified
D17.9 Benign lipomatous neoplasm, unspecified
D22.9 Melanocytic nevi, unspecified
D25.9 Leiomyoma of uterus, unspecified
D48.5 Neoplasm of uncertain behavior of skin
D49.2 Neoplasm of unspecified behavior of bone, soft tissue, and skin
D50.0 Iron deficiency anemia secondary to blood loss (chronic)
D50.9 Iron deficiency anemia, unspecified
D51.9 Vitamin B12 deficiency anemia, unspecified
D64.9 Anemia, unspecified
D69.6 Thrombocytopenia, unspecified
D70.9 Neutropenia, unspecified
D72.829 Elevated white blood cell count, unspecified
D75.1 Secondary polycythemia
D86.9 Sarcoidosis, unspecified
E03.9 Hypothyroidism, unspecified
E04.1 Nontoxic single thyroid nodule
E04.2 Nontoxic multinodular goiter
E05.00 Thyrotoxicosis with diffuse goiter without thyrotoxic crisis or storm
E05.90 Thyrotoxicosis, unspecified without thyrotoxic crisis or storm
E06.3 Autoimmune thyroiditis
E10.65 Type 1 diabetes mellitus with hyperglycemia
E10.9 Type 1 diabetes mellitus without complications
E11.21 Type 2 diabetes mellitus with diabetic nephropathy
E11.22 Type 2 diabetes mellitus with diabetic chronic kidney disease
E11.319 Type 2 diabetes mellitus with unspecified diabetic retinopathy without macular edema
E11.40 Type 2 diabetes mellitus with diabetic neuropathy, unspecified
E11.42 Type 2 diabetes mellitus with diabetic polyneuropathy
E11.621 Type 2 diabetes mellitus with foot ulcer
E11.65 Type 2 diabetes mellitus with hyperglycemia
E11.8 Type 2 diabetes mellitus with unspecified complications
E11.9 Type 2 diabetes mellitus without complications
E21.3 Hyperparathyroidism, unspecified
E22.1 Hyperprolactinemia
E23.0 Hypopituitarism
E27.9 Disorder of adrenal gland, unspecified
E28.2 Polycystic ovarian syndrome
E29.1 Testicular hypofunction
E34.9 Endocrine disorder, unspecified
E55.9 Vitamin D deficiency, unspecified
E66.01 Morbid (severe) obesity due to excess calories
E66.9 Obesity, unspecified
E78.00 Pure hypercholesterolemia, unspecified
E78.2 Mixed hyperlipidemia
E78.5 Hyperlipidemia, unspecified
E83.52 Hypercalcemia
E87.1 Hypo-osmolality and hyponatremia
E87.6 Hypokalemia
F01.50 Vascular dementia without behavioral disturbance
F03.90 Unspecified dementia without behavioral disturbance
F10.20 Alcohol dependence, uncomplicated
F11.20 Opioid dependence, uncomplicated
F17.210 Nicotine dependence, cigarettes, uncomplicated
F31.9 Bipolar disorder, unspecified
F32.9 Major depressive disorder, single episode, unspecified
F32.A Depression, unspecified
F33.1 Major depressive disorder, recurrent, moderate
F33.9 Major depressive disorder, recurrent, unspecified
F41.1 Generalized anxiety disorder
F41.9 Anxiety disorder, unspecified
F43.10 Post-traumatic stress disorder, unspecified
F51.01 Primary insomnia
F80.9 Developmental disorder of speech and language, unspecified
F84.0 Autistic disorder
F90.0 Attention-deficit hyperactivity disorder, predominantly inattentive type
F90.9 Attention-deficit hyperactivity disorder, unspecified type
G20 Parkinson's disease
G20.A1 Parkinson's disease without dyskinesia, without mention of fluctuations
G25.0 Essential tremor
G25.81 Restless legs syndrome
G30.9 Alzheimer's disease, unspecified
G31.84 Mild cognitive impairment of uncertain or unknown etiology
G35 Multiple sclerosis
G40.909 Epilepsy, unspecified, not intractable, without status epilepticus
G43.109 Migraine with aura, not intractable, without status migrainosus
G43.709 Chronic migraine without aura, not intractable, without status migrainosus
G43.719 Chronic migraine without aura, intractable, without status migrainosus
G43.909 Migraine, unspecified, not intractable, without status migrainosus
G44.209 Tension-type headache, unspecified, not intractable
G45.9 Transient cerebral ischemic attack, unspecified
G47.00 Insomnia, unspecified
G47.10 Hypersomnia, unspecified
G47.30 Sleep apnea, unspecified
G47.33 Obstructive sleep apnea (adult) (pediatric)
G50.0 Trigeminal neuralgia
G51.0 Bell's palsy
G54.2 Cervical root disorders, not elsewhere classified
G56.00 Carpal tunnel syndrome, unspecified upper limb
G56.01 Carpal tunnel syndrome, right upper limb
G56.02 Carpal tunnel syndrome, left upper limb
G56.03 Carpal tunnel syndrome, bilateral upper limbs
G56.20 Lesion of ulnar nerve, unspecified upper limb
G56.21 Lesion of ulnar nerve, right upper limb
G57.60 Lesion of plantar nerve, unspecified lower limb
G60.9 Hereditary and idiopathic neuropathy, unspecified
G62.9 Polyneuropathy, unspecified
G89.29 Other chronic pain
G89.4 Chronic pain syndrome
G93.5 Compression of brain
H02.409 Unspecified ptosis of unspecified eyelid
H25.13 Age-related nuclear cataract, bilateral
H26.9 Unspecified cataract
H35.30 Unspecified macular degeneration
H40.9 Unspecified glaucoma
H52.4 Presbyopia
H53.8 Other visual disturbances
H57.9 Unspecified disorder of eye and adnexa
H61.20 Impacted cerumen, unspecified ear
H65.20 Chronic serous otitis media, unspecified ear
H66.90 Otitis media, unspecified, unspecified ear
H81.10 Benign paroxysmal vertigo, unspecified ear
H90.3 Sensorineural hearing loss, bilateral
H90.5 Unspecified sensorineural hearing loss
H91.90 Unspecified hearing loss, unspecified ear
H91.93 Unspecified hearing loss, bilateral
H93.13 Tinnitus, bilateral
H93.19 Tinnitus, unspecified ear
I10 Essential (primary) hypertension
I11.0 Hypertensive heart disease with heart failure
I12.9 Hypertensive chronic kidney disease with stage 1 through stage 4 chronic kidney disease
I20.0 Unstable angina
I20.89 Other forms of angina pectoris
I20.9 Angina pectoris, unspecified
I21.4 Non-ST elevation (NSTEMI) myocardial infarction
I25.10 Atherosclerotic heart disease of native coronary artery without angina pectoris
I25.119 Atherosclerotic heart disease of native coronary artery with unspecified angina pectoris
I25.2 Old myocardial infarction
I25.5 Ischemic cardiomyopathy
I26.99 Other pulmonary embolism without acute cor pulmonale
I27.20 Pulmonary hypertension, unspecified
I34.0 Nonrheumatic mitral (valve) insufficiency
I34.1 Nonrheumatic mitral (valve) prolapse
I35.0 Nonrheumatic aortic (valve) stenosis
I35.1 Nonrheumatic aortic (valve) insufficiency
I38 Endocarditis, valve unspecified
I42.0 Dilated cardiomyopathy
I42.9 Cardiomyopathy, unspecified
I44.7 Left bundle-branch block, unspecified
I45.10 Unspecified right bundle-branch block
I47.1 Supraventricular tachycardia
I47.10 Supraventricular tachycardia, unspecified
I47.20 Ventricular tachycardia, unspecified
I48.0 Paroxysmal atrial fibrillation
I48.19 Other persistent atrial fibrillation
I48.20 Chronic atrial fibrillation, unspecified
I48.91 Unspecified atrial fibrillation
I48.92 Unspecified atrial flutter
I49.3 Ventricular premature depolarization
I49.9 Cardiac arrhythmia, unspecified
I50.20 Unspecified systolic (congestive) heart failure
I50.22 Chronic systolic (congestive) heart failure
I50.30 Unspecified diastolic (congestive) heart failure
I50.9 Heart failure, unspecified
I51.7 Cardiomegaly
I63.9 Cerebral infarction, unspecified
I65.21 Occlusion and stenosis of right carotid artery
I65.22 Occlusion and stenosis of left carotid artery
I65.23 Occlusion and stenosis of bilateral carotid arteries
I65.29 Occlusion and stenosis of unspecified carotid artery
I67.1 Cerebral aneurysm, nonruptured
I70.213 Atherosclerosis of native arteries of extremities with intermittent claudication, bilateral legs
I71.20 Thoracic aortic aneurysm, without rupture, unspecified
I71.40 Abdominal aortic aneurysm, without rupture, unspecified
I73.9 Peripheral vascular disease, unspecified
I77.810 Thoracic aortic ectasia
I82.409 Acute embolism and thrombosis of unspecified deep veins of unspecified lower extremity
I83.90 Asymptomatic varicose veins of unspecified lower extremity
I83.93 Asymptomatic varicose veins of bilateral lower extremities
I87.2 Venous insufficiency (chronic) (peripheral)
I89.0 Lymphedema, not elsewhere classified
I95.1 Orthostatic hypotension
I95.9 Hypotension, unspecified
J01.90 Acute sinusitis, unspecified
J30.1 Allergic rhinitis due to pollen
J30.2 Other seasonal allergic rhinitis
J30.9 Allergic rhinitis, unspecified
J31.0 Chronic rhinitis
J32.9 Chronic sinusitis, unspecified
J33.9 Nasal polyp, unspecified
J34.2 Deviated nasal septum
J35.01 Chronic tonsillitis
J35.1 Hypertrophy of tonsils
J35.3 Hypertrophy of tonsils with hypertrophy of adenoids
J38.3 Other diseases of vocal cords
J44.1 Chronic obstructive pulmonary disease with (acute) exacerbation
J44.9 Chronic obstructive pulmonary disease, unspecified
J45.20 Mild intermittent asthma, uncomplicated
J45.40 Moderate persistent asthma, uncomplicated
J45.50 Severe persistent asthma, uncomplicated
J45.901 Unspecified asthma with (acute) exacerbation
J45.909 Unspecified asthma, uncomplicated
J47.9 Bronchiectasis, uncomplicated
J84.10 Pulmonary fibrosis, unspecified
J84.9 Interstitial pulmonary disease, unspecified
J90 Pleural effusion, not elsewhere classified
J98.4 Other disorders of lung
K20.90 Esophagitis, unspecified without bleeding
K21.00 Gastro-esophageal reflux disease with esophagitis, without bleeding
K21.9 Gastro-esophageal reflux disease without esophagitis
K22.2 Esophageal obstruction
K22.70 Barrett's esophagus without dysplasia
K25.9 Gastric ulcer, unspecified as acute or chronic, without hemorrhage or perforation
K29.70 Gastritis, unspecified, without bleeding
K30 Functional dyspepsia
K31.84 Gastroparesis
K40.90 Unilateral inguinal hernia, without obstruction or gangrene, not specified as recurrent
K42.9 Umbilical hernia without obstruction or gangrene
K43.9 Ventral hernia without obstruction or gangrene
K44.9 Diaphragmatic hernia without obstruction or gangrene
K50.90 Crohn's disease, unspecified, without complications
K51.90 Ulcerative colitis, unspecified, without complications
K52.9 Noninfective gastroenteritis and colitis, unspecified
K57.30 Diverticulosis of large intestine without perforation or abscess without bleeding
K57.32 Diverticulitis of large intestine without perforation or abscess without bleeding
K58.0 Irritable bowel syndrome with diarrhea
K58.9 Irritable bowel syndrome without diarrhea
K59.00 Constipation, unspecified
K59.04 Chronic idiopathic constipation
K60.2 Anal fissure, unspecified
K62.5 Hemorrhage of anus and rectum
K63.5 Polyp of colon
K64.9 Unspecified hemorrhoids
K70.30 Alcoholic cirrhosis of liver without ascites
K74.60 Unspecified cirrhosis of liver
K75.4 Autoimmune hepatitis
K75.81 Nonalcoholic steatohepatitis (NASH)
K76.0 Fatty (change of) liver, not elsewhere classified
K80.20 Calculus of gallbladder without cholecystitis without obstruction
K81.1 Chronic cholecystitis
K85.90 Acute pancreatitis without necrosis or infection, unspecified
K86.1 Other chronic pancreatitis
K90.0 Celiac disease
K92.1 Melena
K92.2 Gastrointestinal hemorrhage, unspecified
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
`
  .trim()
  .split('\n')
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
