import fc from 'fast-check';
import type { Fact, Link, PartyClaim } from '../../src/domain/fact.ts';
import type { LedgerFact } from '../../src/domain/ledger-fact.ts';

/** Few of everything, so that histories meet in every way there is. */
const days = ['2026-11-01', '2026-11-02', '2026-11-05', '2026-12-20', '2027-01-20'] as const;
const day = fc.constantFrom(...days);
const instant = fc
  .tuple(day, fc.integer({ min: 0, max: 59 }))
  .map(([date, at]) => `${date}T15:${String(at).padStart(2, '0')}:00.000Z`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const kind = <K extends string>(word: K) => fc.constant(word);

const party: fc.Arbitrary<PartyClaim> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('a', 'b', 'c')
      .map((value): PartyClaim => ({ kind: 'person', identifiers: [{ system: 'npi', value }] })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('self', 'unknown')
      .map((word): PartyClaim => ({ kind: word, identifiers: [] })),
  },
);

const link = (of: Link['kind'], values: readonly string[], system: string) =>
  fc.constantFrom(...values).map((value): Link => ({ kind: of, system, value }));
const appointment = link('appointment', ['A1', 'A2', 'A3'], 'emr');
const order = link('order', ['O1', 'O2'], 'emr');
const visit = link('visit', ['V1', 'V2'], 'emr');
const row = link('referral', ['P1', 'P2', 'P3'], 'platform');
const page = link('document', ['F1', 'F2'], 'fax');
const number = fc.oneof(appointment, order, visit, row, page);

const at = { effectiveAt: instant, lineage: fc.constant([]) };
const links = (...some: readonly fc.Arbitrary<Link>[]) => fc.tuple(...some);
const upTo = (one: fc.Arbitrary<Link>) => fc.array(one, { maxLength: 1 });
const both = (one: fc.Arbitrary<Link>, other: fc.Arbitrary<Link>) =>
  fc.tuple(one, upTo(other)).map(([first, rest]) => [first, ...rest]);

const request = (some: fc.Arbitrary<readonly Link[]>) =>
  fc.record({
    ...at,
    links: some,
    kind: kind('referral_requested'),
    priority: fc.constantFrom('routine', 'urgent'),
    service: maybe(fc.constantFrom('retina consult', 'cataract surgery')),
    needsReview: maybe(fc.constant('the name is hard to read')),
    expiresOn: maybe(day),
  });

const named = (some: fc.Arbitrary<readonly Link[]>) =>
  fc.record({
    ...at,
    links: some,
    kind: kind('party_named'),
    role: fc.constantFrom('referrer', 'referrer', 'pcp'),
    party: fc.option(party, { nil: null }),
  });

/** What the EMR says, by appointment, visit, order and note. */
const emr = fc.oneof(
  fc.record({
    ...at,
    links: both(appointment, fc.oneof(order, visit)),
    kind: kind('appointment_stated'),
    status: fc.constantFrom('requested', 'booked', 'arrived', 'fulfilled', 'no_show', 'cancelled', 'voided'),
    start: instant,
    localDate: day,
  }),
  fc.record({
    ...at,
    links: links(visit),
    kind: kind('visit_stated'),
    status: fc.constantFrom('planned', 'arrived', 'finished', 'cancelled'),
    localDate: day,
  }),
  request(links(order)),
  named(fc.oneof(both(appointment, visit), upTo(visit), upTo(order))),
  fc.record({
    ...at,
    links: fc.oneof(upTo(visit), upTo(appointment)),
    kind: kind('note_stated'),
    documentId: fc.constantFrom('D1', 'D2').map((value) => ({ system: 'emr', value })),
    parentId: maybe(fc.constant({ system: 'emr', value: 'D1' })),
    status: fc.constantFrom('draft', 'final', 'final', 'withdrawn', 'wrong'),
    isAmendment: fc.boolean(),
    serviceDate: day,
    content: fc
      .constantFrom('x', 'y')
      .map((sha256) => [
        { path: 'OBX-5', slices: [], joiner: '', encoding: 'text', mediaType: 'text/plain', sha256 },
      ]),
  }),
);

const platform = fc.oneof(
  request(links(row)),
  named(links(row)),
  fc.record({ ...at, links: links(row), kind: kind('referral_withdrawn'), isConfirmed: fc.boolean() }),
  fc.record({
    ...at,
    links: links(row),
    kind: kind('platform_status'),
    platform: fc.constant('platform'),
    status: fc.constantFrom('Pending', 'Completed'),
  }),
);

const fax = fc.oneof(request(upTo(page)), named(links(page)));

/** What people say in the console. */
const desk = fc.oneof(
  named(upTo(number)),
  fc.record({
    ...at,
    links: links(number),
    kind: kind('referral_answered'),
    answer: fc.constantFrom('accepted', 'declined'),
  }),
  fc.record({ ...at, links: links(number), kind: kind('referral_voided') }),
  fc.record({ ...at, links: links(number), kind: kind('referral_confirmed') }),
  fc.record({ ...at, links: links(number), kind: kind('referral_held'), isOnHold: fc.boolean() }),
  fc.record({
    ...at,
    links: links(number),
    kind: kind('contact_attempted'),
    outcome: fc.constantFrom('reached', 'no_answer'),
  }),
  fc.record({ ...at, links: links(number, number), kind: kind('threads_joined') }),
  fc.record({
    ...at,
    links: fc.constant([]),
    kind: kind('threads_parted'),
    one: fc.array(number, { minLength: 1, maxLength: 3 }),
    other: fc.array(number, { minLength: 1, maxLength: 3 }),
  }),
);

/** What the hub says itself. */
const hub = fc.oneof(
  fc.record({
    ...at,
    links: links(number),
    kind: kind('referral_expired'),
    reason: fc.constantFrom('past_expiry', 'no_response'),
  }),
  fc.record({
    ...at,
    links: fc.constant([]),
    kind: kind('note_delivered'),
    documentId: fc.constantFrom('D1', 'D2').map((value) => ({ system: 'emr', value })),
    contentSha256: fc.constantFrom('x', 'y'),
    partnerId: fc.constantFrom('partner-a', 'partner-b'),
    deliveryId: fc.constant('d'),
  }),
);

const told = fc.oneof(
  { weight: 6, arbitrary: emr.map((fact) => stored('emr', fact)) },
  { weight: 3, arbitrary: platform.map((fact) => stored('platform', fact)) },
  { weight: 2, arbitrary: fax.map((fact) => stored('fax', fact)) },
  { weight: 2, arbitrary: desk.map((fact) => stored('console', fact)) },
  { weight: 1, arbitrary: hub.map((fact) => stored('hub', fact)) },
);

/** Whole histories of one patient, all sources mixed. */
export const histories = fc.array(told, { minLength: 1, maxLength: 18 });

/** The same facts in another order, some of them twice or three times. */
export function shuffleAndRepeat(
  facts: readonly LedgerFact[],
  random: fc.Stream<number>,
): readonly LedgerFact[] {
  const numbers = random.take(facts.length * 2)[Symbol.iterator]();
  const next = (): number => numbers.next().value ?? 0;
  return facts
    .flatMap((fact) => Array.from({ length: 1 + (next() % 3) }, () => fact))
    .map((fact, index) => ({ fact, at: (next() * 2_654_435_761 + index * 40_503) % 1_000_003 }))
    .toSorted((a, b) => a.at - b.at)
    .map((entry) => entry.fact);
}

/** As the pipeline makes them: the partner is matched by the NPI, the fingerprint says who said what. */
function stored(channel: string, said: unknown): LedgerFact {
  const fact = said as Fact;
  const npi = fact.kind === 'party_named' ? fact.party?.identifiers[0]?.value : undefined;
  const isFromPerson = channel === 'console';
  return {
    fact,
    fingerprint: JSON.stringify([channel, fact]),
    channel,
    isFromPerson,
    ...(isFromPerson ? { person: 'ana@practice.example' } : {}),
    ...(npi === undefined ? {} : { partnerId: `partner-${npi}` }),
  };
}
