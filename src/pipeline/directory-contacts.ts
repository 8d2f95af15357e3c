import { displayName, nameKey } from '../domain/names.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { listPartnersOfContact } from '../store/directory/people.ts';
import { isPlaceOf } from '../store/directory/places.ts';
import type { RecordValues } from '../store/directory/records.ts';
import { transaction } from '../store/transaction.ts';
import {
  withLineDigits,
  type AffiliationFields,
  type ContactFields,
  type NewContactFields,
} from './directory-fields.ts';
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

/** Somebody works for a partner: a new person, or one who works elsewhere too. Returns the affiliation. */
export async function addContact(
  hub: Hub,
  partnerId: string,
  fields: NewContactFields,
  by: Editor,
): Promise<Edited> {
  const { contactId, family, given, notes, ...said } = withLineDigits(fields);
  return transaction(hub.db, async (tx) => {
    const partner = await openRecord(tx, 'partner', partnerId, undefined);
    if ('outcome' in partner) return partner;
    if (said.locationId && !(await isPlaceOf(tx, said.locationId, partnerId)))
      return refused('locationId', 'is no location of the partner');
    const person = contactId
      ? await knownContact(tx, contactId)
      : await enterContact(tx, partnerId, { family, given, notes }, by);
    if (person.outcome !== 'saved') return person;
    const derived = { contactId: person.id, partnerId };
    const edited = await createRecord(
      tx,
      newId(),
      { kind: 'affiliation', partnerIds: [partnerId], said, derived },
      by,
    );
    await auditEdit(tx, by, 'contact_added', partnerId);
    return edited;
  });
}

async function knownContact(tx: Tx, id: string): Promise<Edited> {
  const held = await openRecord(tx, 'contact', id, undefined);
  return 'outcome' in held
    ? refused('contactId', 'is no contact of the directory')
    : { outcome: 'saved', id, version: held.version };
}

async function enterContact(tx: Tx, partnerId: string, said: Said, by: Editor): Promise<Edited> {
  const derived = namesOfContact(said);
  if (!derived) return refused('family', 'a family or given name is needed');
  return createRecord(tx, newId(), { kind: 'contact', partnerIds: [partnerId], said, derived }, by);
}

/** A person's own name and notes, wherever they work. `isRetired`: they are no contact any more. */
export async function editContact(
  hub: Hub,
  id: string,
  edit: { readonly version?: number; readonly fields: ContactFields; readonly isRetired?: boolean },
  by: Editor,
): Promise<Edited> {
  return transaction(hub.db, async (tx) => {
    const held = await openRecord(tx, 'contact', id, edit.version);
    if ('outcome' in held) return held;
    const derived = namesOfContact({ ...held.values, ...edit.fields });
    if (!derived) return refused('family', 'a family or given name is needed');
    const partnerIds = await listPartnersOfContact(tx, id);
    const said = edit.isRetired ? { ...edit.fields, retiredAt: sourceOf(by).at } : edit.fields;
    const what = edit.isRetired ? 'retired' : 'edited';
    const edited = await writeRecord(tx, held, { kind: 'contact', partnerIds, said, derived, what }, by);
    for (const partnerId of partnerIds) await auditEdit(tx, by, `contact_${what}`, partnerId);
    return edited;
  });
}

/** What somebody does at one partner. `endsOn` today or earlier ends it. */
export async function editAffiliation(
  hub: Hub,
  id: string,
  edit: { readonly version?: number; readonly fields: AffiliationFields; readonly what?: 'retired' },
  by: Editor,
): Promise<Edited> {
  const said = withLineDigits(edit.fields);
  return transaction(hub.db, async (tx) => {
    const held = await openRecord(tx, 'affiliation', id, edit.version);
    if ('outcome' in held) return held;
    const partnerId = textOf(held, 'partnerId');
    if (said.locationId && !(await isPlaceOf(tx, said.locationId, partnerId)))
      return refused('locationId', 'is no location of the partner');
    const what = edit.what ?? 'edited';
    const edited = await writeRecord(
      tx,
      held,
      { kind: 'affiliation', partnerIds: [partnerId], said, what },
      by,
    );
    await auditEdit(tx, by, `affiliation_${what}`, partnerId);
    return edited;
  });
}

function namesOfContact(values: Said): RecordValues | undefined {
  const name = Object.fromEntries(
    (['family', 'given'] as const).flatMap((field) =>
      typeof values[field] === 'string' ? [[field, values[field]]] : [],
    ),
  );
  const shown = displayName(name);
  return shown === '' ? undefined : { name: shown, nameKey: nameKey(name) };
}
