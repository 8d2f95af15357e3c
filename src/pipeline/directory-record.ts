import {
  isSameValue,
  mergeFields,
  rankOf,
  type FieldSource,
  type FieldValue,
  type MergedFields,
  type Provenance,
} from '../domain/directory/provenance.ts';
import { now } from '../lib/clock.ts';
import { insertAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import {
  insertRecord,
  lockRecord,
  updateRecord,
  type HeldRecord,
  type RecordKind,
  type RecordValues,
} from '../store/directory/records.ts';
import { listChangesSince, type ChangeRow } from '../store/directory/sections.ts';
import { appendChanges, type NewChange } from '../store/directory/write-changes.ts';

/** Who edits. */
export type Editor = {
  /** As history and audit name them. */
  readonly person: string;
  readonly peer?: string;
  /** They checked the values with the partner: these then outrank every file. */
  readonly isVerified?: boolean;
};

export type FieldProblem = { readonly field: string; readonly problem: string };

export type Edited =
  | { readonly outcome: 'saved'; readonly id: string; readonly version: number }
  | { readonly outcome: 'not_found' }
  /** Somebody else was faster: who changed what since the version the editor saw. */
  | { readonly outcome: 'conflict'; readonly version: number; readonly changes: readonly ChangeRow[] }
  | { readonly outcome: 'refused'; readonly problems: readonly FieldProblem[] };

export type Said = Readonly<Record<string, FieldValue | undefined>>;

export function refused(field: string, problem: string): Extract<Edited, { outcome: 'refused' }> {
  return { outcome: 'refused', problems: [{ field, problem }] };
}

/** A field that is always a text, such as the id of what it belongs to. */
export function textOf(held: HeldRecord, field: string): string {
  const value = held.values[field];
  return typeof value === 'string' ? value : '';
}

/** A person's statement of today. */
export function sourceOf(by: Editor): FieldSource {
  return { source: `person:${by.person}`, at: now(), ...(by.isVerified ? { by: by.person } : {}) };
}

/** Written in the transaction of the act: what is not written down does not happen. */
export function auditEdit(tx: Tx, by: Editor, action: string, partnerId: string): Promise<void> {
  const peer = by.peer === undefined ? {} : { peer: by.peer };
  return insertAudit(tx, { actor: by.person, action, objectKind: 'partner', objectId: partnerId, ...peer });
}

/** Locks a record as its editor saw it, or says why not. Without `version` whatever is there is edited. */
export async function openRecord(
  tx: Tx,
  kind: RecordKind,
  id: string,
  version: number | undefined,
): Promise<HeldRecord | Exclude<Edited, { outcome: 'saved' }>> {
  const held = await lockRecord(tx, kind, id);
  if (!held) return { outcome: 'not_found' };
  if (kind === 'partner' && typeof held.values['aliasOf'] === 'string')
    return refused('id', `was merged into ${held.values['aliasOf']}: edit that one`);
  if (version === undefined || held.version === version) return held;
  return { outcome: 'conflict', version: held.version, changes: await listChangesSince(tx, id, version) };
}

export type RecordEdit = {
  readonly kind: RecordKind;
  /** Whose histories tell of it. */
  readonly partnerIds: readonly string[];
  readonly said: Said;
  /** What follows from what is said and is no statement of anybody, such as folded names. */
  readonly derived?: RecordValues;
  readonly what?: string;
};

/** Lays what a person says over a locked record, and writes history and version when that changes anything. */
export async function writeRecord(tx: Tx, held: HeldRecord, edit: RecordEdit, by: Editor): Promise<Edited> {
  const from = after(sourceOf(by), held.provenance);
  const merged = mergeFields(held.values, held.provenance, edit.said, from);
  const problems = outrankedFields(held, edit.said, merged, from);
  if (problems.length > 0) return { outcome: 'refused', problems };
  const verified = by.isVerified ? unchangedFields(edit.said, merged) : [];
  if (merged.changes.length === 0 && verified.length === 0)
    return { outcome: 'saved', id: held.id, version: held.version };
  const values = {
    ...Object.fromEntries(merged.changes.map((one) => [one.field, one.after])),
    ...edit.derived,
  };
  const version = await updateRecord(tx, edit.kind, held, values, merged.provenance);
  const change = { actor: by.person, objectKind: edit.kind, objectId: held.id, version };
  const what = edit.what ?? 'edited';
  await appendChanges(
    tx,
    edit.partnerIds.flatMap((partnerId): readonly NewChange[] => [
      ...merged.changes.map((one) => ({ ...change, ...one, partnerId, what })),
      ...verified.map((field) => ({ ...change, partnerId, field, what: 'verified' })),
    ]),
  );
  return { outcome: 'saved', id: held.id, version };
}

/** Who edits has seen what is held: theirs is the later statement, whatever clocks say. */
function after(from: FieldSource, held: Provenance): FieldSource {
  const latest = Math.max(0, ...Object.values(held).map((known) => Date.parse(known.at)));
  return Date.parse(from.at) > latest ? from : { ...from, at: new Date(latest + 1).toISOString() };
}

/** A value that somebody checked gives way to another checked one only. */
function outrankedFields(
  held: HeldRecord,
  said: Said,
  merged: MergedFields,
  from: FieldSource,
): readonly FieldProblem[] {
  return Object.entries(said).flatMap(([field, value]) => {
    const known = held.provenance[field];
    if (value === undefined || !known || merged.provenance[field] === from) return [];
    if (rankOf(known) <= rankOf(from) || isSameValue(held.values[field] ?? null, value)) return [];
    const problem = `was verified by ${known.by ?? known.source} on ${known.at.slice(0, 10)}: say that you verified the new value`;
    return [{ field, problem }];
  });
}

function unchangedFields(said: Said, merged: MergedFields): readonly string[] {
  const changed = new Set(merged.changes.map((one) => one.field));
  return Object.keys(said).filter((field) => said[field] !== undefined && !changed.has(field));
}

/** Enters a record as a person says it. */
export async function createRecord(
  tx: Tx,
  id: string,
  edit: RecordEdit,
  by: Editor,
): Promise<Extract<Edited, { outcome: 'saved' }>> {
  const from = sourceOf(by);
  const said = Object.fromEntries(
    Object.entries(edit.said).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])),
  );
  const provenance = Object.fromEntries(Object.keys(said).map((field) => [field, from]));
  await insertRecord(tx, edit.kind, {
    id,
    values: { ...said, ...edit.derived },
    provenance,
    source: from.source,
  });
  await appendChanges(
    tx,
    edit.partnerIds.map((partnerId) => ({
      partnerId,
      actor: by.person,
      what: edit.what ?? 'created',
      objectKind: edit.kind,
      objectId: id,
      version: 1,
      after: said,
    })),
  );
  return { outcome: 'saved', id, version: 1 };
}
