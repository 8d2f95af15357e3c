import type { ReferralState } from '../domain/referral-state.ts';
import type { DeliveryStatus } from '../store/deliveries.ts';
import type { MessageState } from '../store/messages.ts';

/** The colour of a pill: what it asks of the reader, not decoration. */
export type Tone = 'blue' | 'violet' | 'amber' | 'green' | 'red' | 'plain';

export type Word = { readonly word: string; readonly tone: Tone };

export const stateWords: Readonly<Record<ReferralState, Word>> = {
  possible: { word: 'Possible', tone: 'plain' },
  needs_review: { word: 'To be checked', tone: 'amber' },
  received: { word: 'Received', tone: 'blue' },
  accepted: { word: 'Accepted', tone: 'blue' },
  scheduled: { word: 'Booked', tone: 'violet' },
  no_show: { word: 'Missed', tone: 'amber' },
  appt_cancelled: { word: 'Visit cancelled', tone: 'amber' },
  seen: { word: 'Seen', tone: 'violet' },
  note_ready: { word: 'Note final', tone: 'amber' },
  closed: { word: 'Closed', tone: 'green' },
  declined: { word: 'Declined', tone: 'plain' },
  cancel_requested: { word: 'Asked to cancel', tone: 'amber' },
  cancelled: { word: 'Cancelled', tone: 'plain' },
  expired: { word: 'Expired', tone: 'plain' },
  voided: { word: 'Entered in error', tone: 'plain' },
};

/** Of a state as the database has it. */
export function stateWord(state: string): Word {
  return (stateWords as Readonly<Record<string, Word>>)[state] ?? { word: state, tone: 'plain' };
}

export const deliveryWords: Readonly<Record<DeliveryStatus, Word>> = {
  queued: { word: 'Waiting to go', tone: 'plain' },
  sending: { word: 'Sending', tone: 'blue' },
  sent: { word: 'Sent, no proof yet', tone: 'violet' },
  delivered: { word: 'Delivered', tone: 'green' },
  failed_transient: { word: 'Will try again', tone: 'amber' },
  ambiguous: { word: 'Unsure if it arrived', tone: 'amber' },
  dead: { word: 'Failed', tone: 'red' },
  cancelled: { word: 'Stopped', tone: 'plain' },
};

export const messageWords: Readonly<Record<MessageState, Word>> = {
  received: { word: 'Waiting', tone: 'blue' },
  reading: { word: 'Being read', tone: 'blue' },
  applied: { word: 'Applied', tone: 'green' },
  filtered: { word: 'Filtered', tone: 'plain' },
  invalid: { word: 'Invalid', tone: 'red' },
  review: { word: 'Question open', tone: 'amber' },
};

const purposes: Readonly<Record<string, string>> = {
  note: 'Visit note',
  no_show: 'Notice of a missed visit',
  cancellation: 'Notice of a cancelled visit',
  correction: 'Correction of a notice',
  liaison_alert: 'Alert to the liaison',
  letter: 'Letter',
  status: 'Status of referrals',
  bundle: 'Several notes',
};

export function purposeWord(purpose: string): string {
  return purposes[purpose] ?? purpose;
}

const destinations: Readonly<Record<string, string>> = {
  direct: 'Direct',
  email: 'E-mail',
  folder: 'Folder',
  mllp: 'HL7 over MLLP',
  fhir: 'FHIR',
  sftp: 'SFTP',
  print: 'Letter',
  'secure-link': 'Link',
};

export function destinationWord(destination: string): string {
  return destinations[destination] ?? destination;
}

/** What is asked, in one sentence, and how the list calls it. */
export const questions: Readonly<Record<string, { readonly short: string; readonly sentence: string }>> = {
  patient_match: {
    short: 'Which patient is this?',
    sentence: 'Is the patient in this message somebody we know?',
  },
  partner_unknown: {
    short: 'Who sent this patient?',
    sentence: 'Nobody usable is named as the referrer. Who sent this patient?',
  },
  partner_discovered: {
    short: 'Do we know this office?',
    sentence: 'This office is new to us. Is it right, and how does it want its notes?',
  },
  return_path: {
    short: 'Is this number theirs?',
    sentence: 'Faxes or mails of this office keep coming from a number or address we do not have for it.',
  },
  needs_review: {
    short: 'Is this a referral?',
    sentence: 'A referral was read, and the reading is in doubt.',
  },
  same_referral: {
    short: 'One referral or two?',
    sentence: 'Two referrals of this patient may be one.',
  },
  note_held: {
    short: 'May this note go out?',
    sentence: 'This note is marked as sensitive. May it go to the referring office?',
  },
  note_unreadable: {
    short: 'Where is the note’s text?',
    sentence: 'The final note has no content the hub can send. Ask the sender for it, or settle it by hand.',
  },
  note_incomplete: {
    short: 'What is missing in this note?',
    sentence: 'An element that proves the service is missing, so the note was not sent.',
  },
  identity_conflict: {
    short: 'Two people, or one?',
    sentence: 'A sender says that these are two people. Here they still are one.',
  },
  same_patient: {
    short: 'The same patient?',
    sentence: 'A sender says that these two belong together, and they look alike.',
  },
  account_moved: {
    short: 'What of this is the other patient’s?',
    sentence: 'An account went from one patient to the other. The hub cannot tell what was said under it.',
  },
  note_retracted: {
    short: 'Tell them the note was withdrawn?',
    sentence: 'A note that already went out was withdrawn by its author. The office should be told.',
  },
  unverified_number: {
    short: 'Is this their number?',
    sentence: 'Nobody has verified this number, so nothing goes to it. Call the office and ask.',
  },
  changed_number: {
    short: 'Did their number change?',
    sentence:
      'This number replaced one where things arrived. Call the office at a number you know before anything goes to the new one.',
  },
  patient_objection: {
    short: 'May it go out in spite of the objection?',
    sentence: 'The patient objects to notes going to other offices, so this one waits.',
  },
  offer_note: {
    short: 'Go on sending them notes?',
    sentence:
      'This office had its first visit notes of patients it did not refer. Shall it get more of them?',
  },
  visit_office: {
    short: 'Go and see this office?',
    sentence: 'It gets visit notes of patients it did not refer: a good reason for a visit in person.',
  },
  incident: {
    short: 'Another patient’s note went out',
    sentence:
      'A note reached somebody as another patient’s. Everybody who got it has to be asked to destroy it.',
  },
  account_blocked: {
    short: 'A gateway refuses our account',
    sentence:
      'The gateway of a way out does not let our account send: check its credentials and credit. What waits goes by itself, and this ends with it.',
  },
  no_endpoint: {
    short: 'How do we reach this office?',
    sentence: 'Something waits for this office, and there is no way to send it.',
  },
  unmapped_status: {
    short: 'What does this status mean?',
    sentence: 'The sender used a status word that is in no table, so the appointment did not move.',
  },
};

export function questionOf(kind: string): { readonly short: string; readonly sentence: string } {
  return questions[kind] ?? { short: 'A question', sentence: 'A person has to look at this.' };
}

export function personName(person: {
  readonly family?: string | null;
  readonly given?: string | null;
  readonly middle?: string | null;
}): string {
  const given = [person.given, person.middle].filter(Boolean).join(' ');
  return [person.family, given].filter(Boolean).join(', ') || 'Name not known';
}

/** A US number as people write it; whatever else is left as it is. */
export function phoneText(phone: string): string {
  const digits = phone.replace(/^\+1(?=\d{10}$)/, '');
  if (/^\d{10}$/.test(digits)) return `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
  return /^\d{7}$/.test(digits) ? `${digits.slice(0, 3)}-${digits.slice(3)}` : phone;
}
