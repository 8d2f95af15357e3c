import { createVerify, generateKeyPairSync } from 'node:crypto';
import { salesforce } from '../../src/connectors/salesforce/index.ts';
import { createScanner } from '../../src/formats/csv/scan.ts';
import { writeCsv } from '../../src/formats/csv/write.ts';
import type { Crm, CrmConnector } from '../../src/sdk/crm.ts';
import { byField, openCrmStandIn, type Held, type HeldRecord } from './crm-stand-in.ts';

type Json = Record<string, unknown>;
type Job = {
  readonly object: string;
  readonly idField: string;
  state: string;
  csv: string;
  looks: number;
  readonly done: string[][];
  readonly failed: string[][];
};

/** Objects that have the external id field. */
const objectsWithId = new Set(['Account', 'Contact', 'Referloop_Referral__c', 'Case', 'Task']);
const PAGE = 150;

/**
 * A stand-in of Salesforce, our own, after its public REST and Bulk API 2.0 guides: sign-in with client credentials or a signed JWT, SOQL
 * by external id in pages, sObject Collections upsert, bulk jobs. It is strict about what the guides are strict about: 200 records, one
 * type, no record ids, external id fields that exist, relationships by external id, well-formed CSV.
 */
export async function openSalesforce() {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const jobs = new Map<string, Job>();
  const standIn = await openCrmStandIn(async (request, url, held) => {
    if (url.pathname === '/services/oauth2/token') return signIn(request, held, publicKey);
    if (!held.isSignedIn(request)) return refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    const path = /^\/services\/data\/v62\.0(\/.*)$/.exec(url.pathname)?.[1] ?? '';
    if (path.startsWith('/query')) return query(held, url, path);
    const upsert = /^\/composite\/sobjects\/(\w+)\/(\w+)$/.exec(path);
    if (upsert && request.method === 'PATCH')
      return collection(held, upsert[1] ?? '', upsert[2] ?? '', await request.text());
    if (path.startsWith('/jobs/ingest')) return bulk(held, jobs, request, path);
    return refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
  });
  return { ...standIn, privateKey, jobs };
}

/** A connection to it, signed in with client credentials. */
export function salesforceAt(url: string, change: Partial<Crm> = {}): Crm {
  return {
    name: 'salesforce',
    owner: 'crm@practice.example',
    connector: salesforce as CrmConnector<unknown>,
    config: salesforce.config.parse({
      instanceUrl: url,
      auth: { kind: 'client-credentials', clientId: 'client', clientSecret: 'secret' },
      mostPerSecond: 100,
    }),
    ...change,
  };
}

async function signIn(request: Request, held: Held, publicKey: string): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const isClient =
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === 'client' &&
    form.get('client_secret') === 'secret';
  const isJwt =
    form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
    isAssertion(form.get('assertion') ?? '', publicKey);
  if (!isClient && !isJwt) return Response.json({ error: 'invalid_grant' }, { status: 400 });
  return Response.json({ access_token: held.grant(), instance_url: held.url(), token_type: 'Bearer' });
}

function isAssertion(text: string, publicKey: string): boolean {
  const [head = '', body = '', signature = ''] = text.split('.');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${body}`)
    .verify(publicKey, Buffer.from(signature, 'base64url'));
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Json;
  const left = Number(claims['exp']) - Date.now() / 1000;
  return (
    isSigned &&
    claims['iss'] === 'client' &&
    claims['sub'] === 'hub@practice.example' &&
    claims['aud'] === 'https://login.salesforce.com' &&
    left > 0 &&
    left <= 300
  );
}

function refusal(status: number, errorCode: string, message: string): Response {
  return Response.json([{ errorCode, message }], { status });
}

const soql = /^SELECT ([\w., ]+) FROM (\w+) WHERE (\w+) IN \(('[^']*'(?:, '[^']*')*)\)$/;

function query(held: Held, url: URL, path: string): Response {
  const later = /^\/query\/(\d+)-(.*)$/.exec(path);
  const text = later
    ? Buffer.from(later[2] ?? '', 'base64url').toString()
    : (url.searchParams.get('q') ?? '');
  const [, columns = '', object = '', field = '', list = ''] = soql.exec(text) ?? [];
  if (columns === '') return refusal(400, 'MALFORMED_QUERY', 'unexpected token');
  if (!objectsWithId.has(object))
    return refusal(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
  if (field !== 'Referloop_Id__c')
    return refusal(400, 'INVALID_FIELD', `No such column '${field}' on entity '${object}'.`);
  const ids = new Set(list.split(', ').map((one) => one.slice(1, -1)));
  const rows = [...held.all(object).values()].filter((one) => ids.has(String(one.values[field])));
  const from = Number(later?.[1] ?? 0);
  const shown = rows.slice(from, from + PAGE).map((one) => rowOf(held, one, columns.split(', ')));
  const hasMore = from + PAGE < rows.length;
  const next = `/services/data/v62.0/query/${from + PAGE}-${Buffer.from(text).toString('base64url')}`;
  return Response.json({
    totalSize: rows.length,
    done: !hasMore,
    records: shown,
    ...(hasMore ? { nextRecordsUrl: next } : {}),
  });
}

function rowOf(held: Held, { id, values }: HeldRecord, columns: readonly string[]): Json {
  const row: Json = { attributes: {} };
  for (const column of columns) {
    const [name = '', part] = column.split('.');
    if (part === undefined) row[name] = name === 'Id' ? id : instantText(values[name] ?? null);
    else row[name] = parentOf(held, values[keyFieldOf(name)], part);
  }
  return row;
}

/** Salesforce gives instants back with an offset. */
function instantText(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)
    ? value.replace(/Z$/, '+0000')
    : value;
}

function keyFieldOf(relationship: string): string {
  return relationship.endsWith('__r') ? `${relationship.slice(0, -1)}c` : `${relationship}Id`;
}

function parentOf(held: Held, id: unknown, part: string): Json | null {
  for (const object of objectsWithId) {
    const parent = held.all(object).get(String(id));
    if (parent) return { attributes: { type: object }, [part]: parent.values[part] };
  }
  return null;
}

function collection(held: Held, object: string, idField: string, text: string): Response {
  let body: { readonly allOrNone?: unknown; readonly records?: unknown };
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    return refusal(400, 'JSON_PARSER_ERROR', 'The HTTP entity body could not be parsed');
  }
  if (!objectsWithId.has(object) || idField !== 'Referloop_Id__c')
    return refusal(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible');
  const records = body.records;
  if (!Array.isArray(records) || records.length === 0 || typeof body.allOrNone !== 'boolean')
    return refusal(400, 'INVALID_ARGUMENT', 'records is required');
  if (records.length > 200)
    return refusal(400, 'EXCEEDED_MAX_LIMIT', 'record limit reached. cannot submit more than 200 records');
  const isOdd = (one: Json): boolean =>
    (one['attributes'] as Json | undefined)?.['type'] !== object ||
    'Id' in one ||
    'id' in one ||
    typeof one[idField] !== 'string';
  if ((records as Json[]).some(isOdd)) return refusal(400, 'INVALID_ARGUMENT', 'attributes or external id');
  if ((records as Json[]).some((one) => 'No_Such_Field__c' in one))
    return refusal(400, 'INVALID_FIELD', `No such column 'No_Such_Field__c' on sobject of type ${object}`);
  return Response.json((records as Json[]).map((one) => upsertOne(held, object, idField, one)));
}

function upsertOne(held: Held, object: string, idField: string, given: Json): Json {
  const { attributes: _, ...sent } = given;
  const values: Json = {};
  for (const [name, value] of Object.entries(sent)) {
    if (typeof value !== 'object' || value === null) {
      values[name] = value;
      continue;
    }
    const { attributes, ...key } = value as Json;
    const [field = '', id] = Object.entries(key)[0] ?? [];
    const type = (attributes as Json | undefined)?.['type'];
    const parent = byField(held, String(type), field, id);
    if (!parent)
      return failed(
        'INVALID_FIELD',
        `Foreign key external ID: ${String(id)} not found for field ${field} in entity ${String(type)}`,
      );
    values[keyFieldOf(name)] = parent.id;
  }
  const problem = held.refusal(object, values);
  if (problem !== undefined) return failed('FIELD_CUSTOM_VALIDATION_EXCEPTION', problem, ['Name']);
  const old = byField(held, object, idField, values[idField]);
  const id = old?.id ?? `${object.slice(0, 3).toUpperCase()}${String(held.next()).padStart(12, '0')}`;
  held.all(object).set(id, { id, values: { ...old?.values, ...values } });
  held.wrote(old === undefined);
  return { id, success: true, errors: [], created: old === undefined };
}

function failed(statusCode: string, message: string, fields: readonly string[] = []): Json {
  return { success: false, errors: [{ statusCode, message, fields }] };
}

async function bulk(held: Held, jobs: Map<string, Job>, request: Request, path: string): Promise<Response> {
  if (path === '/jobs/ingest') {
    const asked = (await request.json()) as Json;
    const isGood =
      asked['operation'] === 'upsert' && asked['contentType'] === 'CSV' && asked['lineEnding'] === 'CRLF';
    if (
      !isGood ||
      !objectsWithId.has(String(asked['object'])) ||
      asked['externalIdFieldName'] !== 'Referloop_Id__c'
    )
      return refusal(400, 'INVALIDJOB', 'the job is not valid');
    const id = `750${String(held.next()).padStart(12, '0')}`;
    jobs.set(id, {
      object: String(asked['object']),
      idField: 'Referloop_Id__c',
      state: 'Open',
      csv: '',
      looks: 0,
      done: [],
      failed: [],
    });
    return Response.json({ id, state: 'Open', contentUrl: `services/data/v62.0/jobs/ingest/${id}/batches` });
  }
  const [, id = '', rest = ''] = /^\/jobs\/ingest\/(\w+)(\/\w+)?$/.exec(path) ?? [];
  const job = jobs.get(id);
  if (!job) return refusal(404, 'NOT_FOUND', 'no such job');
  if (rest === '/batches') {
    if (job.state !== 'Open' || request.headers.get('content-type') !== 'text/csv')
      return refusal(400, 'INVALIDJOBSTATE', 'not open');
    job.csv = await request.text();
    return new Response(null, { status: 201 });
  }
  if (rest === '/successfulResults')
    return new Response(writeCsv([['sf__Id', 'sf__Created', job.idField], ...job.done]));
  if (rest === '/failedResults')
    return new Response(writeCsv([['sf__Id', 'sf__Error', job.idField], ...job.failed]));
  if (request.method === 'PATCH') {
    if (job.state !== 'Open') return refusal(400, 'INVALIDJOBSTATE', 'not open');
    job.state = 'UploadComplete';
  } else if (job.state !== 'JobComplete' && (job.looks += 1) > 1) runJob(held, job);
  return Response.json({ id, state: job.state });
}

/** Each row for itself, as the collections do it. */
function runJob(held: Held, job: Job): void {
  job.state = 'JobComplete';
  const scanner = createScanner({ delimiter: ',' });
  const [head, ...rows] = [...scanner.push(Buffer.from(job.csv).toString('latin1')), ...scanner.end()];
  for (const row of rows) {
    const given: Json = { attributes: { type: job.object } };
    for (const [index, name] of (head?.fields ?? []).entries()) {
      const text = row.fields[index] ?? '';
      const [relationship = '', part] = name.split('.');
      if (text === '') continue;
      if (part === undefined) given[name] = text === '#N/A' ? null : text;
      else if (text !== '#N/A')
        given[relationship] = { attributes: { type: typeOf(relationship) }, [part]: text };
    }
    const result = upsertOne(held, job.object, job.idField, given);
    const id = String(given[job.idField]);
    const [error] = (result['errors'] ?? []) as {
      statusCode?: string;
      message?: string;
      fields?: string[];
    }[];
    if (result['success'] === true) job.done.push([String(result['id']), String(result['created']), id]);
    else job.failed.push(['', `${error?.statusCode}:${error?.message}:${error?.fields?.[0] ?? ''} --`, id]);
  }
}

function typeOf(relationship: string): string {
  if (
    relationship === 'Account' ||
    relationship === 'Account__r' ||
    relationship === 'Parent' ||
    relationship === 'What'
  )
    return 'Account';
  if (relationship === 'Contact' || relationship === 'Referrer__r' || relationship === 'Who')
    return 'Contact';
  return 'Referloop_Referral__c';
}
