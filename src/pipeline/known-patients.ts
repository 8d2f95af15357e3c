import type { Identifier, PatientClaim } from '../domain/fact.ts';
import {
  isSomebodyElse,
  matchPatient,
  type PatientMatch,
  type PatientRecord,
} from '../domain/match-patient.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { insertIdentifiers, mergePatients, moveIdentifiers, upsertPatients } from '../store/patients.ts';
import { indexPatients, keyOf, mergeRecord, type PatientIndex } from './patient-candidates.ts';

/** A patient who was new has been entered and is certain. */
export type Decided = Exclude<PatientMatch, { readonly outcome: 'new' }>;

/** Who it is was settled elsewhere. */
export type Preset = {
  readonly patientId: string;
  /** Nobody of this id is entered yet. */
  readonly isNew: boolean;
  /** A person said so: the numbers of the claim follow. */
  readonly isFromPerson: boolean;
};

/** The patients of a batch as they are known while it is worked on: decided in memory, written once. */
export type KnownPatients = {
  readonly decide: (claim: PatientClaim, preset?: Preset) => Decided;
  /** Who holds one of these numbers already. */
  readonly holder: (identifiers: readonly Identifier[]) => string | undefined;
  /** Everybody who holds a number of the prior record becomes the survivor. */
  readonly merge: (survivorId: string, prior: PatientClaim) => void;
  /** Who a patient is now, after the merges of this batch. */
  readonly survivor: (patientId: string) => string;
  /** Patients somebody was merged into. */
  readonly survivors: () => readonly string[];
  /** How often something was learnt of anybody. */
  readonly turn: () => number;
  /** Of whom something was learnt since a turn. */
  readonly learntSince: (turn: number) => ReadonlySet<string>;
  /** Remembers how things stand; calling the result brings that back. */
  readonly mark: () => () => void;
  /** Writes what is new and returns the patients of whom more is known now. */
  readonly flush: (tx: Tx) => Promise<readonly string[]>;
};

export function openPatients(found: readonly PatientRecord[]): KnownPatients {
  const known = indexPatients(found);
  const news: News = {
    created: new Map(),
    added: new Map(),
    moved: new Map(),
    ceased: new Map(),
    learnt: [],
  };
  const survivor = (id: string): string => {
    const next = news.ceased.get(id);
    return next === undefined ? id : survivor(next);
  };
  return {
    decide: (claim, preset) => {
      const match = preset === undefined ? matchPatient(claim, known.candidates(claim)) : decided(preset);
      if (match.outcome === 'ask') return match;
      const patientId =
        match.outcome === 'certain' ? survivor(match.patientId) : (preset?.patientId ?? newId());
      if (match.outcome === 'new') news.created.set(patientId, {});
      learn(known, news, patientId, claim, preset?.isFromPerson ? takenBy(known, patientId, claim) : []);
      return { outcome: 'certain', patientId, reasons: match.reasons };
    },
    holder: (identifiers) =>
      identifiers.map((id) => known.byIdentifier.get(keyOf(id))).find((id) => id !== undefined),
    merge: (survivorId, prior) => {
      const losers = new Set(prior.identifiers.flatMap((id) => known.byIdentifier.get(keyOf(id)) ?? []));
      losers.delete(survivorId);
      for (const loserId of losers) absorb(known, news, survivorId, loserId);
      learn(known, news, survivorId, { identifiers: prior.identifiers }, []);
    },
    survivor,
    survivors: () => [...news.ceased.values()],
    turn: () => news.learnt.length,
    learntSince: (turn) => new Set(news.learnt.slice(turn)),
    mark: () => {
      const { byId, byIdentifier, byKey } = known;
      const undo = [byId, byIdentifier, byKey, news.created, news.added, news.moved, news.ceased].map(
        remember,
      );
      const turn = news.learnt.length;
      return () => {
        undo.forEach((back) => back());
        news.learnt.length = turn;
      };
    },
    flush: (tx) => writePatients(tx, news),
  };
}

type Held = Identifier & { readonly patientId: string };

/** What is to be written, in the order it came up. */
type News = {
  readonly created: Map<string, Omit<PatientClaim, 'identifiers'>>;
  readonly added: Map<string, Held>;
  readonly moved: Map<string, Held>;
  /** Each loser with its survivor. */
  readonly ceased: Map<string, string>;
  /** Who got a number or became somebody else. */
  readonly learnt: string[];
};

/** `taken`: numbers that come from other patients. */
function learn(
  known: PatientIndex,
  { added, moved, learnt }: News,
  patientId: string,
  claim: PatientClaim,
  taken: readonly Identifier[],
): void {
  const fresh = claim.identifiers.filter((id) => !known.byIdentifier.has(keyOf(id)));
  for (const id of fresh) added.set(keyOf(id), { ...id, patientId });
  for (const id of taken) {
    const holder = known.byId.get(known.byIdentifier.get(keyOf(id)) ?? '');
    if (holder) {
      known.byId.set(holder.id, without(holder, id));
      learnt.push(holder.id);
    }
    (added.has(keyOf(id)) ? added : moved).set(keyOf(id), { ...id, patientId });
  }
  if (fresh.length + taken.length > 0) learnt.push(patientId);
  known.index(mergeRecord(patientId, known.byId.get(patientId), claim, [...fresh, ...taken]));
}

/**
 * What a person's word takes from another patient. A number the sender gave to two people who have nothing in common stays with the
 * one who had it: each message of the other goes on being a question.
 */
function takenBy(known: PatientIndex, patientId: string, claim: PatientClaim): readonly Identifier[] {
  return claim.identifiers.filter((id) => {
    const holderId = known.byIdentifier.get(keyOf(id));
    if (holderId === undefined || holderId === patientId) return false;
    const holder = known.byId.get(holderId);
    return holder === undefined || !isSomebodyElse(claim, holder);
  });
}

function absorb(known: PatientIndex, news: News, survivorId: string, loserId: string): void {
  const loser = known.byId.get(loserId);
  if (!loser) return;
  news.ceased.set(loserId, survivorId);
  news.learnt.push(loserId, survivorId);
  known.byId.delete(loserId);
  const survivor = known.byId.get(survivorId) ?? { id: survivorId, identifiers: [], phones: [] };
  known.index({ ...survivor, identifiers: [...survivor.identifiers, ...loser.identifiers] });
}

async function writePatients(
  tx: Tx,
  { created, added, moved, ceased, learnt }: News,
): Promise<readonly string[]> {
  await upsertPatients(
    tx,
    [...created].map(([id, demographics]) => ({ id, demographics })),
  );
  await insertIdentifiers(tx, [...added.values()]);
  await moveIdentifiers(tx, [...moved.values()]);
  // In the order they were said: what an earlier merge gave to its survivor goes on with the next.
  for (const [loserId, survivorId] of ceased) await mergePatients(tx, loserId, survivorId);
  return [...new Set(learnt)];
}

function decided({
  patientId,
  isNew,
  isFromPerson,
}: Preset): Exclude<PatientMatch, { readonly outcome: 'ask' }> {
  const reasons = [isFromPerson ? 'a person decided' : 'same identifier'];
  return isNew ? { outcome: 'new', reasons } : { outcome: 'certain', patientId, reasons };
}

function without(record: PatientRecord, gone: Identifier): PatientRecord {
  return { ...record, identifiers: record.identifiers.filter((id) => keyOf(id) !== keyOf(gone)) };
}

/** Copies a map; the result puts the copy back. What it holds is never changed, only replaced. */
export function remember(map: Map<string, unknown>): () => void {
  const copy = new Map(map);
  return () => {
    map.clear();
    for (const [key, value] of copy) map.set(key, value);
  };
}
