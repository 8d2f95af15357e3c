import { findMeasure, type MeasureEntry, type MeasureName } from '../domain/measures/catalogue.ts';
import type { MeasureRow } from '../store/measures/read-measure.ts';

/** What a figure counts and what not, one click away. */
export function Meaning({ of }: { readonly of: Pick<MeasureEntry, 'title' | 'definition'> }) {
  return (
    <details class="meaning">
      <summary>What “{of.title}” counts</summary>
      <p>{of.definition}</p>
    </details>
  );
}

export function meaningOf(name: MeasureName): MeasureEntry {
  return findMeasure(name);
}

/** "84 %", or that there was nothing to share. */
export function percentText(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${Math.round(share * 100)}%`;
}

/** Hours in the unit that still says something. */
export function hoursText(hours: number | null | undefined): string {
  if (hours === null || hours === undefined) return '–';
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${rounded(hours)} h` : `${rounded(hours / 24)} days`;
}

function rounded(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The figure of a measure, and what stands beside it. */
export type FigureWords = { readonly figure: string; readonly beside: string };

/** A row of any measure in words. */
export function figureWords(kind: MeasureEntry['kind'], row: MeasureRow | undefined): FigureWords {
  if (row === undefined || row.cases === 0)
    return { figure: kind === 'count' ? '0' : '–', beside: 'nobody in this time' };
  const { cases, hits = 0, done = 0 } = row;
  const all = cases.toLocaleString('en-US');
  if (kind === 'count') return { figure: all, beside: '' };
  if (kind === 'share')
    return { figure: percentText(row.share), beside: `${hits.toLocaleString('en-US')} of ${all}` };
  if (kind === 'duration')
    return {
      figure: hoursText(row.medianHours),
      beside: `9 of 10 within ${hoursText(row.p90Hours)}; ${percentText(row.within24Hours)} in 24 h, ${percentText(row.within48Hours)} in 48 h; ${done.toLocaleString('en-US')} of ${all} done`,
    };
  return {
    figure: percentText(row.within90Days),
    beside: `90 days; 30 days ${percentText(row.within30Days)}, 60 days ${percentText(row.within60Days)}; ${done.toLocaleString('en-US')} of ${all} so far`,
  };
}

/** What kind of figure stands in the column. */
export const figureNames: Readonly<Record<MeasureEntry['kind'], string>> = {
  count: 'Number',
  share: 'Share',
  duration: 'Median',
  conversion: 'Share after 90 days',
};

const keyWords: Readonly<Record<string, string>> = {
  declined: 'Declined',
  cancelled: 'Cancelled',
  past_expiry: 'Past its last day',
  no_response: 'Patient not reached',
  expired: 'Expired',
  email: 'E-mail',
  folder: 'Folder',
  mllp: 'HL7 over MLLP',
};

const unsaid: Partial<Record<MeasureName, string>> = {
  capture_by_desk: 'Desk not said',
  unsent_for_want_of_referrer: 'Desk not said',
  capture_by_location: 'Location not said',
  capture_by_person: 'Nobody asked',
  leakage: 'Still on its way or seen',
};

const keyNames: Partial<Record<MeasureName, string>> = {
  leakage: 'Reason',
  undeliverable: 'Way out',
  capture_by_desk: 'Desk',
  capture_by_location: 'Location',
  capture_by_person: 'Person',
  unsent_for_want_of_referrer: 'Desk',
};

/** What a measure is broken down by besides week and partner. */
export function keyName(name: MeasureName): string {
  return keyNames[name] ?? 'Kind';
}

/** One part of what a measure is broken down by. */
export function keyText(name: MeasureName, key: string | null | undefined): string {
  if (key === null || key === undefined || key === '') return unsaid[name] ?? 'Not said';
  return keyWords[key] ?? key;
}
