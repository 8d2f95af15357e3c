import type { AppointmentStated, Fact, Hl7Message, Mapped } from '#hub';
import {
  readAppointmentLinks,
  readLocation,
  readSlot,
  readStatus,
  standardAppointmentKey,
  standardProvider,
  type AppointmentReading,
  type AppointmentRules,
  type StatusClaim,
} from '../shared/appointments.ts';
import { builtInMapping } from '../shared/built-in-mapping.ts';
import { commonRules } from '../shared/common-rules.ts';
import { readEventTime } from '../shared/effective-time.ts';
import {
  aboutPatient,
  collectLinks,
  describePatient,
  namePcp,
  nameReferrer,
  stateFact,
} from '../shared/facts.ts';
import { present } from '../shared/present.ts';
import { lookUp, standardAppointmentStatus, standardTriggerStatus } from '../shared/status-words.ts';

export const siuRules: AppointmentRules = {
  ...commonRules,
  appointmentStatus: standardAppointmentStatus,
  triggerStatus: standardTriggerStatus,
  statusFields: ['SCH-25', 'SCH-6'],
  appointmentKey: standardAppointmentKey,
  provider: standardProvider,
};

export const siuTypes: readonly string[] = [
  'S12',
  'S13',
  'S14',
  'S15',
  'S16',
  'S17',
  'S18',
  'S19',
  'S20',
  'S21',
  'S22',
  'S23',
  'S24',
  'S26',
].map((trigger) => `SIU^${trigger}`);

/** Scheduling (HL7 v2.5.1 chapter 10): one appointment, whoever referred the patient, and the PCP. */
export default builtInMapping<AppointmentRules>({
  name: 'hl7v2/siu',
  version: 1,
  accepts: siuTypes,
  rules: siuRules,
  read: readSiu,
});

export function readSiu(message: Hl7Message, reading: AppointmentReading): Mapped {
  const trigger = message.get('MSH-9.2') ?? '';
  if (trigger === 'S23' || trigger === 'S24') {
    return { outcome: 'filtered', reason: 'A slot was blocked or opened: it concerns no patient.' };
  }
  return aboutPatient(message, () => appointmentFacts(message, reading));
}

function appointmentFacts(message: Hl7Message, reading: AppointmentReading): readonly Fact[] {
  const at = readEventTime(message, reading.rules.effectivePaths(message, reading), reading);
  const linked = collectLinks(message, (tracked) => readAppointmentLinks(tracked, reading));
  if (message.segment('PID', 2)) {
    reading.warn('several-patients', 'PID[2]', 'A group appointment: only the first patient was read.');
  }
  if (!linked.links.some((link) => link.kind === 'appointment')) {
    reading.warn('no-appointment-key', 'SCH-2', 'Nothing tells which appointment this is.');
  }
  return [
    ...describePatient(message, at, reading),
    ...stateFact<AppointmentStated>(message, at, linked, (tracked) => {
      const claim = readStatus(tracked, reading);
      return {
        kind: 'appointment_stated',
        ...claim,
        ...readSlot(tracked, reading),
        ...present({
          provider: reading.rules.provider(tracked, reading),
          location: readLocation(tracked),
          service: tracked.get('AIS-3.2') ?? tracked.get('AIS-3.1') ?? tracked.get('SCH-8.2'),
          reason: reasonFor(tracked, claim, reading),
          enteredBy: deskOf(tracked),
        }),
      };
    }),
    ...nameReferrer(message, at, linked, reading),
    ...namePcp(message, at, reading),
  ];
}

/** Whose desk it is: SCH-20, who entered it, else SCH-16, whom the practice names as its contact. */
function deskOf(message: Hl7Message): string | undefined {
  const person = (field: string) => {
    const name = [message.get(`${field}.2`), message.get(`${field}.3`)].filter(Boolean).join(', ');
    return name === '' ? message.get(`${field}.1`) : name;
  };
  return person('SCH-20') ?? person('SCH-16');
}

/** Why it was cancelled or missed, else what it is for. SCH-6 often repeats the status: that is no reason. */
function reasonFor(message: Hl7Message, claim: StatusClaim, reading: AppointmentReading): string | undefined {
  const hasEnded = claim.status === 'cancelled' || claim.status === 'no_show' || claim.status === 'voided';
  if (!hasEnded) return message.get('SCH-7.2') ?? message.get('SCH-7.1');
  const words = [message.get('SCH-6.2'), message.get('SCH-6.1')];
  const isStatus = words.some((word) => lookUp(reading.rules.appointmentStatus, word) !== undefined);
  // 360X writes there what was asked for, as a LOINC code.
  return isStatus || message.get('SCH-6.3') === 'LN' ? undefined : (words[0] ?? words[1]);
}
