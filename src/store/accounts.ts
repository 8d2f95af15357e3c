import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql, type Queryable } from './database.ts';

/** `operator` keeps the connections running and sees no patients. */
export type AccountRole = 'admin' | 'staff' | 'operator';

export type Account = {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: AccountRole;
  readonly passwordHash: string;
  readonly isDisabled: boolean;
};

const columns = sql`id, email, display_name as "displayName", role, password_hash as "passwordHash", is_disabled as "isDisabled"`;

/** Index: account_email_key. */
export function findAccountByEmail(db: Queryable, email: string): Promise<Account | undefined> {
  return queryOne<Account>(db, sql`select ${columns} from account where email = ${email}`);
}

/** Somebody who works with patients. */
export type Colleague = Pick<Account, 'id' | 'email' | 'displayName'>;

/** More than this no practice chooses from. */
const MOST_COLLEAGUES = 500;

/** Whoever may work with patients and is not shut out, by name. */
export function listColleagues(db: Queryable): Promise<Colleague[]> {
  return query<Colleague>(
    db,
    sql`select id, email, display_name as "displayName" from account where not is_disabled and role <> 'operator'
        order by lower(display_name), email limit ${MOST_COLLEAGUES}`,
  );
}

/** One of those, by address. Index: account_email_key. */
export function findColleague(db: Queryable, email: string): Promise<Colleague | undefined> {
  return queryOne<Colleague>(
    db,
    sql`select id, email, display_name as "displayName" from account
        where email = ${email} and not is_disabled and role <> 'operator'`,
  );
}

/** Enters an account. `false`: the address has one already. */
export async function insertAccount(
  db: Queryable,
  account: Omit<Account, 'id' | 'isDisabled'>,
): Promise<boolean> {
  const count = await execute(
    db,
    sql`insert into account (id, email, display_name, role, password_hash)
        values (${newId()}, ${account.email}, ${account.displayName}, ${account.role}, ${account.passwordHash})
        on conflict (email) do nothing`,
  );
  return count > 0;
}

export async function updatePasswordHash(db: Queryable, id: string, passwordHash: string): Promise<void> {
  await execute(db, sql`update account set password_hash = ${passwordHash} where id = ${id}`);
}

/** Failed sign-ins of the last minutes, by account and by address. Indexes: sign_in_failure_email, sign_in_failure_peer. */
export async function countSignInFailures(
  db: Queryable,
  email: string,
  peer: string,
  minutes: number,
): Promise<{ readonly byEmail: number; readonly byPeer: number }> {
  const rows = await query<{ readonly by_email: number; readonly by_peer: number }>(
    db,
    sql`select
          (select count(*) from sign_in_failure where email = ${email} and at > now() - make_interval(mins => ${minutes})) as by_email,
          (select count(*) from sign_in_failure where peer = ${peer} and at > now() - make_interval(mins => ${minutes})) as by_peer`,
  );
  return { byEmail: rows[0]?.by_email ?? 0, byPeer: rows[0]?.by_peer ?? 0 };
}

export async function insertSignInFailure(db: Queryable, email: string, peer: string): Promise<void> {
  await execute(
    db,
    sql`insert into sign_in_failure (id, email, peer) values (${newId()}, ${email}, ${peer})`,
  );
}

/** The right person came through from this address: their own slips count no more. */
export async function forgetSignInFailures(db: Queryable, email: string, peer: string): Promise<void> {
  await execute(
    db,
    sql`delete from sign_in_failure where (email = ${email} and peer = ${peer}) or at < now() - interval '1 day'`,
  );
}
