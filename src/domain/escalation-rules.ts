import type { Holidays, Limit, OpenSpan, WorkingHours } from './business-time.ts';
import type { EscalationPolicy } from './escalation.ts';
import { levelsOf, limitNames, ownerRoles, type LimitName, type OwnerRole } from './escalation-kinds.ts';

/** What the practice has decided about being late. */
export type EscalationRules = EscalationPolicy & {
  /** Where a role is told by mail; a role without an address looks at its screen. */
  readonly addresses: Readonly<Partial<Record<OwnerRole, string>>>;
  /** Least minutes between two mails to one address about what is not urgent. */
  readonly digestMinutes: number;
};

/** One text for each limit: its levels, the owner first (DOMAIN 7.5). */
export const defaultLimits: Readonly<Record<LimitName, string>> = {
  review: '4 working hours, 1 working day, 2 working days',
  contact_stat: '1 working hour, 2 working hours, 4 working hours',
  contact_urgent: '2 working hours, 4 working hours, 1 working day',
  contact_routine: '1 working day, 2 working days, 3 working days',
  booking: '3 working days, 4 working days, 5 working days',
  outcome: '1 working day, 2 working days, 5 working days',
  // The provider and the lead at the same time.
  note_final: '24 hours, 24 hours, 72 hours',
  // A warning before the 48 hours are over.
  note_delivered: '40 hours, 48 hours, 72 hours',
  delivery_failed: '0 hours, 4 working hours, 1 working day',
  ask_call: '4 working hours',
  ask_check_in: '0 hours',
  ask_tech: '0 hours',
  ask_emr_update: '0 hours, 1 working day',
};

export const defaultHours = 'mon-fri 08:00-17:00';
export const defaultHolidays = 'us-federal';
export const defaultDigestMinutes = 15;

const byZone = new Map<string, EscalationRules>();

/** The rules of a practice that decided nothing. */
export function defaultRules(zone: string): EscalationRules {
  const known = byZone.get(zone);
  if (known) return known;
  const week = parseWeek(defaultHours);
  const holidays = parseHolidays(defaultHolidays);
  if (week === undefined || holidays === undefined) throw new Error('The default hours do not parse.');
  const limits = Object.fromEntries(
    limitNames.map((name) => [name, parseLimits(defaultLimits[name], levelsOf[name].length) ?? []]),
  ) as Record<LimitName, readonly Limit[]>;
  const rules = {
    hours: { zone, week, holidays },
    limits,
    addresses: {},
    digestMinutes: defaultDigestMinutes,
  };
  byZone.set(zone, rules);
  return rules;
}

/**
 * `2 working hours, 1 working day, 24 hours`: one limit for each level, at most `most` of them; `off` is none. `undefined` when
 * it does not read so.
 */
export function parseLimits(text: string, most: number): readonly Limit[] | undefined {
  if (text.trim().toLowerCase() === 'off') return [];
  const limits = text.split(',').map(parseLimit);
  const read = limits.filter((limit) => limit !== undefined);
  return read.length === limits.length && read.length <= most ? read : undefined;
}

const units: Readonly<Record<string, { readonly unit: Limit['unit']; readonly minutes: number }>> = {
  minute: { unit: 'hours', minutes: 1 },
  hour: { unit: 'hours', minutes: 60 },
  day: { unit: 'hours', minutes: 24 * 60 },
  'working minute': { unit: 'working hours', minutes: 1 },
  'working hour': { unit: 'working hours', minutes: 60 },
  'working day': { unit: 'working days', minutes: 1 },
};

function parseLimit(text: string): Limit | undefined {
  const [, digits, name] = /^\s*(\d{1,4})\s+([a-z ]+?)s?\s*$/i.exec(text) ?? [];
  const unit = name === undefined ? undefined : units[name.toLowerCase().replace(/\s+/g, ' ')];
  return unit && { unit: unit.unit, amount: Number(digits) * unit.minutes };
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** `mon-thu 08:00-12:00 13:00-17:00; fri 08:00-13:00`: days that are not named are closed. `undefined` when it does not read so. */
export function parseWeek(text: string): WorkingHours['week'] | undefined {
  const week: (readonly OpenSpan[])[] = dayNames.map(() => []);
  for (const part of text.toLowerCase().split(';')) {
    const [days, ...times] = part.trim().split(/\s+/);
    const [from, until = from] = (days ?? '').split('-').map((name) => dayNames.indexOf(name));
    const spans = times.map(parseSpan);
    const read = spans.filter((span) => span !== undefined);
    if (from === undefined || until === undefined || from < 0 || until < from) return undefined;
    if (read.length === 0 || read.length !== spans.length || !isRising(read)) return undefined;
    for (let day = from; day <= until; day += 1) week[day] = read;
  }
  return week;
}

function parseSpan(text: string): OpenSpan | undefined {
  const [, from, until] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.exec(text) ?? [];
  return from === undefined || until === undefined || from >= until ? undefined : [from, until];
}

function isRising(spans: readonly OpenSpan[]): boolean {
  return spans.every(([from], index) => index === 0 || (spans[index - 1]?.[1] ?? '') <= from);
}

/** `us-federal, 2026-12-24, open 2026-10-12`, or `none`. `undefined` when it does not read so. */
export function parseHolidays(text: string): Holidays | undefined {
  const words = text
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (words.length === 1 && words[0] === 'none') return { usFederal: false, closed: [], open: [] };
  const closed = words.filter((word) => isDate(word));
  const open = words.filter((word) => word.startsWith('open ')).map((word) => word.slice(5).trim());
  const isFederal = words.includes('us-federal');
  const count = closed.length + open.length + words.filter((word) => word === 'us-federal').length;
  return count === words.length && open.every(isDate) ? { usFederal: isFederal, closed, open } : undefined;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // 30 February reads as a day of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** `lead=lead@practice.example, front_desk=…`. `undefined` when a role is unknown or named twice; addresses are not checked. */
export function parseRoleAddresses(text: string): Readonly<Partial<Record<OwnerRole, string>>> | undefined {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  const read = pairs.flatMap(([name, address, ...rest]) => {
    const role = ownerRoles.find((one) => one === name?.toLowerCase());
    return role === undefined || !address || rest.length > 0 ? [] : [[role, address] as const];
  });
  const isWhole = read.length === pairs.length && new Set(read.map(([role]) => role)).size === read.length;
  return isWhole ? Object.fromEntries(read) : undefined;
}

/**
 * When an office works: its own hours, as its directory entry has them (`{"mon": [["08:00", "17:00"]], …}`), in its own zone. What
 * is not known is taken from the practice.
 */
export function officeHours(
  office: { readonly zone: string | null; readonly hours: unknown },
  practice: WorkingHours,
): WorkingHours {
  const week = weekOf(office.hours);
  if (office.zone === null && week === undefined) return practice;
  const key = JSON.stringify([office.zone, week]);
  const known = offices.get(practice)?.get(key);
  if (known) return known;
  const made = {
    zone: office.zone ?? practice.zone,
    week: week ?? practice.week,
    holidays: practice.holidays,
  };
  // One object for one set of hours: its days are worked out once.
  offices.set(practice, new Map(offices.get(practice)).set(key, made));
  return made;
}

const offices = new WeakMap<WorkingHours, Map<string, WorkingHours>>();

function weekOf(hours: unknown): WorkingHours['week'] | undefined {
  if (typeof hours !== 'object' || hours === null) return undefined;
  const text = Object.entries(hours)
    .flatMap(([day, spans]) => {
      const times = Array.isArray(spans)
        ? spans.map((span) => (Array.isArray(span) ? span.join('-') : ''))
        : [];
      return times.length === 0 ? [] : [`${day} ${times.join(' ')}`];
    })
    .join('; ');
  return text === '' ? undefined : parseWeek(text);
}
