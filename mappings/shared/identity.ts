import type {
  Hl7Message,
  Hl7Segment,
  Identifier,
  IdentifierMoved,
  Link,
  Mapped,
  PatientClaim,
  PatientLinked,
  PatientMerged,
  PatientUnmerged,
  Subject,
  VisitMoved,
} from '#hub';
import type { EventTime } from './effective-time.ts';
import { aboutPatient, describePatient, noLinks, stateFact, subjectOf } from './facts.ts';
import { readPatientIdentifiers } from './identifiers.ts';
import { distinctLinks, visitNumber } from './links.ts';
import { readOther, readPrior } from './patients.ts';
import type { CommonReading } from './rules.ts';

/** Reads a message about two records of patients (HL7 v2.5.1 chapter 3). */
export type Relating = (message: Hl7Message, at: EventTime, reading: CommonReading) => Mapped;

/** A40 may hold several merges; each PID takes the MRGs that follow it (structures ADT_A39 and ADT_A30). */
export const mergesOf: Relating = (message, at, reading) =>
  perPatient(message, (pid, merges) => {
    if (merges.length === 0) {
      reading.warn('merge-without-prior', pathOf('MRG', pid.occurrence), 'A merge does not say who goes.');
    }
    return subjectOf([
      ...describePatient(message, at, reading, pid.occurrence),
      ...merges.flatMap((merge) => mergeFact(message, at, pid, merge, reading)),
    ]);
  });

function mergeFact(
  message: Hl7Message,
  at: EventTime,
  pid: Hl7Segment,
  merge: Hl7Segment,
  reading: CommonReading,
): readonly PatientMerged[] {
  return stateFact<PatientMerged>(message, at, noLinks, (tracked) => {
    const prior = priorOf(tracked, pid, merge, reading);
    const others = prior && withoutOwn(prior, readPatientIdentifiers(pid, 3, reading));
    if (others !== undefined && others.identifiers.length > 0)
      return { kind: 'patient_merged', prior: others };
    const isNobody = prior === undefined || prior.identifiers.length === 0;
    const says = isNobody ? 'A merge does not say who goes.' : 'A merge of a patient into itself.';
    reading.warn(
      isNobody ? 'merge-without-prior' : 'merge-into-itself',
      `${pathOf('MRG', merge.occurrence)}-1`,
      says,
    );
    return undefined;
  });
}

/** A24: the first PID is linked to the second; nothing is merged. */
export const linksOf: Relating = (message, at, reading) =>
  pairOf(message, at, reading, (second) =>
    stateFact<PatientLinked>(message, at, noLinks, (tracked) => {
      const other = otherOf(tracked, second, reading);
      return other && { kind: 'patient_linked', other };
    }),
  );

/** A37: the two are no longer linked; of merged ones it is the undoing, there is no other message for that. */
export const unlinksOf: Relating = (message, at, reading) =>
  pairOf(message, at, reading, (second) =>
    stateFact<PatientUnmerged>(message, at, noLinks, (tracked) => {
      const other = otherOf(tracked, second, reading);
      return other && { kind: 'patient_unmerged', other };
    }),
  );

/**
 * A43: a number and all that was said under it go from the patient of MRG to that of PID. The number stands in both lists, or in
 * MRG-1 alone; whose it becomes is told by the other numbers of the PID.
 */
export const numberMovesOf: Relating = (message, at, reading) => {
  const moves = message.named('PID').map((pid) => {
    const moved = mergesAfter(message, pid).flatMap((merge) => movedNumbers(pid, merge, reading));
    return { moved, target: ownNumbers(pid, reading).filter((id) => !isAmong(id, moved)) };
  });
  const unclear = moves.findIndex(({ moved, target }) => moved.length === 0 || target.length === 0);
  if (unclear >= 0)
    return unusable(pathOf('MRG', unclear + 1), 'Which number moves to which patient is not said.');
  return perPatient(message, (pid, merges) => {
    const { moved = [], target = [] } = moves[pid.occurrence - 1] ?? {};
    const described = describePatient(message, at, reading, pid.occurrence).map((fact) => ({
      ...fact,
      patient: { ...fact.patient, identifiers: target },
    }));
    const facts = stateFact<IdentifierMoved>(message, at, noLinks, (tracked) => {
      for (const merge of merges) priorOf(tracked, pid, merge, reading);
      return { kind: 'identifier_moved', prior: { identifiers: moved } };
    });
    return subjectOf([...described, ...facts]);
  });
};

/** A44: an account moves. What was said under an account is not told apart from the rest: a person has to look. */
export const accountMovesOf: Relating = (message, at, reading) =>
  perPatient(message, (pid, merges) =>
    subjectOf([
      ...describePatient(message, at, reading, pid.occurrence),
      ...merges.flatMap((merge) => visitsMoved(message, at, pid, merge, () => [], reading)),
    ]),
  );

/** A45: visits of the patient of MRG are about the patient of PID (MRG-5 and the PV1 that follows). */
export const visitMovesOf: Relating = (message, at, reading) =>
  perPatient(message, (pid, merges) =>
    subjectOf([
      ...describePatient(message, at, reading, pid.occurrence),
      ...merges.flatMap((merge) =>
        visitsMoved(message, at, pid, merge, (tracked) => movedVisits(tracked, merge, reading), reading),
      ),
    ]),
  );

function visitsMoved(
  message: Hl7Message,
  at: EventTime,
  pid: Hl7Segment,
  merge: Hl7Segment,
  visits: (tracked: Hl7Message) => readonly Link[],
  reading: CommonReading,
): readonly VisitMoved[] {
  return stateFact<VisitMoved>(message, at, noLinks, (tracked) => {
    const prior = priorOf(tracked, pid, merge, reading);
    const others = prior && withoutOwn(prior, ownNumbers(pid, reading));
    // From one account of a patient to another: nothing that matters here.
    if (others === undefined || others.identifiers.length === 0) return undefined;
    return { kind: 'visit_moved', prior: others, visits: visits(tracked) };
  });
}

function movedVisits(message: Hl7Message, merge: Hl7Segment, reading: CommonReading): readonly Link[] {
  const segment = message.segment('MRG', merge.occurrence);
  const next =
    message.named('MRG').find((other) => other.index > merge.index)?.index ?? Number.POSITIVE_INFINITY;
  const visit = message.named('PV1').find((one) => one.index > merge.index && one.index < next);
  return distinctLinks([
    segment && visitNumber(segment, 5, reading),
    visit && visitNumber(visit, 19, reading),
  ]);
}

/** One subject for each PID, with the MRGs that follow it. */
function perPatient(
  message: Hl7Message,
  read: (pid: Hl7Segment, merges: readonly Hl7Segment[]) => Subject,
): Mapped {
  const patients = message.named('PID');
  if (patients.length === 0) return aboutPatient(message, () => []);
  const subjects = patients.map((pid) => read(pid, mergesAfter(message, pid)));
  return { outcome: 'facts', subjects, warnings: [] };
}

function mergesAfter(message: Hl7Message, pid: Hl7Segment): readonly Hl7Segment[] {
  const next = message.segment('PID', pid.occurrence + 1)?.index ?? Number.POSITIVE_INFINITY;
  return message.named('MRG').filter((merge) => merge.index > pid.index && merge.index < next);
}

/** Nothing of it is used, and an engineer sees it: half of a statement about two people would be filed with the wrong one. */
function unusable(path: string, reason: string): Mapped {
  return { outcome: 'invalid', code: 'unclear-identity', path, reason };
}

/** Two PIDs: the first says what it is to the second. */
function pairOf(
  message: Hl7Message,
  at: EventTime,
  reading: CommonReading,
  relate: (second: Hl7Segment) => Subject['facts'],
): Mapped {
  const [first, second] = message.named('PID');
  if (first === undefined || second === undefined)
    return unusable(
      'PID[2]',
      'The message speaks of two patients and names one. Ask the sender which two are meant.',
    );
  const facts = relate(second);
  if (facts.length === 0)
    return unusable(
      'PID[2]-3',
      'Both patients of the message have the same numbers, or the second has none.',
    );
  return {
    outcome: 'facts',
    subjects: [
      subjectOf([...describePatient(message, at, reading, 1), ...facts]),
      subjectOf(describePatient(message, at, reading, 2)),
    ],
    warnings: [],
  };
}

function otherOf(message: Hl7Message, second: Hl7Segment, reading: CommonReading): PatientClaim | undefined {
  const [first, other] = [message.segment('PID'), message.segment('PID', second.occurrence)];
  if (first === undefined || other === undefined) return undefined;
  const others = withoutOwn(readOther(other, reading), ownNumbers(first, reading));
  return others.identifiers.length === 0 ? undefined : others;
}

function priorOf(
  tracked: Hl7Message,
  pid: Hl7Segment,
  merge: Hl7Segment,
  reading: CommonReading,
): PatientClaim | undefined {
  const patient = tracked.segment('PID', pid.occurrence);
  const prior = tracked.segment('MRG', merge.occurrence);
  return patient && prior && readPrior(patient, prior, reading);
}

/** PID-3, and where a move names the same number on both sides, the patient numbers of older versions. */
function ownNumbers(pid: Hl7Segment, reading: CommonReading): readonly Identifier[] {
  return [3, 2, 4].flatMap((field) => readPatientIdentifiers(pid, field, reading));
}

function movedNumbers(pid: Hl7Segment, merge: Hl7Segment, reading: CommonReading): readonly Identifier[] {
  const prior = readPrior(pid, merge, reading).identifiers;
  const shared = prior.filter((id) => isAmong(id, readPatientIdentifiers(pid, 3, reading)));
  return shared.length > 0 ? shared : prior;
}

function withoutOwn(claim: PatientClaim, own: readonly Identifier[]): PatientClaim {
  return { ...claim, identifiers: claim.identifiers.filter((id) => !isAmong(id, own)) };
}

function isAmong(id: Identifier, ids: readonly Identifier[]): boolean {
  return ids.some((one) => one.system === id.system && one.value === id.value);
}

function pathOf(segment: string, occurrence: number): string {
  return occurrence === 1 ? segment : `${segment}[${occurrence}]`;
}
