import { describe, expect, test } from 'vitest';
import { cms50Of, type Cms50Order } from './cms50.ts';

const zone = 'America/Chicago';
let made = 0;

function order(change: Partial<Cms50Order> = {}): Cms50Order {
  made += 1;
  return {
    referralId: `r${String(made).padStart(3, '0')}`,
    patientId: `p${made}`,
    orderedAt: '2026-03-02T15:00:00.000Z',
    reportedAt: [],
    isRevoked: false,
    ...change,
  };
}

const score = (...orders: readonly Cms50Order[]) => {
  const { denominator, numerator } = cms50Of(orders, 2026, zone);
  return [numerator.length, denominator.length];
};

describe('which orders count', () => {
  test('October 31 counts, November 1 does not, by the day of the practice', () => {
    // 23:59:59 of October 31 in Chicago (CDT), and midnight after it.
    expect(score(order({ orderedAt: '2026-11-01T04:59:59.999Z' }))).toEqual([0, 1]);
    expect(score(order({ orderedAt: '2026-11-01T05:00:00.000Z' }))).toEqual([0, 0]);
  });

  test('January 1 counts, December 31 of the year before does not', () => {
    expect(score(order({ orderedAt: '2026-01-01T06:00:00.000Z' }))).toEqual([0, 1]);
    expect(score(order({ orderedAt: '2026-01-01T05:59:59.999Z' }))).toEqual([0, 0]);
  });

  test('only the first of a patient in the year, whatever the order they come in', () => {
    const first = order({ patientId: 'p', orderedAt: '2026-02-01T15:00:00.000Z' });
    const second = order({ patientId: 'p', reportedAt: ['2026-06-01T15:00:00.000Z'] });

    expect(score(second, first)).toEqual([0, 1]);
    expect(cms50Of([second, first], 2026, zone).denominator[0]?.referralId).toBe(first.referralId);
  });

  test('one of the year before is not the first of this one', () => {
    const last = order({ patientId: 'p', orderedAt: '2025-12-01T15:00:00.000Z' });
    const now = order({ patientId: 'p', reportedAt: ['2026-06-01T15:00:00.000Z'] });

    expect(score(last, now)).toEqual([1, 1]);
  });

  test('one that was taken back does not stand, and the next one is the first', () => {
    const revoked = order({ patientId: 'p', orderedAt: '2026-02-01T15:00:00.000Z', isRevoked: true });
    const next = order({ patientId: 'p', reportedAt: ['2026-06-01T15:00:00.000Z'] });

    expect(score(revoked, next)).toEqual([1, 1]);
    expect(score(revoked)).toEqual([0, 0]);
  });
});

describe('which reports count', () => {
  const orderedAt = '2026-03-02T15:00:00.000Z';

  test('one at the same instant does not, one a millisecond later does', () => {
    expect(score(order({ orderedAt, reportedAt: [orderedAt] }))).toEqual([0, 1]);
    expect(score(order({ orderedAt, reportedAt: ['2026-03-02T15:00:00.001Z'] }))).toEqual([1, 1]);
  });

  test('one before the order does not, a later one beside it does', () => {
    const early = '2026-03-01T15:00:00.000Z';
    expect(score(order({ reportedAt: [early] }))).toEqual([0, 1]);
    expect(score(order({ reportedAt: [early, '2026-04-01T15:00:00.000Z'] }))).toEqual([1, 1]);
  });

  test('December 31 counts, January 1 does not, by the day of the practice', () => {
    expect(score(order({ reportedAt: ['2027-01-01T05:59:59.999Z'] }))).toEqual([1, 1]);
    expect(score(order({ reportedAt: ['2027-01-01T06:00:00.000Z'] }))).toEqual([0, 1]);
  });

  test('the first one that counts is the one that is named', () => {
    const reportedAt = ['2026-06-01T15:00:00.000Z', '2026-04-01T15:00:00.000Z'];
    expect(cms50Of([order({ reportedAt })], 2026, zone).numerator[0]?.reportedAt).toBe(reportedAt[1]);
  });
});

test('the rate is absent without patients', () => {
  expect(cms50Of([], 2026, zone)).toEqual({ year: 2026, denominator: [], numerator: [] });
  expect(cms50Of([order(), order({ reportedAt: ['2026-04-01T15:00:00.000Z'] })], 2026, zone).rate).toBe(0.5);
});
