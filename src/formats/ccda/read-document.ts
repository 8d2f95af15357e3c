import { defined } from '../../lib/defined.ts';
import { Failure } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import { decodeText } from '../richtext/charset.ts';
import type { CcdaDocument, CcdaSection } from './document.ts';
import { elementAt, elementsAt, parseElements, textBelow, type XmlElement } from './element.ts';
import { readAddresses, readCode, readIds, readName, readParty, readTelecoms, timeOf } from './parts.ts';

/**
 * Reads the head and the sections of a clinical document.
 *
 * @throws Failure permanent `xml`; `not-ccda`: XML that is no ClinicalDocument, or one that names no patient.
 */
export function readCcdaDocument(body: Uint8Array): CcdaDocument {
  const root = parseElements(decodeText(body, declaredEncoding(body)));
  if (root.name !== 'ClinicalDocument')
    throw new Failure(
      'permanent',
      'not-ccda',
      'The XML is no clinical document: its root is not ClinicalDocument.',
    );
  const patient = elementAt(root, 'recordTarget', 'patientRole');
  if (!patient)
    throw new Failure(
      'permanent',
      'not-ccda',
      'ClinicalDocument/recordTarget/patientRole is missing: the document names no patient.',
    );
  const structured = elementAt(root, 'component', 'structuredBody');
  return {
    ...identityOf(root),
    patient: patientOf(patient),
    ...peopleOf(root),
    ...contextOf(root),
    sections: elementsAt(structured, 'component', 'section').flatMap(sectionsOf),
    isWrapped: elementAt(root, 'component', 'nonXMLBody') !== undefined,
    bytes: body.length,
    sha256: sha256Hex(body),
  };
}

function identityOf(root: XmlElement) {
  return defined({
    id: readIds(root)[0],
    setId: readIds(root, 'setId')[0],
    version: elementAt(root, 'versionNumber')?.attributes.get('value'),
    code: readCode(elementAt(root, 'code')),
    title: textBelow(elementAt(root, 'title')) || undefined,
    time: elementAt(root, 'effectiveTime')?.attributes.get('value'),
    confidentiality: elementAt(root, 'confidentialityCode')?.attributes.get('code'),
  });
}

function patientOf(role: XmlElement): CcdaDocument['patient'] {
  const person = elementAt(role, 'patient');
  return {
    ids: readIds(role),
    addresses: readAddresses(role),
    telecoms: readTelecoms(role),
    ...defined({
      // The legal name, where several stand.
      name: readName(
        elementsAt(person, 'name').find((name) => name.attributes.get('use') === 'L') ??
          elementAt(person, 'name'),
      ),
      birthTime: elementAt(person, 'birthTime')?.attributes.get('value'),
      sex: elementAt(person, 'administrativeGenderCode')?.attributes.get('code'),
    }),
  };
}

function peopleOf(root: XmlElement) {
  const signer = elementsAt(root, 'legalAuthenticator').find(
    (one) => elementAt(one, 'signatureCode')?.attributes.get('code') !== 'X',
  );
  return {
    authors: elementsAt(root, 'author').flatMap((author) => readParty(author, 'assignedAuthor') ?? []),
    ...defined({ signer: signer && readParty(signer, 'assignedEntity') }),
    recipients: elementsAt(root, 'informationRecipient').flatMap(
      (one) => readParty(one, 'intendedRecipient') ?? [],
    ),
    pcps: elementsAt(root, 'documentationOf', 'serviceEvent', 'performer')
      .filter((performer) => isPcp(elementAt(performer, 'functionCode')))
      .flatMap((performer) => readParty(performer, 'assignedEntity') ?? []),
    referrers: elementsAt(root, 'participant')
      .filter(({ attributes }) => attributes.get('typecode') === 'REF')
      .flatMap((one) => readParty(one, 'associatedEntity') ?? []),
  };
}

/** HL7 ParticipationFunction PCP, and the word of NUCC's role beside it. */
function isPcp(code: XmlElement | undefined): boolean {
  const value = code?.attributes.get('code') ?? '';
  return value === 'PCP' || value === 'PP' || /primary care/i.test(code?.attributes.get('displayname') ?? '');
}

function contextOf(root: XmlElement) {
  const encounter = elementAt(root, 'componentOf', 'encompassingEncounter');
  const related = elementAt(root, 'relatedDocument');
  const parentId = readIds(elementAt(related, 'parentDocument'))[0];
  const service = elementAt(root, 'documentationOf', 'serviceEvent', 'effectiveTime');
  return {
    orders: elementsAt(root, 'inFulfillmentOf', 'order').flatMap((order) => readIds(order)),
    ...defined({
      service: service && timeOf(service),
      encounter: encounter && { ids: readIds(encounter), ...timeOf(elementAt(encounter, 'effectiveTime')) },
      parent: parentId && { typeCode: related?.attributes.get('typecode') ?? 'RPLC', id: parentId },
    }),
  };
}

/** A section and those inside it. */
function sectionsOf(section: XmlElement): readonly CcdaSection[] {
  const own: CcdaSection = {
    text: textBelow(elementAt(section, 'text')),
    ...defined({
      code: readCode(elementAt(section, 'code')),
      title: textBelow(elementAt(section, 'title')) || undefined,
    }),
  };
  return [own, ...elementsAt(section, 'component', 'section').flatMap(sectionsOf)];
}

/** XML 1.0 section 4.3.3: what the declaration in the first line says. */
function declaredEncoding(body: Uint8Array): string | undefined {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 200)).toString('latin1');
  return /^<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(head.trimStart())?.[1];
}
