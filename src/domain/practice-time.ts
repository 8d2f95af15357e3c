import { Temporal } from 'temporal-polyfill';

/** The instant of a wall-clock time (`HH:MM`) on the morning after a local date, in the practice's zone. */
export function morningAfter(localDate: string, wallClock: string, zone: string): string {
  const date = Temporal.PlainDate.from(localDate).add({ days: 1 });
  return date
    .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(wallClock) })
    .toInstant()
    .toString();
}

/** ISO 8601 week (`2026-W47`) of an instant in the practice's zone: weeks begin on the practice's own Monday. */
export function isoWeek(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return `${local.yearOfWeek ?? local.year}-W${String(local.weekOfYear ?? 0).padStart(2, '0')}`;
}

/** Monday (`YYYY-MM-DD`) of the practice's own ISO week of an instant. */
export function localWeek(instant: string, zone: string): string {
  // Days begin and clocks change on a quarter of an hour at the finest: within one, all instants are of one week.
  const quarter = Math.floor(Date.parse(instant) / QUARTER_MS);
  const key = `${zone}|${quarter}`;
  const known = weeks.get(key);
  if (known !== undefined) return known;
  const day = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate();
  const monday = day.subtract({ days: day.dayOfWeek - 1 }).toString();
  if (weeks.size >= MOST_WEEKS) weeks.clear();
  weeks.set(key, monday);
  return monday;
}

const QUARTER_MS = 15 * 60_000;
/** A year of quarters. */
const MOST_WEEKS = 40_000;
const weeks = new Map<string, string>();

/** The practice's calendar day (`YYYY-MM-DD`) of an instant. */
export function localDay(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

export function addMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

/** The instants a local day begins and ends at in the practice's zone. Days of a clock change are 23 or 25 hours long. */
export function dayBounds(
  localDate: string,
  zone: string,
): { readonly from: string; readonly until: string } {
  const date = Temporal.PlainDate.from(localDate);
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: zone }).toInstant().toString();
  return { from: startOf(date), until: startOf(date.add({ days: 1 })) };
}
