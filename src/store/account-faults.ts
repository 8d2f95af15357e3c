import { query, sql, type Queryable } from './database.ts';

/** A way out whose gateway does not let the practice's account send: credentials are refused, or credit is used up. */
export type AccountFault = {
  readonly destination: string;
  /** How many parcels wait because of it. */
  readonly count: number;
  /** How long the first of them has waited. */
  readonly since: string;
  /** What the gateway said last. */
  readonly detail: string | null;
  /** One of those that wait. */
  readonly referralId: string;
};

/** Codes of destinations end in `-account` when it is the account's fault; what waits goes by itself when it is mended. Index: delivery_active. */
export function listAccountFaults(db: Queryable): Promise<AccountFault[]> {
  return query<AccountFault>(
    db,
    sql`select destination, count(*) as count, min(created_at) as since, (array_agg(detail order by updated_at desc))[1] as detail,
          (array_agg(referral_id order by created_at, id))[1] as "referralId"
        from delivery where status in ('queued', 'sending', 'failed_transient') and code like '%-account'
        group by destination order by destination`,
    { name: 'list-account-faults' },
  );
}
