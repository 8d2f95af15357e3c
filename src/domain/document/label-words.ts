import type { FieldName } from './fields.ts';

/** Whom or what a part of a form is about. */
export type Subject =
  | 'patient'
  | 'referrer'
  | 'pcp'
  | 'recipient'
  | 'requested'
  | 'insurance'
  | 'contact'
  | 'reason';

/**
 * What the value of a label is: a field; a kind of value whose field its surroundings tell (`phone`: whose?); part of a name; or
 * nothing the hub reads (`none`), which still ends the value before it.
 */
export type Meaning =
  | FieldName
  | 'name'
  | 'family_name'
  | 'given_name'
  | 'middle_name'
  | 'credential'
  | 'phone'
  | 'fax'
  | 'phone_fax'
  | 'address'
  | 'city'
  | 'state'
  | 'zip'
  | 'city_state_zip'
  | 'npi'
  | 'id'
  | 'date'
  | 'practice'
  | 'name_and_birth'
  | 'diagnosis_text'
  | 'signature'
  | 'recipient_name'
  /** What is written where nothing asks for the reason. */
  | 'history'
  | 'comments'
  | 'none';

/**
 * How much a phrase needs to be taken for a label. `strong`: it is one wherever it stands. `plain`: it begins a segment, has a colon,
 * or a fitting value follows. `weak`: a colon follows, or it stands alone in its cell.
 */
export type Strength = 'strong' | 'plain' | 'weak';

export type LabelEntry = {
  readonly meaning: Meaning;
  /** Whom it is about, where the words themselves say it. */
  readonly subject?: Subject;
  readonly strength: Strength;
  /** It may stand over a section: what is under it is about its subject. */
  readonly isHeading?: true;
  /** Lower case, parted by `|`. */
  readonly phrases: string;
};

/** The words forms print beside their values. Numbers (`#`, `no.`) behind a phrase are matched as `number`. */
export const labelEntries: readonly LabelEntry[] = [
  // The patient.
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'strong',
    isHeading: true,
    phrases:
      'patient name|patients name|name of patient|pt name|patient full name|patients full name|full name of patient|client name|name of client|resident name|patient last name first name|patient name last first|patient name last first mi|patient legal name|legal name of patient|patient being referred|name of person being referred|beneficiary name|childs name|child name|name of child|referred patient|patient to be seen|student name',
  },
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'plain',
    isHeading: true,
    phrases:
      'patient|pt|client|re patient|regarding patient|legal name|full name|re pt|our patient|your patient|mutual patient',
  },
  { meaning: 'patient_name', subject: 'patient', strength: 'weak', phrases: 're|regarding|subject' },
  {
    meaning: 'family_name',
    subject: 'patient',
    strength: 'strong',
    phrases: 'patient last name|patients last name|pt last name|patient surname',
  },
  {
    meaning: 'given_name',
    subject: 'patient',
    strength: 'strong',
    phrases: 'patient first name|patients first name|pt first name|patient given name',
  },
  { meaning: 'family_name', strength: 'plain', phrases: 'last name|surname|family name|last' },
  { meaning: 'given_name', strength: 'plain', phrases: 'first name|given name|forename|first' },
  { meaning: 'middle_name', strength: 'plain', phrases: 'middle name|middle initial|mi|middle|m i' },
  {
    meaning: 'birth_date',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'date of birth|dob|d o b|birth date|birthdate|birthday|patient dob|pt dob|patient date of birth|patients date of birth|patients dob|date of birth mm dd yyyy|dob mm dd yyyy|date of birth age|dob age|patient birth date|birth dt|date birth|bdate|b date|year of birth|dob sex|dob gender',
  },
  { meaning: 'birth_date', subject: 'patient', strength: 'plain', phrases: 'born|born on|birth|bd' },
  {
    meaning: 'name_and_birth',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'patient name dob|patient name and dob|patient name date of birth|patient name and date of birth|name dob|name date of birth|patient dob name',
  },
  {
    meaning: 'sex',
    subject: 'patient',
    strength: 'plain',
    phrases:
      'sex|gender|sex at birth|birth sex|patient sex|patient gender|legal sex|administrative sex|gender identity|sex assigned at birth|m f|sex m f|gender m f|male female',
  },
  {
    meaning: 'patient_phone',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'patient phone|patients phone|patient phone number|patient telephone|patient contact number|patient tel|pt phone|patient home phone|patient cell|patient cell phone|patient mobile|home phone|cell phone|mobile phone|home tel|home telephone|cell|mobile|mobile number|cell number|best phone for patient|best contact number|best number to reach|best phone|preferred phone|primary phone|daytime phone|day phone|evening phone|phone home|phone cell|phone mobile|home phone number|cell phone number|mobile phone number|patient daytime phone|home number|phone number patient|home cell phone|contact phone for patient|phone h|phone c|patient best phone',
  },
  {
    meaning: 'patient_address',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'patient address|patients address|home address|residential address|patient home address|pt address|residence|permanent address|address of patient',
  },
  {
    meaning: 'patient_mrn',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'mrn|medical record number|med rec number|chart number|patient id|patient id number|patient account number|medical record|med record number|acct number|patient number|pt id|patient mrn|mr number|emr id|ehr id|patient chart number|patient record number|m r n|our mrn|unit number|record number|patient identifier|chart id|account number',
  },
  {
    meaning: 'none',
    subject: 'patient',
    strength: 'strong',
    isHeading: true,
    phrases:
      'patient information|patient info|patient demographics|demographics|patient details|patient data|about the patient|patient section|demographic information|patient demographic information|client information|referred patient information|person being referred|section 1 patient information|who is the patient|patient identification|information about the patient|patient particulars',
  },
  {
    meaning: 'none',
    subject: 'patient',
    strength: 'plain',
    phrases:
      'age|patient age|marital status|ssn|social security number|social security|last 4 ssn|language|preferred language|primary language|interpreter needed|interpreter required|interpreter|race|ethnicity|email|e mail|email address|patient email|patient e mail|height|weight|allergies|employer|occupation|maiden name|preferred name|religion|work phone|phone work|work|preferred contact|best time to call|ok to leave message|county|country|apt|last seen|special needs|mobility|transportation|pronouns',
  },
  // Who refers.
  {
    meaning: 'referrer_name',
    subject: 'referrer',
    strength: 'strong',
    isHeading: true,
    phrases:
      'referring provider|referring physician|referring doctor|referring clinician|referring practitioner|referring md|referring dr|referring provider name|referring physician name|referring doctor name|referring clinician name|name of referring provider|name of referring physician|name of referring doctor|referred by|ordering provider|ordering physician|ordering doctor|ordering clinician|ordering provider name|ordering physician name|requesting provider|requesting physician|requesting doctor|requesting clinician|requesting provider name|requesting physician name|referring provider print|referring physician print|provider name print|physician name print|provider name printed|referring provider full name|ref provider|ref physician|ref phys|ref md|referring dr name|referral from|from dr|prescriber|prescribing provider|prescriber name|refer from|refer by|sending provider|authorizing provider|referring party|referring professional|submitted by provider|referring prov|requested by|ordered by|signed by|electronically signed by|e signed by|authorized by|provider signature print name|clinician name',
  },
  {
    meaning: 'referrer_name',
    subject: 'referrer',
    strength: 'plain',
    isHeading: true,
    phrases:
      'from|sender|referral source|provider name|physician name|doctor name|doctors name|physicians name|name of provider|name of physician|name of doctor|printed name|print name|name printed|name print|physician name printed|sent by|referrer|referring|referring office|sender name|your name|provider|physician',
  },
  {
    meaning: 'signature',
    subject: 'referrer',
    strength: 'plain',
    phrases:
      'signature|provider signature|physician signature|referring provider signature|referring physician signature|signature of provider|signature of physician|authorized signature|clinician signature|doctor signature|signature of referring provider|signature of referring physician|md signature|signed|provider signature date|sincerely',
  },
  {
    meaning: 'referrer_npi',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'referring npi|referring provider npi|referring physician npi|ordering npi|ordering provider npi|requesting npi|ref npi|physician npi|provider npi|npi referring|npi of referring provider|requesting provider npi|npi number of referring provider|referring doctor npi|prescriber npi|individual npi|npi individual',
  },
  {
    meaning: 'npi',
    strength: 'strong',
    phrases:
      'npi|npi number|n p i|national provider identifier|national provider id|national provider number|npi id',
  },
  {
    meaning: 'referrer_practice',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'referring practice|referring clinic|referring facility|referring practice name|referring office name|practice name|clinic name|name of practice|name of clinic|facility name|referring organization|referring group|group practice|medical group|practice facility|practice clinic|practice clinic name|clinic facility|clinic practice name|office name|referring agency|referring hospital|sending facility|requesting facility|ordering facility|referring practice clinic|referring location|referring site|practice or clinic|practice group|medical practice|name of facility|referring health center',
  },
  {
    meaning: 'practice',
    strength: 'plain',
    phrases:
      'practice|clinic|facility|organization|office|company|agency|location|department|dept|group|institution|hospital|organisation',
  },
  {
    meaning: 'referrer_phone',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'office phone|office telephone|office tel|provider phone|practice phone|clinic phone|referring phone|referring provider phone|referring physician phone|referring office phone|office phone number|provider phone number|physician phone|practice telephone|office number|doctor phone|business phone|sender phone|from phone|back line|office contact phone|clinic telephone|call back number|callback number|callback|referring phone number',
  },
  {
    meaning: 'referrer_fax',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'office fax|provider fax|practice fax|clinic fax|referring fax|referring provider fax|referring physician fax|referring office fax|office fax number|provider fax number|physician fax|return fax|return fax number|reply fax|fax back to|fax back number|from fax|sender fax|fax results to|fax report to|fax notes to|fax consult note to|fax consult notes to|referring fax number|our fax|doctor fax|send report to fax|fax reports to|return report by fax to',
  },
  {
    meaning: 'referrer_address',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'office address|provider address|practice address|clinic address|referring address|physician address|referring provider address|facility address|business address|referring office address',
  },
  {
    meaning: 'none',
    subject: 'referrer',
    strength: 'strong',
    isHeading: true,
    phrases:
      'referring provider information|referring physician information|referring provider info|referring physician info|referring doctor information|provider information|physician information|referral source information|referring office information|referring practice information|ordering provider information|requesting provider information|practice information|referring clinician information|referring clinic information|section 2 referring provider|referring provider details|prescriber information|sender information|referring party information|referrer information|referrer details|who is referring|ordering physician information|requesting physician information|referring facility information|provider details',
  },
  {
    meaning: 'none',
    subject: 'referrer',
    strength: 'plain',
    phrases:
      'contact person|office contact|contact name|office contact person|contact|referral coordinator|completed by|prepared by|form completed by|person completing form|tax id|tin|tax id number|dea|dea number|upin|license number|license|state license|taxonomy|email address of provider|provider email|office email|website|office manager|staff name|nurse|specialty of referring provider|office contact name|person completing this form|credentials|title',
  },
  { meaning: 'credential', subject: 'referrer', strength: 'weak', phrases: 'credential|degree' },
  // The primary care doctor.
  {
    meaning: 'pcp_name',
    subject: 'pcp',
    strength: 'strong',
    isHeading: true,
    phrases:
      'pcp|pcp name|primary care physician|primary care provider|primary care doctor|primary care|primary physician|family doctor|family physician|primary care clinician|name of pcp|primary care physician name|primary care provider name|pcp if different|p c p|primary doctor|primary md|general practitioner|pcp if not referring|pcp if different from referring|patients pcp|patient pcp',
  },
  {
    meaning: 'pcp_npi',
    subject: 'pcp',
    strength: 'strong',
    phrases: 'pcp npi|primary care npi|npi of pcp|primary care provider npi',
  },
  {
    meaning: 'pcp_phone',
    subject: 'pcp',
    strength: 'strong',
    phrases: 'pcp phone|pcp telephone|primary care phone|pcp phone number|pcp tel|phone of pcp',
  },
  {
    meaning: 'none',
    subject: 'pcp',
    strength: 'strong',
    isHeading: true,
    phrases:
      'pcp fax|pcp information|primary care information|primary care provider information|primary care physician information|pcp address|pcp practice',
  },
  // To whom it was sent.
  {
    meaning: 'none',
    subject: 'recipient',
    strength: 'plain',
    isHeading: true,
    phrases:
      'fax to|referred to practice|refer to practice|referral to practice|to fax|to phone|company to|to company|receiving provider|receiving facility|receiving practice|receiving office|referred to facility|specialist information|referred to information|cc|to practice|to office|to dept|servicing facility|rendering facility|please send to|please fax to|fax this form to|fax completed form to|return this form to|return completed form to|fax form to|please fax this form to|return to|fax referral to|fax referrals to|please fax referral to|fax your referral to|refer to npi|refer to fax|refer to phone|fax completed referral to|send referral to|our fax number|recipient fax|recipient phone|referral fax|referral fax line|scheduling phone|our phone|fax all referrals to|call us at',
  },
  {
    meaning: 'requested_provider',
    subject: 'requested',
    strength: 'strong',
    phrases:
      'requested provider|requested physician|requested doctor|preferred provider|preferred physician|preferred doctor|provider requested|physician requested|doctor requested|specialist requested|requested specialist|preferred specialist|please schedule with|schedule with|appointment with|referred to dr|refer to dr|referred to doctor|refer to physician|refer to doctor|consult with|referral to dr|referred to physician|provider preference|physician preference|preferred surgeon|requested surgeon|specific provider|specific provider requested|provider requested if any|preferred cardiologist|requested clinician',
  },
  {
    meaning: 'requested_provider',
    subject: 'recipient',
    strength: 'plain',
    isHeading: true,
    phrases:
      'refer to|referred to|referral to|refer patient to|referred to provider|referring to|refer to provider|consultant|specialist|consulting provider|consulting physician|specialist name|servicing provider|rendering provider|consult to',
  },
  {
    meaning: 'recipient_name',
    subject: 'recipient',
    strength: 'plain',
    isHeading: true,
    phrases: 'to|attn|attention|recipient|recipient name|deliver to|send to',
  },
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
      'insurance company|insurance carrier|insurance name|insurance plan|health plan|primary insurance|insurance provider|payer|payor|name of insurance|insurance co|ins co|primary insurance company|primary insurance name|primary payer|primary carrier|carrier|insurance plan name|health insurance|medical insurance|primary ins|insurance type|name of insurance company|plan name|insurance payer|payer name|carrier name|insurer|primary health plan|health plan name|ins carrier|insurance company name|primary insurance carrier|ins plan|primary plan|payor name|coverage|health insurance plan|name of health plan|insurance primary|insurance 1|primary coverage|primary insurance plan|primary payor|ins name',
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
      'member id|member id number|member number|insurance id|insurance id number|policy number|policy id|subscriber id|subscriber number|insurance number|insurance policy number|id number|member identification number|primary insurance id|plan id|plan id number|member policy number|policy id number|medicare number|medicaid number|medicaid id|medicare id|mbi|ins id|ins id number|insured id|insured id number|identification number|policy member id|member id policy number|subscriber id number|health plan id|enrollee id|member policy id|insurance member id|insurance member number|primary id number|certificate number|contract number|beneficiary id|hic number|medicare beneficiary identifier|id member number|policy or member id|primary member id|coverage id|recipient id|cardholder id|policy no id|member id no|card number',
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
      'group number|group id|group name|group no|grp|grp number|policy group number|insurance group number|relationship to insured|relationship to subscriber|policy holder|policyholder|policy holder name|policyholder name|subscriber|subscriber name|insured name|name of insured|insured|policy holder dob|subscriber dob|subscriber date of birth|policyholder dob|insured dob|insured date of birth|policy holder date of birth|insurance phone|insurance phone number|payer phone|plan type|bin|pcn|rxbin|rxpcn|rxgrp|rx bin|rx group|copay|effective|coverage dates|eligibility|payer id|plan phone|customer service|claims address|workers comp|claim number|adjuster|date of accident|deductible|issuer|network|member services|provider services|authorization required|prior auth required|is authorization required|auth required|authorization obtained|verified by',
  },
  {
    meaning: 'none',
    subject: 'contact',
    strength: 'strong',
    isHeading: true,
    phrases:
      'emergency contact|emergency contact name|emergency phone|next of kin|guarantor|guarantor name|guarantor information|responsible party|parent guardian|parent or guardian|guardian|guardian name|parent name|parent guardian name|mothers name|fathers name|caregiver|legal guardian|spouse|spouse name|pharmacy|pharmacy name|preferred pharmacy|pharmacy phone|relationship|relationship to patient|case manager|case manager name|power of attorney|attorney|alternate contact|alternate phone|emergency contact information|emergency contact phone|case worker|social worker|parent guardian phone|guarantor phone|caregiver phone|home health agency|guarantor address',
  },
  // Whose they are, their surroundings say.
  {
    meaning: 'name',
    strength: 'weak',
    phrases:
      'name|name last first|name last first mi|last name first name|last first|last first mi|last name first name mi|name first last|first and last name|full legal name',
  },
  {
    meaning: 'phone',
    strength: 'plain',
    phrases:
      'phone|phone number|telephone|telephone number|tel|tel number|ph|ph number|phone no|contact number|contact phone|contact phone number|direct line|direct|main|voice|phone 1|main phone|p|t|direct phone|contact tel|tele|home|phone s|contact telephone',
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
  // Titles, so that nothing like them is taken for a label.
  {
    meaning: 'none',
    strength: 'weak',
    phrases:
      'referral form|referral request|referral order|consultation request|patient referral|patient referral form|request for consultation|consult request|referral request form|physician referral form|new patient referral|specialist referral form|specialty referral form|referral authorization|authorization for services|outgoing referral|order form|procedure order|fax referral form|referral letter|referral information form|provider referral form|medical referral form|consultation form|referral cover sheet|fax cover sheet',
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
