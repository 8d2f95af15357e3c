import type { ArrivalTransport } from '../domain/document/understanding.ts';
import type { Identifier } from '../domain/fact.ts';
import { asBuffer, execute, query, queryOne, readBytes, sql, type Queryable, type Tx } from './database.ts';

export type MessageState = 'received' | 'reading' | 'applied' | 'filtered' | 'invalid' | 'review';

/** What `receive` writes. Texts hold no NUL: Postgres cannot store one. */
export type NewMessage = {
  readonly id: string;
  readonly channel: string;
  readonly peer: string;
  readonly contentType?: string;
  readonly body: Uint8Array;
  readonly bodySha256: Uint8Array;
  readonly type?: string;
  readonly controlId?: string;
  readonly sender?: string;
  readonly dedupeKey: Uint8Array;
  readonly answer?: Uint8Array;
  readonly answerCode?: string;
  readonly fault?: { readonly code: string; readonly reason: string };
  readonly parentId?: string;
  /** `reading`: a document, for the readers first. Absent: for the processor. */
  readonly state?: 'received' | 'reading';
  /** What the gateway or mailbox said beside the bytes. */
  readonly transport?: ArrivalTransport;
  /** Who said it, where a person did. */
  readonly person?: string;
  /** How it is read, where that is not how its channel reads. */
  readonly format?: 'hl7v2' | 'ccda';
};

export type StoredReceipt = {
  readonly dedupeKey: string;
  readonly id: string;
  readonly answer: Uint8Array | null;
  readonly isNew: boolean;
};

const HASH_BYTES = 32;

/**
 * Stores messages in one statement, so that one commit (one flush) serves them all. Bodies travel as one binary value and are
 * cut apart by the server: an array of bytea would travel as hexadecimal text. Index: message_dedupe.
 */
export async function insertMessages(
  db: Queryable,
  messages: readonly NewMessage[],
): Promise<readonly StoredReceipt[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`insert into message (id, channel, peer, content_type, body, body_bytes, body_sha256, type, control_id, sender,
          dedupe_key, answer, answer_code, state, reason_code, reason, parent_id, transport, person, format)
        select n.id, n.channel, n.peer, n.content_type,
          substring(${joined(messages.map((message) => message.body))}::bytea from n.body_at for n.body_bytes), n.body_bytes,
          substring(${joined(messages.map((message) => message.bodySha256))}::bytea from n.hash_at for ${HASH_BYTES}),
          n.type, n.control_id, n.sender,
          substring(${joined(messages.map((message) => message.dedupeKey))}::bytea from n.hash_at for ${HASH_BYTES}),
          case when n.answer_bytes is null then null else
            substring(${joined(messages.map((message) => message.answer ?? new Uint8Array()))}::bytea from n.answer_at for n.answer_bytes) end,
          n.answer_code, n.state, n.reason_code, n.reason, n.parent_id, n.transport, n.person, n.format
        from unnest(${messages.map((message) => message.id)}::uuid[], ${messages.map((message) => message.channel)}::text[],
          ${messages.map((message) => message.peer)}::text[], ${messages.map((message) => message.contentType ?? null)}::text[],
          ${offsets(messages.map((message) => message.body.length))}::int[], ${messages.map((message) => message.body.length)}::int[],
          ${messages.map((_, index) => index * HASH_BYTES + 1)}::int[],
          ${messages.map((message) => message.type ?? null)}::text[], ${messages.map((message) => message.controlId ?? null)}::text[],
          ${messages.map((message) => message.sender ?? null)}::text[],
          ${offsets(messages.map((message) => message.answer?.length ?? 0))}::int[], ${messages.map((message) => message.answer?.length ?? null)}::int[],
          ${messages.map((message) => message.answerCode ?? null)}::text[], ${messages.map((message) => message.fault?.code ?? null)}::text[],
          ${messages.map((message) => message.fault?.reason ?? null)}::text[], ${messages.map((message) => message.parentId ?? null)}::uuid[],
          ${messages.map((message) => message.state ?? 'received')}::text[], ${messages.map((message) => (message.transport === undefined ? null : JSON.stringify(message.transport)))}::jsonb[],
          ${messages.map((message) => message.person ?? null)}::text[], ${messages.map((message) => message.format ?? null)}::text[])
          as n (id, channel, peer, content_type, body_at, body_bytes, hash_at, type, control_id, sender, answer_at, answer_bytes,
            answer_code, reason_code, reason, parent_id, state, transport, person, format)
        on conflict (dedupe_key) do nothing
        returning id`,
    { name: 'insert-messages' },
  );
  const stored = new Set(rows.map((row) => row.id));
  const fresh = messages.filter((message) => stored.has(message.id));
  const repeated = messages.filter((message) => !stored.has(message.id));
  const receipts = fresh.map((message) => ({
    dedupeKey: asBuffer(message.dedupeKey).toString('hex'),
    id: message.id,
    answer: message.answer ?? null,
    isNew: true,
  }));
  return repeated.length === 0 ? receipts : [...receipts, ...(await countRepeats(db, repeated))];
}

/** Notes that messages came again and returns the answers the first ones got. Index: message_dedupe. */
async function countRepeats(
  db: Queryable,
  messages: readonly NewMessage[],
): Promise<readonly StoredReceipt[]> {
  const rows = await query<{
    readonly id: string;
    readonly dedupe_key: Buffer;
    readonly answer: Buffer | null;
  }>(
    db,
    sql`with again as (
          update message set repeats = repeats + 1, last_repeat_at = now()
          where dedupe_key = any(${messages.map((message) => Buffer.from(message.dedupeKey))}::bytea[])
          returning id, channel, dedupe_key, answer),
        counted as (
          update channel_day d set repeats = d.repeats + c.count
          from (select channel, count(*) as count from again group by channel) c
          where d.channel = c.channel and d.day = (select max(l.day) from channel_day l where l.channel = c.channel))
        select id, dedupe_key, answer from again`,
  );
  return rows.map((row) => ({
    dedupeKey: row.dedupe_key.toString('hex'),
    id: row.id,
    answer: row.answer,
    isNew: false,
  }));
}

/** One read of a large body: it crosses as hexadecimal text in a row the driver copies twice, so a small one keeps the peak of memory low. */
const SLICE_BYTES = 1024 * 1024;

export type MessageDetails = {
  readonly id: string;
  readonly channel: string;
  readonly receivedAt: string;
  readonly peer: string;
  readonly contentType: string | null;
  readonly bodyBytes: number;
  readonly bodySha256: string;
  readonly type: string | null;
  readonly controlId: string | null;
  readonly sender: string | null;
  readonly answerCode: string | null;
  readonly state: MessageState;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly reasonPath: string | null;
  readonly warnings: readonly { readonly code: string; readonly path?: string; readonly text: string }[];
  readonly mapping: string | null;
  readonly patientId: string | null;
  readonly processedAt: string | null;
  readonly parentId: string | null;
  readonly repeats: number;
};

/** A message's envelope and fate. Index: primary key. */
export function findMessage(
  db: Queryable,
  id: string,
): Promise<(MessageDetails & { readonly answer: Buffer | null }) | undefined> {
  return queryOne(
    db,
    sql`select id, channel, received_at as "receivedAt", peer, content_type as "contentType", body_bytes as "bodyBytes",
          encode(body_sha256, 'hex') as "bodySha256", type, control_id as "controlId", sender, answer, answer_code as "answerCode", state,
          reason_code as "reasonCode", reason, reason_path as "reasonPath", warnings, mapping, patient_id as "patientId",
          processed_at as "processedAt", parent_id as "parentId", repeats
        from message where id = ${id}`,
  );
}

/** The bytes of a message, read in slices so that a large note is held once. Index: primary key. */
export async function loadBody(db: Queryable, id: string, bytes: number): Promise<Uint8Array> {
  return loadSlice(db, id, 0, bytes);
}

/** Part of a message's bytes. */
export async function loadSlice(
  db: Queryable,
  id: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const slice = await readBytes(
      db,
      sql`select substring(body from ${offset + filled + 1} for ${Math.min(SLICE_BYTES, length - filled)}) as body from message where id = ${id}`,
    );
    if (!slice || slice.length === 0) return whole.subarray(0, filled);
    slice.copy(whole, filled);
    filled += slice.length;
  }
  return whole;
}

export type MessageOutcome = {
  readonly id: string;
  readonly state: Exclude<MessageState, 'received' | 'reading'>;
  readonly reasonCode?: string;
  readonly reason?: string;
  readonly reasonPath?: string;
  readonly warnings: readonly unknown[];
  readonly mapping?: string;
  readonly patientId?: string;
  /** The first number of the patient it speaks of. */
  readonly saidUnder?: Identifier;
};

/** Writes where messages ended. Indexes: primary keys. */
export async function recordOutcomes(tx: Tx, outcomes: readonly MessageOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await execute(
    tx,
    sql`update message m set state = o.state, reason_code = o.reason_code, reason = o.reason, reason_path = o.reason_path,
          warnings = o.warnings, mapping = o.mapping, patient_id = coalesce(o.patient_id, m.patient_id),
          origin_patient_id = case when o.patient_id is null then m.origin_patient_id else i.origin_patient_id end, processed_at = now()
        from unnest(${outcomes.map((one) => one.id)}::uuid[], ${outcomes.map((one) => one.state)}::text[],
          ${outcomes.map((one) => one.reasonCode ?? null)}::text[], ${outcomes.map((one) => one.reason ?? null)}::text[],
          ${outcomes.map((one) => one.reasonPath ?? null)}::text[], ${outcomes.map((one) => JSON.stringify(one.warnings))}::jsonb[],
          ${outcomes.map((one) => one.mapping ?? null)}::text[], ${outcomes.map((one) => one.patientId ?? null)}::uuid[],
          ${outcomes.map((one) => one.saidUnder?.system ?? null)}::text[], ${outcomes.map((one) => one.saidUnder?.value ?? null)}::text[])
          as o (id, state, reason_code, reason, reason_path, warnings, mapping, patient_id, said_system, said_value)
          left join patient_identifier i on i.system = o.said_system and i.value = o.said_value and i.patient_id = o.patient_id
        where m.id = o.id`,
    { name: 'record-outcomes' },
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  // pg sends a Buffer in binary and anything else as text.
  return parts.length === 1 && parts[0] ? asBuffer(parts[0]) : Buffer.concat(parts);
}

/** 1-based start of each part in the joined value. */
function offsets(lengths: readonly number[]): readonly number[] {
  let at = 1;
  return lengths.map((length) => {
    const start = at;
    at += length;
    return start;
  });
}
