import type { LabelEntry } from './label-entry.ts';

/** Labels that ask in sentences, as forms for people outside of medicine do, and less common words for the usual things. */
export const questionLabels: readonly LabelEntry[] = [
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'who is the patient|who are you referring|whom are you referring|who is being referred|who needs to be seen|name of individual referred|name of individual|individual referred|individual name|patient to be evaluated|patient to be seen by us|patient to be scheduled|person to be seen|person being referred name|referral for patient|name as on insurance card|name as it appears on insurance card|name as it appears on card|name on insurance card|patient as on card|insured patient|member patient name|patient member name|consumer name|participant name|examinee|examinee name|subject name|patient first and last name|patient first last name|patient name first last|patient printed name|full patient name|legal full name|patient first middle last|patient surname and given name|name of our patient|name of your patient|pat name|patient nm|ptname|patient name print',
  },
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'weak',
    phrases:
      'pat|this referral is for|this order is for|referral is for|individual|member|enrollee|resident|beneficiary|participant|student',
  },
  {
    meaning: 'birth_date',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'when was the patient born|patient born on|patient born|birth day|date of birth mdy|date of birth month day year|birth date age|birthdate age|b day|dateof birth|dob of patient|patients birthdate|date of birth and age|dob and age|age dob|age date of birth|d o birth',
  },
  {
    meaning: 'sex',
    subject: 'patient',
    strength: 'plain',
    phrases:
      'assigned sex|sex assigned|biological sex|sex or gender|sex gender|gender sex|birth gender|sex on insurance|legal gender|sex circle one|gender circle one|male or female|sex m or f',
  },
  {
    meaning: 'patient_phone',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'how can we reach the patient|where can we reach the patient|how do we reach the patient|number to reach patient|phone number to reach patient|phone to reach patient|number where patient can be reached|patients best contact|patient best contact|patient best number|number to call|number to call patient|call patient at|patient can be reached at|reach at|can be reached at|reached at|patient contact|patient contact phone|contact patient at|reach patient at|best number|best number to call|best number for patient|best phone number|best phone number for patient|best contact|best tel|best way to reach patient|number for scheduling|phone for scheduling|patient number to schedule|patients number|patients telephone|patients cell|patients contact number|day time phone|daytime telephone|day tel|day number|evening telephone|home ph|cell ph|mobile ph|mobile tel|mobile cell|cell home|home or cell|cell or home phone|phone day|phone evening|phone mobile home|phone home or cell|contact phone home|contact phone cell|cellular phone|preferred number|preferred contact number|preferred telephone|primary number|primary telephone|primary contact number|primary contact phone',
  },
  {
    meaning: 'patient_address',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'where does the patient live|patient lives at|lives|lives at|resides at|street city state zip|patient residence|home street|home street address|home addr|address of residence|place of residence|patient street address|patient street|patient mailing address|mailing address of patient|patient full address|legal address|patients home address|address home|where patient lives|living at',
  },
  {
    meaning: 'patient_mrn',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'patient file number|file number|hospital number|hospital id|patient record|internal id|internal number|clinic number|clinic id|your chart number|our chart number|our patient id|our patient number|office chart number|patient acct number|patient acct|account id|record id|facility mrn|mrn id|emrn|enterprise id|practice id number|chart no|emr number|ehr number|epic id|person number|person id',
  },
  {
    meaning: 'patient_mrn',
    subject: 'patient',
    strength: 'weak',
    phrases: 'chart|record|file|account|acct|emr|hospital id number',
  },
  {
    meaning: 'referrer_name',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'asked by|requested by provider|who is referring|who is referring the patient|who is making this referral|who is sending this|who is asking|name of referrer|person referring|clinician making this referral|provider making this referral|doctor making this referral|clinician making the referral|provider requesting consult|provider requesting consultation|provider requesting service|physician requesting consult|provider signing|signing provider|signing physician|signing clinician|ordering md do np pa|referring md do np pa|referring md do|referring md do pa np|referring provider name and credentials|referring provider name credentials|provider name credentials|provider name and title|name and credentials|name and credential|name credentials|name and title of referring provider|physician np pa|physician pa np|physician or np|provider print|physician print|doctor print|clinician print|provider name please print|physician name please print|print provider name|print physician name|provider printed name|physician printed name|treating provider|treating physician|treating doctor|attending physician|attending provider|attending doctor|supervising physician|medical director|supervising provider|responsible provider|responsible physician|authorizing clinician|authorizing physician|authorising provider|licensed provider|licensed clinician|referring dentist|referring optometrist|referring specialist|referring therapist|referring nurse practitioner|referring np|referring pa|referring pcp|name of sender|sent from dr|request from|requested by dr|requested by provider|referred by dr|referred by doctor|referred by name|referred by provider|referred by physician|ordered by provider|ordered by dr|order placed by|placed by|approved by|from provider|from physician|from doctor|provider of record|rendering referral',
  },
  {
    meaning: 'referrer_name',
    subject: 'referrer',
    strength: 'weak',
    phrases:
      'attending|clinician|doctor|practitioner|md|md name|dr|dr name|ordering|requester|requestor|attending name|submitter|submitted by|provider full name',
  },
  {
    meaning: 'referrer_npi',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'npi of referring|npi of referrer|npi of ordering provider|npi of provider|npi of clinician|your npi|your npi number|clinician npi|doctor npi|practitioner npi|type 1 npi|npi type 1|npi 10 digits|npi 10 digit|npi required|npi number required|provider npi required|referring npi number|referrer npi|ordering physician npi|ordering provider npi number|signing provider npi|authorizing provider npi|npi of physician|npi of signer|prescriber npi number|provider npi number|physician npi number',
  },
  {
    meaning: 'referrer_practice',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'name of your office|name of your practice|name of your clinic|your practice|your office|your clinic|your facility|your organization|where do you practice|where are you referring from|referring clinic or hospital|referring clinic hospital|clinic or hospital|clinic hospital|referring from|referred from|referred by practice|referred by office|referred by facility|referred by clinic|group or practice|practice or group|practice group name|group practice name|health center|health center name|hospital clinic|sending office|sending clinic|sending practice|sending organization|office of|practice of|requesting office|requesting practice|requesting clinic|ordering office|ordering practice|ordering clinic|ordering organization|originating facility|originating office|home clinic|name of organization|name of office|name of group|name of hospital|name of medical practice|company name|practice office|clinic office|office clinic|office practice|clinic practice|practice name and address|practice department',
  },
  {
    meaning: 'referrer_phone',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'your phone|your phone number|your telephone|your office phone|office number for questions|office phone for questions|phone for questions|questions call|for questions call|for questions please call|call with questions|call for questions|call us with questions|questions please call|if questions call|office to call|phone of office|phone of practice|phone of clinic|phone of referring office|phone of referring provider|practice tel|provider tel|clinic tel|office ph|clinic ph|practice ph|clinic number|practice number|clinic phone number|practice phone number|provider telephone|physician telephone|physician tel|doctors phone|referring office number|referring office telephone|referring tel|referring provider telephone|direct line for physician|physician direct line|peer to peer phone|nurse line|clinician phone|requesting phone|ordering phone|ordering provider phone|requesting provider phone|requester phone|sender telephone|sender tel|call back line|callback phone',
  },
  {
    meaning: 'referrer_fax',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'your fax|your fax number|where to fax the report|where to fax report|where to fax results|where should we fax the report|where do we fax the report|fax report|fax the report to|fax the results to|fax results|fax for results|fax for reports|fax for report|fax for notes|fax reply|fax reply to|fax response to|fax answer to|reply by fax to|reply by fax|reply fax number|results fax|report fax|fax note to|fax notes|fax consult to|fax consult report to|fax consultation report to|fax consultation notes to|send notes to fax|send consult notes to|send consult notes to fax|send consult note to fax|send results to fax|send reports to fax|send report to|please fax report to|please fax results to|please fax notes to|please fax consult note to|fax of office|fax of practice|fax of clinic|fax of referring office|fax of referring provider|practice fax number|clinic fax number|office facsimile|practice facsimile|referring facsimile|provider fax number|fax number of referring provider|fax number for results|fax back|fax back no|clinician fax|requesting fax|requesting provider fax|ordering fax|ordering provider fax|sender fax number|return by fax to|return fax no',
  },
  {
    meaning: 'referrer_address',
    subject: 'referrer',
    strength: 'strong',
    phrases:
      'your address|your office address|address of practice|address of clinic|address of office|address of referring provider|address of referring office|practice street address|clinic street address|office street address|mailing address of practice|mailing address of office|practice mailing address|office location|clinic location|practice location|location of practice|address of facility|ordering provider address|requesting provider address|sender address|return address',
  },
  {
    meaning: 'pcp_name',
    subject: 'pcp',
    strength: 'strong',
    phrases:
      'patients family doctor|usual doctor|usual provider|usual physician|regular doctor|regular physician|regular provider|primary doctor name|name of primary care doctor|name of primary care provider|name of primary care physician|pcp if not you|pcp if not referrer|pcp if other|pcp of record|assigned pcp|primary care md|primary care dr|family dr|family md|family medicine doctor|patients primary care|patients primary care provider|general physician|who is the pcp',
  },
  {
    meaning: 'requested_provider',
    subject: 'requested',
    strength: 'strong',
    phrases:
      'dr requested|follow up with|followup with|follow up appointment with|please follow up with|which doctor|which provider|which physician|which doctor would you like|who should see the patient|who should the patient see|whom should the patient see|with whom|doctor preferred|physician preferred|provider preferred|choice of provider|choice of doctor|choice of physician|provider choice|doctor choice|physician choice|please see dr|please schedule with dr|schedule patient with|schedule the patient with|schedule with dr|book with|appointment with dr|appt with|visit with|to be seen by|to be seen by dr|patient to see|patient would like to see|physician you would like to see|doctor you would like to see|provider you would like to see|provider patient would like to see|surgeon requested|surgeon preferred|consultant requested|requested consultant|requested surgeon name|named specialist|named provider|named consultant|name of specialist|name of consultant|name of requested provider|name of preferred provider|specialist provider|specialist doctor|specialist physician|specialist if known|specialist preference|preferred consultant|preferred clinician|preferred dr|preferred md|send to dr|send to doctor|send to provider|refer to dr name|refer to md|refer to name|referred to name|referred to md|referred to specialist|refer to specialist|refer to surgeon|refer to clinician|referral to provider|referral to doctor|referral to physician|referral to specialist|provider referred to|physician referred to|doctor referred to|specialist referred to|specialty provider|receiving provider name|receiving physician|receiving doctor|receiving clinician|accepting provider|accepting physician|accepting doctor|consult provider|consult doctor|consult physician|consultation with|consultation with dr|consulted provider|consulting doctor|treating specialist|rendering physician|performing provider|performing physician|performing doctor|servicing physician|evaluating provider|evaluating physician|assigned provider|provider assigned|requested dr|requested md',
  },
];

/** The same of why, what and how soon, and of the insurance. */
export const moreQuestionLabels: readonly LabelEntry[] = [
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'why is the patient being referred|why is this patient being referred|why are you referring|why are you referring the patient|why do you refer|why does the patient need to be seen|why now|what is the problem|what is the concern|what is the main problem|what is the reason|what is the clinical question|what brings the patient in|tell us about the problem|tell us why|describe the problem|describe problem|describe symptoms|describe reason|describe concern|please describe the problem|please describe symptoms|briefly describe|briefly describe problem|reason patient needs to be seen|reason you are referring|reason for sending|reason for asking|reason for new patient|reason and history|reason for referral and history|reason for referral and diagnosis|reason for referral comments|reason for referral please describe|reason for the consult|reason for seeing|reason to be seen|concern to be addressed|concerns to be addressed|problem for which referred|problem or question|problem to be evaluated|problem to be treated|problem summary|summary of problem|question for us|question for the specialist|question for specialist|questions to be answered|questions for consultant|consult question|consultation question|referral question|specific question for specialist|specific concern|specific concerns|what should we address|what do you want us to evaluate|what would you like evaluated|what should be evaluated|evaluate patient for|to evaluate for|please evaluate patient for|please evaluate and treat for|evaluate and treat for|evaluation for|medical reason for request|medical reason for referral|medical indication|indication for consultation|indications for consultation|indications for referral|indication for order|indication for exam|indication for study|indication for service|clinical reason for referral|clinical indication for referral|clinical problem|clinical concerns|clinical symptoms|history and reason|history and reason for referral|history reason for referral|symptoms and concerns|symptoms reason|symptoms or reason|symptoms signs|signs and symptoms reason|patient symptoms|current symptoms|current problem|current complaint|current concern|main symptom|main symptoms|main problem|primary problem|primary symptom|primary complaint reason|presenting problem reason|presenting issue|presenting concerns|presenting symptom|patient complaint reason|patient issue|nature of complaint|nature of referral|nature of visit|background and reason|rationale for referral|statement of medical necessity|reason for therapy|reason for treatment|reason for procedure|reason for test|reason for testing|reason for service',
  },
  {
    meaning: 'diagnosis',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'icd code and description|icd 10 code and description|icd 10 code description|icd 10 codes and descriptions|icd 10 and description|icd description|diagnosis icd 10 required|diagnosis icd10|diagnosis icd 10 cm|dx icd|dx icd10|dx and icd 10|dx and code|dx with code|dx with codes|dx code s|dx codes icd 10|dx codes required|diagnosis with code|diagnosis with codes|diagnoses with codes|diagnoses with icd 10|diagnoses with icd 10 codes|diagnoses codes|diagnosis es|diagnosis es icd 10|diagnosis codes required|coded diagnosis|coded diagnoses|code and diagnosis|code diagnosis|code dx|primary and secondary dx|primary and secondary diagnosis|primary and secondary diagnoses|working diagnosis icd 10|working dx|associated diagnoses|associated diagnosis|order diagnosis|order diagnoses|encounter diagnosis|encounter diagnoses|visit diagnosis|visit diagnoses|referring dx|referral dx|billing diagnosis|supporting diagnosis|supporting diagnoses|qualifying diagnosis|treatment diagnosis|medical diagnosis|medical diagnoses|rehab diagnosis|therapy diagnosis',
  },
  { meaning: 'diagnosis', subject: 'reason', strength: 'weak', phrases: 'codes|code|code s' },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'what do you need from us|what do you need|what do you request|what is requested|what is being requested|what is ordered|what are you ordering|what would you like us to do|what would you like done|what would you like|what should we do|what should be done|what needs to be done|what can we do|what can we do for you|how can we help|services to be provided|service to be provided|services to be performed|services required|service required|services desired|services being requested|service or procedure|service procedure|services procedures|procedure or consult|procedure consult|procedure or service|procedure or test|procedure test|procedure s|procedure ordered|procedures ordered|procedure name|procedure to be performed|procedure description|procedure service|consult or procedure|consult procedure|consultation or procedure|consultation requested|consult requested|consultation for|consult for|consult type requested|requested consultation|requested consult|requested evaluation|requested test|requested tests|requested exam|requested treatment|requested therapy|requested procedures|requested appointment|requested service s|request for service|request for services|request is for|requesting service|test or procedure|test or procedure ordered|test or service|test procedure|test ordered|test name|tests to be performed|study or procedure|study name|study ordered|exam type|exam or procedure|exam procedure|evaluation requested|evaluation type|evaluation needed|treatment ordered|treatment type|type of treatment|type of therapy|type of test|type of study|type of exam|type of procedure|type of service requested|type of service needed|type of referral requested|type of consult requested|type of order|therapy ordered|therapy type|order name|order description|order for|order details|ordered service|ordered procedure|ordered test|ordered study|description of service|description of services|service description|service name|service ordered description|service line|service specialty|service and specialty|specialty service|specialty or service|specialty and service|specialty service requested|service or specialty|clinic service|clinic service line|clinic or service|clinic requested|program requested|program or service|program service|department or service|department service|department requested|referral to service|refer to service|refer patient for|referring for service|referral is requested for|referral requested for|appointment for|appointment type requested|appointment requested|appointment requested for|visit requested|visit type requested|reason service|please schedule for',
  },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'weak',
    phrases:
      'wanted|request|specialty|program|type|please evaluate|please order|please do|needs|schedule for|refer for|consult|consultation|evaluation|study|test|treatment|visit|needed|item|item ordered|description of order|requested care|what',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'when should the patient be seen|when should patient be seen by|when does the patient need to be seen|when to be seen|when do you want the patient seen|how soon should the patient be seen|how soon should patient be seen|how soon does the patient need to be seen|how soon is this needed|how soon needed|how quickly|how quickly should the patient be seen|how fast|how urgent is this|how urgent is this referral|is this urgent|is this referral urgent|urgency of request|urgency of appointment|urgency of visit|urgency of consult|urgency level of referral|urgency rating|level of priority|level of care urgency|priority of request|priority of appointment|priority status|priority of order|priority type|referral priority level|order urgency|case urgency|appointment timing|timing of appointment|timing of visit|time to appointment|time to be seen|time to visit|time needed|time frame requested|time frame for appointment|requested appointment timeframe|requested priority|requested urgency|desired timeframe|desired time frame|target timeframe|scheduling need|scheduling needs|scheduling urgency|scheduling timeframe|schedule priority|appointment needed within|appointment within|needs appointment|needs to be seen|needs to be seen within|seen within|be seen within|patient should be seen|please see within|rush level|response time|response needed|turnaround|turnaround time|turn around|service level|acuity level|acuity of referral|clinical urgency|clinical priority|triage category|triage priority|review type|type of review|request type urgency|routine or urgent|urgent or routine',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'weak',
    phrases:
      'when|class|needed by|soon|speed|rush|rush level|timing|importance|severity|please see|see patient|see within|schedule patient',
  },
  {
    meaning: 'ordered_on',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'date of this referral|date of this request|date of this order|date prepared|date form completed|date completed|form date|form completed on|date filled out|date of completion|referral made on|referral made|date referral made|date referral sent|referral sent on|date referral placed|referral placed on|order placed on|order placed|date placed|date order written|date of signature|signature date|sent on|sent date|fax sent on|letter date|date of letter referral|requested on|request made on|written on|date of prescription|prescription date|rx date|date issued|issued on|issue date|date of issue|date today|todays dt|date initiated|date created|date originated|referral dt|order dt|order start date|authored on',
  },
  {
    meaning: 'expires_on',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'authorized through|authorized until|authorized to|authorization ends|authorization end date|authorization valid to|authorization valid until|authorization good through|authorization good until|authorization expiration|auth valid to|auth valid through|auth valid until|auth good through|auth good until|auth through|auth thru|auth ends|auth end|auth expiration|auth expiration date|approved through|approved until|approved thru|approval ends|approval expires|approval end date|approval valid through|expiration dt|exp dt|expire date|expires after|ends on|end of authorization|end of approval|coverage period ends|valid till|valid up to|not valid after|void after|void if not used by|use by|use before|must be used by|good through|good thru|good till|last valid date|last day valid|referral good until|referral good through|referral ends|referral expiry|referral expiry date|referral valid to|referral valid thru|order expires|order expiration|order expiration date|order valid until|order valid through|order end date|service end date|services through|termination date|valid through date',
  },
  {
    meaning: 'referral_number',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'hmo referral number|plan referral number|our reference number|our ref number|your reference number|control number|referral control no|referral case id|referral ref|referral ref number|referral tracking id|tracking id|transaction id|transaction number|requisition number|requisition id|order ref|order reference|order reference number|order control number|order tracking number|consult number|consult id|consult order number|ticket id|referral confirmation|referral confirmation number|referral identifier|request ref|request reference|request identifier|request control number|service request number|service request id|external reference|external order id',
  },
  {
    meaning: 'payer',
    subject: 'insurance',
    strength: 'strong',
    phrases:
      'who is the insurance with|who is the insurer|what insurance does the patient have|what insurance|insured through|insured with|coverage through|coverage with|coverage type|coverage plan|coverage name|medical plan|medical coverage|medical insurance company|medical insurance plan|medical payer|name of insurer|name of plan|name of payer|name of carrier|name of health insurance|name of insurance plan|name of insurance carrier|name of primary insurance|insurance plan carrier|insurance carrier plan|insurance plan company|insurance company plan|insurance payer name|insurance payor|insurance name and type|insurance primary name|primary insurer|primary ins company|primary ins name|primary medical insurance|primary health insurance|primary insurance payer|primary plan name|primary payer name|primary payor name|plan payer|payer plan|payer plan name|payor plan|plan carrier|health insurer|health insurance company|health insurance name|health insurance carrier|health care plan|health plan payer|insurance co name|ins carrier name|ins company|ins company name|ins co name|ins provider|ins primary|third party payer|bill insurance|billing insurance|responsible payer|financial class',
  },
  {
    meaning: 'member_id',
    subject: 'insurance',
    strength: 'strong',
    phrases:
      'hi claim number|patients hi claim number|hic number|hicn|medicare claim number|health insurance claim number|medicare beneficiary identifier|policy holder id|policyholder id|policyholder number|policy holder number|plan member id|plan member number|plan number|plan member|insurance card number|insurance card id|insurance card no|insurance no|insurance identification number|insurance id no|insurance subscriber id|insurance policy id|insurance policy no|ins id no|ins number|ins policy number|ins member id|id on card|id on insurance card|id card number|number on card|number on insurance card|subscriber member number|subscriber member id|subscriber or member id|subscriber policy number|subscriber no|subscriber number id|member subscriber id|member subscriber number|member no|member card number|member identification|member identifier|members id|membership number|membership id|membership no|policy no|policy id no|policy contract number|policy certificate number|health insurance id|health insurance number|health plan number|health plan member id|health id number|insurance id policy number|contract id|certificate id|cert number|card no|card id|beneficiary number|beneficiary identifier|enrollee number|enrollment id|medicare no|medicaid no|medicare medicaid id|medicare or medicaid number|hicn',
  },
  {
    meaning: 'authorisation_number',
    subject: 'insurance',
    strength: 'strong',
    phrases:
      'auth cert number|auth cert|auth certification number|auth no|auth code|auth ref number|auth reference number|authorization no|authorization ref number|authorization reference|authorization reference number|authorization id number|authorization control number|authorization certification number|plan authorization number|plan auth number|plan approval number|payer auth number|insurance auth|insurance approval number|insurance precert number|approval code|approval id|approval no|approved auth number|certification number|cert authorization number|precert no|pre cert number|precert id|precert auth number|pre certification number|precertification id|preauth|preauth id|pre authorization|pre approval number|prior approval number|prior approval|prior auth id|prior auth no|prior authorization id|prior authorization no|pa no|pa id|pa reference number',
  },
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'weak',
    phrases: 'why|because|issue|issues|rationale|justification|please describe|please explain',
  },
  {
    meaning: 'requested_provider',
    subject: 'requested',
    strength: 'weak',
    phrases: 'seen by|assign to|see dr',
  },
  {
    meaning: 'payer',
    subject: 'insurance',
    strength: 'weak',
    phrases: 'covered by|insured by|coverage by|bill to',
  },
  {
    meaning: 'expires_on',
    subject: 'reason',
    strength: 'weak',
    phrases: 'ends|thru|expiry|expiring|to date|through date|thru date|through',
  },
  { meaning: 'ordered_on', subject: 'reason', strength: 'weak', phrases: 'today|issued|sent|sent on' },
  { meaning: 'pcp_name', subject: 'pcp', strength: 'weak', phrases: 'gp|pediatrician' },
  { meaning: 'member_id', subject: 'insurance', strength: 'weak', phrases: 'policy' },
  {
    meaning: 'authorisation_number',
    subject: 'insurance',
    strength: 'weak',
    phrases: 'pa|pre auth|pre cert',
  },
  { meaning: 'referral_number', subject: 'reason', strength: 'weak', phrases: 'requisition|ticket|ref' },
  {
    meaning: 'patient_phone',
    subject: 'patient',
    strength: 'weak',
    phrases: 'cellular|cellphone|landline|h|c|m',
  },
];
