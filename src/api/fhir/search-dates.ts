/** Instants: `from <= time < before`. */
export type TimeRange = { readonly from?: string; readonly before?: string };

/**
 * A date parameter of R4 search (3.1.1.4.6) with the prefixes eq, ge, gt, le and lt: a date is as long as it is precise, and one without a
 * zone is in UTC. Undefined: not such a value.
 */
export function parseTimeRange(text: string): TimeRange | undefined {
  const [, prefix = 'eq', time = ''] = /^(eq|ge|gt|le|lt)?(\d.*)$/.exec(text) ?? [];
  const span = spanOf(time);
  if (!span) return undefined;
  const { start, end } = span;
  switch (prefix) {
    case 'ge':
      return { from: start };
    case 'gt':
      return { from: end };
    case 'lt':
      return { before: start };
    case 'le':
      return { before: end };
    default:
      return { from: start, before: end };
  }
}

/** Both hold. */
export function bothRanges(one: TimeRange, other: TimeRange): TimeRange {
  const from = [one.from, other.from]
    .flatMap((at) => at ?? [])
    .toSorted()
    .at(-1);
  const before = [one.before, other.before].flatMap((at) => at ?? []).toSorted()[0];
  return { ...(from === undefined ? {} : { from }), ...(before === undefined ? {} : { before }) };
}

const SECOND_MS = 1000;

function spanOf(text: string): { readonly start: string; readonly end: string } | undefined {
  // A plus of a zone that nobody escaped arrives as a space.
  const match =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+ -]\d\d:\d\d)?)?)?)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction, zone] = match;
  const clock = `${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${(fraction ?? '').slice(0, 3).padEnd(3, '0')}`;
  const startMs = Date.parse(
    `${year}-${month ?? '01'}-${day ?? '01'}T${clock}${(zone ?? 'Z').replace(' ', '+')}`,
  );
  if (Number.isNaN(startMs)) return undefined;
  const end = new Date(startMs);
  if (month === undefined) end.setUTCFullYear(end.getUTCFullYear() + 1);
  else if (day === undefined) end.setUTCMonth(end.getUTCMonth() + 1);
  else if (hour === undefined) end.setUTCDate(end.getUTCDate() + 1);
  else
    end.setTime(startMs + (second === undefined ? 60 * SECOND_MS : fraction === undefined ? SECOND_MS : 1));
  return { start: new Date(startMs).toISOString(), end: end.toISOString() };
}
