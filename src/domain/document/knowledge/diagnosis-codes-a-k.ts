/** A code and its title a line: diagnosis-codes.ts. */
export const diagnosesAtoK = `
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
`;
