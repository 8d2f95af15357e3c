import { expect, test } from 'vitest';
import { plainView } from '../../test/support/referral-view.ts';
import type { ReferralView } from '../domain/referral.ts';
import { loopOf, type LoopInput } from './loop.ts';
import { dueAt, lateText, nextStep } from './next-step.ts';
import { agoText, birthText, dayOf, shortText } from './times.tsx';

const input = (change: Partial<ReferralView>): LoopInput => ({
  referralId: 'r',
  view: { ...plainView, ...change },
  facts: [],
  deliveries: [],
  alerts: [],
  isBlocked: false,
  zone: 'America/New_York',
});
const missed = {
  key: 'a',
  status: 'no_show' as const,
  statusAt: '2026-11-05T17:00:00.000Z',
  start: '2026-11-05T15:00:00.000Z',
  firstAt: '2026-11-02T14:30:00.000Z',
  isRescheduled: false,
};
const statuses = (change: Partial<ReferralView>) =>
  Object.fromEntries(loopOf(input(change)).map((dot) => [dot.key, `${dot.status}: ${dot.word}`]));

test('a missed visit stops the line at the visit', () => {
  expect(statuses({ state: 'no_show', appointments: [missed], appointment: missed })).toMatchObject({
    booked: 'done: for Nov 5, 10:00 AM',
    seen: 'trouble: Missed',
    note: 'waiting: Not yet',
  });
});

test('a cancelled visit stops it at the booking', () => {
  const appointment = { ...missed, status: 'cancelled' as const };
  expect(statuses({ state: 'appt_cancelled', appointment }).booked).toBe('trouble: Cancelled');
});

test('a declined referral needs no further stop', () => {
  const dots = statuses({ state: 'declined' });
  expect(dots.booked).toBe('skipped: Declined');
  expect(dots.closed).toBe('skipped: Declined');
});

test('the first stop that is not reached is where it stands now', () => {
  const partner = {
    claim: { kind: 'person' as const, identifiers: [] },
    partnerId: 'p',
    isFromPerson: false,
    isContested: false,
    isInternal: false,
  };
  expect(statuses({ referrer: partner }).told).toBe('now: Not yet');
});

test('a self-referred patient has no referrer to find', () => {
  const referrer = {
    claim: { kind: 'self' as const, identifiers: [] },
    isFromPerson: false,
    isContested: false,
    isInternal: false,
  };
  expect(statuses({ referrer }).matched).toBe('skipped: Self-referred');
});

test('trouble comes before questions, and questions before what the state waits for', () => {
  const standing = {
    view: plainView,
    questions: ['partner_unknown'],
    deliveries: ['dead'],
    isBlocked: false,
  };
  const texts = [
    nextStep(standing, 'UTC'),
    nextStep({ ...standing, deliveries: [] }, 'UTC'),
    nextStep({ ...standing, deliveries: [], questions: [] }, 'UTC'),
    nextStep({ ...standing, deliveries: [], questions: ['note_incomplete'], isBlocked: true }, 'UTC'),
  ].map((step) => step.text);
  expect(texts).toEqual([
    'Send it another way',
    'Who sent this patient?',
    'Book the visit',
    'What is missing in this note?',
  ]);
});

test('a referral is late by its priority, and never once it is over', () => {
  expect(dueAt({ ...plainView, priority: 'stat' })).toBe('2026-11-02T18:30:00.000Z');
  expect(lateText({ ...plainView, priority: 'stat' }, '2026-11-02T20:30:00.000Z')).toBe('Late 2 h');
  expect(lateText(plainView, '2026-11-03T14:30:00.000Z')).toBeUndefined();
  expect(lateText({ ...plainView, state: 'closed' }, '2027-11-03T14:30:00.000Z')).toBeUndefined();
});

test('instants are shown in the practice’s zone and birthdays never shift', () => {
  expect(shortText('2019-11-03T03:30:00Z', 'America/New_York')).toBe('Nov 2, 2019, 11:30 PM');
  expect(dayOf('2026-11-03T03:30:00Z', 'America/New_York')).toBe('2026-11-02');
  expect([birthText('1970-01-02'), birthText('1970-01'), birthText('1970'), birthText(null)]).toEqual([
    '01/02/1970',
    '01/1970',
    '1970',
    '',
  ]);
  expect(agoText('2026-11-03T03:30:00Z', '2026-11-03T05:00:00Z')).toBe('1 h ago');
});
