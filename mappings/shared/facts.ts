import type { Fact, Hl7Message, Link, Mapped, PartyNamed, PatientDescribed, Subject } from '#hub';
import type { EventTime } from './effective-time.ts';
import { isOwn, isSamePerson } from './parties.ts';
import { readPatient } from './patients.ts';
import { present } from './present.ts';
import type { CommonReading } from './rules.ts';

/** What a fact says, without when it was said, what it belongs to and where it was read. */
export type Statement<F extends Fact> = F extends Fact
  ? Omit<F, 'effectiveAt' | 'sequence' | 'links' | 'lineage'>
  : never;

/** Links with the paths they were read from. */
export type LinkSet = { readonly links: readonly Link[]; readonly lineage: readonly string[] };

export const noLinks: LinkSet = { links: [], lineage: [] };

/**
 * Reads a fact from the message and notes from where. The paths of the statement come first, then those of its links and its
 * time: the fold weighs a referrer by the segment that names it first.
 */
export function stateFact<F extends Fact>(
  message: Hl7Message,
  at: EventTime,
  linked: LinkSet,
  read: (tracked: Hl7Message) => Statement<F> | undefined,
): readonly F[] {
  const { message: tracked, lineage } = message.tracked();
  const statement = read(tracked);
  if (statement === undefined) return [];
  const paths = new Set([...lineage(), ...linked.lineage, ...at.lineage]);
  const fact = {
    ...statement,
    effectiveAt: at.effectiveAt,
    ...present({ sequence: at.sequence }),
    links: linked.links,
    lineage: [...paths],
  };
  return [fact as unknown as F];
}

/** Reads links and notes from where. */
export function collectLinks(message: Hl7Message, read: (tracked: Hl7Message) => readonly Link[]): LinkSet {
  const { message: tracked, lineage } = message.tracked();
  const links = read(tracked);
  return { links, lineage: links.length === 0 ? [] : lineage() };
}

/** Demographics; belongs to the patient and to no referral. */
export function describePatient(
  message: Hl7Message,
  at: EventTime,
  reading: CommonReading,
  occurrence = 1,
): readonly PatientDescribed[] {
  return stateFact<PatientDescribed>(message, at, noLinks, (tracked) => {
    const pid = tracked.segment('PID', occurrence);
    return pid && { kind: 'patient_described', patient: readPatient(tracked, pid, reading) };
  });
}

/** The referrer of this visit or appointment; the sender's silence makes no fact (DOMAIN 1.6 G). */
export function nameReferrer(
  message: Hl7Message,
  at: EventTime,
  linked: LinkSet,
  reading: CommonReading,
): readonly PartyNamed[] {
  return stateFact<PartyNamed>(message, at, linked, (tracked) => referrerStatement(tracked, reading));
}

/** The PCP: about the patient, so it carries no links. */
export function namePcp(message: Hl7Message, at: EventTime, reading: CommonReading): readonly PartyNamed[] {
  return stateFact<PartyNamed>(message, at, noLinks, (tracked) => {
    const party = reading.rules.pcp(tracked, reading);
    return party === undefined ? undefined : { kind: 'party_named', role: 'pcp', party };
  });
}

/** What is said of a referrer, with the flags that weigh it. */
export function referrerStatement(
  message: Hl7Message,
  reading: CommonReading,
  party = reading.rules.referrer(message, reading),
): Statement<PartyNamed> | undefined {
  if (party === undefined) return undefined;
  const isInternal = party !== null && isOwn(party, reading.rules.own) ? true : undefined;
  const isAutoFilled = party !== null && isCopiedFromPcp(message, party, reading) ? true : undefined;
  return { kind: 'party_named', role: 'referrer', party, ...present({ isInternal, isAutoFilled }) };
}

/** Everything the message says about its one patient; no PID at all is a message nobody can use. */
export function aboutPatient(message: Hl7Message, read: () => readonly Fact[]): Mapped {
  if (message.segment('PID') === undefined) {
    return { outcome: 'invalid', code: 'no-patient', path: 'PID', reason: 'The message has no PID segment.' };
  }
  return { outcome: 'facts', subjects: [subjectOf(read())], warnings: [] };
}

/** The patient of a subject is the one its first fact describes. */
export function subjectOf(facts: readonly Fact[]): Subject {
  const described = facts.find((fact) => fact.kind === 'patient_described');
  return { patient: described?.patient ?? { identifiers: [] }, facts };
}

function isCopiedFromPcp(
  message: Hl7Message,
  party: NonNullable<PartyNamed['party']>,
  reading: CommonReading,
): boolean {
  if (!reading.rules.autoFillsReferrer) return false;
  const pcp = reading.rules.pcp(message.tracked().message, reading);
  return pcp !== undefined && pcp !== null && isSamePerson(pcp, party);
}
