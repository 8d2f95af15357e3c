import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import type { Busy, CrmFound, CrmKey, CrmOutcome, CrmQuery, CrmWrite } from '../../sdk/crm.ts';
import { unreadable, type CrmSession, type Refusal } from '../../sdk/crm-http.ts';
import { readBatchBody, writeBatchBody, type Part, type PartAnswer } from './batch.ts';

/** A batch may have 1,000; each counts against the limits, and the answer has to come in time. */
export const BATCH = 100;

const odata = { 'OData-MaxVersion': '4.0', 'OData-Version': '4.0', Accept: 'application/json' };
const problem = z.looseObject({
  error: z.looseObject({ code: z.string().catch('unknown'), message: z.string().catch('') }),
});
const page = z.looseObject({
  value: z.array(z.record(z.string(), z.unknown())),
  '@odata.nextLink': z.string().optional(),
});

/**
 * Upserts records by their alternate key, each a PATCH of its own in one `$batch`
 * (https://learn.microsoft.com/en-us/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api). New ones with
 * `If-None-Match: *`, others with `If-Match: *`: nothing is made or overwritten by mistake when the CRM changed since it was asked.
 */
export async function writeBatch(
  session: CrmSession,
  base: string,
  records: readonly CrmWrite[],
  signal: AbortSignal,
): Promise<readonly CrmOutcome[]> {
  if (records.length === 0) return [];
  const boundary = `batch_${newId()}`;
  const answer = await session.ask(
    `${base}/$batch`,
    {
      method: 'POST',
      headers: {
        ...odata,
        'content-type': `multipart/mixed; boundary=${boundary}`,
        prefer: 'odata.continue-on-error',
      },
      body: writeBatchBody(
        records.map((record) => partOf(base, record)),
        boundary,
      ),
    },
    signal,
  );
  if (answer.status !== 200) throw wholeProblem('a batch', answer.status, answer.json);
  const parts = readBatchBody(answer.contentType ?? '', answer.body.toString('utf8'));
  if (parts.length > records.length) throw unreadable('a batch');
  const busy = parts.find((one) => one.status === 429);
  // What was answered before counts when it is looked at again: it is found as it should be.
  if (busy) throw tooMany(busy);
  return records.map((_, index) => outcomeOf(parts[index]));
}

function partOf(base: string, record: CrmWrite): Part {
  return {
    method: 'PATCH',
    path: `${base}/${keyPath(record)}`,
    headers: record.isNew ? { 'If-None-Match': '*' } : { 'If-Match': '*' },
    body: JSON.stringify({
      ...record.fields,
      ...(record.isNew ? record.initial : {}),
      ...Object.fromEntries(
        record.links
          .filter(({ to }) => !record.isNew || to !== null)
          .map(({ field, to }) => [`${field}@odata.bind`, to === null ? null : `/${keyPath(to)}`]),
      ),
    }),
  };
}

function keyPath({ object, idField, id }: CrmKey): string {
  return `${object}(${idField}='${encodeURIComponent(id.replaceAll("'", "''"))}')`;
}

function outcomeOf(part: PartAnswer | undefined): CrmOutcome {
  if (part === undefined)
    return {
      is: 'refused',
      fate: 'transient',
      code: 'no-answer',
      detail: 'Dataverse did not answer this one.',
    };
  const { status, headers, body } = part;
  if (status === 204 || status === 200 || status === 201) {
    const remoteId = /\(([0-9a-f-]{36})\)$/i.exec(headers.get('odata-entityid') ?? '')?.[1];
    return { is: 'written', ...(remoteId === undefined ? {} : { remoteId }) };
  }
  const said = problem.safeParse(readJson(Buffer.from(body))).data?.error;
  return refusalOf(status, said?.code ?? `http-${status}`, said?.message ?? `Dataverse answered ${status}.`);
}

/**
 * 404 and 412: it came or went since it was asked for, or it points at a record that is not there (0x80040217, 0x80060891): all of that
 * may be otherwise next time.
 */
function refusalOf(status: number, code: string, detail: string): Refusal {
  const isPassing = status === 404 || status === 412 || status >= 500 || status === 429;
  const field = /(?:attribute|property|column|field) (?:named )?'?([A-Za-z_]\w*)'?/i.exec(detail)?.[1];
  return {
    is: 'refused',
    fate: isPassing ? 'transient' : 'permanent',
    code: code.slice(0, 100),
    ...(field === undefined ? {} : { field }),
    detail,
  };
}

/** Service protection (https://learn.microsoft.com/en-us/power-apps/developer/data-platform/api-limits): Retry-After in seconds. */
function tooMany({ status, headers }: PartAnswer): Failure {
  const cause: Busy = { status, retryAfter: headers.get('retry-after') };
  return new Failure('transient', 'busy', 'Dataverse asks to wait (429).', { cause });
}

function wholeProblem(what: string, status: number, json: unknown): Failure {
  const code = problem.safeParse(json).data?.error.code ?? `http-${status}`;
  return new Failure(
    'permanent',
    'crm-object',
    `Dataverse does not take ${what} (${code}): check tables, columns and keys of the mapping, and the rights of the application user.`,
  );
}

/** Records by their alternate key. Throws permanent `crm-object` when a table or a column is not there. */
export async function findRows(
  session: CrmSession,
  base: string,
  { object, idField, ids, fields, links }: CrmQuery,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CrmFound>> {
  const values = ids.map((id) => `"${id.replaceAll(/["\\]/g, '')}"`).join(',');
  const filter = `Microsoft.Dynamics.CRM.In(PropertyName='${idField}',PropertyValues=[${values}])`;
  const expand = links.map(({ field, to }) => `${field}($select=${to.idField})`).join(',');
  const query = [
    `$select=${[...new Set([idField, ...fields])].join(',')}`,
    `$filter=${encodeURIComponent(filter)}`,
    ...(expand === '' ? [] : [`$expand=${encodeURIComponent(expand)}`]),
  ].join('&');
  const found = new Map<string, CrmFound>();
  let next: string | undefined = `${base}/${object}?${query}`;
  while (next !== undefined) {
    const answer = await session.ask(next, { method: 'GET', headers: odata }, signal);
    if (answer.status !== 200) throw wholeProblem(`a question for ${object}`, answer.status, answer.json);
    const read = page.safeParse(answer.json);
    if (!read.success) throw unreadable('a question for rows');
    for (const row of read.data.value) {
      const pointing = links.map(({ field, to }) => [field, partOfRow(row[field], to.idField)]);
      found.set(String(row[idField]), { fields: { ...row, ...Object.fromEntries(pointing) } });
    }
    next = read.data['@odata.nextLink'];
  }
  return found;
}

function partOfRow(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
}
