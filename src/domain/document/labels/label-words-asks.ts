import type { LabelEntry } from './label-entry.ts';

/** How people ask in words of their own, in mails, messages, forms of small offices and orders: what is to be done, why, how soon. */
export const askLabels: readonly LabelEntry[] = [
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'planned activity|planned service|planned encounter|planned order|order description|service description|what we need|what we are asking for|what is needed|what are you requesting|what are you referring for|what is the request|what do you want done|what do you want us to do|what service do you need|how may we help|we are requesting|i am requesting|exam to be performed|services to be rendered|services description|type of specialist needed|which specialty|specialty services|scope of service|scope of services|scope of request|nature of service|nature of request|request description|description of request|details of request|referral description|ordered item|item requested|items requested|imaging requested|radiology exam|requested order|requested program|discipline requested|disciplines requested|disciplines ordered|please provide the following|please perform the following|refer this patient for|patient is being referred for|recommended service|recommended services|appt type|eval type|eval requested|tests needed|care requested|care needed|procedure and cpt|procedure cpt|cpt description|cpt and description',
  },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'weak',
    isExact: true,
    phrases:
      'we need|we would like|i am asking for|asking for|would like|would like you to|would like you to do|please arrange|to be done|to do|what to do|need|needs|need for|patient needs|pt needs|sent for|send for|sending for|send patient for|order type|appt for|schedule patient for|equipment|dme|dme item|supply|requests|i request|request to|help needed|assistance requested|please consult for|kindly provide|kindly arrange|kindly perform|scope|disciplines|we ask for|our request|my request|the request|orders for|rx for|script for|prescription for|refer pt for|patient referred for|pt referred for|being referred for|recommendation|subspecialty|sub specialty',
  },
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'what is going on|what is wrong|why i am referring|why we are referring|why we are sending|reason for imaging|reason for transfer|reason for evaluation and treatment|rsn for referral|rsn for visit|clinical issue|clinical situation|clinical scenario|clinical need|key issue|area of concern|areas of concern|indication for mri|indication for ct|indication for xray|indication for imaging|symptoms and duration|symptoms and findings|signs symptoms duration|pertinent signs and symptoms|pertinent symptoms|relevant symptoms|medical need|medical necessity statement|statement of need|description of symptoms|description of concern|description of complaint|description of condition|referral reason comments|presenting problems|presenting symptoms and history|injury description|how injury occurred|mechanism of injury|condition to be evaluated|condition to be treated|please eval for|eval and treat for|clinical history reason for exam|clinical history reason for study|clinical history reason for test',
  },
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'weak',
    isExact: true,
    phrases:
      'in short|in brief|briefly|story|short story|brief story|whats going on|because of|due to|rsn|c o|complains of|complaining of|presents with|presenting with|presentation|sx|my concern|the issue|main issue|the problem|problems|the question|my question|our question|rule out|r o|work up for|workup for|concern for|concerned about|worried about|to evaluate|evaluate',
  },
  {
    meaning: 'history',
    subject: 'reason',
    strength: 'plain',
    isHeading: true,
    isExact: true,
    phrases:
      'brief clinical summary|clinical summary and question|background|brief background|clinical background|clinical info|clinical data|clinical note|clinical synopsis|pertinent clinical history|pertinent clinical info|pertinent clinical data|pertinent info|relevant clinical history|relevant clinical details|brief summary|brief narrative|narrative summary|summary of case|summary of symptoms|summary of concern|summary of concerns|referral note',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'need to be seen|when to be seen|when should we see the patient|when should patient be scheduled|how soon should we see|how soon to be seen|how soon is appointment needed|must be seen within|should be seen within|when do you need it|when is it needed|please schedule within|level of need|appt priority|appt timeframe|appt needed within|appointment needed by|service needed by|service needed within|case priority|fax priority|review request type|urgency of need|is referral urgent|is this an emergency|routine or stat|stat or routine|emergent or routine|urgent y n',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'weak',
    isExact: true,
    phrases:
      'level|when needed|needs seen|see by|schedule by|need by|requested by when|target date|to be done within|complete within|complete by|perform by|class of request',
  },
  {
    meaning: 'requested_provider',
    subject: 'recipient',
    strength: 'plain',
    isHeading: true,
    isExact: true,
    phrases: 'receiving provider|consultant name|recipient provider|target provider|destination provider',
  },
  {
    meaning: 'requested_provider',
    subject: 'requested',
    strength: 'weak',
    isExact: true,
    phrases:
      'to see|wants to see|would like to see|will see|attention dr|attn dr|attn doctor|attn physician|attn provider|for the attention of|doctor preference|see doctor|see provider|which specialist|first choice|1st choice|in care of|assigned to|with doctor|with dr|with provider',
  },
  {
    meaning: 'sex',
    subject: 'patient',
    strength: 'plain',
    isExact: true,
    phrases: 'assigned sex at birth|sex listed at birth|sex on file|sex on record|sex recorded at birth',
  },
  {
    meaning: 'member_id',
    subject: 'insurance',
    strength: 'plain',
    isExact: true,
    phrases:
      'mem id|mem number|sub id|sub number|ins policy|cert|contract|rid|rid number|hp id|primary policy|coverage number|id number on card',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'weak',
    isExact: true,
    phrases: 'needs appt|appt within|request status|handling|to be scheduled',
  },
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'plain',
    isExact: true,
    phrases: 'person referred|patient referred|my patient|service recipient',
  },
];
