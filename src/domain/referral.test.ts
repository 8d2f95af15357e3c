import { expect, test } from 'vitest';
import type { Fact, PartyClaim } from './fact.ts';
import type { LedgerFact } from './ledger-fact.ts';
import { inLedgerOrder } from './ledger-fact.ts';
import { outsider } from '../../test/support/referral-view.ts';
import type { ReferralState } from './referral-state.ts';
import { foldReferral } from './referral.ts';

const referrer: PartyClaim = { kind: 'person', identifiers: [{ system: 'npi', value: '1234567893' }] };
const appointment = [{ kind: 'appointment', system: 's', value: 'A1' }] as const;
const other = [{ kind: 'appointment', system: 's', value: 'A2' }] as const;
const order = [{ kind: 'referral', system: 's', value: 'R1' }] as const;
const document = { system: 's', value: 'D1' };

type Said = Fact extends infer F
  ? F extends Fact
    ? Omit<F, 'effectiveAt' | 'lineage' | 'links'> & Partial<Pick<F, 'links'>>
    : never
  : never;

/** `[hour, fact]`: told at that hour of 5 November. */
function stateOf(...told: readonly (readonly [hour: number, said: Said])[]): ReferralState {
  return viewOf(...told).state;
}

function viewOf(...told: readonly (readonly [hour: number, said: Said])[]) {
  const named = { kind: 'party_named', role: 'referrer', party: referrer } as const;
  const facts = [[0, named] as const, ...told].map(([hour, said], index): LedgerFact => {
    const fact = {
      links: [],
      lineage: [],
      ...said,
      effectiveAt: `2026-11-05T${String(hour).padStart(2, '0')}:00:00.000Z`,
    } as Fact;
    return {
      fact,
      fingerprint: `f${index}`,
      channel: 'c',
      isFromPerson: false,
      ...(fact.kind === 'party_named' ? { partnerId: 'p1' } : {}),
    };
  });
  return foldReferral(inLedgerOrder(facts), [], () => outsider, 'America/New_York');
}

const requested: Said = { kind: 'referral_requested', links: order };
const booked: Said = {
  kind: 'appointment_stated',
  status: 'booked',
  links: appointment,
  start: '2026-11-05T15:00:00.000Z',
  localDate: '2026-11-05',
};
const as = (status: 'arrived' | 'fulfilled' | 'no_show' | 'cancelled' | 'voided'): Said => ({
  kind: 'appointment_stated',
  status,
  links: appointment,
  localDate: '2026-11-05',
});
const content = (sha256: string) => [
  {
    path: 'OBX-5',
    slices: [],
    joiner: '' as const,
    encoding: 'text' as const,
    mediaType: 'text/plain' as const,
    sha256,
  },
];
const note = (status: 'draft' | 'final' | 'withdrawn', sha256 = 'x'): Said => ({
  kind: 'note_stated',
  documentId: document,
  status,
  isAmendment: false,
  serviceDate: '2026-11-05',
  content: content(sha256),
});
const delivered = (sha256 = 'x'): Said => ({
  kind: 'note_delivered',
  documentId: document,
  contentSha256: sha256,
  partnerId: 'p1',
  deliveryId: 'd',
});

test.each<[string, ReferralState, ReturnType<typeof stateOf>]>([
  ['an order is received', 'received', stateOf([1, requested])],
  ['a booking schedules', 'scheduled', stateOf([1, requested], [2, booked])],
  [
    'an older cancellation that arrives later does not undo a booking',
    'scheduled',
    stateOf([2, booked], [1, as('cancelled')]),
  ],
  ['a newer cancellation does', 'appt_cancelled', stateOf([2, booked], [3, as('cancelled')])],
  ['a missed appointment is a no-show', 'no_show', stateOf([2, booked], [16, as('no_show')])],
  [
    'a reschedule newer than the no-show schedules again',
    'scheduled',
    stateOf([16, as('no_show')], [17, booked]),
  ],
  [
    'a visit outranks the no-show of its day',
    'seen',
    stateOf(
      [2, booked],
      [16, as('no_show')],
      [17, { kind: 'visit_stated', status: 'finished', localDate: '2026-11-05' }],
    ),
  ],
  [
    'a no-show stands against a cancelled visit',
    'no_show',
    stateOf(
      [2, booked],
      [16, as('no_show')],
      [17, { kind: 'visit_stated', status: 'cancelled', localDate: '2026-11-05' }],
    ),
  ],
  ['a kept appointment is seen', 'seen', stateOf([2, booked], [16, as('fulfilled')])],
  [
    'at the same instant fulfilled wins over cancelled',
    'seen',
    stateOf([2, booked], [16, as('cancelled')], [16, as('fulfilled')]),
  ],
  ['a draft note changes nothing', 'seen', stateOf([16, as('fulfilled')], [17, note('draft')])],
  ['a final note is ready', 'note_ready', stateOf([16, as('fulfilled')], [17, note('final')])],
  [
    'a withdrawn note is none',
    'seen',
    stateOf([16, as('fulfilled')], [17, note('final')], [18, note('withdrawn')]),
  ],
  [
    'a delivered final note closes',
    'closed',
    stateOf([16, as('fulfilled')], [17, note('final')], [18, delivered()]),
  ],
  [
    'a note alone closes without any appointment message',
    'closed',
    stateOf([1, requested], [17, note('final')], [18, delivered()]),
  ],
  [
    'a withdrawal waits for an answer',
    'cancel_requested',
    stateOf([1, requested], [2, { kind: 'referral_withdrawn', isConfirmed: false, links: order }]),
  ],
  [
    'the outcome answers a withdrawal',
    'note_ready',
    stateOf(
      [1, requested],
      [2, { kind: 'referral_withdrawn', isConfirmed: false, links: order }],
      [17, note('final')],
    ),
  ],
  [
    'a confirmed withdrawal cancels',
    'cancelled',
    stateOf([1, requested], [2, { kind: 'referral_withdrawn', isConfirmed: true, links: order }]),
  ],
  [
    'a booking after the refusal reopens',
    'scheduled',
    stateOf(
      [1, requested],
      [2, { kind: 'referral_answered', answer: 'declined', links: order }],
      [3, booked],
    ),
  ],
  [
    'a refusal is declined',
    'declined',
    stateOf([1, requested], [2, { kind: 'referral_answered', answer: 'declined', links: order }]),
  ],
  ['an appointment entered in error voids what it made', 'voided', stateOf([2, booked], [3, as('voided')])],
  [
    'a second booking outlives the cancellation of the first',
    'scheduled',
    stateOf(
      [2, booked],
      [3, { ...booked, links: other, start: '2026-11-04T15:00:00.000Z' }],
      [4, as('cancelled')],
    ),
  ],
])('%s: %s', (_, expected, state) => {
  expect(state).toBe(expected);
});

test('an amended note after closing leaves it closed and due again', () => {
  const view = viewOf(
    [16, as('fulfilled')],
    [17, note('final')],
    [18, delivered()],
    [19, note('final', 'y')],
  );

  expect(view).toMatchObject({ state: 'closed', isAmendmentDue: true });
});

test('a contradicted no-show is kept as an anomaly', () => {
  const view = viewOf(
    [2, booked],
    [16, as('no_show')],
    [17, { kind: 'visit_stated', status: 'arrived', localDate: '2026-11-05' }],
  );

  expect(view).toMatchObject({ state: 'scheduled', anomalies: ['no_show_contradicted'] });
});

test('a person’s correction of the referrer stands until the feed says something new', () => {
  const person: PartyClaim = { kind: 'person', identifiers: [{ system: 'npi', value: '1558598797' }] };
  const named = (party: PartyClaim, hour: number, isFromPerson: boolean): LedgerFact => ({
    fact: {
      kind: 'party_named',
      role: 'referrer',
      party,
      effectiveAt: `2026-11-05T0${hour}:00:00.000Z`,
      links: [],
      lineage: [],
    },
    fingerprint: `${hour}`,
    channel: 'c',
    isFromPerson,
    partnerId: party.identifiers[0]?.value ?? '',
  });
  const fold = (...facts: LedgerFact[]) =>
    foldReferral(facts, [], () => outsider, 'America/New_York').referrer?.partnerId;
  const third: PartyClaim = { kind: 'person', identifiers: [{ system: 'npi', value: '1245319599' }] };

  expect(fold(named(referrer, 1, false), named(person, 2, true), named(referrer, 3, false))).toBe(
    '1558598797',
  );
  expect(fold(named(referrer, 1, false), named(person, 2, true), named(third, 3, false))).toBe('1245319599');
  // Somebody else in a lighter field does not bring back what was corrected.
  const ordered = named(referrer, 1, false);
  const weighty = { ...ordered, fact: { ...ordered.fact, lineage: ['ORC-12'] } };
  expect(fold(weighty, named(person, 2, true), named(third, 3, false))).toBe('1558598797');
  expect(fold(named(person, 2, true), named(third, 3, false))).toBe('1558598797');
  const nobody = named({ kind: 'unknown', identifiers: [] }, 2, true);
  expect(fold(nobody, named(third, 3, false))).toBe('1245319599');
});
