import type { Fact, Identifier } from '../domain/fact.ts';
import { recordSystem } from '../domain/same-patient.ts';
import { now } from '../lib/clock.ts';
import { Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { takePen } from '../store/ledger.ts';
import { loadComponent } from '../store/patient-merge.ts';
import { findNumber } from '../store/patient-numbers.ts';
import { listStandings } from '../store/patient-story.ts';
import { upsertPatients } from '../store/patients.ts';
import { answerReview, findReview } from '../store/reviews.ts';
import { apply } from './apply.ts';
import { recordsAsked } from './compare-patients.ts';
import type { Hub } from './hub.ts';
import { regroup } from './identity-regroup.ts';
import { changing } from './person-statement.ts';

/**
 * What became of a change.
 * - `already_done`: somebody else was quicker, or it was so before.
 * - `changed`: it is not as the person saw it any more; nothing was done.
 * - `still_one`: other statements keep the two together; nothing was done.
 */
export type Changed = 'done' | 'already_done' | 'changed' | 'still_one' | 'not_found';

/** Who decides, and why. The reason is shown in the history. */
export type Decider = { readonly person: string; readonly reason: string };

/** "These two are the same": both patients become one. Either may have been merged before. */
export function mergePatients(
  hub: Hub,
  { patientId, otherId }: { readonly patientId: string; readonly otherId: string },
  decider: Decider,
): Promise<Changed> {
  return changing<Changed>(hub, async (tx) => {
    await takePen(tx);
    const pair = await standingsOf(tx, patientId, otherId);
    if (!pair) return 'not_found';
    if (pair.one === pair.other) return 'already_done';
    await say(tx, hub, pair.one, pair.one, [pair.other], decider, (effectiveAt) => ({
      kind: 'patient_merged',
      prior: { identifiers: [numberOf(pair.other)] },
      effectiveAt,
      links: [],
      lineage: [],
    }));
    return 'done';
  });
}

/**
 * "These two are not the same": undoes what was said to join two records of one patient. Without `otherRecord` the record is taken off all
 * others of its patient. `patientId`: whose it was when the person looked. Everything said of it goes with it, also what came after the merge.
 */
export function unmergePatients(
  hub: Hub,
  unmerge: { readonly patientId?: string; readonly record: string; readonly otherRecord?: string },
  decider: Decider,
): Promise<Changed> {
  const { patientId, record, otherRecord } = unmerge;
  return undoing(hub, async (tx) => {
    await takePen(tx);
    const pair = await standingsOf(tx, record, otherRecord ?? record);
    const seen = await standingsOf(tx, patientId ?? record, record);
    if (!pair || !seen) return 'not_found';
    if (seen.one !== seen.other) return 'already_done';
    if (pair.one !== pair.other) return 'already_done';
    const others =
      otherRecord === undefined
        ? (await recordsOf(tx, pair.one)).filter((one) => one !== record)
        : [otherRecord];
    if (others.length === 0) return 'already_done';
    await say(tx, hub, pair.one, record, others, decider, (effectiveAt) => ({
      kind: 'patient_unmerged',
      other: { identifiers: others.map(numberOf) },
      effectiveAt,
      links: [],
      lineage: [],
    }));
    const after = await listStandings(tx, [record, ...others]);
    const own = after.find((one) => one.record === record)?.patientId;
    return after.some((one) => one.record !== record && one.patientId === own) ? 'still_one' : 'done';
  });
}

/** A number and all that was said under it goes to another patient, or to one of its own (`new`). `from`: who held it when the person looked. */
export function moveNumber(
  hub: Hub,
  { number, from, to }: { readonly number: Identifier; readonly from: string; readonly to: string },
  decider: Decider,
): Promise<Changed> {
  return changing<Changed>(hub, async (tx) => {
    await takePen(tx);
    const target = to === 'new' ? newId() : to;
    if (to === 'new') await upsertPatients(tx, [{ id: target, demographics: {} }]);
    const held = await findNumber(tx, number);
    const pair = await standingsOf(tx, from, target);
    if (!held || !pair) return 'not_found';
    if (held.patientId === pair.other) return 'already_done';
    if (held.patientId !== pair.one) return 'changed';
    await say(tx, hub, pair.other, pair.other, [pair.one], decider, (effectiveAt) => ({
      kind: 'identifier_moved',
      prior: { identifiers: [{ system: number.system, value: number.value }] },
      effectiveAt,
      links: [],
      lineage: [],
    }));
    return 'done';
  });
}

/** Answers a question about two records: they are one person's, or they are not. */
export function answerSamePatient(
  hub: Hub,
  reviewId: string,
  isSame: boolean,
  decider: Decider,
): Promise<Changed> {
  return undoing(hub, async (tx) => {
    await takePen(tx);
    const review = await findReview(tx, reviewId);
    const [record, otherRecord] = review ? recordsAsked(review) : [];
    const pair =
      record === undefined || otherRecord === undefined
        ? undefined
        : await standingsOf(tx, record, otherRecord);
    if (!review || !pair || record === undefined || otherRecord === undefined) return 'not_found';
    const answer = { isSame, reason: decider.reason };
    if (!(await answerReview(tx, reviewId, answer, decider.person))) return 'already_done';
    // Two records of one number cannot come apart: only single messages can be moved.
    if (isSame === (pair.one === pair.other) && review.kind !== 'identity_conflict') return 'done';
    if (record === otherRecord) return isSame ? 'done' : 'still_one';
    const about = { identifiers: [numberOf(otherRecord)] };
    await say(tx, hub, pair.one, record, [otherRecord], decider, (effectiveAt) => ({
      ...(isSame
        ? { kind: 'patient_merged' as const, prior: about }
        : { kind: 'patient_unmerged' as const, other: about }),
      effectiveAt,
      links: [],
      lineage: [],
    }));
    const after = await standingsOf(tx, record, otherRecord);
    return !isSame && after?.one === after?.other ? 'still_one' : 'done';
  });
}

/** Adds what a person says of a record to the ledger, and puts everybody where they belong by it. */
async function say(
  tx: Tx,
  hub: Hub,
  patientId: string,
  record: string,
  about: readonly string[],
  { person, reason }: Decider,
  make: (effectiveAt: string) => Fact,
): Promise<void> {
  const fact = make(await lastWord(tx, [record, patientId, ...about]));
  const claim = { identifiers: [numberOf(record)] };
  const said = { channel: 'console', sender: 'console', person };
  await apply(tx, [{ patientId, claim, facts: [{ fact }], ...said }], hub.policy);
  await regroup(tx, hub.policy, [record, patientId, ...about], { actor: person, reason });
}

/** A person speaks now and is heard now: after everything senders said, also those whose clocks are fast. */
async function lastWord(tx: Tx, records: readonly string[]): Promise<string> {
  const { statements } = await loadComponent(tx, records);
  const latest = Math.max(0, ...statements.map(({ entry }) => Date.parse(entry.fact.effectiveAt)));
  return new Date(Math.max(Date.parse(now()), latest + 1)).toISOString();
}

/** All records of one patient. */
async function recordsOf(tx: Tx, patientId: string): Promise<readonly string[]> {
  const { records } = await loadComponent(tx, [patientId]);
  const standings = await listStandings(tx, records);
  return standings.filter((one) => one.patientId === patientId).map((one) => one.record);
}

async function standingsOf(tx: Tx, one: string, other: string) {
  const standings = await listStandings(tx, [one, other]);
  const of = (record: string) => standings.find((standing) => standing.record === record)?.patientId;
  const [first, second] = [of(one), of(other)];
  return first === undefined || second === undefined ? undefined : { one: first, other: second };
}

function numberOf(record: string): Identifier {
  return { system: recordSystem, value: record };
}

/** What would leave the two together is not done at all. */
async function undoing(hub: Hub, work: (tx: Tx) => Promise<Changed>): Promise<Changed> {
  try {
    return await changing(hub, async (tx) => {
      const changed = await work(tx);
      if (changed === 'still_one')
        throw new Failure('permanent', 'still-one', 'The two still are one patient.');
      return changed;
    });
  } catch (error) {
    if (error instanceof Failure && error.code === 'still-one') return 'still_one';
    throw error;
  }
}
