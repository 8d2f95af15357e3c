import { Temporal } from 'temporal-polyfill';

/** The instant of a wall-clock time (`HH:MM`) on the morning after a local date, in the practice's zone. */
export const morningAfter: (localDate: string, wallClock: string, zone: string) => string = memo(
  (localDate, wallClock, zone) => `${zone}|${localDate}|${wallClock}`,
  (localDate: string, wallClock: string, zone: string) =>
    Temporal.PlainDate.from(localDate)
      .add({ days: 1 })
      .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(wallClock) })
      .toInstant()
      .toString(),
);

/** ISO 8601 week (`2026-W47`) of an instant in the practice's zone: weeks begin on the practice's own Monday. */
export const isoWeek: (instant: string, zone: string) => string = memo(quarterOf, (instant, zone) => {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return `${local.yearOfWeek ?? local.year}-W${String(local.weekOfYear ?? 0).padStart(2, '0')}`;
});

/** Monday (`YYYY-MM-DD`) of the practice's own ISO week of an instant. */
export const localWeek: (instant: string, zone: string) => string = memo(quarterOf, (instant, zone) => {
  const day = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate();
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
});

/** The practice's calendar day (`YYYY-MM-DD`) of an instant. */
export const localDay: (instant: string, zone: string) => string = memo(quarterOf, (instant, zone) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString(),
);

/** Days begin and clocks change on a quarter of an hour at the finest: within one, all instants are of one day and week. */
function quarterOf(instant: string, zone: string): string {
  const quarter = Math.floor(Date.parse(instant) / QUARTER_MS);
  return `${zone}|${Number.isNaN(quarter) ? instant : quarter}`;
}

const QUARTER_MS = 15 * 60_000;
/** A year of quarters. */
const MOST_KEPT = 40_000;

/** Works everything out once: a look into the zone's history is dear, and a ledger asks the same again and again. */
function memo<Arguments extends readonly string[]>(
  keyOf: (...given: Arguments) => string,
  work: (...given: Arguments) => string,
): (...given: Arguments) => string {
  const known = new Map<string, string>();
  return (...given) => {
    const key = keyOf(...given);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = work(...given);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(key, made);
    return made;
  };
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
