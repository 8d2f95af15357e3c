import type {
  Fact,
  FhirEntry,
  Link,
  ReferralChanged,
  ReferralHeld,
  ReferralRequested,
  ReferralVoided,
  ReferralWithdrawn,
} from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { present } from '../shared/present.ts';
import { fhirRules } from './common-rules.ts';
import { fhirMapping, type FhirRun } from './fhir-mapping.ts';
import { ownId, referralLinks } from './identifiers.ts';
import { partyOf } from './people.ts';
import type { FhirRule, FhirRules } from './rules.ts';
import { askedAt, changeOf, naming, namingParty, stating } from './statements.ts';
import { crossesPatients, isUnusable, patientOf, referenceLink, type Stated } from './subjects.ts';
import { codingsOf, conceptText, hasCode, instantOf, objectsIn, textAt, textOf } from './values.ts';

/** What ServiceRequest.status says about a referral. */
export type RequestMeaning = 'requested' | 'held' | 'withdrawn' | 'completed' | 'voided' | 'ignored';

export type RequestRules = FhirRules & {
  readonly requestStatus: Readonly<Record<string, RequestMeaning>>;
  /** Intents that ask for something; a proposal or a plan does not yet. */
  readonly intents: readonly string[];
  /** Whether it asks somebody to see the patient; all other requests are filtered. */
  readonly isReferral: FhirRule<boolean>;
  /** Categories (SNOMED CT) of requests that are no referrals: laboratory and imaging. */
  readonly otherCategories: readonly string[];
};

export const requestRules: RequestRules = {
  ...fhirRules,
  requestStatus: {
    draft: 'ignored',
    active: 'requested',
    unknown: 'requested',
    'on-hold': 'held',
    // The referrer takes it back; whether our side has stopped is ours to say (DOMAIN 7.3).
    revoked: 'withdrawn',
    completed: 'completed',
    'entered-in-error': 'voided',
  },
  intents: ['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order', 'directive'],
  isReferral: standardIsReferral,
  otherCategories: ['108252007', '363679005'],
  referrer: (entry, run) => partyOf(entry.resource['requester'], entry, run, `${entry.path}.requester`),
};

/** The request itself: what is asked, of whom, by whom (FHIR R4 ServiceRequest; it is the authorisation, a Task its fulfilment). */
export default fhirMapping<RequestRules>({
  name: 'fhir/service-request',
  version: 1,
  accepts: ['ServiceRequest'],
  rules: requestRules,
  read: readServiceRequest,
});

export function readServiceRequest(entry: FhirEntry, run: FhirRun<RequestRules>): Stated {
  if (entry.method === 'DELETE') return deletedRequest(entry, run);
  const { resource } = entry;
  const meaning = run.rules.requestStatus[textOf(resource['status']) ?? ''] ?? 'ignored';
  const intent = textOf(resource['intent']);
  if (meaning === 'ignored') return filtered('A draft: nothing is asked for yet.');
  if (intent !== undefined && !run.rules.intents.includes(intent))
    return filtered('A proposal or plan (intent): nothing is asked for yet.');
  if (!run.rules.isReferral(entry, run)) return filtered('A request for a test or picture, no referral.');
  const patient = patientOf(resource['subject'], entry, 'subject', run);
  if (isUnusable(patient)) return patient;
  const replaced = objectsIn(resource['replaces']).map((value) => ({ value, member: 'replaces' }));
  const crossed = crossesPatients(replaced, entry, patient, run);
  if (crossed) return crossed;
  const links = requestLinks(entry, run);
  return { outcome: 'facts', patient, facts: requestFacts(entry, meaning, links, run) };
}

function requestFacts(
  entry: FhirEntry,
  meaning: RequestMeaning,
  links: readonly Link[],
  run: FhirRun<RequestRules>,
): readonly Fact[] {
  const say = stating(entry, links, run);
  const { resource } = entry;
  const reason = conceptText(resource['statusReason']) ?? textAt(resource['note'], 'text');
  if (meaning === 'voided') return say<ReferralVoided>(['status'], { kind: 'referral_voided' });
  const referrer = run.rules.referrer(entry, run);
  const isFirst = resource.meta?.versionId === '1' || entry.method === 'POST';
  return [
    ...requestStatements(
      entry,
      ['code', 'reasonCode', 'priority', 'authoredOn', 'status'],
      requestDetails(entry, run),
      links,
      run,
    ),
    ...(meaning === 'held' ? say<ReferralHeld>(['status'], { kind: 'referral_held', isOnHold: true }) : []),
    // A version that is active again lifts a hold; where there was none it says nothing new.
    ...(meaning === 'requested' && !isFirst
      ? say<ReferralHeld>(['status'], { kind: 'referral_held', isOnHold: false })
      : []),
    ...(meaning === 'withdrawn'
      ? say<ReferralWithdrawn>(['status'], {
          kind: 'referral_withdrawn',
          isConfirmed: false,
          ...present({ reason }),
        })
      : []),
    // The sender regards it as done: that is no visit and no note.
    ...(meaning === 'completed'
      ? say(['status'], {
          kind: 'platform_status' as const,
          platform: run.context.sender,
          status: 'completed',
        })
      : []),
    ...(referrer === undefined ? [] : namingParty(entry, 'referrer', 'requester', referrer, links, run)),
    ...naming(entry, 'referred_to', 'performer', objectsIn(resource['performer'])[0], links, run),
  ];
}

type Details = Omit<ReferralChanged, 'kind' | 'effectiveAt' | 'sequence' | 'links' | 'lineage'>;

/** It was asked for once; what is asked for is as this version says. */
export function requestStatements(
  entry: FhirEntry,
  members: readonly string[],
  details: Details,
  links: readonly Link[],
  run: FhirRun,
): readonly Fact[] {
  const change = changeOf(entry, run);
  const effectiveAt = askedAt(entry, run);
  const asked = stating(entry, links, run, { ...change, effectiveAt });
  return [
    ...asked<ReferralRequested>(members, { kind: 'referral_requested', ...details }),
    ...(effectiveAt === change.effectiveAt
      ? []
      : stating(
          entry,
          links,
          run,
          change,
        )<ReferralChanged>(members, { kind: 'referral_changed', ...details })),
  ];
}

function requestDetails({ resource }: FhirEntry, run: FhirRun): Details {
  const reasons = codingsOf(resource['reasonCode']);
  const diagnoses = reasons.flatMap(({ system, code }) =>
    code !== undefined && system === icd10 ? [code] : [],
  );
  const until = textAt(resource, 'occurrencePeriod.end');
  return present({
    priority: priorities[textOf(resource['priority']) ?? ''],
    reason: conceptText(resource['reasonCode']),
    diagnoses: diagnoses.length === 0 ? undefined : diagnoses,
    service: conceptText(resource['code']),
    expiresOn: until?.slice(0, 10),
    orderedAt: instantOf(textOf(resource['authoredOn']), run.context),
  });
}

const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';

export const priorities: Readonly<Record<string, 'routine' | 'urgent' | 'stat'>> = {
  routine: 'routine',
  urgent: 'urgent',
  asap: 'urgent',
  stat: 'stat',
};

/** Numbers of the order first: what people quote. The logical id ties what refers to it. */
export function requestLinks(entry: FhirEntry, run: FhirRun): readonly Link[] {
  const { resource } = entry;
  const numbers = [
    ...referralLinks(resource['identifier'], run),
    ...referralLinks(resource['requisition'], run),
  ];
  const own = ownId(entry, run);
  const isNumbered = numbers.some((link) => link.kind === 'referral');
  return distinctLinks([
    ...numbers,
    ...(own === undefined ? [] : [{ kind: 'order' as const, ...own }]),
    ...(own === undefined || isNumbered ? [] : [{ kind: 'referral' as const, ...own }]),
    ...objectsIn(resource['replaces']).flatMap((one) => requestLink(one, entry, run)),
  ]);
}

/** The ServiceRequest a reference names. */
export function requestLink(
  value: Parameters<typeof referenceLink>[1],
  from: FhirEntry,
  run: FhirRun,
): readonly Link[] {
  const target = run.fhir.resolve(value, from);
  const isTransient =
    target !== undefined && target.resource.id === undefined && target.fullUrl === undefined;
  return isTransient ? [] : referenceLink('order', value, from, ['ServiceRequest'], run);
}

function standardIsReferral({ resource }: FhirEntry, run: FhirRun): boolean {
  const { otherCategories } = run.rules as RequestRules;
  return !hasCode(resource['category'], otherCategories);
}

function deletedRequest(entry: FhirEntry, run: FhirRun): Stated {
  const told = toldOf(entry, run);
  if ('outcome' in told) return told;
  const patient = patientOf(told.resource['subject'], told, 'subject', run);
  if (isUnusable(patient)) return patient;
  const links = requestLinks(told, run);
  return {
    outcome: 'facts',
    patient,
    facts: stating(entry, links, run)<ReferralVoided>(['status'], { kind: 'referral_voided' }),
  };
}

/** What is known of a resource that is said to be no more; until it is, the message waits. */
export function toldOf(
  entry: FhirEntry,
  run: FhirRun,
): FhirEntry | Extract<Stated, { readonly outcome: 'invalid' }> {
  const { resourceType: type, id = '' } = entry.resource;
  const told = run.fhir.told({ type, id });
  if (told !== undefined) return told;
  return {
    outcome: 'invalid',
    code: 'reference-unknown',
    path: entry.path,
    reason: `${entry.path} deletes a resource (${type}) this sender has not told of yet. The message waits and is read again by itself when it comes.`,
  };
}

export function filtered(reason: string): Stated {
  return { outcome: 'filtered', reason };
}
