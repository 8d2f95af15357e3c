import { now } from '../lib/clock.ts';

/** An instant as people read it in the practice's zone: the hour today, else the day and hour. */
export function When({
  at,
  zone,
  isDay,
}: {
  readonly at: string | null | undefined;
  readonly zone: string;
  readonly isDay?: boolean;
}) {
  if (at === null || at === undefined || Number.isNaN(Date.parse(at))) return <span class="muted">–</span>;
  return (
    <time datetime={at} title={fullText(at, zone)}>
      {isDay === true ? dayText(at, zone) : shortText(at, zone)}
    </time>
  );
}

/** How long ago, kept current by the page's script; the plain instant without it. */
export function Ago({ at, zone }: { readonly at: string; readonly zone: string }) {
  return (
    <time datetime={at} data-ago title={fullText(at, zone)}>
      {agoText(at, now())}
    </time>
  );
}

export function shortText(at: string, zone: string): string {
  if (dayOf(at, zone) === dayOf(now(), zone)) return format(zone, { hour: 'numeric', minute: '2-digit' }, at);
  const isThisYear = dayOf(at, zone).slice(0, 4) === dayOf(now(), zone).slice(0, 4);
  return format(
    zone,
    {
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      ...(isThisYear ? {} : { year: 'numeric' }),
    },
    at,
  );
}

export function dayText(at: string, zone: string): string {
  return format(zone, { month: 'short', day: 'numeric', year: 'numeric' }, at);
}

export function fullText(at: string, zone: string): string {
  return format(
    zone,
    {
      weekday: 'short',
      month: 'short',
      day: 'numeric',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    },
    at,
  );
}

/** `YYYY-MM-DD` of an instant in the zone. */
export function dayOf(at: string, zone: string): string {
  return dayFormat(zone).format(new Date(at));
}

/** Rough words for how long ago. */
export function agoText(at: string, from: string): string {
  const minutes = Math.round((Date.parse(from) - Date.parse(at)) / 60_000);
  if (minutes < 1) return 'just now';
  return `${durationText(minutes)} ago`;
}

/** Minutes in the largest unit that still says something. */
export function durationText(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (24 * 60))} d`;
}

/** A local day (`YYYY-MM-DD`, a Monday that names its week among them) as people read it: it is no instant and never shifts. */
export function weekDay(day: string): string {
  return format('UTC', { month: 'short', day: 'numeric', year: 'numeric' }, `${day}T12:00:00Z`);
}

/** A birthday as it was stated: it is no instant and never shifts. */
export function birthText(date: string | null | undefined): string {
  if (date === null || date === undefined) return '';
  const [year, month, day] = date.split('-');
  return [month, day, year].filter((part) => part !== undefined).join('/');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions, at: string): string {
  const key = `${zone}|${Object.keys(options).join()}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options });
  formats.set(key, known);
  return known.format(new Date(at));
}

function dayFormat(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  formats.set(zone, known);
  return known;
}
