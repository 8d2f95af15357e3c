import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';
import { askReviews } from './reviews.ts';

/** Where a document came from, as a person or the hub settled whose it was. */
export type ReturnPath = {
  readonly partnerId: string;
  /** Of a doctor's practices the one it was from. */
  readonly practiceId?: string;
  /** `fax:<ten digits>` or `mail:<address>`. */
  readonly senderKey: string;
  readonly csid?: string;
  /** The line the sending machine printed, as it was read. */
  readonly header?: string;
  readonly callerName?: string;
  /** ISO instant. */
  readonly at: string;
};

/** So many documents a number must have sent before anybody is asked whether it is the partner's: one may be a copy shop's. */
const ASKED_AT = 3;

/**
 * Counts a document for the partner it was from: evidence for the sender's next one, never proof. From the third on, a number or address that
 * the directory does not have for the partner is asked about, once; nothing of the directory is changed by it.
 */
export async function noteReturnPath(tx: Tx, path: ReturnPath): Promise<void> {
  const { partnerId, practiceId, senderKey, at } = path;
  if (!/^(?:fax:\d{10}|mail:.+@.+)$/.test(senderKey)) return;
  const ids = [...new Set([partnerId, ...(practiceId === undefined ? [] : [practiceId])])];
  const rows = await query<{ readonly partnerId: string; readonly confirmed: number }>(
    tx,
    sql`insert into sender_partner (sender_key, partner_id, confirmed, last_at)
        select ${senderKey}, id, 1, ${at}::timestamptz from unnest(${ids}::uuid[]) as n (id)
        on conflict (sender_key, partner_id) do update
        set confirmed = sender_partner.confirmed + 1, last_at = greatest(sender_partner.last_at, excluded.last_at)
        returning partner_id as "partnerId", confirmed`,
  );
  const times = rows.find((row) => row.partnerId === partnerId)?.confirmed ?? 0;
  if (times === ASKED_AT && !(await isKnownLine(tx, partnerId, senderKey))) await suggest(tx, path, times);
}

/** Somebody else's after all: a document that was counted is taken back, of whoever the partner is now. Indexes: primary keys. */
export async function takeBackReturnPath(
  tx: Tx,
  { partnerId, senderKey }: Pick<ReturnPath, 'partnerId' | 'senderKey'>,
): Promise<void> {
  await execute(
    tx,
    sql`update sender_partner set confirmed = greatest(0, confirmed - 1)
        where sender_key = ${senderKey} and partner_id = (select coalesce(alias_of, id) from partner where id = ${partnerId})`,
  );
}

/**
 * Whether the directory has the number or address for the partner: its own, of a place, of a role, of an endpoint, or of a practice of theirs.
 * Indexes: partner primary key, practice_role_once, partner_location (partner_id, place_key), delivery_endpoint (partner_id, …).
 */
async function isKnownLine(db: Queryable, partnerId: string, senderKey: string): Promise<boolean> {
  const line = senderKey.startsWith('fax:') ? senderKey.slice('fax:'.length) : null;
  const address = senderKey.startsWith('mail:') ? senderKey.slice('mail:'.length) : null;
  const row = await queryOne<{ readonly known: boolean }>(
    db,
    sql`with home as (
          select ${partnerId}::uuid as id union select organisation_id from practice_role where person_id = ${partnerId} and ends_on is null)
        select exists (select from home h join partner p on p.id = h.id where ${line} in (p.phone, p.fax) or lower(p.email) = ${address})
          or exists (select from home h join partner_location l on l.partner_id = h.id where ${line} in (l.phone, l.fax) and l.retired_at is null)
          or exists (select from practice_role r where r.person_id = ${partnerId} and ${line} in (r.phone, r.fax) and r.ends_on is null)
          or exists (select from home h join delivery_endpoint e on e.partner_id = h.id
            where (e.line = ${line} or lower(e.address) = ${address}) and e.retired_at is null) as known`,
  );
  return row?.known ?? false;
}

/** A question for a person, on the partner. The number counts for nothing until the person enters it. */
async function suggest(tx: Tx, path: ReturnPath, times: number): Promise<void> {
  const { partnerId, senderKey, csid, header, callerName } = path;
  const said = { csid, header, callerName };
  const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  await askReviews(tx, [
    {
      key: `return_path:${partnerId}:${senderKey}`,
      kind: 'return_path',
      partnerId,
      question: { sender: senderKey, documents: times, ...known },
    },
  ]);
}
