import { specialtyTest } from '../../domain/taxonomy.ts';
import { Failure } from '../../lib/failure.ts';
import type { ImportOptions } from '../../store/imports.ts';

/** What of a row decides whether it is taken. */
export type Filterable = {
  readonly state?: string | undefined;
  readonly zip?: string | undefined;
  readonly city?: string | undefined;
  /** The pitch specialty. */
  readonly specialty?: string | undefined;
};

export type RowFilter = {
  /** False when everything is taken. */
  readonly isSet: boolean;
  readonly takes: (row: Filterable) => boolean;
};

/** Place and specialty must both fit; within each, one of the wanted is enough. Throws `filter-unknown` (permanent) naming the word that means nothing. */
export function makeFilter(options: ImportOptions): RowFilter {
  const states = new Set(options.states?.map((state) => state.toUpperCase()));
  const cities = new Set(options.cities?.map((city) => city.trim().toUpperCase()));
  const zips = options.zips ?? [];
  const specialties = options.specialties ?? [];
  const { test, unknown } = specialtyTest(specialties);
  assertKnown(unknown, [...states], zips);
  const isPlaced = states.size + cities.size + zips.length > 0;
  const takesPlace = ({ state, zip, city }: Filterable): boolean =>
    (states.size === 0 || (state !== undefined && states.has(state))) &&
    (cities.size === 0 || (city !== undefined && cities.has(city.toUpperCase()))) &&
    (zips.length === 0 || (zip !== undefined && zips.some((start) => zip.startsWith(start))));
  return {
    isSet: isPlaced || specialties.length > 0,
    takes: (row) =>
      takesPlace(row) && (specialties.length === 0 || (row.specialty !== undefined && test(row.specialty))),
  };
}

function assertKnown(
  specialties: readonly string[],
  states: readonly string[],
  zips: readonly string[],
): void {
  const [specialty] = specialties;
  if (specialty !== undefined)
    refuse(
      `"${specialty}" is no specialty: name a group (pcp, eye, fqhc, pharmacy, podiatry, dentistry, endocrinology, cardiology), a taxonomy code such as 207Q00000X, or the beginning of one such as 207R*.`,
    );
  const state = states.find((one) => !/^[A-Z]{2}$/.test(one));
  if (state !== undefined) refuse(`"${state}" is no state: write two letters, such as IL.`);
  const zip = zips.find((one) => !/^\d{1,5}$/.test(one));
  if (zip !== undefined) refuse(`"${zip}" is no beginning of a ZIP code: write one to five digits.`);
}

function refuse(sentence: string): never {
  throw new Failure('permanent', 'filter-unknown', sentence);
}
