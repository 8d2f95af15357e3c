import type { Listener, Mute, TellKind } from '../domain/tell.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** A listener with what its page shows. */
export type ListenerRow = Omit<Listener, 'quiet' | 'mutes' | 'email'> & {
  readonly accountId: string | null;
  /** Of the place, or of the account. */
  readonly name: string;
  readonly email: string | null;
  readonly byEmail: boolean;
  readonly quietFrom: string | null;
  readonly quietUntil: string | null;
  readonly mutes: readonly MuteRow[];
  readonly version: number;
};

export type MuteRow = {
  readonly id: string;
  readonly kind: TellKind | null;
  readonly partnerId: string | null;
  readonly until: string | null;
};

const columns = sql`l.id, l.account_id as "accountId", coalesce(l.name, a.display_name) as name, a.email, l.teams, l.wants, l.by_email as "byEmail",
  l.quiet_from as "quietFrom", l.quiet_until as "quietUntil", l.passes, l.digest, l.digest_at as "digestAt", l.version,
  coalesce((select jsonb_agg(jsonb_build_object('destination', w.destination, 'address', w.address) order by w.destination, w.address)
    from tell_way w where w.listener_id = l.id), '[]') as ways,
  coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'kind', m.kind, 'partnerId', m.partner_id,
      'until', to_char(m.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by m.created_at, m.id)
    from tell_mute m where m.listener_id = l.id and (m.until is null or m.until > now())), '[]') as mutes,
  array(select t.partner_id from tell_watch t where t.listener_id = l.id order by t.created_at, t.partner_id) as watches`;

const joined = sql`tell_listener l left join account a on a.id = l.account_id`;

/** More than this no practice tells. */
const MOST = 1000;

/** Everybody who may be told: nobody whose account is closed, or sees no patients. Few rows: one a person. Indexes: of each table's listener. */
export function listListeners(db: Queryable): Promise<ListenerRow[]> {
  return query<ListenerRow>(
    db,
    sql`select ${columns} from ${joined} where l.account_id is null or (not a.is_disabled and a.role <> 'operator')
        order by l.account_id is null, lower(coalesce(l.name, a.display_name)), l.id limit ${MOST}`,
    { name: 'list-listeners' },
  );
}

/** Of these e-mail addresses, in small letters, those of accounts that are told nothing: closed, or without patients. Few rows: one a person. */
export async function listSilenced(db: Queryable, emails: readonly string[]): Promise<ReadonlySet<string>> {
  if (emails.length === 0) return new Set();
  const rows = await query<{ readonly email: string }>(
    db,
    sql`select lower(email) as email from account where lower(email) = any(${emails}::text[]) and (is_disabled or role = 'operator')`,
    { name: 'list-silenced' },
  );
  return new Set(rows.map((row) => row.email));
}

/** Index: primary key. */
export function findListener(db: Queryable, id: string): Promise<ListenerRow | undefined> {
  return queryOne<ListenerRow>(db, sql`select ${columns} from ${joined} where l.id = ${id}`);
}

/** As the rules of domain/tell.ts see them. */
export function toListener(row: ListenerRow): Listener {
  const { id, email, teams, wants, passes, digest, digestAt, watches, quietFrom, quietUntil } = row;
  const own = email !== null && row.byEmail ? [{ destination: 'email', address: email }] : [];
  return {
    id,
    teams,
    wants,
    passes,
    digest,
    digestAt,
    watches,
    ...(email === null ? {} : { email }),
    ways: [...own, ...row.ways],
    ...(quietFrom === null || quietUntil === null ? {} : { quiet: { from: quietFrom, until: quietUntil } }),
    mutes: row.mutes.map(toMute),
  };
}

function toMute({ kind, partnerId, until }: MuteRow): Mute {
  return {
    ...(kind === null ? {} : { kind }),
    ...(partnerId === null ? {} : { partnerId }),
    ...(until === null ? {} : { until }),
  };
}

/** The listener an account is; entered with the defaults when it is none yet. Returns its id. */
export async function ensureListener(tx: Queryable, accountId: string): Promise<string> {
  await execute(
    tx,
    sql`insert into tell_listener (id, account_id) values (${newId()}, ${accountId}) on conflict (account_id) do nothing`,
  );
  const row = await queryOne<{ readonly id: string }>(
    tx,
    sql`select id from tell_listener where account_id = ${accountId}`,
  );
  return row?.id ?? '';
}

/** Enters a place people share. Returns its id. */
export async function insertPlace(tx: Tx, name: string): Promise<string> {
  const id = newId();
  await execute(tx, sql`insert into tell_listener (id, name, by_email) values (${id}, ${name}, false)`);
  return id;
}

/** Index: primary key. What it was told stays in the record. */
export async function deletePlace(tx: Queryable, id: string): Promise<boolean> {
  return (await execute(tx, sql`delete from tell_listener where id = ${id} and account_id is null`)) > 0;
}

export type Wishes = Pick<
  ListenerRow,
  'wants' | 'byEmail' | 'quietFrom' | 'quietUntil' | 'passes' | 'digest' | 'digestAt' | 'ways'
>;

/** Writes what somebody wants, whole. `false`: it changed since `version`, and nothing is written. */
export async function saveWishes(
  tx: Tx,
  id: string,
  wishes: Wishes,
  version: number,
  by: string,
): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update tell_listener set wants = ${JSON.stringify(wishes.wants)}::jsonb, by_email = ${wishes.byEmail}, quiet_from = ${wishes.quietFrom},
          quiet_until = ${wishes.quietUntil}, passes = ${wishes.passes}::text[], digest = ${wishes.digest}, digest_at = ${wishes.digestAt},
          version = version + 1, updated_at = now(), updated_by = ${by} where id = ${id} and version = ${version}`,
  );
  if (count === 0) return false;
  await execute(tx, sql`delete from tell_way where listener_id = ${id}`);
  await execute(
    tx,
    sql`insert into tell_way (id, listener_id, destination, address)
        select gen_random_uuid(), ${id}, n.destination, n.address
        from unnest(${wishes.ways.map((one) => one.destination)}::text[], ${wishes.ways.map((one) => one.address)}::text[]) as n (destination, address)
        on conflict do nothing`,
  );
  return true;
}

export async function setTeams(tx: Tx, id: string, teams: readonly string[], by: string): Promise<void> {
  await execute(
    tx,
    sql`update tell_listener set teams = ${teams}::text[], version = version + 1, updated_at = now(), updated_by = ${by} where id = ${id}`,
  );
}

export async function watchPartner(tx: Tx, id: string, partnerId: string, by: string): Promise<void> {
  await execute(
    tx,
    sql`insert into tell_watch (listener_id, partner_id, created_by) values (${id}, ${partnerId}, ${by}) on conflict do nothing`,
  );
}

export async function unwatchPartner(tx: Queryable, id: string, partnerId: string): Promise<void> {
  await execute(tx, sql`delete from tell_watch where listener_id = ${id} and partner_id = ${partnerId}`);
}

/** From now on: what it is today is known. */
export async function watchReferral(tx: Queryable, id: string, referralId: string): Promise<boolean> {
  const count = await execute(
    tx,
    sql`insert into tell_referral (listener_id, referral_id, told_state) select ${id}, r.id, r.state from referral r
        where r.id = ${referralId} on conflict do nothing`,
  );
  return count > 0;
}

export async function unwatchReferral(tx: Queryable, id: string, referralId: string): Promise<void> {
  await execute(tx, sql`delete from tell_referral where listener_id = ${id} and referral_id = ${referralId}`);
}

/** Mutes; the same again moves its end. Days absent: until it is taken back. */
export async function addMute(
  tx: Tx,
  id: string,
  mute: { readonly kind?: TellKind; readonly partnerId?: string; readonly days?: number },
): Promise<void> {
  const { kind = null, partnerId = null, days = null } = mute;
  await execute(
    tx,
    sql`delete from tell_mute where listener_id = ${id} and kind is not distinct from ${kind}::text and partner_id is not distinct from ${partnerId}::uuid`,
  );
  await execute(
    tx,
    sql`insert into tell_mute (id, listener_id, kind, partner_id, until)
        values (${newId()}, ${id}, ${kind}, ${partnerId}, now() + make_interval(days => ${days}::int))`,
  );
}

export async function removeMute(tx: Queryable, id: string, muteId: string): Promise<void> {
  await execute(tx, sql`delete from tell_mute where listener_id = ${id} and id = ${muteId}`);
}

/** Who watches a partner. Index: tell_watch_of_partner. */
export function listWatchers(
  db: Queryable,
  partnerId: string,
): Promise<
  { readonly id: string; readonly accountId: string | null; readonly name: string; readonly by: string }[]
> {
  return query(
    db,
    sql`select l.id, l.account_id as "accountId", coalesce(l.name, a.display_name) as name, w.created_by as by
        from tell_watch w join tell_listener l on l.id = w.listener_id left join account a on a.id = l.account_id
        where w.partner_id = ${partnerId} order by lower(coalesce(l.name, a.display_name)) limit ${MOST}`,
  );
}

/** The referrals somebody watches, newest first: their numbers and states. */
export function listWatchedReferrals(
  db: Queryable,
  id: string,
): Promise<{ readonly referralId: string; readonly state: string }[]> {
  return query(
    db,
    sql`select w.referral_id as "referralId", w.told_state as state from tell_referral w where w.listener_id = ${id}
        order by w.created_at desc limit 100`,
  );
}

/** Two partners are one: watchers and mutes of either are of the survivor. Indexes: tell_watch_of_partner, tell_mute_of_partner. */
export async function moveTellPartners(
  tx: Tx,
  { from, into }: { readonly from: string; readonly into: string },
): Promise<void> {
  await execute(
    tx,
    sql`insert into tell_watch (listener_id, partner_id, created_by, created_at)
        select listener_id, ${into}, created_by, created_at from tell_watch where partner_id = ${from} on conflict do nothing`,
  );
  await execute(tx, sql`delete from tell_watch where partner_id = ${from}`);
  await execute(tx, sql`update tell_mute set partner_id = ${into} where partner_id = ${from}`);
}
