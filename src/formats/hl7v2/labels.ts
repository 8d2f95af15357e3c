/** What a segment is called on screens; `undefined` for those the hub does not read. */
export function segmentLabel(segment: string): string | undefined {
  return labels[segment]?.name;
}

/** What a field is called on screens. */
export function fieldLabel(segment: string, field: number): string | undefined {
  return labels[segment]?.fields[field - 1] || undefined;
}

type SegmentLabels = { readonly name: string; readonly fields: readonly string[] };

/** Our own short words for the fields of v2.5.1 (and what later versions added), in order from field 1. */
const labels: Readonly<Record<string, SegmentLabels>> = {
  MSH: named(
    'Message',
    'Field separator|Encoding characters|Sending application|Sending facility|Receiving application|Receiving facility|Sent at|Security|Message type|Control id|Processing id|Version|Sequence number|Continuation|Accept acknowledgement|Application acknowledgement|Country|Character set|Language|Character set handling|Profile',
  ),
  EVN: named('Event', 'Event type|Recorded at|Planned at|Reason|Operator|Occurred at|Facility'),
  PID: named(
    'Patient',
    'Set number|Former patient id|Patient ids|Alternate ids|Name|Mother’s maiden name|Born|Sex|Alias|Race|Address|County|Home phone|Work phone|Language|Marital status|Religion|Account number|Social security number|Driver’s licence|Mother’s id|Ethnic group|Birth place|Multiple birth|Birth order|Citizenship|Veteran status|Nationality|Died at|Died|Identity unknown|Identity reliability|Last updated|Updated by',
  ),
  PD1: named(
    'Patient, additional',
    'Living dependency|Living arrangement|Primary facility|Primary care provider|Student|Handicap|Living will|Organ donor|Separate bill|Duplicate patient|Publicity|Protected|Protected since|Place of worship|Advance directive',
  ),
  PV1: named(
    'Visit',
    'Set number|Class|Location|Admission type|Preadmit number|Prior location|Attending doctor|Referring doctor|Consulting doctor|Service|Temporary location|Preadmit test|Readmission|Admitted from|Ambulatory status|VIP|Admitting doctor|Patient type|Visit number|Financial class|Charge|Courtesy|Credit|Contract|Contract from|Contract amount|Contract period|Interest|Bad debt|Bad debt since|Bad debt agency|Bad debt transferred|Bad debt recovered|Account deleted|Account deleted on|Discharged to|Discharge location|Diet|Servicing facility|Bed|Account status|Pending location|Prior temporary location|Admitted at|Discharged at|Balance|Charges|Adjustments|Payments|Alternate visit id|Visit indicator|Other provider',
  ),
  MRG: named(
    'Merged patient',
    'Prior patient ids|Prior alternate ids|Prior account|Prior patient id|Prior visit number|Prior alternate visit id|Prior name',
  ),
  SCH: named(
    'Appointment',
    'Placer appointment id|Filler appointment id|Occurrence|Placer group|Schedule|Event reason|Appointment reason|Appointment type|Duration|Duration units|Timing|Placer contact|Placer phone|Placer address|Placer location|Filler contact|Filler phone|Filler address|Filler location|Entered by|Entered by, phone|Entered at|Parent placer id|Parent filler id|Status|Placer order|Filler order',
  ),
  RGS: named('Resource group', 'Set number|Action|Group'),
  AIS: named(
    'Appointment service',
    'Set number|Action|Service|Starts|Offset|Offset units|Duration|Duration units|Allow substitution|Status|Placer details|Filler details',
  ),
  AIG: named(
    'Appointment resource',
    'Set number|Action|Resource|Resource type|Resource group|Quantity|Quantity units|Starts|Offset|Offset units|Duration|Duration units|Allow substitution|Status',
  ),
  AIL: named(
    'Appointment location',
    'Set number|Action|Location|Location type|Location group|Starts|Offset|Offset units|Duration|Duration units|Allow substitution|Status',
  ),
  AIP: named(
    'Appointment person',
    'Set number|Action|Person|Role|Group|Starts|Offset|Offset units|Duration|Duration units|Allow substitution|Status',
  ),
  ROL: named(
    'Role',
    'Role instance|Action|Role|Person|From|Until|Duration|Reason|Provider type|Organisation unit|Address|Phone',
  ),
  RF1: named(
    'Referral',
    'Status|Priority|Type|Disposition|Category|Originating referral id|Effective|Expires|Processed|Reason|External referral id',
  ),
  PRD: named('Provider', 'Role|Name|Address|Location|Phone, fax, mail|Preferred contact|Ids|From|Until'),
  CTD: named('Contact', 'Role|Name|Address|Location|Phone, fax, mail|Preferred contact|Ids'),
  AUT: named(
    'Authorisation',
    'Plan|Company|Company name|Effective|Expires|Authorisation id|Reimbursement limit|Visits requested|Visits authorised|Processed',
  ),
  ORC: named(
    'Order',
    'Control|Placer order|Filler order|Placer group|Status|Response flag|Timing|Parent|Ordered at|Entered by|Verified by|Ordering provider|Entered where|Call-back phone|Effective|Control reason|Entering organisation|Entering device|Action by|Beneficiary notice|Ordering facility|Ordering facility address|Ordering facility phone|Ordering provider address|Status modifier|Notice override|Filler expected at|Confidentiality|Order type',
  ),
  OBR: named(
    'Observation request',
    'Set number|Placer order|Filler order|Service|Priority|Requested at|Observed at|Observed until|Collection volume|Collector|Specimen action|Danger|Clinical information|Specimen received|Specimen source|Ordering provider|Call-back phone|Placer field 1|Placer field 2|Filler field 1|Filler field 2|Status changed at|Charge|Section|Result status|Parent result|Timing|Copies to|Parent|Transport|Reason|Interpreter|Assistant interpreter|Technician|Transcriptionist|Scheduled at',
  ),
  TXA: named(
    'Document',
    'Set number|Type|Presentation|Activity at|Activity provider|Originated at|Transcribed at|Edited at|Originator|Assigned authenticator|Transcriptionist|Document id|Parent document id|Placer order|Filler order|File name|Completion status|Confidentiality|Availability|Storage|Change reason|Authenticated by|Copies to|Folder|Title|Agreed due',
  ),
  OBX: named(
    'Observation',
    'Set number|Value type|What|Sub-id|Value|Units|Reference range|Flags|Probability|Nature|Status|Normal range since|User access|Observed at|Producer|Observer|Method|Equipment|Analysed at|Site|Instance|Mood|Performing organisation|Performing address|Performing director',
  ),
  NTE: named('Note', 'Set number|Source|Comment|Type'),
  DG1: named(
    'Diagnosis',
    'Set number|Coding method|Diagnosis|Description|Diagnosed at|Type|Major category|Related group',
  ),
  IN1: named(
    'Insurance',
    'Set number|Plan|Company id|Company|Company address|Company contact|Company phone|Group number|Group|Insured’s employer id|Insured’s employer|From|Until|Authorisation|Plan type|Insured|Relationship to insured|Insured born|Insured’s address|Assignment of benefits|Coordination|Coordination priority|Admission notice|Admission notice at|Eligibility report|Eligibility reported at|Release code|Certification|Verified at|Verified by|Agreement|Billing status|Lifetime reserve|Delay before reserve|Company plan|Policy number',
  ),
  MSA: named('Acknowledgement', 'Code|Answered control id|Text|Expected sequence number|Delayed type|Error'),
  ERR: named(
    'Error',
    'Code and location|Location|Error|Severity|Application error|Parameters|Diagnostic|Message for people|Inform|Override|Override reason|Help desk',
  ),
};

function named(name: string, fields: string): SegmentLabels {
  return { name, fields: fields.split('|') };
}
