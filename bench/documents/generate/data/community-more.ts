/** The second half of what is asked of specialists' community practices. */
import type { Line } from './diagnoses.ts';

export const moreCommunityLines: readonly Line[] = [
  {
    specialty: 'Vascular',
    services: [
      'Varicose vein consultation',
      'Lower extremity arterial duplex with ABI',
      'Carotid duplex',
      'AAA screening ultrasound',
      'Vein mapping',
    ],
    reasons: [
      'Cramping in both calves after one block, weak pedal pulses.',
      'Bruit on the right. No TIA symptoms.',
      'Aching legs with bulging veins, compression stockings 3 months without relief',
    ],
    codes: [
      [
        'I70.213',
        'Atherosclerosis of native arteries of extremities with intermittent claudication, bilateral legs',
      ],
      ['I65.21', 'Occlusion and stenosis of right carotid artery'],
      ['I83.813', 'Varicose veins of bilateral lower extremities with pain'],
    ],
  },
  {
    specialty: 'Podiatry',
    services: [
      'Diabetic foot exam and nail care',
      'Custom orthotics',
      'Ingrown nail procedure',
      'Bunion surgery consult',
      'Foot and ankle injury visit',
    ],
    reasons: [
      'Plantar fasciitis, 5 months, stretching and inserts have not helped',
      'Loss of protective sensation on monofilament testing, thick nails.',
      'Great toe ingrown again, second time this year',
      'Painful bunion',
    ],
    codes: [
      ['M72.2', 'Plantar fascial fibromatosis'],
      ['E11.42', 'Type 2 diabetes mellitus with diabetic polyneuropathy'],
      ['L60.0', 'Ingrowing nail'],
      ['M20.11', 'Hallux valgus (acquired), right foot'],
    ],
  },
  {
    specialty: 'Pulmonary',
    services: [
      'Full PFTs with DLCO',
      'Lung nodule clinic',
      'Home sleep apnea test',
      'COPD consultation',
      'Six-minute walk',
    ],
    reasons: [
      'New 9 mm RUL nodule on CT, 30 pack-years. Prior CT not available.',
      'Dyspnea on stairs, three steroid bursts since fall.',
      'Snoring, witnessed apneas, Epworth 15',
      'Chronic cough, CXR clear',
    ],
    codes: [
      ['R91.1', 'Solitary pulmonary nodule'],
      ['J44.9', 'Chronic obstructive pulmonary disease, unspecified'],
      ['G47.33', 'Obstructive sleep apnea (adult) (pediatric)'],
      ['R05.3', 'Chronic cough'],
    ],
  },
  {
    specialty: 'Infusion',
    services: [
      'Infliximab 5 mg/kg IV',
      'Venofer 200 mg IV x 5',
      'Ocrelizumab 600 mg IV every 6 months',
      'Zoledronic acid 5 mg IV once',
      'Vedolizumab 300 mg IV',
      'Hydration - NS 1 liter',
    ],
    reasons: [
      'Start of therapy',
      'Continuing therapy, last dose given at another site in April.',
      'Dose change',
      'Did not tolerate oral iron, ferritin 6.',
    ],
    codes: [
      ['K50.90', "Crohn's disease, unspecified, without complications"],
      ['K51.90', 'Ulcerative colitis, unspecified, without complications'],
      ['D50.9', 'Iron deficiency anemia, unspecified'],
      ['G35.A', 'Relapsing-remitting multiple sclerosis'],
      ['M81.0', 'Age-related osteoporosis without current pathological fracture'],
      ['E86.0', 'Dehydration'],
    ],
  },
  {
    specialty: 'Wound Care',
    services: [
      'Wound evaluation and debridement',
      'Hyperbaric oxygen evaluation',
      'Total contact cast',
      'Compression wraps',
      'Ostomy nurse visit',
    ],
    reasons: [
      'Plantar ulcer under the left 5th metatarsal head, 6 weeks, X-ray without osteo.',
      'Venous ulcer, right shin, weeping',
      'Surgical incision opened on day 12, abdominal',
      'Radiation injury to the jaw, before extractions',
    ],
    codes: [
      ['L97.522', 'Non-pressure chronic ulcer of other part of left foot with fat layer exposed'],
      ['I87.2', 'Venous insufficiency (chronic) (peripheral)'],
      ['E11.621', 'Type 2 diabetes mellitus with foot ulcer'],
      ['M27.2', 'Inflammatory conditions of jaws'],
    ],
  },
  {
    specialty: 'Physical Therapy',
    services: [
      'PT eval & treat 2x/week for 6 weeks',
      'Vestibular rehab',
      'Pelvic floor therapy',
      'Hand therapy with splint',
      'Aquatic therapy',
      'Gait and balance training',
    ],
    reasons: [
      'Three weeks after rotator cuff repair, protocol attached. Passive motion only until week 6.',
      'Deconditioning after hospital stay, fell twice',
      'Stress incontinence after second delivery',
      'Stiff index finger',
    ],
    codes: [
      ['M75.121', 'Complete rotator cuff tear or rupture of right shoulder, not specified as traumatic'],
      ['R26.81', 'Unsteadiness on feet'],
      ['N39.3', 'Stress incontinence (female) (male)'],
      ['M25.641', 'Stiffness of right hand, not elsewhere classified'],
    ],
  },
  {
    specialty: 'Maternal Fetal Medicine',
    services: [
      'Detailed anatomy ultrasound (76811)',
      'NT scan with genetic counseling',
      'MFM consult',
      'Fetal echocardiogram',
      'Diabetes in pregnancy program',
    ],
    reasons: [
      'Failed 3-hour GTT at 27 weeks.',
      'Twins, chorionicity to be determined',
      'Prior loss at 22 weeks, short cervix on TVUS today (19 mm).',
      'AMA, cfDNA low risk',
    ],
    codes: [
      ['O24.419', 'Gestational diabetes mellitus in pregnancy, unspecified control'],
      [
        'O30.001',
        'Twin pregnancy, unspecified number of placenta and unspecified number of amniotic sacs, first trimester',
      ],
      ['O26.872', 'Cervical shortening, second trimester'],
    ],
  },
  {
    specialty: 'Oral Surgery',
    services: [
      'Extraction #17 and #32',
      'Wisdom teeth, all four',
      'Implant consult #30',
      'Root canal #14',
      'Biopsy of lesion',
      'CBCT',
    ],
    reasons: [
      'Pericoronitis twice since winter, partially erupted.',
      'White patch on left lateral tongue that does not rub off',
      'Vertical fracture, not restorable.',
      'Cold sensitivity lingers, sinus tract on buccal',
    ],
    codes: [
      ['K01.1', 'Impacted teeth'],
      ['K13.21', 'Leukoplakia of oral mucosa, including tongue'],
      ['K04.7', 'Periapical abscess without sinus'],
    ],
  },
  {
    specialty: 'Work Injury',
    services: [
      'Hand surgeon evaluation',
      'Orthopedic second opinion',
      'Work conditioning',
      'FCE',
      'Physiatry consult and treat',
      'MRI left shoulder without contrast',
    ],
    reasons: [
      'Crush injury, right ring finger, caught in conveyor. Sutured in ER, still numb at tip.',
      'Lifted a 70 lb box and felt a pop in the low back, no better after 8 PT visits.',
      'Fell from ladder, left shoulder weakness',
      'Repetitive scanning, wrist numb at night',
    ],
    codes: [
      ['S67.194A', 'Crushing injury of right ring finger, initial encounter'],
      ['S39.012D', 'Strain of muscle, fascia and tendon of lower back, subsequent encounter'],
      ['S43.402A', 'Unspecified sprain of left shoulder joint, initial encounter'],
      ['G56.01', 'Carpal tunnel syndrome, right upper limb'],
    ],
  },
  {
    specialty: 'Child Development',
    services: [
      'Developmental pediatrics evaluation',
      'Autism diagnostic testing',
      'Speech-language evaluation',
      'Telepsychiatry visit',
      'OT evaluation',
    ],
    reasons: [
      'Only 10 words at 28 months, does not point. M-CHAT score 9.',
      'Hits peers and cannot sit for circle time, teacher and parent both concerned.',
      'Picky eating with gagging',
      'Worries every morning, missed 21 school days',
    ],
    codes: [
      ['F80.1', 'Expressive language disorder'],
      ['F84.0', 'Autistic disorder'],
      ['F90.1', 'Attention-deficit hyperactivity disorder, predominantly hyperactive type'],
      ['F93.0', 'Separation anxiety disorder of childhood'],
      ['R63.39', 'Other feeding difficulties'],
    ],
  },
  {
    specialty: 'Acute Care',
    services: [
      'Fracture clinic',
      'Orthopedic on-call evaluation',
      'Direct admission',
      'Incision and drainage',
      'Ophthalmology on call',
    ],
    reasons: [
      'Displaced distal radius fx L, splinted, neurovascularly intact.',
      'Peritonsillar abscess, drooling, got ceftriaxone 1 g IM at 1410.',
      'Metal on metal injury, corneal rust ring, VA 20/50',
      'D-dimer positive, sats 92% RA. Needs CT angiogram.',
    ],
    codes: [
      [
        'S52.502A',
        'Unspecified fracture of the lower end of left radius, initial encounter for closed fracture',
      ],
      ['J36', 'Peritonsillar abscess'],
      ['T15.01XA', 'Foreign body in cornea, right eye, initial encounter'],
      ['R09.02', 'Hypoxemia'],
    ],
  },
];
