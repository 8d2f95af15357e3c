import { npi } from '../../test/support/npi.ts';

/**
 * Invented traffic of one practice: about 4,000 patients sent by 300 offices, each visit told by eight messages as far apart as
 * they are in life. Message `n` is a function of `n`, so that a run can be repeated and continued.
 */
export type NextMessage = () => { readonly id: string; readonly body: Buffer };

const PATIENTS = 4_000;
const PARTNERS = 300;
const STEPS = 8;
/** How many visits later each step of a visit comes, among the messages of the others. */
const LAG: readonly number[] = [0, 3, 20, 60, 90, 95, 110, 130];
const FIRST_DAY = Date.UTC(2026, 0, 5);
const VISITS_A_DAY = 60;
const DAY_MS = 86_400_000;

export function createMix(kind: 'siu' | 'mix', prefix: string, from: number): NextMessage {
  let n = from;
  if (kind === 'siu') {
    const [head = '', tail = ''] = siuOfBytes(1_500).toString('latin1').split(FIXED_ID);
    return () => {
      const id = `${prefix}${n++}`;
      return { id, body: Buffer.from(head + id.padEnd(FIXED_ID.length, ' ').trimEnd() + tail, 'latin1') };
    };
  }
  return () => {
    const id = `${prefix}${n}`;
    const body = Buffer.from(mixed(n, id), 'latin1');
    n += 1;
    return { id, body };
  };
}

const FIXED_ID = 'CONTROL-ID-0';

/** A booking with service, resource and location segments and comments, padded to this size. */
export function siuOfBytes(bytes: number): Buffer {
  const text = booking('S12', visitOf(7), FIXED_ID, '').join('\r');
  const comment = 'NTE|1||';
  const filler = 'The office asks for an early slot and transport has been arranged. '.repeat(40);
  return Buffer.from(
    `${text}\r${comment}${filler.slice(0, Math.max(0, bytes - text.length - comment.length - 2))}\r`,
    'latin1',
  );
}

type Visit = {
  readonly number: number;
  readonly patient: number;
  readonly partner: number;
  /** Start of the appointment (epoch ms). */
  readonly start: number;
};

function visitOf(number: number): Visit {
  const patient = (number * 7_919) % PATIENTS;
  return {
    number,
    patient,
    // Most patients are sent by one office again and again.
    partner: (number % 10 === 0 ? number : patient) % PARTNERS,
    start: FIRST_DAY + Math.floor(number / VISITS_A_DAY) * DAY_MS + (13 + (number % 9)) * 3_600_000,
  };
}

function mixed(n: number, id: string): string {
  const step = n % STEPS;
  const number = Math.floor(n / STEPS) - (LAG[step] ?? 0);
  // Before the first visits have come this far, registration is at work on its patients.
  if (number < 0) return update(visitOf(-number), id, n).join('\r');
  const visit = visitOf(number);
  return segmentsOf(step, visit, id, n).join('\r');
}

function segmentsOf(step: number, visit: Visit, id: string, n: number): readonly string[] {
  const { number } = visit;
  switch (step) {
    case 0:
      return number % 4 === 0 ? order(visit, id) : update(visit, id, n);
    case 1:
      return booking('S12', visit, id, '');
    case 2:
      return number % 3 === 0
        ? booking('S13', { ...visit, start: visit.start + 3_600_000 }, id, '')
        : booking('S14', moved(visit), id, '');
    case 3:
      return update(visit, id, n);
    case 4:
      return registration('A04', moved(visit), id, -15);
    case 5:
      return number % 2 === 0 ? booking('S14', moved(visit), id, 'ARRIVED') : update(visit, id, n);
    case 6:
      return registration('A03', moved(visit), id, 45);
    default:
      return note(moved(visit), id);
  }
}

/** Every third appointment is moved by an hour; from then on everybody speaks of the new time. */
function moved(visit: Visit): Visit {
  return visit.number % 3 === 0 ? { ...visit, start: visit.start + 3_600_000 } : visit;
}

function header(type: string, structure: string, at: number, id: string): string {
  return `MSH|^~\\&|EMR|CLINIC|REFERLOOP|HUB|${stamp(at)}||${type}^${structure}|${id}|P|2.5.1`;
}

function patientSegments({ patient, partner }: Visit, phone: string): readonly string[] {
  const birth = stamp(Date.UTC(1936 + (patient % 70), patient % 12, 1 + (patient % 28))).slice(0, 8);
  return [
    `PID|1||TEST-${patient}^^^CLINIC&1.2.840.99999.1&ISO^MR||${familyOf(patient)}^${given[patient % given.length]}^B^^^^L||${birth}|${patient % 2 === 0 ? 'F' : 'M'}|||${patient} Test Way^^Springfield^IL^62701||^PRN^PH^^1^217^${phone}`,
    `PD1|||Test Family Medicine|${doctor((partner + 31) % PARTNERS)}`,
  ];
}

function visitSegment(visit: Visit): string {
  return `PV1|1|O|EYE CLINIC^^^CLINIC||||2000000002^ZZTESTOWN^OLIVE^^^^MD^^^^^^NPI|${doctor(visit.partner)}|||||||||||V${visit.number}`;
}

function booking(trigger: string, visit: Visit, id: string, status: string): readonly string[] {
  const at =
    visit.start -
    3 * DAY_MS +
    { S12: 0, S13: 3_600_000, S14: 7_200_000 }[trigger as 'S12'] +
    (status === '' ? 0 : 3 * DAY_MS);
  const start = stamp(visit.start);
  return [
    header(`SIU^${trigger}`, 'SIU_S12', at, id),
    `SCH||F${visit.number}^CLINIC||||BOOKED^Booked^HL70278|CHECKUP^Diabetic eye exam|NORMAL|30|MIN|^^^${start}|||||9001^ZZTESTCLERK^CARA||||9001^ZZTESTCLERK^CARA|||||${status}|${orderOf(visit)}`,
    ...patientSegments(visit, phoneOf(visit.patient)),
    visitSegment(visit),
    'RGS|1|A',
    `AIS|1|A|92014^Comprehensive eye exam^C4|${start}|||30|MIN`,
    'AIL|1|A|EYE1^^^CLINIC^^^^^Eye Clinic North',
    'AIP|1|A|2000000002^ZZTESTOWN^OLIVE^^^^MD^^^^^^NPI|PHYS|||||30|MIN',
  ];
}

function registration(trigger: string, visit: Visit, id: string, minutes: number): readonly string[] {
  const at = visit.start + minutes * 60_000;
  return [
    header(`ADT^${trigger}`, `ADT_${trigger === 'A04' ? 'A01' : trigger}`, at, id),
    `EVN|${trigger}|${stamp(at)}`,
    ...patientSegments(visit, phoneOf(visit.patient)),
    visitSegment(visit),
  ];
}

/** Registration confirms what it knows; now and then a telephone number is new. */
function update(visit: Visit, id: string, n: number): readonly string[] {
  const at = visit.start - 2 * DAY_MS + (n % 600) * 60_000;
  const phone = n % 20 === 3 ? `55501${String(n % 100).padStart(2, '0')}` : phoneOf(visit.patient);
  return [
    header('ADT^A08', 'ADT_A01', at, id),
    `EVN|A08|${stamp(at)}`,
    ...patientSegments(visit, phone),
    visitSegment(visit),
  ];
}

function order(visit: Visit, id: string): readonly string[] {
  const at = visit.start - 6 * DAY_MS;
  return [
    header('REF^I12', 'REF_I12', at, id),
    `RF1|P|R|Eye^Ophthalmology|||R${visit.number}^CLINIC||${stamp(at)}`,
    `PRD|RP|${familyOf(visit.partner)}^RUTH^^^Dr^MD|||^WPN^FX^^^217^5550142||${npi(visit.partner)}^NPI`,
    ...patientSegments(visit, phoneOf(visit.patient)).slice(0, 1),
    'DG1|1||E11.319^Type 2 diabetes with retinopathy^I10',
  ];
}

function note(visit: Visit, id: string): readonly string[] {
  const at = visit.start + 4 * 3_600_000;
  const author = '2000000002^ZZTESTOWN^OLIVE^^^^MD^^^^^^NPI';
  const lines = Array.from(
    { length: 18 },
    (_, index) =>
      `OBX|${index + 1}|TX|11488-4^Consultation note^LN||Line ${index + 1}: fundus examined, no new findings, next visit in a year.||||||F`,
  );
  return [
    header('MDM^T02', 'MDM_T02', at, id),
    `EVN|T02|${stamp(at)}`,
    ...patientSegments(visit, phoneOf(visit.patient)).slice(0, 1),
    visitSegment(visit),
    `TXA|1|CN|TX|${stamp(visit.start)}|${author}||||${author}|||N${visit.number}|||||AU||AV|||${author}^^${stamp(at)}`,
    ...lines,
  ];
}

function orderOf(visit: Visit): string {
  return visit.number % 4 === 0 ? `R${visit.number}^CLINIC` : '';
}

/** Who refers from an office. */
export function doctorName(partner: number): { readonly family: string; readonly given: string } {
  return { family: familyOf(partner), given: 'RUTH' };
}

function doctor(partner: number): string {
  const { family, given: first } = doctorName(partner);
  return `${npi(partner)}^${family}^${first}^^^DR^MD^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI`;
}

const given = ['ALMA', 'BEN', 'CARA', 'DORA', 'EMIL', 'FAY', 'GUS', 'HEDY', 'IVAN', 'JUNE', 'KIT'];

const syllables = ['BA', 'KO', 'MER', 'LIN', 'DO', 'SAN', 'TI', 'RU', 'VEN', 'GA', 'POL', 'NE'];

/** Names as far from one another as names are: a letter more or less is a slip of one person's. */
function familyOf(number: number): string {
  const at = (power: number): string => syllables[Math.floor((number * 7_919) / 12 ** power) % 12] ?? '';
  return `ZZ${at(0)}${at(1)}${at(2)}${at(3)}`;
}

function phoneOf(patient: number): string {
  return `55${10_000 + patient}`;
}

/** HL7 timestamp in UTC. */
function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}+0000`;
}
