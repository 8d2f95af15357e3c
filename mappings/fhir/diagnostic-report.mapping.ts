import type { FhirEntry, NoteStated } from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { documentLink } from '../shared/notes.ts';
import { present } from '../shared/present.ts';
import { attachmentsIn, contentOf } from './attachments.ts';
import { documentRules, withoutNumber } from './document-reference.mapping.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { identifierLinks, ownId } from './identifiers.ts';
import { holdOf, isTakenBack, type NoteFhirRules } from './notes.ts';
import { partyOf } from './people.ts';
import { filtered, requestLink } from './service-request.mapping.ts';
import { stating } from './statements.ts';
import { crossesPatients, isUnusable, patientOf, referenceLink, type Stated } from './subjects.ts';
import { conceptText, objectOf, objectsIn, textAt, textOf, timeOf } from './values.ts';

export const reportRules: NoteFhirRules = documentRules;

/** A report with a document people read (`presentedForm`); bare results are not the ledger's business. */
export default fhirMapping<NoteFhirRules>({
  name: 'fhir/diagnostic-report',
  version: 1,
  accepts: ['DiagnosticReport'],
  rules: reportRules,
  read: readDiagnosticReport,
});

export function readDiagnosticReport(entry: FhirEntry, run: FhirRun<NoteFhirRules>): Stated {
  if (entry.method === 'DELETE')
    return filtered('A deleted DiagnosticReport: the note it became stands until it is replaced.');
  const { resource, path } = entry;
  const status = statuses[textOf(resource['status']) ?? ''] ?? 'draft';
  const placed = attachmentsIn(resource['presentedForm'], `${path}.presentedForm`);
  if (placed.length === 0 && !isTakenBack(status))
    return filtered('A report without a document (presentedForm): results only.');
  const patient = patientOf(resource['subject'], entry, 'subject', run);
  if (isUnusable(patient)) return patient;
  const basedOn = objectsIn(resource['basedOn']).map((value, index) => ({
    value,
    member: `basedOn[${index}]`,
  }));
  const crossed = crossesPatients(basedOn, entry, patient, run);
  if (crossed) return crossed;
  const numbers = identifierLinks('document', resource['identifier'], 'document', run);
  const documentId = ownId(entry, run) ?? numbers[0];
  if (documentId === undefined) return withoutNumber(entry, 'identifier');
  const { system, value } = documentId;
  const links = distinctLinks([
    ...objectsIn(resource['basedOn']).flatMap((one) => requestLink(one, entry, run)),
    documentLink({ system, value }),
    ...numbers,
    ...referenceLink('visit', resource['encounter'], entry, ['Encounter'], run),
  ]);
  const service = timeOf(
    textOf(resource['effectiveDateTime']) ?? textAt(resource, 'effectivePeriod.start'),
    run.context,
  );
  const [author] = [...objectsIn(resource['resultsInterpreter']), ...objectsIn(resource['performer'])];
  const isAmendment = ['amended', 'corrected', 'appended'].includes(textOf(resource['status']) ?? '');
  const facts = stating(
    entry,
    links,
    run,
  )<NoteStated>(['status', 'presentedForm', 'code'], {
    kind: 'note_stated',
    documentId: { system, value },
    status,
    isAmendment,
    ...present({
      title: textOf(placed[0]?.attachment['title']) ?? conceptText(resource['code']),
      serviceAt: service?.instant,
      serviceDate: service?.localDate,
      author: partyOf(author, entry, run, `${path}.performer`),
      hold: holdOf(objectOf(resource.meta)?.['security'], undefined, resource['code'], run),
    }),
    ...contentOf(placed, entry, status, run),
  });
  return { outcome: 'facts', patient, facts };
}

/** DOMAIN 2.2. A cancelled report is taken back. */
const statuses: Readonly<Record<string, NoteStated['status']>> = {
  registered: 'draft',
  partial: 'draft',
  preliminary: 'draft',
  unknown: 'draft',
  final: 'final',
  amended: 'final',
  corrected: 'final',
  appended: 'final',
  cancelled: 'withdrawn',
  'entered-in-error': 'wrong',
};
