import { linkKey } from '../domain/appointment.ts';
import { compareText } from '../domain/ledger-fact.ts';
import {
  groupRecords,
  numberKey,
  recordSystem,
  type Grouping,
  type RecordGroup,
} from '../domain/same-patient.ts';
import { statementLink } from '../domain/threads.ts';
import type { Component, FactPlace, Regrouping } from '../store/patient-merge.ts';

export type RegroupingPlan = Regrouping & {
  readonly grouping: Grouping;
  /** Patients whose facts, numbers or standing change; those that remain are folded anew. */
  readonly changed: readonly string[];
  readonly patientOf: ReadonlyMap<string, string>;
};

/**
 * Who every record, number, fact and referral of a component belongs to, by what is said of its records: a function of what is
 * stored, so that it may be asked as often as one likes. Pure.
 */
export function planRegrouping(component: Component, facts: readonly FactPlace[]): RegroupingPlan {
  const grouping = groupRecords(component.records, component.numbers, component.statements);
  const patientOf = namePatients(component, grouping.groups);
  const toPatient = (record: string): string => patientOf.get(record) ?? record;
  const places = placeFacts(component, grouping, facts, toPatient);
  const referrals = keepReferrals(facts, places);
  const movedFacts = facts.flatMap((fact) => {
    const next = {
      fingerprint: fact.fingerprint,
      patientId: places.get(fact.fingerprint) ?? fact.patientId,
      ...referrals.of(fact),
    };
    return isAsBefore(fact, next) ? [] : [next];
  });
  const numbers = component.numbers.flatMap(({ system, value, patientId, record }) => {
    const next = toPatient(grouping.recordOfNumber({ system, value }) ?? record);
    return next === patientId ? [] : [{ system, value, patientId: next }];
  });
  const inUse = new Set([
    ...places.values(),
    ...component.numbers.map((one) => toPatient(grouping.recordOfNumber(one) ?? one.record)),
  ]);
  const entered = [...inUse].filter((id) => !component.patients.has(id));
  const aliases = [...component.patients].flatMap(([id, { aliasOf }]) => {
    const next = toPatient(id) === id ? null : toPatient(id);
    return next === aliasOf ? [] : [{ id, aliasOf: next }];
  });
  const was = new Map(facts.map((fact) => [fact.fingerprint, fact.patientId]));
  const changed = [
    ...movedFacts.flatMap((one) => [one.patientId, was.get(one.fingerprint) ?? one.patientId]),
    ...numbers.map((one) => one.patientId),
    ...component.numbers
      .filter((one) => numbers.some((next) => numberKey(next) === numberKey(one)))
      .map((one) => one.patientId),
    ...aliases.flatMap((one) => [one.id, one.aliasOf ?? one.id]),
  ];
  return {
    grouping,
    patientOf,
    entered,
    aliases,
    numbers,
    facts: movedFacts,
    referrals: referrals.owners,
    records: component.records.map((record) => ({
      record,
      before: heldBy(record, component, facts),
      patientId: toPatient(record),
    })),
    changed: [...new Set(changed)],
  };
}

/** Each group is the patient its senders say stays, else who it is already, else its first record. */
function namePatients(component: Component, groups: readonly RecordGroup[]): ReadonlyMap<string, string> {
  return new Map(
    groups.flatMap(({ records, prior }) => {
      const entered = records.filter((record) => component.patients.has(record));
      const staying = entered.filter((record) => !prior.has(record));
      const pool = staying.length > 0 ? staying : entered.length > 0 ? entered : records;
      const current = pool.filter((record) => component.patients.get(record)?.aliasOf === null);
      const survivor = (current.length > 0 ? current : pool).toSorted(compareText)[0];
      return records.map((record) => [record, survivor ?? record] as const);
    }),
  );
}

function heldBy(record: string, component: Component, facts: readonly FactPlace[]): readonly string[] {
  const holders = [
    ...facts.filter((fact) => fact.record === record).map((fact) => fact.patientId),
    ...component.numbers.filter((number) => number.record === record).map((number) => number.patientId),
    component.patients.get(record)?.aliasOf ?? record,
  ];
  return [...new Set(holders)];
}

/** Facts follow their record, a number or a visit that moved; what people and the hub said of a referral follows what it is about. */
function placeFacts(
  component: Component,
  grouping: Grouping,
  facts: readonly FactPlace[],
  toPatient: (record: string) => string,
): ReadonlyMap<string, string> {
  const native = new Map(component.numbers.map((one) => [numberKey(one), one.record]));
  const recordOf = (fact: FactPlace): string => {
    const { saidUnder } = fact;
    const isUnder =
      saidUnder && saidUnder.system !== recordSystem && native.get(numberKey(saidUnder)) === fact.record;
    const record = (isUnder ? grouping.recordOfNumber(saidUnder) : undefined) ?? fact.record;
    const moved = fact.links.flatMap((link) => grouping.recordOfVisit(record, link) ?? []);
    return moved[0] ?? record;
  };
  const places = new Map(facts.map((fact) => [fact.fingerprint, toPatient(recordOf(fact))]));
  const aboutKey = new Map<string, string>();
  const aboutReferral = new Map<string, string>();
  for (const fact of facts.filter(isHeard).toSorted(byTime)) {
    const patientId = places.get(fact.fingerprint) ?? fact.patientId;
    for (const key of [...keysOf(fact), linkKey(statementLink(fact.fingerprint))])
      if (!aboutKey.has(key)) aboutKey.set(key, patientId);
    if (fact.referralId !== null && !aboutReferral.has(fact.referralId))
      aboutReferral.set(fact.referralId, patientId);
  }
  for (const fact of facts.filter(
    (one) => !isHeard(one) && one.kind !== 'patient_described' && !isIdentityKind(one.kind),
  )) {
    const key = keysOf(fact).find((one) => aboutKey.has(one));
    const followed = key === undefined ? aboutReferral.get(fact.referralId ?? '') : aboutKey.get(key);
    if (followed !== undefined) places.set(fact.fingerprint, followed);
  }
  return places;
}

/** A message brought it; the rest was said by people and by the hub. */
function isHeard(fact: FactPlace): boolean {
  return fact.messageId !== null && !fact.isRetired;
}

function isIdentityKind(kind: string): boolean {
  return kind.startsWith('patient_') || kind === 'identifier_moved' || kind === 'visit_moved';
}

function keysOf(fact: FactPlace): readonly string[] {
  const keys = fact.links.map(linkKey);
  return fact.document === null ? keys : [...keys, `document|${fact.document}`];
}

function byTime(a: FactPlace, b: FactPlace): number {
  return compareText(a.effectiveAt, b.effectiveAt) || compareText(a.fingerprint, b.fingerprint);
}

type Parts = { readonly referralId: string | null; readonly ownReferralId: string | null };

/**
 * Which referral each fact was part of, with its record alone: remembered when records come together, given back when they part.
 * A referral goes where the facts are that made it.
 */
function keepReferrals(facts: readonly FactPlace[], places: ReadonlyMap<string, string>) {
  const isAloneNow = aloneIn(facts, (fact) => fact.patientId);
  const isAloneThen = aloneIn(facts, (fact) => places.get(fact.fingerprint) ?? fact.patientId);
  const place = (fact: FactPlace): string => places.get(fact.fingerprint) ?? fact.patientId;
  const ownOf = (fact: FactPlace): string | null => (isAloneNow(fact) ? fact.referralId : fact.ownReferralId);
  const wanted = (fact: FactPlace): string | null =>
    isAloneThen(fact) ? (ownOf(fact) ?? fact.referralId) : fact.referralId;
  const owners = new Map<string, string>();
  const claims = facts.filter((fact) => !fact.isRetired).toSorted(byTime);
  const claim = (isMine: (fact: FactPlace) => boolean): void => {
    for (const fact of claims) {
      const id = wanted(fact);
      if (id !== null && !owners.has(id) && isMine(fact)) owners.set(id, place(fact));
    }
  };
  claim((fact) => isHeard(fact) && isAloneThen(fact) && ownOf(fact) === wanted(fact));
  claim(isHeard);
  claim(() => true);
  const of = (fact: FactPlace): Parts => {
    if (fact.isRetired) return { referralId: fact.referralId, ownReferralId: fact.ownReferralId };
    const own = ownOf(fact);
    const referralId =
      [wanted(fact), own].find((id) => id !== null && owners.get(id) === place(fact)) ?? null;
    return { referralId, ownReferralId: isAloneNow(fact) && isAloneThen(fact) ? fact.ownReferralId : own };
  };
  return { of, owners: [...owners].map(([id, patientId]) => ({ id, patientId })) };
}

/** Whether all that messages said of a fact's patient is of one record. */
function aloneIn(
  facts: readonly FactPlace[],
  placeOf: (fact: FactPlace) => string,
): (fact: FactPlace) => boolean {
  const records = new Map<string, Set<string>>();
  for (const fact of facts.filter(isHeard))
    records.set(placeOf(fact), (records.get(placeOf(fact)) ?? new Set()).add(fact.record));
  return (fact) => (records.get(placeOf(fact))?.size ?? 0) <= 1;
}

function isAsBefore(fact: FactPlace, next: Parts & { readonly patientId: string }): boolean {
  return (
    fact.patientId === next.patientId &&
    fact.referralId === next.referralId &&
    fact.ownReferralId === next.ownReferralId
  );
}
