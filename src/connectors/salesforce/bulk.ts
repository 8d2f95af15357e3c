import { z } from 'zod';
import { createScanner } from '../../formats/csv/scan.ts';
import { writeCsv } from '../../formats/csv/write.ts';
import { Failure } from '../../lib/failure.ts';
import type { CrmValue } from '../../sdk/crm-fields.ts';
import type { CrmLoad, CrmOutcome, CrmWrite } from '../../sdk/crm.ts';
import { unreadable, type CrmAnswer, type CrmSession } from '../../sdk/crm-http.ts';
import { bulkRefusalOf, salesforceError } from './errors.ts';
import { idFieldOf } from './records.ts';

/** A file may have 150 MB before it is encoded (base64: 100 MB); 10,000 records of ours have a few. */
export const BULK_RECORDS = 10_000;

const job = z.looseObject({ id: z.string().min(1), state: z.string() });

/**
 * Loads records with Bulk API 2.0: a job, its CSV, and the word that it is whole
 * (https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/walkthrough_upsert.htm). Returns the job's id.
 */
export async function beginBulk(
  session: CrmSession,
  base: string,
  records: readonly CrmWrite[],
  signal: AbortSignal,
): Promise<string> {
  const [first] = records;
  if (first === undefined) throw new Failure('permanent', 'nothing-to-load', 'A load has no records.');
  const made = await session.ask(
    `${base}/jobs/ingest`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        object: first.object,
        operation: 'upsert',
        externalIdFieldName: first.idField,
        contentType: 'CSV',
        lineEnding: 'CRLF',
      }),
    },
    signal,
  );
  const { id } = read(made, 'a new job');
  const sent = await session.ask(
    `${base}/jobs/ingest/${id}/batches`,
    { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: fileOf(records) },
    signal,
  );
  if (sent.status !== 201) throw refusedLoad(sent);
  const closed = await session.ask(
    `${base}/jobs/ingest/${id}`,
    {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'UploadComplete' }),
    },
    signal,
  );
  read(closed, 'the end of an upload');
  return id;
}

/** How a job goes, and at its end what became of each record, by external id. */
export async function lookAtBulk(
  session: CrmSession,
  base: string,
  id: string,
  idField: string,
  signal: AbortSignal,
): Promise<CrmLoad> {
  const answer = await session.ask(`${base}/jobs/ingest/${id}`, { method: 'GET' }, signal);
  // Salesforce forgets jobs after a week; of one it does not answer for, nothing will ever be known.
  if (answer.status >= 400) return { is: 'lost', code: 'job-gone' };
  const { state } = read(answer, 'a job');
  if (state === 'Failed' || state === 'Aborted') return { is: 'lost', code: `job-${state.toLowerCase()}` };
  if (state !== 'JobComplete') return { is: 'running' };
  const [successful, failed] = [
    await session.ask(`${base}/jobs/ingest/${id}/successfulResults`, { method: 'GET' }, signal),
    await session.ask(`${base}/jobs/ingest/${id}/failedResults`, { method: 'GET' }, signal),
  ];
  if (successful.status !== 200 || failed.status !== 200) throw unreadable('the results of a job');
  const outcomes = new Map<string, CrmOutcome>();
  for (const row of rowsOf(successful.body))
    outcomes.set(row[idField] ?? '', { is: 'written', remoteId: row['sf__Id'] ?? '' });
  for (const row of rowsOf(failed.body))
    outcomes.set(row[idField] ?? '', bulkRefusalOf(row['sf__Error'] ?? ''));
  return { is: 'done', outcomes };
}

function read(answer: CrmAnswer, what: string): z.output<typeof job> {
  if (answer.status >= 400) throw refusedLoad(answer);
  const parsed = job.safeParse(answer.json);
  if (!parsed.success) throw unreadable(what);
  return parsed.data;
}

function refusedLoad({ status, json }: CrmAnswer): Failure {
  const code = z.array(salesforceError).safeParse(json).data?.[0]?.errorCode ?? String(status);
  return new Failure('permanent', 'crm-load-refused', `Salesforce did not take a bulk job (${code}).`);
}

/** `#N/A` is null; a relationship is `Name.ExternalId__c`. The records have one shape: they are of one mapping and all new or none. */
function fileOf(records: readonly CrmWrite[]): string {
  const [first] = records;
  if (first === undefined) return '';
  const initial = first.isNew ? Object.keys(first.initial) : [];
  const links = first.links.map(({ field }, index) => {
    const to = records.find((one) => one.links[index]?.to)?.links[index]?.to;
    return to ? `${field}.${to.idField}` : idFieldOf(field);
  });
  const head = [first.idField, ...Object.keys(first.fields), ...initial, ...links];
  const rows = records.map((record) => [
    record.id,
    ...Object.values(record.fields),
    ...initial.map((name) => record.initial[name] ?? null),
    ...record.links.map(({ to }) => to?.id ?? null),
  ]);
  return writeCsv([head, ...rows.map((row) => row.map(cellOf))]);
}

/** An empty cell changes nothing; `#N/A` clears the field. */
function cellOf(value: CrmValue): string {
  return value === null || value === '' ? '#N/A' : String(value);
}

/** A result file as rows by the names of its columns. */
function rowsOf(file: Buffer): readonly Readonly<Record<string, string>>[] {
  const scanner = createScanner({ delimiter: ',' });
  const [head, ...rows] = [...scanner.push(file.toString('latin1')), ...scanner.end()];
  return rows.map(({ fields }) =>
    Object.fromEntries((head?.fields ?? []).map((name, index) => [name, fields[index] ?? ''])),
  );
}
