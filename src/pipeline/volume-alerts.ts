import type { WorkingHours } from '../domain/business-time.ts';
import { usualHours } from '../domain/measures/calendar.ts';
import { gapOf, type Gap } from '../domain/measures/gap.ts';
import {
  groupPriors,
  judgePartner,
  practiceWeeks,
  WATCH_WEEKS,
  type Judgement,
  type PracticeWeeks,
} from '../domain/measures/judge.ts';
import { VAGUE_PRIOR, type GammaPrior } from '../domain/measures/baseline.ts';
import { reconcile, type AlertDirection, type StandingAlert } from '../domain/measures/reconcile.ts';
import { addDays, addWeeks, lastCompleteWeek, type Week } from '../domain/measures/week.ts';
import { groupBy } from '../lib/group-by.ts';
import { now } from '../lib/clock.ts';
import type { Database, Tx } from '../store/database.ts';
import { lastPosition } from '../store/events.ts';
import { loadReferralDays } from '../store/measures/gaps.ts';
import {
  forgetWeeks,
  loadSeries,
  refreshWeeks,
  type ChangedWeek,
  type WatchedPartner,
} from '../store/measures/partner-weeks.ts';
import {
  CHART_WEEKS,
  forgetWatched,
  saveWatched,
  type PartnerWatch,
} from '../store/measures/partner-watch.ts';
import {
  acknowledgeAlert,
  loadStanding,
  loadTold,
  loadWatchState,
  saveWatch,
  takeWatch,
} from '../store/measures/volume-alerts.ts';
import { transaction } from '../store/transaction.ts';
import { writeAlertChanges, type AlertChangeOf } from './volume-alert-writer.ts';

/** What judging weeks needs of the hub. */
export type Judging = {
  readonly db: Database;
  readonly zone: string;
  /** When the practice works; Monday to Friday without federal holidays when nobody said. */
  readonly hours?: WorkingHours | undefined;
  /** Now, for tests and for catching up: ISO 8601. */
  readonly at?: string;
};

export type Judged = {
  readonly week: Week;
  /** Partner-weeks that were not what they had been. */
  readonly changedWeeks: number;
  readonly partners: number;
  readonly changes: number;
};

/** Without any event a comparison is due after this: a few changes of the ledger publish nothing. */
const SWEEP_MS = 60 * 60_000;

/**
 * Judges all complete weeks anew when a week ended or the ledger moved; undefined: nothing to do. Costs one look at two rows
 * otherwise, so it may be asked every minute.
 */
export async function judgeWhenDue(judging: Judging): Promise<Judged | undefined> {
  const at = judging.at ?? now();
  const state = await loadWatchState(judging.db);
  const isNewWeek = state.lastWeek !== lastCompleteWeek(at, judging.zone);
  const isSwept = state.judgedAt !== null && Date.parse(at) - Date.parse(state.judgedAt) < SWEEP_MS;
  if (!isNewWeek && isSwept && state.lastPosition === (await lastPosition(judging.db))) return undefined;
  return judgeVolumes({ ...judging, at });
}

/**
 * Brings the weeks up to date with the ledger and the alerts with the weeks, in one transaction: opens, closes, and withdraws what
 * corrected weeks no longer bear, with the events that follow. Done again it changes nothing; ended half way it did nothing. A hub
 * that was away for weeks catches up in one go.
 */
export function judgeVolumes(judging: Judging): Promise<Judged> {
  const at = judging.at ?? now();
  return transaction(judging.db, async (tx) => {
    const state = await takeWatch(tx);
    const position = await lastPosition(tx);
    const last = lastCompleteWeek(at, judging.zone);
    const first = addWeeks(last, 1 - WATCH_WEEKS);
    const changed = await refreshWeeks(tx, first, last);
    const isNewWeek = state.lastWeek !== last;
    const save = (known: number) => saveWatch(tx, { lastWeek: last, lastPosition: known, judgedAt: at });
    if (!isNewWeek && changed.length === 0) {
      await save(position);
      return { week: last, changedWeeks: 0, partners: 0, changes: 0 };
    }
    if (isNewWeek) await forgetWeeks(tx, first);
    const round = await openRound(tx, judging, last, changed);
    // What happened within a judged week is judged for whom it happened; a new week is everybody's.
    const touched = isNewWeek ? undefined : new Set(changed.map((one) => one.partnerId));
    const partners = round.partners.filter((one) => touched === undefined || touched.has(one.partnerId));
    const judged = partners.map((one) => judgeOne(round, one, last));
    await saveWatched(
      tx,
      judged.map((one) => one.watch),
    );
    await forgetWatched(
      tx,
      round.partners.map((one) => one.partnerId),
    );
    const changes = [...judged.flatMap((one) => one.changes), ...orphansOf(round)];
    await save(await writeAlertChanges(tx, changes, position, at));
    return { week: last, changedWeeks: changed.length, partners: partners.length, changes: changes.length };
  });
}

/** A person takes a change for granted: what comes is compared with the level since then. */
export async function acknowledgeVolumeAlert(
  db: Database,
  id: string,
  person: string,
  because = 'seen',
): Promise<'done' | 'already_answered' | 'not_found'> {
  const done = await acknowledgeAlert(db, id, person, { at: now(), what: 'acknowledged', because });
  if (done === undefined) return 'not_found';
  return done ? 'done' : 'already_answered';
}

type Round = {
  readonly practice: PracticeWeeks;
  readonly partners: readonly WatchedPartner[];
  readonly priors: ReadonlyMap<string, GammaPrior>;
  readonly gaps: ReadonlyMap<string, Gap | undefined>;
  readonly standing: ReadonlyMap<string, readonly StandingAlert[]>;
  readonly told: ReadonlyMap<string, Partial<Record<AlertDirection, Week>>>;
  readonly corrected: ReadonlyMap<string, readonly ChangedWeek[]>;
};

async function openRound(
  tx: Tx,
  { zone, hours }: Judging,
  last: Week,
  changed: readonly ChangedWeek[],
): Promise<Round> {
  const partners = await loadSeries(tx, last, WATCH_WEEKS);
  const practice = practiceWeeks(
    last,
    partners.map((one) => ({ counts: one.ownCounts })),
    hours ?? usualHours(zone),
  );
  const told = new Map<string, Partial<Record<AlertDirection, Week>>>();
  for (const { partnerId, direction, until } of await loadTold(tx, addWeeks(last, -WATCH_WEEKS)))
    told.set(partnerId, { ...told.get(partnerId), [direction]: until });
  return {
    practice,
    partners,
    priors: groupPriors(practice, partners),
    gaps: await loadGaps(tx, partners, last, zone),
    standing: groupBy(await loadStanding(tx), ({ partnerId }) => partnerId),
    told,
    corrected: groupBy(changed, ({ partnerId }) => partnerId),
  };
}

/** A gap is asked for of those only who sent nobody for three weeks. */
const QUIET_WEEKS = 3;

async function loadGaps(
  tx: Tx,
  partners: readonly WatchedPartner[],
  last: Week,
  zone: string,
): Promise<ReadonlyMap<string, Gap | undefined>> {
  const quiet = partners.filter((one) => one.counts.slice(-QUIET_WEEKS).every((count) => count === 0));
  if (quiet.length === 0) return new Map();
  const sunday = addDays(last, 6);
  const days = await loadReferralDays(
    tx,
    quiet.map((one) => one.partnerId),
    sunday,
    zone,
  );
  const today = Date.parse(sunday) / 86_400_000 + 1;
  return new Map(days.map((one) => [one.partnerId, gapOf(one.days, today)]));
}

function judgeOne(
  round: Round,
  series: WatchedPartner,
  last: Week,
): { readonly watch: PartnerWatch; readonly changes: readonly AlertChangeOf[] } {
  const { partnerId, isRollUp, isToldByRoot } = series;
  const prior = round.priors.get(series.group) ?? VAGUE_PRIOR;
  const judgement = judgePartner(series, round.practice, prior);
  const gap = round.gaps.get(partnerId);
  const watch = {
    partnerId,
    lastWeek: last,
    weeks: chartOf(series, judgement),
    change: judgement.change ?? null,
    gap: gap?.isSilent === true ? gap : null,
    isRollUp,
    isToldByRoot,
  };
  if (isToldByRoot) return { watch, changes: [] };
  const { accepted: _, ...plain } = series;
  const changes = reconcile({
    series,
    practice: round.practice,
    judgement,
    unaccepted: () => judgePartner(plain, round.practice, prior),
    gap,
    standing: round.standing.get(partnerId) ?? [],
    corrected: round.corrected.get(partnerId) ?? [],
    told: round.told.get(partnerId) ?? {},
  });
  return { watch, changes: changes.map((change) => ({ partnerId, change })) };
}

/** Counts of all weeks, and what was expected of those that were judged. */
function chartOf({ counts }: WatchedPartner, { weeks }: Judgement): PartnerWatch['weeks'] {
  const offset = counts.length - weeks.length;
  return counts
    .map((count, index): PartnerWatch['weeks'][number] => {
      const expected = weeks[index - offset]?.expected;
      return [count, expected === undefined ? null : Math.round(expected * 100) / 100];
    })
    .slice(-CHART_WEEKS);
}

/** Alerts of partners that have no weeks of their own any more: merged into another, or all their referrals went away. */
function orphansOf({ partners, standing }: Round): readonly AlertChangeOf[] {
  const watched = new Set(partners.filter((one) => !one.isToldByRoot).map((one) => one.partnerId));
  return [...standing].flatMap(([partnerId, alerts]) => {
    if (watched.has(partnerId)) return [];
    const because = 'its referrals count elsewhere now: merged, moved, or its organisation tells the same';
    return alerts.map((alert) => ({ partnerId, change: { what: 'withdrawn' as const, alert, because } }));
  });
}
