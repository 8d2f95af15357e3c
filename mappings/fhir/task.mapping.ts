import type {
  AppointmentStated,
  AppointmentStatus,
  Fact,
  FhirEntry,
  Link,
  PlatformStatus,
  ReferralAnswered,
  ReferralHeld,
  ReferralWithdrawn,
} from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { present } from '../shared/present.ts';
import { fhirRules } from './common-rules.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { identifierLinks, ownId, typeCodeOf } from './identifiers.ts';
import { partyOf } from './people.ts';
import type { FhirRules } from './rules.ts';
import { filtered, priorities, requestLink, requestStatements, toldOf } from './service-request.mapping.ts';
import { naming, namingParty, stating } from './statements.ts';
import {
  crossesPatients,
  isUnusable,
  patientOf,
  referenceLink,
  type FoundPatient,
  type Stated,
  type Unusable,
} from './subjects.ts';
import { codingsOf, conceptText, instantOf, objectsIn, textAt, textOf } from './values.ts';

/** What a Task's status or business status says about the referral. Several may hold at once. */
export type TaskMeaning =
  | 'open'
  | 'accepted'
  | 'declined'
  | 'held'
  | 'cancel_requested'
  | 'cancelled'
  | 'done'
  | 'ignored';

export type TaskRules = FhirRules & {
  /** Task.status (R4, and Gravity SDOHCC, which has the same without ready and received). */
  readonly taskStatus: Readonly<Record<string, TaskMeaning>>;
  /** Task.businessStatus by code: BSeR TaskBusinessStatusCS, shared with 360X (DOMAIN 3.2). It says more than the status and wins. */
  readonly businessStatus: Readonly<Record<string, TaskMeaning>>;
  /** What a business status says of the appointment, where no Appointment tells it. */
  readonly eventStatus: Readonly<Record<string, AppointmentStatus>>;
};

export const taskRules: TaskRules = {
  ...fhirRules,
  taskStatus: {
    draft: 'ignored',
    requested: 'open',
    received: 'open',
    ready: 'open',
    accepted: 'accepted',
    rejected: 'declined',
    'in-progress': 'accepted',
    'on-hold': 'held',
    cancelled: 'cancelled',
    failed: 'declined',
    completed: 'done',
    'entered-in-error': 'open',
  },
  businessStatus: {
    '2.0': 'open',
    '3.0': 'accepted',
    '4.0': 'declined',
    '5.1': 'accepted',
    '5.1.1': 'accepted',
    '5.1.2': 'accepted',
    '5.1.3': 'accepted',
    '5.1.4': 'accepted',
    '5.2': 'cancel_requested',
    // STU1 wrote it so.
    '5.4': 'cancel_requested',
    '6.0': 'cancelled',
    '7.0': 'done',
  },
  eventStatus: { '5.1.1': 'booked', '5.1.2': 'no_show', '5.1.3': 'cancelled', '5.1.4': 'fulfilled' },
  referrer: (entry, run) => partyOf(entry.resource['requester'], entry, run, `${entry.path}.requester`),
};

/** The fulfilment of a referral, as the other side keeps it: BSeR, Gravity SDOHCC and plain order workflow (FHIR R4 12.1). */
export default fhirMapping<TaskRules>({
  name: 'fhir/task',
  version: 1,
  accepts: ['Task'],
  rules: taskRules,
  read: readTask,
});

export function readTask(entry: FhirEntry, run: FhirRun<TaskRules>): Stated {
  const told = entry.method === 'DELETE' ? toldOf(entry, run) : entry;
  if ('outcome' in told) return told;
  const { resource } = told;
  const meaning = meaningOf(entry, run);
  if (meaning === 'ignored') return filtered('A draft: nothing is asked for yet.');
  const patient = patientOfTask(told, run);
  if (isUnusable(patient)) return patient;
  const crossed = crossesPatients(
    [
      { value: resource['focus'], member: 'focus' },
      ...objectsIn(resource['basedOn']).map((value, index) => ({ value, member: `basedOn[${index}]` })),
    ],
    told,
    patient,
    run,
  );
  if (crossed) return crossed;
  const links = taskLinks(told, run);
  return { outcome: 'facts', patient, facts: taskFacts(entry, told, meaning, links, run) };
}

/** `for` should say it; where it does not, what the Task is about does. */
function patientOfTask(entry: FhirEntry, run: FhirRun): FoundPatient | Unusable {
  const { resource } = entry;
  if (resource['for'] !== undefined) return patientOf(resource['for'], entry, 'for', run);
  const focus = run.fhir.resolve(resource['focus'], entry);
  if (focus !== undefined) return patientOf(focus.resource['subject'], focus, 'subject', run);
  const key = run.fhir.keyOf(resource['focus'], entry);
  const path = `${entry.path}.${key === undefined ? 'for' : 'focus.reference'}`;
  return key === undefined
    ? {
        outcome: 'invalid',
        code: 'no-patient',
        path,
        reason: `${path} is missing: nobody knows whom the Task is about.`,
      }
    : {
        outcome: 'invalid',
        code: 'reference-unknown',
        path,
        reason: `${path} leads to a ${key.type} this sender has not told of yet. The message waits and is read again by itself when it comes.`,
      };
}

/** The first business status of the table, else the status. */
function meaningOf(entry: FhirEntry, run: FhirRun<TaskRules>): TaskMeaning {
  if (entry.method === 'DELETE') return 'open';
  const { resource } = entry;
  const said = businessCodes(entry).flatMap((code) => run.rules.businessStatus[code] ?? [])[0];
  const status = run.rules.taskStatus[textOf(resource['status']) ?? ''] ?? 'open';
  return status === 'ignored' ? status : (said ?? status);
}

function businessCodes({ resource }: FhirEntry): readonly string[] {
  return codingsOf(resource['businessStatus']).flatMap(({ code }) => code ?? []);
}

function taskFacts(
  entry: FhirEntry,
  told: FhirEntry,
  meaning: TaskMeaning,
  links: readonly Link[],
  run: FhirRun<TaskRules>,
): readonly Fact[] {
  const say = stating(entry, links, run);
  const { resource } = entry;
  const reason = conceptText(resource['statusReason']);
  const status = entry.method === 'DELETE' ? 'deleted' : (statusText(entry) ?? 'unknown');
  const referrer = run.rules.referrer(told, run);
  return [
    ...(resource['focus'] === undefined && entry.method !== 'DELETE' ? requestByTask(entry, links, run) : []),
    ...say<PlatformStatus>(['status', 'businessStatus'], {
      kind: 'platform_status',
      platform: run.context.sender,
      status,
    }),
    ...answerOf(meaning, reason, say),
    ...holdOf(entry, meaning, say),
    ...eventOf(entry, links, run),
    ...(referrer === undefined || entry !== told
      ? []
      : namingParty(entry, 'referrer', 'requester', referrer, links, run)),
    ...(entry === told ? naming(entry, 'referred_to', 'owner', resource['owner'], links, run) : []),
  ];
}

type Say = ReturnType<typeof stating>;

function answerOf(meaning: TaskMeaning, reason: string | undefined, say: Say): readonly Fact[] {
  const members = ['status', 'businessStatus', 'statusReason'];
  switch (meaning) {
    case 'accepted':
      return say<ReferralAnswered>(members, { kind: 'referral_answered', answer: 'accepted' });
    case 'declined':
      return say<ReferralAnswered>(members, {
        kind: 'referral_answered',
        answer: 'declined',
        ...present({ reason }),
      });
    case 'cancel_requested':
    case 'cancelled':
      return say<ReferralWithdrawn>(members, {
        kind: 'referral_withdrawn',
        isConfirmed: meaning === 'cancelled',
        ...present({ reason }),
      });
    case 'open':
    case 'held':
    case 'ignored':
    // Done at the other side is no visit and no note: it stands as the platform's status.
    case 'done':
      return [];
  }
}

function holdOf({ resource }: FhirEntry, meaning: TaskMeaning, say: Say): readonly Fact[] {
  const reason = conceptText(resource['statusReason']);
  if (meaning === 'held')
    return say<ReferralHeld>(['status'], { kind: 'referral_held', isOnHold: true, ...present({ reason }) });
  return meaning === 'accepted'
    ? say<ReferralHeld>(['status'], { kind: 'referral_held', isOnHold: false })
    : [];
}

/** No appointment message may ever come: the Task's own word is kept, under the Appointment it names or under itself. */
function eventOf(entry: FhirEntry, links: readonly Link[], run: FhirRun<TaskRules>): readonly Fact[] {
  const status = businessCodes(entry).flatMap((code) => run.rules.eventStatus[code] ?? [])[0];
  const own = ownId(entry, run);
  if (status === undefined || own === undefined) return [];
  const named = [...objectsIn(entry.resource['output']), ...objectsIn(entry.resource['input'])].flatMap(
    (one) => referenceLink('appointment', one['valueReference'], entry, ['Appointment'], run),
  );
  const key: Link = named[0] ?? { kind: 'appointment', ...own };
  return stating(
    entry,
    distinctLinks([key, ...links]),
    run,
  )<AppointmentStated>(['businessStatus'], {
    kind: 'appointment_stated',
    status,
    ...present({ statusText: conceptText(entry.resource['businessStatus']) }),
  });
}

/** A Task without a ServiceRequest is the request itself. */
function requestByTask(entry: FhirEntry, links: readonly Link[], run: FhirRun): readonly Fact[] {
  const { resource } = entry;
  const until = textAt(resource, 'restriction.period.end');
  const details = present({
    priority: priorities[textOf(resource['priority']) ?? ''],
    reason: conceptText(resource['reasonCode']) ?? textOf(resource['description']),
    expiresOn: until?.slice(0, 10),
    orderedAt: instantOf(textOf(resource['authoredOn']), run.context),
  });
  const members = ['description', 'reasonCode', 'priority', 'authoredOn', 'status'];
  return requestStatements(entry, members, details, links, run);
}

/** Both statuses, as the sender writes them. */
function statusText({ resource }: FhirEntry): string | undefined {
  const status = textOf(resource['status']);
  const business = resource['businessStatus'];
  const code = codingsOf(business)[0]?.code;
  const words = [code, conceptText(business)].filter(
    (word, index, all) => word !== undefined && all.indexOf(word) === index,
  );
  return words.length === 0 ? status : `${status}: ${words.join(' ')}`;
}

/** PLAC is the initiator's number of the referral, FILL the recipient's (BSeR); others name the Task. */
function taskLinks(entry: FhirEntry, run: FhirRun): readonly Link[] {
  const { resource } = entry;
  const identifiers = objectsIn(resource['identifier']);
  const own = ownId(entry, run);
  const [placer, others] = [
    identifiers.filter((one) => typeCodeOf(one) === 'PLAC'),
    identifiers.filter((one) => typeCodeOf(one) !== 'PLAC'),
  ];
  const isRequest = resource['focus'] === undefined;
  return distinctLinks([
    ...identifierLinks('referral', [...placer, ...(isRequest ? others : [])], 'placer', run),
    ...requestLink(resource['focus'], entry, run),
    ...objectsIn(resource['basedOn']).flatMap((one) => requestLink(one, entry, run)),
    ...identifierLinks('order', others, 'filler', run),
    ...(own === undefined ? [] : [{ kind: 'order' as const, ...own }]),
  ]);
}
