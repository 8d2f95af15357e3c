import type { EventType } from './consequences.ts';
import {
  accountData,
  alertData,
  changedWeeks,
  count,
  deliveryData,
  disabledData,
  exampleOf,
  id,
  incidentData,
  intakeData,
  lateData,
  phiProfiles,
  recoveredData,
  referralData,
  rejectedData,
  roleData,
  settledData,
  stageData,
  taskData,
  type FieldSchema,
  type PhiProfile,
} from './event-fields.ts';
import { referralStates } from './referral-state.ts';

export type { FieldSchema, PhiProfile } from './event-fields.ts';

/** What became of something the hub sends to a partner. */
export type DeliveryEventType =
  | 'delivery.queued'
  | 'delivery.sent'
  | 'delivery.delivered'
  | 'delivery.failed'
  | 'delivery.fallback'
  | 'delivery.acknowledged'
  | 'delivery.corrected';

/** A partner sends fewer, more, nobody, or as before (docs/measures.md). */
export type VolumeEventType =
  | 'partner.volume_drop'
  | 'partner.volume_spike'
  | 'partner.silent'
  | 'partner.recovered';

/** Everything the hub publishes. A type is never changed: what breaks a reader gets a new name. */
export type PublishedEventType =
  | EventType
  | DeliveryEventType
  | 'referral.sla_breached'
  | 'partner.discovered'
  | 'partner.first_referral'
  | 'partner.first_referral_voided'
  | 'partner.merged'
  | 'partner.stage_changed'
  | 'partner.role_started'
  | 'partner.role_ended'
  | VolumeEventType
  | 'patient.merged'
  | 'patient.unmerged'
  | 'intake.received'
  | 'intake.duplicate'
  | 'intake.rejected'
  | 'task.opened'
  | 'task.settled'
  | 'incident.opened'
  | 'webhook.disabled';

export type EventSubject =
  | 'referral'
  | 'delivery'
  | 'escalation'
  | 'partner'
  | 'patient'
  | 'role'
  | 'channel'
  | 'message'
  | 'task'
  | 'webhook'
  | 'incident';

export type CatalogueEntry = {
  readonly subject: EventSubject;
  readonly summary: string;
  /** All that an event of this type may carry: what is not named here never leaves the hub. */
  readonly data: Readonly<Record<string, FieldSchema>>;
};

/** Every event type, what it means and what it carries. The documents and schemas for receivers are made from this. */
export const eventCatalogue: Readonly<Record<PublishedEventType, CatalogueEntry>> = {
  'referral.possible': referral(
    'A visit was booked for a patient of a partner, but nobody said they referred.',
  ),
  'referral.needs_review': referral(
    'A new referral whose reading is in doubt: it counts once a person confirms it.',
  ),
  'referral.received': referral('A new referral.'),
  'referral.converted': referral('A possible referral turned out to be a real one.'),
  'referral.accepted': referral('The practice takes the patient.'),
  'referral.scheduled': referral('An appointment was booked.'),
  'referral.rescheduled': referral('The appointment moved.'),
  'referral.no_show': referral('The patient did not come.'),
  'referral.no_show_reversed': referral('A no-show turned out to be wrong: the patient was there.'),
  'referral.appt_cancelled': referral('The appointment was cancelled and no other one is booked.'),
  'referral.seen': referral('The visit took place.'),
  'referral.note_ready': referral('A final note exists and waits for its delivery.'),
  'referral.note_amended': referral('A newer version of a delivered note waits for its delivery.'),
  'referral.note_withdrawn': referral(
    'The author took a final note back, or said that it is another patient’s. What went out, delivery.corrected and incidents are about.',
  ),
  'referral.closed': referral('A final note provably reached the referring office: the loop is closed.'),
  'referral.declined': referral('The practice does not take the patient.'),
  'referral.cancel_requested': referral('The referrer asked to take the referral back.'),
  'referral.cancelled': referral('The referral was taken back.'),
  'referral.expired': referral('Its last day passed, or nobody answered; a later booking brings it back.'),
  'referral.voided': referral('The referral was entered in error and no longer counts.'),
  'referral.merged': referral('Two referrals turned out to be one.'),
  'referral.attributed': referral('The referring partner became known or changed.'),
  'referral.sla_breached': {
    subject: 'escalation',
    summary: 'Something about a referral is late, and somebody is told; once for each level.',
    data: lateData,
  },
  'delivery.queued': delivery('It is to be sent and waits for its turn.'),
  'delivery.sent': delivery('It was handed over; proof that it arrived is not there yet.'),
  'delivery.delivered': delivery('It provably arrived.'),
  'delivery.failed': delivery('It could not be sent, or nobody knows whether it arrived: a person must act.'),
  'delivery.fallback': delivery('One way to the office failed for good; the next way is tried.'),
  'delivery.acknowledged': delivery(
    'The receiving office showed that it has it: opened the link, or said so. More than proof of arrival.',
  ),
  'delivery.corrected': delivery('Who had got something that turned out wrong is being told.'),
  'partner.discovered': {
    subject: 'partner',
    summary: 'A message named an office or a person nobody knew: it was entered and asks to be confirmed.',
    data: { partnerId: id('The new entry of the directory.', 2) },
  },
  'partner.first_referral': {
    subject: 'partner',
    summary:
      'The first counted referral of an account, once for all its branches and doctors: stop cold outreach.',
    data: accountData,
  },
  'partner.first_referral_voided': {
    subject: 'partner',
    summary:
      'What was the first referral of an account is none, and there is no other. Outreach stays stopped until a person resumes it.',
    data: accountData,
  },
  'partner.merged': {
    subject: 'partner',
    summary:
      'Two entries of the directory turned out to be one: what was known of one is the other’s from now on.',
    data: {
      partnerId: id('The entry that went away.', 2),
      mergedInto: id('The partner it is.', 5),
    },
  },
  'partner.stage_changed': {
    subject: 'partner',
    summary:
      'A person said that a partner stands otherwise with the practice. What a first referral changes, partner.first_referral tells.',
    data: stageData,
  },
  'partner.role_started': {
    subject: 'role',
    summary: 'A person said that somebody works at a practice, or does so again.',
    data: roleData,
  },
  'partner.role_ended': {
    subject: 'role',
    summary: 'A person said that somebody works at a practice no more, or never did.',
    data: roleData,
  },
  'partner.volume_drop': volume(
    'A partner refers clearly less than it used to: hardly chance. Once until it is back in band.',
    changedWeeks,
  ),
  'partner.volume_spike': volume(
    'A partner refers clearly more than it used to: hardly chance. Once until it is back in band.',
    changedWeeks,
  ),
  'partner.silent': volume('A partner has sent nobody for far longer than it ever does.', {
    days: count('Days since its last counted referral.', 41),
    usualDays: count('Median days between two of its referrals.', 12),
  }),
  'partner.recovered': {
    subject: 'partner',
    summary:
      'What partner.volume_drop, volume_spike or silent said is over, or was said on weeks that were corrected since.',
    data: recoveredData,
  },
  'patient.merged': {
    subject: 'patient',
    summary: 'Two patients turned out to be one. Ids of the hub only.',
    data: {
      patientId: id('The one that is no longer spoken of.', 6),
      mergedInto: id('The patient it is.', 7),
    },
  },
  'patient.unmerged': {
    subject: 'patient',
    summary: 'Two that had been taken for one patient are two. Ids of the hub only.',
    data: {
      patientId: id('The one that was taken out.', 6),
      partedFrom: id('The patient it had been taken for.', 7),
    },
  },
  'intake.received': {
    subject: 'channel',
    summary: 'Messages of a channel were worked off: how many, at most one event a minute and channel.',
    data: intakeData,
  },
  'intake.duplicate': {
    subject: 'channel',
    summary:
      'Messages came again and were answered as the first time: how many, at most one event a minute and channel.',
    data: intakeData,
  },
  'intake.rejected': {
    subject: 'message',
    summary:
      'A message the hub had taken could not be understood and waits for an interface engineer. What is refused at the door, its sender is told.',
    data: rejectedData,
  },
  'task.opened': {
    subject: 'task',
    summary: 'Something waits for a person: a question, or a promise that was broken.',
    data: taskData,
  },
  'task.settled': {
    subject: 'task',
    summary: 'A task is over. Of what is late it may open again, with a higher version.',
    data: settledData,
  },
  'incident.opened': {
    subject: 'incident',
    summary:
      'Something of one patient reached somebody as another’s: whoever answers for privacy must act. Says neither what nor whose.',
    data: incidentData,
  },
  'webhook.disabled': {
    subject: 'webhook',
    summary: 'The hub stopped sending to a webhook: its receiver said so, or failed for five days.',
    data: disabledData,
  },
};

export const publishedEventTypes = Object.keys(eventCatalogue) as readonly PublishedEventType[];

export function isPublishedEventType(type: string): type is PublishedEventType {
  return Object.hasOwn(eventCatalogue, type);
}

/** The fields an event of this type may carry to a receiver with this profile. */
export function fieldsFor(type: PublishedEventType, profile: PhiProfile): CatalogueEntry['data'] {
  const level = phiProfiles.indexOf(profile);
  const fields = Object.entries(eventCatalogue[type].data);
  return Object.fromEntries(
    fields.filter(([, field]) => field.phi === undefined || phiProfiles.indexOf(field.phi) <= level),
  );
}

/**
 * Of an event's data only what the catalogue names, so that nothing else can leave by accident; of fields that say something of
 * the patient only those the receiver's profile includes.
 */
export function publishableData(
  type: string,
  data: Readonly<Record<string, unknown>>,
  profile: PhiProfile = 'none',
): Readonly<Record<string, unknown>> {
  if (!isPublishedEventType(type)) return {};
  const names = Object.keys(fieldsFor(type, profile));
  return Object.fromEntries(
    names.flatMap((name) => (data[name] === undefined || data[name] === null ? [] : [[name, data[name]]])),
  );
}

/** An invented event of a type, for documents and for trying a receiver. */
export function exampleData(
  type: PublishedEventType,
  profile: PhiProfile = 'none',
): Readonly<Record<string, unknown>> {
  const [group, word] = type.split('.');
  const isOwnState = group === 'referral' && (referralStates as readonly string[]).includes(word ?? '');
  return { ...exampleOf(fieldsFor(type, profile)), ...(isOwnState ? { state: word } : {}) };
}

function referral(summary: string): CatalogueEntry {
  return { subject: 'referral', summary, data: referralData };
}

function delivery(summary: string): CatalogueEntry {
  return { subject: 'delivery', summary, data: deliveryData };
}

function volume(summary: string, data: CatalogueEntry['data']): CatalogueEntry {
  return { subject: 'partner', summary, data: { ...alertData, ...data } };
}
