import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { defaultRules, officeHours, parseLimits, type EscalationRules } from './escalation-rules.ts';
import { failedDelivery, wantedEscalations } from './escalation.ts';
import { lateness } from './escalation-words.ts';
import type { Fact } from './fact.ts';
import type { LedgerFact } from './ledger-fact.ts';
import { foldReferral, type ReferralView } from './referral.ts';

const zone = 'America/New_York';
const rules = defaultRules(zone);

const at = (local: string, where = zone): string =>
  Temporal.PlainDateTime.from(local)
    .toZonedDateTime(where)
    .toInstant()
    .toString({ smallestUnit: 'millisecond' });
const wall = (instant: string, where = zone): string =>
  Temporal.Instant.from(instant)
    .toZonedDateTimeISO(where)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

type Said = Fact extends infer One ? (One extends Fact ? Omit<One, 'links' | 'lineage'> : never) : never;

const order = { kind: 'referral', system: 'clinic', value: 'R1' } as const;
const booking = { kind: 'appointment', system: 'clinic', value: 'F1' } as const;
const visit = { kind: 'visit', system: 'clinic', value: 'V1' } as const;
const linksOf: Partial<Record<Fact['kind'], Fact['links']>> = {
  appointment_stated: [booking, order],
  visit_stated: [visit, booking, order],
};

function entry(fact: Said, index: number): LedgerFact {
  return {
    fact: { links: linksOf[fact.kind] ?? [order], lineage: [], ...fact },
    fingerprint: `f${index}`,
    channel: 'clinic',
    isFromPerson: false,
    ...(fact.kind === 'party_named' ? { partnerId: 'office' } : {}),
  };
}

const standing = () => ({ isOwn: false, isTarget: false, isDiscovered: false, offices: [] });

function view(...said: readonly Said[]): ReferralView {
  return foldReferral(said.map(entry), [], standing, zone);
}

const requested = (local: string, priority: 'routine' | 'urgent' | 'stat' = 'routine'): Said => ({
  kind: 'referral_requested',
  effectiveAt: at(local),
  priority,
});
const referrer: Said = {
  kind: 'party_named',
  role: 'referrer',
  effectiveAt: at('2026-11-16T09:00'),
  party: {
    kind: 'person',
    identifiers: [{ system: 'npi', value: '1234567893' }],
    name: { family: 'ZZTESTREF' },
  },
};
const pcp: Said = { ...referrer, role: 'pcp' };
const seen = (local: string): Said => ({
  kind: 'visit_stated',
  status: 'finished',
  effectiveAt: at(local),
  localDate: local.slice(0, 10),
});

/** Kind and wall clock of every level. */
const clocks = (one: ReferralView, by: EscalationRules = rules) =>
  wantedEscalations('r1', one, by)
    .filter(({ kind }) => kind !== 'pcp_missing' && kind !== 'referrer_missing')
    .map(({ kind, levels }) => [kind, ...levels.map((level) => `${level.owner} ${wall(level.dueAt)}`)]);

describe('the clocks of a referral', () => {
  test.each([
    ['stat', 'call_centre 2026-11-16T10:00', 'lead 2026-11-16T11:00', 'manager 2026-11-16T13:00'],
    ['urgent', 'call_centre 2026-11-16T11:00', 'lead 2026-11-16T13:00', 'manager 2026-11-17T09:00'],
    ['routine', 'call_centre 2026-11-17T09:00', 'lead 2026-11-18T09:00', 'manager 2026-11-19T09:00'],
  ] as const)('%s and not called', (priority, ...levels) => {
    expect(clocks(view(requested('2026-11-16T09:00', priority), referrer))).toEqual([
      ['not_contacted', ...levels],
    ]);
  });

  test('a try to reach the patient ends it, and so does a booking', () => {
    const tried: Said = {
      kind: 'contact_attempted',
      outcome: 'no_answer',
      effectiveAt: at('2026-11-16T09:30'),
    };
    expect(clocks(view(requested('2026-11-16T09:00'), referrer, tried))).toEqual([]);
  });

  test('doubtful, then accepted and not booked', () => {
    const doubtful = {
      ...requested('2026-11-16T16:00'),
      needsReview: 'the date of birth cannot be read',
    } as Said;
    expect(clocks(view(doubtful))[0]?.slice(0, 2)).toEqual(['needs_review', 'data_entry 2026-11-17T11:00']);

    const accepted: Said = {
      kind: 'referral_answered',
      answer: 'accepted',
      effectiveAt: at('2026-11-18T09:00'),
    };
    expect(clocks(view(requested('2026-11-16T09:00'), referrer, accepted))[0]?.slice(0, 2)).toEqual([
      'not_scheduled',
      'call_centre 2026-11-23T09:00',
    ]);
  });

  test('an appointment that is over, until somebody says how it went; moved, it is another promise', () => {
    const booked = (start: string, said = '2026-11-16T10:00'): Said => ({
      kind: 'appointment_stated',
      status: 'booked',
      start: at(start),
      localDate: start.slice(0, 10),
      effectiveAt: at(said),
    });
    const one = view(requested('2026-11-16T09:00'), referrer, booked('2026-11-18T14:00'));
    expect(clocks(one)[0]?.slice(0, 2)).toEqual(['no_outcome', 'front_desk 2026-11-19T14:00']);

    const moved = view(
      requested('2026-11-16T09:00'),
      referrer,
      booked('2026-11-18T14:00'),
      booked('2026-11-20T14:00', '2026-11-17T10:00'),
    );
    const keys = [one, moved].map(
      (each) => wantedEscalations('r1', each, rules).find(({ kind }) => kind === 'no_outcome')?.key,
    );
    expect(keys[0]).not.toBe(keys[1]);
    const kept = view(
      requested('2026-11-16T09:00'),
      referrer,
      booked('2026-11-18T14:00'),
      seen('2026-11-18T14:40'),
    );
    expect(clocks(kept).map(([kind]) => kind)).not.toContain('no_outcome');
  });

  test('a visit: hours of the clock, weekends too; the promise to the referrer is the second level', () => {
    const one = view(requested('2026-11-16T09:00'), referrer, pcp, seen('2026-11-20T15:00'));
    const wanted = wantedEscalations('r1', one, rules);

    expect(clocks(one)).toEqual([
      ['note_not_final', 'provider 2026-11-21T15:00', 'lead 2026-11-21T15:00', 'manager 2026-11-23T15:00'],
      ['note_undelivered', 'provider 2026-11-22T07:00', 'lead 2026-11-22T15:00', 'manager 2026-11-23T15:00'],
    ]);
    expect(wall(wanted.find(({ kind }) => kind === 'note_undelivered')?.lateAt ?? '')).toBe(
      '2026-11-22T15:00',
    );
  });

  test('nothing of what was entered in error, and nothing that is off', () => {
    const voided: Said = { kind: 'referral_voided', effectiveAt: at('2026-11-16T12:00') };
    expect(wantedEscalations('r1', view(requested('2026-11-16T09:00'), voided), rules)).toEqual([]);

    const off = { ...rules, limits: { ...rules.limits, contact_routine: [] } };
    expect(clocks(view(requested('2026-11-16T09:00'), referrer), off)).toEqual([]);
  });
});

describe('on hold', () => {
  const hold = (local: string, isOnHold: boolean): Said => ({
    kind: 'referral_held',
    isOnHold,
    effectiveAt: at(local),
  });

  test('the clock stands, and that time does not count', () => {
    const held = view(requested('2026-11-16T09:00', 'urgent'), referrer, hold('2026-11-16T10:00', true));
    expect(wantedEscalations('r1', held, rules)[0]).toMatchObject({ kind: 'not_contacted', isOnHold: true });

    const resumed = view(
      requested('2026-11-16T09:00', 'urgent'),
      referrer,
      hold('2026-11-16T10:00', true),
      hold('2026-11-18T10:00', false),
    );
    expect(wantedEscalations('r1', resumed, rules)[0]).toMatchObject({ isOnHold: false });
    expect(clocks(resumed)[0]?.[1]).toBe('call_centre 2026-11-18T11:00');
  });
});

describe('a missing name', () => {
  test('goes along with the patient: a name of each point and day, the doctor quietly', () => {
    const booked: Said = {
      kind: 'appointment_stated',
      status: 'booked',
      start: at('2026-11-18T14:00'),
      localDate: '2026-11-18',
      effectiveAt: at('2026-11-16T10:00'),
    };
    const roomed = {
      ...booked,
      status: 'arrived',
      statusText: 'Roomed',
      effectiveAt: at('2026-11-18T14:05'),
    } as Said;
    const asked = (one: ReferralView) =>
      wantedEscalations('r1', one, rules)
        .filter(({ point }) => point !== undefined)
        .map(({ key, isQuiet, levels }) => [key, isQuiet, ...levels.map(({ owner }) => owner)]);

    expect(asked(view(booked))).toEqual([
      ['referrer_missing|r1|call', false, 'call_centre'],
      ['pcp_missing|r1|call', true, 'call_centre'],
    ]);
    expect(asked(view(booked, { ...roomed, statusText: 'Arrived' } as Said))[0]).toEqual([
      'referrer_missing|r1|check_in|2026-11-18',
      false,
      'front_desk',
    ]);
    expect(asked(view(booked, roomed))[0]).toEqual(['referrer_missing|r1|tech|2026-11-18', false, 'tech']);
    expect(asked(view(booked, roomed, seen('2026-11-18T15:00')))).toEqual([
      ['referrer_missing|r1|emr_update|2026-11-18', false, 'data_entry', 'manager'],
      ['pcp_missing|r1|emr_update|2026-11-18', true, 'data_entry'],
    ]);
  });
});

describe('the office’s own hours', () => {
  test('a delivery that failed is told at once, and up the levels while the office is open', () => {
    const failedAt = at('2026-11-16T16:30');
    const west = officeHours(
      { zone: 'America/Los_Angeles', hours: { mon: [['09:00', '15:00']], tue: [['09:00', '15:00']] } },
      rules.hours,
    );
    const one = failedDelivery({ id: 'd1', failedAt }, west, rules);

    expect(one?.levels.map(({ owner, dueAt }) => `${owner} ${wall(dueAt, 'America/Los_Angeles')}`)).toEqual([
      'notes 2026-11-16T13:30',
      'lead 2026-11-17T11:30',
      'manager 2026-11-17T13:30',
    ]);
  });

  test('what is not known of an office is taken from the practice', () => {
    expect(officeHours({ zone: null, hours: null }, rules.hours)).toBe(rules.hours);
    expect(officeHours({ zone: 'Europe/London', hours: null }, rules.hours)).toEqual({
      ...rules.hours,
      zone: 'Europe/London',
    });
    expect(officeHours({ zone: null, hours: { mon: 'always' } }, rules.hours)).toBe(rules.hours);
  });
});

test('no level is told before the one below it, whatever units they are in', () => {
  const limits = parseLimits('2 working days, 1 hour, 1 working hour', 3) ?? [];
  const mixed = { ...rules, limits: { ...rules.limits, contact_routine: limits } };

  expect(clocks(view(requested('2026-11-16T09:00'), referrer), mixed)).toEqual([
    ['not_contacted', 'call_centre 2026-11-18T09:00', 'lead 2026-11-18T09:00', 'manager 2026-11-18T09:00'],
  ]);
});

test.each([
  ['2026-11-16T11:59:00Z', 'Late 1 h'],
  ['2026-11-16T12:10:00Z', 'Late 2 h'],
  ['2026-11-19T11:00:00Z', 'Late 3 d'],
  ['2026-11-16T10:00:20Z', 'Late 0 min'],
  ['2026-11-16T09:48:00Z', 'Due in 12 min'],
])('how late at %s: %s', (now, words) => {
  expect(lateness('2026-11-16T10:00:00Z', now)).toBe(words);
});
