import type { FieldValue } from '../domain/directory/provenance.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { findPartnerKind, isEndpointOf } from '../store/directory/people.ts';
import { findRole, isPlaceOf } from '../store/directory/places.ts';
import { lockRecord } from '../store/directory/records.ts';
import { ensurePrimaryRole, lockTree, makePrimaryRole } from '../store/directory/tree.ts';
import { appendEvents } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import { withLineDigits, type NewRoleFields, type RoleFields } from './directory-fields.ts';
import {
  auditEdit,
  createRecord,
  openRecord,
  refused,
  textOf,
  writeRecord,
  type Edited,
  type Editor,
} from './directory-record.ts';
import type { Hub } from './hub.ts';

type Parties = { readonly personId: string; readonly organisationId: string };

/** A person works at a practice; the same again after it ended goes on. The first role is the primary one. */
export async function addRole(
  hub: Hub,
  partnerId: string,
  fields: NewRoleFields,
  by: Editor,
): Promise<Edited> {
  return transaction(hub.db, async (tx) => {
    await lockTree(tx);
    const parties = await partiesOf(tx, partnerId, fields);
    if ('outcome' in parties) return parties;
    const { personId: _, organisationId: __, isPrimary, ...said } = withLineDigits(fields);
    const problem = await partProblem(tx, parties, said);
    if (problem) return problem;
    const edit = { kind: 'role', partnerIds: Object.values(parties), derived: parties } as const;
    const same = await findRole(tx, { ...parties, locationId: said.locationId ?? null });
    if (same && !same.isEnded) return refused('organisationId', `is entered already, as role ${same.id}`);
    const held = same && (await lockRecord(tx, 'role', same.id));
    const edited = held
      ? await writeRecord(tx, held, { ...edit, said: { endsOn: null, ...said }, what: 'restored' }, by)
      : await createRecord(tx, newId(), { ...edit, said }, by);
    if (edited.outcome !== 'saved') return edited;
    await settlePrimary(tx, parties.personId, isPrimary ? edited.id : undefined);
    await tellWorks(tx, edited, parties, { before: false, after: !isOver(said.endsOn ?? null) });
    await auditEdit(tx, by, 'role_added', partnerId);
    return edited;
  });
}

/** `endsOn` today or earlier ends it. */
export async function editRole(
  hub: Hub,
  id: string,
  edit: { readonly version?: number; readonly fields: RoleFields; readonly what?: 'retired' },
  by: Editor,
): Promise<Edited> {
  const { isPrimary, ...said } = withLineDigits(edit.fields);
  return transaction(hub.db, async (tx) => {
    await lockTree(tx);
    const held = await openRecord(tx, 'role', id, edit.version);
    if ('outcome' in held) return held;
    const parties = {
      personId: textOf(held, 'personId'),
      organisationId: textOf(held, 'organisationId'),
    };
    const problem = await partProblem(tx, parties, said);
    if (problem) return problem;
    const same =
      said.locationId === undefined
        ? undefined
        : await findRole(tx, { ...parties, locationId: said.locationId });
    if (same && same.id !== id) return refused('locationId', `is that of role ${same.id}`);
    const what = edit.what === undefined ? {} : { what: edit.what };
    const change = { kind: 'role', partnerIds: Object.values(parties), said, ...what } as const;
    const edited = await writeRecord(tx, held, change, by);
    if (edited.outcome !== 'saved') return edited;
    await settlePrimary(tx, parties.personId, isPrimary ? id : undefined);
    const endedOn = held.values['endsOn'] ?? null;
    const endsOn = said.endsOn === undefined ? endedOn : said.endsOn;
    await tellWorks(tx, edited, parties, { before: !isOver(endedOn), after: !isOver(endsOn) });
    await auditEdit(tx, by, `role_${edit.what ?? 'edited'}`, parties.personId);
    return edited;
  });
}

function isOver(endsOn: FieldValue): boolean {
  return typeof endsOn === 'string' && endsOn.slice(0, 10) <= now().slice(0, 10);
}

/** Whether the person works there has changed: other systems are told. The lock of the tree is the pen. */
async function tellWorks(
  tx: Tx,
  { id, version }: Extract<Edited, { outcome: 'saved' }>,
  { personId, organisationId }: Parties,
  works: { readonly before: boolean; readonly after: boolean },
): Promise<void> {
  if (works.before === works.after) return;
  await appendEvents(tx, await takePen(tx), [
    {
      id: newId(),
      type: works.after ? 'partner.role_started' : 'partner.role_ended',
      subjectKind: 'role',
      subjectId: id,
      subjectVersion: version,
      occurredAt: now(),
      data: { roleId: id, partnerId: personId, organisationId },
    },
  ]);
}

function settlePrimary(tx: Tx, personId: string, roleId: string | undefined): Promise<void> {
  return roleId === undefined ? ensurePrimaryRole(tx, personId) : makePrimaryRole(tx, personId, roleId);
}

/** The partner of the page is one side, the field names the other. */
async function partiesOf(
  tx: Tx,
  partnerId: string,
  fields: NewRoleFields,
): Promise<Parties | Exclude<Edited, { outcome: 'saved' }>> {
  const kind = await findPartnerKind(tx, partnerId);
  if (!kind) return { outcome: 'not_found' };
  const [field, wanted] =
    kind === 'person' ? (['organisationId', 'organisation'] as const) : (['personId', 'person'] as const);
  const otherId = fields[field];
  if (otherId === undefined) return refused(field, 'is needed');
  if ((await findPartnerKind(tx, otherId)) !== wanted)
    return refused(field, `is no ${wanted} of the directory`);
  return kind === 'person'
    ? { personId: partnerId, organisationId: otherId }
    : { personId: otherId, organisationId: partnerId };
}

async function partProblem(tx: Tx, parties: Parties, said: RoleFields): Promise<Edited | undefined> {
  const { locationId, preferredEndpointId, startsOn, endsOn } = said;
  if (locationId && !(await isPlaceOf(tx, locationId, parties.organisationId)))
    return refused('locationId', 'is no location of the organisation');
  if (preferredEndpointId && !(await isEndpointOf(tx, preferredEndpointId, Object.values(parties))))
    return refused('preferredEndpointId', 'is no endpoint of the person or the organisation');
  if (startsOn && endsOn && endsOn < startsOn) return refused('endsOn', 'is before startsOn');
  return undefined;
}
