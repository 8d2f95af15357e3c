import { expect, test } from 'vitest';
import { outsider } from '../../test/support/referral-view.ts';
import { doctor, linkTo, told, type Line, type Said } from '../../test/support/told.ts';
import { assemble } from './assemble.ts';
import { questionsOf, wantedEffects } from './consequences.ts';
import { foldReferrals, type ReferralView } from './referral.ts';

const policy = { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 };
const order = [linkTo('order', 'O1')];
const slot = [linkTo('appointment', 'A1'), ...order];
const visit = [linkTo('visit', 'V1'), ...slot];
const asked: Said = { kind: 'referral_requested', links: order };
const sent: Said = { kind: 'party_named', role: 'referrer', party: doctor('N1'), links: order };
const pcp: Said = { kind: 'party_named', role: 'pcp', party: doctor('target') };
const appointment = (status: 'booked' | 'arrived' | 'no_show' | 'fulfilled', statusText?: string): Said => ({
  kind: 'appointment_stated',
  status,
  links: slot,
  localDate: '2026-03-20',
  start: '2026-03-20T15:00:00.000Z',
  ...(statusText === undefined ? {} : { statusText }),
});

/** The one referral these facts come to. */
function viewOf(...lines: readonly Line[]): ReferralView {
  const assembly = assemble(told(...lines));
  const views = foldReferrals(
    assembly,
    assembly.threads.map((_, index) => `r${index}`),
    (id) => ({ ...outsider, isTarget: id === 'target' }),
    policy.zone,
  );
  const [view, ...others] = views.values();
  if (!view || others.length > 0) throw new Error(`${views.size} referrals`);
  return view;
}

test('a doubtful reading waits for a person and does not count; a booking moves it on and the doubt stays', () => {
  const doubtful: Said = { ...asked, needsReview: 'the name is hard to read' };
  const waiting = viewOf(['fax', '03-02 09', doubtful], ['fax', '03-02 09', sent]);
  const booked = viewOf(
    ['fax', '03-02 09', doubtful],
    ['fax', '03-02 09', sent],
    ['emr', '03-03 09', appointment('booked')],
  );
  const confirmed = viewOf(
    ['fax', '03-02 09', doubtful],
    ['fax', '03-02 09', sent],
    ['console', '03-03 09', { kind: 'referral_confirmed', links: order }],
  );

  expect(waiting).toMatchObject({ state: 'needs_review', isCounted: false });
  expect(questionsOf('r', waiting).map((one) => one.kind)).toContain('needs_review');
  expect(booked).toMatchObject({
    state: 'scheduled',
    isCounted: true,
    reviewReason: 'the name is hard to read',
  });
  expect(confirmed).toMatchObject({ state: 'received', isCounted: true });
  expect(confirmed.reviewReason).toBeUndefined();
});

test('expired is what nobody answered; a visit that is heard of later was before it all the same', () => {
  const expired: Said = { kind: 'referral_expired', reason: 'past_expiry', links: order };
  const given = viewOf(['emr', '03-02 09', asked], ['emr', '03-02 09', sent], ['hub', '05-01 04', expired]);
  const seen = viewOf(
    ['emr', '03-02 09', asked],
    ['emr', '03-02 09', sent],
    ['hub', '05-01 04', expired],
    ['emr', '03-20 16', appointment('fulfilled')],
  );

  expect(given).toMatchObject({ state: 'expired', milestones: { endedBecause: 'past_expiry' } });
  expect(seen.state).toBe('seen');
});

test('authorisation, hold, platform and contacts are their own axes', () => {
  const view = viewOf(
    ['emr', '03-02 09', { ...asked, authorisation: { status: 'pending' }, expiresOn: '2026-06-01' }],
    ['emr', '03-02 09', sent],
    [
      'emr',
      '03-04 09',
      {
        kind: 'referral_changed',
        links: order,
        authorisationNumber: 'AU-1',
        authorisation: { status: 'obtained', visits: 3 },
      },
    ],
    ['platform', '03-05 09', { kind: 'platform_status', platform: 'par', status: 'Completed', links: order }],
    ['console', '03-05 10', { kind: 'referral_held', isOnHold: true, links: order }],
    ['console', '03-06 10', { kind: 'contact_attempted', outcome: 'no_answer', links: order }],
  );

  expect(view).toMatchObject({
    state: 'received',
    authorisation: { status: 'obtained', visits: 3, number: 'AU-1' },
    expiresOn: '2026-06-01',
    platform: { name: 'par', status: 'Completed' },
    isOnHold: true,
    contacts: { attempts: 1, lastOutcome: 'no_answer' },
    milestones: { respondedAt: '2026-03-06T10:00:00.000Z' },
  });
});

test('a possible referral tells the liaison, is not counted, and counts from when its referrer is known', () => {
  const possible = viewOf(['emr', '03-02 09', pcp], ['emr', '03-02 09', appointment('booked')]);
  const self: Said = {
    kind: 'party_named',
    role: 'referrer',
    party: { kind: 'self', identifiers: [] },
    links: slot,
  };
  const declared = viewOf(
    ['emr', '03-02 09', pcp],
    ['emr', '03-02 09', appointment('booked')],
    ['console', '03-20 15', self],
  );
  const converted = viewOf(
    ['emr', '03-02 09', pcp],
    ['emr', '03-02 09', appointment('booked')],
    ['emr', '03-21 15', sent],
  );

  expect(possible).toMatchObject({ kind: 'possible', isCounted: false });
  expect(wantedEffects('r', possible, policy).map((one) => one.kind)).toEqual(['alert_possible']);
  expect(declared).toMatchObject({
    kind: 'possible',
    isSelfDeclared: true,
    attribution: { outcome: 'self' },
  });
  expect(converted).toMatchObject({
    kind: 'explicit',
    isCounted: true,
    receivedAt: '2026-03-02T09:00:00.000Z',
    countedAt: '2026-03-21T15:00:00.000Z',
    week: '2026-03-16',
  });
});

test.each([
  ['booked', [appointment('booked')], 'call'],
  ['arrived', [appointment('arrived')], 'check_in'],
  ['roomed', [appointment('arrived', 'ROOMED')], 'tech'],
  ['gone', [appointment('fulfilled')], 'emr_update'],
] as const)('%s: what is missing is asked for there', (_, facts, point) => {
  const view = viewOf(...facts.map((fact) => ['emr', '03-20 15', fact] as const));

  expect(view.pursuit).toEqual({ missing: ['referrer', 'pcp'], point, since: '2026-03-20T15:00:00.000Z' });
});

test('an answer ends the pursuit, also when it is that nobody knows', () => {
  const unknown: Said = {
    kind: 'party_named',
    role: 'referrer',
    party: { kind: 'unknown', identifiers: [] },
    links: slot,
  };
  const none: Said = { ...unknown, role: 'pcp' };
  const byFeed = viewOf(['emr', '03-02 09', appointment('booked')], ['emr', '03-02 09', unknown]);
  const byPerson = viewOf(
    ['emr', '03-02 09', appointment('booked')],
    ['console', '03-02 09', unknown],
    ['console', '03-02 09', none],
  );

  expect(byFeed.pursuit?.missing).toEqual(['referrer', 'pcp']);
  expect(byPerson.pursuit).toBeUndefined();
});

test('milestones are the first of each kind', () => {
  const note = (hour: string, sha256: string) =>
    [
      'emr',
      hour,
      {
        kind: 'note_stated',
        documentId: { system: 'emr', value: 'D1' },
        status: 'final',
        isAmendment: false,
        serviceDate: '2026-03-20',
        content: [
          { path: 'OBX-5', slices: [], joiner: '', encoding: 'text', mediaType: 'text/plain', sha256 },
        ],
        links: visit,
      },
    ] as const;
  const view = viewOf(
    ['emr', '03-02 09', { ...asked, orderedAt: '2026-03-01T12:00:00.000Z' }],
    ['emr', '03-02 09', sent],
    ['console', '03-03 09', { kind: 'referral_answered', answer: 'accepted', links: order }],
    ['emr', '03-04 09', appointment('booked')],
    [
      'emr',
      '03-20 16',
      {
        kind: 'visit_stated',
        status: 'finished',
        endedAt: '2026-03-20T15:45:00.000Z',
        links: visit,
        localDate: '2026-03-20',
      },
    ],
    note('03-21 09', 'x'),
    [
      'hub',
      '03-21 10',
      {
        kind: 'note_delivered',
        documentId: { system: 'emr', value: 'D1' },
        contentSha256: 'x',
        partnerId: 'N1',
        deliveryId: 'd',
      },
    ],
    note('03-25 09', 'y'),
  );

  expect(view).toMatchObject({ state: 'closed', isAmendmentDue: true });
  expect(view.milestones).toEqual({
    orderedAt: '2026-03-01T12:00:00.000Z',
    respondedAt: '2026-03-03T09:00:00.000Z',
    contactedAt: '2026-03-04T09:00:00.000Z',
    bookedAt: '2026-03-04T09:00:00.000Z',
    seenAt: '2026-03-20T15:45:00.000Z',
    noteFinalAt: '2026-03-21T09:00:00.000Z',
    noteDeliveredAt: '2026-03-21T10:00:00.000Z',
    endedAt: '2026-03-21T10:00:00.000Z',
    endedBecause: 'closed',
  });
});
