import type { LabelEntry } from './label-entry.ts';

/** What forms print beside the patient, who refers, the primary care doctor and whom it is sent to. */
export const peopleLabels: readonly LabelEntry[] = [
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
  { meaning: 'family_name', strength: 'plain', phrases: 'last name|surname|family name' },
  { meaning: 'family_name', strength: 'weak', phrases: 'last' },
  { meaning: 'given_name', strength: 'plain', phrases: 'first name|given name|forename' },
  { meaning: 'given_name', strength: 'weak', phrases: 'first' },
  { meaning: 'middle_name', strength: 'plain', phrases: 'middle name|middle initial|mi|middle|m i' },
  {
    meaning: 'birth_date',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'date of birth|dob|dor|d o b|birth date|birthdate|birthday|patient dob|pt dob|patient date of birth|patients date of birth|patients dob|date of birth mm dd yyyy|dob mm dd yyyy|date of birth age|dob age|patient birth date|birth dt|date birth|bdate|b date|year of birth|dob sex|dob gender',
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
      'patient information|patient info|pt information|pt info|pt demographics|pt details|patient demographic|patient demographics|demographics|patient details|patient data|about the patient|patient section|demographic information|patient demographic information|client information|referred patient information|person being referred|section 1 patient information|patient identification|information about the patient|patient particulars',
  },
  {
    meaning: 'none',
    subject: 'patient',
    strength: 'plain',
    phrases:
      'age|patient age|marital status|ssn|social security number|social security|last 4 ssn|language|preferred language|primary language|interpreter needed|interpreter required|interpreter|race|ethnicity|email|e mail|email address|patient email|patient e mail|height|weight|allergies|employer|employer name|employer phone|employer fax|employer address|occupation|maiden name|preferred name|religion|work phone|phone work|work|preferred contact|best time to call|ok to leave message|county|country|apt|last seen|special needs|mobility|transportation|pronouns',
  },
  // Who refers.
  {
    meaning: 'referrer_name',
    subject: 'referrer',
    strength: 'strong',
    isHeading: true,
    phrases:
      'our provider|our doctor|our physician|our clinician|referring provider|referring physician|referring doctor|referring clinician|referring practitioner|referring md|referring dr|referring provider name|referring physician name|referring doctor name|referring clinician name|name of referring provider|name of referring physician|name of referring doctor|referred by|ordering provider|ordering physician|ordering doctor|ordering clinician|ordering provider name|ordering physician name|requesting provider|requesting physician|requesting doctor|requesting clinician|requesting provider name|requesting physician name|referring provider print|referring physician print|provider name print|physician name print|provider name printed|referring provider full name|ref provider|ref physician|ref phys|ref md|referring dr name|referral from|from dr|prescriber|prescribing provider|prescriber name|refer from|refer by|sending provider|authorizing provider|referring party|referring professional|submitted by provider|referring prov|requested by|ordered by|signed by|electronically signed by|e signed by|authorized by|provider signature print name|clinician name',
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
      'signature|doctors signature|physicians signature|providers signature|provider sig|physician sig|doctor sig|md sig|prescriber signature|provider signature|physician signature|referring provider signature|referring physician signature|signature of provider|signature of physician|authorized signature|clinician signature|doctor signature|signature of referring provider|signature of referring physician|md signature|signed|provider signature date',
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
      'sent from|appointment facility|service location|ordering facility|ordering location|ordering department|office group name|office or group name|referring practice|referring clinic|referring facility|referring practice name|referring office name|practice name|clinic name|name of practice|name of clinic|facility name|referring organization|referring group|group practice|medical group|practice facility|practice clinic|practice clinic name|clinic facility|clinic practice name|office name|referring agency|referring hospital|sending facility|requesting facility|ordering facility|referring practice clinic|referring location|referring site|practice or clinic|practice group|medical practice|name of facility|referring health center|physician group|provider group|physician practice',
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
      'your own doctor|your regular doctor|your family doctor|your pcp|own doctor|pcp|pcp name|primary care physician|primary care provider|primary care doctor|primary care|primary physician|family doctor|family physician|primary care clinician|name of pcp|primary care physician name|primary care provider name|pcp if different|p c p|primary doctor|primary md|general practitioner|pcp if not referring|pcp if different from referring|patients pcp|patient pcp',
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
      'fax to|referred to practice|refer to practice|referral to practice|to fax|to phone|company to|to company|copy to|copies to|carbon copy|receiving facility|receiving practice|receiving office|consulting office|consulting practice|consulting clinic|referred to facility|specialist information|referred to information|cc|to practice|to office|to dept|servicing facility|rendering facility|please send to|please fax to|fax this form to|fax completed form to|return this form to|return completed form to|fax form to|please fax this form to|return to|fax referral to|fax referrals to|please fax referral to|fax your referral to|refer to npi|refer to fax|refer to phone|fax completed referral to|send referral to|our fax number|recipient fax|recipient phone|referral fax|referral fax line|scheduling phone|our phone|fax all referrals to|call us at',
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
];
