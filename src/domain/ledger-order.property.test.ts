import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from './assemble.ts';
import { wantedEffects, type Policy } from './consequences.ts';
import type { Fact, Link, PartyClaim } from './fact.ts';
import { outsider } from '../../test/support/referral-view.ts';
import type { LedgerFact } from './ledger-fact.ts';
import { foldReferral, type ReferralView } from './referral.ts';

const policy: Policy = { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 };
const standing = () => outsider;

test('any order and any repetition of a history ends in the same referrals with the same effects', () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (facts, random) => {
      const straight = outcomeOf(facts);

      const shuffled = outcomeOf(shuffleAndRepeat(facts, random));

      expect(shuffled).toEqual(straight);
    }),
    { numRuns: 1_500 },
  );
});

test('facts that arrive one by one end where all at once end', () => {
  fc.assert(
    fc.property(history, (facts) => {
      let kept: readonly LedgerFact[] = [];
      for (const fact of facts) kept = [...kept, fact];

      expect(outcomeOf(kept)).toEqual(outcomeOf(facts.toReversed()));
    }),
    { numRuns: 300 },
  );
});

/** Views and effects in an order of their own, with the thread's smallest fingerprint in place of a random id. */
function outcomeOf(facts: readonly LedgerFact[]): unknown {
  const { threads, patientFacts, parked } = assemble(facts);
  const found = threads.map((thread) => {
    const name = thread.map((entry) => entry.fingerprint).toSorted()[0] ?? '';
    const view: ReferralView = foldReferral(thread, patientFacts, standing, policy.zone);
    return {
      name,
      view,
      effects: wantedEffects(name, view, policy).map((effect) => `${effect.key}@${effect.dueAt}`),
    };
  });
  return {
    found: found.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    parked: parked.map((entry) => entry.fingerprint),
  };
}

function shuffleAndRepeat(facts: readonly LedgerFact[], random: fc.Stream<number>): readonly LedgerFact[] {
  const numbers = random.take(facts.length * 2)[Symbol.iterator]();
  const next = (): number => numbers.next().value ?? 0;
  return facts
    .flatMap((fact) => Array.from({ length: 1 + (next() % 3) }, () => fact))
    .map((fact, index) => ({ fact, at: (next() * 2_654_435_761 + index * 40_503) % 1_000_003 }))
    .toSorted((a, b) => a.at - b.at)
    .map((entry) => entry.fact);
}

const days = ['2026-11-02', '2026-11-03', '2026-11-05', '2027-01-20'] as const;
const day = fc.constantFrom(...days);
const minute = fc.integer({ min: 0, max: 59 });
const instant = fc
  .tuple(day, minute)
  .map(([date, at]) => `${date}T15:${String(at).padStart(2, '0')}:00.000Z`);
const who = fc
  .constantFrom('a', 'b')
  .map((name): PartyClaim => ({ kind: 'person', identifiers: [{ system: 'npi', value: name }] }));
const link = (kind: Link['kind'], values: readonly string[]) =>
  fc.constantFrom(...values).map((value): Link => ({ kind, system: 's', value }));
const appointment = link('appointment', ['A1', 'A2', 'A3']);
const order = link('referral', ['R1', 'R2']);
const visit = link('visit', ['V1', 'V2']);
const some = (links: fc.Arbitrary<Link>) => fc.array(links, { maxLength: 1 });

const base = (links: fc.Arbitrary<readonly Link[]>) => ({
  effectiveAt: instant,
  links,
  lineage: fc.constant([]),
});
const both = (one: fc.Arbitrary<Link>, other: fc.Arbitrary<Link>) =>
  fc.tuple(one, some(other)).map(([first, rest]) => [first, ...rest]);

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    ...base(order.map((one) => [one])),
    kind: fc.constant('referral_requested' as const),
    priority: fc.constantFrom('routine' as const, 'urgent' as const),
  }),
  fc.record({
    ...base(order.map((one) => [one])),
    kind: fc.constant('referral_withdrawn' as const),
    isConfirmed: fc.boolean(),
  }),
  fc.record({
    ...base(order.map((one) => [one])),
    kind: fc.constant('referral_answered' as const),
    answer: fc.constantFrom('accepted' as const, 'declined' as const),
  }),
  fc.record({
    ...base(both(appointment, fc.oneof(order, visit))),
    kind: fc.constant('appointment_stated' as const),
    status: fc.constantFrom('booked', 'arrived', 'fulfilled', 'no_show', 'cancelled', 'voided'),
    start: instant,
    localDate: day,
  }),
  fc.record({
    ...base(visit.map((one) => [one])),
    kind: fc.constant('visit_stated' as const),
    status: fc.constantFrom('arrived', 'finished', 'cancelled'),
    localDate: day,
  }),
  fc.record({
    ...base(fc.oneof(both(appointment, visit), some(visit), some(order))),
    kind: fc.constant('party_named' as const),
    role: fc.constant('referrer' as const),
    party: fc.option(who, { nil: null }),
  }),
  fc.record({
    ...base(fc.oneof(some(visit), some(appointment), fc.constant([]))),
    kind: fc.constant('note_stated' as const),
    documentId: fc.constantFrom('D1', 'D2').map((value) => ({ system: 's', value })),
    status: fc.constantFrom('draft', 'final', 'withdrawn', 'wrong'),
    isAmendment: fc.boolean(),
    serviceDate: day,
    content: fc.constantFrom('x', 'y').map((sha256) => [
      {
        path: 'OBX-5',
        slices: [],
        joiner: '' as const,
        encoding: 'text' as const,
        mediaType: 'text/plain' as const,
        sha256,
      },
    ]),
  }),
) as fc.Arbitrary<Fact>;

/** As the pipeline makes them: the partner is matched by the NPI, the fingerprint says what was said. */
const history = fc.array(fact, { minLength: 1, maxLength: 14 }).map((facts) => facts.map(stored));

function stored(one: Fact): LedgerFact {
  const npi = one.kind === 'party_named' ? one.party?.identifiers[0]?.value : undefined;
  return {
    fact: one,
    fingerprint: JSON.stringify(one),
    channel: 'c',
    isFromPerson: false,
    ...(npi === undefined ? {} : { partnerId: `partner-${npi}` }),
  };
}
