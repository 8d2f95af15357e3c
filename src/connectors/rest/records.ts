import type { CrmFound, CrmKey, CrmOutcome, CrmQuery, CrmWrite } from '../../sdk/crm.ts';
import { noTarget, type CrmAnswer, type Refusal } from '../../sdk/crm-http.ts';
import { Failure } from '../../lib/failure.ts';
import { findOne, idText, isProven, json, objectOf, proveFind, type Asking } from './find.ts';
import { at, fill, nested } from './paths.ts';

/** One request each: a page of them is a few seconds. */
export const PAGE = 20;

/** Records one by one, by the hub's id. */
export async function findEach(asking: Asking, query: CrmQuery): Promise<ReadonlyMap<string, CrmFound>> {
  const found = new Map<string, CrmFound>();
  for (const id of query.ids) {
    const row = await findOne(asking, { ...query, id });
    if (row === undefined) continue;
    const fields = query.fields.map((field) => [field, at(row.record, field)]);
    // A link by the CRM's own id says nothing of ours: it is read back only where it holds ours.
    const links = asking.settings.linkBy === 'external' ? query.links : [];
    const pointing = links.map(({ field }) => [field, at(row.record, field) ?? null]);
    found.set(id, {
      ...(row.remoteId === undefined ? {} : { remoteId: row.remoteId }),
      fields: Object.fromEntries([...fields, ...pointing]),
    });
  }
  return found;
}

/** Records one by one. What goes wrong with one does not end the others, but for a `find` that is not believed: then no more are made. */
export async function writeEach(
  asking: Asking,
  records: readonly CrmWrite[],
): Promise<readonly CrmOutcome[]> {
  const outcomes: CrmOutcome[] = [];
  const known = new Map<string, string | undefined>();
  for (const record of records)
    outcomes.push(notToBeMade(asking, record) ?? (await writeOne(asking, record, known)));
  return outcomes;
}

/** Why a record is not made: the last look may not be believed. */
function notToBeMade(asking: Asking, { object, isNew, wasWritten }: CrmWrite): Refusal | undefined {
  const found = asking.finds.get(object);
  if (found instanceof Failure) return unproven(found.message);
  if (!isNew || !wasWritten || isProven(asking, object)) return undefined;
  return unproven(
    `It was written before and is not found. It is made again once objects.${object}.find has found another record, or made and found a new one.`,
  );
}

function unproven(detail: string): Refusal {
  return { is: 'refused', fate: 'transient', code: 'find-unproven', detail, isOwnWords: true };
}

async function writeOne(
  asking: Asking,
  record: CrmWrite,
  known: Map<string, string | undefined>,
): Promise<CrmOutcome> {
  const { session, settings, signal } = asking;
  const object = objectOf(settings, record.object);
  const links: Record<string, string | null> = {};
  for (const { field, to } of record.links) {
    const value = to === null ? null : await targetOf(asking, to, known);
    if (value === undefined) return noTarget(field);
    links[field] = value;
  }
  const values = { ...record.fields, ...(record.isNew ? record.initial : {}), ...links };
  const body = nested({ ...values, [record.idField]: record.id });
  const { method, url, wrap } = record.isNew ? object.create : object.update;
  const answer = await session.ask(
    fill(url, record),
    { method, headers: json, body: JSON.stringify(wrap === '' ? body : nested({ [wrap]: body })) },
    signal,
  );
  if (answer.status >= 400) return refusalOf(answer);
  const made = record.isNew
    ? idText(at(at(answer.json, object.create.at), object.remoteId))
    : record.remoteId;
  if (record.isNew && !isProven(asking, record.object)) await prove(asking, record, made);
  return { is: 'written', ...(made === undefined ? {} : { remoteId: made }) };
}

/** It is made, whatever is found: a failure that passes must not make it forgotten, and the next one that is made is asked for again. */
async function prove(asking: Asking, record: CrmWrite, remoteId: string | undefined): Promise<void> {
  try {
    await proveFind(asking, record, remoteId);
  } catch (error) {
    if (!(error instanceof Failure) && !asking.signal.aborted) throw error;
  }
}

/** What a link holds; undefined: the record it points at is not there yet. */
async function targetOf(
  asking: Asking,
  to: CrmKey,
  known: Map<string, string | undefined>,
): Promise<string | undefined> {
  if (asking.settings.linkBy === 'external') return to.id;
  const key = `${to.object}|${to.id}`;
  if (!known.has(key)) known.set(key, (await findOne(asking, to))?.remoteId);
  return known.get(key);
}

/** 404: it went since it was looked for. 409: somebody else changes it now. */
function refusalOf({ status, json: body }: CrmAnswer): Refusal {
  const said = ['detail', 'message', 'error.message', 'errors.0.message', 'error', 'title'].map((place) =>
    at(body, place),
  );
  const field = ['field', 'errors.0.field', 'errors.0.property', 'error.field']
    .map((place) => at(body, place))
    .find((one) => typeof one === 'string');
  return {
    is: 'refused',
    fate: status === 404 || status === 409 ? 'transient' : 'permanent',
    code: `http-${status}`,
    ...(typeof field === 'string' ? { field: field.slice(0, 100) } : {}),
    detail: said.find((one) => typeof one === 'string') ?? `The CRM answered ${status}.`,
  };
}
