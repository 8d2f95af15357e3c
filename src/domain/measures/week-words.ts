import type { Expectation } from './practice-chart.ts';

export type WeekFigures = {
  readonly counted: number;
  readonly possible: number;
  readonly expectation: Expectation | undefined;
  /** Alerts that are open: drops and silences, and spikes. */
  readonly needAttention: number;
  readonly growing: number;
  readonly openShare: number;
};

/** The week in a sentence or two: "212 referrals, normal for this time of year (190–235). 4 partners need attention." */
export function weekWords(figures: WeekFigures): string {
  const { counted, possible, needAttention, growing } = figures;
  const parts = [`${plural(counted, 'referral')}${standing(figures)}.`];
  if (needAttention > 0)
    parts.push(`${plural(needAttention, 'partner')} ${needAttention === 1 ? 'needs' : 'need'} attention.`);
  if (growing > 0)
    parts.push(`${plural(growing, 'partner')} ${growing === 1 ? 'sends' : 'send'} clearly more.`);
  if (possible > 0) parts.push(`${plural(possible, 'possible referral')} beside them, not counted.`);
  return parts.join(' ');
}

function standing({ counted, expectation, openShare }: WeekFigures): string {
  if (!expectation) return ', too early to say what is normal';
  const { low, high } = expectation.band;
  const word = counted < low ? 'fewer than' : counted > high ? 'more than' : '';
  const normal = expectation.knowsSeason ? 'normal for this time of year' : 'normal';
  const holiday = openShare < 1 ? ' with a day closed' : '';
  return `, ${word === '' ? '' : `${word} `}${normal}${holiday} (${low}–${high})`;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
