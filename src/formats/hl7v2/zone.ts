import { Temporal } from 'temporal-polyfill';

/** The offset of a zone at an instant, in milliseconds east of UTC. */
export function zonedOffset(epochMs: number, zone: string): number {
  return steadyOffset(Math.floor(epochMs / dayMs), zone) ?? askedOffset(epochMs, zone);
}

/**
 * The instant of a local time, given as milliseconds counted as if it were UTC. A time skipped in spring moves forward; of one
 * that comes twice in autumn the first is taken.
 */
export function zonedInstant(
  localMs: number,
  zone: string,
): { readonly epochMs: number; readonly flag?: 'gap' | 'repeat' } {
  // No zone is further than a day from UTC: one offset over three days leaves no room for a change.
  const day = Math.floor(localMs / dayMs);
  const offset = steadyOffset(day, zone);
  if (
    offset !== undefined &&
    offset === steadyOffset(day - 1, zone) &&
    offset === steadyOffset(day + 1, zone)
  ) {
    return { epochMs: localMs - offset };
  }

  const local = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime();
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { epochMs: earlier.epochMilliseconds };
  const isRepeat = earlier.toPlainDateTime().equals(local);
  return isRepeat
    ? { epochMs: earlier.epochMilliseconds, flag: 'repeat' }
    : { epochMs: later.epochMilliseconds, flag: 'gap' };
}

const dayMs = 86_400_000;

/** Zones change their offset twice a year: asking once a day instead of once a message is what makes this cheap. */
const offsetsByZone = new Map<string, Map<number, number | undefined>>();

/** Days remembered for each zone: ten years of them. */
const rememberedDays = 3660;

/** The offset of a whole UTC day, or `undefined` when it changes within the day. */
function steadyOffset(day: number, zone: string): number | undefined {
  let offsets = offsetsByZone.get(zone);
  if (offsets === undefined) offsetsByZone.set(zone, (offsets = new Map()));
  const known = offsets.get(day);
  if (known !== undefined || offsets.has(day)) return known;
  const first = askedOffset(day * dayMs, zone);
  const last = askedOffset((day + 1) * dayMs - 1, zone);
  const steady = first === last ? first : undefined;
  if (offsets.size >= rememberedDays) offsets.clear();
  offsets.set(day, steady);
  return steady;
}

function askedOffset(epochMs: number, zone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  return zoned.offsetNanoseconds / 1_000_000;
}
