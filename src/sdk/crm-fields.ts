/** What a CRM is shown: kinds of records, in the order in which they are written (who is pointed at comes first). */
export const crmKinds = ['account', 'contact', 'referral', 'case', 'task'] as const;

export type CrmKind = (typeof crmKinds)[number];

export type CrmValue = string | number | boolean | null;

export type CrmField = {
  readonly type: 'text' | 'count' | 'yes-no' | 'instant';
  readonly says: string;
  /** Says something of a patient: only where the connector's file says that an agreement is in place. */
  readonly isPatient?: true;
};

/** What another record may be to one: account, contact, … are external ids of those kinds. */
export type CrmLinkName = 'parent' | 'account' | 'contact' | 'referral' | 'mergedInto';

const id = text('The hub’s own id: the external id in the CRM.');
const figures = {
  countedReferrals: count('Referrals that count in the volume, ever.'),
  possibleReferrals: count('Visits of its patients that nobody referred.'),
  openReferrals: count('Counted referrals that are neither closed nor ended.'),
  seenReferrals: count('Counted referrals whose visit took place.'),
  closedReferrals: count('Counted referrals whose note provably arrived.'),
  lastReferralAt: instant('Receipt of the newest counted referral.'),
  firstReferralAt: instant('Receipt of the first counted referral.'),
  outreachStoppedAt: instant('Since when cold outreach is stopped.'),
  volumeAlert: text('`drop`, `spike` or `silent` while it refers unlike before; else empty.'),
} as const;
const partner = {
  id,
  name: text('As the directory shows it.'),
  npi: text('National Provider Identifier.'),
  phone: text('Ten digits.'),
  fax: text('Ten digits.'),
  email: text('E-mail address.'),
  line1: text('Street of the first place.'),
  city: text('Town of the first place.'),
  state: text('State of the first place, two letters.'),
  zip: text('ZIP code of the first place.'),
  stage: text('`discovered`, `target`, `contacted`, `active`, `lapsed`, `do_not_contact` or `unknown`.'),
  territory: text('Who works the account.'),
  liaisonEmail: text('The liaison’s address.'),
  specialty: text('NUCC code of the first specialty.'),
  isRetired: yesNo('A person took it out of the directory.'),
  isMerged: yesNo('It turned out to be another entry: see the link `mergedInto`.'),
  ...figures,
} as const;

/** Everything a mapping may name, by kind. */
export const crmFields: Readonly<Record<CrmKind, Readonly<Record<string, CrmField>>>> = {
  account: partner,
  contact: {
    ...partner,
    family: text('Family name of the doctor.'),
    given: text('Given name of the doctor.'),
    credential: text('MD, DO, NP, …'),
  },
  referral: {
    id,
    title: text('`Referral` and the last figures of its id.'),
    state: text('The state as the hub has it: received, scheduled, seen, closed, …'),
    kind: text('`explicit`, `possible` or `none`.'),
    priority: text('`routine`, `urgent` or `stat`.'),
    isCounted: yesNo('Counts in the partner’s volume.'),
    isOnHold: yesNo('The sender asked to wait.'),
    isMerged: yesNo('It turned out to be another referral: see the link `mergedInto`.'),
    receivedAt: instant('First heard of.'),
    appointmentAt: instant('Start of the appointment that decides the state.'),
    bookedAt: instant('When the first appointment was made.'),
    seenAt: instant('End of the first visit.'),
    noteFinalAt: instant('First final note.'),
    noteDeliveredAt: instant('First confirmed delivery of a note to the referrer.'),
    endedAt: instant('Declined, cancelled or expired.'),
    missedCount: count('Missed appointments.'),
    visitCount: count('Visits that took place.'),
    service: { ...text('The service asked for, in the sender’s words.'), isPatient: true },
    endedBecause: { ...text('Why it ended, in somebody’s words.'), isPatient: true },
    patientId: { ...text('The hub’s id of the patient.'), isPatient: true },
    patientFamily: { ...text('Family name of the patient.'), isPatient: true },
    patientGiven: { ...text('Given name of the patient.'), isPatient: true },
    patientBirthDate: { ...text('`YYYY-MM-DD`.'), isPatient: true },
    patientPhone: { ...text('First telephone number.'), isPatient: true },
    patientWithheld: {
      ...text(
        'Why all other fields that say something of the patient are empty: `protected`, `objection` or `sensitive`.',
      ),
      isPatient: true,
    },
  },
  case: {
    id,
    title: text('What is late, in words.'),
    kind: text('Kind of the escalation.'),
    isOpen: yesNo('Nobody has settled it.'),
    isUrgent: yesNo('Of an urgent referral.'),
    owner: text('Role that holds it.'),
    lateAt: instant('Since when it is late.'),
    raisedAt: instant('When somebody was told first.'),
    closedAt: instant('When it was settled.'),
  },
  task: {
    id,
    title: text('`First referral from <name>: stop cold outreach`.'),
    note: text('What to do, in two sentences.'),
    isVoided: yesNo('It turned out to be no first referral.'),
    firstReferralAt: instant('Receipt of the first counted referral.'),
  },
};

/** Links each kind can have. */
export const crmLinks: Readonly<Record<CrmKind, Partial<Record<CrmLinkName, readonly CrmKind[]>>>> = {
  account: { parent: ['account'], mergedInto: ['account'] },
  contact: { account: ['account'], mergedInto: ['contact'] },
  referral: { account: ['account'], contact: ['contact'], mergedInto: ['referral'] },
  case: { account: ['account'], contact: ['contact'], referral: ['referral'] },
  task: { account: ['account'], contact: ['contact'], referral: ['referral'] },
};

function text(says: string): CrmField {
  return { type: 'text', says };
}
function count(says: string): CrmField {
  return { type: 'count', says };
}
function yesNo(says: string): CrmField {
  return { type: 'yes-no', says };
}
function instant(says: string): CrmField {
  return { type: 'instant', says };
}
