import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import {
  findIdentifierOwner,
  insertNpi,
  listOtherNames,
  saveInsurances,
  saveOtherNames,
  saveSpecialties,
  type ListChange,
} from '../store/directory/lists.ts';
import { updateRecord, type HeldRecord, type RecordValues } from '../store/directory/records.ts';
import { listLocations } from '../store/directory/sections.ts';
import { appendChanges } from '../store/directory/write-changes.ts';
import { namesOf } from '../store/directory/write-rows.ts';
import type { PartnerStage } from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';
import { withLineDigits, type PartnerFields, type PartnerListFields } from './directory-fields.ts';
import {
  auditEdit,
  createRecord,
  openRecord,
  refused,
  sourceOf,
  writeRecord,
  type Edited,
  type Editor,
  type FieldProblem,
  type Said,
} from './directory-record.ts';
import type { Hub } from './hub.ts';

export type NewPartner = {
  readonly kind: 'person' | 'organisation';
  readonly stage: PartnerStage;
  readonly fields: PartnerFields;
  readonly lists?: PartnerListFields;
};

/** A person enters a partner. An NPI that is another partner's is refused: it is that one. */
export async function createPartner(hub: Hub, partner: NewPartner, by: Editor): Promise<Edited> {
  const { kind, lists = {} } = partner;
  const problems = [...kindProblems(kind, partner.fields), ...nameProblems(kind, partner.fields)];
  if (problems.length > 0) return { outcome: 'refused', problems };
  const said = saidOf(kind, partner.fields);
  const id = newId();
  return transaction(hub.db, async (tx) => {
    const taken = await npiProblem(tx, id, lists.npi);
    if (taken) return taken;
    const stagedAt = partner.stage === 'unknown' ? {} : { stageAt: sourceOf(by).at };
    const derived = {
      kind,
      stage: partner.stage,
      ...stagedAt,
      ...derivedNames(kind, said, lists.otherNames ?? []),
    };
    await createRecord(tx, id, { kind: 'partner', partnerIds: [id], said, derived }, by);
    await saveLists(tx, id, 1, lists, by);
    await auditEdit(tx, by, 'partner_created', id);
    return { outcome: 'saved', id, version: 1 };
  });
}

/** A person edits a partner's own fields and lists. */
export async function editPartner(
  hub: Hub,
  id: string,
  edit: { readonly version?: number; readonly fields: PartnerFields; readonly lists?: PartnerListFields },
  by: Editor,
): Promise<Edited> {
  return transaction(hub.db, async (tx) => {
    const held = await openRecord(tx, 'partner', id, edit.version);
    if ('outcome' in held) return held;
    const kind = held.values['kind'] === 'organisation' ? 'organisation' : 'person';
    const said = saidOf(kind, edit.fields);
    const problems = [
      ...kindProblems(kind, edit.fields),
      ...nameProblems(kind, { ...textsOf(held.values), ...edit.fields }),
      ...(await copyProblems(tx, id, edit.fields)),
    ];
    if (problems.length > 0) return { outcome: 'refused', problems };
    const taken = await npiProblem(tx, id, edit.lists?.npi);
    if (taken) return taken;
    const names = edit.lists?.otherNames ?? (await listOtherNames(tx, id));
    const derived = derivedNames(kind, { ...held.values, ...said }, names);
    const edited = await writeRecord(tx, held, { kind: 'partner', partnerIds: [id], said, derived }, by);
    if (edited.outcome !== 'saved') return edited;
    const version = await editLists(tx, held, edited.version, edit.lists ?? {}, derived, by);
    await auditEdit(tx, by, 'partner_edited', id);
    return { ...edited, version };
  });
}

/** Takes a partner out of lists; numbers, history and referrals stay. `isBack`: puts it in again. */
export async function retirePartner(
  hub: Hub,
  id: string,
  version: number | undefined,
  by: Editor,
  isBack = false,
): Promise<Edited> {
  return transaction(hub.db, async (tx) => {
    const held = await openRecord(tx, 'partner', id, version);
    if ('outcome' in held) return held;
    const said = { retiredAt: isBack ? null : sourceOf(by).at };
    const what = isBack ? 'restored' : 'retired';
    const edited = await writeRecord(tx, held, { kind: 'partner', partnerIds: [id], said, what }, by);
    await auditEdit(tx, by, `partner_${what}`, id);
    return edited;
  });
}

/** An organisation is called by one field in history and provenance, whether a file or a person says it. */
function saidOf(kind: 'person' | 'organisation', fields: PartnerFields): Said {
  const { name, ...rest } = withLineDigits(fields);
  return kind === 'organisation' && name !== undefined ? { ...rest, organisation: name } : rest;
}

function kindProblems(kind: 'person' | 'organisation', fields: PartnerFields): readonly FieldProblem[] {
  if (kind === 'person')
    return fields.name === undefined
      ? []
      : [{ field: 'name', problem: 'is made of family, given and credential: say those of a person' }];
  return (['family', 'given', 'middle', 'suffix', 'credential', 'motivator'] as const).flatMap((field) =>
    fields[field] === undefined ? [] : [{ field, problem: 'is for people, and this is an organisation' }],
  );
}

function nameProblems(kind: 'person' | 'organisation', fields: Said): readonly FieldProblem[] {
  const field = kind === 'person' ? 'family' : 'name';
  return typeof fields[field] === 'string' && fields[field] !== '' ? [] : [{ field, problem: 'is needed' }];
}

export const copied = ['phone', 'fax', 'city', 'state', 'zip'] as const;

/** Fields that a partner copies from its primary location. */
export function isCopied(field: string): boolean {
  return copied.some((one) => one === field);
}

/** With a primary location those five are its copies. Index: partner_location (partner_id, place_key). */
async function copyProblems(tx: Tx, id: string, fields: PartnerFields): Promise<readonly FieldProblem[]> {
  const said = copied.filter((field) => fields[field] !== undefined);
  if (said.length === 0 || !(await listLocations(tx, id)).some((one) => one.isPrimary)) return [];
  return said.map((field) => ({ field, problem: 'is that of the primary location: change it there' }));
}

function textsOf(values: RecordValues): Said {
  return { name: values['name'] ?? null, family: values['family'] ?? values['name'] ?? null };
}

/** What is shown, searched and matched, made of the names. */
export function derivedNames(
  kind: 'person' | 'organisation',
  values: Said,
  otherNames: readonly { readonly name: string }[],
): RecordValues {
  const texts = [
    'family',
    'given',
    'middle',
    'suffix',
    'credential',
    'organisation',
    'city',
    'state',
    'zip',
  ] as const;
  const named = Object.fromEntries(
    texts.flatMap((field) => (typeof values[field] === 'string' ? [[field, values[field]]] : [])),
  );
  const others = otherNames.map((one) => ({ name: one.name, kind: 'other' as const }));
  const { name, nameKey, matchKeys } = namesOf({ kind, ...named, otherNames: others });
  const kept = values['name'];
  // An entry that was called by its number only keeps that until somebody says a name.
  if (name === '' && typeof kept === 'string') return {};
  return { name, nameKey, matchKeys: matchKeys === '' ? [] : matchKeys.split('\n') };
}

async function npiProblem(tx: Tx, id: string, npi: string | undefined): Promise<Edited | undefined> {
  if (npi === undefined) return undefined;
  const owner = await findIdentifierOwner(tx, 'npi', npi);
  if (owner === undefined || owner === id) return undefined;
  return refused('npi', `is that of partner ${owner}: merge the two if they are one`);
}

async function editLists(
  tx: Tx,
  held: HeldRecord,
  version: number,
  lists: PartnerListFields,
  derived: RecordValues,
  by: Editor,
): Promise<number> {
  const isOwnVersion = version === held.version;
  const next = isOwnVersion ? version + 1 : version;
  const hasChanged = await saveLists(tx, held.id, next, lists, by);
  if (!hasChanged || !isOwnVersion) return version;
  return updateRecord(tx, 'partner', held, derived);
}

/** Returns whether anything is another now. */
async function saveLists(
  tx: Tx,
  partnerId: string,
  version: number,
  lists: PartnerListFields,
  by: Editor,
): Promise<boolean> {
  const { source } = sourceOf(by);
  const changes: ListChange[] = [];
  if (lists.npi !== undefined) changes.push(...(await insertNpi(tx, partnerId, lists.npi)));
  if (lists.otherNames) changes.push(...(await saveOtherNames(tx, partnerId, lists.otherNames, source)));
  if (lists.specialties) changes.push(...(await saveSpecialties(tx, partnerId, lists.specialties, source)));
  if (lists.insurances) changes.push(...(await saveInsurances(tx, partnerId, lists.insurances, source)));
  const about = {
    partnerId,
    actor: by.person,
    what: 'edited',
    objectKind: 'partner',
    objectId: partnerId,
  } as const;
  await appendChanges(
    tx,
    changes.map((change) => ({ ...about, version, ...change })),
  );
  return changes.length > 0;
}
