import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from '../src/domain/assemble.ts';
import type { LedgerFact } from '../src/domain/ledger-fact.ts';
import { foldReferral, type ReferralView } from '../src/domain/referral.ts';
import { sha256Hex } from '../src/lib/sha256.ts';
import { outsider } from './support/referral-view.ts';
import { fixturesRoot, loadFixtureChannel, mapFixture } from './support/fixtures.ts';

/** Whole stories told by fixtures: what the messages of one patient add up to, in whatever order they arrive. */
const stories: readonly {
  readonly title: string;
  readonly messages: readonly string[];
  readonly expected: Partial<ReferralView>;
}[] = [
  {
    title: 'a booked appointment with a referrer is a scheduled referral',
    messages: ['st-anne/siu/s12-booked-with-order/input'],
    expected: { kind: 'explicit', state: 'scheduled' },
  },
  {
    title: 'a cancellation older than the reschedule that came first does not cancel',
    messages: [
      'st-anne/siu/trap-2-old-cancel-arrives-after-reschedule/input-1',
      'st-anne/siu/trap-2-old-cancel-arrives-after-reschedule/input-2',
    ],
    expected: { state: 'scheduled' },
  },
  {
    title: 'a no-show told three ways is one no-show',
    messages: [1, 2, 3].map((number) => `st-anne/siu/trap-1-no-show-three-ways-then-arrival/input-${number}`),
    expected: { state: 'no_show' },
  },
  {
    title: 'an arrival the same day contradicts the no-show',
    messages: [1, 2, 3, 4].map(
      (number) => `st-anne/siu/trap-1-no-show-three-ways-then-arrival/input-${number}`,
    ),
    expected: { state: 'scheduled', anomalies: ['no_show_contradicted'] },
  },
  {
    title: 'a correction after the visit names the referrer of the same referral',
    messages: [
      'st-anne/adt/trap-9-a08-adds-referrer-after-the-visit/input-1',
      'st-anne/adt/trap-9-a08-adds-referrer-after-the-visit/input-2',
    ],
    expected: { kind: 'explicit' },
  },
  {
    title: 'without a visit number the correction still finds its visit',
    messages: [
      'st-anne/adt/a08-without-visit-number/input-1',
      'st-anne/adt/a08-without-visit-number/input-2',
    ],
    expected: { kind: 'explicit' },
  },
  {
    title: 'a draft makes nothing ready',
    messages: [
      'st-anne/siu/s12-booked-with-order/input',
      'st-anne/mdm/trap-3-draft-signed-amended-cancelled/input-1',
    ],
    expected: { state: 'scheduled' },
  },
  {
    title: 'a signed note makes it ready',
    messages: [
      'st-anne/siu/s12-booked-with-order/input',
      'st-anne/mdm/trap-3-draft-signed-amended-cancelled/input-1',
      'st-anne/mdm/trap-3-draft-signed-amended-cancelled/input-2',
    ],
    expected: { state: 'note_ready' },
  },
  {
    title: 'a cancelled document is no note any more',
    messages: [
      'st-anne/siu/s14-arrived-then-checked-out/input-2',
      ...[1, 2, 3, 4].map((number) => `st-anne/mdm/trap-3-draft-signed-amended-cancelled/input-${number}`),
    ],
    expected: { state: 'seen' },
  },
  {
    title: 'a rejected referral is declined',
    messages: ['carelink/ref/i12-requested/input', 'carelink/ref/i13-rejected/input'],
    expected: { kind: 'explicit', state: 'declined' },
  },
  {
    title: 'the referrer asks to take the referral back',
    messages: ['carelink/ref/i12-requested/input', 'carelink/ref/i14-withdrawn/input'],
    expected: { state: 'cancel_requested' },
  },
  {
    title: 'the county takes its order back and confirms it',
    messages: ['county/orm/new-referral-order/input', 'county/orm/cancelled-as-requested/input'],
    expected: { state: 'cancelled' },
  },
  {
    title: 'a 360X request, its appointment and the no-show are one referral',
    messages: [
      'direct-360x/omg/request/input',
      'direct-360x/siu/s12-and-s26/input-1',
      'direct-360x/siu/s12-and-s26/input-2',
    ],
    expected: { kind: 'explicit', state: 'no_show' },
  },
];

describe.each(stories)('$title', ({ messages, expected }) => {
  test('in any order, with repeats', async () => {
    const facts = (await Promise.all(messages.map(factsOf))).flat();

    fc.assert(
      fc.property(
        fc.shuffledSubarray(facts, { minLength: facts.length }),
        fc.subarray(facts),
        (shuffled, repeated) => {
          const { threads, patientFacts, parked } = assemble([...shuffled, ...repeated]);

          expect(parked).toEqual([]);
          expect(threads).toHaveLength(1);
          const view = foldReferral(threads[0] ?? [], patientFacts, () => outsider, 'America/New_York');
          expect(view).toMatchObject(expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});

async function factsOf(message: string): Promise<readonly LedgerFact[]> {
  const channel = await loadFixtureChannel(message.split('/')[0] ?? '');
  const mapped = mapFixture(readFileSync(join(fixturesRoot, `${message}.hl7`)), channel);
  if (mapped.outcome !== 'facts') throw new Error(`${message}: ${mapped.reason}`);
  const facts = mapped.subjects.flatMap((subject) => subject.facts);
  return facts.map((fact) => ({
    fact,
    fingerprint: sha256Hex(Buffer.from(JSON.stringify(fact))),
    channel: channel.sender,
    isFromPerson: false,
  }));
}
