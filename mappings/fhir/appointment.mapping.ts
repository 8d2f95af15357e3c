import type { AppointmentStated, AppointmentStatus, Fact, FhirEntry, JsonObject, Link } from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { present } from '../shared/present.ts';
import { lookUp } from '../shared/status-words.ts';
import { fhirRules } from './common-rules.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { identifierLinks, ownId } from './identifiers.ts';
import { partyOf } from './people.ts';
import type { FhirRules } from './rules.ts';
import { filtered, requestLink, toldOf } from './service-request.mapping.ts';
import { namingParty, stating } from './statements.ts';
import { crossesPatients, isUnusable, patientOf, type Stated } from './subjects.ts';
import { conceptText, hasCode, objectsIn, textAt, textOf, timeOf } from './values.ts';

export type AppointmentFhirRules = FhirRules & {
  /** Appointment.status → the ledger's (DOMAIN 2.2). */
  readonly appointmentStatus: Readonly<Record<string, AppointmentStatus>>;
  /** The identifier system whose number names the appointment in the sender's other feeds (SCH-2 there). */
  readonly appointmentSystem: string | undefined;
};

export const appointmentRules: AppointmentFhirRules = {
  ...fhirRules,
  appointmentStatus: {
    proposed: 'requested',
    pending: 'requested',
    waitlist: 'requested',
    booked: 'booked',
    arrived: 'arrived',
    'checked-in': 'arrived',
    fulfilled: 'fulfilled',
    noshow: 'no_show',
    cancelled: 'cancelled',
    'entered-in-error': 'voided',
  },
  appointmentSystem: undefined,
  referrer: (entry, run) => {
    const sent = participants(entry).find((one) => hasCode(one['type'], ['REF']));
    return sent && partyOf(sent['actor'], entry, run, `${entry.path}.participant`);
  },
};

/** One appointment (FHIR R4 Appointment). Rescheduled is the same id with another start. */
export default fhirMapping<AppointmentFhirRules>({
  name: 'fhir/appointment',
  version: 1,
  accepts: ['Appointment'],
  rules: appointmentRules,
  read: readAppointment,
});

export function readAppointment(entry: FhirEntry, run: FhirRun<AppointmentFhirRules>): Stated {
  const told = entry.method === 'DELETE' ? toldOf(entry, run) : entry;
  if ('outcome' in told) return told;
  const actors = participants(told);
  const index = actors.findIndex((one) => isPatient(one, told, run));
  if (index < 0) return filtered('A slot without a patient: it concerns nobody.');
  const patient = patientOf(actors[index]?.['actor'], told, `participant[${index}].actor`, run);
  if (isUnusable(patient)) return patient;
  const basedOn = objectsIn(told.resource['basedOn']).map((value, place) => ({
    value,
    member: `basedOn[${place}]`,
  }));
  const crossed = crossesPatients(basedOn, told, patient, run);
  if (crossed) return crossed;
  const links = appointmentLinks(told, run);
  if (!links.some((link) => link.kind === 'appointment'))
    run.warn('no-appointment-key', `${entry.path}.id`, 'Nothing tells which appointment this is.');
  const facts =
    entry.method === 'DELETE' ? deletedFacts(entry, links, run) : appointmentFacts(entry, links, run);
  return { outcome: 'facts', patient, facts };
}

function deletedFacts(entry: FhirEntry, links: readonly Link[], run: FhirRun): readonly Fact[] {
  return stating(
    entry,
    links,
    run,
  )<AppointmentStated>(['status'], { kind: 'appointment_stated', status: 'voided' });
}

function appointmentFacts(
  entry: FhirEntry,
  links: readonly Link[],
  run: FhirRun<AppointmentFhirRules>,
): readonly Fact[] {
  const { resource } = entry;
  const word = textOf(resource['status']);
  const status = lookUp(run.rules.appointmentStatus, word);
  const start = timeOf(textOf(resource['start']), run.context);
  const end = endOf(entry, start?.instant, run);
  const hasEnded = status === 'cancelled' || status === 'no_show' || status === 'voided';
  const referrer = run.rules.referrer(entry, run);
  const cancelled = conceptText(resource['cancelationReason']);
  const wanted = conceptText(resource['reasonCode']) ?? textOf(resource['description']);
  return [
    ...stating(
      entry,
      links,
      run,
    )<AppointmentStated>(['status', 'start', 'participant', 'serviceType'], {
      kind: 'appointment_stated',
      ...present({
        status,
        statusText: word,
        isUnmappedStatus: status === undefined ? true : undefined,
        start: start?.instant,
        end,
        localDate: start?.localDate,
        provider: providerOf(entry, run),
        location: locationOf(entry, run),
        service:
          conceptText(resource['serviceType']) ??
          conceptText(resource['specialty']) ??
          conceptText(resource['appointmentType']),
        reason: hasEnded ? cancelled : wanted,
      }),
    }),
    ...(referrer === undefined ? [] : namingParty(entry, 'referrer', 'participant', referrer, links, run)),
  ];
}

/** The id first: the fold knows an appointment by its first link, and an identifier may be added later. */
function appointmentLinks(entry: FhirEntry, run: FhirRun<AppointmentFhirRules>): readonly Link[] {
  const own = ownId(entry, run);
  const numbers = identifierLinks('appointment', entry.resource['identifier'], 'appointment', run);
  const { appointmentSystem, authorities } = run.rules;
  const system =
    appointmentSystem === undefined ? undefined : (authorities[appointmentSystem] ?? appointmentSystem);
  const shared = numbers.filter((link) => link.system === system);
  return distinctLinks([
    ...shared,
    ...(own === undefined ? [] : [{ kind: 'appointment' as const, ...own }]),
    ...numbers,
    ...objectsIn(entry.resource['basedOn']).flatMap((one) => requestLink(one, entry, run)),
  ]);
}

function participants({ resource }: FhirEntry): readonly JsonObject[] {
  return objectsIn(resource['participant']);
}

function isPatient(participant: JsonObject, entry: FhirEntry, run: FhirRun): boolean {
  const actor = participant['actor'];
  const target = run.fhir.resolve(actor, entry);
  if (target) return target.resource.resourceType === 'Patient';
  return textAt(actor, 'type') === 'Patient' || /(?:^|\/)Patient[/?]/.test(textAt(actor, 'reference') ?? '');
}

const primaryTypes = ['PPRF', 'ATND', 'SPRF'];

/** Who sees the patient, never who sent them. */
function providerOf(entry: FhirEntry, run: FhirRun) {
  const own = participants(entry).filter(
    (one) => !hasCode(one['type'], ['REF', 'SBJ']) && !isPatient(one, entry, run),
  );
  const ordered = [...own.filter((one) => hasCode(one['type'], primaryTypes)), ...own];
  for (const one of ordered) {
    if (!/Practitioner(?:Role)?\/|^#|^urn:/.test(textAt(one['actor'], 'reference') ?? '')) continue;
    const party = partyOf(one['actor'], entry, run, `${entry.path}.participant`);
    if (party?.kind === 'person') return party;
  }
  return undefined;
}

function locationOf(entry: FhirEntry, run: FhirRun): string | undefined {
  const place = participants(entry).find((one) => /Location\//.test(textAt(one['actor'], 'reference') ?? ''));
  if (place === undefined) return undefined;
  return (
    textAt(place['actor'], 'display') ?? textOf(run.fhir.resolve(place['actor'], entry)?.resource['name'])
  );
}

function endOf({ resource }: FhirEntry, start: string | undefined, { context }: FhirRun): string | undefined {
  const end = timeOf(textOf(resource['end']), context)?.instant;
  const minutes = Number(resource['minutesDuration']);
  if (start === undefined) return undefined;
  if (end !== undefined) return end > start ? end : undefined;
  const isUsable = Number.isFinite(minutes) && minutes > 0 && minutes <= 24 * 60;
  return isUsable ? new Date(Date.parse(start) + minutes * 60_000).toISOString() : undefined;
}
