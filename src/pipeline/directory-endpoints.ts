import type { FieldValue } from '../domain/directory/provenance.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { findEndpoint, forgetPreferred, isRoleOf } from '../store/directory/people.ts';
import { lockRecord } from '../store/directory/records.ts';
import { unblockEffects } from '../store/effects.ts';
import { answerReviewsByKey } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import type { EndpointFields } from './directory-fields.ts';
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
  type FieldProblem,
} from './directory-record.ts';
import type { Hub } from './hub.ts';

export type NewEndpoint = Omit<EndpointFields, 'settings'> & {
  readonly destination: string;
  readonly address: string;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
};

/**
 * A person says where a partner takes things; the same address again changes it. Their word is its verification. Everything that
 * waited for an address goes out.
 */
export async function putEndpoint(
  hub: Hub,
  partnerId: string,
  endpoint: NewEndpoint,
  by: Editor,
): Promise<Edited> {
  const edited = await transaction(hub.db, (tx) => putEndpointIn(tx, hub, partnerId, endpoint, by));
  hub.wake('effects');
  return edited;
}

/** The same as part of a larger change. What is refused has written nothing. */
export async function putEndpointIn(
  tx: Tx,
  hub: Hub,
  partnerId: string,
  endpoint: NewEndpoint,
  by: Editor,
): Promise<Edited> {
  const checked = checkEndpoint(hub, endpoint);
  if ('outcome' in checked) return checked;
  const partner = await openRecord(tx, 'partner', partnerId, undefined);
  if ('outcome' in partner) return partner;
  const { rank, purposes, roleId, health = 'ok' } = endpoint;
  const problem = await roleProblem(tx, partnerId, roleId);
  if (problem) return problem;
  const at = sourceOf(by).at;
  const derived = { partnerId, verifiedAt: at, verifiedBy: by.person };
  const said = { ...checked, rank, purposes, roleId, health };
  const edit = { kind: 'endpoint', partnerIds: [partnerId], derived } as const;
  const same = await findEndpoint(tx, { partnerId, ...checked });
  const held = same && (await lockRecord(tx, 'endpoint', same.id));
  const saved = held
    ? await writeRecord(
        tx,
        held,
        { ...edit, said: { ...said, retiredAt: null } },
        { ...by, isVerified: true },
      )
    : await createRecord(tx, newId(), { ...edit, said }, by);
  if (saved.outcome === 'saved') await release(tx, partnerId, endpoint.destination, by);
  return saved;
}

type EndpointEdit = { readonly version?: number; readonly fields: EndpointFields };

/** Rank, purposes, settings, health, or whose line it is. `isVerified` of the editor: somebody asked the partner. */
export async function editEndpoint(hub: Hub, id: string, edit: EndpointEdit, by: Editor): Promise<Edited> {
  const edited = await transaction(hub.db, (tx) => editEndpointIn(tx, hub, id, edit, by));
  hub.wake('effects');
  return edited;
}

/** The same as part of a larger change. What is refused has written nothing. */
export async function editEndpointIn(
  tx: Tx,
  hub: Hub,
  id: string,
  edit: EndpointEdit,
  by: Editor,
): Promise<Edited> {
  const held = await openRecord(tx, 'endpoint', id, edit.version);
  if ('outcome' in held) return held;
  const partnerId = textOf(held, 'partnerId');
  const destination = textOf(held, 'destination');
  const settings = held.values['settings'] as Readonly<Record<string, FieldValue>>;
  const checked = checkEndpoint(hub, {
    destination,
    address: textOf(held, 'address'),
    settings: edit.fields.settings ?? settings,
  });
  if ('outcome' in checked) return checked;
  const problem = await roleProblem(tx, partnerId, edit.fields.roleId);
  if (problem) return problem;
  const derived = by.isVerified ? { verifiedAt: sourceOf(by).at, verifiedBy: by.person } : {};
  const { settings: given, ...fields } = edit.fields;
  const said = given === undefined ? fields : { ...fields, settings: checked.settings };
  const change = { kind: 'endpoint', partnerIds: [partnerId], said, derived } as const;
  const saved = await writeRecord(tx, held, change, by);
  if (saved.outcome === 'saved') await release(tx, partnerId, destination, by);
  return saved;
}

/** Nothing is sent there any more. */
export async function retireEndpoint(
  hub: Hub,
  id: string,
  version: number | undefined,
  by: Editor,
): Promise<Edited> {
  return transaction(hub.db, (tx) => retireEndpointIn(tx, id, version, by));
}

/** The same as part of a larger change. */
export async function retireEndpointIn(
  tx: Tx,
  id: string,
  version: number | undefined,
  by: Editor,
): Promise<Edited> {
  const held = await openRecord(tx, 'endpoint', id, version);
  if ('outcome' in held) return held;
  const partnerId = textOf(held, 'partnerId');
  const said = { retiredAt: sourceOf(by).at };
  const edit = { kind: 'endpoint', partnerIds: [partnerId], said, what: 'retired' } as const;
  const edited = await writeRecord(tx, held, edit, by);
  await forgetPreferred(tx, id);
  await auditEdit(tx, by, 'endpoint_retired', partnerId);
  return edited;
}

/** Ways out that take something for an office, by name. */
export function officeWays({ destinations }: Pick<Hub, 'destinations'>): readonly string[] {
  return [...destinations].flatMap(([name, { adapter }]) => (adapter.tells === undefined ? [name] : []));
}

/** What the destination itself accepts. Problems name the field. */
function checkEndpoint(hub: Hub, endpoint: NewEndpoint) {
  const { destination, address, settings = {} } = endpoint;
  const way = hub.destinations.get(destination);
  if (!way)
    return refused('destination', `there is no "${destination}"; there is ${officeWays(hub).join(', ')}`);
  if (way.adapter.tells !== undefined)
    return refused(
      'destination',
      `"${destination}" tells the practice’s own people and takes nothing for an office`,
    );
  const checked = way.adapter.endpoint.safeParse({ address, settings });
  if (checked.success)
    return {
      destination,
      address: checked.data.address,
      settings: checked.data.settings as Readonly<Record<string, FieldValue>>,
    };
  const problems = checked.error.issues.map((issue): FieldProblem => ({
    field: issue.path.join('.'),
    problem: issue.message,
  }));
  return { outcome: 'refused', problems } as const;
}

async function roleProblem(
  tx: Tx,
  partnerId: string,
  roleId: string | null | undefined,
): Promise<Edited | undefined> {
  if (!roleId || (await isRoleOf(tx, roleId, partnerId))) return undefined;
  return refused('roleId', 'is no practice role of this partner');
}

async function release(tx: Tx, partnerId: string, destination: string, by: Editor): Promise<void> {
  const reached = await unblockEffects(tx, partnerId);
  const keys = [...new Set([partnerId, ...reached])].map((id) => `no_endpoint|${id}`);
  await answerReviewsByKey(tx, keys, { destination }, by.person);
  await auditEdit(tx, by, 'endpoint_saved', partnerId);
}
