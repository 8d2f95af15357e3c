import {
  referralColumns,
  referralHeaders,
  type AppointmentStatus,
  type JsonObject,
  type MappingContext,
  type RecordMapping,
  type ReferralColumn,
} from '#hub';
import { textOf } from '../shared/referral-record-columns.ts';
import type { DateForm } from '../shared/referral-record-dates.ts';
import { columnFinder, toCanonical, type Places, type WantedColumns } from './columns.ts';
import { mapReferralRecord, type ReferralRecordOptions } from '../shared/referral-record.ts';
import type { StatusMeaning } from '../shared/referral-record-words.ts';

/** What one platform's exports and posts look like. */
export type FeedProfile = {
  readonly name: string;
  readonly version: number;
  /** Shown beside the platform's own status. Absent: the record's `platform`, else the channel's sender. */
  readonly platform?: string;
  /**
   * Its names of our columns, compared without case and blanks; members of nested JSON with dots (`patient.birthDate`). They come
   * before the names that are known anyway. An empty list: it has no such column, whatever a header looks like.
   */
  readonly columns?: Readonly<Partial<Record<ReferralColumn, readonly string[]>>>;
  readonly statuses?: Readonly<Record<string, StatusMeaning>>;
  readonly attendance?: Readonly<Record<string, AppointmentStatus | 'unknown'>>;
  readonly dates?: readonly DateForm[];
  /** Of the record as it came. */
  readonly isTest?: (record: JsonObject) => boolean;
  readonly missingMeans?: 'withdrawn';
} & Pick<ReferralRecordOptions, 'isParentAnother' | 'appointmentSystem' | 'needsReview' | 'own' | 'minimum'>;

/** A profile as a mapping: rows of files, posts of a webhook and polled records all go this way. */
export function feedMapping(profile: FeedProfile): RecordMapping {
  const { name, version, missingMeans, isTest, ...options } = profile;
  const wanted = wantedColumns(profile.columns ?? {});
  const placesOf = columnFinder(wanted);
  const optionsFor = lastOf((places: Places) => ({ ...options, headers: Object.fromEntries(places) }));
  const identifyingOf = columnFinder(
    wanted.filter(([column]) => column === 'platform' || column === 'platformReferralId'),
  );
  return {
    name,
    version,
    format: 'record',
    ...(missingMeans === undefined ? {} : { missingMeans }),
    identity: (record) => identityOf(toCanonical(record, identifyingOf(record))),
    map: (record, context: MappingContext) => {
      if (isTest?.(record) === true)
        return { outcome: 'filtered', reason: 'The sender marks this record as a test.' };
      const places = placesOf(record);
      return mapReferralRecord(toCanonical(record, places), context, optionsFor(places));
    },
  };
}

/** The records of one file have the same places: what follows from those of the last record is remembered. */
function lastOf<Value>(make: (places: Places) => Value): (places: Places) => Value {
  let last: { readonly places: Places; readonly value: Value } | undefined;
  return (places) => {
    if (last?.places !== places) last = { places, value: make(places) };
    return last.value;
  };
}

/** (platform, number): rows of one identity that say the same are one. */
function identityOf(record: JsonObject): string | undefined {
  const id = textOf(record, 'platformReferralId');
  const platform = textOf(record, 'platform');
  return id === undefined || platform === undefined ? id : `${platform}|${id}`;
}

/** Our own name always; what the profile says; and where it says nothing, what such columns are usually called. */
function wantedColumns(columns: NonNullable<FeedProfile['columns']>): WantedColumns {
  return referralColumns.map((column) => [column, [column, ...(columns[column] ?? referralHeaders[column])]]);
}
