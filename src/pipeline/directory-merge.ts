import { mergeFields, type FieldSource, type Provenance } from '../domain/directory/provenance.ts';
import { foldName } from '../domain/names.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { findEntry, type DirectoryEntry } from '../store/directory/entry.ts';
import { listChangesSince, loadPartnerLists } from '../store/directory/sections.ts';
import { addHeardName, closeEntry, joinStanding } from '../store/directory/merge-entry.ts';
import { moveLedger } from '../store/directory/merge-ledger.ts';
import { moveParts } from '../store/directory/merge-parts.ts';
import { settlePrimaryLocation } from '../store/directory/places.ts';
import { lockRecord, updateRecord, type HeldRecord } from '../store/directory/records.ts';
import { requestRefold } from '../store/directory/refolds.ts';
import {
  adoptFirstReferral,
  ensurePrimaryRole,
  ensurePrimaryRoles,
  lockTree,
  placeBelow,
  refreshRoots,
} from '../store/directory/tree.ts';
import { appendChanges } from '../store/directory/write-changes.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { unblockEffects } from '../store/effects.ts';
import { takePen } from '../store/ledger.ts';
import { answerReviewsByKey } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import { derivedNames, isCopied } from './directory.ts';
import { auditEdit, refused, textOf, type Edited, type Editor } from './directory-record.ts';
import type { Hub } from './hub.ts';
import { finishRefolds } from './refold-partners.ts';

export type PartnerMerge = {
  readonly from: string;
  readonly into: string;
  /** Of the entry that goes away, as the editor saw it. */
  readonly version?: number;
  /** A person says that both NPIs are of one partner. */
  readonly isSureOfNpis?: boolean;
};

/**
 * One partner turns out to be another: numbers, names, places, roles, addresses, facts, referrals, effects and questions of `from`
 * are those of `into` from now on, in one transaction under the pen. What one of them was told, both were told. Different NPIs are
 * refused unless a person is sure. Returns the survivor. The history of both says what was moved.
 */
export async function mergePartners(hub: Hub, merge: PartnerMerge, by: Editor): Promise<Edited> {
  const edited = await transaction(hub.db, async (tx) => {
    const position = await takePen(tx);
    await lockTree(tx);
    const pair = await openPair(tx, merge);
    if ('outcome' in pair) return pair;
    await appendEvents(tx, position, [mergedEvent(pair)]);
    return join(tx, pair, by);
  });
  if (edited.outcome === 'saved') await finishRefolds(hub, edited.id);
  hub.wake('events');
  return edited;
}

function mergedEvent({ from, into }: Pair): NewEvent {
  return {
    id: newId(),
    type: 'partner.merged',
    subjectKind: 'partner',
    subjectId: from.entry.id,
    subjectVersion: from.held.version + 1,
    occurredAt: now(),
    data: { partnerId: from.entry.id, mergedInto: into.entry.id },
  };
}

type Side = { readonly entry: DirectoryEntry; readonly held: HeldRecord };
type Pair = { readonly from: Side; readonly into: Side };

async function openPair(tx: Tx, merge: PartnerMerge): Promise<Pair | Edited> {
  const [from, into] = [await findEntry(tx, merge.from), await findEntry(tx, merge.into)];
  if (!from) return { outcome: 'not_found' };
  if (!into) return refused('into', 'is no partner of the directory');
  if (from.id === into.id) return refused('into', 'is the same partner already');
  if (from.kind !== into.kind) return refused('into', `is a ${into.kind}, and this is a ${from.kind}`);
  if (from.isOwn !== into.isOwn)
    return refused(
      'into',
      'cannot be one with this: only one of the two is the practice’s own, and referrals among colleagues do not count',
    );
  const [ours, theirs] = [await npisOf(tx, from.id), await npisOf(tx, into.id)];
  const isOther = ours.length > 0 && theirs.length > 0 && !ours.some((npi) => theirs.includes(npi));
  if (isOther && !merge.isSureOfNpis)
    return refused(
      'into',
      `has another NPI (${theirs.join(', ')}): say that you are sure if both are of one partner`,
    );
  // In the order of their ids: two merges the other way round do not wait for each other.
  const locked = new Map<string, HeldRecord>();
  for (const id of [from.id, into.id].toSorted()) {
    const held = await lockRecord(tx, 'partner', id);
    if (held) locked.set(id, held);
  }
  const [lost, kept] = [locked.get(from.id), locked.get(into.id)];
  if (!lost || !kept) return { outcome: 'not_found' };
  // Who saw the entry before it was merged away has not seen what it is part of now.
  const isSeen = merge.version === lost.version && merge.from === lost.id;
  if (merge.version !== undefined && !isSeen) {
    const changes = await listChangesSince(tx, from.id, merge.version);
    return { outcome: 'conflict', version: lost.version, changes };
  }
  return { from: { entry: from, held: lost }, into: { entry: into, held: kept } };
}

async function npisOf(tx: Tx, id: string): Promise<readonly string[]> {
  const { identifiers } = await loadPartnerLists(tx, id);
  return identifiers.filter((one) => one.system === 'npi').map((one) => one.value);
}

async function join(tx: Tx, { from, into }: Pair, by: Editor): Promise<Edited> {
  const ids = { from: from.entry.id, into: into.entry.id };
  if (into.entry.kind === 'organisation') await placeBelow(tx, ids.from, ids.into);
  const parts = await moveParts(tx, ids);
  const ledger = await moveLedger(tx, ids);
  const place = await settlePrimaryLocation(tx, ids.into, undefined);
  const version = await joinFields(tx, { from, into }, place !== undefined, by);
  const stage = await joinStanding(tx, ids);
  await closeEntry(tx, ids);
  await settleTree(tx, into.entry.kind, ids.into);
  await settleQuestions(tx, ids, stage, by);
  const change = { actor: by.person, what: 'merged', objectKind: 'partner' } as const;
  const trace = {
    from: ids.from,
    into: ids.into,
    values: from.held.values,
    provenance: { ...from.held.provenance },
    moved: { ...parts, ...ledger },
  };
  await appendChanges(tx, [
    {
      ...change,
      partnerId: ids.from,
      objectId: ids.from,
      version: from.held.version + 1,
      before: trace,
      after: { aliasOf: ids.into },
    },
    {
      ...change,
      partnerId: ids.into,
      objectId: ids.into,
      version,
      before: { values: into.held.values },
      after: { merged: ids.from },
    },
  ]);
  await auditEdit(tx, by, 'partner_merged', ids.from);
  await auditEdit(tx, by, 'partner_merged', ids.into);
  await requestRefold(tx, ids.into);
  return { outcome: 'saved', id: ids.into, version };
}

async function settleTree(tx: Tx, kind: 'person' | 'organisation', id: string): Promise<void> {
  if (kind === 'person') return ensurePrimaryRole(tx, id);
  await ensurePrimaryRoles(tx, id);
  await adoptFirstReferral(tx, await refreshRoots(tx, id));
}

const joined = [
  'family',
  'given',
  'middle',
  'suffix',
  'credential',
  'organisation',
  'phone',
  'fax',
  'city',
  'state',
  'zip',
  'email',
  'owner',
  'territory',
  'motivator',
] as const;

/** Field by field the weightier statement stands; what the survivor lacks it gets. Notes are kept of both. */
async function joinFields(tx: Tx, { from, into }: Pair, hasPlace: boolean, by: Editor): Promise<number> {
  const { values, provenance } = foldFields(into.held, from.held, hasPlace);
  const lists = await loadPartnerLists(tx, into.held.id);
  const notes = [into.held.values['notes'], from.held.values['notes']].filter(
    (one) => typeof one === 'string',
  );
  const own = {
    ...values,
    notes: notes.length === 0 ? null : notes.join('\n\n'),
    isOwn: into.entry.isOwn || from.entry.isOwn,
  };
  const names = derivedNames(into.entry.kind, { ...into.held.values, ...own }, [
    ...lists.otherNames,
    from.entry,
  ]);
  if (
    foldName(from.entry.name) !==
    foldName(textOf({ ...into.held, values: { ...into.held.values, ...names } }, 'name'))
  )
    await addHeardName(tx, into.held.id, from.entry.name, `person:${by.person}`);
  return updateRecord(tx, 'partner', into.held, { ...own, ...names }, provenance);
}

function foldFields(into: HeldRecord, from: HeldRecord, hasPlace: boolean) {
  let values: HeldRecord['values'] = Object.fromEntries(
    joined.map((field) => [field, into.values[field] ?? null]),
  );
  let provenance: Provenance = into.provenance;
  for (const field of joined) {
    const said = from.values[field] ?? null;
    const isEmpty = values[field] === null;
    // With a primary location five of them are its copies.
    if (said === null || (!isEmpty && hasPlace && isCopied(field))) continue;
    const known = from.provenance[field];
    const merged = mergeFields(values, isEmpty ? {} : provenance, { [field]: said }, known ?? nobody);
    if (merged.changes.length === 0) continue;
    values = { ...values, [field]: said };
    if (known) provenance = { ...provenance, [field]: known };
  }
  return { values, provenance };
}

/** The source of a value that came without one: it gives way to any other. */
const nobody: FieldSource = { source: 'unknown', at: '' };

/** Whoever was merely discovered is known by the merge, unless both were discovered. What waited for an address is due again. */
async function settleQuestions(
  tx: Tx,
  { from, into }: { readonly from: string; readonly into: string },
  stage: string,
  by: Editor,
): Promise<void> {
  const answer = { mergedInto: into, merged: from };
  const keys = [`no_endpoint|${into}`, ...(stage === 'discovered' ? [] : [`partner_discovered|${into}`])];
  await answerReviewsByKey(tx, keys, answer, by.person);
  await unblockEffects(tx, into);
}
