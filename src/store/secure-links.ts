import { execute, query, queryOne, readBytes, sql, type Queryable } from './database.ts';

export type LinkFactor = 'birth_date' | 'code';

export type NewLink = {
  readonly id: string;
  readonly deliveryId: string;
  readonly tokenSha256: Uint8Array;
  readonly factor: LinkFactor;
  readonly proofSha256: Uint8Array;
  readonly hint: Uint8Array | undefined;
  readonly document: Uint8Array;
  readonly mediaType: string;
  readonly pages: number;
  readonly days: number;
};

export type Link = {
  readonly id: string;
  readonly deliveryId: string;
  readonly factor: LinkFactor;
  readonly proofSha256: Buffer;
  readonly hint: Buffer | null;
  readonly mediaType: string;
  readonly pages: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly isExpired: boolean;
  readonly failedAttempts: number;
  readonly lockedAt: string | null;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
  readonly openedAt: string | null;
  readonly lastOpenedAt: string | null;
  readonly openings: number;
};

const columns = sql`id, delivery_id as "deliveryId", factor, proof_sha256 as "proofSha256", hint, media_type as "mediaType", pages,
  created_at as "createdAt", expires_at as "expiresAt", expires_at <= now() as "isExpired", failed_attempts as "failedAttempts",
  locked_at as "lockedAt", revoked_at as "revokedAt", revoked_by as "revokedBy", opened_at as "openedAt", last_opened_at as "lastOpenedAt", openings`;

/** The link of a delivery, in place of the one before. Index: secure_link_delivery_id_key. */
export async function putLink(db: Queryable, link: NewLink): Promise<void> {
  const hint = link.hint === undefined ? null : Buffer.from(link.hint);
  await execute(
    db,
    sql`insert into secure_link (id, delivery_id, token_sha256, factor, proof_sha256, hint, document, media_type, pages, expires_at)
        values (${link.id}, ${link.deliveryId}, ${Buffer.from(link.tokenSha256)}, ${link.factor}, ${Buffer.from(link.proofSha256)}, ${hint}::bytea,
          ${Buffer.from(link.document)}, ${link.mediaType}, ${link.pages}, now() + make_interval(days => ${link.days}::int))
        on conflict (delivery_id) do update set id = excluded.id, token_sha256 = excluded.token_sha256, factor = excluded.factor,
          proof_sha256 = excluded.proof_sha256, hint = excluded.hint, document = excluded.document, media_type = excluded.media_type,
          pages = excluded.pages, created_at = now(), expires_at = excluded.expires_at, failed_attempts = 0, locked_at = null, revoked_at = null,
          revoked_by = null`,
    { name: 'put-secure-link' },
  );
}

/** Index: secure_link_token_sha256_key. */
export function findLink(db: Queryable, tokenSha256: Uint8Array): Promise<Link | undefined> {
  return queryOne<Link>(
    db,
    sql`select ${columns} from secure_link where token_sha256 = ${Buffer.from(tokenSha256)}`,
    { name: 'find-secure-link' },
  );
}

/** Index: secure_link_delivery_id_key. */
export function findLinkOf(db: Queryable, deliveryId: string): Promise<Link | undefined> {
  return queryOne<Link>(db, sql`select ${columns} from secure_link where delivery_id = ${deliveryId}`, {
    name: 'find-secure-link-of',
  });
}

/** The sealed document; undefined: it is over. */
export function loadLinkDocument(db: Queryable, id: string): Promise<Buffer | undefined> {
  return readBytes(db, sql`select document as body from secure_link where id = ${id}`);
}

/**
 * Counts an answer before it is looked at, so that many at once are no more than many in a row. The number of this one; undefined: no
 * further answer is taken. Index: primary key.
 */
export async function countAnswer(db: Queryable, id: string, most: number): Promise<number | undefined> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`update secure_link set failed_attempts = failed_attempts + 1
        where id = ${id} and locked_at is null and revoked_at is null and expires_at > now() and failed_attempts < ${most}
        returning failed_attempts as count`,
  );
  return row?.count;
}

/** The answer was right. Index: primary key. */
export async function forgiveAnswers(db: Queryable, id: string): Promise<void> {
  await execute(db, sql`update secure_link set failed_attempts = 0 where id = ${id} and locked_at is null`);
}

/** No answer is taken any more. False: it was locked already. Index: primary key. */
export async function lockLink(db: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update secure_link set locked_at = now() where id = ${id} and locked_at is null`,
  );
  return count > 0;
}

/** Index: primary key. */
export async function countOpening(db: Queryable, id: string): Promise<void> {
  await execute(
    db,
    sql`update secure_link set opened_at = coalesce(opened_at, now()), last_opened_at = now(), openings = openings + 1 where id = ${id}`,
  );
}

/** Ends it and drops what was kept. False: there is none that could be opened. Index: secure_link_delivery_id_key. */
export async function revokeLinkOf(db: Queryable, deliveryId: string, person: string): Promise<boolean> {
  return (await revokeLinksOf(db, [deliveryId], person)).length > 0;
}

/** The same for several deliveries; returns those that were ended. Index: secure_link_delivery_id_key. */
export function revokeLinksOf(
  db: Queryable,
  deliveryIds: readonly string[],
  person: string,
): Promise<{ readonly deliveryId: string; readonly openings: number }[]> {
  return query(
    db,
    sql`update secure_link set revoked_at = now(), revoked_by = ${person}, document = null
        where delivery_id = any(${deliveryIds}::uuid[]) and revoked_at is null returning delivery_id as "deliveryId", openings`,
    { name: 'revoke-secure-links' },
  );
}

/** Drops documents of links whose time is over, at most `most`. Index: secure_link_over. */
export function dropExpired(db: Queryable, most: number): Promise<unknown[]> {
  return query(
    db,
    sql`update secure_link set document = null where id = any (array (
          select id from secure_link where document is not null and expires_at < now() order by expires_at limit ${most} for update skip locked))
        returning id`,
    { name: 'drop-expired-links' },
  );
}
