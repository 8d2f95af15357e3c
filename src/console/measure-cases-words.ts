import type { MeasureEntry, MeasureName } from '../domain/measures/catalogue.ts';
import type { MeasureCase } from '../store/measures/measure-cases.ts';
import type { MeasureGrouping } from '../store/measures/read-measure.ts';
import { hoursText, keyName, keyText } from './measure-words.tsx';
import type { Choice } from './parts.tsx';

/** Cases on the page; a file holds more. */
export const MOST_SHOWN = 200;

export type CasesQuery = {
  readonly by: MeasureGrouping;
  readonly groupings: readonly MeasureGrouping[];
  /** Those counted in, or the others. */
  readonly only: 'in' | 'out' | undefined;
  readonly key: string | undefined;
};

type Only = { readonly only: CasesQuery['only']; readonly label: string };

/** How the two halves of a measure are called. */
export function onlyChoices(kind: MeasureEntry['kind']): readonly Only[] {
  if (kind === 'count') return [];
  const [inside, outside] = kind === 'share' ? ['Counted in', 'Not counted in'] : ['Done', 'Not yet'];
  return [
    { only: undefined, label: 'All' },
    { only: 'in', label: inside },
    { only: 'out', label: outside },
  ];
}

/** What each line of a breakdown is. */
export function groupingWord(name: MeasureName, by: MeasureGrouping): string {
  if (by === 'key') return keyName(name);
  return by === 'week' ? 'Week' : 'Partner';
}

/** What became of one case. */
export function resultText(name: MeasureName, kind: MeasureEntry['kind'], one: MeasureCase): string {
  const key = one.key === null || one.key === undefined ? '' : `, ${keyText(name, one.key)}`;
  if (kind === 'count') return 'Counted';
  if (kind === 'share') return `${one.isHit === true ? 'Counted in' : 'Not counted in'}${key}`;
  return one.hours === null || one.hours === undefined ? 'Not yet' : `After ${hoursText(one.hours)}`;
}

export type ChoiceLink = (change: Readonly<Record<string, string | undefined>>) => string;

export function groupingChoices(name: MeasureName, query: CasesQuery, link: ChoiceLink): readonly Choice[] {
  return query.groupings.map((by) => ({
    href: link({ by }),
    label: `By ${groupingWord(name, by).toLowerCase()}`,
    isCurrent: by === query.by,
  }));
}
