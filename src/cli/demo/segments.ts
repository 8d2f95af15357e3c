import { formatTimestamp } from '../../formats/hl7v2/time.ts';
import type { DemoPartner } from './directory.ts';
import type { DemoDoctor, DemoPatient } from './people.ts';

/** One referral of the demo, as all its messages name it. */
export type DemoCase = {
  readonly patient: DemoPatient;
  readonly partner: DemoPartner;
  readonly doctor: DemoDoctor;
  /** Numbers of the appointment, visit, order and note are made of it. */
  readonly number: string;
  readonly code: string;
  readonly reason: string;
  readonly service: string;
  readonly priority: 'R' | 'A' | 'S';
};

/** What one message says about itself. */
export type Stamp = {
  readonly controlId: string;
  /** The sender's clock. */
  readonly at: Date;
  readonly zone: string;
};

/** Authority of the demo EMR's record numbers; the OID is from the range for examples. */
export const RECORD = '^^^CEDAR&2.16.840.1.99999.77&ISO^MR';

export function header(stamp: Stamp, type: string, application = 'DEMOEMR'): string {
  return `MSH|^~\\&|${application}|CEDARVALLEY|REFERLOOP|HUB|${time(stamp)}||${type}|${stamp.controlId}|P|2.5.1`;
}

export function patientSegment(patient: DemoPatient): string {
  return segment('PID', {
    1: '1',
    3: `${patient.mrn}${RECORD}`,
    5: `${patient.family}^${patient.given}`,
    7: patient.birthDate.replaceAll('-', ''),
    8: patient.sex,
    11: address(patient),
    13: phone(patient),
  });
}

export function visitSegment(
  one: DemoCase,
  options: { readonly hasReferrer: boolean },
  startedAt?: Date,
  ended?: Stamp,
): string {
  return segment('PV1', {
    1: '1',
    2: 'O',
    3: 'ORTHO^^^CEDARVALLEY',
    7: doctorField(one.doctor),
    ...(options.hasReferrer ? { 8: doctorField(one.partner) } : {}),
    19: `V-${one.number}`,
    ...(startedAt === undefined ? {} : { 44: formatTimestamp(startedAt.toISOString()) }),
    ...(ended === undefined ? {} : { 45: time(ended) }),
  });
}

export function noteText(one: DemoCase): readonly string[] {
  return [
    'DEMO: this note is invented and belongs to nobody.',
    `Reason for visit: ${one.reason} (${one.code}).`,
    'History: symptoms for six weeks, worse on stairs, no fever, no fall.',
    'Examination: tender over the joint line, full range of motion, neurovascularly intact.',
    'Assessment: as referred. No surgery at present.',
    'Plan: physical therapy twice a week for six weeks, ice, follow-up visit in two months.',
    'Thank you for the kind referral.',
  ];
}

export function doctorField(doctor: DemoDoctor): string {
  return `${doctor.npi}^${doctor.family}^${doctor.given}^^^^MD^^^^^^NPI`;
}

export function personName(doctor: DemoDoctor): string {
  return `${doctor.family}^${doctor.given}^^^^MD`;
}

export function address(patient: DemoPatient): string {
  return `${patient.street}^^Cedar Valley^IL^60000`;
}

export function phone(patient: DemoPatient): string {
  return `^PRN^PH^^1^${patient.phone}`;
}

export function time(stamp: Stamp): string {
  return formatTimestamp(stamp.at.toISOString(), stamp.zone);
}

/** Fields by their number. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')].join('|');
}

export function message(segments: readonly string[]): string {
  return `${segments.join('\r')}\r`;
}
