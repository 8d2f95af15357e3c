import {
  minimumColumns,
  type Fact,
  type JsonObject,
  type Link,
  type Mapped,
  type MappingContext,
  type PatientClaim,
  type ReferralColumn,
} from '#hub';
import { distinctLinks } from './links.ts';
import { readAppointment, type RecordAppointment } from './referral-record-appointment.ts';
import { filledOf, listOf, textOf } from './referral-record-columns.ts';
import type { DateForm } from './referral-record-dates.ts';
import { partyFacts } from './referral-record-parties.ts';
import { patientColumns, readRecordPatient } from './referral-record-patient.ts';
import { requestFacts } from './referral-record-request.ts';
import { lacksColumns, mappedOf, startReading, type RecordReading } from './referral-record-reading.ts';
import { standardStatuses, type StatusMeaning } from './referral-record-words.ts';
import { lookUp } from './status-words.ts';

export type ReferralRecordOptions = {
  /** The platform's name beside its status. Absent: the record's own `platform`, else the channel's sender. */
  readonly platform?: string;
  /** Adds to the words every platform uses, or replaces them. */
  readonly statuses?: Readonly<Record<string, StatusMeaning>>;
  readonly attendance?: RecordAppointment['words'];
  readonly dates?: readonly DateForm[];
  /** The columns it may not lack. Absent: platformReferralId, the patient's names and birth date. */
  readonly minimum?: readonly ReferralColumn[];
  /** The sender's own name of a column, for reasons and lineage. */
  readonly headers?: Readonly<Partial<Record<ReferralColumn, string>>>;
  /** Test data, told by the record itself: left out. */
  readonly isTest?: (record: JsonObject) => boolean;
  /** Whom the patient is sent to is said to be one referral with its parent, unless this says otherwise. */
  readonly isParentAnother?: boolean;
  /** System of `appointmentId` where it is an EMR's own number, such as `<sender>:filler`. */
  readonly appointmentSystem?: string;
  /** Why a person must look at it first, in words. */
  readonly needsReview?: (record: JsonObject) => string | undefined;
  /** NPIs of the practice's own doctors: a referrer among them is an internal referral. */
  readonly own?: readonly string[];
};

/**
 * One canonical record (DOMAIN 5.1) as facts: what every platform, export and form ends in. The platform's status stands
 * verbatim beside ours; what it means is a table. Its "completed" is no visit. Invalid where the minimum is missing or a date
 * cannot be read, naming the column.
 */
export function mapReferralRecord(
  record: JsonObject,
  context: MappingContext,
  options: ReferralRecordOptions = {},
): Mapped {
  if (options.isTest?.(record) === true)
    return { outcome: 'filtered', reason: 'The sender marks this record as a test.' };
  const lacking = (options.minimum ?? minimumColumns).filter(
    (column) => textOf(record, column) === undefined,
  );
  if (lacking.length > 0) return lacksColumns(lacking, options.headers);
  if (isQuestion(record))
    return {
      outcome: 'filtered',
      reason: 'The sender asks for the status of a referral and states nothing.',
    };
  const status = textOf(record, 'status');
  const meaning = (options.statuses && lookUp(options.statuses, status)) ?? lookUp(standardStatuses, status);
  if (meaning === 'draft')
    return { outcome: 'filtered', reason: 'A draft: the referring office has not sent it yet.' };
  const reading = startReading(record, context, options);
  const patient = readRecordPatient(reading, options.dates ?? []);
  return mappedOf(reading, {
    patient,
    facts: readFacts(reading, patient, statusOf(record, meaning), options),
  });
}

/** Everything it says of its one patient, in the order a person would tell it. */
function readFacts(
  reading: RecordReading,
  patient: PatientClaim,
  meaning: StatusMeaning | undefined,
  options: ReferralRecordOptions,
): readonly Fact[] {
  const { record } = reading;
  const status = textOf(record, 'status');
  if (status !== undefined && meaning === undefined)
    reading.warn(
      'unmapped-status',
      'status',
      'The status is not in the table: it was kept and moves nothing.',
    );
  const links = linksOf(reading, options);
  return [
    {
      ...reading.saying(filledOf(record, patientColumns)),
      kind: 'patient_described',
      links: [],
      patient,
    },
    ...requestFacts(reading, links, meaning, options.needsReview?.(record)),
    ...(status === undefined
      ? []
      : [
          {
            ...reading.saying(['status']),
            kind: 'platform_status' as const,
            links,
            platform: reading.platform,
            status,
          },
        ]),
    ...readAppointment(reading, links, meaning, {
      words: options.attendance ?? {},
      system: options.appointmentSystem,
    }),
    ...partyFacts(reading, links, options.own ?? []),
  ];
}

/** The type of an event outranks a status that was not moved yet. */
function statusOf(record: JsonObject, meaning: StatusMeaning | undefined): StatusMeaning | undefined {
  const event = textOf(record, 'eventType')?.toLowerCase() ?? '';
  return /^(?:cancel|cancell?ed|withdraw|withdrawn|delete|deleted)$/.test(event) && meaning !== 'cancelled'
    ? 'withdrawn'
    : meaning;
}

function isQuestion(record: JsonObject): boolean {
  return textOf(record, 'eventType')?.toLowerCase() === 'query';
}

/** The platform's number ties the record to every other of the same referral; order numbers to what else is heard. */
function linksOf({ record, scope }: RecordReading, options: ReferralRecordOptions): readonly Link[] {
  const system = `${scope}:referral`;
  const id = textOf(record, 'platformReferralId');
  const parent = options.isParentAnother === true ? undefined : textOf(record, 'parentReferralId');
  return distinctLinks([
    id === undefined ? undefined : { kind: 'referral', system, value: id },
    parent === undefined ? undefined : { kind: 'referral', system, value: parent },
    ...listOf(record, 'orderNumbers').map((value): Link => ({
      kind: 'order',
      system: `${scope}:placer`,
      value,
    })),
  ]);
}
