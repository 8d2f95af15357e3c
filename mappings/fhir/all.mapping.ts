import type { FhirEntry } from '#hub';
import { appointmentRules, readAppointment, type AppointmentFhirRules } from './appointment.mapping.ts';
import { readCommunication } from './communication.mapping.ts';
import { readComposition } from './composition.mapping.ts';
import { readDiagnosticReport } from './diagnostic-report.mapping.ts';
import { documentRules, readDocumentReference } from './document-reference.mapping.ts';
import { encounterRules, readEncounter, type EncounterRules } from './encounter.mapping.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import type { NoteFhirRules } from './notes.ts';
import { readPatient } from './patient.mapping.ts';
import { readServiceRequest, requestRules, type RequestRules } from './service-request.mapping.ts';
import { filtered } from './service-request.mapping.ts';
import type { Stated } from './subjects.ts';
import { readTask, taskRules, type TaskRules } from './task.mapping.ts';
import { communicationRules } from './communication.mapping.ts';
import { fhirRules } from './common-rules.ts';

export type AllFhirRules = AppointmentFhirRules & EncounterRules & NoteFhirRules & RequestRules & TaskRules;

/** For a channel that carries everything one EMR or platform sends: each resource by its own mapping, one set of rules. */
export default fhirMapping<AllFhirRules>({
  name: 'fhir/all',
  version: 1,
  accepts: [
    'Patient',
    'ServiceRequest',
    'Task',
    'Appointment',
    'Encounter',
    'DocumentReference',
    'Composition',
    'DiagnosticReport',
    'Communication',
  ],
  rules: {
    ...documentRules,
    ...requestRules,
    ...taskRules,
    ...appointmentRules,
    ...encounterRules,
    changedAt: (entry, run) =>
      entry.resource.resourceType === 'Communication'
        ? communicationRules.changedAt(entry, run)
        : fhirRules.changedAt(entry, run),
    referrer: (entry, run) => {
      switch (entry.resource.resourceType) {
        case 'Appointment':
          return appointmentRules.referrer(entry, run);
        case 'Encounter':
          return encounterRules.referrer(entry, run);
        default:
          return requestRules.referrer(entry, run);
      }
    },
  },
  read: readAny,
});

function readAny(entry: FhirEntry, run: FhirRun<AllFhirRules>): Stated {
  switch (entry.resource.resourceType) {
    case 'Patient':
      return readPatient(entry, run);
    case 'ServiceRequest':
      return readServiceRequest(entry, run);
    case 'Task':
      return readTask(entry, run);
    case 'Appointment':
      return readAppointment(entry, run);
    case 'Encounter':
      return readEncounter(entry, run);
    case 'DocumentReference':
      return readDocumentReference(entry, run);
    case 'Composition':
      return readComposition(entry, run);
    case 'DiagnosticReport':
      return readDiagnosticReport(entry, run);
    case 'Communication':
      return readCommunication(entry, run);
    default:
      return filtered('Nothing is made of resources of this type.');
  }
}
