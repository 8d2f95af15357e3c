/**
 * Who a claim means, and what people type, on a directory as large as the country's: practitioners and organisations of invented
 * names, skewed as in life. Accuracy is counted over claims made from known entries with the noise of scans and typists, and over
 * claims of people who are not in the directory. A look-up by primary key in the same run tells how fast the machine was.
 *
 *     node --import tsx bench/partner-directory.ts [--people=1000000] [--practices=300000] [--claims=300]
 * BENCH_DIRECTORY_URL names a database that an earlier run filled: then only measuring is left.
 *
 *     node --import tsx bench/partner-directory.ts --people=20000 --practices=6000 --claims=100     (a quick run, no report)
 */
import type { PartnerMatch } from '../src/domain/match-partner.ts';
import { findKnownPartners } from '../src/pipeline/known-partners.ts';
import { openDatabase, query, queryOne, sql, type Tx } from '../src/store/database.ts';
import { searchPartnersAsTyped } from '../src/store/partner-search.ts';
import { transaction } from '../src/store/transaction.ts';
import { openBenchDatabase } from './parts/database.ts';
import { chooser, createDirectory, towns } from './parts/directory.ts';
import { sampleClaims, slip, type Sample } from './parts/directory-claims.ts';
import { idOf, loadDirectory } from './parts/load-directory.ts';
import { numberOption, quantile, thousands, writeReport } from './parts/report.ts';

const MATCH_MS = 30;
const TYPED_MS = 60;
const PRECISION = 0.998;
const BATCH = 200;
const SENDER = 'fax';

const people = numberOption('people', 1_000_000);
const practices = numberOption('practices', 300_000);
const ofEach = numberOption('claims', 300);
const isReport = people >= 200_000;

const loaded = process.env['BENCH_DIRECTORY_URL'];
const database = loaded === undefined ? await openBenchDatabase() : openLoaded(loaded);
const { db } = database;
const directory = createDirectory(people, practices);
const startedAt = performance.now();
if (loaded === undefined) await loadDirectory(db, directory);
const loadSeconds = (performance.now() - startedAt) / 1000;
console.log(`${thousands(people + practices)} entries in ${Math.round(loadSeconds)} s`);
const loading = loaded === undefined ? `loaded in ${Math.round(loadSeconds)} s with` : 'loaded before with';
const samples = sampleClaims(directory, ofEach);
const holders = await holdersOf(samples);

const reference = await times(1_000, (n) =>
  queryOne(db, sql`select name from partner where id = ${idOf((n * 7_919) % people)}`),
);
const alone: number[] = [];
const counted = new Map<string, Counts>();
await transaction(db, measureAlone);
const batched = await transaction(db, measureBatches);
const known = await transaction(db, measureKnown);
const typed = await measureTyping();
report();
await database.close();

/** A database an earlier run filled with a directory of the same size: loading takes longer than measuring. */
function openLoaded(url: string) {
  const opened = openDatabase(url, { maxConnections: 2, applicationName: 'bench' });
  return { db: opened, described: 'A directory loaded by an earlier run', close: () => opened.close() };
}

type Counts = { all: number; certain: number; wrong: number; probable: number; shown: number; fresh: number };

async function holdersOf(all: readonly Sample[]): Promise<ReadonlyMap<string, string>> {
  const npis = all.flatMap((one) => one.truth ?? []);
  const rows = await query<{ readonly value: string; readonly id: string }>(
    db,
    sql`select value, partner_id as id from partner_identifier where system = 'npi' and value = any(${npis}::text[])`,
  );
  return new Map(rows.map((row) => [row.value, row.id]));
}

async function measureAlone(tx: Tx): Promise<void> {
  for (const sample of samples) {
    const started = performance.now();
    const partners = await findKnownPartners(tx, [{ claim: sample.claim, sender: SENDER }]);
    const match = partners.match(sample.claim, SENDER);
    alone.push(performance.now() - started);
    count(sample, match);
  }
}

function count(sample: Sample, match: PartnerMatch): void {
  const counts = counted.get(sample.kind) ?? {
    all: 0,
    certain: 0,
    wrong: 0,
    probable: 0,
    shown: 0,
    fresh: 0,
  };
  counted.set(sample.kind, counts);
  const truth = sample.truth === undefined ? undefined : holders.get(sample.truth);
  counts.all += 1;
  if (match.outcome === 'certain') {
    counts.certain += 1;
    if (match.partnerId !== truth) {
      counts.wrong += 1;
      console.log('wrong:', sample.kind, JSON.stringify(sample.claim), match.reasons.join(', '));
    }
    return;
  }
  if (match.outcome === 'probable') counts.probable += 1;
  else counts.fresh += 1;
  if (match.outcome !== 'none' && match.candidates.some((one) => one.partnerId === truth)) counts.shown += 1;
}

/** Milliseconds of each claim of batches as the pipeline makes them. */
async function measureBatches(tx: Tx): Promise<readonly number[]> {
  const next = chooser(4_711);
  const mixed = samples.map((sample) => ({ sample, at: next() })).toSorted((a, b) => a.at - b.at);
  const found: number[] = [];
  for (let from = 0; from + BATCH <= mixed.length; from += BATCH) {
    const batch = mixed
      .slice(from, from + BATCH)
      .map(({ sample }) => ({ claim: sample.claim, sender: SENDER }));
    const started = performance.now();
    const partners = await findKnownPartners(tx, batch);
    for (const one of batch) partners.match(one.claim, one.sender);
    found.push((performance.now() - started) / batch.length);
  }
  return found;
}

/** The everyday batch: everybody is known by number. */
async function measureKnown(tx: Tx): Promise<readonly number[]> {
  return times(30, async (n) => {
    const batch = Array.from({ length: BATCH }, (_, index) => {
      const { npi, family, given } = directory.person((n * 9_973 + index * 31) % people);
      return {
        claim: {
          kind: 'person' as const,
          identifiers: [{ system: 'npi', value: npi }],
          name: { family, given },
        },
        sender: SENDER,
      };
    });
    const partners = await findKnownPartners(tx, batch);
    for (const one of batch) partners.match(one.claim, one.sender);
  });
}

type Typing = { readonly ms: readonly number[]; readonly found: number; readonly wanted: number };

/** Every beginning of what people type, from the second letter; the last must show who was meant among eight. */
async function measureTyping(): Promise<Typing> {
  const place = towns[2];
  const ms: number[] = [];
  let found = 0;
  const wanted = 120;
  for (let n = 0; n < wanted; n += 1) {
    const { text, id } = typedOf(n);
    let last: readonly { readonly id: string }[] = [];
    for (let length = 2; length <= text.length; length += 1) {
      const started = performance.now();
      last = await searchPartnersAsTyped(db, text.slice(0, length), {
        limit: 8,
        ...(place ? { place } : {}),
      });
      ms.push(performance.now() - started);
    }
    if (last.some((one) => one.id === id)) found += 1;
    else console.log('typed, not shown:', text);
  }
  return { ms, found, wanted };
}

function typedOf(n: number): { readonly text: string; readonly id: string } {
  const at = (n * 104_729) % people;
  const one = directory.person(at);
  const { family, given, practice, npi, phone } = one;
  const id = idOf(at);
  const next = chooser(n);
  const town = practice.town.city.toLowerCase();
  switch (n % 7) {
    case 0:
      return { text: `${family} ${given} ${town}`.toLowerCase(), id };
    case 1:
      return { text: `${given} ${family} ${town}`.toLowerCase(), id };
    case 2:
      return { text: `${family} ${given.slice(0, 3)} ${town} ${practice.town.state}`.toLowerCase(), id };
    case 3:
      return { text: npi, id };
    case 4:
      return { text: `${slip(family.toLowerCase(), next)} ${given} ${town}`.toLowerCase(), id };
    case 5:
      return { text: `${practice.name} ${town}`.toLowerCase(), id: idOf(people + practice.number) };
    default:
      return { text: one.phone === practice.phone ? npi : phone, id };
  }
}

async function times(often: number, work: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let n = 0; n < often; n += 1) {
    const started = performance.now();
    await work(n);
    found.push(performance.now() - started);
  }
  return found;
}

function p95(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.95,
  );
}

function p50(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function report(): void {
  const all = [...counted.values()];
  const sum = (pick: (one: Counts) => number): number => all.reduce((total, one) => total + pick(one), 0);
  const certain = sum((one) => one.certain);
  const precision = certain === 0 ? 0 : 1 - sum((one) => one.wrong) / certain;
  const unit = p50(reference);
  const speed = (name: string, values: readonly number[], most: number): readonly string[] => [
    name,
    p50(values).toFixed(1),
    p95(values).toFixed(1),
    (p95(values) / unit).toFixed(0),
    `${most}: ${p95(values) <= most ? 'reached' : 'MISSED'}`,
  ];
  const rows = [
    speed('one claim, all kinds below', alone, MATCH_MS),
    speed(`per claim in batches of ${BATCH}, all kinds below`, batched, MATCH_MS),
    speed(`a whole batch of ${BATCH} known by number`, known, MATCH_MS * BATCH),
    speed('type-ahead, every beginning', typed.ms, TYPED_MS),
  ];
  const share = (part: number, whole: number): string =>
    `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  const kinds = [...counted].map(
    ([kind, one]) =>
      `| ${kind} | ${one.all} | ${share(one.certain, one.all)} | ${one.wrong} | ${share(one.probable, one.all)} | ${share(one.fresh, one.all)} | ${share(one.shown, one.all - one.certain)} |`,
  );
  const text = {
    title: 'Who a claim means, and type-ahead, on a large directory',
    command: `node --import tsx bench/partner-directory.ts --people=${people} --practices=${practices} --claims=${ofEach}`,
    words: [
      `${database.described}. ${thousands(people)} practitioners and ${thousands(practices)} organisations, ${loading} their keys and search words. A look-up by primary key took ${unit.toFixed(2)} ms (median) in the same run.`,
      `Precision of what is decided without a person: ${precision.toFixed(4)} of ${thousands(certain)} (at least ${PRECISION}: ${precision >= PRECISION ? 'reached' : 'MISSED'}). Of ${typed.wanted} typed-out searches ${typed.found} showed who was meant among eight.`,
    ],
    head: ['What', 'p50 ms', 'p95 ms', 'p95 : look-up', 'At most ms'],
    rows,
    after: [
      [
        '| Claim | Claims | Certain | Wrong | Probable | New | Of the rest: meant one shown |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...kinds,
      ].join('\n'),
    ],
  };
  if (isReport) writeReport('partner-directory', text);
  else console.log([...text.words, ...rows.map((row) => row.join('  ')), ...text.after].join('\n'));
}
