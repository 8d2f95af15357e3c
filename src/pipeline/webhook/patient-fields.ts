import type { WithheldReason } from '../../domain/event-fields.ts';
import type { ReferralPatient } from '../../store/event-patients.ts';

/** Under the names of the event catalogue (domain/event-fields.ts). */
export type PatientFields = {
  readonly patientInitials?: string;
  readonly patientBirthYear?: number;
  readonly patientFamily?: string;
  readonly patientGiven?: string;
  readonly patientBirthDate?: string;
  readonly patientWithheld?: WithheldReason;
};

/** 45 CFR 164.514(b)(2)(i)(C): ages over 89 are told by nothing that gives them away. */
const OLDEST_TOLD = 89;

/** What may be told of a patient at all, or why nothing may; the receiver's profile decides which of it is sent. */
export function patientFields(patient: ReferralPatient, today: string): PatientFields {
  const { family, given, birthDate, withheld } = patient;
  if (withheld !== null) return { patientWithheld: withheld };
  const initials = [given, family]
    .map((name) => (name ?? '').trim().match(/^./u)?.[0].toUpperCase() ?? '')
    .join('');
  const year = Number(birthDate?.slice(0, 4) ?? Number.NaN);
  const isTold = Number.isInteger(year) && Number(today.slice(0, 4)) - year <= OLDEST_TOLD;
  return {
    ...(initials === '' ? {} : { patientInitials: initials }),
    ...(isTold ? { patientBirthYear: year } : {}),
    ...(family === null ? {} : { patientFamily: family }),
    ...(given === null ? {} : { patientGiven: given }),
    ...(birthDate === null ? {} : { patientBirthDate: birthDate }),
  };
}
