import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import fhir from '../mappings/fhir/all.mapping.ts';
import { assemble } from '../src/domain/assemble.ts';
import type { LedgerFact } from '../src/domain/ledger-fact.ts';
import { foldReferral, type ReferralView } from '../src/domain/referral.ts';
import type { ReferralState } from '../src/domain/referral-state.ts';
import { mapFhir } from '../src/pipeline/read-fhir.ts';
import { outsider } from './support/referral-view.ts';

/** What a Task says on a day: its status, and its business status where it has one. */
type Said = readonly [status: string, businessStatus?: string];

const [accept, decline] = [
  ['accepted', '3.0'],
  ['rejected', '4.0'],
] as const;
const [active, scheduled, noShow, eventCancelled, eventCompleted] = [
  ['in-progress', '5.1'],
  ['in-progress', '5.1.1'],
  ['in-progress', '5.1.2'],
  ['in-progress', '5.1.3'],
  ['in-progress', '5.1.4'],
] as const;
const [cancelRequested, cancelledOut, completed] = [
  ['in-progress', '5.2'],
  ['cancelled', '6.0'],
  ['completed', '7.0'],
] as const;

/** BSeR's own table (DOMAIN 3.2): every step it allows, the old code of STU1, and steps it leaves out because they "cannot happen". */
const bser: readonly (readonly [readonly Said[], ReferralState])[] = [
  [[['requested', '2.0']], 'received'],
  [[accept], 'accepted'],
  [[decline], 'declined'],
  [[cancelRequested], 'cancel_requested'],
  [[['in-progress', '5.4']], 'cancel_requested'],
  [[accept, decline], 'declined'],
  [[accept, active], 'accepted'],
  [[accept, active, decline], 'declined'],
  [[accept, scheduled], 'scheduled'],
  [[accept, eventCompleted], 'seen'],
  [[accept, cancelRequested], 'cancel_requested'],
  [[accept, scheduled, decline], 'declined'],
  [[accept, scheduled, scheduled], 'scheduled'],
  [[accept, scheduled, noShow], 'no_show'],
  [[accept, scheduled, eventCancelled], 'appt_cancelled'],
  [[accept, scheduled, eventCompleted], 'seen'],
  [[accept, scheduled, cancelRequested], 'cancel_requested'],
  [[accept, scheduled, noShow, decline], 'declined'],
  [[accept, scheduled, noShow, scheduled], 'scheduled'],
  [[accept, scheduled, noShow, eventCancelled], 'appt_cancelled'],
  [[accept, scheduled, eventCancelled, scheduled], 'scheduled'],
  [[accept, scheduled, eventCancelled, cancelRequested], 'cancel_requested'],
  [[accept, scheduled, eventCompleted, eventCompleted, completed], 'seen'],
  [[accept, cancelRequested, cancelledOut], 'cancelled'],
  // The table has no way on from here; real feeds do.
  [[accept, scheduled, noShow, eventCompleted], 'seen'],
  [[decline, accept], 'accepted'],
  [[accept, cancelRequested, cancelledOut, scheduled], 'scheduled'],
  // Done at the other side, without a visit anybody told of, is not seen.
  [[accept, completed], 'accepted'],
  [[completed], 'received'],
];

/** Gravity SDOHCC: the statuses of R4 without ready and received. */
const gravity: readonly (readonly [readonly Said[], ReferralState])[] = [
  [[['requested']], 'received'],
  [[['requested'], ['accepted']], 'accepted'],
  [[['requested'], ['rejected']], 'declined'],
  [[['accepted'], ['in-progress']], 'accepted'],
  [[['in-progress'], ['on-hold']], 'accepted'],
  [[['in-progress'], ['on-hold'], ['in-progress']], 'accepted'],
  [[['in-progress'], ['completed']], 'accepted'],
  [[['in-progress'], ['failed']], 'declined'],
  [[['accepted'], ['cancelled']], 'cancelled'],
  [[['accepted'], ['entered-in-error']], 'accepted'],
];

describe.each([
  ['BSeR', bser],
  ['Gravity', gravity],
])('the statuses of %s', (_, steps) => {
  test.each(
    steps.map(([said, state]) => ({ path: said.map((one) => one.join(' ')).join(', '), said, state })),
  )('$path: $state', ({ said, state }) => {
    const view = fold(said);
    expect(view.state).toBe(state);
    expect(view.platform?.status).toContain(said.at(-1)?.[0] ?? '');
  });
});

test('a hold stops the clocks until the Task goes on', () => {
  expect(fold([['in-progress'], ['on-hold']]).isOnHold).toBe(true);
  expect(fold([['in-progress'], ['on-hold'], ['in-progress']]).isOnHold).toBe(false);
});

test('the source tidies its request up after the Task has ended: that takes nothing back', () => {
  expect(fold([decline], { day: 9, status: 'revoked' }).state).toBe('declined');
  expect(fold([accept, cancelRequested, cancelledOut], { day: 9, status: 'revoked' }).state).toBe(
    'cancelled',
  );
  expect(fold([decline], { day: 9, status: 'active' }).state).toBe('declined');
  expect(fold([accept], { day: 9, status: 'revoked' }).state).toBe('cancel_requested');
});

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: 'urn:oid:1.2.3', value: 'TEST-1' }],
  name: [{ family: 'Zztestdoe', given: ['Anna'] }],
};

const on = (day: number) => `2026-11-${String(day).padStart(2, '0')}T15:00:00Z`;

function request(day: number, status: string) {
  return {
    resourceType: 'ServiceRequest',
    id: 'sr1',
    meta: { versionId: String(day), lastUpdated: on(day) },
    status,
    intent: 'order',
    authoredOn: on(1),
    subject: { reference: 'Patient/p1' },
    requester: { display: 'Ruth Zztestdoc' },
  };
}

function task([status, code]: Said, day: number) {
  return {
    resourceType: 'Task',
    id: 't1',
    meta: { versionId: String(day), lastUpdated: on(day) },
    status,
    ...(code === undefined ? {} : { businessStatus: { coding: [{ code }] } }),
    intent: 'order',
    focus: { reference: 'ServiceRequest/sr1' },
    for: { reference: 'Patient/p1' },
  };
}

function fold(
  said: readonly Said[],
  later?: { readonly day: number; readonly status: string },
): ReferralView {
  const facts = [
    ...factsOf(request(1, 'active')),
    ...said.flatMap((one, index) => factsOf(task(one, index + 2))),
    ...(later === undefined ? [] : factsOf(request(later.day, later.status))),
  ];
  const { threads, patientFacts } = assemble(facts);
  expect(threads).toHaveLength(1);
  return foldReferral(threads[0] ?? [], patientFacts, () => outsider, 'America/Chicago');
}

function factsOf(resource: object): readonly LedgerFact[] {
  const bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: [{ resource }, { resource: patient, search: { mode: 'include' } }],
  };
  const mapped = mapFhir(fhir, Buffer.from(JSON.stringify(bundle)), {
    channel: 'exchange',
    sender: 'exchange',
    zone: 'America/Chicago',
    receivedAt: '2026-11-30T12:00:00.000Z',
  });
  if (mapped.outcome !== 'facts') throw new Error(mapped.reason);
  return mapped.subjects.flatMap(({ facts }) =>
    facts.map((fact) => ({
      fact,
      fingerprint: createHash('sha256').update(JSON.stringify(fact)).digest('hex'),
      channel: 'exchange',
      isFromPerson: false,
    })),
  );
}
