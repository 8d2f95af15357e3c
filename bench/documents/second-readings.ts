/** Second readings of places, kept beside the corpus: `<id>.again.json`. What was read once is not read again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Question } from '../../src/domain/document/readings/second-opinion.ts';
import type { ReadPage } from '../../src/domain/document/page.ts';
import type { OpenReader, RegionReading } from '../../src/sdk/reader.ts';
import { loadImage, type CorpusFax } from './corpus-files.ts';

export type SecondReadings = {
  readonly readAgain: (
    fax: CorpusFax,
    page: ReadPage,
    questions: readonly Question[],
  ) => Promise<readonly Answer[]>;
  readonly took: () => { readonly places: number; readonly ms: number };
};

export function keptReadings(folder: string, reader: OpenReader): SecondReadings {
  let [places, ms] = [0, 0];
  return {
    readAgain: async (fax, page, questions) => {
      const file = join(folder, `${fax.truth.id}.again.json`);
      const kept = existsSync(file)
        ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, RegionReading>)
        : {};
      const unknown = questions.filter((one) => kept[keyOf(one)] === undefined);
      if (unknown.length > 0) {
        const start = performance.now();
        const read = await reader.readRegions(loadImage(folder, fax, page), unknown, {});
        ms += performance.now() - start;
        places += unknown.length;
        unknown.forEach((one, at) => {
          const reading = read[at];
          if (reading) kept[keyOf(one)] = reading;
        });
        writeFileSync(file, JSON.stringify(kept));
      }
      return questions.map((one) => ({ ...one, reading: kept[keyOf(one)] }));
    },
    took: () => ({ places, ms }),
  };
}

const keyOf = ({ page, box, expects }: Question): string =>
  [page, box.x, box.y, box.width, box.height, expects].join(' ');
