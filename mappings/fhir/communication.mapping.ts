import type { ContactAttempted, Fact, FhirEntry, JsonValue, Link, PlatformStatus } from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { fhirRules } from './common-rules.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { ownId } from './identifiers.ts';
import type { FhirRules } from './rules.ts';
import { filtered, requestLink } from './service-request.mapping.ts';
import { stating } from './statements.ts';
import { crossesPatients, isUnusable, patientOf, referenceLink, type Stated } from './subjects.ts';
import { conceptText, objectsIn, textAt, textOf } from './values.ts';

export const communicationRules: FhirRules = {
  ...fhirRules,
  changedAt: (entry, run) => textOf(entry.resource['sent']) ?? fhirRules.changedAt(entry, run),
};

/** What was said about a referral: to the patient an attempt to reach them, to anybody else a status of the sender's platform. */
export default fhirMapping<FhirRules>({
  name: 'fhir/communication',
  version: 1,
  accepts: ['Communication'],
  rules: communicationRules,
  read: readCommunication,
});

export function readCommunication(entry: FhirEntry, run: FhirRun): Stated {
  if (entry.method === 'DELETE') return filtered('A deleted Communication: what was said was said.');
  const { resource } = entry;
  const status = textOf(resource['status']);
  if (status !== 'completed' && status !== 'not-done' && status !== 'in-progress')
    return filtered('A Communication that was not made (status) says nothing about the referral.');
  const links = communicationLinks(entry, run);
  if (links.length === 0) return filtered('A Communication that names no request, appointment or visit.');
  const patient = patientOf(resource['subject'], entry, 'subject', run);
  if (isUnusable(patient)) return patient;
  const crossed = crossesPatients(
    [
      ...objectsIn(resource['basedOn']).map((value) => ({ value, member: 'basedOn' })),
      ...objectsIn(resource['about']).map((value) => ({ value, member: 'about' })),
    ],
    entry,
    patient,
    run,
  );
  if (crossed) return crossed;
  const isToPatient = objectsIn(resource['recipient']).some((one) => isPerson(one, entry, run));
  const facts = isToPatient ? attempt(entry, status, links, run) : platformWord(entry, links, run);
  return { outcome: 'facts', patient, facts };
}

/** Received or answered means reached; sent means that a message lies there; not done that nobody answered. */
function attempt(entry: FhirEntry, status: string, links: readonly Link[], run: FhirRun): readonly Fact[] {
  const { resource } = entry;
  const isReached = resource['received'] !== undefined;
  const outcome = status === 'not-done' ? 'no_answer' : isReached ? 'reached' : 'message_left';
  return stating(
    entry,
    links,
    run,
  )<ContactAttempted>(['status', 'recipient', 'received'], {
    kind: 'contact_attempted',
    outcome,
  });
}

/** The kind of message, never its words: those are for the people it was sent to. */
function platformWord(entry: FhirEntry, links: readonly Link[], run: FhirRun): readonly Fact[] {
  const { resource } = entry;
  const word =
    conceptText(resource['topic']) ??
    conceptText(resource['category']) ??
    conceptText(resource['reasonCode']);
  return stating(
    entry,
    links,
    run,
  )<PlatformStatus>(['status', 'topic', 'category'], {
    kind: 'platform_status',
    platform: run.context.sender,
    status: word === undefined ? 'message' : `message: ${word}`,
  });
}

function communicationLinks(entry: FhirEntry, run: FhirRun): readonly Link[] {
  const { resource } = entry;
  const about = [...objectsIn(resource['basedOn']), ...objectsIn(resource['about'])];
  const found = about.flatMap((one) => [
    ...requestLink(one, entry, run),
    ...referenceLink('order', one, entry, ['Task'], run),
    ...referenceLink('appointment', one, entry, ['Appointment'], run),
    ...referenceLink('visit', one, entry, ['Encounter'], run),
  ]);
  const visit = referenceLink('visit', resource['encounter'], entry, ['Encounter'], run);
  const own = ownId(entry, run);
  const all = distinctLinks([...found, ...visit]);
  return all.length === 0 || own === undefined ? all : [...all, { kind: 'order', ...own }];
}

function isPerson(reference: JsonValue, entry: FhirEntry, run: FhirRun): boolean {
  const type =
    run.fhir.resolve(reference, entry)?.resource.resourceType ??
    textAt(reference, 'reference')?.split('/').at(-2);
  return type === 'Patient' || type === 'RelatedPerson';
}
