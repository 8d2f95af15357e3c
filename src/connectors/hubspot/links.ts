import { z } from 'zod';
import { groupBy } from '../../lib/group-by.ts';
import type { CrmKey, CrmLink, CrmOutcome, CrmQuery, CrmWrite } from '../../sdk/crm.ts';
import { noTarget, unreadable, type CrmSession } from '../../sdk/crm-http.ts';
import { batch, BATCH, call } from './call.ts';

const association = z.looseObject({
  from: z.looseObject({ id: z.coerce.string() }),
  to: z.array(z.looseObject({ toObjectId: z.coerce.string() })),
});

type Pointing = {
  readonly index: number;
  readonly from: string;
  readonly object: string;
  readonly link: CrmLink;
};

/**
 * Points records at others with the default association
 * (https://developers.hubspot.com/docs/api-reference/crm-associations-v4/batch/post-crm-v4-associations-fromObjectType-toObjectType-batch-associate-default).
 * An association with another record of the hub is ended; those that people made with records of their own stay.
 */
export async function associate(
  session: CrmSession,
  records: readonly CrmWrite[],
  outcomes: readonly CrmOutcome[],
  signal: AbortSignal,
): Promise<readonly CrmOutcome[]> {
  const final = [...outcomes];
  const pointing = records.flatMap((record, index): Pointing[] => {
    const outcome = outcomes[index];
    if (outcome?.is !== 'written' || outcome.remoteId === undefined) return [];
    const from = outcome.remoteId;
    return record.links.map((link) => ({ index, link, from, object: record.object }));
  });
  for (const group of groupBy(pointing, (one) => one.link.field).values()) {
    const missing = await associateGroup(session, group, signal);
    for (const one of missing) final[one.index] = noTarget(one.link.field);
  }
  return final;
}

/** Links of one field. Returns those whose target HubSpot does not have. */
async function associateGroup(
  session: CrmSession,
  group: readonly Pointing[],
  signal: AbortSignal,
): Promise<readonly Pointing[]> {
  const [first] = group;
  if (first === undefined) return [];
  const keys = group.flatMap((one) => one.link.to ?? []);
  const targets = await remoteIds(session, keys, signal);
  const held = await associated(
    session,
    first.object,
    first.link.field,
    group.map((one) => one.from),
    signal,
  );
  const ours = await ourIds(session, keys[0] ?? first.link.among, [...held.values()].flat(), signal);
  const known = group.filter((one) => one.link.to === null || targets.has(one.link.to.id));
  const toOf = (one: Pointing): string | undefined =>
    one.link.to === null ? undefined : targets.get(one.link.to.id);
  const old = known.flatMap((one) =>
    (held.get(one.from) ?? [])
      .filter((to) => to !== toOf(one) && ours.has(to))
      .map((to) => ({ from: { id: one.from }, to: [{ id: to }] })),
  );
  const added = known.flatMap((one) => {
    const to = toOf(one);
    return to === undefined || (held.get(one.from) ?? []).includes(to)
      ? []
      : [{ from: { id: one.from }, to: { id: to } }];
  });
  const path = `/crm/v4/associations/${first.object}/${first.link.field}/batch`;
  if (old.length > 0) await call(session, `${path}/archive`, { inputs: old }, signal);
  if (added.length > 0) await call(session, `${path}/associate/default`, { inputs: added }, signal);
  return group.filter((one) => !known.includes(one));
}

/** For each record and link field the hub's id of what it is associated with; `null` for nothing of the hub. */
export async function readLinks(
  session: CrmSession,
  { object, links }: Pick<CrmQuery, 'object' | 'links'>,
  remote: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Readonly<Record<string, string | null>>>> {
  const read = new Map<string, Record<string, string | null>>(remote.map((id) => [id, {}]));
  if (remote.length === 0) return read;
  for (const { field, to } of links) {
    const held = await associated(session, object, field, remote, signal);
    const ours = await ourIds(session, to, [...held.values()].flat(), signal);
    for (const [id, fields] of read) {
      const found = (held.get(id) ?? []).flatMap((one) => ours.get(one) ?? []);
      fields[field] = found.length === 0 ? null : found.join(';');
    }
  }
  return read;
}

/** HubSpot's ids of records, by ours. */
async function remoteIds(
  session: CrmSession,
  keys: readonly CrmKey[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const [first] = keys;
  if (first === undefined) return new Map();
  const inputs = [...new Set(keys.map((one) => one.id))].map((id) => ({ id }));
  const body = { idProperty: first.idField, properties: [first.idField], inputs };
  const read = batch.safeParse(
    await call(session, `/crm/v3/objects/${first.object}/batch/read`, body, signal),
  );
  if (!read.success) throw unreadable('a question for records');
  return new Map(read.data.results.map((row) => [row.properties[first.idField] ?? '', row.id]));
}

/** What records are associated with, by HubSpot's ids of both. */
async function associated(
  session: CrmSession,
  object: string,
  toObject: string,
  from: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const body = { inputs: from.map((id) => ({ id })) };
  const answer = await call(session, `/crm/v4/associations/${object}/${toObject}/batch/read`, body, signal);
  const read = z.looseObject({ results: z.array(association) }).safeParse(answer);
  if (!read.success) throw unreadable('a question for associations');
  return new Map(read.data.results.map((one) => [one.from.id, one.to.map((to) => to.toObjectId)]));
}

/** The hub's ids of records, by HubSpot's; those that are not the hub's are left out. */
async function ourIds(
  session: CrmSession,
  key: Pick<CrmKey, 'object' | 'idField'> | undefined,
  remote: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  const ids = key === undefined ? [] : [...new Set(remote)];
  if (key === undefined) return known;
  for (let from = 0; from < ids.length; from += BATCH) {
    const inputs = ids.slice(from, from + BATCH).map((id) => ({ id }));
    const body = { properties: [key.idField], inputs };
    const read = batch.safeParse(
      await call(session, `/crm/v3/objects/${key.object}/batch/read`, body, signal),
    );
    if (!read.success) throw unreadable('a question for records');
    for (const row of read.data.results) {
      const id = row.properties[key.idField];
      if (id) known.set(row.id, id);
    }
  }
  return known;
}
