/**
 * Finding fields, apart from reading them: words as printed (or with slips made up, or as read once and kept), no directory, no index, no
 * second readings. For whoever makes the extraction better; quick.
 *
 *     node --import tsx bench/documents/extraction.ts --set=varied --seed=1 --count=80 [--words=printed|fine|standard] [--folder=<kept corpus>]
 *       [--layout=name] [--wrong=30] [--field=reason] [--write=documents-extraction]
 */
import { builtInDiagnoses } from '../../src/domain/document/knowledge/diagnoses.ts';
import { fieldOf } from '../../src/domain/document/fields.ts';
import type { ReadPage } from '../../src/domain/document/page.ts';
import type { RawReading } from '../../src/domain/document/signals.ts';
import { understandPages } from '../../src/domain/document/understand.ts';
import { numberOption } from '../parts/report.ts';
import { loadCorpus, type CorpusFax } from './corpus-files.ts';
import { drawFax } from './generate/fax.ts';
import { setNames, type FaxTruth, type TruthDocument } from './generate/truth.ts';
import { makeWorld, type World } from './generate/world.ts';
import { textOption } from './options.ts';
import { isSameInFull, sameValue } from './same-value.ts';
import { printedPage, simulatePage } from './simulate.ts';

const set = textOption('set', ['varied', ...setNames]);
const words = textOption('words', ['printed', 'fine', 'standard']);
const layout = textOption('layout', '');
const folder = textOption('folder', '');
const only = textOption('field', '');
const seed = numberOption('seed', 1);
let shown = numberOption('wrong', 0);

type Tally = { count: number; right: number; wrong: number };
const byField = new Map<string, Tally>();
const byLayout = new Map<string, Tally>();

const worlds = new Map<number, World>();
for (const fax of folder === '' ? made() : loadCorpus(folder)) score(fax);
show('layout', byLayout);
show('field', byField);

function* made(): Generator<CorpusFax> {
  for (let number = 0; number < numberOption('count', 80); number += 1) {
    const { truth } = drawFax(worldOf(seed), number, {
      set,
      resolution: words === 'standard' ? 'standard' : 'fine',
      wear: words === 'printed' ? 'clean' : 'usual',
      ...(layout === '' ? {} : { layout }),
    });
    yield {
      truth,
      pages: truth.pages.map((page): ReadPage =>
        words === 'printed' ? printedPage(page) : simulatePage(truth, page),
      ),
    };
  }
}

function worldOf(number: number): World {
  const world = worlds.get(number) ?? makeWorld(number);
  worlds.set(number, world);
  return world;
}

function score({ truth, pages }: CorpusFax): void {
  if (layout !== '' && truth.pages.every((page) => page.layout !== layout)) return;
  const told = understandPages(pages, {
    own: worldOf(truth.seed).own,
    transport: truth.transport,
    diagnoses: builtInDiagnoses,
  });
  const readings = told.flatMap(({ fields }) => fields);
  for (const document of truth.documents)
    if (document.kind === 'referral') fieldsOf(truth, document, readings);
}

function fieldsOf(truth: FaxTruth, document: TruthDocument, readings: readonly RawReading[]): void {
  const done = new Set<string>();
  for (const { field, value, text } of document.fields) {
    if (done.has(`${field} ${value}`)) continue;
    done.add(`${field} ${value}`);
    const said = readings.filter((one) => one.field === field);
    const some = fieldOf(field).isMany === true ? said : said.slice(0, 1);
    const texts = document.fields.filter((one) => one.field === field).map((one) => one.text);
    const isRight = some.some(
      (one) =>
        sameValue(field, value, one.value) ||
        texts.some((printed) => isSameInFull(field, printed, one.value)) ||
        document.facts[field]?.some((fact) => sameValue(field, fact, one.value)),
    );
    const page = truth.pages[0]?.layout ?? '';
    count(byField, field, isRight, some.length > 0);
    count(byLayout, page, isRight, some.length > 0);
    if (!isRight && shown > 0 && (only === '' || only === field)) {
      shown -= 1;
      console.log(
        `${truth.id} ${page} ${field} | ${text} | ${some.map((one) => `${one.value} [${one.signals.labelMatch.toFixed(2)}]`).join(' + ')}`,
      );
    }
  }
}

function count(tallies: Map<string, Tally>, name: string, isRight: boolean, isTold: boolean): void {
  const tally = tallies.get(name) ?? { count: 0, right: 0, wrong: 0 };
  tally.count += 1;
  if (isRight) tally.right += 1;
  else if (isTold) tally.wrong += 1;
  tallies.set(name, tally);
}

function show(name: string, tallies: ReadonlyMap<string, Tally>): void {
  const all = [...tallies.values()].reduce(
    (sum, one) => ({
      count: sum.count + one.count,
      right: sum.right + one.right,
      wrong: sum.wrong + one.wrong,
    }),
    { count: 0, right: 0, wrong: 0 },
  );
  console.log(`\n${name}: values, right, wrong`);
  for (const [key, { count: n, right, wrong }] of [...tallies, ['all', all] as const].toSorted(
    (a, b) => a[1].right / a[1].count - b[1].right / b[1].count,
  ))
    console.log(
      `${key.padEnd(24)} ${String(n).padStart(5)} ${((right / n) * 100).toFixed(1).padStart(6)} % ${((wrong / n) * 100).toFixed(1).padStart(6)} %`,
    );
}
