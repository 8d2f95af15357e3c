import { matchPatient } from '../../src/domain/match-patient.ts';
import { indexPatients, mergeRecord } from '../../src/pipeline/patient-candidates.ts';
import type { Saying } from './people.ts';

export type Tally = {
  records: number;
  /** Joined by themselves and right; joined by themselves and wrong. */
  right: number;
  wrong: number;
  /** A person was asked and the right patient was among those shown. */
  asked: number;
  /** A person was asked for nothing: it is somebody new, or the right one was not shown. */
  askedInVain: number;
  /** Somebody known was taken for new. */
  missed: number;
  /** Rightly entered as new. */
  new: number;
};

export type Simulation = {
  readonly all: Tally;
  /** Repeats by what was done to them. */
  readonly byKind: ReadonlyMap<string, Tally>;
  /** First records by what they were made to be taken for. */
  readonly byTrap: ReadonlyMap<string, Tally>;
  readonly comparisons: number;
  /** CPU time of this process. */
  readonly ms: number;
  /** Who was joined wrongly, for whoever mends the matcher. */
  readonly mistakes: readonly Mistake[];
};

export type Mistake = {
  readonly saying: Saying;
  readonly taken: string;
  readonly reasons: readonly string[];
};

/** The index of an empty hub hears the records one after the other; a person who is asked answers rightly when the right patient is shown. */
export function simulate(register: readonly Saying[]): Simulation {
  const index = indexPatients([]);
  const owner = new Map<string, number>();
  const patientOf = new Map<number, string>();
  const kindOf = new Map<number, string>();
  const all = emptyTally();
  const byKind = new Map<string, Tally>();
  const byTrap = new Map<string, Tally>();
  const mistakes: Mistake[] = [];
  let comparisons = 0;
  const startedAt = process.cpuUsage();
  for (const [at, saying] of register.entries()) {
    const { person, claim } = saying;
    const candidates = index.candidates(claim);
    comparisons += candidates.length;
    const match = matchPatient(claim, candidates);
    const known = patientOf.get(person.id);
    // The corrupted record may have come first: what was done to it makes the clean one as hard to find.
    const kind = saying.kind ?? kindOf.get(person.id) ?? 'nothing';
    kindOf.set(person.id, kind);
    const tallies = [
      all,
      known === undefined ? tallyOf(byTrap, person.trap ?? 'ordinary') : tallyOf(byKind, kind),
    ];
    const isShown = match.outcome === 'ask' && match.candidates.some((one) => one.patientId === known);
    const id =
      match.outcome === 'certain'
        ? match.patientId
        : isShown && known !== undefined
          ? known
          : `patient-${String(at).padStart(9, '0')}`;
    for (const tally of tallies) {
      tally.records += 1;
      if (match.outcome === 'certain') tally[owner.get(id) === person.id ? 'right' : 'wrong'] += 1;
      else if (match.outcome === 'ask') tally[isShown ? 'asked' : 'askedInVain'] += 1;
      else tally[known === undefined ? 'new' : 'missed'] += 1;
      if (match.outcome === 'ask' && !isShown && known !== undefined) tally.missed += 1;
    }
    if (match.outcome === 'certain' && owner.get(id) !== person.id)
      mistakes.push({ saying, taken: id, reasons: match.reasons });
    if (!owner.has(id)) owner.set(id, person.id);
    if (known === undefined) patientOf.set(person.id, id);
    index.index(mergeRecord(id, index.byId.get(id), claim, claim.identifiers));
  }
  return { all, byKind, byTrap, comparisons, ms: cpuMs(startedAt), mistakes };
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const known = tallies.get(name);
  if (known) return known;
  const made = emptyTally();
  tallies.set(name, made);
  return made;
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function emptyTally(): Tally {
  return { records: 0, right: 0, wrong: 0, asked: 0, askedInVain: 0, missed: 0, new: 0 };
}

/** Share of automatic joins that are right. */
export function precisionOf({ right, wrong }: Tally): number {
  return right + wrong === 0 ? 1 : right / (right + wrong);
}

/** Share of repeats that were joined rightly or shown to a person. */
export function recallOf(tallies: Iterable<Tally>): number {
  let found = 0;
  let sum = 0;
  for (const { records, right, asked } of tallies) {
    found += right + asked;
    sum += records;
  }
  return sum === 0 ? 1 : found / sum;
}

export function reviewShareOf({ asked, askedInVain, records }: Tally): number {
  return (asked + askedInVain) / Math.max(1, records);
}
