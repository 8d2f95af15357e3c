import type { LabelEntry, Meaning, Strength, Subject } from './label-entry.ts';

/** Every word of the first list with every one of the others: `referring provider name`. */
function combined(...parts: readonly (readonly string[])[]): string {
  return parts
    .reduce<readonly string[]>(
      (all, words) => all.flatMap((start) => words.map((word) => `${start} ${word}`.trim())),
      [''],
    )
    .join('|');
}

function listed(said: string): readonly string[] {
  return said.split('|');
}

function entry(
  meaning: Meaning,
  subject: Subject,
  phrases: string,
  strength: Strength = 'strong',
): LabelEntry {
  return { meaning, subject, strength, isExact: true, phrases };
}

const sends = listed(
  'referring|ordering|requesting|sending|treating|attending|authorizing|prescribing|signing|primary referring',
);
const people = listed(
  'provider|physician|doctor|clinician|practitioner|md|dr|np|provider/physician|physician/provider|nurse practitioner|dentist|optometrist|therapist|surgeon|specialist|prescriber|professional',
);
const someone = listed('provider|physician|doctor|clinician|practitioner');
const offices = listed(
  'practice|clinic|office|facility|group|organization|hospital|site|agency|department|location|health center|medical group',
);
const wanted = listed(
  'requested|preferred|desired|consulting|receiving|recommended|chosen|specific|accepting|referred to|refer to|requesting to see',
);
const asked = listed('requested|preferred|desired|wanted|to see|of choice');
const experts = listed(
  'provider|physician|doctor|clinician|specialist|surgeon|consultant|practitioner|cardiologist|neurologist|orthopedist|gastroenterologist|dermatologist|urologist|ophthalmologist|endocrinologist|therapist',
);
const phones = listed('phone|telephone|tel|ph|phone number|telephone number|contact number|direct line');
const faxes = listed('fax|facsimile|fax number|fx');
const names = listed('|name|full name|name printed|print name|name print|name and credentials');
const senders = [
  ...sends.slice(0, 4),
  'provider',
  'physician',
  'doctor',
  'clinic',
  'practice',
  'office',
  'clinician',
  'referrer',
  'sender',
  'requester',
];

/** Labels that are put together of few words, in all their turns. */
export const combinedLabels: readonly LabelEntry[] = [
  entry(
    'referrer_name',
    'referrer',
    combined(
      sends,
      people.map((word) => word.replace('/', '')),
      names,
    ),
  ),
  entry('referrer_name', 'referrer', combined(['name of'], sends, someone)),
  entry('referrer_npi', 'referrer', combined(senders, listed('|provider|physician'), ['npi', 'npi number'])),
  entry('referrer_practice', 'referrer', combined(sends.slice(0, 4), offices, ['', 'name'])),
  entry('referrer_practice', 'referrer', combined(['name of'], ['', ...sends.slice(0, 4)], offices)),
  entry(
    'referrer_phone',
    'referrer',
    combined(senders, listed('|provider|physician|office|clinic|practice'), phones),
  ),
  entry(
    'referrer_fax',
    'referrer',
    combined(senders, listed('|provider|physician|office|clinic|practice'), faxes),
  ),
  entry(
    'referrer_address',
    'referrer',
    combined(
      senders,
      listed('|provider|office|clinic|practice'),
      listed('address|street address|mailing address|location'),
    ),
  ),
  entry(
    'patient_phone',
    'patient',
    combined(
      listed(
        'patient|patients|pt|member|client|home|cell|mobile|daytime|preferred|primary|best|contact|evening',
      ),
      listed('|home|cell|mobile|contact|daytime|preferred|primary|best'),
      phones,
    ),
  ),
  entry(
    'patient_address',
    'patient',
    combined(
      listed('patient|patients|pt|member|client|home|residence'),
      listed('|home|street|mailing|residential|full'),
      ['address'],
    ),
  ),
  entry(
    'patient_mrn',
    'patient',
    combined(
      listed('patient|patients|pt|our|your|office|clinic|facility'),
      listed('|medical record|chart|account|record'),
      listed('number|id|mrn'),
    ),
  ),
  entry('requested_provider', 'requested', combined(wanted, experts, ['', 'name'])),
  entry('requested_provider', 'requested', combined(experts, asked)),
  entry(
    'pcp_name',
    'pcp',
    combined(listed('primary care|patients primary care|family|regular|usual'), someone, ['', 'name']),
  ),
  entry(
    'service',
    'reason',
    combined(
      listed(
        'service|services|procedure|test|study|exam|consult|consultation|evaluation|treatment|appointment|visit|therapy|specialty',
      ),
      listed(
        'requested|ordered|needed|desired|wanted|required|type|type requested|type needed|name|requested today',
      ),
    ),
  ),
  entry(
    'service',
    'reason',
    combined(
      listed('type of|requested|ordered|requesting|desired|needed'),
      listed(
        'service|services|procedure|test|study|exam|consult|consultation|evaluation|treatment|appointment|visit|therapy|specialty',
      ),
      listed('|requested|needed'),
    ),
  ),
  entry(
    'urgency',
    'reason',
    combined(
      listed('referral|request|appointment|order|consult|visit|scheduling|clinical|patient|requested'),
      listed('urgency|priority|timeframe|time frame|acuity|triage|urgency level|priority level'),
    ),
  ),
  entry(
    'reason',
    'reason',
    combined(
      listed(
        'reason for|indication for|indications for|purpose of|reasons for|rationale for|clinical reason for|medical reason for',
      ),
      listed('|the|this'),
      listed(
        'referral|consult|consultation|request|visit|order|evaluation|appointment|study|test|service|treatment|therapy|exam|procedure',
      ),
    ),
  ),
  entry(
    'payer',
    'insurance',
    combined(
      listed('primary|patient|patients|health|medical|name of|name of primary'),
      listed(
        'insurance|payer|payor|insurer|carrier|plan|insurance company|insurance plan|insurance carrier|insurance provider|health plan',
      ),
    ),
  ),
  entry(
    'member_id',
    'insurance',
    combined(
      listed('primary|patient|insurance|member|subscriber|policy|plan|insured|health plan|payer'),
      listed('|insurance|member|policy|subscriber|plan|card'),
      listed('id|id number|number|identification number'),
    ),
  ),
  entry(
    'ordered_on',
    'reason',
    combined(
      ['date of', 'date'],
      listed(
        'referral|request|order|consult|this referral|this request|the referral|the request|consult request|referral request',
      ),
      listed('|sent|made|written|received by').slice(0, 4),
    ),
  ),
  entry(
    'expires_on',
    'reason',
    combined(
      listed('referral|authorization|auth|order|approval|request|coverage'),
      listed(
        'expires|expires on|expiration|expiration date|end date|ends|valid until|valid through|valid to|good until|good through|expiry date',
      ),
    ),
  ),
];
