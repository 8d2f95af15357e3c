import type {
  Fact,
  Hl7Message,
  Hl7Segment,
  Mapped,
  PatientMerged,
  Subject,
  VisitStated,
  VisitStatus,
} from '#hub';
import { toLocalDate } from '#hub';
import { builtInMapping, type Reading } from '../shared/built-in-mapping.ts';
import { commonRules } from '../shared/common-rules.ts';
import { readEventTime, type EventTime } from '../shared/effective-time.ts';
import {
  aboutPatient,
  collectLinks,
  describePatient,
  namePcp,
  nameReferrer,
  noLinks,
  stateFact,
  subjectOf,
} from '../shared/facts.ts';
import { readPatientIdentifiers } from '../shared/identifiers.ts';
import { readPrior } from '../shared/patients.ts';
import { readPerson } from '../shared/people.ts';
import { present } from '../shared/present.ts';
import type { CommonRules } from '../shared/rules.ts';
import { readTime } from '../shared/times.ts';

export type VisitRules = CommonRules & {
  /** What a trigger says about the visit. A trigger that is not listed says nothing about it. */
  readonly visitStatus: Readonly<Record<string, VisitStatus>>;
};

export type VisitReading = Reading<VisitRules>;

export const adtRules: VisitRules = {
  ...commonRules,
  visitStatus: {
    A01: 'arrived',
    A04: 'arrived',
    A05: 'planned',
    A14: 'planned',
    A03: 'finished',
    A11: 'cancelled',
    A27: 'cancelled',
    A38: 'cancelled',
    // Cancel discharge: the patient is still here.
    A13: 'arrived',
  },
};

/** One patient becomes another: PID is who stays, MRG who goes. A40 is the live one, the others older ways to say it. */
const mergeTriggers = new Set(['A18', 'A30', 'A34', 'A36', 'A39', 'A40', 'A46', 'A47']);

/** Links, unlinks and moves of single visits: understood, and left to a person. */
const personTriggers = new Set(['A24', 'A37', 'A43', 'A44', 'A45']);

/** Person level: there is no visit whose referrer could be meant. */
const personLevelTriggers = new Set(['A28', 'A31', 'A24', 'A37', 'A43', 'A44', 'A45']);

export const adtTypes: readonly string[] = [
  ...Object.keys(adtRules.visitStatus),
  'A08',
  'A28',
  'A31',
  ...mergeTriggers,
  ...personTriggers,
].map((trigger) => `ADT^${trigger}`);

/** Visits, demographics and merges (HL7 v2.5.1 chapter 3). */
export default builtInMapping<VisitRules>({
  name: 'hl7v2/adt',
  version: 1,
  accepts: adtTypes,
  rules: adtRules,
  read: readAdt,
});

export function readAdt(message: Hl7Message, reading: VisitReading): Mapped {
  const trigger = message.get('MSH-9.2') ?? '';
  if (mergeTriggers.has(trigger)) return mergesOf(message, reading);
  if (personTriggers.has(trigger)) {
    reading.warn(
      'needs-person',
      'MSH-9.2',
      `${trigger} links, unlinks or moves records: a person must do the same here.`,
    );
  }
  return aboutPatient(message, () => visitFacts(message, trigger, reading));
}

function visitFacts(message: Hl7Message, trigger: string, reading: VisitReading): readonly Fact[] {
  const at = eventTimeOf(message, reading);
  const described = describePatient(message, at, reading);
  if (personLevelTriggers.has(trigger)) return [...described, ...namePcp(message, at, reading)];
  const linked = collectLinks(message, (tracked) => {
    const visit = reading.rules.visitKey(tracked, reading);
    return visit === undefined ? [] : [visit];
  });
  const status = reading.rules.visitStatus[trigger];
  const referrer = nameReferrer(message, at, linked, reading);
  if (linked.links.length === 0 && (status !== undefined || referrer.length > 0)) {
    reading.warn('no-visit-number', 'PV1-19', 'Nothing tells which visit this is.');
  }
  return [
    ...described,
    ...stateFact<VisitStated>(
      message,
      at,
      linked,
      (tracked) => status && visitStatement(tracked, status, at, reading),
    ),
    ...referrer,
    ...namePcp(message, at, reading),
  ];
}

function visitStatement(message: Hl7Message, status: VisitStatus, at: EventTime, reading: VisitReading) {
  const started = readTime(message, 'PV1-44', reading);
  const ended = status === 'finished' ? readTime(message, 'PV1-45', reading) : undefined;
  const provider = readPerson(message.segment('PV1'), 7, reading);
  // An arrival or a departure without PV1-44 is on the day it is reported.
  const isPresent = status === 'arrived' || status === 'finished';
  const reported = isPresent ? toLocalDate(at.effectiveAt, reading.context.zone) : undefined;
  return {
    kind: 'visit_stated' as const,
    status,
    ...present({
      startedAt: started?.instant,
      endedAt: ended?.instant,
      localDate: started?.localDate ?? reported,
      provider: provider?.kind === 'person' ? provider : undefined,
      location: message.get('PV1-3.9') ?? message.get('PV1-3.1'),
    }),
  };
}

/** A40 may hold several merges; each PID takes the MRGs that follow it (structures ADT_A39 and ADT_A30). */
function mergesOf(message: Hl7Message, reading: VisitReading): Mapped {
  const survivors = message.named('PID');
  if (survivors.length === 0) return aboutPatient(message, () => []);
  const at = eventTimeOf(message, reading);
  const subjects = survivors.map((pid, position): Subject => {
    const next = survivors[position + 1]?.index ?? Number.POSITIVE_INFINITY;
    const merges = message.named('MRG').filter((merge) => merge.index > pid.index && merge.index < next);
    if (merges.length === 0) {
      reading.warn('merge-without-prior', pathOf('MRG', position + 1), 'A merge does not say who goes.');
    }
    return subjectOf([
      ...describePatient(message, at, reading, pid.occurrence),
      ...merges.flatMap((merge) => mergeFact(message, at, pid, merge, reading)),
    ]);
  });
  return { outcome: 'facts', subjects, warnings: [] };
}

function mergeFact(
  message: Hl7Message,
  at: EventTime,
  pid: Hl7Segment,
  merge: Hl7Segment,
  reading: VisitReading,
): readonly Fact[] {
  return stateFact<PatientMerged>(message, at, noLinks, (tracked) => {
    const survivor = tracked.segment('PID', pid.occurrence);
    const segment = tracked.segment('MRG', merge.occurrence);
    if (survivor === undefined || segment === undefined) return undefined;
    const prior = readPrior(survivor, segment, reading);
    const path = pathOf('MRG', merge.occurrence);
    const own = new Set(readPatientIdentifiers(survivor, 3, reading).map((id) => `${id.system}|${id.value}`));
    const others = prior.identifiers.filter((id) => !own.has(`${id.system}|${id.value}`));
    if (others.length > 0) return { kind: 'patient_merged', prior: { ...prior, identifiers: others } };
    const says =
      prior.identifiers.length === 0 ? 'A merge does not say who goes.' : 'A merge of a patient into itself.';
    reading.warn(
      prior.identifiers.length === 0 ? 'merge-without-prior' : 'merge-into-itself',
      `${path}-1`,
      says,
    );
    return undefined;
  });
}

function eventTimeOf(message: Hl7Message, reading: VisitReading): EventTime {
  return readEventTime(message, reading.rules.effectivePaths(message, reading), reading);
}

function pathOf(segment: string, occurrence: number): string {
  return occurrence === 1 ? segment : `${segment}[${occurrence}]`;
}
