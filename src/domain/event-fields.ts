import { escalationKinds, ownerRoles } from './escalation-kinds.ts';
import { referralStates } from './referral-state.ts';

/** What a receiver may learn of patients, from nothing to most. Each includes the ones before it. */
export const phiProfiles = ['none', 'minimum', 'full'] as const;
export type PhiProfile = (typeof phiProfiles)[number];

/** Why nothing is told of a patient, whatever the profile: the sender marked patient or note, or the patient objects. */
export const withheldReasons = ['protected', 'objection', 'sensitive'] as const;
export type WithheldReason = (typeof withheldReasons)[number];

/** A piece of JSON Schema 2020-12 for one value. */
export type FieldSchema = {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly format?: 'uuid' | 'date-time' | 'date';
  readonly enum?: readonly string[];
  readonly description: string;
  readonly example: string | number | boolean;
  readonly isOptional?: true;
  /** It says something of the patient: the least profile it is sent to. Looked up when it is sent; the log never holds it. */
  readonly phi?: Exclude<PhiProfile, 'none'>;
  /** Stands in the place of others: not beside them in an example. */
  readonly isInstead?: true;
};

type Fields = Readonly<Record<string, FieldSchema>>;

const EXAMPLE_ID = '01890000-0000-7000-8000-00000000000';
const referralId = id('The referral.', 1);
const partnerId = id('The referring office or person; absent while nobody is known.', 2);

/** Who the patient is, to receivers an agreement allows it. */
const patientData: Fields = {
  patientInitials: {
    type: 'string',
    description: 'First letters of given and family name.',
    example: 'AZ',
    isOptional: true,
    phi: 'minimum',
  },
  patientBirthYear: {
    type: 'integer',
    description: 'Year of birth; of somebody of 90 or more absent.',
    example: 1961,
    isOptional: true,
    phi: 'minimum',
  },
  patientFamily: {
    type: 'string',
    description: 'Family name.',
    example: 'ZZTEST',
    isOptional: true,
    phi: 'full',
  },
  patientGiven: {
    type: 'string',
    description: 'Given name.',
    example: 'ANNA',
    isOptional: true,
    phi: 'full',
  },
  patientBirthDate: {
    type: 'string',
    format: 'date',
    description: 'Date of birth.',
    example: '1961-04-05',
    isOptional: true,
    phi: 'full',
  },
  patientWithheld: {
    type: 'string',
    enum: withheldReasons,
    description:
      'Instead of all other fields of the patient, why there are none: the sender marked the patient, the patient objects, or a note of the referral is marked.',
    example: 'objection',
    isOptional: true,
    phi: 'minimum',
    isInstead: true,
  },
};

export const referralData: Fields = {
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
  ...patientData,
};

export const deliveryData: Fields = {
  deliveryId: id('The delivery.', 3),
  referralId,
  partnerId: { ...partnerId, isOptional: true },
  purpose: {
    type: 'string',
    description: 'What is sent: note, no_show, cancellation, correction, or another word.',
    example: 'note',
  },
  destination: { type: 'string', description: 'The way out that is used.', example: 'email' },
  code: { type: 'string', description: 'Why it failed.', example: 'mailbox-full', isOptional: true },
  ...patientData,
};

export const lateData: Fields = {
  escalationId: id('What is late.', 7),
  referralId,
  kind: { type: 'string', enum: escalationKinds, description: 'What is late.', example: 'not_scheduled' },
  level: count('How far it was passed on: 1 is whoever it belongs to.', 1),
  owner: { type: 'string', enum: ownerRoles, description: 'Who is to act now.', example: 'front_desk' },
};

/** Something a person has to do: answer a question, or act on what is late. */
export const taskData: Fields = {
  taskId: id('The task; of what is late the escalationId of referral.sla_breached.', 8),
  of: {
    type: 'string',
    enum: ['question', 'late'],
    description: 'question: the hub asks a person. late: a promise was broken and somebody was told.',
    example: 'question',
  },
  kind: {
    type: 'string',
    description:
      'What is asked, or what is late: no_endpoint, note_incomplete, not_scheduled, or another word.',
    example: 'no_endpoint',
  },
  owner: {
    type: 'string',
    enum: ownerRoles,
    description: 'Of what is late: who is to act now.',
    example: 'front_desk',
    isOptional: true,
  },
  referralId: { ...referralId, isOptional: true },
  partnerId: { ...id('The office or person it is about.', 2), isOptional: true },
};

export const settledData: Fields = {
  ...taskData,
  settledBy: {
    type: 'string',
    enum: ['person', 'facts'],
    description: 'person: somebody answered or closed it. facts: it is not so any more.',
    example: 'person',
  },
};

/** What came by one channel since the last event of this type about it. */
export const intakeData: Fields = {
  channelId: id('The channel; the hub’s own id of it.', 8),
  channel: { type: 'string', description: 'Its name.', example: 'clinic' },
  count: count('Messages since the last event of this type about this channel.', 12),
  total: count('Messages since the channel exists.', 4711),
};

/** A person works at a practice. */
export const roleData: Fields = {
  roleId: id('The link between the two.', 8),
  partnerId: id('The person.', 2),
  organisationId: id('The practice.', 5),
};

export const accountData: Fields = {
  partnerId: id('The account: the top of the tree of offices, or the partner itself.', 2),
  referralId,
  referredBy: { ...id('The office or doctor that sent it.', 5), isOptional: true },
};

export const changedWeeks: Fields = {
  weeks: count('Weeks since the change began.', 4),
  count: count('Counted referrals in them.', 3),
  expected: count('Referrals expected in them, rounded.', 12),
};

/** What every alert about a partner's volume names. */
export const alertData: Fields = {
  partnerId: id('The partner.', 2),
  alertId: id('The alert.', 5),
  week: {
    type: 'string',
    description: 'Monday of the week that raised it, in the zone of the practice.',
    example: '2026-03-02',
  },
};

/** What was said about a partner’s volume is over. */
export const recoveredData: Fields = {
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
};

/** The hub stopped sending to a webhook. */
export const disabledData: Fields = {
  webhookId: id('The webhook.', 4),
  reason: {
    type: 'string',
    enum: ['gone', 'failing'],
    description: 'gone: it answered 410. failing: nothing but failures for five days.',
    example: 'failing',
  },
};

/** A message that could not be understood. */
export const rejectedData: Fields = {
  messageId: id('The message.', 8),
  channel: { type: 'string', description: 'The channel it came by.', example: 'clinic' },
  code: { type: 'string', description: 'Why.', example: 'segment-missing' },
};

/** How the practice stands with a partner. */
export const stageData: Fields = {
  partnerId: id('The partner.', 2),
  stage: { type: 'string', description: 'As it is now.', example: 'active' },
  previousStage: { type: 'string', description: 'As it was.', example: 'target' },
};

/** Something of one patient reached somebody as another’s. */
export const incidentData: Fields = {
  incidentId: id('The incident.', 4),
  referralId: id('The referral it was sent for.', 1),
  recipients: count('Parcels that went out.', 1),
};

export function count(description: string, example: number): FieldSchema {
  return { type: 'integer', description, example };
}

export function id(description: string, nr: number): FieldSchema {
  return { type: 'string', format: 'uuid', description, example: `${EXAMPLE_ID}${nr}` };
}

function instant(description: string): FieldSchema {
  return { type: 'string', format: 'date-time', description, example: '2026-03-02T15:04:05.000Z' };
}

/** One invented value of each field, but of those that stand in the place of others. */
export function exampleOf(fields: Fields): Readonly<Record<string, unknown>> {
  const shown = Object.entries(fields).filter(([, field]) => !field.isInstead);
  return Object.fromEntries(shown.map(([name, field]) => [name, field.example]));
}
