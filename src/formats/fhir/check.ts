import type { JsonValue } from '../json/json.ts';
import type { FhirEntry, FhirReading } from './reading.ts';
import { isObject } from './references.ts';
import { otherVersion } from './versions.ts';

/** What is wrong with a message, and where: the path is a FHIRPath. Never with a word of the content. */
export type FhirProblem = { readonly code: string; readonly path: string; readonly reason: string };

/**
 * What would be read wrongly: another version of FHIR, statuses R4 does not have, times that are none. Only what is read is looked
 * at; the rest of a resource is nobody's concern here.
 */
export function checkReading(reading: FhirReading): readonly FhirProblem[] {
  return [...reading.entries, ...reading.included].flatMap((entry) =>
    entry.method === 'DELETE' ? [] : checkEntry(entry),
  );
}

function checkEntry({ resource, path }: FhirEntry): readonly FhirProblem[] {
  const other = otherVersion(resource);
  if (other) {
    const place = other.path.replace(/^[A-Za-z]+/, path);
    const reason = `${place} is of FHIR ${other.version}; this channel reads R4 (4.0.1). Send it as R4.`;
    return [{ code: 'fhir-version', path: place, reason }];
  }
  const type = resource.resourceType;
  return [
    ...statusProblems(type, resource['status'], path),
    ...(lists[type] ?? []).flatMap((member) =>
      resource[member] === undefined || Array.isArray(resource[member])
        ? []
        : [problem(`${path}.${member}`, 'is no list')],
    ),
    ...[...(times[type] ?? []), ['meta.lastUpdated', 'instant'] as const].flatMap(([place, kind]) =>
      valuesAt(resource, place.split('.'), path).flatMap(([where, value]) => timeProblem(where, value, kind)),
    ),
  ];
}

function statusProblems(type: string, status: JsonValue | undefined, path: string): readonly FhirProblem[] {
  const allowed = statuses[type];
  if (allowed === undefined) return [];
  if (status === undefined) return [problem(`${path}.status`, 'is missing')];
  if (typeof status === 'string' && allowed.includes(status)) return [];
  const version = typeof status === 'string' ? otherStatuses[`${type}.${status}`] : undefined;
  if (version === undefined) return [problem(`${path}.status`, `is none of ${allowed.join(', ')}`)];
  return [
    {
      code: 'fhir-version',
      path: `${path}.status`,
      reason: `${path}.status is a code of FHIR ${version}; this channel reads R4 (4.0.1). Send it as R4.`,
    },
  ];
}

function problem(path: string, what: string): FhirProblem {
  return { code: 'fhir-value', path, reason: `${path} ${what}.` };
}

type Kind = 'instant' | 'dateTime' | 'date';

function timeProblem(path: string, value: JsonValue, kind: Kind): readonly FhirProblem[] {
  if (typeof value === 'string' && patterns[kind].test(value) && isDay(value)) return [];
  return [problem(path, says[kind])];
}

/** The clock's part is checked by the pattern; February 30 is not. */
function isDay(value: string): boolean {
  const [, year = '', month = '01', day = '01'] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(value) ?? [];
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}

const says: Readonly<Record<Kind, string>> = {
  instant: 'is no instant: date, time to the second and zone, such as 2026-03-05T15:00:00-05:00',
  dateTime: 'is no dateTime: a date, or date, time and zone, such as 2026-03-05T15:00:00-05:00',
  date: 'is no date: YYYY, YYYY-MM or YYYY-MM-DD',
};

const clock = String.raw`T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)`;
const patterns: Readonly<Record<Kind, RegExp>> = {
  instant: new RegExp(String.raw`^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])${clock}$`),
  dateTime: new RegExp(
    String.raw`^[1-9]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:${clock})?)?)?$`,
  ),
  date: /^[1-9]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/,
};

/** The values at a path, through every list on the way, each with its own path. */
function valuesAt(
  value: JsonValue | undefined,
  steps: readonly string[],
  path: string,
): readonly (readonly [string, JsonValue])[] {
  if (value === undefined) return [];
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).flatMap((part, index) =>
      valuesAt(part, steps, `${path}[${index}]`),
    );
  const [step, ...rest] = steps;
  if (step === undefined) return [[path, value]];
  return isObject(value) ? valuesAt(value[step], rest, `${path}.${step}`) : [];
}

/** R4 required bindings of the status fields the hub reads. */
const statuses: Readonly<Record<string, readonly string[]>> = {
  ServiceRequest: ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'],
  Task: 'draft requested received accepted rejected ready cancelled in-progress on-hold failed completed entered-in-error'.split(
    ' ',
  ),
  Appointment:
    'proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist'.split(
      ' ',
    ),
  Encounter: 'planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown'.split(
    ' ',
  ),
  DocumentReference: ['current', 'superseded', 'entered-in-error'],
  Composition: ['preliminary', 'final', 'amended', 'entered-in-error'],
  DiagnosticReport:
    'registered partial preliminary final amended corrected appended cancelled entered-in-error unknown'.split(
      ' ',
    ),
  Communication: 'preparation in-progress not-done on-hold stopped completed entered-in-error unknown'.split(
    ' ',
  ),
};

/** Codes that only other versions have. */
const otherStatuses: Readonly<Record<string, string>> = {
  'Encounter.completed': 'R5',
  'Encounter.discharged': 'R5',
  'Encounter.discontinued': 'R5',
  'Encounter.on-hold': 'R5',
  'ServiceRequest.ended': 'R5',
  'ServiceRequest.cancelled': 'STU3',
  'ServiceRequest.suspended': 'STU3',
  'DiagnosticReport.modified': 'R5',
  'Composition.registered': 'R5',
  'Composition.partial': 'R5',
  'Composition.corrected': 'R5',
  'Composition.appended': 'R5',
  'Composition.cancelled': 'R5',
  'Composition.deprecated': 'R5',
  'Composition.unknown': 'R5',
  'Communication.suspended': 'STU3',
  'Communication.aborted': 'STU3',
};

const lists: Readonly<Record<string, readonly string[]>> = {
  Patient: ['identifier', 'name', 'telecom', 'address', 'link', 'generalPractitioner'],
  Practitioner: ['identifier', 'name', 'telecom', 'address'],
  PractitionerRole: ['identifier', 'telecom', 'location'],
  Organization: ['identifier', 'telecom', 'address'],
  ServiceRequest: ['identifier', 'performer', 'reasonCode', 'replaces', 'basedOn'],
  Task: ['identifier', 'basedOn', 'input', 'output'],
  Appointment: ['identifier', 'participant', 'basedOn', 'serviceType', 'reasonCode'],
  Encounter: ['identifier', 'participant', 'basedOn', 'appointment', 'location'],
  DocumentReference: ['identifier', 'content', 'relatesTo', 'securityLabel', 'author'],
  Composition: ['author', 'attester', 'relatesTo', 'section'],
  DiagnosticReport: ['identifier', 'basedOn', 'presentedForm', 'performer', 'resultsInterpreter'],
  Communication: ['basedOn', 'about', 'payload'],
};

const times: Readonly<Record<string, readonly (readonly [string, Kind])[]>> = {
  Patient: [['birthDate', 'date']],
  ServiceRequest: [
    ['authoredOn', 'dateTime'],
    ['occurrenceDateTime', 'dateTime'],
    ['occurrencePeriod.end', 'dateTime'],
  ],
  Task: [
    ['authoredOn', 'dateTime'],
    ['lastModified', 'dateTime'],
    ['restriction.period.end', 'dateTime'],
  ],
  Appointment: [
    ['start', 'instant'],
    ['end', 'instant'],
    ['created', 'dateTime'],
  ],
  Encounter: [
    ['period.start', 'dateTime'],
    ['period.end', 'dateTime'],
  ],
  DocumentReference: [
    ['date', 'instant'],
    ['context.period.start', 'dateTime'],
  ],
  Composition: [
    ['date', 'dateTime'],
    ['attester.time', 'dateTime'],
  ],
  DiagnosticReport: [
    ['issued', 'instant'],
    ['effectiveDateTime', 'dateTime'],
    ['effectivePeriod.start', 'dateTime'],
  ],
  Communication: [['sent', 'dateTime']],
};
