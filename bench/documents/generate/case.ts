/** One invented referral. */
import type { Line } from './data/diagnoses.ts';
import type { Luck } from './luck.ts';
import { phoneNumber, type Doctor, type Office, type Own, type Patient, type World } from './world.ts';

export type Urgency = 'routine' | 'urgent' | 'stat';

export type Diagnosis = { readonly code: string; readonly title: string };

export type Case = {
  readonly patient: Patient;
  readonly office: Office;
  readonly own: Own;
  readonly referrer: Doctor;
  readonly pcp: Doctor & { readonly phone: string };
  readonly specialty: string;
  readonly services: readonly string[];
  readonly reason: string;
  readonly diagnoses: readonly Diagnosis[];
  readonly service: string;
  readonly requested: Doctor;
  readonly urgency: Urgency;
  /** `YYYY-MM-DD`. */
  readonly orderedOn: string;
  readonly expiresOn: string;
  readonly authorisation: string;
  readonly referralNumber: string;
  readonly group: string;
};

/** What people are referred for; and by whom it is paid, where that is not what the world says of the patient. */
export type CaseData = { readonly lines: readonly Line[]; readonly payers?: readonly string[] };

export function makeCase(
  luck: Luck,
  world: World,
  office: Office,
  known: Patient,
  { lines, payers }: CaseData,
): Case {
  const line = luck.pick(lines);
  const patient = payers ? { ...known, payer: luck.pick(payers) } : known;
  const referrer = luck.pick(office.doctors);
  const other = luck.pick(luck.pick(world.offices).doctors);
  const orderedOn = daysAfter('2026-06-14', -luck.whole(0, 9));
  return {
    patient,
    office,
    own: world.own,
    referrer,
    pcp: { ...(luck.chance(0.5) ? referrer : other), phone: phoneNumber(luck) },
    specialty: line.specialty,
    services: line.services,
    reason: luck.pick(line.reasons),
    diagnoses: luck.some(line.codes, luck.pick([1, 1, 2, 2, 3])).map(([code, title]) => ({ code, title })),
    service: luck.pick(line.services),
    requested: luck.pick(world.own.doctors),
    urgency: luck.pick(['routine', 'routine', 'routine', 'urgent', 'urgent', 'stat']),
    orderedOn,
    expiresOn: daysAfter(orderedOn, luck.pick([30, 60, 90, 180, 365])),
    authorisation: `${luck.pick(['A', 'AUTH', 'PA', ''])}${luck.digits(luck.whole(7, 10))}`,
    referralNumber: `${luck.pick(['R', 'REF-', ''])}${luck.digits(luck.whole(6, 9))}`,
    group: luck.digits(6),
  };
}

/** Days of the calendar: `2026-06-15` and 3 → `2026-06-18`. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
