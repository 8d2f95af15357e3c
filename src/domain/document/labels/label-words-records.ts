import type { LabelEntry } from './label-entry.ts';

/**
 * How record systems name things in what they print: clinical documents shown by the HL7 stylesheet (C-CDA R2.1), orders, requisitions,
 * electronic consults, messages.
 */
export const recordLabels: readonly LabelEntry[] = [
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'strong',
    isExact: true,
    phrases:
      'what are you asking for|what are we asking for|what is asked for|what is being asked|what is the ask|what do you ask for|requested activity|planned procedures|planned encounters|planned observation|order item|order name description|referral order name',
  },
  {
    meaning: 'signature',
    subject: 'referrer',
    strength: 'weak',
    isExact: true,
    phrases: 'author|legal authenticator|authenticator|document author|authenticated by',
  },
  {
    meaning: 'urgency',
    subject: 'reason',
    strength: 'strong',
    isExact: true,
    phrases: 'review priority|review urgency|review level|service priority|request urgency|order timeframe',
  },
  {
    meaning: 'pcp_phone',
    subject: 'pcp',
    strength: 'strong',
    isExact: true,
    phrases: 'pcp office phone|pcp office|pcp office tel|pcp office number',
  },
  {
    meaning: 'sex',
    subject: 'patient',
    strength: 'strong',
    isExact: true,
    phrases: 'age sex|sex age|age gender|gender age',
  },
  {
    meaning: 'practice',
    subject: 'referrer',
    strength: 'strong',
    isExact: true,
    phrases: 'document maintained by|custodian organization|author organization|represented organization',
  },
  {
    meaning: 'pcp_name',
    subject: 'pcp',
    strength: 'strong',
    isExact: true,
    phrases:
      'performer primary|performer primary care physician|performer primary care provider|performer primary care',
  },
  {
    meaning: 'requested_provider',
    subject: 'recipient',
    strength: 'strong',
    isExact: true,
    phrases: 'information recipient|intended recipient provider',
  },
  {
    meaning: 'ordered_on',
    subject: 'reason',
    strength: 'strong',
    isExact: true,
    phrases:
      'submitted on|submission date|entry date|date of entry|document created|case opened|opened on|date opened',
  },
  {
    meaning: 'none',
    subject: 'patient',
    strength: 'strong',
    isHeading: true,
    isExact: true,
    phrases:
      'patient snapshot|patient snapshot added automatically|patient at a glance|patient banner|patient summary',
  },
  {
    meaning: 'none',
    subject: 'insurance',
    strength: 'plain',
    isExact: true,
    phrases: 'eff date|eff dates|eff|coverage start|coverage effective date',
  },
  {
    meaning: 'address',
    subject: 'referrer',
    strength: 'weak',
    isExact: true,
    phrases: 'work place|workplace',
  },
  { meaning: 'address', subject: 'patient', strength: 'weak', isExact: true, phrases: 'primary home' },
  // Who stands in its lines is neither the patient nor, for that, who refers.
  {
    meaning: 'none',
    subject: 'contact',
    strength: 'plain',
    isHeading: true,
    isExact: true,
    phrases: 'care team|care teams|care team members',
  },
  { meaning: 'none', strength: 'weak', isExact: true, phrases: 'role|telecom|covered party|policy type' },
  {
    meaning: 'none',
    strength: 'plain',
    isExact: true,
    phrases:
      'plan of treatment|assessment and plan|assessments and plans|advance directives|encounters|functional status|mental status|medical equipment|health concerns|health concern|immunizations|interventions|nutrition|results|procedures performed|hospital course|document id|care provision|personal relationship|document maintained|table of contents|what has been tried|conversation|what else|other active problems',
  },
];
