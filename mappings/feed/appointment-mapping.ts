import {
  referralHeaders,
  type AppointmentStatus,
  type Fact,
  type JsonObject,
  type Link,
  type MappingContext,
  type PartyClaim,
  type RecordMapping,
  type ReferralColumn,
} from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { present } from '../shared/present.ts';
import { filledOf, listOf, textOf } from '../shared/referral-record-columns.ts';
import { readZone, type DateForm } from '../shared/referral-record-dates.ts';
import { partyFacts } from '../shared/referral-record-parties.ts';
import { patientColumns, readRecordPatient } from '../shared/referral-record-patient.ts';
import { readProvider } from '../shared/referral-record-people.ts';
import {
  lacksColumns,
  mappedOf,
  startReading,
  type RecordReading,
} from '../shared/referral-record-reading.ts';
import { lookUp, standardAppointmentStatus, type StatusWord } from '../shared/status-words.ts';
import { columnFinder, toCanonical } from './columns.ts';

/** What the daily appointment export of one EMR looks like. */
export type AppointmentProfile = {
  readonly name: string;
  readonly version: number;
  readonly columns?: Readonly<Partial<Record<AppointmentColumn, readonly string[]>>>;
  /** Adds to the words of HL7 table 0278 and what vendors write for them. */
  readonly statuses?: Readonly<Record<string, StatusWord>>;
  readonly dates?: readonly DateForm[];
  /**
   * Whose numbers these are, as its live feed says it: the namespace of PID-3, SCH-2, PV1-19 and SCH-26. Absent: the feed names
   * none. With the same `sender` on both channels, row and message then speak of one appointment.
   */
  readonly authorities?: {
    readonly mrn?: string;
    readonly appointment?: string;
    readonly visit?: string;
    readonly order?: string;
  };
  readonly own?: readonly string[];
};

/** Columns an appointment has beside those of a referral; each with the headers that usually hold it. */
const ownHeaders = {
  appointmentId: [...referralHeaders.appointmentId, 'Appt #', 'Visit ID'],
  appointmentStatus: ['Appointment status', 'Appt status', 'Status'],
  appointmentAt: [...referralHeaders.appointmentAt, 'Start', 'Start time', 'Appt date/time'],
  appointmentType: ['Appointment type', 'Appt type', 'Visit type'],
  appointmentEndAt: ['Appointment end', 'End', 'End time'],
  durationMinutes: ['Duration', 'Length', 'Minutes'],
  providerNpi: ['Provider NPI', 'Rendering NPI'],
  providerName: ['Provider', 'Rendering provider', 'Resource', 'Doctor'],
  department: ['Department', 'Location', 'Facility', 'Clinic'],
  visitNumber: ['Encounter number', 'Visit number', 'Account number'],
  cancelReason: ['Cancel reason', 'Cancellation reason', 'No show reason'],
  appointmentReason: ['Reason', 'Reason for visit', 'Appointment notes'],
  enteredBy: ['Scheduled by', 'Entered by', 'Booked by'],
} as const;

export type AppointmentColumn = keyof typeof ownHeaders | ReferralColumn;

const shared = [
  ...patientColumns,
  'patientAddress2',
  'patientState',
  'patientZip',
  'payerName',
  'eventAt',
  'appointmentTimeZone',
  'orderNumbers',
  'referringNpi',
  'referringName',
  'referringLast',
  'referringFirst',
  'referringOrgName',
  'referringPhone',
  'referringFax',
  'pcpNpi',
  'pcpName',
  'pcpOrgName',
  'pcpPhone',
  'pcpFax',
] as const satisfies readonly ReferralColumn[];

/**
 * The daily export of an EMR's appointments: the same facts as its live HL7 feed (SIU), so that a hub that hears both keeps one
 * appointment. Each row is stated as of its "last updated"; without that column as of the file, so that a stale row may stand
 * above a live message that came meanwhile.
 */
export function appointmentMapping(profile: AppointmentProfile): RecordMapping {
  const { name, version } = profile;
  const said = (column: AppointmentColumn, usual: readonly string[]) => profile.columns?.[column] ?? usual;
  const wanted = [
    ...Object.entries(ownHeaders).map(
      ([column, usual]) => [column, [column, ...said(column as AppointmentColumn, usual)]] as const,
    ),
    ...shared.map((column) => [column, [column, ...said(column, referralHeaders[column])]] as const),
  ];
  const placesOf = columnFinder(wanted);
  const identifyingOf = columnFinder(wanted.filter(([column]) => column === 'appointmentId'));
  return {
    name,
    version,
    format: 'record',
    identity: (record) => textOf(toCanonical(record, identifyingOf(record)), 'appointmentId'),
    map: (raw, context) => {
      const places = placesOf(raw);
      return mapAppointment(toCanonical(raw, places), context, profile, Object.fromEntries(places));
    },
  };
}

function mapAppointment(
  record: JsonObject,
  context: MappingContext,
  profile: AppointmentProfile,
  headers: Readonly<Record<string, string>>,
) {
  const needed = ['appointmentId', 'appointmentAt', 'patientLast', 'patientDob'] as const;
  const hasPatient = textOf(record, 'patientMrn') !== undefined;
  const lacking = needed.filter(
    (column) => textOf(record, column) === undefined && !(hasPatient && column.startsWith('patient')),
  );
  if (lacking.length > 0) return lacksColumns(lacking, headers);
  const dates = profile.dates ?? [];
  const reading = startReading(record, context, { headers, dates });
  const { mrn = 'unnamed' } = profile.authorities ?? {};
  const patient = readRecordPatient(reading, dates, `${context.sender}:${mrn}`);
  const links = linksOf(record, context.sender, profile.authorities ?? {});
  const facts: readonly Fact[] = [
    { ...reading.saying(filledOf(record, patientColumns)), kind: 'patient_described', links: [], patient },
    appointmentOf(reading, links, profile),
    ...partyFacts(reading, links, profile.own ?? []),
  ];
  return mappedOf(reading, { patient, facts });
}

function appointmentOf(reading: RecordReading, links: readonly Link[], profile: AppointmentProfile): Fact {
  const { record } = reading;
  const zone = readZone(textOf(record, 'appointmentTimeZone') ?? '') ?? reading.context.zone;
  const time = reading.timeOf('appointmentAt', zone);
  const claim = statusOf(reading, profile.statuses ?? {});
  const hasEnded = claim.status === 'cancelled' || claim.status === 'no_show' || claim.status === 'voided';
  return {
    ...reading.saying(['appointmentAt']),
    kind: 'appointment_stated',
    links,
    ...claim,
    ...present({
      start: time?.instant,
      end: endOf(reading, time?.instant, zone),
      localDate: time?.localDate,
      provider: providerOf(reading),
      location: textOf(record, 'department'),
      service: textOf(record, 'appointmentType'),
      reason: textOf(record, hasEnded ? 'cancelReason' : 'appointmentReason'),
      enteredBy: textOf(record, 'enteredBy'),
    }),
  };
}

/** A word that is not in the table moves nothing: only a person knows what it means. No word at all: it is in the list, so it is booked. */
function statusOf(
  reading: RecordReading,
  words: Readonly<Record<string, StatusWord>>,
): { readonly status?: AppointmentStatus; readonly statusText?: string; readonly isUnmappedStatus?: true } {
  const statusText = textOf(reading.record, 'appointmentStatus');
  if (statusText === undefined) return { status: 'booked' };
  const known = lookUp(words, statusText) ?? lookUp(standardAppointmentStatus, statusText);
  if (known === undefined) {
    reading.warn(
      'unmapped-status',
      'status',
      'The status is not in the table: it was kept and moves nothing.',
    );
    return { statusText, isUnmappedStatus: true };
  }
  if (known === 'keep') return { statusText };
  return { status: known === 'trigger' ? 'booked' : known, statusText };
}

function endOf(reading: RecordReading, start: string | undefined, zone: string): string | undefined {
  const end = reading.timeOf('appointmentEndAt', zone)?.instant;
  if (start === undefined) return undefined;
  if (end !== undefined) return end > start ? end : undefined;
  const minutes = Number(textOf(reading.record, 'durationMinutes') ?? Number.NaN);
  const isUsable = minutes > 0 && minutes <= 24 * 60;
  return isUsable ? new Date(Date.parse(start) + minutes * 60_000).toISOString() : undefined;
}

function providerOf({ record, scope }: RecordReading): PartyClaim | undefined {
  return readProvider(record, scope).party;
}

/** As `mappings/hl7v2/siu` links them: SCH-26, SCH-2, PV1-19. */
function linksOf(
  record: JsonObject,
  sender: string,
  {
    appointment = 'filler',
    visit = 'visit',
    order = 'placer',
  }: NonNullable<AppointmentProfile['authorities']>,
): readonly Link[] {
  const id = textOf(record, 'appointmentId') ?? '';
  const number = textOf(record, 'visitNumber');
  return distinctLinks([
    ...listOf(record, 'orderNumbers').map((value): Link => ({
      kind: 'referral',
      system: `${sender}:${order}`,
      value,
    })),
    { kind: 'appointment', system: `${sender}:${appointment}`, value: id },
    number === undefined ? undefined : { kind: 'visit', system: `${sender}:${visit}`, value: number },
  ]);
}
