import { placeKey } from '../domain/directory/entry.ts';
import type { FieldSource } from '../domain/directory/provenance.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { listOtherNames } from '../store/directory/lists.ts';
import { findPlace, findPrimaryPlace, settlePrimaryLocation } from '../store/directory/places.ts';
import { lockRecord, updateRecord, type HeldRecord } from '../store/directory/records.ts';
import { appendChanges } from '../store/directory/write-changes.ts';
import { transaction } from '../store/transaction.ts';
import { copied, derivedNames, isCopied } from './directory.ts';
import { withLineDigits, type LocationFields } from './directory-fields.ts';
import {
  auditEdit,
  createRecord,
  openRecord,
  refused,
  sourceOf,
  textOf,
  writeRecord,
  type Edited,
  type Editor,
  type Said,
} from './directory-record.ts';
import type { Hub } from './hub.ts';

/** Adds a place to a partner; one that was retired comes back. The first is the primary one. */
export async function addLocation(
  hub: Hub,
  partnerId: string,
  fields: LocationFields,
  by: Editor,
): Promise<Edited> {
  const { isPrimary, ...said } = withLineDigits(fields);
  const key = placeKey(placeOf(said));
  if (key === placeKey({})) return refused('line1', 'a street, a city or a ZIP is needed');
  return transaction(hub.db, async (tx) => {
    const partner = await openRecord(tx, 'partner', partnerId, undefined);
    if ('outcome' in partner) return partner;
    const same = await findPlace(tx, partnerId, key);
    if (same && !same.isRetired) return refused('line1', `is entered already, as location ${same.id}`);
    const edit = {
      kind: 'location',
      partnerIds: [partnerId],
      derived: { partnerId, placeKey: key },
    } as const;
    const held = same && (await lockRecord(tx, 'location', same.id));
    const edited = held
      ? await writeRecord(tx, held, { ...edit, said: { ...said, retiredAt: null }, what: 'restored' }, by)
      : await createRecord(tx, newId(), { ...edit, said }, by);
    if (edited.outcome !== 'saved') return edited;
    await copyPrimary(tx, partner, isPrimary ? edited.id : undefined, by);
    await auditEdit(tx, by, 'location_added', partnerId);
    return edited;
  });
}

export async function editLocation(
  hub: Hub,
  id: string,
  edit: { readonly version?: number; readonly fields: LocationFields },
  by: Editor,
): Promise<Edited> {
  const { isPrimary, ...said } = withLineDigits(edit.fields);
  return transaction(hub.db, async (tx) => {
    const held = await openRecord(tx, 'location', id, edit.version);
    if ('outcome' in held) return held;
    const partnerId = textOf(held, 'partnerId');
    const partner = await openRecord(tx, 'partner', partnerId, undefined);
    if ('outcome' in partner) return partner;
    const key = placeKey(placeOf({ ...held.values, ...said }));
    const same = await findPlace(tx, partnerId, key);
    if (same && same.id !== id) return refused('line1', `is the place of location ${same.id}`);
    const change = { kind: 'location', partnerIds: [partnerId], said, derived: { placeKey: key } } as const;
    const edited = await writeRecord(tx, held, change, by);
    if (edited.outcome !== 'saved') return edited;
    await copyPrimary(tx, partner, isPrimary ? id : undefined, by);
    await auditEdit(tx, by, 'location_edited', partnerId);
    return edited;
  });
}

/** Nobody works there any more. Another place of the partner becomes the primary one if this was it. */
export async function retireLocation(
  hub: Hub,
  id: string,
  version: number | undefined,
  by: Editor,
): Promise<Edited> {
  return transaction(hub.db, async (tx) => {
    const held = await openRecord(tx, 'location', id, version);
    if ('outcome' in held) return held;
    const partnerId = textOf(held, 'partnerId');
    const partner = await openRecord(tx, 'partner', partnerId, undefined);
    if ('outcome' in partner) return partner;
    const said = { retiredAt: sourceOf(by).at };
    const change = {
      kind: 'location',
      partnerIds: [partnerId],
      said,
      derived: { isPrimary: false },
      what: 'retired',
    };
    const edited = await writeRecord(tx, held, { ...change, kind: 'location' }, by);
    await copyPrimary(tx, partner, undefined, by);
    await auditEdit(tx, by, 'location_retired', partnerId);
    return edited;
  });
}

function placeOf(values: Said): { readonly line1?: string; readonly city?: string; readonly zip?: string } {
  return Object.fromEntries(
    (['line1', 'city', 'zip'] as const).flatMap((field) => {
      const value = values[field];
      return typeof value === 'string' ? [[field, value]] : [];
    }),
  );
}

/** Lists and matching look at the partner alone: it carries a copy of its primary location, and of who said so. */
async function copyPrimary(
  tx: Tx,
  partner: HeldRecord,
  primaryId: string | undefined,
  by: Editor,
): Promise<void> {
  const known = await settlePrimaryLocation(tx, partner.id, primaryId);
  const place = known === undefined ? undefined : await findPrimaryPlace(tx, partner.id);
  const values = Object.fromEntries(copied.map((field) => [field, place?.[field] ?? null]));
  const changed = copied.filter((field) => values[field] !== (partner.values[field] ?? null));
  if (changed.length === 0) return;
  const kind = partner.values['kind'] === 'organisation' ? 'organisation' : 'person';
  const names = derivedNames(kind, { ...partner.values, ...values }, await listOtherNames(tx, partner.id));
  const sources: Readonly<Record<string, FieldSource>> = place?.provenance ?? {};
  const kept = Object.entries(partner.provenance).filter(([field]) => !isCopied(field));
  const said = copied.flatMap((field) => (sources[field] ? [[field, sources[field]] as const] : []));
  const provenance = Object.fromEntries([...kept, ...said]);
  const version = await updateRecord(tx, 'partner', partner, { ...values, ...names }, provenance);
  const about = { partnerId: partner.id, objectKind: 'partner', objectId: partner.id, version } as const;
  await appendChanges(
    tx,
    changed.map((field) => ({
      ...about,
      actor: by.person,
      what: 'copied',
      field,
      before: partner.values[field] ?? null,
      after: values[field] ?? null,
    })),
  );
}
