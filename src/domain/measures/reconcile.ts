import { changeAt, type Judgement, type PartnerSeries, type PracticeWeeks } from './judge.ts';
import { gapWords, isAlarmingGap, type Gap } from './gap.ts';
import { bandOf } from './poisson.ts';
import type { WeekChange } from './week-rule.ts';
import { isBackInBand, type Direction, type Episode, type WatchedWeek } from './watch.ts';
import type { Week } from './week.ts';

export type AlertDirection = Direction | 'silent';

/** What an alert was raised on. Every number is of the time it was raised; `lost` and `words` follow the weeks. */
export type AlertEvidence = {
  readonly rule: 'cusum' | 'week' | 'gap';
  /** Referrals of an ordinary week before. */
  readonly rate: number;
  readonly reference?: number;
  readonly limit?: number;
  readonly weeks?: readonly { readonly week: Week; readonly count: number; readonly expected: number }[];
  /** Expected and not come since it began; negative: more came. */
  readonly lost: number;
  readonly gap?: Gap;
  readonly words: string;
};

/** An alert that stands: open, or acknowledged and not yet over. */
export type StandingAlert = {
  readonly id: string;
  readonly partnerId: string;
  readonly direction: AlertDirection;
  readonly grade: 'alert' | 'notice';
  readonly state: 'open' | 'acknowledged';
  readonly since: Week;
  readonly opened: Week;
  readonly evidence: AlertEvidence;
};

export type AlertChange =
  | {
      readonly what: 'opened';
      readonly direction: AlertDirection;
      readonly grade: 'alert' | 'notice';
      readonly since: Week;
      readonly opened: Week;
      readonly evidence: AlertEvidence;
    }
  | {
      readonly what: 'raised';
      readonly alert: StandingAlert;
      readonly since: Week;
      readonly opened: Week;
      readonly evidence: AlertEvidence;
    }
  | {
      readonly what: 'closed';
      readonly alert: StandingAlert;
      readonly closed: Week;
      readonly because: string;
      readonly isRecovery: boolean;
    }
  | { readonly what: 'withdrawn'; readonly alert: StandingAlert; readonly because: string }
  | { readonly what: 'updated'; readonly alert: StandingAlert; readonly evidence: AlertEvidence };

export type ReconcileInput = {
  readonly series: PartnerSeries;
  readonly practice: PracticeWeeks;
  readonly judgement: Judgement;
  /** The same weeks without what a person accepted: whether an acknowledged alert is still borne by its weeks. */
  readonly unaccepted: () => Judgement;
  /** Only of partners that sent nobody of late. */
  readonly gap: Gap | undefined;
  readonly standing: readonly StandingAlert[];
  /** Past weeks that are not what they were when they were judged. */
  readonly corrected: readonly { readonly week: Week; readonly before: number; readonly now: number }[];
  /** Last week in which an earlier alert of each direction was over: what began before it was told. */
  readonly told: Readonly<Partial<Record<AlertDirection, Week>>>;
};

/** What has to change so that the alerts say what the weeks say. Nothing changes twice: the same input again gives nothing to do. */
export function reconcile(input: ReconcileInput): readonly AlertChange[] {
  const drop = ofDirection(input, 'drop');
  const spike = ofDirection(input, 'spike');
  return [...drop, ...spike, ...ofSilence(input, dropStands(input, drop))];
}

function ofDirection(input: ReconcileInput, direction: Direction): readonly AlertChange[] {
  const alert = input.standing.find((one) => one.direction === direction);
  const episode = input.judgement.episodes.findLast(
    (one) => one.direction === direction && one.closed === undefined,
  );
  const opening = episode && isNews(input, episode) ? openingOf(input, episode) : undefined;
  if (!alert) return opening ? [opening] : noticeOf(input, direction);
  const ending = endingOf(input, alert, direction);
  if (ending) return opening && opening.opened > alert.opened ? [ending, opening] : [ending];
  if (!opening) return updateOf(input, alert, direction);
  if (alert.grade === 'notice') {
    const { since, opened, evidence } = opening;
    return [{ what: 'raised', alert, since, opened, evidence }];
  }
  if (alert.state === 'acknowledged' && opening.opened > alert.opened) {
    const because = 'a new change began';
    return [{ what: 'closed', alert, closed: opening.opened, because, isRecovery: false }, opening];
  }
  return updateOf(input, alert, direction);
}

/** An episode that began before an earlier alert was over was told by that one. */
function isNews({ told }: ReconcileInput, { direction, opened }: Episode): boolean {
  const until = told[direction];
  return until === undefined || opened > until;
}

type Opening = Extract<AlertChange, { readonly what: 'opened' }>;

function openingOf(input: ReconcileInput, episode: Episode): Opening {
  const { direction, since, opened, rate, reference, limit } = episode;
  const weeks = weeksFrom(input.judgement.weeks, since);
  const evidence = { rule: 'cusum', rate, reference, limit, ...figuresOf(weeks, direction, rate) } as const;
  return { what: 'opened', direction, grade: 'alert', since, opened, evidence };
}

function endingOf(
  input: ReconcileInput,
  alert: StandingAlert,
  direction: Direction,
): AlertChange | undefined {
  const wrong = correctionOf(input, alert);
  if (wrong !== undefined && !isBorne(input, alert, direction))
    return { what: 'withdrawn', alert, because: wrong };
  const last = input.judgement.weeks.at(-1)?.week ?? lastWeek(input.practice);
  if (last <= alert.opened || !isOver(input, alert, direction)) return undefined;
  return { what: 'closed', alert, closed: last, because: 'back in band', isRecovery: true };
}

function isOver(input: ReconcileInput, alert: StandingAlert, direction: Direction): boolean {
  if (alert.grade === 'notice') {
    const { change } = input.judgement;
    if (!change) return true;
    const { low, high } = bandOf(change.mean);
    return change.rule !== direction && change.last >= low && change.last <= high;
  }
  return isBackInBand(direction, alert.evidence.reference ?? alert.evidence.rate, input.judgement.weeks);
}

/** Would the alert be raised on the weeks as they are known now? */
function isBorne(input: ReconcileInput, alert: StandingAlert, direction: Direction): boolean {
  if (alert.grade === 'notice') return ruleAt(input, alert.opened)?.rule === direction;
  const isAccepted = input.series.accepted !== undefined && input.series.accepted.from >= alert.since;
  const { episodes } = isAccepted ? input.unaccepted() : input.judgement;
  return episodes.some(
    (one) =>
      one.direction === direction &&
      one.opened <= alert.opened &&
      (one.closed === undefined || one.closed > alert.opened),
  );
}

/** Which of the weeks an alert rests on were corrected, in words; undefined: none. */
function correctionOf({ corrected }: ReconcileInput, alert: StandingAlert): string | undefined {
  const weeks = corrected.filter(({ week }) => week <= alert.opened);
  if (weeks.length === 0) return undefined;
  const shown = weeks
    .slice(-4)
    .map(({ week, before, now }) => `week of ${week}: ${now} instead of ${before}`);
  return `${weeks.length > 4 ? `${weeks.length} weeks were corrected, the last ` : ''}${shown.join('; ')}`;
}

function noticeOf(input: ReconcileInput, direction: AlertDirection): readonly AlertChange[] {
  const { change } = input.judgement;
  if (change?.rule !== direction) return [];
  const opened = lastWeek(input.practice);
  if ((input.told[direction] ?? '') >= opened) return [];
  const evidence = noticeEvidence(change);
  return [{ what: 'opened', direction, grade: 'notice', since: opened, opened, evidence }];
}

function noticeEvidence(change: WeekChange): AlertEvidence {
  const { last, before, mean } = change;
  const words = `${counted(last)} last week, ${before} the week before; ${mean.toFixed(1)} in a usual week`;
  return { rule: 'week', rate: mean, lost: mean - last, words };
}

function updateOf(input: ReconcileInput, alert: StandingAlert, direction: Direction): readonly AlertChange[] {
  if (alert.grade === 'notice' || input.judgement.weeks.length === 0) return [];
  const weeks = weeksFrom(input.judgement.weeks, alert.since);
  const evidence = { ...alert.evidence, ...figuresOf(weeks, direction, alert.evidence.rate) };
  return evidence.words === alert.evidence.words ? [] : [{ what: 'updated', alert, evidence }];
}

function ofSilence(input: ReconcileInput, isToldByDrop: boolean): readonly AlertChange[] {
  const alert = input.standing.find((one) => one.direction === 'silent');
  const { gap } = input;
  const isAlarming = gap !== undefined && isAlarmingGap(gap) && !isToldByDrop;
  if (!alert) {
    if (isAlarming) return [silence(input, gap)];
    return isToldByDrop ? [] : noticeOf(input, 'silent');
  }
  const ending = endOfSilence(input, alert, isToldByDrop);
  if (ending) return [ending];
  if (!isAlarming) return [];
  if (alert.grade === 'alert') {
    const evidence = { ...alert.evidence, ...silenceEvidence(gap) };
    return evidence.words === alert.evidence.words ? [] : [{ what: 'updated', alert, evidence }];
  }
  const { since, opened, evidence } = silence(input, gap);
  return [{ what: 'raised', alert, since, opened, evidence }];
}

function endOfSilence(
  input: ReconcileInput,
  alert: StandingAlert,
  isToldByDrop: boolean,
): AlertChange | undefined {
  const came = weeksFrom(input.judgement.weeks, alert.since).filter(
    (one) => one.count > 0 && one.week > alert.since,
  );
  const wrong = correctionOf(input, alert);
  if (wrong !== undefined && came.some((one) => one.week <= alert.opened))
    return { what: 'withdrawn', alert, because: wrong };
  const closed = lastWeek(input.practice);
  const back = came.find((one) => one.week > alert.opened);
  if (back) return { what: 'closed', alert, closed, because: 'they refer again', isRecovery: true };
  if (!isToldByDrop) return undefined;
  return { what: 'closed', alert, closed, because: 'a drop alert says it', isRecovery: false };
}

function silence(input: ReconcileInput, gap: Gap): Opening {
  const lastSent = input.series.counts.findLastIndex((count) => count > 0);
  const opened = lastWeek(input.practice);
  const since = input.practice.weeks[lastSent] ?? opened;
  return {
    what: 'opened',
    direction: 'silent',
    grade: 'alert',
    since,
    opened,
    evidence: silenceEvidence(gap),
  };
}

function silenceEvidence(gap: Gap): AlertEvidence {
  const rate = gap.meanDays === 0 ? 0 : 7 / gap.meanDays;
  return {
    rule: 'gap',
    rate,
    lost: gap.meanDays === 0 ? 0 : gap.days / gap.meanDays,
    gap,
    words: gapWords(gap),
  };
}

function dropStands({ standing }: ReconcileInput, changes: readonly AlertChange[]): boolean {
  const opens = changes.some(
    (one) => (one.what === 'opened' && one.grade === 'alert') || one.what === 'raised',
  );
  const ends = changes.some((one) => one.what === 'closed' || one.what === 'withdrawn');
  const stands = standing.some((one) => one.direction === 'drop' && one.grade === 'alert');
  return opens || (stands && !ends);
}

function ruleAt({ series, practice }: ReconcileInput, week: Week): WeekChange | undefined {
  return changeAt(series, practice, practice.weeks.indexOf(week));
}

function figuresOf(
  weeks: readonly WatchedWeek[],
  direction: Direction,
  rate: number,
): Pick<AlertEvidence, 'weeks' | 'lost' | 'words'> {
  const shown = weeks.map(({ week, count, exposure }) => ({
    week,
    count,
    expected: Math.round(rate * exposure * 100) / 100,
  }));
  const came = shown.reduce((sum, one) => sum + one.count, 0);
  const expected = shown.reduce((sum, one) => sum + one.expected, 0);
  const where = direction === 'drop' ? 'where' : 'and only';
  const weeksWord = shown.length === 1 ? 'the last week' : `the last ${shown.length} weeks`;
  return {
    weeks: shown,
    lost: Math.round((expected - came) * 100) / 100,
    words: `${counted(came)} in ${weeksWord}, ${where} about ${expected.toFixed(expected < 10 ? 1 : 0)} ${direction === 'drop' ? 'were expected' : 'expected'}`,
  };
}

function weeksFrom(weeks: readonly WatchedWeek[], since: Week): readonly WatchedWeek[] {
  return weeks.filter((one) => one.week >= since);
}

function lastWeek(practice: PracticeWeeks): Week {
  return practice.weeks.at(-1) ?? '';
}

function counted(count: number): string {
  return count === 1 ? '1 referral' : `${count} referrals`;
}
