import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from './block.ts';
import { readCcdaHeader } from './ccda-header.ts';

test('whom it is about and who wrote it, each with its label', () => {
  const xml =
    '<n:ClinicalDocument xmlns:n="urn:hl7-org:v3"><n:code code="57133-1"/><n:title>Referral note</n:title><n:effectiveTime value="20260305120000-0500"/>' +
    '<n:recordTarget><n:patientRole><n:id extension="1"/><n:addr><n:streetAddressLine>12 Elm St</n:streetAddressLine><n:city>Springfield</n:city><n:state>IL</n:state><n:postalCode>62704</n:postalCode></n:addr>' +
    '<n:telecom value="tel:+1-555-555-0101"/><n:telecom value="mailto:anna@example.example"/><n:patient><n:name><n:given>Anna</n:given><n:family>Zztest</n:family></n:name>' +
    '<n:administrativeGenderCode code="F"/><n:birthTime value="19610305"/></n:patient></n:patientRole></n:recordTarget>' +
    '<n:author><n:assignedAuthor><n:id root="2.16.840.1.113883.4.6" extension="1234567893"/><n:telecom value="fax:555-0102"/><n:assignedPerson><n:name>Bo Zztestman</n:name></n:assignedPerson>' +
    '<n:representedOrganization><n:name>Northside &amp; Sons</n:name></n:representedOrganization></n:assignedAuthor></n:author></n:ClinicalDocument>';

  expect(
    plainText(readCcdaHeader(Buffer.from(xml)))
      .trim()
      .split('\n\n'),
  ).toEqual([
    'Referral note',
    'Patient name: Anna Zztest',
    'Date of birth: 03/05/1961',
    'Sex: Female',
    'Patient address: 12 Elm St, Springfield, IL, 62704',
    'Patient phone: +1-555-555-0101',
    'Referring provider: Bo Zztestman',
    'NPI: 1234567893',
    'Practice: Northside & Sons',
    'Practice fax: 555-0102',
    'Document date: 03/05/2026',
  ]);
});

test('a document that says neither has no head', () => {
  expect(readCcdaHeader(Buffer.from('<ClinicalDocument><title>Note</title></ClinicalDocument>'))).toEqual([]);
});

test('any text can be read', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      readCcdaHeader(Buffer.from(`<ClinicalDocument>${text}`));
    }),
  );
});
