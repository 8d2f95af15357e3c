import { describe, expect, test } from 'vitest';
import { nextDigest, planTells, quietEnd, type Listener, type TellNews } from './tell.ts';

const zone = 'America/New_York';
const at = '2026-11-09T16:20:00.000Z';
const night = { from: '20:00', until: '07:00' };
const someone = (overrides: Partial<Listener> = {}): Listener => ({
  id: 'ana',
  email: 'ana@practice.example',
  ways: [{ destination: 'email', address: 'ana@practice.example' }],
  teams: [],
  wants: {},
  passes: [],
  digest: 'off',
  digestAt: '08:00',
  mutes: [],
  watches: [],
  ...overrides,
});
const news = (overrides: Partial<TellNews> = {}): TellNews => ({
  kind: 'referral',
  partnerIds: ['doctor', 'office', 'group'],
  isUrgent: false,
  liaison: 'liaison@practice.example',
  ...overrides,
});
const plan = (one: TellNews, ...listeners: readonly Listener[]) => planTells(one, listeners, at, zone);
const reasons = (one: TellNews, ...listeners: readonly Listener[]) =>
  plan(one, ...listeners).map(({ address, because }) => `${address} ${because}`);

describe('who', () => {
  test('a liaison without an account gets a mail at once, of thank-yous none', () => {
    expect(plan(news())).toEqual([
      {
        destination: 'email',
        address: 'liaison@practice.example',
        because: 'liaison',
        isMuted: false,
        dueAt: at,
      },
    ]);
    expect(plan(news({ kind: 'thank_partner' }))).toEqual([]);
  });

  test('a first referral reaches teams, liaison and watchers; later ones liaison and watchers', () => {
    const setter = someone({
      id: 's',
      email: 's@practice.example',
      ways: [{ destination: 'sms', address: '+1' }],
      teams: ['setters'],
    });
    const watcher = someone({ watches: ['group'] });
    const other = someone({ id: 'o', email: 'o@practice.example', watches: ['somebody-else'] });

    expect(reasons(news({ kind: 'first_referral' }), setter, watcher, other)).toEqual([
      'liaison@practice.example liaison',
      '+1 team',
      'ana@practice.example watcher',
    ]);
    expect(reasons(news(), setter, watcher, other)).toEqual([
      'liaison@practice.example liaison',
      'ana@practice.example watcher',
    ]);
  });

  test('a liaison with an account is told as they wish, and not besides', () => {
    const ana = someone({ ways: [{ destination: 'sms', address: '+1' }] });

    expect(reasons(news({ liaison: 'Ana@practice.example' }), ana)).toEqual(['+1 liaison']);
    expect(plan(news({ liaison: 'ana@practice.example' }), someone({ wants: { referral: 'none' } }))).toEqual(
      [],
    );
  });

  test('two who share an address are told there once, when the first of them wants to be', () => {
    const ways = [{ destination: 'teams', address: 'desk' }];
    const slow = someone({ id: 'a', ways, digest: 'day', wants: { referral: 'all' } });
    const quick = someone({ id: 'b', email: 'b@practice.example', ways, wants: { referral: 'all' } });

    const told = plan(news(), slow, quick).filter(({ destination }) => destination === 'teams');

    expect(told).toMatchObject([{ listenerId: 'b', dueAt: at }]);
  });

  test.each([
    [{ kind: 'referral' as const }, true],
    [{ partnerId: 'office' }, true],
    [{ partnerId: 'office', until: '2026-11-09T16:20:00.000Z' }, false],
    [{ kind: 'possible' as const, partnerId: 'office' }, false],
    [{ partnerId: 'another' }, false],
  ])('a mute of %j', (mute, isMuted) => {
    expect(plan(news(), someone({ mutes: [mute], watches: ['office'] }))[1]).toMatchObject({ isMuted });
  });
});

describe('when', () => {
  const late = '2026-11-10T02:30:00.000Z';
  const dueAt = (one: TellNews, listener: Listener) =>
    planTells({ ...one, liaison: 'ana@practice.example' }, [listener], late, zone)[0]?.dueAt;
  const morning = '2026-11-10T12:00:00.000Z';

  test('quiet hours hold everything until morning, but what may pass', () => {
    expect(dueAt(news(), someone({ quiet: night }))).toBe(morning);
    expect(dueAt(news({ isUrgent: true }), someone({ quiet: night }))).toBe(morning);
    expect(dueAt(news({ isUrgent: true }), someone({ quiet: night, passes: ['urgent'] }))).toBe(late);
    expect(
      dueAt(news({ kind: 'first_referral' }), someone({ quiet: night, passes: ['first_referral'] })),
    ).toBe(late);
    expect(dueAt(news(), someone({ quiet: night, passes: ['urgent', 'first_referral'] }))).toBe(morning);
  });

  test('a digest never keeps a first referral or an urgent one', () => {
    const daily = someone({ digest: 'day', digestAt: '09:15' });

    expect(dueAt(news(), daily)).toBe('2026-11-10T14:15:00.000Z');
    expect(dueAt(news({ kind: 'first_referral' }), daily)).toBe(late);
    expect(dueAt(news({ isUrgent: true }), daily)).toBe(late);
    expect(dueAt(news({ isUrgent: true }), { ...daily, quiet: night })).toBe(morning);
    expect(dueAt(news(), { ...daily, digestAt: '06:00', quiet: night })).toBe(morning);
  });

  test.each([
    ['2026-11-09T16:20:00.000Z', 'hour', '2026-11-09T17:00:00.000Z'],
    ['2026-11-09T17:00:00.000Z', 'hour', '2026-11-09T18:00:00.000Z'],
    ['2026-11-09T13:00:00.000Z', 'day', '2026-11-10T13:00:00.000Z'],
    ['2026-11-01T05:30:00.000Z', 'day', '2026-11-01T13:00:00.000Z'],
  ] as const)('the digest after %s, every %s, is at %s', (from, digest, next) => {
    expect(nextDigest(from, { digest, digestAt: '08:00' }, zone)).toBe(next);
  });

  test.each([
    // Clocks go back in this night, and forward in that one.
    ['2026-11-01T03:00:00.000Z', night, '2026-11-01T12:00:00.000Z'],
    ['2026-03-08T03:00:00.000Z', night, '2026-03-08T11:00:00.000Z'],
    ['2026-03-08T06:30:00.000Z', { from: '01:00', until: '02:30' }, '2026-03-08T07:30:00.000Z'],
    ['2026-11-01T06:10:00.000Z', { from: '00:30', until: '01:30' }, '2026-11-01T06:10:00.000Z'],
    ['2026-11-09T17:00:00.000Z', { from: '12:00', until: '13:00' }, '2026-11-09T18:00:00.000Z'],
    ['2026-11-09T18:00:00.000Z', { from: '12:00', until: '13:00' }, '2026-11-09T18:00:00.000Z'],
  ])('at %s quiet hours %j end at %s', (from, quiet, end) => {
    expect(quietEnd(from, quiet, zone)).toBe(end);
  });
});
