import type { EventType } from './consequences.ts';
import { referralStates } from './referral-state.ts';

/** What became of something the hub sent to a partner. */
export type DeliveryEventType = 'delivery.sent' | 'delivery.delivered' | 'delivery.failed';

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
  | 'partner.first_referral'
  | 'partner.first_referral_voided'
  | 'partner.merged'
  | VolumeEventType
  | 'webhook.disabled';

export type EventSubject = 'referral' | 'delivery' | 'partner' | 'webhook';

/** A piece of JSON Schema 2020-12 for one value. */
export type FieldSchema = {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly format?: 'uuid' | 'date-time';
  readonly enum?: readonly string[];
  readonly description: string;
  readonly example: string | number | boolean;
  readonly isOptional?: true;
};

export type CatalogueEntry = {
  readonly subject: EventSubject;
  readonly summary: string;
  /** All that an event of this type may carry: what is not named here never leaves the hub. No patient data. */
  readonly data: Readonly<Record<string, FieldSchema>>;
};

const EXAMPLE_ID = '01890000-0000-7000-8000-00000000000';
const referralId = id('The referral.', 1);
const partnerId = id('The referring office or person; absent while nobody is known.', 2);

const referralData: CatalogueEntry['data'] = {
  referralId,
  state: {
    type: 'string',
    enum: referralStates,
    description: 'The state after this event.',
    example: 'scheduled',
  },
  kind: {
    type: 'string',
    enum: ['explicit', 'possible'],
    description: 'Asked for by somebody, or only suspected from who the patient usually sees.',
    example: 'explicit',
  },
  isCounted: { type: 'boolean', description: "Counts in the partner's volume.", example: true },
  priority: {
    type: 'string',
    enum: ['routine', 'urgent', 'stat'],
    description: 'As the sender said.',
    example: 'routine',
  },
  receivedAt: instant('When the referral was first heard of.'),
  partnerId: { ...partnerId, isOptional: true },
  partnerNpi: {
    type: 'string',
    description: 'National Provider Identifier of the partner.',
    example: '1234567893',
    isOptional: true,
  },
  appointmentAt: { ...instant('Start of the appointment that decides the state.'), isOptional: true },
  mergedInto: {
    ...id('The referral this one turned out to be (only with referral.merged).', 9),
    isOptional: true,
  },
};

const deliveryData: CatalogueEntry['data'] = {
  deliveryId: id('The delivery.', 3),
  referralId,
  partnerId: { ...partnerId, isOptional: true },
  purpose: {
    type: 'string',
    enum: ['note', 'no_show', 'cancellation', 'correction'],
    description: 'What was sent.',
    example: 'note',
  },
  destination: { type: 'string', description: 'The way out that was used.', example: 'email' },
  code: { type: 'string', description: 'Why it failed.', example: 'mailbox-full', isOptional: true },
};

const accountData: CatalogueEntry['data'] = {
  partnerId: id('The account: the top of the tree of offices, or the partner itself.', 2),
  referralId,
  referredBy: { ...id('The office or doctor that sent it.', 5), isOptional: true },
};

const changedWeeks: CatalogueEntry['data'] = {
  weeks: count('Weeks since the change began.', 4),
  count: count('Counted referrals in them.', 3),
  expected: count('Referrals expected in them, rounded.', 12),
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
  'referral.closed': referral('A final note provably reached the referring office: the loop is closed.'),
  'referral.declined': referral('The practice does not take the patient.'),
  'referral.cancel_requested': referral('The referrer asked to take the referral back.'),
  'referral.cancelled': referral('The referral was taken back.'),
  'referral.expired': referral('Its last day passed, or nobody answered; a later booking brings it back.'),
  'referral.voided': referral('The referral was entered in error and no longer counts.'),
  'referral.merged': referral('Two referrals turned out to be one.'),
  'referral.attributed': referral('The referring partner became known or changed.'),
  'delivery.sent': delivery('It was handed over; proof that it arrived is not there yet.'),
  'delivery.delivered': delivery('It provably arrived.'),
  'delivery.failed': delivery('It could not be sent, or nobody knows whether it arrived: a person must act.'),
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
    data: {
      partnerId: id('The partner.', 2),
      alertId: id('The alert that ended.', 5),
      direction: {
        type: 'string',
        enum: ['drop', 'spike', 'silent'],
        description: 'What had been said.',
        example: 'drop',
      },
      isWithdrawn: {
        type: 'boolean',
        description: 'It should not have been said: late or corrected referrals changed the weeks.',
        example: false,
      },
    },
  },
  'webhook.disabled': {
    subject: 'webhook',
    summary: 'The hub stopped sending to a webhook: its receiver said so, or failed for five days.',
    data: {
      webhookId: id('The webhook.', 4),
      reason: {
        type: 'string',
        enum: ['gone', 'failing'],
        description: 'gone: it answered 410. failing: nothing but failures for five days.',
        example: 'failing',
      },
    },
  },
};

export const publishedEventTypes = Object.keys(eventCatalogue) as readonly PublishedEventType[];

export function isPublishedEventType(type: string): type is PublishedEventType {
  return Object.hasOwn(eventCatalogue, type);
}

/** Of an event's data only what the catalogue names, so that nothing else can leave by accident. */
export function publishableData(
  type: string,
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!isPublishedEventType(type)) return {};
  const fields = Object.keys(eventCatalogue[type].data);
  return Object.fromEntries(
    fields.flatMap((name) => (data[name] === undefined || data[name] === null ? [] : [[name, data[name]]])),
  );
}

/** An invented event of a type, for documents and for trying a receiver. */
export function exampleData(type: PublishedEventType): Readonly<Record<string, unknown>> {
  const entries = Object.entries(eventCatalogue[type].data).map(([name, field]) => [name, field.example]);
  const [group, word] = type.split('.');
  const isOwnState = group === 'referral' && (referralStates as readonly string[]).includes(word ?? '');
  return { ...Object.fromEntries(entries), ...(isOwnState ? { state: word } : {}) };
}

function referral(summary: string): CatalogueEntry {
  return { subject: 'referral', summary, data: referralData };
}

function delivery(summary: string): CatalogueEntry {
  return { subject: 'delivery', summary, data: deliveryData };
}

function volume(summary: string, data: CatalogueEntry['data']): CatalogueEntry {
  const week = {
    type: 'string',
    description: 'Monday of the week that raised it, in the zone of the practice.',
    example: '2026-03-02',
  } as const;
  return {
    subject: 'partner',
    summary,
    data: { partnerId: id('The partner.', 2), alertId: id('The alert.', 5), week, ...data },
  };
}

function count(description: string, example: number): FieldSchema {
  return { type: 'integer', description, example };
}

function id(description: string, nr: number): FieldSchema {
  return { type: 'string', format: 'uuid', description, example: `${EXAMPLE_ID}${nr}` };
}

function instant(description: string): FieldSchema {
  return { type: 'string', format: 'date-time', description, example: '2026-03-02T15:04:05.000Z' };
}
