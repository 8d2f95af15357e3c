import { formatTimestamp } from '../../formats/hl7v2/time.ts';
import type { DemoPartner } from './directory.ts';
import type { DemoPatient } from './people.ts';
import {
  address,
  doctorField,
  header,
  message,
  noteText,
  patientSegment,
  personName,
  phone,
  RECORD,
  segment,
  time,
  visitSegment,
  type DemoCase,
  type Stamp,
} from './segments.ts';

/** REF^I12: a platform hands a referral over (HL7 v2.5.1 chapter 11). */
export function referral(
  stamp: Stamp,
  { patient, partner, ...one }: DemoCase,
  options: { readonly hasPhone: boolean },
): string {
  return message([
    header(stamp, 'REF^I12^REF_I12', 'DEMOPLATFORM'),
    segment('RF1', {
      1: 'P',
      2: one.priority,
      3: 'MED',
      4: 'WR',
      5: 'O',
      6: `RF-${one.number}^DEMOPLATFORM`,
      7: time(stamp),
      10: `S^${one.reason}`,
    }),
    segment('PRD', {
      1: 'RP',
      2: personName(partner),
      3: `${partner.phone.slice(-4)} Example Avenue^^${partner.city}^IL^60000`,
      5: `^WPN^PH^^1^${partner.phone.slice(0, 3)}^${partner.phone.slice(3)}`,
      7: `${partner.npi}^NPI`,
      10: partner.practice,
    }),
    segment('PID', {
      1: '1',
      3: `P-${patient.mrn}^^^DEMOPLATFORM^MR`,
      5: `${patient.family}^${patient.given}`,
      7: patient.birthDate.replaceAll('-', ''),
      8: patient.sex,
      ...(options.hasPhone ? { 11: address(patient), 13: phone(patient) } : {}),
    }),
    segment('DG1', { 1: '1', 3: `${one.code}^${one.reason}^I10` }),
    segment('OBR', { 1: '1', 2: `RF-${one.number}^DEMOPLATFORM`, 4: `CONSULT^${one.service}^L` }),
  ]);
}

/** ORM^O01 or OMG^O19: the referral as an order (chapter 4). */
export function order(stamp: Stamp, type: 'ORM^O01' | 'OMG^O19', one: DemoCase): string {
  const number = `PO-${one.number}^DEMOEMR`;
  return message([
    header(stamp, type),
    patientSegment(one.patient),
    segment('ORC', {
      1: 'NW',
      2: number,
      7: `^^^^^${one.priority === 'S' ? 'S' : 'R'}`,
      9: time(stamp),
      12: doctorField(one.partner),
      21: one.partner.practice,
    }),
    segment('OBR', {
      1: '1',
      2: number,
      4: `REFORTHO^Referral: ${one.service}^L`,
      31: `${one.code}^${one.reason}^I10`,
    }),
    segment('DG1', { 1: '1', 3: `${one.code}^${one.reason}^I10` }),
  ]);
}

export type Booking = {
  readonly trigger: 'S12' | 'S13' | 'S14' | 'S15' | 'S26';
  readonly slot: Date;
  /** SCH-25: the sender's word. */
  readonly status?: string;
  /** SCH-6. */
  readonly why?: string;
  /** Left out: the booking names nobody who referred. */
  readonly hasReferrer: boolean;
  readonly pcp?: DemoPartner;
};

/** SIU: an appointment (chapter 10). */
export function booking(
  stamp: Stamp,
  one: DemoCase,
  { trigger, slot, status, why, hasReferrer, pcp }: Booking,
): string {
  const end = new Date(slot.getTime() + 30 * 60_000);
  const range = `^^^${formatTimestamp(slot.toISOString(), stamp.zone)}^${formatTimestamp(end.toISOString(), stamp.zone)}`;
  return message([
    header(stamp, `SIU^${trigger}^SIU_S12`),
    segment('SCH', {
      2: `A-${one.number}`,
      7: `CONSULT^${one.service}`,
      8: 'NORMAL',
      9: '30',
      10: 'MIN',
      11: range,
      16: '9001^ZZTESTDESK^DORA',
      20: '9001^ZZTESTDESK^DORA',
      ...(why === undefined ? {} : { 6: why }),
      ...(status === undefined ? {} : { 25: status }),
    }),
    patientSegment(one.patient),
    ...(pcp === undefined ? [] : [segment('PD1', { 3: pcp.practice, 4: doctorField(pcp) })]),
    visitSegment(one, { hasReferrer }),
    segment('RGS', { 1: '1', 2: 'A' }),
    segment('AIS', {
      1: '1',
      2: 'A',
      3: `CONSULT^${one.service}^L`,
      4: formatTimestamp(slot.toISOString(), stamp.zone),
      7: '30',
      8: 'MIN',
    }),
    segment('AIP', { 1: '1', 2: 'A', 3: doctorField(one.doctor), 4: 'PHYS' }),
  ]);
}

/** ADT: the patient checks in (A04), is corrected (A08), goes home (A03) (chapter 3). */
export function visit(stamp: Stamp, one: DemoCase, trigger: 'A04' | 'A08' | 'A03', startedAt: Date): string {
  return message([
    header(stamp, `ADT^${trigger}`),
    segment('EVN', { 1: trigger, 2: time(stamp) }),
    patientSegment(one.patient),
    visitSegment(one, { hasReferrer: trigger === 'A08' }, startedAt, trigger === 'A03' ? stamp : undefined),
  ]);
}

/** ADT^A40: the record in MRG-1 is the same person as the one in PID-3. */
export function merge(stamp: Stamp, survivor: DemoPatient, priorMrn: string): string {
  return message([
    header(stamp, 'ADT^A40^ADT_A39'),
    segment('EVN', { 1: 'A40', 2: time(stamp) }),
    patientSegment(survivor),
    segment('MRG', { 1: `${priorMrn}${RECORD}` }),
  ]);
}

export type NoteMessage = {
  /** T02: a new document. T04: its status changed, with content. T08: it was edited. */
  readonly trigger: 'T02' | 'T04' | 'T08';
  readonly isSigned: boolean;
  readonly servedAt: Date;
  readonly isRestricted?: boolean;
  /** A mistake of the sender: the document has no number. */
  readonly isNumberless?: boolean;
  readonly addendum?: string;
};

/** MDM: a visit note (chapter 9). */
export function note(stamp: Stamp, one: DemoCase, said: NoteMessage): string {
  const signature = `${doctorField(one.doctor)}^^${time(stamp)}`;
  const lines = [
    ...noteText(one),
    ...(said.addendum === undefined ? [] : ['', `Addendum: ${said.addendum}`]),
  ];
  return message([
    header(stamp, `MDM^${said.trigger}`),
    segment('EVN', { 1: said.trigger, 2: time(stamp) }),
    patientSegment(one.patient),
    visitSegment(one, { hasReferrer: false }),
    segment('TXA', {
      1: '1',
      2: 'CN^Consultation',
      3: 'TX',
      4: formatTimestamp(said.servedAt.toISOString(), stamp.zone),
      5: doctorField(one.doctor),
      ...(said.isNumberless ? {} : { 12: `DOC-${one.number}^DEMOEMR` }),
      17: said.isSigned ? 'LA' : 'IP',
      18: said.isRestricted ? 'R' : 'U',
      19: said.isSigned ? 'AV' : 'UN',
      ...(said.isSigned ? { 22: signature } : {}),
    }),
    ...lines.map((line, index) =>
      segment('OBX', {
        1: String(index + 1),
        2: 'TX',
        3: '11488-4^Consult note^LN',
        5: line,
        11: said.isSigned ? 'F' : 'P',
      }),
    ),
  ]);
}

/** ORU^R01: a note sent as a result. It names no signature, so a person is asked before it goes out (chapter 7). */
export function result(stamp: Stamp, one: DemoCase, servedAt: Date): string {
  return message([
    header(stamp, 'ORU^R01'),
    patientSegment(one.patient),
    visitSegment(one, { hasReferrer: false }),
    segment('OBR', {
      1: '1',
      3: `RES-${one.number}^DEMOEMR`,
      4: '11488-4^Consult note^LN',
      7: formatTimestamp(servedAt.toISOString(), stamp.zone),
      22: time(stamp),
      25: 'F',
    }),
    segment('OBX', {
      1: '1',
      2: 'TX',
      3: '11488-4^Consult note^LN',
      5: `Seen for ${one.reason.toLowerCase()}. DEMO, invented.`,
      11: 'F',
    }),
  ]);
}
