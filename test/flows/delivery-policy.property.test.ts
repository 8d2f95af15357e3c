import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdEffect, releaseHeld } from '../../src/pipeline/held.ts';
import type { Outcome } from '../../src/sdk/destination.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { listHeld } from '../../src/store/held.ts';
import {
  ana,
  arrived,
  busy,
  noFax,
  openDeliveryStory,
  pcpOf,
  referrerOf,
  storyOf,
  type DeliveryStory,
} from '../support/delivery-story.ts';
import { adt, mdm, siu } from '../support/hl7.ts';
import { seededRandom } from '../support/random.ts';

const SEED = Number(process.env['POLICY_SEED'] ?? Date.now() % 1_000_000);
const STEPS = Number(process.env['POLICY_STEPS'] ?? 25);
const PATIENTS = 4;
const OFFICES = 3;

let t: DeliveryStory;
beforeAll(async () => {
  t = await openDeliveryStory();
}, 60_000);
afterAll(() => t.close());

/** What the ledger says of a parcel at the moment it leaves. */
type Leaving = {
  readonly key: string;
  readonly purpose: string;
  readonly effect: string;
  readonly partner: string;
  readonly kind: string;
  /** The office is the referrer's or the patient's own doctor's, now. */
  readonly isParty: boolean;
  readonly isByHand: boolean;
};

test(`whatever is said, whatever the line does: no office of another patient's referral gets anything, nothing goes twice by itself, corrections go to who was told (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  const answers: readonly Outcome[] = [arrived, arrived, arrived, busy, noFax];
  const leaving: (Leaving & { readonly outcome: Outcome['status'] })[] = [];
  t.line.watch = async ({ key }) => {
    const one = await queryOne<Leaving>(
      t.hub.db,
      sql`select d.id as key, d.purpose, d.effect_key as effect, d.partner_id as partner, e.kind, d.created_by is not null as "isByHand",
            d.partner_id in (r.referrer_partner_id, r.pcp_partner_id) as "isParty"
          from delivery d join effect e on e.key = d.effect_key join referral r on r.id = d.referral_id where d.id = ${key}`,
    );
    const answer = pick(answers);
    t.line.answer = () => answer;
    if (one) leaving.push({ ...one, outcome: answer.status });
  };
  for (let office = 0; office < OFFICES; office += 1) {
    await t.open(office);
    await t.numberByPerson(office, `555-010-01${office}0`);
    await t.numberByPerson(office, `555-010-01${office}1`, 2);
  }
  let minute = 0;
  for (let step = 0; step < STEPS; step += 1) {
    minute += 1;
    const nr = Math.floor(random() * PATIENTS);
    const office = Math.floor(random() * OFFICES);
    const at = `202611${String(6 + Math.floor(minute / 60)).padStart(2, '0')}12${String(minute % 60).padStart(2, '0')}00-0500`;
    const story = storyOf(nr, { at, referrer: random() < 0.15 ? '' : referrerOf(office) });
    const acts: readonly (() => Promise<unknown>)[] = [
      () => t.base.feed(pcpOf((nr + 1) % OFFICES, siu('S12', story))),
      () => t.base.feed(mdm('T02', story)),
      () => t.base.feed(mdm('T08', { ...story, text: pick(['Amended.', 'Amended again.']) })),
      () => t.base.feed(mdm('T02', { ...story, note: `N${nr}B`, text: `A second one of ${nr}.` })),
      () => t.base.feed(siu('S26', story)),
      () => t.base.feed(siu('S15', story)),
      () => t.base.feed(adt('A08', story)),
      () => hold(random),
      () => letGo(random),
    ];
    await pick(acts)();
    await execute(t.hub.db, sql`update effect set due_at = now() where state = 'planned' and due_at > now()`);
    await t.endPauses();
    await t.go();
  }
  await drain();

  expect(leaving.length).toBeGreaterThan(0);
  // A correction goes to who was told, whoever refers now; the rest to a party of this very referral.
  expect(leaving.filter((one) => one.purpose !== 'correction' && !one.isByHand && !one.isParty)).toEqual([]);
  const got = leaving.filter((one) => one.outcome === 'delivered' && !one.isByHand).map((one) => one.effect);
  expect(got.filter((effect, index) => got.indexOf(effect) !== index)).toEqual([]);
  for (const one of leaving.filter(({ purpose }) => purpose === 'correction')) {
    const told = one.effect.slice(one.effect.indexOf('|') + 1);
    const before = leaving.slice(0, leaving.indexOf(one));
    expect(before.some((other) => other.effect === told && other.partner === one.partner)).toBe(true);
  }
}, 120_000);

async function hold(random: () => number): Promise<void> {
  const rows = await query<{ id: string }>(
    t.hub.db,
    sql`select id from effect where kind in ('deliver_note', 'offer_note', 'notify_no_show') and state in ('planned', 'released') order by key`,
  );
  const one = rows[Math.floor(random() * rows.length)];
  if (one) await holdEffect(t.hub, one.id, ana, 'wait');
}

async function letGo(random: () => number): Promise<void> {
  const held = await listHeld(t.hub.db);
  const one = held[Math.floor(random() * held.length)];
  if (one) await releaseHeld(t.hub, one.id, ana, { because: 'go' });
}

/** What still waits for the line gets its chances. */
async function drain(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await t.endPauses();
    const waiting = await query<{ id: string }>(
      t.hub.db,
      sql`select id from delivery where status in ('queued', 'failed_transient') order by id`,
    );
    t.jobs.push(...waiting.map(({ id }) => ({ deliveryId: id, lane: '' })));
    await t.go();
  }
}
