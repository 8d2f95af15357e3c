import type { Fact, FhirEntry, Identifier, Link, NoteStated } from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { documentLink } from '../shared/notes.ts';
import { present } from '../shared/present.ts';
import { attachmentsIn, contentOf } from './attachments.ts';
import { fhirRules } from './common-rules.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { documentAt, documentIdOf, holdOf, noteRules, type NoteFhirRules } from './notes.ts';
import { partyOf } from './people.ts';
import { filtered, requestLink, toldOf } from './service-request.mapping.ts';
import { stating } from './statements.ts';
import { crossesPatients, isUnusable, patientOf, referenceLink, type Stated } from './subjects.ts';
import { conceptText, objectsIn, textAt, textOf, timeOf, valueAt } from './values.ts';

export const documentRules: NoteFhirRules = { ...fhirRules, ...noteRules };

/** One version of one document (FHIR R4 DocumentReference). */
export default fhirMapping<NoteFhirRules>({
  name: 'fhir/document-reference',
  version: 1,
  accepts: ['DocumentReference'],
  rules: documentRules,
  read: readDocumentReference,
});

export function readDocumentReference(entry: FhirEntry, run: FhirRun<NoteFhirRules>): Stated {
  const told = entry.method === 'DELETE' ? toldOf(entry, run) : entry;
  if ('outcome' in told) return told;
  const { resource } = told;
  if (entry.method !== 'DELETE' && resource['status'] === 'superseded')
    return filtered('Superseded: the document that replaces it says what holds now.');
  const patient = patientOf(resource['subject'], told, 'subject', run);
  if (isUnusable(patient)) return patient;
  const related = [
    ...objectsIn(valueAt(resource, 'context.encounter')).map((value) => ({
      value,
      member: 'context.encounter',
    })),
    ...relatedIn(told).map((value) => ({ value, member: 'context.related' })),
  ];
  const crossed = crossesPatients(related, told, patient, run);
  if (crossed) return crossed;
  const documentId = documentIdOf(told, 'masterIdentifier', run);
  if (documentId === undefined) return withoutNumber(entry, 'masterIdentifier');
  const links = documentLinks(told, documentId, run);
  const facts: readonly Fact[] =
    entry.method === 'DELETE'
      ? stating(entry, links, run)<NoteStated>(['status'], takenAway(documentId))
      : noteFacts(entry, documentId, links, run);
  return { outcome: 'facts', patient, facts };
}

export function withoutNumber(entry: FhirEntry, member: string): Stated {
  const path = `${entry.path}.${member}`;
  return {
    outcome: 'invalid',
    code: 'no-document-id',
    path,
    reason: `${path} and id are missing: a later version could not be told from a new document.`,
  };
}

function takenAway(documentId: Identifier) {
  return {
    kind: 'note_stated' as const,
    documentId,
    status: 'withdrawn' as const,
    isAmendment: false,
    content: [],
  };
}

function noteFacts(
  entry: FhirEntry,
  documentId: Identifier,
  links: readonly Link[],
  run: FhirRun<NoteFhirRules>,
): readonly Fact[] {
  const { resource, path } = entry;
  const status = statusOf(entry, run);
  const serviceAt = timeOf(textAt(resource, 'context.period.start'), run.context);
  const placed = attachmentsIn(resource['content'], `${path}.content`, 'attachment');
  const [author] = objectsIn(resource['author']);
  const amended = parentIn(entry);
  return stating(
    entry,
    links,
    run,
  )<NoteStated>(['status', 'docStatus', 'relatesTo', 'content', 'securityLabel', 'type'], {
    kind: 'note_stated',
    documentId,
    ...present({ parentId: amended && documentAt(amended['target'], entry, 'masterIdentifier', run) }),
    status,
    isAmendment: amended !== undefined || resource['docStatus'] === 'amended',
    ...present({
      title:
        textOf(resource['description']) ??
        textOf(placed[0]?.attachment['title']) ??
        conceptText(resource['type']),
      serviceAt: serviceAt?.instant,
      serviceDate: serviceAt?.localDate,
      author: partyOf(author, entry, run, `${path}.author[0]`),
      signer: partyOf(resource['authenticator'], entry, run, `${path}.authenticator`),
      hold: holdOf(resource['securityLabel'], undefined, resource['type'], run),
    }),
    ...contentOf(placed, entry, status, run),
  });
}

/** Final when docStatus says so. Absent it is unknown, and nothing goes out by itself (DOMAIN 2.2). */
function statusOf({ resource }: FhirEntry, run: FhirRun<NoteFhirRules>): NoteStated['status'] {
  if (resource['status'] === 'entered-in-error' || resource['docStatus'] === 'entered-in-error')
    return 'wrong';
  const docStatus = textOf(resource['docStatus']);
  if (docStatus === undefined) return run.rules.isUnstatedFinal ? 'final' : 'draft';
  return docStatus === 'final' || docStatus === 'amended' ? 'final' : 'draft';
}

function parentIn({ resource }: FhirEntry) {
  return objectsIn(resource['relatesTo']).find(
    (one) => one['code'] === 'replaces' || one['code'] === 'appends',
  );
}

function relatedIn({ resource }: FhirEntry) {
  return objectsIn(objectsIn(resource['context'])[0]?.['related']);
}

function documentLinks(entry: FhirEntry, documentId: Identifier, run: FhirRun): readonly Link[] {
  const { resource } = entry;
  const parent = parentIn(entry);
  const encounters = objectsIn(objectsIn(resource['context'])[0]?.['encounter']);
  return distinctLinks([
    ...relatedIn(entry).flatMap((one) => requestLink(one, entry, run)),
    documentLink(documentId),
    documentLink(parent && documentAt(parent['target'], entry, 'masterIdentifier', run)),
    ...encounters.flatMap((one) => referenceLink('visit', one, entry, ['Encounter'], run)),
    ...relatedIn(entry).flatMap((one) => referenceLink('appointment', one, entry, ['Appointment'], run)),
  ]);
}
