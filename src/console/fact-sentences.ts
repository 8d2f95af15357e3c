import type { AppointmentStatus, Fact, PartyClaim, VisitStatus } from '../domain/fact.ts';
import { partyName } from '../domain/names.ts';
import { shortText } from './times.tsx';

/** One fact in plain words, as somebody would tell it on the phone. */
export function factSentence(fact: Fact, zone: string): string {
  return isPlain(fact) ? plain[fact.kind] : sentenceOf(fact, zone);
}

/** Facts whose kind says it all. */
const plain = {
  patient_described: 'Patient details stated.',
  patient_merged: 'Two patient records are one person.',
  patient_unmerged: 'Two patient records are two people.',
  patient_linked: 'Two patient records belong together.',
  identifier_moved: 'A patient number is this patient’s, with all that was said under it.',
  visit_moved: 'A visit of another patient is this one’s.',
  referral_confirmed: 'Looked at and confirmed.',
  threads_joined: 'Two entries are one referral.',
  threads_parted: 'These are two referrals.',
  note_delivered: 'Proof: the note reached the referring office.',
  note_released: 'Held note released.',
} as const satisfies Partial<Record<Fact['kind'], string>>;

type PlainFact = Extract<Fact, { readonly kind: keyof typeof plain }>;

function isPlain(fact: Fact): fact is PlainFact {
  return Object.hasOwn(plain, fact.kind);
}

function sentenceOf(fact: Exclude<Fact, PlainFact>, zone: string): string {
  switch (fact.kind) {
    case 'referral_requested':
      return `Referral requested${about(fact.service)}${because(fact.reason)}.`;
    case 'referral_changed':
      return `Referral details changed${because(fact.reason)}.`;
    case 'referral_withdrawn':
      return fact.isConfirmed
        ? `Referral cancelled by the referrer${because(fact.reason)}.`
        : `The referrer asks to cancel${because(fact.reason)}.`;
    case 'referral_answered':
      return `Referral ${fact.answer}${because(fact.reason)}.`;
    case 'referral_voided':
      return `Marked as entered in error${because(fact.reason)}.`;
    case 'referral_expired':
      return fact.reason === 'past_expiry'
        ? 'Expired: its last day has passed.'
        : 'Expired: the patient could not be reached.';
    case 'referral_held':
      return `${fact.isOnHold ? 'Put on hold' : 'Taken off hold'}${because(fact.reason)}.`;
    case 'contact_attempted':
      return `Call to the patient: ${contacts[fact.outcome]}.`;
    case 'platform_status':
      return `${fact.platform} shows “${fact.status}”.`;
    case 'party_named':
      return fact.party === null
        ? `${roles[fact.role]} removed.`
        : `${roles[fact.role]}: ${partyText(fact.party)}.`;
    case 'appointment_stated':
      return appointmentSentence(
        fact.status,
        fact.isUnmappedStatus === true ? fact.statusText : undefined,
        fact.start,
        fact.provider,
        zone,
      );
    case 'visit_stated':
      return `${visits[fact.status]}${withWhom(fact.provider)}.`;
    case 'note_stated':
      return `${fact.title ?? 'Note'}: ${notes[fact.status]}${fact.isAmendment ? ' (amended)' : ''}${by(fact.signer ?? fact.author)}.`;
  }
}

/** A party as its message names it. */
export function partyText(party: PartyClaim): string {
  if (party.kind === 'self') return 'self-referred';
  const name = partyName(party);
  if (party.kind === 'unknown')
    return name === '' ? 'said to be unknown' : `“${name}”, not a person or office`;
  const npi = party.identifiers.find((id) => id.system === 'npi')?.value;
  const organisation =
    party.organisation !== undefined && party.organisation !== name ? `, ${party.organisation}` : '';
  return `${name || 'no name'}${organisation}${npi === undefined ? '' : ` (NPI ${npi})`}`;
}

const contacts = {
  reached: 'reached',
  message_left: 'a message was left',
  no_answer: 'no answer',
  wrong_number: 'wrong number',
} as const;

const roles = {
  referrer: 'Referrer named',
  pcp: 'Primary care named',
  referred_to: 'Referred to',
  contact: 'Contact named',
} as const;

const appointments: Readonly<Record<AppointmentStatus, string>> = {
  requested: 'Visit asked for',
  booked: 'Visit booked',
  arrived: 'Patient arrived',
  fulfilled: 'Visit completed',
  no_show: 'Patient missed the visit',
  cancelled: 'Visit cancelled',
  voided: 'Visit entry removed',
};

const visits: Readonly<Record<VisitStatus, string>> = {
  planned: 'Visit planned',
  arrived: 'Patient checked in',
  finished: 'Visit finished',
  cancelled: 'Visit cancelled',
};

const notes = {
  draft: 'draft',
  final: 'final',
  withdrawn: 'withdrawn by its author',
  wrong: 'belongs to another patient',
} as const;

function appointmentSentence(
  status: AppointmentStatus | undefined,
  unmapped: string | undefined,
  start: string | undefined,
  provider: PartyClaim | undefined,
  zone: string,
): string {
  const slot = `${start === undefined ? '' : ` for ${shortText(start, zone)}`}${withWhom(provider)}`;
  if (unmapped !== undefined) return `Visit status “${unmapped}”, which is in no table${slot}.`;
  return `${status === undefined ? 'Visit details changed' : appointments[status]}${slot}.`;
}

function withWhom(provider: PartyClaim | undefined): string {
  const name = provider === undefined ? '' : partyName(provider);
  return name === '' ? '' : ` with ${name}`;
}

function by(party: PartyClaim | undefined): string {
  const name = party === undefined ? '' : partyName(party);
  return name === '' ? '' : `, signed by ${name}`;
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}

function about(service: string | undefined): string {
  return service === undefined || service === '' ? '' : ` for ${service}`;
}
