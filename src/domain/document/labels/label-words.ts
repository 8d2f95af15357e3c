import type { LabelEntry } from './label-entry.ts';
import { askLabels } from './label-words-asks.ts';
import { combinedLabels } from './label-words-combined.ts';
import { peopleLabels } from './label-words-people.ts';
import { programLabels } from './label-words-programs.ts';
import { spanishLabels } from './label-words-spanish.ts';
import { moreQuestionLabels, questionLabels } from './label-words-questions.ts';
import { recordLabels } from './label-words-records.ts';
import { reasonLabels } from './label-words-reasons.ts';

/** The words forms print beside their values. Numbers (`#`, `no.`) behind a phrase are matched as `number`. The first of equal phrases wins. */
export const labelEntries: readonly LabelEntry[] = [
  ...programLabels,
  ...peopleLabels,
  ...reasonLabels,
  ...questionLabels,
  ...moreQuestionLabels,
  ...spanishLabels,
  ...askLabels,
  ...recordLabels,
  ...combinedLabels,
];
