import { EVERYBODY, thresholdOf, type AcceptanceRule } from './acceptance.ts';
import type { FieldName } from '../fields.ts';
import { groupBy } from '../../../lib/group-by.ts';
import { wilsonBounds } from './wilson.ts';

/** Settled fields of one sender, field and confidence, counted. */
export type OutcomeCell = {
  readonly senderKey: string;
  readonly field: FieldName;
  /** Confidence in steps of `CELL`: from `bin * CELL` up. */
  readonly bin: number;
  /** Needed nobody. */
  readonly wasAccepted: boolean;
  /** Looked at by somebody who was not told that the hub was sure. */
  readonly isAudit: boolean;
  readonly count: number;
  readonly wrong: number;
  /** Sum of the confidences. */
  readonly stated: number;
};

export const CELL = 0.005;
/** Of the fields accepted at most so many may be wrong. */
export const MOST_WRONG = 0.005;

/** How well a group of fields went that needed nobody. Shares from 0 to 1. */
export type AcceptanceCount = {
  readonly proposed: number;
  readonly accepted: number;
  readonly wrong: number;
  readonly wrongShare: number;
  /** The true share lies below it 95 times of 100. */
  readonly wrongUpper: number;
  /** The same of those that were shown without a word of the hub's: the honest measure. */
  readonly audited: number;
  readonly auditedWrong: number;
  readonly auditedUpper: number;
};

export type ReliabilityBin = {
  /** Lower edge; each is a tenth wide. */
  readonly from: number;
  readonly count: number;
  /** What the hub said on the average, and what came true. */
  readonly stated: number;
  readonly right: number;
};

export type AcceptanceMeasure = {
  readonly all: AcceptanceCount;
  readonly byField: readonly (AcceptanceCount & { readonly field: FieldName })[];
  readonly bySender: readonly (AcceptanceCount & { readonly senderKey: string })[];
  readonly calibration: readonly ReliabilityBin[];
  /** Mean distance between stated and true, weighted by how many (expected calibration error). */
  readonly error: number;
};

/** What became of the fields the hub was sure of, and how true its confidence was. */
export function measureAcceptance(cells: readonly OutcomeCell[]): AcceptanceMeasure {
  const calibration = reliability(cells);
  const total = calibration.reduce((before, { count }) => before + count, 0);
  const distance = calibration.reduce(
    (before, { count, stated, right }) => before + count * Math.abs(stated - right),
    0,
  );
  return {
    all: countOf(cells),
    byField: [...groupBy(cells, ({ field }) => field)].map(([field, own]) => ({ field, ...countOf(own) })),
    bySender: [...groupBy(cells, ({ senderKey }) => senderKey)].map(([senderKey, own]) => ({
      senderKey,
      ...countOf(own),
    })),
    calibration,
    error: total === 0 ? 0 : distance / total,
  };
}

/** A threshold that the outcomes speak for, with what they are. */
export type ProposedThreshold = AcceptanceRule & {
  readonly count: number;
  readonly wrong: number;
  readonly wrongUpper: number;
  /** `proven`: so few are wrong from here; `raised`: too many were wrong from the present one. */
  readonly because: 'proven' | 'raised';
};

/**
 * From which confidence a field needs nobody, as the outcomes prove it: the lowest from which even the upper bound of the share wrong
 * is within `MOST_WRONG` (about 540 fields when none is wrong), for everybody and for each sender that has so many. Where the outcomes
 * prove nothing the present threshold stays, unless it is certain that too much is wrong from there: then it goes up, at once.
 */
export function proposeThresholds(
  cells: readonly OutcomeCell[],
  present: readonly AcceptanceRule[],
): readonly ProposedThreshold[] {
  const own = [...groupBy(cells, ({ senderKey, field }) => JSON.stringify([senderKey, field]))];
  const all = [...groupBy(cells, ({ field }) => JSON.stringify([EVERYBODY, field]))];
  return [...all, ...own].flatMap(([key, group]) => {
    const [senderKey, field] = JSON.parse(key) as [string, FieldName];
    const found = proposeOne(group, thresholdOf(field, senderKey, present));
    return found ? [{ senderKey, field, ...found }] : [];
  });
}

type Proposed = Omit<ProposedThreshold, 'senderKey' | 'field'>;

function proposeOne(cells: readonly OutcomeCell[], present: number): Proposed | undefined {
  const steps = stepsOf(cells);
  const proven = steps.findLast(({ upper, audit }) => upper <= MOST_WRONG && audit.lower <= MOST_WRONG);
  if (proven) return told(proven, proven.bin * CELL, 'proven');
  const now = steps.findLast(({ bin }) => bin * CELL >= present - CELL / 2);
  if (!now || Math.max(now.lower, now.audit.lower) <= MOST_WRONG) return undefined;
  const higher = steps.findLast(
    ({ bin, lower, audit }) => bin > now.bin && Math.max(lower, audit.lower) <= MOST_WRONG,
  );
  return told(now, higher ? higher.bin * CELL : NEVER, 'raised');
}

/** Above every confidence. */
const NEVER = 1.01;

type Step = {
  readonly bin: number;
  readonly count: number;
  readonly wrong: number;
  readonly lower: number;
  readonly upper: number;
  readonly audit: { readonly lower: number };
};

/** From the most confident down: what would be accepted from there, and how much of it was wrong. */
function stepsOf(cells: readonly OutcomeCell[]): readonly Step[] {
  const bins = [...new Set(cells.map(({ bin }) => bin))].toSorted((a, b) => b - a);
  return bins.map((bin) => {
    const above = cells.filter((cell) => cell.bin >= bin);
    const blind = above.filter(({ isAudit }) => isAudit);
    const [count, wrong] = [sum(above, 'count'), sum(above, 'wrong')];
    const audit = wilsonBounds(sum(blind, 'wrong'), sum(blind, 'count'));
    return { bin, count, wrong, ...wilsonBounds(wrong, count), audit };
  });
}

function told({ count, wrong, upper }: Step, threshold: number, because: Proposed['because']): Proposed {
  return { threshold: Math.round(threshold * 1000) / 1000, count, wrong, wrongUpper: upper, because };
}

function countOf(cells: readonly OutcomeCell[]): AcceptanceCount {
  const sure = cells.filter(({ wasAccepted }) => wasAccepted);
  const blind = sure.filter(({ isAudit }) => isAudit);
  const [accepted, wrong] = [sum(sure, 'count'), sum(sure, 'wrong')];
  const [audited, auditedWrong] = [sum(blind, 'count'), sum(blind, 'wrong')];
  return {
    proposed: sum(cells, 'count'),
    accepted,
    wrong,
    wrongShare: accepted === 0 ? 0 : wrong / accepted,
    wrongUpper: wilsonBounds(wrong, accepted).upper,
    audited,
    auditedWrong,
    auditedUpper: wilsonBounds(auditedWrong, audited).upper,
  };
}

const TENTH = Math.round(0.1 / CELL);

function reliability(cells: readonly OutcomeCell[]): readonly ReliabilityBin[] {
  const tenths = [...groupBy(cells, ({ bin }) => String(Math.min(9, Math.floor(bin / TENTH))))];
  return tenths
    .map(([tenth, own]) => {
      const count = sum(own, 'count');
      const right = count === 0 ? 0 : 1 - sum(own, 'wrong') / count;
      return { from: Number(tenth) / 10, count, stated: count === 0 ? 0 : sum(own, 'stated') / count, right };
    })
    .toSorted((a, b) => a.from - b.from);
}

function sum(cells: readonly OutcomeCell[], of: 'count' | 'wrong' | 'stated'): number {
  return cells.reduce((total, cell) => total + cell[of], 0);
}
