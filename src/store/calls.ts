import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from './database.ts';

export type CallState = 'open' | 'filtered' | 'taken' | 'dismissed';

/** One event of a call, with whose number it is. */
export type HeardCall = {
  readonly id: string;
  readonly channel: string;
  readonly callId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly number: string | null;
  readonly callerName: string | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly seconds: number | null;
  readonly recordingUrl: string | null;
  readonly partnerId: string | null;
  readonly patientId: string | null;
  readonly state: 'open' | 'filtered';
  readonly reason: string | null;
  readonly messageId: string;
};

/**
 * Writes events of calls, several of one call in any order: what was known stays, what is new is added, what a person decided
 * stands. At most one event of each call at once. Index: phone_call_channel_call_id_key.
 */
export async function upsertCalls(tx: Tx, calls: readonly HeardCall[]): Promise<void> {
  if (calls.length === 0) return;
  const of = <K extends keyof HeardCall>(key: K): readonly HeardCall[K][] => calls.map((one) => one[key]);
  await execute(
    tx,
    sql`insert into phone_call as c (id, channel, call_id, direction, number, caller_name, agent, queue, started_at, ended_at, seconds,
          recording_url, partner_id, patient_id, state, reason, message_id)
        select * from unnest(${of('id')}::uuid[], ${of('channel')}::text[], ${of('callId')}::text[], ${of('direction')}::text[],
          ${of('number')}::text[], ${of('callerName')}::text[], ${of('agent')}::text[], ${of('queue')}::text[],
          ${of('startedAt')}::timestamptz[], ${of('endedAt')}::timestamptz[], ${of('seconds')}::int[], ${of('recordingUrl')}::text[],
          ${of('partnerId')}::uuid[], ${of('patientId')}::uuid[], ${of('state')}::text[], ${of('reason')}::text[],
          ${of('messageId')}::uuid[])
        on conflict (channel, call_id) do update set
          number = coalesce(c.number, excluded.number), caller_name = coalesce(excluded.caller_name, c.caller_name),
          agent = coalesce(excluded.agent, c.agent), queue = coalesce(excluded.queue, c.queue),
          started_at = least(c.started_at, excluded.started_at), ended_at = greatest(c.ended_at, excluded.ended_at),
          seconds = coalesce(excluded.seconds, c.seconds), recording_url = coalesce(excluded.recording_url, c.recording_url),
          partner_id = coalesce(c.partner_id, excluded.partner_id), patient_id = coalesce(c.patient_id, excluded.patient_id),
          state = case when c.state in ('taken', 'dismissed') or excluded.number is null and c.number is not null then c.state else excluded.state end,
          reason = case when c.state in ('taken', 'dismissed') or excluded.number is null and c.number is not null then c.reason else excluded.reason end`,
    { name: 'upsert-calls' },
  );
}

/** Who has the number of a call. */
export type LineHolder = {
  readonly line: string;
  readonly partnerId: string | null;
  readonly kind: 'person' | 'organisation' | null;
  readonly stage: string | null;
  readonly isOwn: boolean | null;
  readonly patientId: string | null;
};

/** Holders of one line that are looked at: the line of a whole hospital says little. */
const HOLDERS = 20;

/**
 * Partners and patients with these numbers (ten digits): main numbers, places, practice roles, ways to deliver, and the staff of
 * offices. Indexes: partner_by_phone, partner_by_fax, partner_location_by_phone, practice_role_by_phone, delivery_endpoint_by_line,
 * contact_affiliation_by_phone, patient_by_match_key; primary keys.
 */
export function findLineHolders(db: Queryable, lines: readonly string[]): Promise<LineHolder[]> {
  return query<LineHolder>(db, lineHoldersStatement(lines), { name: 'find-line-holders' });
}

/** The statement of `findLineHolders`: its query plan is tested. */
export function lineHoldersStatement(lines: readonly string[]): Statement {
  return sql`with wanted as (select unnest(${lines}::text[]) as line),
      held as (
        select w.line, h.id from wanted w cross join lateral (
          (select id from partner where phone = w.line limit ${HOLDERS}::int)
          union (select partner_id from partner_location where phone = w.line and retired_at is null limit ${HOLDERS}::int)
          union (select coalesce(organisation_id, person_id) from practice_role where phone = w.line and ends_on is null limit ${HOLDERS}::int)
          union (select partner_id from delivery_endpoint where line = w.line and retired_at is null limit ${HOLDERS}::int)
          union (select partner_id from contact_affiliation where phone = w.line and ended_on is null limit ${HOLDERS}::int)) h)
    select h.line, p.id as "partnerId", p.kind, p.stage, p.is_own as "isOwn", null::uuid as "patientId"
    from held h join lateral (
      select q.id, q.kind, q.stage, q.is_own from partner q
      where q.id = (select coalesce(a.alias_of, a.id) from partner a where a.id = h.id)) p on true
    union all
    select w.line, null, null, null, null, t.id from wanted w cross join lateral (
      select id from patient where match_keys @> array['p:' || right(w.line, 7)] and alias_of is null
        and exists (select from unnest(phones) as n (phone) where right(regexp_replace(n.phone, '[^0-9]', '', 'g'), 10) = w.line)
      limit ${HOLDERS}::int) t
    limit 2000`;
}

/** A call as lists show it. */
export type CallLine = {
  readonly id: string;
  readonly channel: string;
  readonly direction: 'inbound' | 'outbound';
  readonly number: string | null;
  readonly callerName: string | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly seconds: number | null;
  readonly recordingUrl: string | null;
  readonly state: CallState;
  readonly reason: string | null;
  readonly messageId: string;
  readonly formMessageId: string | null;
  readonly settledBy: string | null;
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  readonly partnerStage: string | null;
  readonly patientId: string | null;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
};

const columns = sql`c.id, c.channel, c.direction, c.number, c.caller_name as "callerName", c.agent, c.queue, c.started_at as "startedAt",
  c.ended_at as "endedAt", c.seconds, c.recording_url as "recordingUrl", c.state, c.reason, c.message_id as "messageId",
  c.form_message_id as "formMessageId", c.settled_by as "settledBy", o.id as "partnerId", coalesce(o.organisation, o.name) as "partnerName",
  o.stage as "partnerStage", p.id as "patientId", p.family, p.given, p.birth_date as "birthDate"`;

const whose = sql`left join lateral (select q.id, q.name, q.organisation, q.stage from partner q
    where q.id = (select coalesce(a.alias_of, a.id) from partner a where a.id = c.partner_id)) o on true
  left join lateral (select t.id, t.family, t.given, t.birth_date from patient t
    where t.id = (select coalesce(a.alias_of, a.id) from patient a where a.id = c.patient_id)) p on true`;

export type CallPage = {
  readonly limit: number;
  readonly after?: { readonly startedAt: string; readonly id: string };
  /** Absent: all. */
  readonly state?: CallState;
  /** Not older than this instant. */
  readonly since?: string;
};

/** Calls, newest first. Indexes: phone_call_newest, phone_call_by_state. */
export function listCalls(db: Queryable, page: CallPage): Promise<CallLine[]> {
  return query<CallLine>(db, callListStatement(page));
}

/** The statement of `listCalls`: its query plan is tested. */
export function callListStatement({ limit, after, state, since }: CallPage): Statement {
  const conditions = [
    sql`true`,
    ...(state === undefined ? [] : [sql`state = ${state}`]),
    ...(since === undefined ? [] : [sql`started_at >= ${since}::timestamptz`]),
    ...(after === undefined
      ? []
      : [sql`(started_at, id) < (${after.startedAt}::timestamptz, ${after.id}::uuid)`]),
  ];
  return sql`with page as materialized (
      select * from phone_call where ${sql.join(conditions, sql` and `)} order by started_at desc, id desc limit ${limit})
    select ${columns} from page c ${whose} order by c.started_at desc, c.id desc`;
}

/** Index: primary key. */
export function findCall(db: Queryable, id: string): Promise<CallLine | undefined> {
  return queryOne<CallLine>(db, sql`select ${columns} from phone_call c ${whose} where c.id = ${id}`);
}

/** The call a form was saved for. Index: phone_call_of_form. */
export function findCallOfForm(db: Queryable, messageId: string): Promise<CallLine | undefined> {
  return queryOne<CallLine>(
    db,
    sql`select ${columns} from phone_call c ${whose} where c.form_message_id = ${messageId} limit 1`,
  );
}

/** Calls somebody may start a form for, counted up to `limit`. Index: phone_call_by_state. */
export async function countOpenCalls(db: Queryable, since: string, limit: number): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from ${openCalls(since, limit)} counted`,
  );
  return row?.count ?? 0;
}

/** The same calls, to be counted with other work. */
export function openCalls(since: string, limit: number): Statement {
  return sql`(select from phone_call where state = 'open' and started_at >= ${since}::timestamptz limit ${limit})`;
}

/** Ties a saved form to its call. `false`: there is no such call, or another form has it. Index: primary key. */
export async function takeCall(
  tx: Tx,
  id: string,
  messageId: string,
  person: string | undefined,
): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update phone_call set state = 'taken', form_message_id = ${messageId}, settled_by = ${person ?? 'hub'}, settled_at = now()
        where id = ${id} and form_message_id is null`,
  );
  return count > 0;
}

/** A person puts a call aside, or takes that back. `false`: it is none of these any more. Index: primary key. */
export async function setCallAside(
  db: Queryable,
  id: string,
  isAside: boolean,
  person: string,
): Promise<boolean> {
  const [from, to] = isAside ? ['open', 'dismissed'] : ['dismissed', 'open'];
  const count = await execute(
    db,
    sql`update phone_call set state = ${to}, settled_by = ${person}, settled_at = now() where id = ${id} and state = ${from}`,
  );
  return count > 0;
}
