import { query, sql, type Queryable, type Statement } from './database.ts';
import type { MessageState } from './messages.ts';

/** Which messages a list shows. Without a day or a key it shows the newest: the primary key is in order of time. */
export type MessageFilter = {
  readonly channel?: string;
  readonly state?: MessageState;
  readonly controlId?: string;
  readonly patientId?: string;
  /** Bounds of a day in the practice's zone, as instants. */
  readonly from?: string;
  readonly until?: string;
};

/** One line of the list: the envelope, no content. */
export type MessageLine = {
  readonly id: string;
  readonly channel: string;
  readonly receivedAt: string;
  readonly type: string | null;
  readonly controlId: string | null;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly bytes: number;
  readonly repeats: number;
  readonly warnings: number;
  readonly patientId: string | null;
  readonly family: string | null;
  readonly given: string | null;
};

const columns = sql`m.id, m.channel, m.received_at as "receivedAt", m.type, m.control_id as "controlId", m.state, m.reason,
  m.body_bytes as bytes, m.repeats, jsonb_array_length(m.warnings) as warnings, m.patient_id as "patientId", p.family, p.given`;

/**
 * A page of messages, newest first, `before` an id. Ids are time-ordered (UUIDv7), so that a day is a range of ids.
 * Indexes: primary key, message_by_channel, message_by_control_id, message_by_patient, message_troubled.
 */
export function listMessages(
  db: Queryable,
  filter: MessageFilter,
  limit: number,
  before?: string,
): Promise<MessageLine[]> {
  return query<MessageLine>(db, messageListStatement(filter, limit, before));
}

/** The statement of `listMessages`: its query plan is tested. */
export function messageListStatement(filter: MessageFilter, limit: number, before?: string): Statement {
  const conditions = [
    filter.channel === undefined ? undefined : sql`m.channel = ${filter.channel}`,
    // Written out, so that the planner can prove that a partial index holds them.
    filter.state === undefined ? undefined : stateCondition(filter.state),
    filter.controlId === undefined ? undefined : sql`m.control_id = ${filter.controlId}`,
    filter.patientId === undefined ? undefined : sql`m.patient_id = ${filter.patientId}`,
    filter.from === undefined ? undefined : sql`m.id >= ${firstIdAt(filter.from)}::uuid`,
    filter.until === undefined ? undefined : sql`m.id < ${firstIdAt(filter.until)}::uuid`,
    before === undefined ? undefined : sql`m.id < ${before}::uuid`,
  ].filter((condition) => condition !== undefined);
  const where = conditions.length === 0 ? sql.empty : sql`where ${sql.join(conditions, sql` and `)}`;
  return sql`select ${columns} from (select * from message m ${where} order by m.id desc limit ${limit}) m
    left join patient p on p.id = m.patient_id order by m.id desc`;
}

function stateCondition(state: MessageState): Statement {
  switch (state) {
    case 'received':
      return sql`m.state = 'received'`;
    case 'reading':
      return sql`m.state = 'reading'`;
    case 'applied':
      return sql`m.state = 'applied'`;
    case 'filtered':
      return sql`m.state = 'filtered'`;
    case 'invalid':
      return sql`m.state = 'invalid' and m.state in ('invalid', 'review')`;
    case 'review':
      return sql`m.state = 'review' and m.state in ('invalid', 'review')`;
  }
}

/** The smallest UUIDv7 of an instant (RFC 9562 section 5.7: 48 bits of milliseconds first). */
export function firstIdAt(instant: string): string {
  const hex = Math.max(0, Date.parse(instant)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
