import { makeZip } from './zip.ts';
import type { ArrivalTransport } from '../../src/domain/document/understanding.ts';
import { paperPdf } from './papers.ts';
import { adt, mdm, siu } from './hl7.ts';

/** One referral of one invented patient, as each way in tells it. `channel` and `format` say how it is handed in. */
export type Told = {
  readonly name: string;
  readonly channel: 'clinic' | 'emr' | 'platform' | 'front-desk' | 'direct' | 'uploads';
  readonly format: 'hl7v2' | 'fhir' | 'record' | 'document';
  readonly body: Buffer;
  readonly transport?: ArrivalTransport;
};

const told = (
  name: string,
  channel: Told['channel'],
  format: Told['format'],
  body: string | object,
): Told => ({
  name,
  channel,
  format,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const PHONE = '2125550177';
const NPI = '1234567893';
const person = { family: 'ZZTESTQUILL', given: 'OTTILIE' };

/** The story of `hl7.ts`, of this patient. */
const emr = {
  mrn: 'TEST-7',
  family: person.family,
  given: person.given,
  birth: '19520312',
  phone: PHONE,
  appointment: 'F7',
  visit: 'V7',
  note: 'N7',
};

const meta = (lastUpdated: string, versionId = '1') => ({ versionId, lastUpdated });

const patient = {
  resourceType: 'Patient',
  id: 'p7',
  meta: meta('2026-11-02T13:00:00Z'),
  identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:oid:2.999.7', value: 'TEST-E7' }],
  name: [{ family: person.family, given: [person.given] }],
  gender: 'female',
  birthDate: '1952-03-12',
  telecom: [{ system: 'phone', value: PHONE }],
};

const doctor = {
  resourceType: 'Practitioner',
  id: 'd7',
  meta: meta('2026-11-02T13:00:00Z'),
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: NPI }],
  name: [{ family: 'ZZTESTREF', given: ['ROBERT'], suffix: ['MD'] }],
};

const request = (version: string, at: string, status: string) => ({
  resourceType: 'ServiceRequest',
  id: 'sr7',
  meta: meta(at, version),
  identifier: [{ system: 'urn:oid:2.999.9', value: 'R-7' }],
  status,
  intent: 'order',
  subject: { reference: 'Patient/p7' },
  authoredOn: '2026-11-02T14:05:00Z',
  requester: { reference: 'Practitioner/d7' },
});

/** The same visit by the other interface of the same EMR, under another number. */
const appointment = (version: string, at: string, status: string) => ({
  resourceType: 'Appointment',
  id: 'a7',
  meta: meta(at, version),
  status,
  start: '2026-11-05T15:00:00Z',
  basedOn: [{ reference: 'ServiceRequest/sr7' }],
  participant: [{ actor: { reference: 'Patient/p7' }, status: 'accepted' }],
});

const row = (status: string, lastUpdated: string) => ({
  platformReferralId: 'PR-7',
  status,
  eventAt: lastUpdated,
  createdAt: '2026-11-02 09:30',
  patientLast: person.family,
  patientFirst: person.given,
  patientDob: '1952-03-12',
  patientSex: 'F',
  patientPhone: PHONE,
  referringNpi: NPI,
  referringName: 'Zztestref, Robert',
});

const phoneForm = {
  form: 'phone',
  platformReferralId: 'F-00000-00007',
  eventAt: '2026-11-02T11:00:00-05:00',
  caller: 'patient',
  patientLast: person.family,
  patientFirst: person.given,
  patientDob: '1952-03-12',
  patientPhone: PHONE,
  referringName: 'Dr Robert Zztestref',
  referringNpi: NPI,
};

const omg = [
  'MSH|^~\\&||^2.999.20^ISO||^2.999.30^ISO|20261102150000+0000||OMG^O19^OMG_O19|X0007|P|2.5.1|||NE|NE|||||360X',
  `PID|1||TEST-X7^^^&2.999.20&ISO^MRN||${person.family}^${person.given}||${emr.birth}|F|||1 Main St^^Bronx^NY^10451||${PHONE}`,
  `ORC|NW|REF-7^^2.999.20^ISO||||||||||${NPI}^ZZTESTREF^ROBERT^^^^MD^^^^^^NPI`,
  'OBR|1|REF-7^^2.999.20^ISO||57133-1^Referral note^LN',
].join('\r');

const clinicalDocument = `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <realmCode code="US"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <id root="2.999.20.1" extension="DOC-7"/><code code="57133-1" codeSystem="2.16.840.1.113883.6.1" displayName="Referral note"/>
  <title>Referral note</title><effectiveTime value="20261102150000+0000"/>
  <recordTarget><patientRole>
    <id root="2.999.20" extension="TEST-X7"/><telecom use="HP" value="tel:+1(212)555-0177"/>
    <patient><name><given>${person.given}</given><family>${person.family}</family></name>
      <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="${emr.birth}"/></patient>
  </patientRole></recordTarget>
  <author><time value="20261102150000+0000"/><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="${NPI}"/>
    <assignedPerson><name><given>Robert</given><family>ZZTESTREF</family></name></assignedPerson></assignedAuthor></author>
  <component><structuredBody><component><section><code code="42349-1" codeSystem="2.16.840.1.113883.6.1"/>
    <title>Reason for referral</title><text><paragraph>Sudden floaters.</paragraph></text></section></component></structuredBody></component>
</ClinicalDocument>`;

/** An IHE 360X package in a mail: an order and a clinical document. */
function packageMail(id: string): string {
  const names = ['ORDER.HL7', 'CCDA.XML'];
  const slots = names.map(
    (name) =>
      `<ExtrinsicObject><Slot name="URI"><ValueList><Value>${name}</Value></ValueList></Slot></ExtrinsicObject>`,
  );
  const zip = makeZip([
    { name: 'INDEX.HTM', text: '<html><body>Index</body></html>' },
    {
      name: 'IHE_XDM/SUBSET01/METADATA.XML',
      text: `<SubmitObjectsRequest>${slots.join('')}</SubmitObjectsRequest>`,
    },
    { name: 'IHE_XDM/SUBSET01/ORDER.HL7', text: omg },
    { name: 'IHE_XDM/SUBSET01/CCDA.XML', text: clinicalDocument },
  ]);
  const part = [
    '--zz',
    'Content-Type: application/zip; name="r.zip"',
    'Content-Transfer-Encoding: base64',
    '',
  ];
  return [
    'From: direct@golden.example',
    'To: referrals@direct.practice.example',
    'Subject: XDM/1.0/DDM',
    `Message-ID: <${id}@golden.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="zz"',
    '',
    ...part,
    zip.toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
    '--zz--',
    '',
  ].join('\r\n');
}

const rf1 = [
  'MSH|^~\\&|EMR|CLINIC|HUB|HUB|20261102090000-0500||REF^I12|R0007|P|2.5.1',
  'RF1|P|R|Med|||R7^CLINIC',
  `PRD|RP|ZZTESTREF^ROBERT^^^Dr^MD|||^WPN^FX^^^^5550142||${NPI}^NPI`,
  `PID|1||TEST-7^^^CLINIC^MR||${person.family}^${person.given}||${emr.birth}|F|||1 Main St^^Bronx^NY^10451||${PHONE}`,
].join('\r');

const fax = await paperPdf({
  patient: `${person.family}, Ottilie`,
  born: '03/12/1952',
  phone: '(212) 555-0177',
  address: '1 Main St, Bronx, NY 10451',
  doctor: 'Robert ZZTESTREF, MD',
  npi: NPI,
  service: '',
});

/** One referral, told by five senders; some tell it twice as it goes on, and the visit is told by both interfaces of the EMR. */
export const everyWay: readonly Told[] = [
  told('order by HL7', 'clinic', 'hl7v2', rf1),
  told('booking', 'clinic', 'hl7v2', siu('S12', { ...emr, at: '20261103093000-0500' })),
  told('arrival', 'clinic', 'hl7v2', adt('A04', { ...emr, at: '20261105095500-0500' })),
  told('end of the visit', 'clinic', 'hl7v2', adt('A03', { ...emr, at: '20261105103000-0500' })),
  told('note', 'clinic', 'hl7v2', mdm('T02', { ...emr, at: '20261105140000-0500' })),
  told('FHIR Patient', 'emr', 'fhir', patient),
  told('FHIR Practitioner', 'emr', 'fhir', doctor),
  told('FHIR ServiceRequest', 'emr', 'fhir', request('1', '2026-11-02T14:05:00Z', 'active')),
  told('FHIR ServiceRequest, completed', 'emr', 'fhir', request('2', '2026-11-06T14:00:00Z', 'completed')),
  told('FHIR Appointment', 'emr', 'fhir', appointment('1', '2026-11-03T14:31:00Z', 'booked')),
  told('FHIR Appointment, fulfilled', 'emr', 'fhir', appointment('2', '2026-11-05T15:31:00Z', 'fulfilled')),
  told('row of a platform', 'platform', 'record', row('Received', '2026-11-02 09:30')),
  told('row, scheduled', 'platform', 'record', row('Scheduled', '2026-11-03 10:00')),
  told('phone form', 'front-desk', 'record', phoneForm),
  {
    name: 'fax',
    channel: 'uploads',
    format: 'document',
    body: fax,
    transport: { kind: 'fax', fromNumber: '7185550142', receivedAt: '2026-11-02T17:00:00.000Z' },
  },
  told('package by mail', 'direct', 'document', packageMail('first')),
  told('package in another mail', 'direct', 'document', packageMail('second')),
];
