/**
 * The whole chain over invented faxes: read, understood, held against the directory and the index, told how sure. Faxes are read once and
 * kept; a run that was stopped goes on.
 *
 *     node --import tsx bench/documents/run.ts --set=unseen --seed=101 --singles=150 --packets=60 [--hand=0.1] [--workers=2] [--simulate]
 *       [--out=folder] [--wrong=50] [--write]
 *
 * `--wrong=n` shows n wrong or missing values; `--write` keeps the report as bench/results/documents.md.
 */
import { join } from 'node:path';
import { openBenchDatabase } from '../parts/database.ts';
import { numberOption, quantile, writeReport } from '../parts/report.ts';
import { liveRules, understandFax, type Chain, type Told } from './chain.ts';
import { defaultFolder, type CorpusFax } from './corpus-files.ts';
import type { FaxOptions } from './generate/fax.ts';
import { setNames } from './generate/truth.ts';
import { makeWorld } from './generate/world.ts';
import { keptFaxes } from './kept-faxes.ts';
import { loadWorld } from './load-world.ts';
import { textOption } from './options.ts';
import { openReader } from './read-fax.ts';
import { describe, type Measured, type Part } from './report-documents.ts';
import { pairUp, scoreFields, scoreFilings } from './score-fields.ts';
import { scoreText } from './score-text.ts';
import { keptReadings } from './second-readings.ts';
import { simulateAgain } from './simulate-again.ts';

const set = textOption('set', setNames);
const seed = numberOption('seed', 1);
const isSimulated = process.argv.includes('--simulate');
const folder = textOption(
  'out',
  join(defaultFolder, `run-${isSimulated ? 'simulated' : 'read'}-${set}-${seed}`),
);
const shown = numberOption('wrong', 0);

const parts: readonly (Part & { readonly count: number; readonly options: FaxOptions })[] = [
  {
    name: 'fine, typed',
    count: numberOption('singles', 60),
    options: { set, resolution: 'fine', wear: 'usual' },
  },
  {
    name: 'standard, typed',
    count: numberOption('singles', 60),
    options: { set, resolution: 'standard', wear: 'usual' },
  },
  {
    name: 'whole faxes',
    count: numberOption('packets', 0),
    options: {
      set,
      resolution: 'mixed',
      wear: 'usual',
      kind: 'packet',
      handwriting: numberOption('hand', 0.1),
    },
  },
];

const world = makeWorld(seed);
const database = await openBenchDatabase();
const loaded = await loadWorld(database.db, world);
const reader = isSimulated
  ? undefined
  : await openReader(textOption('reader', 'tesseract'), numberOption('workers', 2));
const faxOf = keptFaxes(world, folder, reader);
const again = reader ? keptReadings(folder, reader) : undefined;
const chain: Chain = {
  db: database.db,
  own: world.own,
  loaded,
  rules: liveRules,
  readAgain: again?.readAgain ?? simulateAgain,
};

const measured: Measured[] = [];
let understandMs = 0;
for (const { count, options, name } of parts) {
  for (let number = 0; number < count; number += 1) {
    const fax = await faxOf(number, options);
    const start = performance.now();
    const told = await understandFax(fax, chain);
    understandMs += performance.now() - start;
    measured.push(measure(name, fax, told));
    showWrong(fax, told);
    if ((number + 1) % 10 === 0) console.log(`${name}: ${number + 1} of ${count}`);
  }
}
await reader?.close();
await database.close();

const pageTimes = measured.flatMap(({ fax }) => fax.tookMs ?? []).toSorted((a, b) => a - b);
const second = again?.took();
const report = describe(measured, {
  title: 'Documents: from faxes to fields',
  command: `node --import tsx bench/documents/run.ts ${process.argv
    .slice(2)
    .filter((one) => !one.startsWith('--out'))
    .join(' ')}`,
  set,
  isSimulated,
  words: [
    `Time from picture to words, with ${numberOption('workers', 2)} processes: median ${(quantile(pageTimes, 0.5) / 1000).toFixed(2)} s, 95th percentile ${(quantile(pageTimes, 0.95) / 1000).toFixed(2)} s (waiting for a process is part of it). Second readings in this run: ${second?.places ?? 0} places, ${((second?.ms ?? 0) / Math.max(1, second?.places ?? 1)).toFixed(0)} ms each. Words to documents, with the directory and the index in Postgres: ${(understandMs / Math.max(1, measured.length)).toFixed(0)} ms a fax, second readings of this run included.`,
  ],
});
if (process.argv.includes('--write')) writeReport('documents', report);
else
  console.log(
    [
      report.title,
      ...report.words,
      [report.head, ...report.rows].map((row) => row.join(' | ')).join('\n'),
      ...(report.after ?? []),
    ].join('\n\n'),
  );

function measure(part: string, fax: CorpusFax, told: readonly Told[]): Measured {
  return {
    part,
    fax,
    told,
    points: scoreFields(fax.truth, told),
    filings: scoreFilings(fax.truth, told),
    texts: fax.truth.pages.flatMap((page, at) => {
      const read = fax.pages[at];
      return read ? [{ page, score: scoreText(page, read) }] : [];
    }),
  };
}

/** What was meant, what was told: for whoever makes it better. */
function showWrong(fax: CorpusFax, told: readonly Told[]): void {
  if (shown === 0) return;
  const pairs = pairUp(fax.truth, told);
  for (const document of fax.truth.documents) {
    const one = pairs.get(document);
    const misread = scoreFields({ ...fax.truth, documents: [document] }, one ? [one] : []).filter(
      ({ outcome, isPrinted }) => outcome === 'wrong' || (isPrinted && outcome === 'absent'),
    );
    for (const { field, outcome, confidence, isAccepted } of misread) {
      const meant = document.fields.find((printed) => printed.field === field)?.text ?? '(not printed)';
      const said = one?.fields
        .filter((reading) => reading.field === field)
        .map(({ value }) => value)
        .join(' + ');
      console.log(
        `${fax.truth.id} ${fax.truth.pages[0]?.layout} ${field}: ${outcome}${isAccepted ? ' ACCEPTED' : ''} ${confidence.toFixed(2)} | ${meant} | ${said ?? ''}`,
      );
    }
    const wrong = scoreFilings({ ...fax.truth, documents: [document] }, one ? [one] : []);
    if (one && wrong.patientsWrong + wrong.referrersWrong > 0)
      console.log(
        `${fax.truth.id} ${one.isFiled ? 'FILED' : 'CERTAIN'} WRONGLY: ${one.patientId ?? 'open'} for ${document.patientId ?? 'new'}, ${one.partnerId ?? 'open'} for ${document.partnerId ?? 'nobody'}/${document.facts.referrer_npi?.[0] ?? ''}`,
      );
  }
}
