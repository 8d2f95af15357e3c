import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histories, shuffleAndRepeat } from '../../test/support/histories.ts';
import { assemble } from './assemble.ts';
import { questionsOf, wantedEffects, type Policy } from './consequences.ts';
import type { LedgerFact } from './ledger-fact.ts';
import { referralStates } from './referral-state.ts';
import { foldReferrals, type PartnerStanding, type ReferralView } from './referral.ts';

const policy: Policy = { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 };

/** `a` and `b` work at one office, `c` is a partner we court. */
function standing(partnerId: string): PartnerStanding {
  return {
    isOwn: false,
    isTarget: partnerId === 'partner-c',
    isDiscovered: false,
    offices: partnerId === 'partner-c' ? [] : ['office'],
  };
}

test('any order and any repetition of a history of all sources ends in the same referrals, effects and questions', () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), (facts, random) => {
      const straight = outcomeOf(facts);

      const shuffled = outcomeOf(shuffleAndRepeat(facts, random));

      expect(shuffled).toEqual(straight);
    }),
    { numRuns: 10_000 },
  );
}, 180_000);

test('every fact is somewhere: with the patient, in one referral, or waiting', () => {
  fc.assert(
    fc.property(histories, (facts) => {
      const { threads, patientFacts, parked } = assemble(facts);
      const placed = [...threads.flat(), ...patientFacts, ...parked].map((entry) => entry.fingerprint);

      expect(placed.toSorted()).toEqual([...new Set(facts.map((entry) => entry.fingerprint))].toSorted());
    }),
    { numRuns: 2_000 },
  );
});

test('the histories reach every state, ask about lookalikes and join evidence: the properties above are about something', () => {
  const views = fc
    .sample(histories, { numRuns: 6_000, seed: 11 })
    .flatMap((facts) => [...viewsOf(facts).values()]);

  expect(referralStates.filter((state) => !views.some((view) => view.state === state))).toEqual([]);
  expect(views.some((view) => view.lookalikes.length > 0)).toBe(true);
  expect(views.some((view) => view.evidence.filter((one) => one.kind === 'request').length > 1)).toBe(true);
});

/** Views and effects in an order of their own, with the thread's smallest fingerprint in place of a random id. */
function outcomeOf(facts: readonly LedgerFact[]): unknown {
  const found = [...viewsOf(facts)].map(([id, view]) => ({
    id,
    view,
    effects: wantedEffects(id, view, policy).map((effect) => `${effect.key}@${effect.dueAt}`),
    questions: questionsOf(id, view).map((question) => question.key),
  }));
  return {
    found: found.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    parked: assemble(facts, officesOf).parked.map((entry) => entry.fingerprint),
  };
}

function viewsOf(facts: readonly LedgerFact[]): ReadonlyMap<string, ReferralView> {
  const assembly = assemble(facts, officesOf);
  const ids = assembly.threads.map((thread) => thread.map((entry) => entry.fingerprint).toSorted()[0] ?? '');
  return foldReferrals(assembly, ids, standing, policy.zone);
}

function officesOf(partnerId: string): readonly string[] {
  return standing(partnerId).offices;
}
