import type { Policy } from '../domain/consequences.ts';
import { comparePatients } from '../domain/compare-patients.ts';
import { compareText } from '../domain/ledger-fact.ts';
import { verdictOf } from '../domain/match-patient.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import {
  listIdentityQuestions,
  loadComponent,
  loadPlaces,
  writeRegrouping,
  type Component,
  type FactPlace,
} from '../store/patient-merge.ts';
import { insertPatientChanges, type NewPatientChange } from '../store/patient-changes.ts';
import { loadPatientRecords } from '../store/patients.ts';
import { askReviews, withdrawReviews, type NewReview } from '../store/reviews.ts';
import { apply } from './apply.ts';
import { planRegrouping, type RegroupingPlan } from './identity-plan.ts';

/** Who or what changed who is who. */
export type Cause = { readonly actor: string; readonly reason?: string };

/**
 * Puts everything of these records, and of all that hangs together with them, where it belongs by what is said of them now, and
 * folds whom that touches. Returns the patients something changed for. The caller holds the pen.
 */
export async function regroup(
  tx: Tx,
  policy: Policy,
  seeds: readonly string[],
  cause: Cause,
): Promise<readonly string[]> {
  if (seeds.length === 0) return [];
  const component = await loadComponent(tx, seeds);
  const holders = [
    ...component.numbers.map((one) => one.patientId),
    ...[...component.patients].map(([id, { aliasOf }]) => aliasOf ?? id),
  ];
  const facts = await loadPlaces(tx, [...new Set(holders)]);
  const plan = planRegrouping(component, facts);
  if (plan.changed.length > 0) {
    await writeRegrouping(tx, plan);
    const ceased = new Set([...component.patients.keys()].filter((id) => plan.patientOf.get(id) !== id));
    await apply(
      tx,
      [],
      policy,
      plan.changed.filter((id) => !ceased.has(id)),
    );
    const changes = changesOf(component, facts, plan, cause);
    await insertPatientChanges(tx, changes);
    await appendEvents(tx, await takePen(tx), changes.flatMap(eventOf));
  }
  await askAbout(tx, component, plan);
  return plan.changed;
}

/** A patient that is no more, or is one again; what only moved is told by what becomes of the referrals. */
function eventOf({ what, patientId, otherId }: NewPatientChange): readonly NewEvent[] {
  if (what === 'moved' || otherId === undefined) return [];
  const isMerged = what === 'merged';
  const subjectId = isMerged ? otherId : patientId;
  return [
    {
      id: newId(),
      type: isMerged ? 'patient.merged' : 'patient.unmerged',
      subjectKind: 'patient',
      subjectId,
      subjectVersion: 1,
      occurredAt: now(),
      data: { patientId: subjectId, ...(isMerged ? { mergedInto: patientId } : { partedFrom: otherId }) },
    },
  ];
}

/** What went from whom to whom. */
function changesOf(
  component: Component,
  facts: readonly FactPlace[],
  plan: RegroupingPlan,
  cause: Cause,
): readonly NewPatientChange[] {
  const flows = new Map<
    string,
    { from: string; to: string; facts: number; numbers: number; referrals: Set<string> }
  >();
  const flow = (from: string, to: string) => {
    const key = `${from}|${to}`;
    const known = flows.get(key) ?? { from, to, facts: 0, numbers: 0, referrals: new Set<string>() };
    flows.set(key, known);
    return known;
  };
  const was = new Map(facts.map((fact) => [fact.fingerprint, fact.patientId]));
  for (const fact of plan.facts) {
    const from = was.get(fact.fingerprint) ?? fact.patientId;
    if (from === fact.patientId) continue;
    const one = flow(from, fact.patientId);
    one.facts += 1;
    if (fact.referralId !== null) one.referrals.add(fact.referralId);
  }
  for (const number of plan.numbers) {
    const before = component.numbers.find(
      (one) => one.system === number.system && one.value === number.value,
    );
    if (before) flow(before.patientId, number.patientId).numbers += 1;
  }
  for (const { id, aliasOf } of plan.aliases) if (aliasOf !== null) flow(id, aliasOf);
  const isGone = (id: string): boolean => plan.patientOf.get(id) !== id;
  const isNew = (id: string): boolean =>
    plan.entered.includes(id) || plan.aliases.some((one) => one.id === id && one.aliasOf === null);
  return [...flows.values()].map(({ from, to, facts: count, numbers, referrals }) => ({
    actor: cause.actor,
    ...(cause.reason === undefined ? {} : { reason: cause.reason }),
    what: isGone(from) ? ('merged' as const) : isNew(to) ? ('unmerged' as const) : ('moved' as const),
    patientId: to,
    otherId: from,
    counts: { facts: count, numbers, referrals: referrals.size },
  }));
}

/**
 * Questions the statements leave to people. What a person answered once is not asked again.
 */
async function askAbout(
  tx: Tx,
  component: Component,
  { grouping, patientOf }: RegroupingPlan,
): Promise<void> {
  const standing = (record: string): string => patientOf.get(record) ?? record;
  const wanted = [
    ...grouping.conflicts.map((pair) => questionOf('identity_conflict', pair, standing)),
    ...grouping.unclear.map((pair) => questionOf('account_moved', pair, standing)),
    ...(await alike(tx, grouping.linked, standing)).map((pair) => questionOf('same_patient', pair, standing)),
  ];
  const asked = await listIdentityQuestions(tx, [...component.patients.keys()]);
  const keys = new Set(wanted.map((one) => one.key));
  await withdrawReviews(
    tx,
    asked.filter((one) => one.state === 'open' && !keys.has(one.key)).map((one) => one.key),
  );
  const known = new Set(asked.filter((one) => one.state !== 'withdrawn').map((one) => one.key));
  await askReviews(
    tx,
    wanted.filter((one) => !known.has(one.key)),
  );
}

/** Linked records that may be one person's. */
async function alike(
  tx: Tx,
  pairs: readonly (readonly [string, string])[],
  standing: (record: string) => string,
): Promise<readonly (readonly [string, string])[]> {
  if (pairs.length === 0) return [];
  const found = await loadPatientRecords(tx, [...new Set(pairs.flat().map(standing))]);
  const records = new Map(found.map((one) => [one.id, one]));
  return pairs.filter(([a, b]) => {
    const [one, other] = [records.get(standing(a)), records.get(standing(b))];
    return one !== undefined && other !== undefined && verdictOf(comparePatients(one, other)) !== 'no';
  });
}

/**
 * - `identity_conflict`: a sender says two people, and they still are one here.
 * - `same_patient`: two linked records look like one person's.
 * - `account_moved`: something of one patient is the other's, and the hub cannot tell what.
 */
export type IdentityQuestionKind = 'identity_conflict' | 'same_patient' | 'account_moved';

function questionOf(
  kind: IdentityQuestionKind,
  [a, b]: readonly [string, string],
  standing: (record: string) => string,
): NewReview {
  const records = [a, b].toSorted(compareText);
  return { key: [kind, ...records].join('|'), kind, patientId: standing(a), question: { records } };
}
