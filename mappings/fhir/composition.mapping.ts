import type { FhirEntry, JsonObject, JsonValue, NoteStated } from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { documentLink } from '../shared/notes.ts';
import { present } from '../shared/present.ts';
import { narrativeContent } from './attachments.ts';
import { documentRules, withoutNumber } from './document-reference.mapping.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { documentAt, documentIdOf, holdOf, isTakenBack, type NoteFhirRules } from './notes.ts';
import { readIdentifier } from './identifiers.ts';
import { partyOf } from './people.ts';
import { filtered, requestLink } from './service-request.mapping.ts';
import { stating } from './statements.ts';
import { crossesPatients, isUnusable, patientOf, referenceLink, type Stated } from './subjects.ts';
import { conceptText, objectOf, objectsIn, textAt, textOf, timeOf } from './values.ts';

export const compositionRules: NoteFhirRules = documentRules;

/** A document Bundle as a note: the narratives of its sections are what people read (FHIR R4 3.3, Composition). */
export default fhirMapping<NoteFhirRules>({
  name: 'fhir/composition',
  version: 2,
  accepts: ['Composition'],
  rules: compositionRules,
  read: readComposition,
});

export function readComposition(entry: FhirEntry, run: FhirRun<NoteFhirRules>): Stated {
  if (entry.method === 'DELETE')
    return filtered('A deleted Composition: the note it became stands until it is replaced.');
  const { resource, path } = entry;
  const patient = patientOf(resource['subject'], entry, 'subject', run);
  if (isUnusable(patient)) return patient;
  const documentId = documentIdOf(entry, 'identifier', run);
  if (documentId === undefined) return withoutNumber(entry, 'identifier');
  const status = statuses[textOf(resource['status']) ?? ''] ?? 'draft';
  const parent = parentOf(entry, run);
  const task = taskOfMessage(run);
  const crossed =
    task && crossesPatients([{ value: task.resource['focus'], member: 'focus' }], task, patient, run);
  if (crossed) return crossed;
  const links = distinctLinks([
    ...(task === undefined ? [] : requestLink(task.resource['focus'], task, run)),
    documentLink(documentId),
    documentLink(parent),
    ...referenceLink('visit', resource['encounter'], entry, ['Encounter'], run),
  ]);
  const attester = objectsIn(resource['attester']).find(
    (one) => one['mode'] === 'legal' || one['mode'] === 'professional',
  );
  const [author] = objectsIn(resource['author']);
  const serviceAt = timeOf(textAt(resource, 'event.period.start'), run.context);
  const texts = isTakenBack(status) ? undefined : narratives(resource['section'], `${path}.section`);
  const members = ['status', 'section', 'relatesTo', 'attester', 'confidentiality', 'title'];
  const facts = stating(
    entry,
    links,
    run,
  )<NoteStated>(members, {
    kind: 'note_stated',
    documentId,
    ...present({ parentId: parent }),
    status,
    isAmendment: parent !== undefined || resource['status'] === 'amended',
    ...present({
      title: textOf(resource['title']) ?? conceptText(resource['type']),
      serviceAt: serviceAt?.instant,
      serviceDate: serviceAt?.localDate,
      author: partyOf(author, entry, run, `${path}.author[0]`),
      signer: attester && partyOf(attester['party'], entry, run, `${path}.attester`),
      signedAt: timeOf(textOf(attester?.['time']), run.context)?.instant,
      hold: holdOf(
        objectOf(resource.meta)?.['security'],
        textOf(resource['confidentiality']),
        resource['type'],
        run,
      ),
    }),
    ...(texts === undefined ? { content: [] } : narrativeContent(texts, run)),
  });
  return { outcome: 'facts', patient, facts };
}

const statuses: Readonly<Record<string, NoteStated['status']>> = {
  preliminary: 'draft',
  final: 'final',
  amended: 'final',
  'entered-in-error': 'wrong',
};

/** A document that comes in a message with one Task is its outcome (BSeR). */
function taskOfMessage({ fhir }: FhirRun): FhirEntry | undefined {
  const tasks = fhir.entries.filter(({ resource }) => resource.resourceType === 'Task');
  return fhir.bundle === 'message' && tasks.length === 1 ? tasks[0] : undefined;
}

function parentOf(entry: FhirEntry, run: FhirRun) {
  const relation = objectsIn(entry.resource['relatesTo']).find(
    (one) => one['code'] === 'replaces' || one['code'] === 'appends',
  );
  if (relation === undefined) return undefined;
  const identifier = objectOf(relation['targetIdentifier']);
  return (
    (identifier && readIdentifier(identifier, 'document', run)) ??
    documentAt(relation['targetReference'], entry, 'identifier', run)
  );
}

/**
 * Sections in their order, and the sections inside them, each under its title: "Plan" is what the reader of the page looks for, and most
 * senders do not say it again in the narrative.
 */
function narratives(
  value: JsonValue | undefined,
  path: string,
): readonly { readonly div: string; readonly path: string }[] {
  return objectsIn(value).flatMap((section: JsonObject, index) => {
    const place = `${path}[${index}]`;
    const div = textAt(section, 'text.div');
    const title = textOf(section['title']);
    const texts = [
      ...(div === undefined ? [] : [{ div, path: `${place}.text.div` }]),
      ...narratives(section['section'], `${place}.section`),
    ];
    const isSaid = title === undefined || title.trim() === '' || (div ?? '').includes(title.trim());
    return texts.length === 0 || isSaid ? texts : [{ div: title, path: `${place}.title` }, ...texts];
  });
}
