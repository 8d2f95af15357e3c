import type { Fact, Hl7Message, Mapped, VisitStated, VisitStatus } from '#hub';
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
  stateFact,
} from '../shared/facts.ts';
import {
  accountMovesOf,
  linksOf,
  mergesOf,
  numberMovesOf,
  unlinksOf,
  visitMovesOf,
  type Relating,
} from '../shared/identity.ts';
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

/** Two records in one message: linked, taken apart, or something of one moved to the other. */
const pairTriggers: Readonly<Record<string, Relating>> = {
  A24: linksOf,
  A37: unlinksOf,
  A43: numberMovesOf,
  A44: accountMovesOf,
  A45: visitMovesOf,
};

/** Person level: there is no visit whose referrer could be meant. */
const personLevelTriggers = new Set(['A28', 'A31']);

export const adtTypes: readonly string[] = [
  ...Object.keys(adtRules.visitStatus),
  'A08',
  'A28',
  'A31',
  ...mergeTriggers,
  ...Object.keys(pairTriggers),
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
  const relating = mergeTriggers.has(trigger) ? mergesOf : pairTriggers[trigger];
  if (relating) return relating(message, eventTimeOf(message, reading), reading);
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

function eventTimeOf(message: Hl7Message, reading: VisitReading): EventTime {
  return readEventTime(message, reading.rules.effectivePaths(message, reading), reading);
}
