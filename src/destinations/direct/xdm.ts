import { createHash } from 'node:crypto';
import { writeZip } from '../../formats/zip/write-zip.ts';
import type { ParcelDocument } from '../../sdk/destination.ts';
import { extensionOf } from '../../sdk/document-file.ts';

export type XdmFacts = {
  /** Opaque; the package's own numbers are made of it. */
  readonly key: string;
  readonly subject: string;
  /** Instant of the submission. */
  readonly at: string;
  /** Direct addresses. */
  readonly from: string;
  readonly to: string;
};

const SUBSET = 'IHE_XDM/SUBSET01';
const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
const REGREP = 'urn:oasis:names:tc:ebxml-regrep';
const OBJECT = `${REGREP}:ObjectType:RegistryObject`;

/** Object types, classifications and identifiers of IHE ITI TF-3, section 4.2. */
const XDS = {
  documentEntry: 'urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1',
  documentUniqueId: 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
  documentLimited: 'urn:uuid:ab9b591b-83ab-4d03-8f5d-f93b1fb92e85',
  submissionSet: 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd',
  submissionUniqueId: 'urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8',
  submissionSourceId: 'urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832',
  submissionLimited: 'urn:uuid:5003a9db-8d8d-49e6-bf0c-990e34ac7707',
  submissionAuthor: 'urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d',
} as const;

/** A document as an XDM archive (IHE ITI TF-2, 3.32; "XDR and XDM for Direct Messaging", minimal metadata). The same facts give the same bytes. */
export function packXdm(document: Pick<ParcelDocument, 'bytes' | 'mediaType'>, facts: XdmFacts): Buffer {
  const name = `DOC00001.${extensionOf(document.mediaType).toUpperCase()}`;
  const file = (path: string, text: string) => ({ name: path, bytes: Buffer.from(text) });
  return writeZip([
    file('INDEX.HTM', indexOf(name, facts)),
    file('README.TXT', `${facts.subject}\r\nSent by ${facts.from}. Open INDEX.HTM.\r\n`),
    file(`${SUBSET}/METADATA.XML`, metadataOf(document, name, facts)),
    { name: `${SUBSET}/${name}`, bytes: document.bytes },
  ]);
}

function indexOf(name: string, { subject, from }: XdmFacts): string {
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML Basic 1.1//EN" "http://www.w3.org/TR/xhtml-basic/xhtml-basic11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>${escaped(subject)}</title></head>
<body><h1>${escaped(subject)}</h1><p>Sent by ${escaped(from)}.</p>
<ul><li><a href="${SUBSET}/${name}">${name}</a></li></ul><p><a href="README.TXT">README.TXT</a></p></body></html>
`;
}

function metadataOf(
  { bytes, mediaType }: { readonly bytes: Uint8Array; readonly mediaType: string },
  name: string,
  facts: XdmFacts,
): string {
  const unique = oidOf(facts.key);
  const at = facts.at.replaceAll(/\D/g, '').slice(0, 14);
  const sha1 = createHash('sha1').update(bytes).digest('hex');
  return `<?xml version="1.0" encoding="UTF-8"?>
<lcm:SubmitObjectsRequest xmlns:lcm="${REGREP}:xsd:lcm:3.0" xmlns:rim="${RIM}">
<rim:RegistryObjectList>
<rim:ExtrinsicObject id="Document01" mimeType="${mediaType}" objectType="${XDS.documentEntry}">
${slot('creationTime', at)}
${slot('hash', sha1)}
${slot('size', String(bytes.byteLength))}
${slot('URI', name)}
<rim:Name><rim:LocalizedString value="${escaped(facts.subject)}"/></rim:Name>
${classified('Document01', XDS.documentLimited)}
${identifier('Document01', XDS.documentUniqueId, `${unique}.1`, 'XDSDocumentEntry.uniqueId')}
</rim:ExtrinsicObject>
<rim:RegistryPackage id="SubmissionSet01" objectType="${OBJECT}:RegistryPackage">
${slot('submissionTime', at)}
${slot('intendedRecipient', `||^^Internet^${facts.to}`)}
<rim:Name><rim:LocalizedString value="${escaped(facts.subject)}"/></rim:Name>
${classified('SubmissionSet01', XDS.submissionLimited)}
<rim:Classification id="Author01" classificationScheme="${XDS.submissionAuthor}" classifiedObject="SubmissionSet01" nodeRepresentation="" objectType="${OBJECT}:Classification">
${slot('authorTelecommunication', `^^Internet^${facts.from}`)}
</rim:Classification>
${identifier('SubmissionSet01', XDS.submissionUniqueId, unique, 'XDSSubmissionSet.uniqueId')}
${identifier('SubmissionSet01', XDS.submissionSourceId, oidOf(facts.from), 'XDSSubmissionSet.sourceId')}
</rim:RegistryPackage>
${classified('SubmissionSet01', XDS.submissionSet)}
<rim:Association id="Member01" associationType="${REGREP}:AssociationType:HasMember" sourceObject="SubmissionSet01" targetObject="Document01" objectType="${OBJECT}:Association">
${slot('SubmissionSetStatus', 'Original')}
</rim:Association>
</rim:RegistryObjectList>
</lcm:SubmitObjectsRequest>
`;
}

function slot(name: string, value: string): string {
  return `<rim:Slot name="${name}"><rim:ValueList><rim:Value>${escaped(value)}</rim:Value></rim:ValueList></rim:Slot>`;
}

function classified(object: string, node: string): string {
  return `<rim:Classification id="Class-${node.slice(-12)}" classifiedObject="${object}" classificationNode="${node}" objectType="${OBJECT}:Classification"/>`;
}

function identifier(object: string, scheme: string, value: string, name: string): string {
  return `<rim:ExternalIdentifier id="Id-${scheme.slice(-12)}" registryObject="${object}" identificationScheme="${scheme}" value="${value}" objectType="${OBJECT}:ExternalIdentifier"><rim:Name><rim:LocalizedString value="${name}"/></rim:Name></rim:ExternalIdentifier>`;
}

/** An OID below 2.25, where UUIDs are (ITU-T X.667): of a UUID itself, else of a hash. */
function oidOf(text: string): string {
  const hex = text.replaceAll('-', '').toLowerCase();
  const number = /^[0-9a-f]{32}$/.test(hex)
    ? hex
    : createHash('sha256').update(text).digest('hex').slice(0, 32);
  return `2.25.${BigInt(`0x${number}`)}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
