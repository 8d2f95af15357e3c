import { bornText } from '../../domain/document/evidence/decide-patient.ts';
import type { PatientProposal } from '../../domain/document/evidence/evidence.ts';
import { displayName } from '../../domain/names.ts';
import { localDay } from '../../domain/practice-time.ts';
import type { Queryable } from '../../store/database.ts';
import { findCheckIn } from '../../store/forms-check-in.ts';
import { findPaperReferral } from '../../store/forms.ts';
import { findReferral } from '../../store/ledger.ts';

/** Whose appointment a paper was taken at, as it stands now: merged referrals and patients are followed. */
export type HandedIn = {
  readonly referralId: string;
  readonly patientId: string;
  /** The patient's name, as people read it. */
  readonly name: string;
  readonly birthDate?: string;
  /** The appointment; absent: none is booked. */
  readonly appointmentAt?: string;
};

/** Undefined: this arrival was not handed in at an appointment. Index: primary keys. */
export async function findHandedIn(db: Queryable, messageId: string): Promise<HandedIn | undefined> {
  const taken = await findPaperReferral(db, messageId);
  const referral = taken === undefined ? undefined : await findReferral(db, taken);
  const line = referral && (await findCheckIn(db, referral.id));
  if (!line) return undefined;
  const { family, given, birthDate, isBooked } = line;
  return {
    referralId: line.referralId,
    patientId: line.patientId,
    name: displayName({ ...(family === null ? {} : { family }), ...(given === null ? {} : { given }) }),
    ...(birthDate === null ? {} : { birthDate }),
    ...(isBooked ? { appointmentAt: line.appointmentAt } : {}),
  };
}

/** That patient as one whom the paper may mean, with the appointment as evidence in words. */
export async function proposeHandedIn(
  db: Queryable,
  messageId: string,
  zone: string,
): Promise<PatientProposal | undefined> {
  const handedIn = await findHandedIn(db, messageId);
  if (!handedIn) return undefined;
  const { patientId, name, birthDate, appointmentAt } = handedIn;
  return {
    patientId,
    title: name,
    detail: bornText(birthDate),
    evidence: [
      appointmentAt === undefined
        ? 'taken from them at check-in'
        : `taken at check-in for their appointment of ${dayWords(localDay(appointmentAt, zone))}`,
    ],
  };
}

/** `MM/DD/YYYY` of a local day. */
function dayWords(day: string): string {
  const [year, month, date] = day.split('-');
  return [month, date, year].join('/');
}
