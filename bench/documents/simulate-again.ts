/** Second readings of a second simulated reader: its slips are its own. */
import type { Answer, Question } from '../../src/domain/document/readings/second-opinion.ts';
import type { Box, ReadPage } from '../../src/domain/document/page.ts';
import type { CorpusFax } from './corpus-files.ts';
import { simulatePage } from './simulate.ts';

const OTHER_READER = 7_919;

export function simulateAgain(
  { truth }: CorpusFax,
  page: ReadPage,
  questions: readonly Question[],
): Promise<readonly Answer[]> {
  const meant = truth.pages.find(({ number }) => number === page.number);
  const words = meant ? simulatePage({ ...truth, seed: truth.seed + OTHER_READER }, meant).words : [];
  return Promise.resolve(
    questions.map((question) => {
      const there = words
        .filter(({ box }) => isIn(question.box, box))
        .toSorted((a, b) => a.line - b.line || a.box.x - b.box.x);
      if (there.length === 0) return { ...question, reading: undefined };
      return {
        ...question,
        reading: {
          text: there.map(({ text }) => text).join(' '),
          confidence: Math.min(...there.map(({ confidence }) => confidence)),
        },
      };
    }),
  );
}

function isIn(zone: Box, { x, y, width, height }: Box): boolean {
  const [across, down] = [x + width / 2, y + height / 2];
  return across >= zone.x && across <= zone.x + zone.width && down >= zone.y && down <= zone.y + zone.height;
}
