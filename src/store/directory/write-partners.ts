import { placeKey, type DirectoryEntry } from '../../domain/directory/entry.ts';
import { newId } from '../../lib/ids.ts';
import { Failure } from '../../lib/failure.ts';
import { query, sql, type Queryable, type Tx } from '../database.ts';
import { takePen } from '../ledger.ts';
import { appendChanges } from './write-changes.ts';
import { settleConflicts } from './write-history.ts';
import {
  insertEntryIdentifiers,
  insertEntryInsurances,
  insertEntryLocations,
  insertEntryNames,
  insertEntryPartners,
  insertEntrySpecialties,
  withSource,
  type PartnerEntry,
} from './write-rows.ts';
import { updatePartners, type Updated } from './write-updates.ts';

export type UpsertOutcome = {
  readonly partnerId: string;
  readonly outcome: 'new' | 'changed' | 'same';
  /** Fields of which the directory kept another value, because a weightier source says so. */
  readonly conflicts: readonly string[];
};

export type Upsert = {
  /** Who the history names. */
  readonly actor: string;
  readonly runId?: string;
};

/**
 * Enters what a file says of many partners: new ones, and of known ones (by `partnerId`, else by identifier) the fields it has more weight
 * for (domain/directory/provenance.ts); nothing is deleted. One statement for each table. Takes the ledger's pen as late as it can.
 *
 * Outcomes are in the order of the entries. Throws `database-conflict` (transient: `transaction` begins anew) when somebody entered one of the numbers meanwhile.
 */
export async function upsertDirectory(
  tx: Tx,
  entries: readonly DirectoryEntry[],
  upsert: Upsert,
): Promise<readonly UpsertOutcome[]> {
  const outcomes = new Map<DirectoryEntry, UpsertOutcome>();
  // Two entries of one partner (its other office) do not fit into one statement: the later waits for the next round.
  let waiting = entries;
  while (waiting.length > 0) {
    const { round, rest } = takeRound(waiting);
    for (const [entry, outcome] of await upsertRound(tx, round, upsert)) outcomes.set(entry, outcome);
    waiting = rest;
  }
  return entries.map((entry) => outcomes.get(entry) as UpsertOutcome);
}

function takeRound(entries: readonly DirectoryEntry[]) {
  const taken = new Set<string>();
  const round: DirectoryEntry[] = [];
  const rest: DirectoryEntry[] = [];
  for (const entry of entries) {
    const keys = [
      ...(entry.partnerId === undefined ? [] : [entry.partnerId]),
      ...entry.identifiers.map((id) => `${id.system}|${id.value}`),
    ];
    const isTaken = keys.some((key) => taken.has(key));
    for (const key of keys) taken.add(key);
    (isTaken ? rest : round).push(entry);
  }
  return { round, rest };
}

async function upsertRound(
  tx: Tx,
  entries: readonly DirectoryEntry[],
  upsert: Upsert,
): Promise<readonly Outcome[]> {
  const known = await findByIdentifiers(
    tx,
    entries.flatMap((entry) => (entry.partnerId === undefined ? entry.identifiers : [])),
  );
  const found: PartnerEntry[] = [];
  const fresh: PartnerEntry[] = [];
  const met = new Set<string>();
  const repeated: DirectoryEntry[] = [];
  for (const entry of entries) {
    const partnerId =
      entry.partnerId ??
      entry.identifiers.map((id) => known.get(`${id.system}|${id.value}`)).find((id) => id !== undefined);
    if (partnerId === undefined) fresh.push({ entry, partnerId: newId() });
    // Two numbers of one partner.
    else if (met.has(partnerId)) repeated.push(entry);
    else {
      met.add(partnerId);
      found.push({ entry, partnerId });
    }
  }
  // Rows that others use are locked in the order everybody else locks: first the pen.
  if (found.length > 0) await takePen(tx);
  const updated = await updatePartners(tx, found);
  await appendChanges(
    tx,
    updated.changes.map((change) => ({
      ...change,
      actor: upsert.actor,
      what: 'imported',
      objectKind: 'partner',
      objectId: change.partnerId,
    })),
  );
  await settleConflicts(tx, updated.statements, upsert.runId);
  await insertFresh(tx, fresh);
  const later = repeated.length === 0 ? [] : await upsertRound(tx, repeated, upsert);
  const conflicts = conflictsByPartner(updated);
  return [
    ...found.map((one) => updateOutcome(one, updated, conflicts)),
    ...fresh.map(freshOutcome),
    ...later,
  ];
}

type Outcome = readonly [DirectoryEntry, UpsertOutcome];

function updateOutcome(
  { entry, partnerId }: PartnerEntry,
  { changed }: Updated,
  conflicts: ReadonlyMap<string, readonly string[]>,
): Outcome {
  const outcome = changed.has(partnerId) ? 'changed' : 'same';
  return [entry, { partnerId, outcome, conflicts: conflicts.get(partnerId) ?? [] }];
}

function conflictsByPartner({ statements }: Updated): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const { partnerId, field, conflictsWith } of statements)
    if (conflictsWith !== undefined) fields.set(partnerId, [...(fields.get(partnerId) ?? []), field]);
  return fields;
}

function freshOutcome({ entry, partnerId }: PartnerEntry): Outcome {
  return [entry, { partnerId, outcome: 'new', conflicts: [] }];
}

async function insertFresh(tx: Tx, fresh: readonly PartnerEntry[]): Promise<void> {
  if (fresh.length === 0) return;
  await insertEntryPartners(tx, fresh);
  await insertEntryLocations(
    tx,
    fresh.flatMap(({ entry, partnerId }) => {
      const places = new Set<string>();
      return entry.locations
        .filter((location) => {
          const key = placeKey(location);
          return !places.has(key) && places.add(key);
        })
        .map((location) => ({ partnerId, location, from: entry.from }));
    }),
  );
  await insertEntrySpecialties(
    tx,
    fresh.flatMap(({ entry, partnerId }) => withSource(entry.specialties, partnerId, entry.from)),
  );
  await insertEntryNames(
    tx,
    fresh.flatMap(({ entry, partnerId }) => withSource(entry.otherNames, partnerId, entry.from)),
  );
  await insertEntryInsurances(
    tx,
    fresh.flatMap(({ entry, partnerId }) => withSource(entry.insurances, partnerId, entry.from)),
  );
  const numbers = fresh.flatMap(({ entry, partnerId }) =>
    entry.identifiers.map((identifier) => ({ ...identifier, partnerId })),
  );
  if (numbers.length === 0) return;
  // Last, because everybody who enters partners waits for the pen: messages do so while a file is imported.
  await takePen(tx);
  const entered = await insertEntryIdentifiers(tx, numbers);
  if (entered.length < numbers.length)
    throw new Failure('transient', 'database-conflict', 'Somebody entered one of these partners meanwhile.');
}

/** Whose these numbers are, by `system|value`. Index: partner_identifier primary key. */
export async function findByIdentifiers(
  db: Queryable,
  identifiers: readonly { readonly system: string; readonly value: string }[],
): Promise<ReadonlyMap<string, string>> {
  if (identifiers.length === 0) return new Map();
  const rows = await query<{ readonly system: string; readonly value: string; readonly id: string }>(
    db,
    sql`select i.system, i.value, i.partner_id as id from partner_identifier i
        join unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[]) as w (system, value)
          on i.system = w.system and i.value = w.value`,
    { name: 'find-by-identifiers' },
  );
  return new Map(rows.map((row) => [`${row.system}|${row.value}`, row.id]));
}
