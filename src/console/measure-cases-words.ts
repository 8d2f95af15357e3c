import type { MeasureEntry, MeasureName } from '../domain/measures/catalogue.ts';
import type { MeasureCase } from '../store/measures/measure-cases.ts';
import type { MeasureGrouping } from '../store/measures/read-measure.ts';
import { hoursText, keyName } from './measure-words.tsx';
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

type Halves = { readonly inside: string; readonly outside: string };

const known: Halves = { inside: 'Known', outside: 'Not known' };

/** The numerator of each share, and the rest of its denominator. */
const halves: Partial<Record<MeasureName, Halves>> = {
  leakage: { inside: 'Lost', outside: 'Not lost' },
  no_show: { inside: 'Missed', outside: 'Kept' },
  loop_closure: { inside: 'Closed', outside: 'Open' },
  undeliverable: { inside: 'Given up', outside: 'Not given up' },
  capture_by_desk: known,
  capture_by_location: known,
  capture_by_person: known,
  capture_pcp: known,
  unsent_for_want_of_referrer: { inside: 'Missing', outside: 'Known' },
};

function halvesOf(name: MeasureName, kind: MeasureEntry['kind']): Halves {
  if (kind !== 'share') return { inside: 'Done', outside: 'Not yet' };
  return halves[name] ?? { inside: 'Counted in', outside: 'Not counted in' };
}

/** How the two halves of a measure are called. */
export function onlyChoices(name: MeasureName, kind: MeasureEntry['kind']): readonly Only[] {
  if (kind === 'count') return [];
  const { inside, outside } = halvesOf(name, kind);
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
  if (kind === 'count') return 'Counted';
  if (kind === 'share') return halvesOf(name, kind)[one.isHit === true ? 'inside' : 'outside'];
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
