import type { Fact, FhirEntry, Link, VisitStated, VisitStatus } from '#hub';
import { toLocalDate } from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { present } from '../shared/present.ts';
import { fhirRules } from './common-rules.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { identifierLinks, ownId } from './identifiers.ts';
import { partyOf } from './people.ts';
import type { FhirRules } from './rules.ts';
import { filtered, requestLink, toldOf } from './service-request.mapping.ts';
import { changeOf, namingParty, stating } from './statements.ts';
import { crossesPatients, isUnusable, patientOf, referenceLink, type Stated } from './subjects.ts';
import { hasCode, objectsIn, textAt, textOf, timeOf } from './values.ts';

export type EncounterRules = FhirRules & {
  /** Encounter.status → the ledger's (DOMAIN 2.2). One that is not listed says nothing. */
  readonly visitStatus: Readonly<Record<string, VisitStatus>>;
  /** The identifier system whose number names the visit in the sender's other feeds (PV1-19 there). */
  readonly visitSystem: string | undefined;
};

export const encounterRules: EncounterRules = {
  ...fhirRules,
  visitStatus: {
    planned: 'planned',
    arrived: 'arrived',
    triaged: 'arrived',
    'in-progress': 'arrived',
    onleave: 'arrived',
    finished: 'finished',
    cancelled: 'cancelled',
    'entered-in-error': 'cancelled',
  },
  visitSystem: undefined,
  referrer: (entry, run) => {
    const sent = objectsIn(entry.resource['participant']).find((one) => hasCode(one['type'], ['REF']));
    return sent && partyOf(sent['individual'], entry, run, `${entry.path}.participant`);
  },
};

/** One visit (FHIR R4 Encounter), with whoever sent the patient to it (participant REF, as PV1-8). */
export default fhirMapping<EncounterRules>({
  name: 'fhir/encounter',
  version: 1,
  accepts: ['Encounter'],
  rules: encounterRules,
  read: readEncounter,
});

export function readEncounter(entry: FhirEntry, run: FhirRun<EncounterRules>): Stated {
  const told = entry.method === 'DELETE' ? toldOf(entry, run) : entry;
  if ('outcome' in told) return told;
  const patient = patientOf(told.resource['subject'], told, 'subject', run);
  if (isUnusable(patient)) return patient;
  const { resource } = told;
  const basedOn = objectsIn(resource['basedOn']).map((value, index) => ({
    value,
    member: `basedOn[${index}]`,
  }));
  const slots = objectsIn(resource['appointment']).map((value, index) => ({
    value,
    member: `appointment[${index}]`,
  }));
  const crossed = crossesPatients([...basedOn, ...slots], told, patient, run);
  if (crossed) return crossed;
  const links = encounterLinks(told, run);
  const status =
    entry.method === 'DELETE' ? 'cancelled' : run.rules.visitStatus[textOf(resource['status']) ?? ''];
  if (status === undefined) return filtered('The status of this encounter says nothing about the visit.');
  return { outcome: 'facts', patient, facts: visitFacts(entry, status, links, run) };
}

function visitFacts(
  entry: FhirEntry,
  status: VisitStatus,
  links: readonly Link[],
  run: FhirRun,
): readonly Fact[] {
  const { resource } = entry;
  const started = timeOf(textAt(resource, 'period.start'), run.context);
  const ended = status === 'finished' ? timeOf(textAt(resource, 'period.end'), run.context) : undefined;
  const isPresent = status === 'arrived' || status === 'finished';
  // Without a period, an arrival is on the day it is reported.
  const reported = isPresent ? toLocalDate(changeOf(entry, run).effectiveAt, run.context.zone) : undefined;
  const referrer = run.rules.referrer(entry, run);
  const place = objectsIn(resource['location'])[0];
  return [
    ...stating(
      entry,
      links,
      run,
    )<VisitStated>(['status', 'period', 'participant'], {
      kind: 'visit_stated',
      status,
      ...present({
        startedAt: started?.instant,
        endedAt: ended?.instant,
        localDate: started?.localDate ?? reported,
        provider: providerOf(entry, run),
        location:
          textAt(place, 'location.display') ??
          textOf(run.fhir.resolve(place?.['location'], entry)?.resource['name']),
      }),
    }),
    ...(referrer === undefined ? [] : namingParty(entry, 'referrer', 'participant', referrer, links, run)),
  ];
}

function encounterLinks(entry: FhirEntry, run: FhirRun<EncounterRules>): readonly Link[] {
  const { resource } = entry;
  const own = ownId(entry, run);
  const numbers = identifierLinks('visit', resource['identifier'], 'visit', run);
  const { visitSystem, authorities } = run.rules;
  const system = visitSystem === undefined ? undefined : (authorities[visitSystem] ?? visitSystem);
  return distinctLinks([
    ...numbers.filter((link) => link.system === system),
    ...(own === undefined ? [] : [{ kind: 'visit' as const, ...own }]),
    ...numbers,
    ...objectsIn(resource['basedOn']).flatMap((one) => requestLink(one, entry, run)),
    ...objectsIn(resource['appointment']).flatMap((one) =>
      referenceLink('appointment', one, entry, ['Appointment'], run),
    ),
  ]);
}

function providerOf(entry: FhirEntry, run: FhirRun) {
  const seen = objectsIn(entry.resource['participant']).filter((one) => !hasCode(one['type'], ['REF']));
  const ordered = [...seen.filter((one) => hasCode(one['type'], ['ATND', 'PPRF'])), ...seen];
  for (const one of ordered) {
    const party = partyOf(one['individual'], entry, run, `${entry.path}.participant`);
    if (party?.kind === 'person') return party;
  }
  return undefined;
}
