/**
 * What readings are measured by. Text: `scoreText`; fields: `scoreFields` and the rates over its points; filings: `scoreFilings`.
 *
 *     node --import tsx bench/documents/score.ts --corpus=folder [--slips]
 *
 * scores the text of a kept corpus (bench/documents/corpus.ts); `--slips` shows what was read wrongly.
 */
import { defaultFolder, loadCorpus, type CorpusFax } from './corpus-files.ts';
import type { ReadPage } from '../../src/domain/document/page.ts';
import type { TruthPage } from './generate/truth.ts';
import { textOption } from './options.ts';
import {
  addText,
  assigned,
  errorRate,
  noText,
  recallOf,
  scoreText,
  tallyOf,
  type TextScore,
} from './score-text.ts';

const faxes = loadCorpus(textOption('corpus', defaultFolder));
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function tellGroups(name: string, groupOf: (page: TruthPage) => readonly string[]): void {
  const groups = new Map<string, TextScore>();
  for (const fax of faxes)
    for (const [page, score] of scoresOf(fax))
      for (const group of groupOf(page)) groups.set(group, addText(groups.get(group) ?? noText, score));
  console.log(`\n${name.padEnd(24)}   pages      CER   recall  hand CER  header CER  spurious/page`);
  for (const [group, { print, hand, header, spurious, pages }] of [...groups].toSorted(([a], [b]) =>
    a.localeCompare(b),
  ))
    console.log(
      `${group.padEnd(24)} ${[String(pages), percent(errorRate(print)), percent(recallOf(print)), percent(errorRate(hand)), percent(errorRate(header)), (spurious / pages).toFixed(1)].map((cell) => cell.padStart(9)).join('')}`,
    );
}

function scoresOf(fax: CorpusFax): readonly (readonly [TruthPage, TextScore])[] {
  return pairsOf(fax).map(([page, read]) => [page, scoreText(page, read)]);
}

function pairsOf(fax: CorpusFax): readonly (readonly [TruthPage, ReadPage])[] {
  return fax.truth.pages.flatMap((page, at) => {
    const read = fax.pages[at];
    return read ? [[page, read] as const] : [];
  });
}

tellGroups('resolution', (page) => [page.resolution]);
tellGroups('layout', (page) => [`${page.resolution} ${page.layout}`]);
tellGroups('noise', (page) => page.noise.map((noise) => `${page.resolution} ${noise}`));
tellGroups('turn', (page) => [`${page.resolution} ${page.turn}`]);

function tellSlips(fax: CorpusFax, page: TruthPage, read: ReadPage): void {
  const { found } = assigned(page, read);
  for (const run of page.runs.filter(({ isHeader }) => !isHeader)) {
    const words = found.get(run) ?? [];
    const { edits } = tallyOf(run.text, words);
    if (edits > 0) console.log(`${fax.truth.id}.${page.number} ${edits} | ${run.text} | ${words.join(' ')}`);
  }
}

if (process.argv.includes('--slips'))
  for (const fax of faxes) for (const [page, read] of pairsOf(fax)) tellSlips(fax, page, read);
