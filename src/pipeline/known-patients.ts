import type { Identifier, PatientClaim } from '../domain/fact.ts';
import {
  isSomebodyElse,
  matchPatient,
  type PatientMatch,
  type PatientRecord,
} from '../domain/match-patient.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { insertIdentifiers, moveIdentifiers, type HeldNumber } from '../store/patient-numbers.ts';
import { upsertPatients } from '../store/patients.ts';
import { indexPatients, keyOf, mergeRecord, type PatientIndex } from './patient-candidates.ts';

/** A patient who was new has been entered and is certain. */
export type Decided = Exclude<PatientMatch, { readonly outcome: 'new' }>;

/** Who it is was settled elsewhere. */
export type Preset = {
  readonly patientId: string;
  /** Nobody of this id is entered yet. */
  readonly isNew: boolean;
  /** A person said so: the numbers of the claim follow. A new patient of whom nobody said so is only entered while nobody known fits. */
  readonly isFromPerson: boolean;
  /** Only a merge makes it this patient: numbers nobody knew are a record of their own, which can come apart again. */
  readonly isOwnRecord?: boolean;
};

/** The patients of a batch as they are known while it is worked on: decided in memory, written once. */
export type KnownPatients = {
  readonly decide: (claim: PatientClaim, preset?: Preset) => Decided;
  /** Who holds one of these numbers already. */
  readonly holder: (identifiers: readonly Identifier[]) => string | undefined;
  /** Numbers nobody holds are this patient's for now, as a record of their own: the prior record of a merge. */
  readonly enter: (patientId: string, prior: PatientClaim) => void;
  /** How often something was learnt of anybody. */
  readonly turn: () => number;
  /** Of whom something was learnt since a turn. */
  readonly learntSince: (turn: number) => ReadonlySet<string>;
  /** Remembers how things stand; calling the result brings that back. */
  readonly mark: () => () => void;
  /** Writes the new numbers of these patients, who are entered already. */
  readonly flushNumbers: (tx: Tx, of: ReadonlySet<string>) => Promise<void>;
  /** Writes what else is new and returns the patients of whom more is known now. `described`: who is entered already, with all that is known. */
  readonly flush: (tx: Tx, described: ReadonlySet<string>) => Promise<readonly string[]>;
};

export function openPatients(found: readonly PatientRecord[]): KnownPatients {
  const known = indexPatients(found);
  const news: News = { created: new Map(), added: new Map(), moved: new Map(), learnt: [] };
  return {
    decide: (claim, preset) => {
      const isOpen = preset === undefined || (preset.isNew && !preset.isFromPerson);
      const match = isOpen ? matchPatient(claim, known.candidates(claim)) : decided(preset);
      if (match.outcome === 'ask') return match;
      const patientId = match.outcome === 'certain' ? match.patientId : (preset?.patientId ?? newId());
      if (match.outcome === 'new') news.created.set(patientId, {});
      const taken = preset?.isFromPerson ? takenBy(known, patientId, claim) : [];
      learn(known, news, patientId, claim, taken, preset?.isOwnRecord === true);
      return { outcome: 'certain', patientId, reasons: match.reasons };
    },
    holder: (identifiers) =>
      identifiers.map((id) => known.byIdentifier.get(keyOf(id))).find((id) => id !== undefined),
    enter: (patientId, prior) =>
      learn(known, news, patientId, { identifiers: prior.identifiers }, [], true, true),
    turn: () => news.learnt.length,
    learntSince: (turn) => new Set(news.learnt.slice(turn)),
    mark: () => {
      const { byId, byIdentifier, byKey, unkeyed } = known;
      const undo = [byId, byIdentifier, byKey, unkeyed, news.created, news.added, news.moved].map(remember);
      const turn = news.learnt.length;
      return () => {
        undo.forEach((back) => back());
        news.learnt.length = turn;
      };
    },
    flushNumbers: (tx, of) => insertIdentifiers(tx, takeNumbers(news, of)),
    flush: (tx, described) => writePatients(tx, news, described),
  };
}

/** What is to be written, in the order it came up. */
type News = {
  readonly created: Map<string, Omit<PatientClaim, 'identifiers'>>;
  readonly added: Map<string, HeldNumber>;
  readonly moved: Map<string, HeldNumber>;
  /** Who got a number or became somebody else. */
  readonly learnt: string[];
};

/** `taken`: numbers that come from other patients. `isOwnRecord`: what is fresh and stands beside nothing known is a record of its own. */
function learn(
  known: PatientIndex,
  { added, moved, learnt }: News,
  patientId: string,
  claim: PatientClaim,
  taken: readonly Identifier[],
  isOwnRecord: boolean,
  isUnsaid = false,
): void {
  const fresh = claim.identifiers.filter((id) => !known.byIdentifier.has(keyOf(id)));
  const anchor = claim.identifiers.find((id) => known.byIdentifier.get(keyOf(id)) === patientId);
  const record = anchor ? besideOf(added, anchor) : isOwnRecord ? { recordId: newId() } : {};
  for (const id of fresh) added.set(keyOf(id), { ...id, patientId, ...record });
  for (const id of taken) {
    const holder = known.byId.get(known.byIdentifier.get(keyOf(id)) ?? '');
    if (holder) {
      known.byId.set(holder.id, without(holder, id));
      learnt.push(holder.id);
    }
    (added.has(keyOf(id)) ? added : moved).set(keyOf(id), { ...id, patientId });
  }
  if (fresh.length + taken.length > 0) learnt.push(patientId);
  known.index(mergeRecord(patientId, known.byId.get(patientId), claim, [...fresh, ...taken], isUnsaid));
}

/** A number that comes up beside a known one is of the same record; of one that is entered with it, as that one. */
function besideOf(
  added: ReadonlyMap<string, HeldNumber>,
  anchor: Identifier,
): Pick<HeldNumber, 'recordId' | 'beside'> {
  const entered = added.get(keyOf(anchor));
  if (!entered) return { beside: anchor };
  return {
    ...(entered.recordId === undefined ? {} : { recordId: entered.recordId }),
    ...(entered.beside === undefined ? {} : { beside: entered.beside }),
  };
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

function takeNumbers({ added }: News, of: ReadonlySet<string>): readonly HeldNumber[] {
  const own = [...added].filter(([, held]) => of.has(held.patientId));
  for (const [key] of own) added.delete(key);
  return own.map(([, held]) => held);
}

async function writePatients(
  tx: Tx,
  { created, added, moved, learnt }: News,
  described: ReadonlySet<string>,
): Promise<readonly string[]> {
  const entered = [...created].filter(([id]) => !described.has(id));
  // Sent one behind the other.
  await Promise.all([
    upsertPatients(
      tx,
      entered.map(([id, demographics]) => ({ id, demographics })),
    ),
    insertIdentifiers(tx, [...added.values()]),
    moveIdentifiers(tx, [...moved.values()]),
  ]);
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
