import type { CrmFound, CrmQuery, CrmRecord } from '../../sdk/crm.ts';
import { hashOf, toRecord, type CrmObjectMapping, type CrmObjects } from '../../sdk/crm-mapping.ts';
import type { CrmKind } from '../../sdk/crm-fields.ts';
import type { Queryable } from '../../store/database.ts';
import type { ConnectedCrm } from './connected.ts';
import { loadSubjects } from './subjects.ts';

/** The record a CRM should hold of something now, and its mark. `isLive`: see `WantedSubject`. */
export type WantedRecord = { readonly record: CrmRecord; readonly hash: string; readonly isLive: boolean };

/** What the CRM should hold of these, by their ids; nothing where the ledger holds nothing or the mapping leaves the kind out. */
export async function loadWanted(
  db: Queryable,
  crm: ConnectedCrm,
  kind: CrmKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WantedRecord>> {
  if (crm.objects[kind] === undefined) return new Map();
  const subjects = await loadSubjects(db, kind, ids, crm.hasAgreement);
  return new Map(
    [...subjects].flatMap(([id, { subject, isLive }]) => {
      const record = toRecord(subject, crm.objects);
      return record === undefined ? [] : [[id, { record, hash: hashOf(record), isLive }]];
    }),
  );
}

/** Asks the CRM for these records as far as they are the hub's, in calls of its own size. */
export async function findRecords(
  crm: ConnectedCrm,
  kind: CrmKind,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CrmFound>> {
  const mapping = crm.objects[kind];
  if (mapping === undefined) return new Map();
  const found = new Map<string, CrmFound>();
  for (let from = 0; from < ids.length; from += crm.open.batchSize) {
    const part = ids.slice(from, from + crm.open.batchSize);
    const page = await crm.open.find({ ...readable(mapping, crm.objects), ids: part }, signal);
    for (const [id, one] of page) found.set(id, one);
  }
  return found;
}

/** Hub-owned fields and links: what may be compared. */
function readable(mapping: CrmObjectMapping, objects: CrmObjects): Omit<CrmQuery, 'ids'> {
  const rules = Object.entries(mapping.fields);
  const links = rules.flatMap(([field, said]) => {
    if (said === 'never' || !('link' in said)) return [];
    const target = said.link === 'mergedInto' ? mapping : objects[targetOf[said.link]];
    return target === undefined ? [] : [{ field, to: { object: target.object, idField: target.idField } }];
  });
  const fields = rules.flatMap(([field, said]) =>
    said === 'never' || 'link' in said || said.owner === 'crm' ? [] : [field],
  );
  return { object: mapping.object, idField: mapping.idField, fields, links };
}

const targetOf = { parent: 'account', account: 'account', contact: 'contact', referral: 'referral' } as const;
