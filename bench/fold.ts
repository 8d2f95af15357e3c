/**
 * Folds the facts of one patient: assemble, fold, what follows. One referral of 1,000 facts, and 1,000 facts of visits that share no
 * number. A copy through JSON of the same facts, in turns with it in the same process, tells how fast the machine was meanwhile.
 *
 *     node --import tsx bench/fold.ts [--facts=1000] [--rounds=40]
 */
import { assemble } from '../src/domain/assemble.ts';
import { consequences, type Policy } from '../src/domain/consequences.ts';
import { compareFacts, type LedgerFact } from '../src/domain/ledger-fact.ts';
import { foldPatient } from '../src/domain/patient.ts';
import { foldReferral, type ReferralView } from '../src/domain/referral.ts';
import { chartOf, longChart, looseChart } from './parts/ledger-rows.ts';
import { median, numberOption, quantile, writeReport } from './parts/report.ts';

const policy: Policy = { zone: 'America/Chicago', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 };
const standing = () => ({ isOwn: false, isTarget: false, isDiscovered: false, offices: [] });
const WARM_UP = 10;
/** Charts of everyday size are folded in bundles: one alone is shorter than the clock can tell. */
const BUNDLE = 150;

const count = numberOption('facts', 1_000);
const rounds = numberOption('rounds', 40);

type Case = { readonly name: string; readonly charts: readonly (readonly LedgerFact[])[] };
type Timing = {
  readonly assemble: number;
  readonly fold: number;
  readonly follow: number;
  readonly copy: number;
};

const cases: readonly Case[] = [
  { name: `one referral, ${count} facts`, charts: [inOrder(longChart(count).entries)] },
  { name: `visits that share no number, ${count} facts`, charts: [inOrder(looseChart(count).entries)] },
  {
    name: `${BUNDLE} patients of a rebuild`,
    charts: Array.from({ length: BUNDLE }, (_, index) => inOrder(chartOf(index).entries)),
  },
];

const rows = cases.map((one) => {
  for (let round = 0; round < WARM_UP; round += 1) measure(one);
  const timings = Array.from({ length: rounds }, () => measure(one));
  const of = (pick: (timing: Timing) => number) => median(timings.map(pick));
  const whole = timings
    .map((timing) => timing.assemble + timing.fold + timing.follow)
    .toSorted((a, b) => a - b);
  const facts = one.charts.reduce((sum, chart) => sum + chart.length, 0);
  const threads = one.charts.reduce((sum, chart) => sum + assemble(chart).threads.length, 0);
  return [
    one.name,
    String(facts),
    String(threads),
    of((timing) => timing.assemble).toFixed(2),
    of((timing) => timing.fold).toFixed(2),
    of((timing) => timing.follow).toFixed(2),
    median(whole).toFixed(2),
    quantile(whole, 0.95).toFixed(2),
    of((timing) => timing.copy).toFixed(2),
    (median(whole) / of((timing) => timing.copy)).toFixed(2),
  ];
});

writeReport('fold', {
  title: 'Folding one patient’s facts',
  command: `node --import tsx bench/fold.ts --facts=${count} --rounds=${rounds}`,
  words: [
    `Milliseconds, median of ${rounds} rounds after ${WARM_UP} warm ones. "Copy" is JSON.parse(JSON.stringify(facts)) of the same facts in the same rounds; the ratio is what to compare between machines. The promise: one referral of 1,000 facts in at most 5 ms.`,
  ],
  head: [
    'chart',
    'facts',
    'threads',
    'assemble',
    'fold',
    'consequences',
    'whole',
    'whole p95',
    'copy',
    'whole / copy',
  ],
  rows,
});

function measure({ charts }: Case): Timing {
  const timing = { assemble: 0, fold: 0, follow: 0, copy: 0 };
  for (const facts of charts) {
    const start = performance.now();
    const { patientFacts, threads } = assemble(facts);
    const assembled = performance.now();
    const views = new Map<string, ReferralView>();
    threads.forEach((thread, index) =>
      views.set(String(index), foldReferral(thread, patientFacts, standing, 'UTC')),
    );
    foldPatient(patientFacts);
    const folded = performance.now();
    consequences(new Map(), views, policy);
    const followed = performance.now();
    JSON.parse(JSON.stringify(facts));
    timing.assemble += assembled - start;
    timing.fold += folded - assembled;
    timing.follow += followed - folded;
    timing.copy += performance.now() - followed;
  }
  return timing;
}

/** As a chart holds them while a batch works on it: parsed from text, like what a database gives, and sorted once. */
function inOrder(facts: readonly LedgerFact[]): readonly LedgerFact[] {
  return (JSON.parse(JSON.stringify(facts)) as LedgerFact[]).toSorted(compareFacts);
}
