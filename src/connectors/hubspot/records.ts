import { z } from 'zod';
import type { CrmFound, CrmOutcome, CrmQuery, CrmWrite } from '../../sdk/crm.ts';
import type { CrmValue } from '../../sdk/crm-fields.ts';
import { inHalves, unreadable, type CrmSession, type Refusal } from '../../sdk/crm-http.ts';
import { batch, call, oneError } from './call.ts';
import { associate, readLinks } from './links.ts';

const json = { 'content-type': 'application/json' };

/**
 * Upserts up to 100 records by a unique property
 * (https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/batch/post-crm-v3-objects-contacts-batch-upsert). 207 tells of single
 * records, by their trace id; 400 refuses them all for one of them. Links are associations and follow in a call of their own.
 */
export function writeBatch(
  session: CrmSession,
  records: readonly CrmWrite[],
  signal: AbortSignal,
): Promise<readonly CrmOutcome[]> {
  const [first] = records;
  if (first === undefined) return Promise.resolve([]);
  return inHalves(records, async (some): Promise<readonly CrmOutcome[] | Refusal> => {
    const inputs = some.map((record) => ({
      idProperty: record.idField,
      id: record.id,
      objectWriteTraceId: record.id,
      properties: propertiesOf(record),
    }));
    const answer = await session.ask(
      `/crm/v3/objects/${first.object}/batch/upsert`,
      { method: 'POST', headers: json, body: JSON.stringify({ inputs }) },
      signal,
    );
    if (answer.status !== 200 && answer.status !== 201 && answer.status !== 207)
      return refusalOf(oneError.safeParse(answer.json).data, answer.status);
    const read = batch.safeParse(answer.json);
    if (!read.success) throw unreadable('an upsert');
    const ids = new Map(read.data.results.map((one) => [one.properties[first.idField] ?? '', one.id]));
    const refused = refusalsById(read.data.errors ?? []);
    const outcomes = some.map((record): CrmOutcome => {
      const remoteId = ids.get(record.id);
      if (remoteId !== undefined) return { is: 'written', remoteId };
      return refused.get(record.id) ?? refusalOf(read.data.errors?.[0], answer.status);
    });
    return associate(session, some, outcomes, signal);
  });
}

/** Everything is a text; an empty one clears. */
function propertiesOf(record: CrmWrite): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, CrmValue>> = {
    ...record.fields,
    ...(record.isNew ? record.initial : {}),
  };
  return Object.fromEntries([
    ...Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]),
    [record.idField, record.id],
  ]);
}

function refusalsById(errors: readonly z.output<typeof oneError>[]): ReadonlyMap<string, Refusal> {
  return new Map(
    errors.flatMap((error) => {
      const named = [
        error.context?.['objectWriteTraceId'],
        error.context?.['ids'],
        error.context?.['id'],
      ].flat();
      return named.filter((id) => typeof id === 'string').map((id) => [id, refusalOf(error, 207)]);
    }),
  );
}

const propertyName = /"name":"(\w+)"|property "?(\w+)"?/i;

function refusalOf(error: z.output<typeof oneError> | undefined, status: number): Refusal {
  const inner = error?.errors?.[0];
  const detail = inner?.message ?? error?.message ?? `HubSpot answered ${status}.`;
  const named = propertyName.exec(`${inner?.message ?? ''} ${error?.message ?? ''}`);
  const field = inner?.in ?? named?.[1] ?? named?.[2];
  const category = error?.category ?? `HTTP_${status}`;
  return {
    is: 'refused',
    fate: category === 'RATE_LIMITS' || category === 'CONFLICT' ? 'transient' : 'permanent',
    code: (inner?.code ?? category).toLowerCase().replaceAll('_', '-').slice(0, 100),
    ...(field === undefined ? {} : { field }),
    detail,
  };
}

/**
 * Records by our unique property
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/objects/objects/batch/get-objects). Those HubSpot does not have are left
 * out of its answer. Throws permanent `crm-object` when the object or a property is unknown.
 */
export async function findBatch(
  session: CrmSession,
  query: CrmQuery,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CrmFound>> {
  const { object, idField, ids, fields } = query;
  const body = { idProperty: idField, properties: [idField, ...fields], inputs: ids.map((id) => ({ id })) };
  const read = batch.safeParse(await call(session, `/crm/v3/objects/${object}/batch/read`, body, signal));
  if (!read.success) throw unreadable('a question for records');
  const rows = read.data.results;
  const pointing = await readLinks(
    session,
    query,
    rows.map((row) => row.id),
    signal,
  );
  return new Map(
    rows.map((row) => [
      row.properties[idField] ?? '',
      { remoteId: row.id, fields: { ...row.properties, ...pointing.get(row.id) } },
    ]),
  );
}
