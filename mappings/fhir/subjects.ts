import type { Fact, FhirEntry, JsonValue, Link, Mapped, PatientClaim, PatientDescribed, Subject } from '#hub';
import type { FhirRun } from './fhir-mapping.ts';
import { logicalId } from './identifiers.ts';
import { patientClaim } from './people.ts';
import type { FhirRules } from './rules.ts';
import { changeOf } from './statements.ts';
import { lineagePath, objectOf, objectsIn, textAt, textOf } from './values.ts';

/** The patient a resource speaks of. */
export type FoundPatient = {
  /** The same for every way to name this patient in one message. */
  readonly key: string;
  readonly claim: PatientClaim;
  /** The Patient, where this message brings it: it is described here. */
  readonly entry?: FhirEntry;
};

/** What one resource comes to. `told` patients stand in the message themselves. */
export type Stated =
  | { readonly outcome: 'facts'; readonly patient: FoundPatient; readonly facts: readonly Fact[] }
  | { readonly outcome: 'filtered'; readonly reason: string }
  | { readonly outcome: 'invalid'; readonly code: string; readonly path: string; readonly reason: string };

export type Unusable = Exclude<Stated, { readonly outcome: 'facts' }>;

/** One message: every resource is good, or none of it is used. What is said of one patient is one subject. */
export function gather<Rules extends FhirRules>(
  entries: readonly FhirEntry[],
  run: FhirRun<Rules>,
  read: (entry: FhirEntry) => Stated,
): Mapped {
  const stated = entries.map(read);
  const wrong = stated.find((one) => one.outcome === 'invalid');
  if (wrong?.outcome === 'invalid') return wrong;
  const subjects = new Map<string, { patient: FoundPatient; facts: Fact[] }>();
  for (const one of stated) {
    if (one.outcome !== 'facts') continue;
    const known = subjects.get(one.patient.key);
    if (known) known.facts.push(...one.facts);
    else subjects.set(one.patient.key, { patient: one.patient, facts: [...one.facts] });
  }
  const spoken = [...subjects.values()].filter(({ facts }) => facts.length > 0);
  if (spoken.length > 0)
    return { outcome: 'facts', subjects: spoken.map((one) => subjectOf(one, run)), warnings: [] };
  const reason = stated.find((one) => one.outcome === 'filtered');
  return {
    outcome: 'filtered',
    reason: reason?.outcome === 'filtered' ? reason.reason : 'The resources state nothing the ledger keeps.',
  };
}

function subjectOf(
  { patient, facts }: { readonly patient: FoundPatient; readonly facts: readonly Fact[] },
  run: FhirRun,
): Subject {
  const isDescribed = facts.some((fact) => fact.kind === 'patient_described');
  const described = isDescribed || patient.entry === undefined ? [] : [describe(patient.entry, run)];
  return { patient: patient.claim, facts: [...described, ...facts] };
}

/** Demographics as the Patient holds them. */
export function describe(entry: FhirEntry, run: FhirRun): PatientDescribed {
  const { effectiveAt, sequence } = changeOf(entry, run);
  const members = ['identifier', 'name', 'birthDate', 'gender', 'telecom', 'address'];
  return {
    kind: 'patient_described',
    patient: patientClaim(entry, run),
    effectiveAt,
    ...(sequence === undefined ? {} : { sequence }),
    links: [],
    lineage: members
      .filter((member) => entry.resource[member] !== undefined)
      .map((member) => lineagePath(entry, member)),
  };
}

/**
 * Whom a Reference (`ServiceRequest.subject`, `Task.for`, a participant) speaks of. A Patient nobody has told of yet lets the message
 * wait; one on a foreign host is never asked for.
 */
export function patientOf(
  value: JsonValue | undefined,
  from: FhirEntry,
  member: string,
  run: FhirRun,
): FoundPatient | Unusable {
  const path = `${from.path}.${member}`;
  const reference = objectOf(value);
  if (reference === undefined)
    return {
      outcome: 'invalid',
      code: 'no-patient',
      path,
      reason: `${path} is missing: nobody knows whom it is about.`,
    };
  const target = run.fhir.resolve(reference, from);
  if (target?.resource.resourceType === 'Patient') return foundPatient(target, run);
  if (target !== undefined)
    return {
      outcome: 'filtered',
      reason: `${path} leads to no Patient (${target.resource.resourceType}): it concerns none.`,
    };
  const named = byIdentifier(reference, run);
  if (named !== undefined) return named;
  return unknownPatient(reference, from, path, run);
}

export function isUnusable(found: FoundPatient | Unusable): found is Unusable {
  return 'outcome' in found;
}

export function foundPatient(target: FhirEntry, run: FhirRun): FoundPatient {
  const claim = patientClaim(target, run);
  const [first] = claim.identifiers;
  const key = first === undefined ? target.path : `${first.system}|${first.value}`;
  return { key, claim, ...(target.isTold ? {} : { entry: target }) };
}

/** A logical reference: no resource, but a number somebody holds. */
function byIdentifier(
  reference: { readonly [name: string]: JsonValue | undefined },
  run: FhirRun,
): FoundPatient | undefined {
  const wrapper: FhirEntry = {
    resource: { resourceType: 'Patient', identifier: reference['identifier'] ?? [] },
    path: 'Patient',
    method: 'PUT',
  };
  const claim = patientClaim(wrapper, run);
  const [first] = claim.identifiers;
  return first && { key: `${first.system}|${first.value}`, claim };
}

function unknownPatient(
  reference: { readonly [name: string]: JsonValue | undefined },
  from: FhirEntry,
  path: string,
  run: FhirRun,
): Unusable {
  const key = run.fhir.keyOf(reference, from);
  if (key !== undefined)
    return {
      outcome: 'invalid',
      code: 'reference-unknown',
      path: `${path}.reference`,
      reason: `${path}.reference leads to a ${key.type} this sender has not told of yet. The message waits and is read again by itself when it comes.`,
    };
  const isAbsolute = /^https?:/i.test(textAt(reference, 'reference') ?? '');
  const reason = isAbsolute
    ? `${path}.reference leads to another server, which is never asked. If it is the sender's own, name its base URL in the mapping (bases).`
    : `${path} leads nowhere: it names no resource of the message, no resource of the sender and no identifier.`;
  return {
    outcome: 'invalid',
    code: isAbsolute ? 'reference-foreign' : 'reference-broken',
    path: `${path}.reference`,
    reason,
  };
}

/**
 * A reference from a resource of one patient to a resource of another is somebody's mistake, and using either half of it would file
 * something with the wrong person. Patients that were merged are one.
 */
export function crossesPatients(
  references: readonly { readonly value: JsonValue | undefined; readonly member: string }[],
  from: FhirEntry,
  patient: FoundPatient,
  run: FhirRun,
): Unusable | undefined {
  for (const { value, member } of references) {
    const target = run.fhir.resolve(value, from);
    const subject = target && subjectReference(target);
    const other = target === undefined ? undefined : run.fhir.resolve(subject, target);
    if (other?.resource.resourceType !== 'Patient') continue;
    if (survivorKey(foundPatient(other, run), other, run) === survivorOf(patient, from, run)) continue;
    const path = `${from.path}.${member}`;
    const type = target?.resource.resourceType ?? 'resource';
    return {
      outcome: 'invalid',
      code: 'reference-other-patient',
      path,
      reason: `${path} leads to a resource (${type}) of another patient. Ask the sender which of the two is meant.`,
    };
  }
  return undefined;
}

function subjectReference({ resource }: FhirEntry): JsonValue | undefined {
  if (resource.resourceType === 'Appointment')
    return objectsIn(resource['participant'])
      .map((participant) => participant['actor'])
      .find((actor) => /Patient\//.test(textAt(actor, 'reference') ?? ''));
  return resource['subject'] ?? resource['for'];
}

function survivorOf(patient: FoundPatient, from: FhirEntry, run: FhirRun): string {
  const [id] = patient.claim.identifiers;
  const known = id === undefined ? undefined : run.fhir.resolve({ reference: `Patient/${id.value}` }, from);
  const entry = patient.entry ?? known;
  return entry === undefined ? patient.key : survivorKey(patient, entry, run);
}

/** Follows `Patient.link` replaced-by: merges are chains, and a circle is a sender's slip. */
function survivorKey(patient: FoundPatient, entry: FhirEntry, run: FhirRun): string {
  let [current, key] = [entry, patient.key];
  for (let step = 0; step < 5; step += 1) {
    const link = objectsIn(current.resource['link']).find((one) => textOf(one['type']) === 'replaced-by');
    const next = link && run.fhir.resolve(link['other'], current);
    const id = link && run.fhir.keyOf(link['other'], current);
    if (id !== undefined) {
      const { system, value } = logicalId('Patient', id.id, run);
      key = `${system}|${value}`;
    }
    if (next === undefined) return key;
    current = next;
  }
  return key;
}

/** A link by the logical id of what a reference names, whether it is known or not. */
export function referenceLink(
  kind: Link['kind'],
  value: JsonValue | undefined,
  from: FhirEntry,
  types: readonly string[],
  run: FhirRun,
): readonly Link[] {
  const key = run.fhir.keyOf(value, from);
  if (key === undefined || !types.includes(key.type)) return [];
  return [{ kind, ...logicalId(key.type, key.id, run) }];
}
