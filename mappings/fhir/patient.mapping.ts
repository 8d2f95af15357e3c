import type {
  Fact,
  FhirEntry,
  Identifier,
  PartyNamed,
  PatientClaim,
  PatientLinked,
  PatientMerged,
} from '#hub';
import { fhirRules } from './common-rules.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { logicalId, patientIdentifiers } from './identifiers.ts';
import { patientClaim } from './people.ts';
import type { FhirRules } from './rules.ts';
import { filtered } from './service-request.mapping.ts';
import { naming, stating } from './statements.ts';
import { describe, foundPatient, isUnusable, patientOf, type Stated } from './subjects.ts';
import { objectsIn, textOf } from './values.ts';

export const patientRules: FhirRules = fhirRules;

/** Demographics, the PCP, and merges: FHIR says them with `Patient.link` (R4 8.1.11). */
export default fhirMapping<FhirRules>({
  name: 'fhir/patient',
  version: 1,
  accepts: ['Patient'],
  rules: patientRules,
  read: readPatient,
});

export function readPatient(entry: FhirEntry, run: FhirRun): Stated {
  if (entry.method === 'DELETE') return filtered('A deleted Patient: what was said of the person stands.');
  const claim = patientClaim(entry, run);
  if (claim.identifiers.length === 0)
    run.warn('no-patient-id', `${entry.path}.identifier`, 'The patient has no usable number.');
  if (claim.name === undefined) run.warn('no-patient-name', `${entry.path}.name`, 'The patient has no name.');
  const links = objectsIn(entry.resource['link']).map((link, index) => ({
    link,
    member: `link[${index}].other`,
  }));
  const replaced = links.find(({ link }) => textOf(link['type']) === 'replaced-by');
  if (replaced) return replacedBy(entry, replaced.link['other'], replaced.member, claim, run);
  const others = links.flatMap(({ link }) => relationOf(entry, link, run));
  const facts: readonly Fact[] = [
    describe(entry, run),
    ...others,
    ...naming(entry, 'pcp', 'generalPractitioner', primaryCareOf(entry), [], run).filter(isSomebody),
  ];
  return { outcome: 'facts', patient: foundPatient(entry, run), facts };
}

/** This record is no more: everything said of it is about the other one, whose description stands. */
function replacedBy(
  entry: FhirEntry,
  other: Parameters<typeof patientOf>[0],
  member: string,
  claim: PatientClaim,
  run: FhirRun,
): Stated {
  const survivor = patientOf(other, entry, member, run);
  if (isUnusable(survivor)) return survivor;
  const kept = run.fhir.resolve(other, entry)?.resource['identifier'];
  const prior = withoutOwn(claim.identifiers, [
    ...survivor.claim.identifiers,
    ...patientIdentifiers(kept, run),
  ]);
  if (prior.length === 0)
    return {
      outcome: 'invalid',
      code: 'unclear-identity',
      path: `${entry.path}.${member}`,
      reason: `${entry.path}.${member} merges a patient into itself. Ask the sender which two are meant.`,
    };
  return {
    outcome: 'facts',
    patient: survivor,
    facts: stating(
      entry,
      [],
      run,
    )<PatientMerged>(['link'], { kind: 'patient_merged', prior: { identifiers: prior } }),
  };
}

/** The same merge told by the record that stays, and records that belong together without being one. */
function relationOf(
  entry: FhirEntry,
  link: ReturnType<typeof objectsIn>[number],
  run: FhirRun,
): readonly Fact[] {
  const key = run.fhir.keyOf(link['other'], entry);
  const type = textOf(link['type']);
  if (key?.type !== 'Patient' || key.id === entry.resource.id) return [];
  const other = { identifiers: [logicalId('Patient', key.id, run)] };
  const say = stating(entry, [], run);
  if (type === 'replaces') return say<PatientMerged>(['link'], { kind: 'patient_merged', prior: other });
  return type === 'seealso' ? say<PatientLinked>(['link'], { kind: 'patient_linked', other }) : [];
}

/** A doctor before an office. */
function primaryCareOf({ resource }: FhirEntry) {
  const named = objectsIn(resource['generalPractitioner']);
  return named.find((one) => !/Organization\//.test(textOf(one['reference']) ?? '')) ?? named[0];
}

function isSomebody({ party }: PartyNamed): boolean {
  return party?.kind === 'person' || party?.kind === 'organisation';
}

function withoutOwn(prior: readonly Identifier[], own: readonly Identifier[]): readonly Identifier[] {
  return prior.filter((id) => !own.some((one) => one.system === id.system && one.value === id.value));
}
