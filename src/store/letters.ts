import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

/** One wording of a letter. Without title and body: from here on the built-in one. */
export type LetterVersion = {
  readonly kind: string;
  readonly number: number;
  readonly title: string | null;
  readonly body: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
};

const columns = sql`kind, number, title, body, created_at as "createdAt", created_by as "createdBy"`;

/** The wording that held at an instant. Index: primary key of letter_version; a letter has few versions. */
export function findLetterAt(db: Queryable, kind: string, at: string): Promise<LetterVersion | undefined> {
  return queryOne<LetterVersion>(
    db,
    sql`select ${columns} from letter_version where kind = ${kind} and created_at <= ${at} order by number desc limit 1`,
  );
}

/** The newest wording of each letter. Index: primary key of letter_version. */
export function listNewestLetters(db: Queryable): Promise<readonly LetterVersion[]> {
  return query<LetterVersion>(
    db,
    sql`select distinct on (kind) ${columns} from letter_version order by kind, number desc`,
  );
}

/** Newest first. Index: primary key of letter_version. */
export function listLetterVersions(
  db: Queryable,
  kind: string,
  limit: number,
): Promise<readonly LetterVersion[]> {
  return query<LetterVersion>(
    db,
    sql`select ${columns} from letter_version where kind = ${kind} order by number desc limit ${limit}`,
  );
}

/** Waits for whoever writes one: numbers have no gaps and nobody overwrites what he has not seen. */
export async function lockLetters(tx: Tx): Promise<void> {
  await execute(tx, sql`lock table letter_version in share row exclusive mode`);
}

/** The caller has locked them. */
export async function insertLetterVersion(
  tx: Tx,
  version: Pick<LetterVersion, 'kind' | 'number' | 'title' | 'body' | 'createdBy'>,
): Promise<void> {
  const { kind, number, title, body, createdBy } = version;
  await execute(
    tx,
    sql`insert into letter_version (kind, number, title, body, created_by) values (${kind}, ${number}, ${title}, ${body}, ${createdBy})`,
  );
}
