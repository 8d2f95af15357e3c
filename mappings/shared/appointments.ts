import type { AppointmentStated, AppointmentStatus, Hl7Message, Link, PartyClaim } from '#hub';
import type { Reading } from './built-in-mapping.ts';
import { readPatientIdentifiers, systemOf } from './identifiers.ts';
import { distinctLinks, readLinks } from './links.ts';
import { nameOf, readPerson } from './people.ts';
import { present } from './present.ts';
import type { CommonRules } from './rules.ts';
import { lookUp, type StatusWord } from './status-words.ts';
import { readTime, type Time } from './times.ts';

/** What an appointment message adds to the common rules. DOMAIN 1.6 B and D. */
export type AppointmentRules = CommonRules & {
  readonly appointmentStatus: Readonly<Record<string, StatusWord>>;
  readonly triggerStatus: Readonly<Record<string, AppointmentStatus | 'keep'>>;
  /** Fields (CE) that may hold the status. The first is a status and nothing else; the others count where they hold a known word. */
  readonly statusFields: readonly string[];
  readonly appointmentKey: (message: Hl7Message, reading: AppointmentReading) => Link | undefined;
  /** Who sees the patient. Never the referrer. */
  readonly provider: (message: Hl7Message, reading: AppointmentReading) => PartyClaim | undefined;
};

export type AppointmentReading = Reading<AppointmentRules>;

export type Slot = Pick<AppointmentStated, 'start' | 'end' | 'localDate'>;

export type StatusClaim = Pick<AppointmentStated, 'status' | 'statusText' | 'isUnmappedStatus'>;

/**
 * The status is the first of SCH-25 and SCH-6 that the table knows, else what the trigger says. A word in SCH-25 that is not in
 * the table moves nothing, whatever SCH-6 and the trigger say: it is the sender's own status, and only a person knows what it means.
 */
export function readStatus(message: Hl7Message, reading: AppointmentReading): StatusClaim {
  const trigger = reading.rules.triggerStatus[message.get('MSH-9.2') ?? ''];
  // S18 to S22 change resources, never the appointment's own status.
  if (trigger === undefined) return {};
  for (const [index, field] of reading.rules.statusFields.entries()) {
    const words = [message.get(`${field}.1`), message.get(`${field}.2`)];
    const known = words.find((word) => lookUp(reading.rules.appointmentStatus, word) !== undefined);
    if (known !== undefined) {
      return claimOf(lookUp(reading.rules.appointmentStatus, known), trigger, known, message, reading);
    }
    const statusText = words[1] ?? words[0];
    if (index > 0 || statusText === undefined) continue;
    reading.warn('unmapped-status', field, 'The status is not in the table: it was kept and moves nothing.');
    return { statusText, isUnmappedStatus: true };
  }
  return trigger === 'keep' ? {} : { status: trigger };
}

/** The slot: SCH-11, else TQ1, else the first resource that names a start. Duration fills in a missing end. */
export function readSlot(message: Hl7Message, reading: AppointmentReading): Slot {
  const start = firstTime(message, ['SCH-11.4', 'TQ1-7', 'AIS-4', 'AIP-6', 'AIG-8', 'AIL-6'], reading);
  if (start === undefined) return {};
  const stated = firstTime(message, ['SCH-11.5', 'TQ1-8'], reading)?.instant;
  const end = stated ?? endByDuration(message, start);
  const isForward = start.instant !== undefined && end !== undefined && end > start.instant;
  return present({ start: start.instant, end: isForward ? end : undefined, localDate: start.localDate });
}

/** SCH-2, else SCH-1, else patient, start and resource (DOMAIN 1.6 D). */
export function standardAppointmentKey(message: Hl7Message, reading: AppointmentReading): Link | undefined {
  const segment = message.segment('SCH');
  const [filler] = readLinks('appointment', segment, 2, 'filler', reading);
  if (filler !== undefined) return filler;
  const [placer] = readLinks('appointment', segment, 1, 'placer', reading);
  if (placer !== undefined) return placer;
  const pid = message.segment('PID');
  const patient = pid && readPatientIdentifiers(pid, 3, reading)[0];
  const { start } = readSlot(message, reading);
  if (patient === undefined || start === undefined) return undefined;
  const resource = message.get('AIP-3.1') ?? message.get('AIG-3.1') ?? message.get('AIL-3.1') ?? '-';
  return { kind: 'appointment', system: patient.system, value: `${patient.value}@${start}/${resource}` };
}

/** Everything that ties an appointment to a referral: order numbers, its own key, the visit. */
export function readAppointmentLinks(message: Hl7Message, reading: AppointmentReading): readonly Link[] {
  const segment = message.segment('SCH');
  return distinctLinks([
    ...readLinks('referral', segment, 26, 'placer', reading),
    ...readLinks('order', segment, 27, 'filler', reading),
    reading.rules.appointmentKey(message, reading),
    reading.rules.visitKey(message, reading),
  ]);
}

/** AIP-3; else AIG-3, where some vendors put the doctor; else the attending doctor PV1-7. */
export function standardProvider(message: Hl7Message, reading: AppointmentReading): PartyClaim | undefined {
  const person = readPerson(message.segment('AIP'), 3, reading);
  if (person?.kind === 'person') return person;
  const resource = message.named('AIG').find((segment) => /[^,]+,[^,]+/.test(segment.at('3.2') ?? ''));
  if (resource !== undefined) return resourcePerson(resource.at('3.1'), resource.at('3.2') ?? '', reading);
  const attending = readPerson(message.segment('PV1'), 7, reading);
  return attending?.kind === 'person' ? attending : undefined;
}

/** AIL-3: the description a person would read, else point of care and facility. */
export function readLocation(message: Hl7Message): string | undefined {
  return (
    message.get('AIL-3.9') ??
    message.get('AIL-3.1') ??
    message.get('AIL-3.4.1') ??
    message.get('PV1-3.9') ??
    message.get('PV1-3.1')
  );
}

function claimOf(
  word: StatusWord | undefined,
  trigger: AppointmentStatus | 'keep',
  statusText: string,
  message: Hl7Message,
  reading: AppointmentReading,
): StatusClaim {
  const status = word === 'trigger' ? trigger : word;
  if (status === undefined || status === 'keep') return { statusText };
  const isEnding = trigger === 'cancelled' || trigger === 'voided' || trigger === 'no_show';
  if (isEnding && (status === 'booked' || status === 'requested')) {
    const name = message.get('MSH-9.2') ?? '';
    reading.warn(
      'status-contradicts-trigger',
      'SCH-25',
      `The status word says otherwise than ${name}: the word was taken.`,
    );
  }
  return { status, statusText };
}

function firstTime(
  message: Hl7Message,
  paths: readonly string[],
  reading: AppointmentReading,
): Time | undefined {
  for (const path of paths) {
    const time = readTime(message, path, reading);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** SCH-9 in the unit of SCH-10 (minutes if none), else the AIS or AIP duration. */
function endByDuration(message: Hl7Message, start: Time): string | undefined {
  for (const [amount, unit] of [
    ['SCH-9', 'SCH-10.1'],
    ['AIS-7', 'AIS-8.1'],
    ['AIP-9', 'AIP-10.1'],
  ] as const) {
    const count = Number(message.get(amount));
    const unitMs = unitsMs[(message.get(unit) ?? 'MIN').toUpperCase().replace(/S$/, '')];
    const isUsable =
      Number.isFinite(count) && count > 0 && unitMs !== undefined && count * unitMs <= longestMs;
    if (isUsable && start.instant !== undefined)
      return new Date(Date.parse(start.instant) + count * unitMs).toISOString();
  }
  return undefined;
}

const unitsMs: Readonly<Record<string, number>> = {
  '': 1000,
  SEC: 1000,
  SECOND: 1000,
  M: 60_000,
  MIN: 60_000,
  MINUTE: 60_000,
  H: 3_600_000,
  HR: 3_600_000,
  HOUR: 3_600_000,
};

/** A longer "appointment" is a slip of units: seconds sent as minutes. */
const longestMs = 24 * 3_600_000;

function resourcePerson(id: string | undefined, text: string, reading: AppointmentReading): PartyClaim {
  const [family, rest] = text.split(',', 2);
  const [given, ...credentials] = (rest ?? '').trim().split(/\s+/);
  const name = nameOf({
    family: family?.trim(),
    given,
    middle: undefined,
    suffix: undefined,
    prefix: undefined,
    credential: credentials.length === 0 ? undefined : credentials.join(' '),
  });
  const nobody = { namespace: undefined, universalId: undefined, universalType: undefined };
  const identifiers = id === undefined ? [] : [{ system: systemOf(nobody, reading, 'resource'), value: id }];
  return { kind: 'person', identifiers, ...present({ name }) };
}
