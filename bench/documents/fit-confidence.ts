/**
 * Fits the weights of the confidence (src/domain/document/certainty/confidence-weights.ts) on readings of invented faxes, and tells how they do on
 * faxes they were not fitted on: each set of layouts by a fit on the others.
 *
 *     node --import tsx bench/documents/fit-confidence.ts --folder=<kept corpus>[,<another>] [--check=<kept corpus>] [--workers=1] [--write]
 *
 * `--simulate=count` makes words up instead (seeds 1 and 2, fine and standard); second readings are then those of a second simulated reader.
 * `--samples=file` keeps the readings, so that the next run only fits. `--write` writes the weights.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  capOf,
  featureNames,
  LOWEST_THRESHOLD,
  sharesOf,
} from '../../src/domain/document/certainty/confidence.ts';
import { builtInDiagnoses } from '../../src/domain/document/knowledge/diagnoses.ts';
import { senderKeyOf } from '../../src/domain/document/evidence/evidence.ts';
import { documentFields, type FieldKind } from '../../src/domain/document/fields.ts';
import type { SenderTemplate } from '../../src/domain/document/understanding.ts';
import { openBenchDatabase } from '../parts/database.ts';
import { numberOption, writeReport } from '../parts/report.ts';
import { liveRules, repairedOf, type Chain } from './chain.ts';
import { samplesOf, type Sample } from './confidence-samples.ts';
import { loadCorpus, simulatedCorpus, type CorpusFax } from './corpus-files.ts';
import { fitLogistic, type Fitted } from './fit-logistic.ts';
import { makeWorld } from './generate/world.ts';
import { bestFactor, flat, shrunk } from './shrink.ts';
import { loadWorld } from './load-world.ts';
import { textOption } from './options.ts';
import { openReader } from './read-fax.ts';
import { keptReadings } from './second-readings.ts';
import { simulateAgain } from './simulate-again.ts';
import { taught } from './teach.ts';

const kinds = [...new Set(Object.values(documentFields).map(({ kind }) => kind))] as readonly FieldKind[];

/**
 * Kinds that go wrong alike: one threshold each, for there are too few wrong readings to part every kind by. `wrong`: so many of the
 * accepted may be wrong while the weights are fitted, less than what is allowed. What is ticked has few readings and the worst of
 * consequences: an urgency that is taken wrongly makes a patient wait.
 */
const families: readonly { readonly kinds: readonly FieldKind[]; readonly wrong: number }[] = [
  { wrong: 0.001, kinds: ['sex', 'urgency'] },
  {
    wrong: 0.003,
    kinds: [
      'date',
      'phone',
      'npi',
      'member_id',
      'number',
      'diagnosis',
      'person',
      'address',
      'organisation',
      'payer',
      'text',
    ],
  },
];

/** Though the samples would allow less: real pages have damage that no sample has. */
const LEAST_ACCEPTED = 0.94;

const simulated = numberOption('simulate', 0);
const folders = textOption('folder', '').split(',').filter(Boolean);
const checked = textOption('check', '').split(',').filter(Boolean);

const samples = await keptOnce(textOption('samples', ''), () =>
  simulated > 0 ? simulatedSamples(simulated) : keptSamples(folders),
);
/** Every reading as it is told by a model that saw none of its set: layouts and wordings it does not know. */
const heldOut = setsOf(samples).flatMap((set) => {
  const rest = samples.filter((one) => setOf(one) !== set);
  return scored(
    samples.filter((one) => setOf(one) === set),
    fit(rest),
  );
});
const factor = shrinking(heldOut);
const model = shrunk(fit(samples), factor, kinds);
const proven = thresholdsOf(flattened(heldOut, factor));
const told = [
  ...tell('a set that was not fitted on', flattened(heldOut, factor), proven),
  ...(checked.length > 0
    ? tell('senders and seeds nothing was fitted on', scored(await keptSamples(checked), model), proven)
    : []),
];
console.log(`Sums are multiplied by ${factor.toFixed(2)}.`);
if (process.argv.includes('--write')) {
  write(model, proven);
  report(told);
}

async function keptOnce(file: string, make: () => Promise<readonly Sample[]>): Promise<readonly Sample[]> {
  if (file !== '' && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as readonly Sample[];
  const made = await make();
  if (file !== '') writeFileSync(file, JSON.stringify(made));
  return made;
}

async function simulatedSamples(count: number): Promise<readonly Sample[]> {
  const all: Sample[] = [];
  for (const seed of [1, 2])
    for (const resolution of ['fine', 'standard'] as const) {
      const faxes = await simulatedCorpus({ set: 'seen', seed, resolution, count, handwriting: 0.05 });
      all.push(...(await samplesOfWorld(seed, faxes, { readAgain: simulateAgain })));
    }
  return all;
}

async function keptSamples(names: readonly string[]): Promise<readonly Sample[]> {
  const all: Sample[] = [];
  const reader = await openReader('tesseract', numberOption('workers', 1));
  for (const folder of names) {
    const faxes = loadCorpus(folder);
    const { readAgain } = keptReadings(folder, reader);
    for (const seed of new Set(faxes.map(({ truth }) => truth.seed)))
      all.push(
        ...(await samplesOfWorld(
          seed,
          faxes.filter(({ truth }) => truth.seed === seed),
          { readAgain },
        )),
      );
  }
  await reader.close();
  return all;
}

async function samplesOfWorld(
  seed: number,
  faxes: readonly CorpusFax[],
  { readAgain }: Required<Pick<Chain, 'readAgain'>>,
): Promise<readonly Sample[]> {
  const world = makeWorld(seed);
  const database = await openBenchDatabase();
  const loaded = await loadWorld(database.db, world);
  const chain: Chain = { db: database.db, own: world.own, loaded, rules: liveRules, readAgain };
  const all: Sample[] = [];
  const learnt = new Map<string, readonly SenderTemplate[]>();
  for (const fax of faxes) {
    const documents = (await repairedOf(fax, chain)).map(({ document }) => document);
    all.push(...samplesOf(fax, documents));
    const sender = senderKeyOf(fax.truth.transport) ?? '';
    const templates = learnt.get(sender) ?? [];
    // The same fax from a sender whose forms are known is another case.
    const again =
      templates.length === 0
        ? documents
        : (await repairedOf(fax, chain, templates)).map(({ document }) => document);
    if (templates.length > 0) all.push(...samplesOf(fax, again));
    learnt.set(sender, taught(templates, fax, again, { own: world.own, diagnoses: builtInDiagnoses }));
  }
  await database.close();
  console.log(`seed ${seed}: ${faxes.length} faxes, ${all.length} readings`);
  return all;
}

function setOf({ fax }: Sample): string {
  return fax.split('-')[0] ?? '';
}

function setsOf(of: readonly Sample[]): readonly string[] {
  return [...new Set(of.map(setOf))];
}

function shrinking(of: readonly Scored[]): number {
  return bestFactor(of.filter(({ kind, signals }) => capOf(kind, signals) >= LOWEST_THRESHOLD));
}

function flattened(of: readonly Scored[], by: number): readonly Scored[] {
  return of.map((one) => ({
    ...one,
    confidence: Math.min(capOf(one.kind, one.signals), flat(one.confidence, by)),
  }));
}

/** What a rule decides is not fitted: the rest of the readings says what the sum is worth. */
function fit(of: readonly Sample[]): Fitted<FieldKind> {
  const open = of.filter(({ kind, signals }) => capOf(kind, signals) >= LOWEST_THRESHOLD);
  return fitLogistic(
    open.map(({ kind, signals, isRight }) => ({ group: kind, shares: shares(signals), isRight })),
    kinds,
  );
}

function shares(signals: Sample['signals']): readonly number[] {
  const all = sharesOf(signals);
  return featureNames.map((name) => all[name]);
}

type Scored = Sample & { readonly confidence: number };

function scored(of: readonly Sample[], { weights, biases }: Fitted<FieldKind>): readonly Scored[] {
  return of.map((sample) => {
    const sum = shares(sample.signals).reduce(
      (total, share, at) => total + share * (weights[at] ?? 0),
      biases[sample.kind],
    );
    return { ...sample, confidence: Math.min(capOf(sample.kind, sample.signals), 1 / (1 + Math.exp(-sum))) };
  });
}

type Thresholds = Readonly<Record<FieldKind, number>>;

function thresholdsOf(of: readonly Scored[]): Thresholds {
  const found = families.flatMap(({ kinds: alike, wrong }) => {
    const threshold = thresholdOf(
      of.filter(({ kind }) => alike.includes(kind)),
      wrong,
    );
    return alike.map((kind) => [kind, threshold] as const);
  });
  return Object.fromEntries(found) as Thresholds;
}

/** The lowest confidence from which few enough were wrong. */
function thresholdOf(of: readonly Scored[], mayBeWrong: number): number {
  // The same value of the same fax, with and without what was learnt of its sender, is right or wrong once.
  const once = new Map(of.map((one) => [`${one.fax} ${one.field} ${one.said}`, one]));
  const sorted = [...once.values()]
    .filter(({ isDoubted }) => !isDoubted)
    .toSorted((a, b) => b.confidence - a.confidence);
  let [wrong, best] = [0, 0.999];
  for (const [at, { confidence, isRight }] of sorted.entries()) {
    if (!isRight) wrong += 1;
    if (wrong / (at + 1) <= mayBeWrong) best = confidence;
  }
  return Math.max(LEAST_ACCEPTED, LOWEST_THRESHOLD, Math.ceil(best * 1000) / 1000);
}

/** One row for each resolution; what was accepted wrongly is printed. */
function tell(
  what: string,
  of: readonly Scored[],
  thresholds: Thresholds = thresholdsOf(of),
): readonly (readonly string[])[] {
  console.log(`\n${what}: ${of.length} readings`);
  const rows: (readonly string[])[] = [];
  for (const [name, isMeant] of [
    ['fine', (one: Scored) => one.signals.dpiY >= 150],
    ['standard', (one: Scored) => one.signals.dpiY < 150],
  ] as const) {
    const part = of.filter(isMeant);
    const accepted = part.filter(
      ({ kind, confidence, isDoubted }) => confidence >= thresholds[kind] && !isDoubted,
    );
    const right = part.filter(({ isRight }) => isRight);
    const wrong = accepted.filter(({ isRight }) => !isRight);
    rows.push([
      what,
      name,
      String(part.length),
      percentOf(right, part),
      percentOf(accepted, part),
      `${wrong.length} (${percentOf(wrong, accepted)})`,
      `${(errorOf(part) * 100).toFixed(1)} points`,
    ]);
    console.log(rows.at(-1)?.join(' | '));
    for (const { field, fax, confidence, said, meant } of wrong)
      console.log(`  wrong: ${fax} ${field} ${confidence.toFixed(3)} ${said} for ${meant[0] ?? 'nothing'}`);
  }
  return rows;
}

function percentOf(part: readonly Scored[], of: readonly Scored[]): string {
  return `${((100 * part.length) / Math.max(1, of.length)).toFixed(1)} %`;
}

function errorOf(of: readonly Scored[]): number {
  let error = 0;
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const bin = of.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === tenth);
    const stated = bin.reduce((sum, { confidence }) => sum + confidence, 0);
    const right = bin.filter(({ isRight }) => isRight).length;
    error += Math.abs(stated - right) / Math.max(1, of.length);
  }
  return error;
}

function commandLine(): string {
  const given = process.argv.slice(2).filter((one) => !/^--(folder|check|samples)/.test(one));
  return `node --import tsx bench/documents/fit-confidence.ts --folder=<kept corpora> ${given.join(' ')}`.trim();
}

function report(rows: readonly (readonly string[])[]): void {
  const limits = families.map(({ kinds: [kind] }) => (kind ? proven[kind] : 1)).join(', ');
  writeReport('document-confidence', {
    title: 'How true the confidence of fields is',
    command: commandLine(),
    words: [
      `Readings of all fields of invented faxes (${new Set(samples.map(({ fax }) => fax)).size}, some filled in by hand) by the built-in reader, with second readings, the directory and the index; of senders whose forms are known each fax counts twice, with and without what was learnt. Each set of layouts is told of by a fit on the other sets, and the sums are shrunk so that they hold there. Accepted from ${limits} (what is ticked, all else): the lowest confidence from which at most ${families.map(({ wrong }) => (wrong * 100).toFixed(1)).join(', ')} % were wrong.`,
      'Bars: of the accepted at least 99.5 % right, with at least 80 % of the readings of fine pages and 60 % of standard ones accepted; calibration error at most 3 points.',
    ],
    head: ['Readings', 'Pages', 'Count', 'Right', 'Accepted', 'Of these wrong', 'Calibration error'],
    rows,
  });
}

function write({ weights, biases }: Fitted<FieldKind>, thresholds: Thresholds): void {
  const lines = (entries: readonly (readonly [string, number])[], digits: number): string =>
    entries.map(([name, value]) => `  ${name}: ${value.toFixed(digits)},`).join('\n');
  const text = `import type { FeatureName } from './confidence.ts';
import type { FieldKind } from '../fields.ts';

/**
 * Fitted by \`${commandLine()}\` on ${samples.length} readings of ${new Set(samples.map(({ fax }) => fax)).size}
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
${lines(
  featureNames.map((name, at) => [name, weights[at] ?? 0]),
  2,
)}
};

export const biases: Readonly<Record<FieldKind, number>> = {
${lines(
  kinds.map((kind) => [kind, biases[kind]]),
  2,
)}
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
${lines(
  kinds.map((kind) => [kind, thresholds[kind]]),
  3,
)}
};
`;
  writeFileSync(join(import.meta.dirname, '../../src/domain/document/certainty/confidence-weights.ts'), text);
}
