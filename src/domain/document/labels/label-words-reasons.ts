import type { LabelEntry } from './label-entry.ts';

/** What forms print beside why, what and how soon, beside the insurance, and beside things whose owner their surroundings tell. */
export const reasonLabels: readonly LabelEntry[] = [
  // Why.
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'strong',
    isHeading: true,
    phrases:
      'reason for referral|reason for consult|reason for consultation|reason for visit|reason for request|referral reason|consult reason|reason for appointment|indication for referral|clinical indication|clinical question|reason for exam|reason for the referral|reason for evaluation|presenting problem|presenting concern|chief complaint|primary concern|reason of referral|reason for this referral|reason for referral consult|reason for referral diagnosis|clinical question for specialist|question for consultant|specific question|indication for consult|indication for procedure|why are you referring this patient|please evaluate for|please see for|please evaluate|referred for|reason referred|clinical reason|reason for referral clinical question|purpose of referral|referral indication|question to be answered|reason for order|reason for study|what is your question|clinical concern|symptoms|reason for consult request|signs symptoms|signs and symptoms|presenting complaint|reason for new patient visit|medical reason|reason for referral symptoms|treat for|treating for|treatment for|evaluate for|eval for|clinical presentation|description of problem|problem description|nature of problem|brief description|medical necessity|functional limitation|functional limitations|subjective complaints|clinical picture|reason patient is being referred|patient complains of|patient complaint|main complaint|main concern|patient concern|patient concerns|primary complaint|referring for|purpose of visit|purpose|narrative|problem to be addressed|presenting symptoms|chief concern|primary reason|main reason|clinical justification|indication for therapy|indication for treatment|indication for testing|indication for test|clinical indications|indications for procedure',
  },
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'weak',
    phrases: 'reason|indication|indications|concern|concerns|complaint|problem|for|cc hpi',
  },
  {
    meaning: 'diagnosis',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'icd 10|icd|icd10|icd 10 code|icd code|icd 10 codes|icd codes|icd10 code|icd10 codes|icd 10 cm|icd 10 cm code|diagnosis code|diagnosis codes|dx code|dx codes|diagnosis icd 10|diagnosis icd 10 code|diagnosis with icd 10|diagnoses icd 10|dx icd 10|diagnosis icd|icd 10 diagnosis|icd 10 diagnosis code|primary icd 10|diagnosis code icd 10|diagnoses and icd 10 codes|diagnosis and icd 10 code|diagnosis icd 10 codes|primary diagnosis code|secondary diagnosis code|icd 9 10|icd dx|icd 10 number|diagnosis and icd 10|icd 10 code required|primary icd 10 code|diagnosis codes icd 10|icd 10 dx',
  },
  {
    meaning: 'diagnosis_text',
    subject: 'reason',
    strength: 'plain',
    phrases:
      'diagnosis|diagnoses|dx|primary diagnosis|secondary diagnosis|referring diagnosis|admitting diagnosis|working diagnosis|provisional diagnosis|diagnosis description|primary dx|secondary dx|referral diagnosis|diagnosis 1|diagnosis 2|diagnosis 3|dx 1|dx 2|impression|assessment|diagnosis condition|icd 10 description|code description|clinical diagnosis|diagnosis for referral|problem list|active problems',
  },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'strong',
    isHeading: true,
    phrases:
      'requested service|requested services|service requested|services requested|type of referral|referral type|type of service|service type|procedure requested|requested procedure|test requested|tests requested|type of consult|consult type|visit type|type of visit|referral for|services needed|service needed|exam requested|study requested|order requested|type of appointment|appointment type|requested appointment type|procedures requested|type of request|request type|scope of referral|service ordered|tests ordered|studies requested|service being requested|type of evaluation|level of service|requested visit|treatment requested|referral service|type of consultation|action requested|service s requested|please select service|requested study|exam ordered',
  },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'weak',
    phrases:
      'service|services|specialty requested|requested|order|procedure|requesting|request for|we request|please perform|please provide|rx|orders|modality|modalities|discipline|prescription|treatment plan|therapy|therapy requested|services ordered|exams|exam|tests',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'urgency|priority|referral priority|referral urgency|urgency of referral|level of urgency|urgency level|appointment urgency|timeframe|time frame|how soon|appointment needed|needed within|request priority|appointment priority|when should patient be seen|to be seen within|to be seen|see patient within|acuity|order priority|status of referral|priority level|triage level|priority of referral|how urgent|status|schedule within|appointment timeframe|patient needs to be seen|requested timeframe|scheduling priority|please schedule|please see patient|processing priority|triage|urgency status|requested time frame',
  },
  {
    meaning: 'ordered_on',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'date of referral|referral date|order date|date of order|date ordered|date referred|date of request|request date|date requested|date sent|todays date|today s date|date of fax|fax date|referred on|date written|ordered on|date of letter|date signed|date of consult request|date faxed|date submitted|referral created|referral created on|created on|referral order date|signed on',
  },
  {
    meaning: 'expires_on',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'expiration date|expires|expiration|valid until|valid through|valid to|referral expires|referral expiration|referral expiration date|auth expires|authorization expires|authorization expiration date|expires on|end date|valid thru|auth end date|expiry date|expiration of referral|authorization valid through|referral valid until|referral end date|referral valid through|good until|exp date|auth exp|exp',
  },
  {
    meaning: 'referral_number',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'referral number|referral id|ref number|referral id number|reference number|referral control number|request number|request id|order number|referral reference|order id|our reference|reference|referral case number|case number|case id|confirmation number|referral no|tracking number|referral tracking number|ticket number|referral request number|accession number|our ref|external referral id|document number',
  },
  {
    meaning: 'none',
    subject: 'reason',
    strength: 'strong',
    isHeading: true,
    phrases:
      'referral information|referral details|past medical history|current medications|medications|attachments|documents attached|enclosures|records attached|please attach|previous treatment|prior treatment|number of visits|visits requested|visits authorized|visits|cpt|cpt code|cpt codes|hcpcs|procedure code|procedure codes|start date|effective date|valid from|laterality|duration|duration of symptoms|onset|date of onset|date of injury|date last seen|date of last visit|appointment date|date of appointment|appointment time|date of service|date of visit|dos|pages|number of pages|total pages|pages including cover|number of pages including cover|no of pages|page|time|hpi|pmh|medication list|vitals|vital signs|social history|family history|review of systems|physical exam|plan of care|surgical history|lab results|labs|imaging|prior studies|relevant studies|supporting documents|instructions|pertinent findings|other information|findings|test results|treatment to date|diagnostic tests|current medications and allergies|attached|quantity|time in|time out|units|date received|received|date printed|printed|printed on|print date|report date|date of birth certificate|date entered|entered by|collected|date collected|last updated|reviewed by|appointment|scheduled with|scheduled date|scheduled for|appt date|for office use only|office use only|for internal use only|frequency|precautions|goals|weight bearing status|weight bearing|restrictions|frequency duration|frequency and duration|number of treatments|times per week|weeks|short term goals|long term goals|contraindications|surgery date|date of surgery|post op protocol|special tests|tooth|tooth number|teeth|od|os|visual acuity|va|iop|refraction|x rays|radiographs|last visit|next visit|follow up|fasting|contrast|sedation|anticoagulants|pacemaker|latex allergy|wheelchair|translator|isolation|height weight|blood pressure|creatinine|egfr|recent labs',
  },
  {
    meaning: 'history',
    subject: 'reason',
    strength: 'plain',
    isHeading: true,
    phrases:
      'clinical information|clinical history|medical history|history of present illness|pertinent history|relevant history|clinical summary|clinical notes|history|brief history|brief clinical history|clinical details|clinical findings|relevant clinical information|pertinent clinical information|history and findings|notes to specialist|additional clinical information|case summary|summary|present illness|pertinent medical history|brief medical history',
  },
  {
    meaning: 'comments',
    subject: 'reason',
    strength: 'plain',
    isHeading: true,
    phrases:
      'comments|notes|remarks|additional comments|additional information|additional notes|special instructions|message|provider comments|physician comments|other comments|referral notes|referral comments|provider notes',
  },
  // Insurance.
  {
    meaning: 'payer',
    subject: 'insurance',
    strength: 'strong',
    isHeading: true,
    phrases:
      'insurance company|insurance carrier|insurance name|insurance plan|health plan|primary insurance|insurance provider|payer|payor|name of insurance|insurance co|ins co|primary insurance company|primary insurance name|primary payer|primary carrier|carrier|insurance plan name|health insurance|medical insurance|primary ins|insurance type|name of insurance company|plan name|insurance payer|payer name|carrier name|insurer|primary health plan|health plan name|ins carrier|ins plan name|insurance company name|primary insurance carrier|ins plan|primary plan|payor name|coverage|health insurance plan|name of health plan|insurance primary|insurance 1|primary coverage|primary insurance plan|primary payor|ins name',
  },
  {
    meaning: 'payer',
    subject: 'insurance',
    strength: 'plain',
    isHeading: true,
    phrases: 'insurance|plan|ins',
  },
  {
    meaning: 'member_id',
    subject: 'insurance',
    strength: 'strong',
    phrases:
      'id grp|id group|id grp number|member nbr|member id|member id number|member number|insurance id|insurance id number|policy number|policy id|subscriber id|subscriber number|insurance number|insurance policy number|id number|member identification number|primary insurance id|plan id|plan id number|member policy number|policy id number|medicare number|medicaid number|medicaid id|medicare id|mbi|ins id|ins id number|insured id|insured id number|identification number|policy member id|member id policy number|subscriber id number|health plan id|enrollee id|member policy id|insurance member id|insurance member number|primary id number|certificate number|contract number|beneficiary id|hic number|medicare beneficiary identifier|id member number|policy or member id|primary member id|coverage id|recipient id|cardholder id|policy no id|member id no|card number',
  },
  {
    meaning: 'authorisation_number',
    subject: 'insurance',
    strength: 'strong',
    phrases:
      'authorization number|auth number|prior authorization number|prior auth number|precert number|precertification number|pre authorization number|preauthorization number|auth id|authorization id|insurance authorization number|authorization code|pre auth number|prior authorization|prior auth|authorization|insurance auth number|approval number|pa number|referral auth number|authorisation number|referral authorization number|insurance referral number|auth|precert|insurance authorization|preauth number|payer authorization number|auth referral number|health plan authorization',
  },
  {
    meaning: 'none',
    subject: 'insurance',
    strength: 'strong',
    isHeading: true,
    phrases:
      'insurance information|insurance info|insurance details|insurance data|payer information|coverage information|insurance coverage|billing information|primary insurance information|insurance billing|health insurance information|payment information',
  },
  {
    meaning: 'none',
    subject: 'contact',
    strength: 'strong',
    isHeading: true,
    phrases:
      'secondary insurance|secondary insurance information|secondary payer|secondary member id|secondary id|secondary policy number|other insurance|insurance secondary|insurance 2|secondary insurance company|secondary insurance id|secondary carrier',
  },
  {
    meaning: 'none',
    subject: 'insurance',
    strength: 'plain',
    phrases:
      'group number|group plan number|group plan|group policy number|group id|group name|group no|grp|grp number|policy group number|insurance group number|relationship to insured|relationship to subscriber|policy holder|policyholder|policy holder name|policyholder name|subscriber|subscriber name|insured name|name of insured|insured|policy holder dob|subscriber dob|subscriber date of birth|policyholder dob|insured dob|insured date of birth|policy holder date of birth|insurance phone|insurance phone number|payer phone|plan type|bin|pcn|rxbin|rxpcn|rxgrp|rx bin|rx group|copay|effective|coverage dates|eligibility|payer id|plan phone|customer service|claims address|workers comp|claim number|adjuster|date of accident|deductible|issuer|network|member services|provider services|authorization required|prior auth required|is authorization required|auth required|authorization obtained|verified by',
  },
  {
    meaning: 'none',
    subject: 'contact',
    strength: 'strong',
    isHeading: true,
    phrases:
      'informant|supervising provider|supervising physician|supervising md|collaborating physician|collaborating provider|backup contact|alt phone contact|alternate phone contact|emergency cont|emergency contact|emergency contact name|emergency phone|next of kin|guarantor|guarantor name|guarantor information|responsible party|parent guardian|parent or guardian|guardian|guardian name|parent name|parent guardian name|mothers name|fathers name|caregiver|legal guardian|spouse|spouse name|pharmacy|pharmacy name|preferred pharmacy|pharmacy phone|relationship|relationship to patient|case manager|case manager name|power of attorney|attorney|alternate contact|alternate phone|emergency contact information|emergency contact phone|case worker|social worker|parent guardian phone|guarantor phone|caregiver phone|home health agency|guarantor address',
  },
  // Whose they are, their surroundings say.
  {
    meaning: 'name',
    strength: 'weak',
    phrases:
      'name|name last first|name last first middle|name last first mi|last name first name|last first|last first mi|last name first name mi|name first last|first and last name|full legal name',
  },
  {
    meaning: 'phone',
    strength: 'plain',
    phrases:
      'phone|phone number|contact number for scheduling|number for scheduling|scheduling number|telephone|telephone number|tel|tel number|ph|ph number|phone no|contact number|contact phone|contact phone number|direct line|direct|main|voice|phone 1|main phone|p|t|o|ofc|direct phone|contact tel|tele|home|phone s|contact telephone',
  },
  {
    meaning: 'fax',
    strength: 'plain',
    phrases:
      'fax|fax number|facsimile|fax no|facsimile number|fax line|direct fax|f|fx|telefax|fax tel|fax s',
  },
  {
    meaning: 'phone_fax',
    strength: 'strong',
    phrases:
      'phone fax|phone and fax|tel fax|phone fax number|telephone fax|ph fax|phone fax numbers|office phone fax|provider phone fax|phone number fax number',
  },
  {
    meaning: 'address',
    strength: 'plain',
    phrases:
      'address|street address|mailing address|street|address 1|address line 1|full address|current address|addr|mailing|address street|street address city state zip|address city state zip|complete address|address street city state zip',
  },
  { meaning: 'city', strength: 'weak', phrases: 'city|town' },
  { meaning: 'state', strength: 'weak', phrases: 'state|st' },
  { meaning: 'zip', strength: 'plain', phrases: 'zip|zip code|zipcode|postal code' },
  {
    meaning: 'city_state_zip',
    strength: 'strong',
    phrases:
      'city state zip|city state zip code|city st zip|city state and zip|city state|city state and zip code',
  },
  {
    meaning: 'none',
    strength: 'weak',
    phrases:
      'address 2|address line 2|apt unit|suite|apt number|extension|ext|hours|office hours|pager|beeper|after hours',
  },
  { meaning: 'id', strength: 'weak', phrases: 'id|number' },
  // Titles, so that nothing like them is taken for a label.
  {
    meaning: 'none',
    strength: 'weak',
    phrases:
      'referral form|referral request|referral order|consultation request|patient referral|patient referral form|request for consultation|consult request|referral request form|physician referral form|new patient referral|specialist referral form|specialty referral form|referral authorization|authorization for services|outgoing referral|order form|procedure order|fax referral form|referral letter|referral information form|provider referral form|medical referral form|consultation form|referral cover sheet|fax cover sheet|specialist referral',
  },
  { meaning: 'date', strength: 'weak', phrases: 'date|date time|date of|dated|date and time' },
];
