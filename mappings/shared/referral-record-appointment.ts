import type { AppointmentStatus, Fact, Link } from '#hub';
import { present } from './present.ts';
import { filledOf, textOf } from './referral-record-columns.ts';
import { readZone } from './referral-record-dates.ts';
import type { RecordReading } from './referral-record-reading.ts';
import { standardAttendance, type StatusMeaning } from './referral-record-words.ts';
import { lookUp } from './status-words.ts';

export type RecordAppointment = {
  /** Adds to the words for attendance every platform uses. */
  readonly words: Readonly<Record<string, AppointmentStatus | 'unknown'>>;
  readonly system: string | undefined;
};

/**
 * The appointment of a platform's record. It was made, that is all a time says: whether the patient came stands in `attendance`
 * and nowhere else. An appointment without a number of its own is the referral's one appointment, wherever it is moved.
 */
export function readAppointment(
  reading: RecordReading,
  links: readonly Link[],
  meaning: StatusMeaning | undefined,
  { words, system }: RecordAppointment,
): readonly Fact[] {
  const { record } = reading;
  const zone = zoneOf(reading);
  const time = reading.timeOf('appointmentAt', zone);
  const status = statusOf(reading, words, time !== undefined, meaning);
  if (status === undefined) return [];
  const end = reading.timeOf('appointmentEndAt', zone)?.instant;
  const isForward = time?.instant !== undefined && end !== undefined && end > time.instant;
  return [
    {
      ...reading.saying(filledOf(record, columns)),
      kind: 'appointment_stated',
      links: [keyOf(reading, system), ...links],
      status,
      ...present({
        statusText: textOf(record, 'attendance'),
        start: time?.instant,
        end: isForward ? end : undefined,
        localDate: time?.localDate,
        location: textOf(record, 'referredToLocation'),
        service: textOf(record, 'service') ?? textOf(record, 'referredToSpecialty'),
      }),
    },
  ];
}

const columns = [
  'attendance',
  'appointmentId',
  'appointmentAt',
  'appointmentEndAt',
  'appointmentTimeZone',
] as const;

function statusOf(
  reading: RecordReading,
  words: RecordAppointment['words'],
  hasTime: boolean,
  meaning: StatusMeaning | undefined,
): AppointmentStatus | undefined {
  const word = textOf(reading.record, 'attendance');
  const known = lookUp(words, word) ?? lookUp(standardAttendance, word);
  if (word !== undefined && known === undefined)
    reading.warn('unmapped-status', 'attendance', 'The word for attendance is not known: it moves nothing.');
  if (known !== undefined && known !== 'unknown') return known;
  const hasEnded = meaning === 'withdrawn' || meaning === 'cancelled' || meaning === 'declined';
  return hasTime && !hasEnded ? 'booked' : undefined;
}

function keyOf({ record, scope }: RecordReading, system: string | undefined): Link {
  const own = textOf(record, 'appointmentId');
  if (own !== undefined) return { kind: 'appointment', system: system ?? `${scope}:appointment`, value: own };
  return {
    kind: 'appointment',
    system: `${scope}:referral-appointment`,
    value: textOf(record, 'platformReferralId') ?? '',
  };
}

function zoneOf(reading: RecordReading): string {
  const text = textOf(reading.record, 'appointmentTimeZone');
  if (text === undefined) return reading.context.zone;
  const zone = readZone(text);
  if (zone !== undefined) return zone;
  reading.fail('appointmentTimeZone', 'This is no time zone: write it as America/Chicago.');
  return reading.context.zone;
}
