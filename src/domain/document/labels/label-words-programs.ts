import type { LabelEntry } from './label-entry.ts';

/** Whom forms of plans, of the VA, of workers’ compensation and of agencies call their patient. */
const called =
  'member|members|veteran|veterans|claimant|claimants|injured worker|employee|enrollee|consumer|beneficiary|participant|individual'.split(
    '|',
  );

function of(...ends: readonly string[]): string {
  return called.flatMap((who) => ends.map((end) => `${who} ${end}`)).join('|');
}

/** What the forms of payers, agencies, dentists, eye doctors and therapists call things. */
export const programLabels: readonly LabelEntry[] = [
  {
    meaning: 'none',
    subject: 'referrer',
    strength: 'strong',
    isHeading: true,
    isExact: true,
    phrases:
      'about you|about your practice|about your office|your information|your details|your practice information|your office information|referring dentist information|referring optometrist information|referring doctor office information|ordering provider details|ordering physician details|requesting provider details|certifying physician information|ordering facility information|requesting facility information|submitted by information|physician office information|prescriber details',
  },
  {
    meaning: 'none',
    subject: 'recipient',
    strength: 'strong',
    isHeading: true,
    isExact: true,
    phrases:
      'specialist office|specialist practice|specialists office|specialist clinic|consultant office|receiving provider information|receiving facility information|servicing provider information|servicing facility information|rendering provider information|rendering facility information|referred to provider information|refer to information|community provider information|performing facility|performing location|performing site|imaging facility|imaging location|facility requested',
  },
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'strong',
    isExact: true,
    phrases: `${of('name', 'full name', 'name last first', 'name last first mi', 'legal name')}|name of member|name of veteran|name of claimant|name of injured worker|name of beneficiary|injured worker|patient preferred name legal name`,
  },
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'strong',
    isExact: true,
    phrases: ['patient', 'patients', 'pt', 'client']
      .flatMap((who) =>
        ['full legal', 'legal', 'first and last', 'first last', 'last first', 'printed', 'complete'].map(
          (kind) => `${who} ${kind} name`,
        ),
      )
      .join('|'),
  },
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'weak',
    phrases: 'claimant|veteran|donor',
  },
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'plain',
    isExact: true,
    phrases:
      'claimant patient|veteran patient|member patient|patient member|patient veteran|patient client|client patient',
  },
  { meaning: 'family_name', subject: 'patient', strength: 'strong', isExact: true, phrases: of('last name') },
  { meaning: 'given_name', subject: 'patient', strength: 'strong', isExact: true, phrases: of('first name') },
  {
    meaning: 'birth_date',
    subject: 'patient',
    strength: 'strong',
    isExact: true,
    phrases: of('dob', 'date of birth', 'birth date', 'birthdate'),
  },
  {
    meaning: 'sex',
    subject: 'patient',
    strength: 'plain',
    isExact: true,
    phrases: `${of('sex', 'gender')}|admin gender|admin sex|administrative gender`,
  },
  {
    meaning: 'patient_phone',
    subject: 'patient',
    strength: 'strong',
    isExact: true,
    phrases: `${of('phone', 'phone number', 'telephone', 'contact number')}|parent guardian phone|parent phone|guardian phone|contact number for patient|daytime number|evening number`,
  },
  {
    meaning: 'patient_address',
    subject: 'patient',
    strength: 'strong',
    isExact: true,
    phrases: of('address'),
  },
  {
    meaning: 'none',
    subject: 'patient',
    strength: 'strong',
    isHeading: true,
    isExact: true,
    phrases: of('information', 'info', 'details', 'demographics', 'data'),
  },
  {
    meaning: 'referrer_name',
    subject: 'referrer',
    strength: 'strong',
    isExact: true,
    phrases:
      'general dentist|restorative dentist|family dentist|certifying physician|certifying provider|certifying practitioner|your doctor|referring od|referring doctor of optometry|va provider|va referring provider|referring va provider|requesting va provider|submitting provider|originating provider|ordering prescriber',
  },
  {
    meaning: 'referrer_practice',
    subject: 'referrer',
    strength: 'strong',
    isExact: true,
    phrases:
      'dental practice|dental office|dental practice name|dental office name|optometry practice|eye clinic|medical group name|department name|va facility|va medical center|va medical facility|referring va facility|referring va medical center|ordering department|ordering location|requesting va facility|home facility|submitting facility|agency name',
  },
  {
    meaning: 'referrer_phone',
    subject: 'referrer',
    strength: 'strong',
    isExact: true,
    phrases:
      'direct line|direct office line|office line|back office line|back office phone|back office|direct back line|private line|backline|dental office phone|dept phone|department phone|nurse phone|referral coordinator phone|contact phone for questions',
  },
  {
    meaning: 'referrer_fax',
    subject: 'referrer',
    strength: 'strong',
    isExact: true,
    phrases:
      'fax for consult notes|fax for consult note|fax for results|dept fax|secure fax|department fax|dental office fax|fax consultation to|fax response|fax for report',
  },
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'strong',
    isHeading: true,
    isExact: true,
    phrases:
      'chief dental complaint|dental complaint|chief ocular complaint|ocular complaint|visual complaint|chief complaint reason for referral|reason for visit chief complaint|history reason for exam|history indications|history indication|clinical history reason for exam|clinical history and reason for exam|clinical history indication|signs symptoms reason for exam|reason for study signs symptoms|reason for referral and clinical question',
  },
  { meaning: 'reason', subject: 'reason', strength: 'weak', phrases: 'rfr|hx indication' },
  {
    meaning: 'diagnosis_text',
    subject: 'reason',
    strength: 'plain',
    isExact: true,
    phrases:
      'diag cd|diag cds|diag code|diag codes|dx cd|dx cds|principal diagnosis|admitting dx|pre op diagnosis|preop diagnosis|preoperative diagnosis|pre op dx|associated diagnoses|associated diagnosis|assoc dx|assoc diagnoses|referral diagnoses|order diagnoses|order diagnosis|visit diagnosis|visit diagnoses|encounter diagnosis|encounter diagnoses|related diagnoses|linked diagnoses|dental diagnosis|ocular diagnosis|treatment diagnosis|medical diagnosis|rehab diagnosis',
  },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'strong',
    isExact: true,
    phrases:
      'category of care|seoc|standardized episode of care|planned procedure|equipment requested|equipment ordered|equipment needed|supplies requested|referred to specialty|refer to specialty|referral to specialty|referral specialty|to specialty|specialty referred to|specialty requested|specialty needed|referred to department|refer to department|to department|refer to clinic|clinic requested|department requested|program requested|service line|order description|orderable|procedure description|exam description|study description|service description|description of service|description of services|type of care|imaging exam|imaging study|study ordered|treatment requested|treatment recommended|specialist type|type of specialist|consult to service|consult service|consult to',
  },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'weak',
    isExact: true,
    phrases: 'referral order|order name',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'strong',
    isExact: true,
    phrases:
      'appt urgency|requested turnaround|turnaround|turnaround time|referral status|review type|type of review|level of review|determination type|clinical priority|clinically indicated date|scheduling timeframe|scheduling urgency|appointment time frame|visit urgency|response needed|priority code|processing|processing type',
  },
  {
    meaning: 'ordered_on',
    subject: 'reason',
    strength: 'strong',
    isExact: true,
    phrases:
      'written date|date of service request|ordered date time|order date time|order placed|date time ordered',
  },
  { meaning: 'ordered_on', subject: 'reason', strength: 'weak', isExact: true, phrases: 'ordered|placed' },
  {
    meaning: 'expires_on',
    subject: 'reason',
    strength: 'strong',
    isExact: true,
    phrases:
      'effective thru|effective through|effective to|term date|termination date|term dt|auth term date|referral term date|order expires|standing order expires|expected end date',
  },
  {
    meaning: 'patient_mrn',
    subject: 'patient',
    strength: 'strong',
    isExact: true,
    phrases: 'empi|empi id|empi number|mpi|epic mrn|enterprise mrn|corporate mrn|urn',
  },
  {
    meaning: 'npi',
    strength: 'strong',
    isExact: true,
    phrases:
      'natl provider id|natl provider identifier|national prov id|nat l provider id|npi natl provider id',
  },
  {
    meaning: 'referrer_practice',
    subject: 'referrer',
    strength: 'plain',
    isExact: true,
    phrases: 'site|site name|care site|service site',
  },
  // Who enters an order is not always who gives it.
  {
    meaning: 'signature',
    subject: 'referrer',
    strength: 'plain',
    isExact: true,
    phrases: 'ordering user|encounter provider|visit provider|order entered by provider',
  },
  {
    meaning: 'none',
    subject: 'reason',
    strength: 'strong',
    isHeading: true,
    isExact: true,
    phrases:
      'order details|order detail|order information|ordering information|order info|order summary|order requisition|request details|request information|episode of care|procedure details|exam details|visit information|appointment information|clinical details and history|services section',
  },
  {
    meaning: 'none',
    subject: 'insurance',
    strength: 'strong',
    isHeading: true,
    isExact: true,
    phrases:
      'plan information|health plan information|policy information|benefit information|benefits information|coverages|coverage information|coverage details|member coverage|guarantor and coverage|insurance and billing',
  },
  {
    meaning: 'none',
    subject: 'reason',
    strength: 'plain',
    isExact: true,
    phrases:
      'policy group|policy grp|category|referral category|order category|service category|order class|order mode|order source|order status|tier|station|csn|encounter number|visit number|contact serial number|specimen|specimen source|collection date|expected date|standing|interval|count|cosigner|release to patient|release result to patient|resulting agency|resulting lab',
  },
  {
    meaning: 'referral_number',
    subject: 'reason',
    strength: 'plain',
    phrases: 'ucid|order no|placer order number|va referral number',
  },
  {
    meaning: 'payer',
    subject: 'insurance',
    strength: 'strong',
    isExact: true,
    phrases:
      'dental insurance|dental plan|dental carrier|dental insurance company|vision insurance|vision plan|vision carrier|vision insurance company|medical insurance or vision plan|payment source|source of payment|funding source|payer source|financial class|line of business|workers comp carrier|work comp carrier|workers compensation carrier|wc carrier|auto carrier|third party payer|responsible party payer|program payer|insurance plan name and type',
  },
  {
    meaning: 'member_id',
    subject: 'insurance',
    strength: 'strong',
    isExact: true,
    phrases:
      'dental id|dental member id|vision id|vision member id|dod id|dod id number|dod benefits number|benefits number|edipi|dbn|rin|cin|medi cal id|medi cal number|ahcccs id|tricare id|tricare number|sponsor id|va id|medicare mbi|member medicaid id|medicaid recipient id|member id card number',
  },
  {
    meaning: 'requested_provider',
    subject: 'requested',
    strength: 'strong',
    isExact: true,
    phrases:
      'to provider|to dr|to doctor|to physician|to surgeon|community provider|community care provider|physician being referred to|provider being referred to|doctor being referred to|provider referred to|physician referred to|rendering provider name|servicing provider name|treating provider requested|therapist requested|preferred dentist|requested dentist|endodontist|periodontist|oral surgeon|orthodontist|preferred surgeon|interpreting physician requested',
  },
  {
    meaning: 'pcp_name',
    subject: 'pcp',
    strength: 'strong',
    isExact: true,
    phrases:
      'pcp general|care team pcp|care team pcp name|pcp care team|medical home|pcp on file|pcp listed|primary care team provider',
  },
  {
    meaning: 'comments',
    subject: 'reason',
    strength: 'plain',
    isHeading: true,
    isExact: true,
    phrases:
      'order comments|order comment|order notes|order instructions|comments to specialist|comments for specialist|comments to provider|notes to provider|note to provider|scheduling comments|scheduling instructions|scheduling notes|clinical comments|provider to provider notes|comments notes|comments questions|additional remarks',
  },
];
